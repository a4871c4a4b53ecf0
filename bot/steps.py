"""The steps of the chain: understand, retrieve, compose; each takes a state to the next."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from bot.about import (
    asks_for_age,
    asks_for_documents,
    compose_document,
    compose_documents,
    works_with_clause,
)
from bot.answer import Answer
from bot.asked_things import is_only_anger
from bot.case import Case, make_case
from bot.compose.clause import MissingPartError, compose_whole
from bot.compose.draft import Draft
from bot.compose.outline import asked_heading
from bot.compose.penalty import compose_penalties
from bot.compose.procedure import compose_cells
from bot.composer import compose
from bot.confidence import (
    THRESHOLD,
    THRESHOLD_OF_FOLLOW_UPS,
    Confidence,
    confidence,
    says_nothing,
)
from bot.conversation import is_said, resolve, spoken_places
from bot.declining import declined, not_found, suggestions, unclear_department
from bot.disagreement import add_difference
from bot.expected import lacks_fact, unknown_phrase, with_expected_fact
from bot.legal_forms import by_legal_form
from bot.named_rows import LONGEST_ROW, named_row
from bot.named_works import within_named
from bot.penalties import asks_for_penalty, asks_what_follows, penal_clauses
from bot.preferring import asks_in_force, with_preferred
from bot.premises import check_premises
from bot.question import Question, understand, without_names_too
from bot.refusals import refuse
from bot.responsible import is_unclear, without_asking
from bot.state import MAX_QUESTION_LENGTH, SHOWN, State
from kb.locators import passage_keys
from kb.records import Filters
from kb.snapshot import Found

# Kinds of passages that mostly answer a kind of question.
_PREFERRED = {
    "department": frozenset(("duty", "procedure", "goal")),
    "contact": frozenset(("procedure", "section")),
    "which_clause": frozenset(("article", "supplementary", "duty")),
}


def understand_question(state: State) -> State:
    """Return the state with the question understood, or declined before any search."""
    request = state.request
    text = request.question.strip()
    typed = request.typed.strip()
    if typed and not text:  # nothing but personal data
        return declined(state, "refused", "personal_data", request.frames.question_empty)
    if not text or len(text) > MAX_QUESTION_LENGTH:
        return declined(
            state,
            "refused",
            "invalid_question",
            request.frames.question_too_long.format(length=len(text), most=MAX_QUESTION_LENGTH)
            if text
            else request.frames.question_empty,
        )
    if rule := refuse(typed):
        return declined(state, "refused", rule.reason, request.frames.refusals[rule.reason])
    resolved = resolve(text, request.history, lean=request.lean)
    question = understand(
        resolved.text,
        city=request.city,
        municipalities=state.snapshot.municipalities(state.filters),
        language=request.language,
    )
    if question.municipality is None and resolved.context:
        before = understand(
            resolved.context,
            city=None,
            municipalities=state.snapshot.municipalities(state.filters),
        )
        question = replace(question, municipality=before.named_municipality)
    return replace(
        state,
        question=question,
        context=resolved.context,
        said=resolved.said,
        whole=resolved.whole,
    )


def retrieve(state: State) -> State:
    """Return the state with the passages found."""
    if state.answer or state.question is None:
        return state
    question = state.question
    known = state.snapshot.municipalities(state.filters)
    started = time.perf_counter()
    city = question.municipality if question.municipality in known else None
    text = without_names_too(question.topic if city else question.text)
    if question.wanted == "department":
        text = without_asking(text)
    if asks_in_force(question.text):
        text = f"{text} 施行期日"
    found = state.snapshot.search(
        text,
        filters=replace(state.filters, municipality=city),
        limit=SHOWN,
        context=state.context,
        prefer_kinds=_PREFERRED.get(question.wanted, frozenset()),
    )
    found = within_named(
        found,
        question.text,
        question.locators,
        state.snapshot,
        replace(state.filters, municipality=city),
        search=text,
    )
    found = _in_conversation(by_legal_form(found, question.text, state.snapshot), state)
    elapsed = (time.perf_counter() - started) * 1000
    state = replace(state, found=found, timings_ms={**state.timings_ms, "retrieval": elapsed})
    if question.municipality and city is None:
        frames = state.request.frames
        text = frames.city_unknown.format(
            city=question.municipality, cities=frames.separator.join(known)
        )
        return declined(state, "not_found", "no_evidence", text)
    return state


def _in_conversation(found: Found, state: State) -> Found:
    """Return the hits without what was said, those of the article spoken of first."""
    hits = found.hits
    if state.said:
        hits = tuple(hit for hit in hits if not is_said(hit.passage, state.said))
    places = spoken_places(state.request.history) if state.context else frozenset()
    if places:
        hits = tuple(sorted(hits, key=lambda hit: not passage_keys(hit.passage) & places))
    return replace(found, hits=hits)


def answer_question(state: State) -> State:
    """Return the state with the answer, whatever it is."""
    if state.answer is None:
        state = _compose(state)
    assert state.answer is not None
    answer = replace(state.answer, timings_ms=state.timings_ms, confidence=state.confidence)
    return replace(state, answer=answer)


def _compose(state: State) -> State:
    question, found = state.question, state.found
    assert question is not None
    assert found is not None
    filters = replace(state.filters, municipality=question.municipality)
    if state.request.typed.strip() != state.request.question.strip() and says_nothing(found.query):
        return not_found(state)  # what was asked about is masked
    if is_only_anger(question.text):
        return not_found(state)
    if about := _about_documents(state, question, filters):
        return about
    if not state.context and (
        works := works_with_clause(question, [h.passage for h in found.hits])
    ):
        return _which_work(state, works)
    premise = check_premises(question, found, state.snapshot, filters)
    if premise:
        status: Literal["refused", "not_found"] = (
            "refused" if premise.reason == "false_premise" else "not_found"
        )
        return declined(state, status, premise.reason, premise.text)
    asked = make_case(question, found, state.snapshot, filters)
    state = replace(state, confidence=case_confidence(asked).value)
    penal = penal_clauses(asked) if asks_what_follows(question.text) else []
    if asks_for_penalty(question.text) and (clauses := penal or penal_clauses(asked)):
        draft = Draft(state.snapshot.source_text, state.request.frames)
        if compose_penalties(draft, clauses):
            return _answered(state, draft)
    row = named_row(asked)
    if row.outcome == "absent":
        return not_found(state)
    if row.outcome == "found" and lacks_fact(row.case):
        return not_found(state)
    if row.outcome == "found":
        draft = Draft(state.snapshot.source_text, state.request.frames)
        if compose_cells(draft, row.case.found.hits[0].passage, most=LONGEST_ROW):
            return _answered(state, draft)
    case = _answerable(asked)
    if case is None:
        return not_found(state)
    # Several cities are answered for one by one.
    holding = case if question.cities else with_expected_fact(with_preferred(case))
    if holding is None:
        return not_found(state, near=case)
    if question.wanted == "department" and is_unclear(holding):
        return unclear_department(state, holding)
    try:
        draft = compose(holding)
    except MissingPartError as missing:
        return declined(state, "refused", "false_premise", str(missing))
    if not draft.citations:
        return not_found(state)
    if state.whole:
        draft = _whole_of(draft, state)
    compose_penalties(draft, penal)
    add_difference(draft, holding)
    return _answered(state, draft)


def _answered(state: State, draft: Draft) -> State:
    return replace(
        state,
        answer=Answer(
            question=state.request.question,
            status="answered",
            text=draft.text,
            citations=tuple(draft.citations),
            departments=tuple(draft.departments),
            hits=state.found.hits[:SHOWN] if state.found else (),
            suggestions=suggestions(state),
        ),
    )


def _whole_of(draft: Draft, state: State) -> Draft:
    """Return the draft that shows as a whole what the last answer quoted.

    It is the article that the last answer names; without one, what answers its question best.
    """
    places = spoken_places(state.request.history)
    hits = state.found.hits if state.found else ()
    spoken_of = [hit.passage for hit in hits if passage_keys(hit.passage) & places]
    whole = Draft(state.snapshot.source_text, state.request.frames)
    passage = spoken_of[0] if spoken_of else draft.citations[0].passage
    return whole if compose_whole(whole, passage) else draft


def _about_documents(state: State, question: Question, filters: Filters) -> State | None:
    """Return the answer to a question about the documents themselves; None for another one."""
    draft = Draft(state.snapshot.source_text, state.request.frames)
    if asks_for_documents(question.text):
        compose_documents(draft, state.snapshot, filters)
    elif state.request.history and asks_for_age(question.text) and state.found:
        for hit in state.found.hits[:1]:
            compose_document(draft, hit.passage)
    if not draft.citations:
        return None
    return _answered(state, draft)


def _which_work(state: State, works: Sequence[tuple[str, str]]) -> State:
    """Return the request to say which of several ordinances is meant."""
    choices = [f"{title} {locator}" for title, locator in works]
    text = state.request.frames.which_work.format(clause=works[0][1])
    return replace(
        state,
        answer=Answer(
            question=state.request.question,
            status="clarify",
            reason="several_documents",
            text="\n".join([text, *(f"・{choice}" for choice in choices)]),
            hits=state.found.hits[:SHOWN] if state.found else (),
            suggestions=tuple(f"{choice}の内容を教えてください" for choice in choices[:3]),
        ),
    )


def _answerable(case: Case) -> Case | None:
    """Return the case if the passages carry what the question is about."""
    hits = case.found.hits
    if not hits:
        return None
    if case.question.cities or any(hit.channels.get("places", 0.0) > 10 for hit in hits[:3]):
        return case
    if asked_heading(case.question, [hit.passage for hit in hits]):
        return case
    # A follow-up has few words of its own: the conversation told what it is about.
    leans = any(weight < 1.0 for weight in case.found.query.words.values())
    least = THRESHOLD_OF_FOLLOW_UPS if leans else THRESHOLD
    if case_confidence(case).value < least or unknown_phrase(case):
        return None
    return case


def case_confidence(case: Case) -> Confidence:
    """Return how sure it is that the retrieved passages answer."""
    return confidence(case.found.hits, case.judge)
