"""Answers that decline: why, what the documents do say of the matter, and whom to ask."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from bot.about import topic_of
from bot.answer import Answer, Citation
from bot.case import Case
from bot.compose.draft import Draft, quoted, short_label
from bot.compose.procedure import compose_row
from bot.compose.statement import answering_quotes
from bot.departments import find_contact, full_department
from bot.evidence import KANJI_CREDIT, credit
from bot.examples import example_questions
from bot.facts import asking_words, counted_fact, fact_kind, fact_pattern
from bot.frames.japanese import JAPANESE
from bot.state import SHOWN, State
from ingest.records import Passage

# Of the best passages, one may speak of the matter without telling the fact.
_LOOKED_AT = 3
# Share of the topic's weight that such a passage carries.
_MIN_TOPIC = 0.6


def declined(
    state: State,
    status: Literal["not_found", "refused"],
    reason: str,
    text: str,
    *,
    citations: Sequence[Citation] = (),
) -> State:
    """Return the state with an answer that says why there is none."""
    found = state.found
    return replace(
        state,
        answer=Answer(
            question=state.request.question,
            status=status,
            reason=reason,
            text=text,
            citations=tuple(citations),
            hits=found.hits[:SHOWN] if found else (),
            suggestions=suggestions(state),
        ),
    )


def suggestions(state: State) -> tuple[str, ...]:
    """Return questions near this one that the documents do answer."""
    city = state.question.municipality if state.question else state.request.city
    filters = replace(state.filters, municipality=city)
    near = state.found.hits if state.found else ()
    return tuple(example_questions(state.snapshot, filters, most=3, near=near))


def not_found(state: State, *, near: Case | None = None) -> State:
    """Return the state with the answer that the documents do not say.

    Args:
        state: understood and retrieved.
        near: a case whose passages carry the matter and lack just the fact that is asked for;
            what they say of it is quoted.
    """
    draft = Draft(state.snapshot.source_text, state.request.frames)
    if near is not None and compose_known(draft, near):
        return declined(
            state, "not_found", "no_evidence", draft.text, citations=tuple(draft.citations)
        )
    return declined(state, "not_found", "no_evidence", _not_found_text(state))


def unclear_department(state: State, case: Case) -> State:
    """Return the state with the answer that no department is surely the one, and what is near."""
    draft = Draft(state.snapshot.source_text, state.request.frames)
    passage = case.found.hits[0].passage
    draft.parts.append(draft.frames.department_unclear)
    if (quotes := answering_quotes(passage, case.judge, most=1)) and (
        citation := draft.cite(quotes[0])
    ):
        draft.parts += [draft.frames.known, f"{short_label(passage)}：{quoted(citation)}"]
    city = case.question.municipality
    draft.parts.append(
        draft.frames.ask_city.format(city=city) if city else draft.frames.ask_counter
    )
    return declined(state, "not_found", "no_evidence", draft.text, citations=tuple(draft.citations))


def compose_known(draft: Draft, case: Case) -> bool:
    """Say which fact is missing and quote what stands of the matter; False where nothing does."""
    passage = max(_passages(case), key=lambda p: _matter(p, case), default=None)
    if passage is None or _matter(passage, case) < _MIN_TOPIC:
        return False
    known = Draft(draft.source_text, draft.frames)
    if not _compose_known_part(known, passage, case):
        return False
    frames = draft.frames
    draft.parts.append(frames.not_found_fact.format(fact=_missing_fact(draft, case)))
    draft.parts.append(frames.known)
    draft.parts += known.parts
    draft.citations += known.citations
    draft.parts.append(_whom_to_ask(draft, passage, case))
    return True


def _compose_known_part(draft: Draft, passage: Passage, case: Case) -> bool:
    """Quote what a passage says of the matter; False where that is the fact of something else."""
    if passage.kind == "procedure":
        return compose_row(draft, passage, replace(case.question, text="", wanted="statement"))
    quotes = answering_quotes(passage, case.judge, most=1)
    holds = fact_pattern(fact_kind(case.question.text)) or counted_fact(case.question.text)
    if not quotes or (holds and holds.search(unicodedata.normalize("NFKC", quotes[0].text))):
        return False
    citation = draft.cite(quotes[0])
    if citation is None:
        return False
    draft.parts.append(f"{short_label(passage)}：{quoted(citation)}")
    return True


def _passages(case: Case) -> Sequence[Passage]:
    return [hit.passage for hit in case.found.hits[:_LOOKED_AT]]


def _missing_fact(draft: Draft, case: Case) -> str:
    """Return what is asked for in the question's words where they name it: 市長の任期."""
    kind = fact_kind(case.question.text)
    topic = topic_of(case.question.topic) if draft.frames is JAPANESE else None
    if topic and kind and "の" in topic and fact_kind(topic) == kind:
        return topic
    if kind is None and counted_fact(case.question.text):
        kind = "count"
    return draft.frames.missing_facts.get(kind or "", draft.frames.missing_facts["other"])


def _matter(passage: Passage, case: Case) -> float:
    """Return the share of the question's nouns that a passage carries, those of asking aside.

    0 where it lacks the rarest of them.
    """
    terms = case.terms
    asking = asking_words(None)
    topic = {
        word: weight
        for word, weight in terms.weights.items()
        if word in terms.nouns and word not in asking and not re.search(r"\d|^[歳才人回円]$", word)
    }
    if not topic:
        return 0.0
    found = credit(terms, "\n".join([passage.label, *passage.path, passage.text]))
    rarest = max(topic, key=lambda word: topic[word])
    if found[rarest] <= KANJI_CREDIT:
        return 0.0
    return sum(weight * found[word] for word, weight in topic.items()) / sum(topic.values())


def _whom_to_ask(draft: Draft, passage: Passage, case: Case) -> str:
    frames, city = draft.frames, case.question.municipality
    if not passage.departments:
        return frames.ask_city.format(city=city) if city else frames.ask_counter
    own = passage.municipality
    name = full_department(case.snapshot, case.filters, passage.departments[0], own)
    contact = find_contact(case.snapshot, case.filters, passage.departments[0], own)
    text = frames.ask_department.format(name=name)
    return text + (frames.contact.format(contact=contact) if contact else "")


def _not_found_text(state: State) -> str:
    frames, question = state.request.frames, state.question
    city = question.municipality if question else None
    if question and not state.context and (topic := topic_of(question.topic)):
        if city:
            return frames.not_found_topic_in_city.format(city=city, topic=topic)
        return frames.not_found_topic.format(topic=topic)
    if city:
        return frames.not_found_in_city.format(city=city)
    return frames.not_found
