"""The counter's page: one box, results as one types, and the slip for the visitor."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from html import escape
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import HTMLResponse
from starlette.requests import Request

from bot.desk import MAX_QUESTION_CHARACTERS, filters_for
from bot.lookup import GROUPS, KINDS, Found, Result, Snippet, look_up
from bot.page.furigana import with_furigana
from bot.page.routes import PageRoute
from bot.page.site import Site, Visit, visit_of
from bot.page.sources import citation_text, facts_of, slip_address, source_address
from bot.page.texts import Texts, readable_date
from bot.slip import Slip, make_slip
from kb.directory_lines import PHONE
from kb.records import Filters

_Words = Annotated[str, Query(max_length=MAX_QUESTION_CHARACTERS)]
PAPERS = ("A5", "A4")


def lookup_router(site: Site) -> APIRouter:
    """Return the routes of the lookup page and the slip."""
    router = APIRouter(route_class=PageRoute, include_in_schema=False)

    @router.get("/lookup")
    def lookup(
        request: Request,
        q: _Words = "",
        city: str | None = None,
        document: str = "",
        group: str = "",
    ) -> HTMLResponse:
        visit = visit_of(site, request)
        chosen = visit.preferences.city if city is None else city
        filters = _filters(visit, city=chosen, document=document, group=group)
        found = look_up(visit.snapshot, q, filters=filters)
        body = _page(visit, q, found, filters, group)
        title = visit.preferences.texts.lookup_title
        return visit.page("lookup", title, body, scripts=("lookup.js",), wide=True)

    @router.get("/page/lookup")
    def results(
        request: Request, q: _Words = "", city: str = "", document: str = "", group: str = ""
    ) -> HTMLResponse:
        visit = visit_of(site, request)
        filters = _filters(visit, city=city, document=document, group=group)
        found = look_up(visit.snapshot, q, filters=filters)
        html = render_found(q, found, visit.preferences.texts)
        return HTMLResponse(with_furigana(html) if visit.preferences.furigana else html)

    @router.get("/slip")
    def slip(
        request: Request,
        id: str,  # noqa: A002  # as it is in the address
        paper: str = "A5",
    ) -> HTMLResponse:
        visit = visit_of(site, request)
        passage = visit.passage(id)
        filters = filters_for(visit.audience, city=passage.municipality)
        if paper not in PAPERS:
            raise HTTPException(404, visit.preferences.texts.not_here)
        made = make_slip(passage, visit.snapshot, filters=filters)
        body = render_slip(made, visit, paper=paper)
        return visit.page("lookup", visit.preferences.texts.slip, body)

    return router


def _filters(visit: Visit, *, city: str, document: str, group: str) -> Filters:
    kinds = next((KINDS[known] for known in GROUPS if known == group), frozenset[str]())
    documents = frozenset((document,)) if document else frozenset[str]()
    known = visit.snapshot.municipalities(filters_for(visit.audience))
    filters = filters_for(visit.audience, city=city if city in known else None)
    return replace(filters, documents=documents, kinds=kinds)


def _page(visit: Visit, q: str, found: Found, filters: Filters, group: str) -> str:
    texts = visit.preferences.texts
    cities = visit.snapshot.municipalities(filters_for(visit.audience))
    documents = sorted((d.title or d.name, d.name) for d in visit.documents())
    chosen_document = next(iter(filters.documents), "")
    fields = (
        _list(
            "city", texts.municipality, filters.municipality or "",
            [(city, city) for city in cities], texts,
        ),
        _list("document", texts.document, chosen_document, documents, texts),
        _list(
            "group", texts.filter_kind, group,
            [(texts.of("group", name), name) for name in GROUPS], texts,
        ),
    )  # fmt: skip
    return (
        f"<h1>{escape(texts.lookup_title)}</h1><p>{escape(texts.lookup_lead)}</p>"
        f'<form id="lookup" action="lookup" role="search"><div class="box">'
        f'<label for="words">{escape(texts.lookup_box)}</label>'
        f'<input id="words" name="q" type="search" value="{escape(q)}" autocomplete="off" '
        f'maxlength="{MAX_QUESTION_CHARACTERS}" aria-describedby="keys" autofocus>'
        f'<button class="primary">{escape(texts.search_button)}</button></div>'
        f'<div class="filters">{"".join(fields)}</div></form>'
        f'<p id="keys" class="keys">{escape(texts.lookup_keys)}</p>'
        f'<div class="columns"><div id="found" data-shown="{escape(q.strip())}">'
        f"{render_found(q, found, texts)}</div>"
        f'<section id="preview" class="place" aria-label="{escape(texts.passage_in_document)}" '
        'tabindex="-1" hidden></section></div>'
        '<p id="told" class="hidden" role="status"></p>'
    )


def _list(name: str, title: str, chosen: str, values: list[tuple[str, str]], texts: Texts) -> str:
    rows = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>'
        f"{escape(shown)}</option>"
        for shown, value in [(texts.any, ""), *values]
    )
    return (
        f'<div><label for="by-{name}">{escape(title)}</label>'
        f'<select id="by-{name}" name="{name}">{rows}</select></div>'
    )


def render_found(words: str, found: Found, texts: Texts) -> str:
    """Return the results as HTML, a section for each group."""
    if not words.strip():
        return ""
    if not found.groups:
        return f'<p class="none" data-count>{escape(texts.lookup_none)}</p>'
    count = escape(texts.lookup_count.format(count=found.count))
    groups = "".join(
        f'<section class="group"><h2>{escape(texts.of("group", group))}</h2><ul>'
        + "".join(_result(result, texts) for result in results)
        + "</ul></section>"
        for group, results in found.groups
    )
    return f'<p class="count" data-count>{count}</p>{groups}'


def _result(result: Result, texts: Texts) -> str:
    passage = result.passage
    cited = citation_text(passage.label, passage.text, passage.document)
    departments = "、".join(passage.departments[:3])
    named = f'<span class="who">{escape(departments)}</span>' if departments else ""
    return (
        f'<li><a class="result" href="{source_address(passage.passage_id)}" '
        f'data-passage="{escape(passage.passage_id)}" lang="ja">'
        f'<span class="label">{escape(passage.label)}</span>{named}'
        f'<span class="snippet">{_marked(result.snippet)}</span>'
        f'<span class="meta">{facts_of(passage, passage.label, texts)}</span></a>'
        f'<p class="leads"><button type="button" data-cite="{escape(cited)}" '
        f'data-copied="{escape(texts.copied)}">{escape(texts.cite)}</button>'
        f'<a href="{slip_address(passage.passage_id)}">{escape(texts.slip)}</a></p></li>'
    )


def _marked(snippet: Snippet) -> str:
    parts = []
    at = 0
    for start, end in snippet.marks:
        parts += [escape(snippet.text[at:start]), f"<b>{escape(snippet.text[start:end])}</b>"]
        at = end
    return "".join([*parts, escape(snippet.text[at:])])


def _whole_numbers(contact: str) -> str:
    """Return a contact as HTML whose telephone numbers are not broken over lines."""
    return PHONE.sub(lambda found: f'<span class="keep">{found.group()}</span>', escape(contact))


def render_slip(slip: Slip, visit: Visit, *, paper: str) -> str:
    """Return the slip as HTML with the switch of paper above it, which is not printed."""
    texts, passage = visit.preferences.texts, slip.passage
    unknown = f'<span class="unknown">{escape(texts.slip_unknown)}</span>'
    source = f"{passage.label}（{passage.document}）"
    rows = (
        (texts.slip_topic, escape(slip.topic)),
        (texts.slip_department, escape("、".join(slip.departments)) or unknown),
        (texts.slip_contact, _whole_numbers(slip.contact or "") or unknown),
        (texts.slip_window, escape(slip.window or "") or unknown),
        (texts.slip_source, escape(source)),
        (texts.date, escape(readable_date(passage.date, texts)) or unknown),
    )
    listed = "".join(f'<div><dt>{escape(n)}</dt><dd lang="ja">{v}</dd></div>' for n, v in rows)
    papers = "".join(
        f'<a class="plain" href="{escape(slip_address(passage.passage_id))}&amp;paper={name}"'
        f"{' aria-current=true' if name == paper else ''}>{name}</a>"
        for name in PAPERS
    )
    office = visit.site.office.name or passage.municipality or texts.name
    today = escape(readable_date(date.today().isoformat(), texts))
    return (
        f"<style>@page {{ size: {paper}; margin: 12mm; }}</style>"
        f'<div class="no-print tools"><span>{escape(texts.slip_paper)}</span>{papers}'
        f'<button type="button" class="primary" data-page-print>'
        f"{escape(texts.print)}</button></div>"
        f'<article class="slip {paper}"><p class="office">{escape(office)}</p>'
        f"<h1>{escape(texts.slip_title)}</h1><dl>{listed}</dl>"
        f'<h2>{escape(texts.slip_excerpt)}</h2><p class="excerpt" lang="ja">'
        f'{escape(slip.excerpt)}</p><h2>{escape(texts.slip_note)}</h2><div class="note"></div>'
        f'<p class="small">{escape(texts.slip_printed)} {today} ・ {escape(texts.slip_check)}</p>'
        "</article>"
    )
