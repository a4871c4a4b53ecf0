"""Passages in their documents as HTML: citations under an answer, places, what leads on."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from urllib.parse import quote, urlencode

from bot.answer import Citation
from bot.page.excerpt import Neighbour, Place
from bot.page.texts import Texts, readable_date
from ingest.records import Passage


def source_id(turn: int, number: int) -> str:
    """Return the identifier on the page of a turn's citation."""
    return f"source-{turn}-{number}"


def render_sources(
    citations: Sequence[Citation], places: Sequence[Place], turn: int, texts: Texts
) -> str:
    """Return the sources of an answer, each closed until its mark is pressed."""
    if not citations:
        return ""
    rows = "".join(
        _source(citation, place, turn, texts)
        for citation, place in zip(citations, places, strict=True)
    )
    return f'<section class="sources"><h3>{escape(texts.sources)}</h3>{rows}</section>'


def _source(citation: Citation, place: Place, turn: int, texts: Texts) -> str:
    return (
        f'<details class="source" id="{source_id(turn, citation.number)}"><summary>'
        f'<span class="number" aria-hidden="true">{citation.number}</span>'
        f'<span class="what"><span class="label" lang="ja">{escape(citation.label)}</span>'
        f'<span class="meta" lang="ja">{facts_of(citation.passage, citation.label, texts)}</span>'
        f'<q lang="ja">{escape(citation.quote)}</q></span></summary>'
        f'<div class="place">{render_place(place, texts, cited=citation.label)}</div></details>'
    )


def facts_of(passage: Passage, label: str, texts: Texts) -> str:
    """Return title, municipality, date and page of a passage as HTML; no title twice."""
    facts = [passage.municipality or "", readable_date(passage.date, texts)]
    if passage.page is not None:
        facts.append(texts.page_number.format(page=passage.page))
    title = "" if passage.title and passage.title in label else passage.title
    return " ・ ".join(escape(fact) for fact in [title, *facts] if fact)


def render_place(
    place: Place, texts: Texts, *, named: bool = False, cited: str = "", alone: bool = False
) -> str:
    """Return a passage in its document: heading path, surroundings, the quote marked.

    Args:
        place: what is shown.
        texts: the interface's language.
        named: whether it takes the place of a citation's passage: its own label stands
            above it, and a button leads back.
        cited: the label under which it was cited, more exact than the passage's own.
        alone: whether it is a page of its own: the steps are links.
    """
    passage, excerpt = place.passage, place.excerpt
    label = f'<p class="label" lang="ja">{escape(passage.label)}</p>' if named else ""
    path = "".join(f"<li>{escape(heading)}</li>" for heading in passage.path if heading)
    headings = f'<ol class="path" lang="ja">{path}</ol>' if path else ""
    marked = f"<mark>{escape(excerpt.quote)}</mark>" if excerpt.quote else ""
    back = (
        f'<button type="button" data-back>{escape(texts.back_to_quote)}</button>' if named else ""
    )
    return (
        f'{label}{headings}<div class="excerpt" role="group" tabindex="0" lang="ja" '
        f'aria-label="{escape(texts.passage_in_document)}">{_around(excerpt.before)}'
        f'<span class="passage">{escape(excerpt.lead)}{marked}{escape(excerpt.rest)}</span>'
        f"{_around(excerpt.after)}</div>"
        f'<div class="steps">{_step(place.previous, texts.previous_passage, link=alone)}'
        f"{_step(place.next, texts.next_passage, link=alone)}{back}</div>"
        f"{_leads(place, cited or passage.label, texts, alone=alone)}"
    )


def _around(text: str) -> str:
    return f'<span class="around">{escape(text)}</span>' if text else ""


def _step(neighbour: Neighbour | None, name: str, *, link: bool) -> str:
    if neighbour is None:
        return ""
    title = f'title="{escape(neighbour.label)}"'
    if link:
        return f'<a href="{source_address(neighbour.passage_id)}" {title}>{escape(name)}</a>'
    return (
        f'<button type="button" data-place="{escape(neighbour.passage_id)}" '
        f"{title}>{escape(name)}</button>"
    )


def source_address(passage_id: str) -> str:
    """Return the address of a passage's own page."""
    return f"source?{urlencode({'id': passage_id})}"


def document_address(name: str) -> str:
    """Return the address of a document's own page."""
    return f"document?{urlencode({'name': name})}"


def slip_address(passage_id: str) -> str:
    """Return the address of a passage's counter slip."""
    return f"slip?{urlencode({'id': passage_id})}"


def citation_text(label: str, quoted: str, document: str) -> str:
    """Return a citation as it is pasted into a letter: 「…」（label、document）."""
    words = " ".join(quoted.split())
    return f"「{words}」（{label}、{document}）"


def _leads(place: Place, label: str, texts: Texts, *, alone: bool) -> str:
    """Return what can be done with a passage."""
    passage = place.passage
    quoted = place.excerpt.quote or passage.text
    cited = citation_text(label, quoted, passage.document)
    links = [
        f'<button type="button" data-cite="{escape(cited)}" data-copied="{escape(texts.copied)}">'
        f"{escape(texts.cite)}</button>",
        ""
        if alone
        else f'<a href="{source_address(passage.passage_id)}">{escape(texts.open_page)}</a>',
        f'<a href="{document_address(passage.document)}">{escape(texts.contents)}</a>',
        f'<a href="{slip_address(passage.passage_id)}">{escape(texts.slip)}</a>',
    ]
    if place.url:
        links.append(
            f'<a href="{escape(place.url)}" rel="noreferrer noopener" target="_blank">'
            f"{escape(texts.original)}</a>"
        )
    if place.has_file:
        links.append(
            f'<a href="original?name={quote(passage.document)}" download>'
            f"{escape(texts.original_file)}</a>"
        )
    return (
        f'<p class="leads">{"".join(links)}</p>'
        f'<p class="file">{escape(texts.file_name)}: {escape(passage.document)}</p>'
    )
