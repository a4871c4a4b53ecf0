"""Pages of the documents: what is loaded, how one was read, one place in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from html import escape

from fastapi import APIRouter, HTTPException
from fastapi.responses import FileResponse, HTMLResponse
from starlette.requests import Request

from bot.learn.outline import Section, make_outline, short_name
from bot.page.excerpt import place_of_passage
from bot.page.originals import original_file, published_at
from bot.page.routes import PageRoute
from bot.page.site import Site, Visit, visit_of
from bot.page.sources import document_address, facts_of, render_place, source_address
from bot.page.texts import Texts, readable_date
from ingest.records import Passage
from kb.catalog import StoredDocument

OPEN_PASSAGES = 40
"""Outlines with fewer passages are shown open."""


def documents_router(site: Site) -> APIRouter:
    """Return the routes of the documents' pages."""
    router = APIRouter(route_class=PageRoute, include_in_schema=False)

    @router.get("/documents")
    def documents(request: Request) -> HTMLResponse:
        visit = visit_of(site, request)
        texts = visit.preferences.texts
        return visit.page(
            "documents", texts.documents_title, render_documents(visit.documents(), texts)
        )

    @router.get("/document")
    def document(request: Request, name: str) -> HTMLResponse:
        visit = visit_of(site, request)
        found = visit.document(name)
        return visit.page("documents", found.title, _document_page(visit, found))

    @router.get("/source")
    def source(request: Request, id: str) -> HTMLResponse:  # noqa: A002  # as it is in the address
        visit = visit_of(site, request)
        passage = visit.passage(id)
        texts = visit.preferences.texts
        place = place_of_passage(passage, visit.snapshot)
        body = (
            f'<article class="turn"><h1 lang="ja">{escape(passage.label)}</h1>'
            f'<p class="meta" lang="ja">{facts_of(passage, passage.label, texts)}</p>'
            f'<div class="place">{render_place(place, texts, alone=True)}</div></article>'
        )
        return visit.page("documents", passage.label, body)

    @router.get("/original")
    def original(request: Request, name: str) -> FileResponse:
        visit = visit_of(site, request)
        path = original_file(visit.document(name))
        if path is None:
            raise HTTPException(404, visit.preferences.texts.not_here)
        # A download, never shown in place: a file may hold anything.
        return FileResponse(path, filename=path.name, media_type="application/octet-stream")

    return router


def render_documents(documents: Iterable[StoredDocument], texts: Texts) -> str:
    """Return the list of documents, grouped by municipality."""
    listed = sorted(documents, key=lambda d: (d.municipality or "", d.title, d.name))
    passages = sum(document.passages for document in listed)
    total = texts.documents_total.format(documents=len(listed), passages=f"{passages:,}")
    parts = [f"<h1>{escape(texts.documents_title)}</h1><p>{escape(texts.documents_lead)}</p>"]
    if not listed:
        return "".join([*parts, f'<p class="notice">{escape(texts.documents_none)}</p>'])
    parts.append(f'<p class="total">{escape(total)}</p>')
    for city in dict.fromkeys(document.municipality for document in listed):
        rows = "".join(_row(d, texts) for d in listed if d.municipality == city)
        heading = f'<h2 lang="ja">{escape(city)}</h2>' if city else ""
        parts.append(f'{heading}<ul class="cards">{rows}</ul>')
    return "".join(parts)


def _row(document: StoredDocument, texts: Texts) -> str:
    warnings = len(document.warnings)
    warned = (
        f'<span class="warned">{escape(texts.documents_warnings)}: {warnings}</span>'
        if warnings
        else ""
    )
    return (
        f'<li><a class="card" href="{document_address(document.name)}">'
        f'<span class="title" lang="ja">{escape(document.title or document.name)}</span>'
        f'<span class="meta">{_summary(document, texts)}</span>{warned}</a></li>'
    )


def _summary(document: StoredDocument, texts: Texts) -> str:
    facts = [
        texts.documents_staff if document.audience == "staff" else "",
        texts.of("kind", document.kind),
        readable_date(document.date, texts),
        f"{texts.documents_passages} {document.passages:,}",
        f"{texts.documents_since} {registered_on(document, texts)}",
    ]
    return " ・ ".join(escape(fact) for fact in facts if fact)


def registered_on(document: StoredDocument, texts: Texts) -> str:
    """Return the local day on which a document was read in."""
    try:
        day = datetime.fromisoformat(document.ingested_at).astimezone().date().isoformat()
    except ValueError:
        return document.ingested_at
    return readable_date(day, texts)


def _document_page(visit: Visit, document: StoredDocument) -> str:
    texts = visit.preferences.texts
    pages = len(document.page_starts)
    facts = [
        (texts.municipality, escape(document.municipality or "")),
        (texts.kind, escape(texts.of("kind", document.kind))),
        (texts.date, escape(readable_date(document.date, texts))),
        (texts.documents_since, escape(registered_on(document, texts))),
        (texts.documents_passages, f"{document.passages:,}"),
        (texts.documents_characters, f"{document.characters:,}"),
        (texts.documents_pages, f"{pages:,}" if pages else ""),
        (texts.file_name, escape(document.name)),
        (texts.documents_licence, escape(document.licence or "")),
        (texts.original, _link_out(published_at(document))),
        (texts.original_file, _link_file(document)),
    ]
    rows = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{value}</dd></div>" for name, value in facts if value
    )
    warnings = (
        "<ul>" + "".join(f"<li>{escape(w)}</li>" for w in document.warnings) + "</ul>"
        if document.warnings
        else f"<p>{escape(texts.documents_no_warnings)}</p>"
    )
    outline = make_outline(visit.snapshot.passages(document.name))
    is_open = document.passages <= OPEN_PASSAGES
    sections = "".join(
        _section(section, is_open=is_open or len(outline) == 1) for section in outline
    )
    return (
        f'<p class="back"><a href="documents">{escape(texts.back_to_documents)}</a></p>'
        f'<h1 lang="ja">{escape(document.title or document.name)}</h1>'
        f'<section class="read"><h2>{escape(texts.documents_read_as)}</h2><dl class="facts">{rows}'
        f"</dl><h3>{escape(texts.documents_warnings)}</h3>{warnings}</section>"
        f'<section class="outline"><h2>{escape(texts.contents)}</h2>{sections}</section>'
    )


def _link_out(address: str | None) -> str:
    if address is None:
        return ""
    shown = escape(address)
    return f'<a href="{shown}" rel="noreferrer noopener" target="_blank">{shown}</a>'


def _link_file(document: StoredDocument) -> str:
    path = original_file(document)
    if path is None:
        return ""
    address = document_address(document.name).replace("document?", "original?", 1)
    return f'<a href="{address}" download>{escape(path.name)}</a>'


def _section(section: Section, *, is_open: bool) -> str:
    before = _passages(p for p in section.passages if p.kind != "supplementary")
    after = _passages(p for p in section.passages if p.kind == "supplementary")
    inner = "".join(_section(child, is_open=False) for child in section.sections)
    return (
        f'<details{" open" if is_open else ""}><summary><span lang="ja">'
        f'{escape(section.heading)}</span> <span class="count">{section.count}</span></summary>'
        f"{before}{inner}{after}</details>"
    )


def _passages(passages: Iterable[Passage]) -> str:
    rows = "".join(
        f'<li><a href="{source_address(passage.passage_id)}" lang="ja">'
        f"{escape(short_name(passage))}</a></li>"
        for passage in passages
    )
    return f"<ul>{rows}</ul>" if rows else ""
