"""An answer for each of several: cities, departments, things that are compared."""

from __future__ import annotations

from dataclasses import replace

from bot.case import REREAD, Case, judge_for, reread
from bot.compose.compare import compared, compose_common_sentence, compose_comparison
from bot.compose.definition import compose_definition, defining_sentence
from bot.compose.draft import Draft
from bot.compose.statement import compose_statement
from bot.confidence import THRESHOLD, confidence
from ingest.records import Passage
from kb.names import department_names

# Passages in which the definition of a term is looked for.
DEFINING = 50
DEPARTMENT_ENDINGS = ("局", "部", "課", "室", "所", "区", "署", "センター", "係")


def compose_per_city(draft: Draft, case: Case) -> bool:
    """Answer for each of several municipalities that the question names, side by side."""
    topic = case.question.text
    for city in case.question.cities:
        topic = topic.replace(city, " ")
    for city in case.question.cities:
        found = case.snapshot.search(
            topic, filters=replace(case.filters, municipality=city), limit=5
        )
        judge = judge_for(found, case.snapshot, case.filters, case.question)
        if confidence(found.hits, judge).value < THRESHOLD:
            draft.parts.append(draft.frames.city_without.format(city=city))
            continue
        best = reread(found, judge).hits[0].passage
        compose_statement(draft, best, judge, with_city=True)
    return bool(draft.citations)


def compose_per_name(draft: Draft, case: Case) -> bool:
    """Answer for each of several departments or wards that the question names."""
    places = [n for n in dict.fromkeys(case.found.names) if n.endswith(DEPARTMENT_ENDINGS)]
    if len(places) < 2:
        return False
    wide = case.snapshot.search(case.question.text, filters=case.filters, limit=60)
    chosen: list[Passage] = []
    for place in places:
        fits = [h.passage for h in wide.hits if place in department_names(h.passage.departments)]
        if not fits:
            return False
        # 南区 くらし応援室 is one place: the second name narrows the first.
        if fits[0] not in chosen:
            chosen.append(fits[0])
    if len(chosen) < 2:
        return False
    for passage in chosen:
        compose_statement(draft, passage, case.judge)
    return bool(draft.citations)


def compose_compared(draft: Draft, case: Case) -> bool:
    """Put two things that a question compares side by side; False where it compares none."""
    pair = compared(case.question.text)
    if pair is None:
        return False
    if _compose_definitions(draft, case, pair):
        return True
    near = [hit.passage for hit in case.found.hits[:REREAD]]
    if compose_common_sentence(draft, pair, near, case.judge):
        return True
    sides = []
    for name in pair:
        found = case.snapshot.search(name, filters=case.filters, limit=3)
        judge = judge_for(found, case.snapshot, case.filters)
        sides.append((name, [hit.passage for hit in found.hits], judge))
    return compose_comparison(draft, sides)


def _compose_definitions(draft: Draft, case: Case, pair: tuple[str, str]) -> bool:
    """Put what the documents define two terms as side by side; False unless they define both."""
    passages = [
        case.snapshot.passages_containing(term, filters=case.filters, most=DEFINING)
        for term in pair
    ]
    for term, holding in zip(pair, passages, strict=True):
        if not defining_sentence(term, holding, case.judge, surely=True):
            return False
    return all(
        compose_definition(draft, term, holding, case.judge)
        for term, holding in zip(pair, passages, strict=True)
    )
