"""Pages for new staff: what can be learnt, the organization, terms, the quiz."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from starlette.requests import Request

from bot.desk import AskedAs, Snapshot, filters_for, may_see
from bot.learn.organization import Statement, Unit, make_organization
from bot.learn.quiz import QuizQuestion, make_quiz
from bot.learn.terms import Term, find_terms
from bot.page.routes import PageRoute
from bot.page.site import Site, Visit, visit_of
from bot.page.sources import document_address, source_address
from bot.page.texts import Texts
from ingest.records import Passage

LARGEST_SEED = 999_999


def learn_router(site: Site) -> APIRouter:
    """Return the routes of the pages for learning."""
    router = APIRouter(route_class=PageRoute, include_in_schema=False)

    @router.get("/learn")
    def learn(request: Request) -> HTMLResponse:
        visit = visit_of(site, request)
        return visit.page("learn", visit.preferences.texts.learn_title, _start(visit))

    @router.get("/organization")
    def organization(request: Request, city: str | None = None) -> HTMLResponse:
        visit = visit_of(site, request)
        texts = visit.preferences.texts
        chosen = _city(visit, city)
        units = make_organization(
            visit.snapshot.directory(filters_for(visit.audience)),
            _visible(visit.snapshot, visit.audience, chosen),
            municipality=chosen or None,
        )
        body = _head(visit, "organization", chosen) + render_organization(units, texts)
        return visit.page("learn", texts.learn_organization, body, scripts=("filter.js",))

    @router.get("/terms")
    def terms(request: Request, city: str | None = None) -> HTMLResponse:
        visit = visit_of(site, request)
        texts = visit.preferences.texts
        chosen = _city(visit, city)
        found = find_terms(_visible(visit.snapshot, visit.audience, chosen))
        body = _head(visit, "terms", chosen) + render_terms(found, texts)
        return visit.page("learn", texts.learn_terms, body, scripts=("filter.js",))

    @router.get("/quiz")
    def quiz(request: Request, city: str | None = None, seed: int | None = None) -> HTMLResponse:
        visit = visit_of(site, request)
        texts = visit.preferences.texts
        chosen = _city(visit, city)
        number = secrets.randbelow(LARGEST_SEED) if seed is None else seed % (LARGEST_SEED + 1)
        questions = make_quiz(_visible(visit.snapshot, visit.audience, chosen), seed=number)
        answers = (
            [_chosen(request, n) for n in range(len(questions))]
            if "check" in request.query_params
            else None
        )
        body = _head(visit, "quiz", chosen) + render_quiz(
            questions, answers, texts, seed=number, city=chosen
        )
        return visit.page("learn", texts.learn_quiz, body)

    return router


def _chosen(request: Request, number: int) -> int | None:
    value = request.query_params.get(f"a{number}", "")
    return int(value) if value.isdecimal() and len(value) == 1 else None


def _visible(snapshot: Snapshot, audience: AskedAs, city: str) -> list[Passage]:
    return [
        passage
        for passage in snapshot.passages()
        if may_see(passage.audience, of=audience) and (passage.municipality or "") == city
    ]


def _city(visit: Visit, asked: str | None) -> str:
    """Return the municipality to learn of: as asked, as chosen before, or the first.

    "" stands for the documents that are of no municipality.
    """
    known = _cities(visit)
    wanted = (asked, visit.preferences.city or None)
    return next((city for city in wanted if city in known), known[0] if known else "")


def _cities(visit: Visit) -> list[str]:
    named = visit.snapshot.municipalities(filters_for(visit.audience))
    return [*named, *([""] if any(not d.municipality for d in visit.documents()) else [])]


def _head(visit: Visit, page: str, city: str) -> str:
    texts = visit.preferences.texts
    known = _cities(visit)
    others = "".join(
        f'<li><a href="{page}?{urlencode({"city": name})}" lang="ja"'
        f"{' aria-current=true' if name == city else ''}>"
        f"{escape(name or texts.no_municipality)}</a></li>"
        for name in known
    )
    cities = (
        f'<ul class="chips" aria-label="{escape(texts.municipality)}">{others}</ul>'
        if len(known) > 1
        else ""
    )
    return (
        f'<p class="back"><a href="learn">{escape(texts.learn_title)}</a></p>'
        f"<h1>{escape(texts.of('learn', page))}</h1>"
        f"<p>{escape(texts.of('learn', f'{page}_lead'))}</p>{cities}"
    )


def _start(visit: Visit) -> str:
    texts = visit.preferences.texts
    cards = "".join(
        f'<li><a class="card" href="{page}"><span class="title">'
        f"{escape(texts.of('learn', page))}</span>"
        f'<span class="meta">{escape(texts.of("learn", f"{page}_lead"))}</span></a></li>'
        for page in ("organization", "terms", "quiz")
    )
    documents = sorted(visit.documents(), key=lambda d: (d.municipality or "", d.title, d.name))
    groups = []
    for city in dict.fromkeys(document.municipality for document in documents):
        rows = "".join(
            f'<li><a href="{document_address(d.name)}" lang="ja">{escape(d.title or d.name)}</a>'
            f' <span class="count">{d.passages:,}</span></li>'
            for d in documents
            if d.municipality == city
        )
        heading = f'<h3 lang="ja">{escape(city)}</h3>' if city else ""
        groups.append(f'{heading}<ul class="lines">{rows}</ul>')
    listed = "".join(groups) or f"<p>{escape(texts.documents_none)}</p>"
    return (
        f"<h1>{escape(texts.learn_title)}</h1><p>{escape(texts.learn_lead)}</p>"
        f'<ul class="cards three">{cards}</ul>'
        f"<h2>{escape(texts.learn_browse)}</h2><p>{escape(texts.learn_browse_lead)}</p>{listed}"
    )


def _filter_box(label: str) -> str:
    return (
        f'<p class="filter"><label for="filter">{escape(label)}</label>'
        '<input id="filter" type="search" autocomplete="off"></p>'
    )


def render_organization(units: Sequence[Unit], texts: Texts) -> str:
    """Return the organization as lists that open: bureau, department, what it does."""
    if not units:
        return f'<p class="notice">{escape(texts.organization_none)}</p>'
    rows = "".join(_unit(unit, texts) for unit in units)
    return _filter_box(texts.organization_filter) + f'<section class="outline">{rows}</section>'


def _unit(unit: Unit, texts: Texts) -> str:
    count = texts.organization_counts.format(departments=unit.count)
    counted = f' <span class="count">{escape(count)}</span>' if unit.units else ""
    parts = [
        _listed(texts.organization_mentioned, unit.mentioned),
        _listed(texts.contact, unit.contacts),
        _listed(texts.slip_window, unit.windows),
        _listed(texts.organization_names, unit.other_names),
        _listed(texts.organization_goals, unit.goals),
        _listed(texts.organization_duties, unit.duties),
        _listed(texts.organization_procedures, unit.procedures),
        _listed(texts.organization_measures, unit.measures),
        *(_unit(lower, texts) for lower in unit.units),
    ]
    return (
        f'<details data-filtered="{escape(unit.path)}"><summary>'
        f'<span lang="ja">{escape(unit.name)}</span>{counted}</summary>{"".join(parts)}</details>'
    )


def _listed(title: str, statements: Sequence[Statement]) -> str:
    if not statements:
        return ""
    rows = "".join(f'<li lang="ja">{_statement(said)}</li>' for said in statements)
    return f'<h3>{escape(title)}</h3><ul class="said">{rows}</ul>'


def _statement(said: Statement) -> str:
    text = f"<p>{escape(said.text)}</p>" if said.text else ""
    label = escape(said.label)
    if not said.passage_id:
        return f'{text}<span class="small">{label}</span>'
    return f'{text}<a href="{source_address(said.passage_id)}">{label}</a>'


def render_terms(terms: Sequence[Term], texts: Texts) -> str:
    """Return the terms with their definitions and sources."""
    if not terms:
        return f'<p class="notice">{escape(texts.terms_none)}</p>'
    rows = "".join(
        f'<div data-filtered><dt lang="ja">{escape(term.name)}</dt><dd lang="ja">'
        f"<p>{escape(term.meaning)}</p>"
        f'<a href="{source_address(term.passage.passage_id)}">{escape(term.passage.label)}</a>'
        "</dd></div>"
        for term in terms
    )
    return _filter_box(texts.terms_filter) + f'<dl class="terms">{rows}</dl>'


def render_quiz(
    questions: Sequence[QuizQuestion],
    answers: Sequence[int | None] | None,
    texts: Texts,
    *,
    seed: int,
    city: str,
) -> str:
    """Return the quiz as a form; with its results where answers are given.

    Args:
        questions: to be answered.
        answers: index of the chosen option of each, None for one left open; None as a whole
            before they are checked.
        texts: the interface's language.
        seed: gives the same questions again.
        city: municipality that they are about.
    """
    if not questions:
        return f'<p class="notice">{escape(texts.quiz_none)}</p>'
    rows = "".join(_question(n, question, answers, texts) for n, question in enumerate(questions))
    score = ""
    if answers is not None:
        right = sum(q.answer == chosen for q, chosen in zip(questions, answers, strict=True))
        told = texts.quiz_score.format(total=len(questions), right=right)
        score = f'<p class="score" role="status">{escape(told)}</p>'
    check = (
        f'<button class="primary" name="check" value="1">{escape(texts.quiz_check)}</button>'
        if answers is None
        else ""
    )
    again = f"quiz?{urlencode({'city': city})}"
    return (
        f'{score}<form class="quiz" action="quiz"><input type="hidden" name="city" '
        f'value="{escape(city)}"><input type="hidden" name="seed" value="{seed}">{rows}'
        f'<p class="actions">{check}<a class="plain" href="{escape(again)}">'
        f"{escape(texts.quiz_again)}</a></p></form>"
    )


def _question(
    number: int, question: QuizQuestion, answers: Sequence[int | None] | None, texts: Texts
) -> str:
    asked = texts.of("quiz_ask", question.kind).format(title=question.passage.title)
    chosen = answers[number] if answers is not None else None
    options = "".join(
        f'<label{_verdict(index, question, chosen, answers)}><input type="radio" name="a{number}" '
        f'value="{index}"{" checked" if index == chosen else ""}'
        f"{' disabled' if answers is not None else ''}> "
        f'<span lang="ja">{escape(option)}</span></label>'
        for index, option in enumerate(question.options)
    )
    result = "" if answers is None else _result(question, chosen, texts)
    return (
        f"<fieldset><legend>{escape(texts.quiz_question.format(number=number + 1))} "
        f"{escape(asked)}</legend>"
        f'<blockquote lang="ja">{escape(question.prompt)}</blockquote>{options}{result}</fieldset>'
    )


def _verdict(
    index: int, question: QuizQuestion, chosen: int | None, answers: Sequence[int | None] | None
) -> str:
    if answers is None:
        return ""
    if index == question.answer:
        return ' class="right"'
    return ' class="wrong"' if index == chosen else ""


def _result(question: QuizQuestion, chosen: int | None, texts: Texts) -> str:
    verdict = texts.quiz_open if chosen is None else texts.quiz_wrong
    if chosen == question.answer:
        verdict = texts.quiz_right
    told = texts.quiz_answer.format(answer=question.options[question.answer])
    passage = question.passage
    return (
        f'<p class="verdict"><strong>{escape(verdict)}</strong> '
        f'<span lang="ja">{escape(told)}</span><br>'
        f'<a href="{source_address(passage.passage_id)}" lang="ja">{escape(passage.label)}</a></p>'
    )
