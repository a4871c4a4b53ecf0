"""One question and its passages → the answer, by the kind of answer that is wanted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.case import REREAD, Case
from bot.citations import Quote
from bot.compose.clause import compose_clause, compose_whole
from bot.compose.definition import compose_definition
from bot.compose.department import compose_department
from bot.compose.draft import Draft
from bot.compose.fields import compose_field
from bot.compose.listing import asked_count, compose_list, has_list_of, listed_items
from bot.compose.office import (
    compose_goals,
    compose_units,
    goals_of_office,
    office_name,
    units_of_office,
)
from bot.compose.ordinal import asked_ordinal, compose_ordinal
from bot.compose.outline import (
    asked_heading,
    asked_passage,
    asks_for_measures,
    compose_outline,
    outline_below,
)
from bot.compose.procedure import compose_cells, compose_row, is_cells_alone
from bot.compose.statement import MAX_ANNOUNCED, compose_statement
from bot.compose.which_clause import compose_which_clause
from bot.confidence import SURE, confidence
from bot.departments import find_contact, full_department
from bot.evidence import coverage
from bot.facts import fact_pattern
from bot.frames.choose import frames_for
from bot.further import further_hits
from bot.named_rows import LONGEST_ROW
from bot.preferring import lists_asked_kind
from bot.question import defined_term
from bot.side_by_side import compose_compared, compose_per_city, compose_per_name
from ingest.records import Passage
from kb.locators import passage_keys
from kb.records import Hit
from kb.sentences import split_sentences

# A runner-up is named where its score is this near to the first.
CLOSE = 0.88
# どの部とどの部, 2つとも: several departments are asked for.
CLOSE_OF_SEVERAL = 0.7
_SEVERAL = re.compile(
    r"(?:どの|何)(?P<unit>[部課局室署区])と、?(?:どの|何)(?P=unit)|どこと、?どこ|[二三2-3]つとも|"
    r"(?:部|課|局|室|署|区)(?:を|は)?、?(?:全部|すべて|全て|ぜんぶ)"
)
# A list of as many items as were asked for is taken from a passage this near.
CLOSE_LIST = 0.75
# Other cities are answered for where their best score is this near.
CLOSE_CITY = 0.8


def compose(case: Case) -> Draft:
    """Return the answer's draft; without citations where nothing could be composed."""
    draft = Draft(case.snapshot.source_text, frames_for(case.question.language))
    passages = [hit.passage for hit in case.found.hits]
    if passages and not _by_kind(draft, case, passages) and not draft.citations:
        compose_statement(draft, passages[0], case.judge, with_city=case.with_city)
    draft.departments = [
        replace(
            department,
            name=full_department(
                case.snapshot, case.filters, department.name, department.municipality
            ),
        )
        for department in draft.departments
    ]
    return draft


def _by_kind(draft: Draft, case: Case, passages: Sequence[Passage]) -> bool:
    wanted = case.question.wanted
    top = passages[0]
    if case.question.cities and compose_per_city(draft, case):
        return True
    if goals := goals_of_office(case.question, case.found.names, case.snapshot, case.filters):
        return compose_goals(draft, goals)
    if units := units_of_office(case.question, case.found.names, case.snapshot, case.filters):
        return compose_units(draft, units, office_name(case.found.names, units))
    if _outline(draft, case, passages):
        return True
    if (named := asked_passage(case.question, passages)) and compose_whole(draft, named):
        return True
    near = [passage for passage in passages[:3] if passage.kind not in ("article", "stage")]
    if any(compose_field(draft, passage, case.question.text) for passage in near):
        return True
    if lists_asked_kind(case.question.text, top):
        # What stands above the list is a condition of every item.
        short = len(top.text) <= MAX_ANNOUNCED
        if compose_whole(draft, top) if short else compose_list(draft, top, case.judge):
            return True
    if wanted == "definition" and not case.is_settled and _definition(draft, case):
        return True
    if wanted != "clause" and compose_per_name(draft, case):
        return True
    if wanted == "clause" and _clause(draft, case, passages):
        return True
    if wanted == "compare" and compose_compared(draft, case):
        return True
    if wanted == "which_clause" and compose_which_clause(
        draft, passages, case.judge, question=case.question
    ):
        _others(draft, case)
        return True
    if wanted == "contact" and _contact(draft, case, passages):
        return True
    if whole := _whole_table(case, passages):
        return compose_list(draft, whole, case.judge)
    if not (top.kind == "row" and wanted == "department") and _row(draft, case, top):
        _others(draft, case)
        return True
    if wanted == "department" and _department(draft, case):
        return True
    if _list(draft, case, passages):
        return True
    return _statements(draft, case)


def _clause(draft: Draft, case: Case, passages: Sequence[Passage]) -> bool:
    for locator in case.question.locators:
        if not locator.key:
            continue
        for passage in passages:
            if locator.key in passage_keys(passage):
                if passage.kind == "article":
                    return compose_clause(draft, passage, locator)
                if passage.kind == "stage" and not _names_detail(passage, case):
                    return compose_list(draft, passage, case.judge)
                return compose_statement(draft, passage, case.judge, with_city=case.with_city)
    return False


def _outline(draft: Draft, case: Case, passages: Sequence[Passage]) -> bool:
    asked = asked_heading(case.question, passages)
    if asked is None:
        return False
    passage, depth = asked
    everything = case.snapshot.passages(passage.document)
    measures = asks_for_measures(case.question)
    outline = outline_below(passage, depth, everything, measures_only=measures)
    return outline is not None and compose_outline(draft, outline)


def _list(draft: Draft, case: Case, passages: Sequence[Passage]) -> bool:
    if (number := asked_ordinal(case.question.text)) is not None:
        first = case.found.hits[0].score
        close = [hit.passage for hit in case.found.hits[:REREAD] if hit.score >= CLOSE * first]
        if compose_ordinal(draft, close, case.judge, number=number):
            return True
    count = asked_count(case.question.text)
    if count is not None:
        for hit in case.found.hits[:REREAD]:
            near = hit.score >= CLOSE_LIST * case.found.hits[0].score
            if near and has_list_of(hit.passage, case.judge, count=count):
                return compose_list(draft, hit.passage, case.judge, count=count)
    if case.question.wanted != "list":
        return False
    return compose_list(draft, passages[0], case.judge, count=count)


def _whole_table(case: Case, passages: Sequence[Passage]) -> Passage | None:
    """Return what lists all rows of the table that the first row is of, where all are asked for."""
    top, count = passages[0], asked_count(case.question.text)
    if top.kind not in ("row", "procedure") or (case.question.wanted != "list" and count is None):
        return None
    above = [p for p in passages if p.document == top.document and p.path == top.path[:-1]]
    listed = ((p, len(listed_items(p, case.judge))) for p in above)
    return next((p for p, items in listed if items > 1 and count in (None, items)), None)


def _definition(draft: Draft, case: Case) -> bool:
    term = defined_term(case.question)
    if term is None:
        return False
    passages = case.snapshot.passages_containing(term, filters=case.filters)
    known = {passage.passage_id for passage in passages}
    passages += [h.passage for h in case.found.hits if h.passage.passage_id not in known]
    return compose_definition(draft, term, passages, case.judge)


def _names_detail(passage: Passage, case: Case) -> bool:
    """Return whether a question about a stage asks for one of its items."""
    lines = max((s.coverage for s in case.judge.sentences(passage)), default=0.0)
    return lines > coverage(case.terms, passage.label)


def _contact(draft: Draft, case: Case, passages: Sequence[Passage]) -> bool:
    pattern = fact_pattern("phone")
    assert pattern is not None
    for passage in passages[:5]:
        if pattern.search(passage.text):
            if passage.kind == "procedure" and compose_row(draft, passage, case.question):
                return True
            return _quote_matching(draft, passage, pattern, case)
    return False


def _quote_matching(draft: Draft, passage: Passage, pattern: re.Pattern[str], case: Case) -> bool:
    lines = [s for s in split_sentences(passage.text) if pattern.search(s.text)]
    if not lines:
        return False
    citation = draft.cite(Quote(passage, lines[0].start, lines[-1].end))
    if citation is None:
        return False
    name = passage.departments[0] if passage.departments else passage.heading or passage.title
    draft.name_department(passage, citation, lines[0].text)
    draft.parts.append(f"{name}[{citation.number}]")
    draft.parts.extend(line.text for line in lines)
    return True


def _department(draft: Draft, case: Case) -> bool:
    hits = [hit for hit in case.found.hits[:6] if hit.passage.departments]
    best = case.found.hits[0]
    if not hits or hits[0].score < 0.75 * best.score:
        return False
    # 選挙課 and 選挙管理委員会事務局 選挙課 are one: told apart by the name in full.
    chosen: dict[tuple[str, str | None], Passage] = {}
    close = CLOSE_OF_SEVERAL if _SEVERAL.search(case.question.text) else CLOSE
    for hit in hits:
        city = hit.passage.municipality
        name = full_department(case.snapshot, case.filters, hit.passage.departments[0], city)
        if hit.score >= close * hits[0].score and len(chosen) < 3:
            chosen.setdefault((name, city), hit.passage)

    def contact(name: str, municipality: str | None) -> str | None:
        return find_contact(case.snapshot, case.filters, name, municipality)

    return compose_department(
        draft,
        list(chosen.values()),
        case.judge,
        contact=contact,
        with_city=case.with_city,
        sure=confidence(case.found.hits, case.judge).value >= SURE,
    )


def _statements(draft: Draft, case: Case) -> bool:
    hits = case.found.hits
    chosen = [hits[0]]
    if case.with_city:
        chosen += _best_of_other_cities(hits)
    composed = [
        compose_statement(draft, hit.passage, case.judge, with_city=case.with_city)
        for hit in chosen
    ]
    _others(draft, case)
    return any(composed)


def _row(draft: Draft, case: Case, passage: Passage, *, brief: bool = False) -> bool:
    """Add the asked cells of a row; all of one that is short or has none of those asked for."""
    if passage.kind == "procedure":
        return compose_row(draft, passage, case.question, brief=brief)
    if passage.kind != "row" or not is_cells_alone(passage):
        return False
    return (
        compose_cells(draft, passage)
        or compose_row(draft, passage, case.question, brief=brief)
        or compose_cells(draft, passage, most=LONGEST_ROW)
    )


def _others(draft: Draft, case: Case) -> None:
    """Add the passages that are about as likely to be the one that is meant, at most two."""
    if case.is_settled:
        return
    cited = frozenset(citation.passage.passage_id for citation in draft.citations)
    for hit in further_hits(case, cited=cited):
        if not _row(draft, case, hit.passage, brief=True):
            compose_statement(draft, hit.passage, case.judge, with_city=case.with_city, brief=True)


def _best_of_other_cities(hits: Sequence[Hit]) -> list[Hit]:
    seen = {hits[0].passage.municipality}
    others: list[Hit] = []
    for hit in hits[1:]:
        if hit.passage.municipality in seen or hit.score < CLOSE_CITY * hits[0].score:
            continue
        seen.add(hit.passage.municipality)
        others.append(hit)
    return others[:2]
