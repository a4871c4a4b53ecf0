"""The administration's documents as HTML: what is registered, how a file was read."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from bot.admin.parts import Markup, Own, audience_choice, table
from bot.admin.shelf import Preview
from bot.page.texts import Texts, readable_date
from ingest.records import Document
from kb.catalog import StoredDocument

SHOWN_PASSAGES = 40


def documents(stored: Sequence[StoredDocument], texts: Texts) -> str:
    """Return the list of documents with the form to hand one in."""
    rows = [
        (
            Markup(
                f'<span class="title" lang="ja">{escape(document.title or document.name)}<br>'
                f"<small>{escape(document.name)}</small></span>"
            ),
            Own(document.municipality or ""),
            readable_date(document.date, texts),
            texts.of("audience", document.audience),
            document.passages,
            Markup(_take_back(document.name, texts)),
        )
        for document in stored
    ]
    columns = (
        texts.document, texts.municipality, texts.date, texts.admin_audience,
        texts.documents_passages, texts.admin_action,
    )  # fmt: skip
    return (
        '<form method="post" action="/admin/documents/upload" enctype="multipart/form-data">'
        f'<p><label for="file">{escape(texts.admin_file)}</label>'
        '<input id="file" type="file" name="file" required></p>'
        f'{audience_choice(texts)}<p><button class="primary">{escape(texts.admin_read)}</button>'
        f"</p></form><h2>{escape(texts.documents_title)}</h2>"
        + table(columns, rows, name=texts.documents_title)
    )


def _take_back(name: str, texts: Texts) -> str:
    named = escape(texts.admin_take_back_named.format(name=name))
    return (
        '<form method="post" action="/admin/documents/remove">'
        f'<input type="hidden" name="name" value="{escape(name)}">'
        f'<button aria-label="{named}">{escape(texts.admin_take_back)}</button></form>'
    )


def preview(found: Preview, texts: Texts) -> str:
    """Return how a file was read, with the buttons to publish it or not."""
    problems = "".join(
        f'<p class="problem" lang="ja">{escape(problem)}</p>' for problem in found.problems
    )
    read = "".join(document_as_read(document, texts) for document in found.documents)
    publish = (
        f'<button class="primary">{escape(texts.admin_publish)}</button> '
        if found.documents
        else ""
    )
    return (
        f"<p>{escape(texts.admin_not_published.format(name=found.name))}</p>{problems}{read}"
        '<form method="post" action="/admin/documents/publish">'
        f'<input type="hidden" name="token" value="{escape(found.token)}"><p>{publish}'
        f'<button name="discard" value="1">{escape(texts.admin_discard)}</button></p></form>'
    )


def document_as_read(document: Document, texts: Texts) -> str:
    """Return how a document was read: what it was taken for, warnings, passages."""
    facts = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>"
        for name, value in (
            (texts.municipality, document.municipality or texts.admin_none),
            (texts.kind, texts.of("kind", document.kind)),
            (texts.date, readable_date(document.date, texts) or texts.admin_none),
            (texts.admin_audience, texts.of("audience", document.audience)),
            (texts.documents_passages, f"{len(document.passages):,}"),
        )
    )
    warnings = "".join(f"<li>{escape(warning)}</li>" for warning in document.warnings)
    passages = "".join(
        f'<details><summary><span lang="ja">{escape(passage.label)}</span> '
        f'<span class="count">{escape(texts.of("passage", passage.kind))}</span></summary>'
        f'<pre lang="ja" role="region" tabindex="0" aria-label="{escape(passage.label)}">'
        f"{escape(passage.text)}</pre></details>"
        for passage in document.passages[:SHOWN_PASSAGES]
    )
    more = len(document.passages) - SHOWN_PASSAGES
    rest = f"<p>{escape(texts.admin_more_passages.format(count=more))}</p>" if more > 0 else ""
    return (
        f'<h2 lang="ja">{escape(document.title)}</h2><dl class="facts">{facts}</dl>'
        f"<h3>{escape(texts.documents_warnings)}</h3>"
        + (
            f'<ul class="listed" lang="ja">{warnings}</ul>'
            if warnings
            else f"<p>{escape(texts.documents_no_warnings)}</p>"
        )
        + f"<h3>{escape(texts.documents_passages)}</h3>{passages}{rest}"
    )
