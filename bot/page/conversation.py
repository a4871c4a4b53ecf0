"""One tab's conversation: what was asked and answered in it, kept for that tab alone."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.answer import Answer
from bot.desk import MAX_QUESTION_CHARACTERS, AskedAs, Desk
from bot.outward import told_outside
from bot.page.excerpt import Place, place_of_citation
from bot.page.texts import Texts
from bot.records.desk import within_conversation
from ingest.errors import MadoguchiError

MAX_TURNS = 30
"""Older turns leave the page, so that a tab left open does not grow."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Turn:
    """A question and what came back."""

    question: str
    number: int
    """1, 2, 3 … within the conversation; part of the identifiers on the page."""
    answer: Answer | None = None
    """None while the documents are looked through, and where asking failed."""
    places: tuple[Place, ...] = ()
    """One for each citation of the answer, made when it was answered."""
    failure: str | None = None
    """What went wrong, fit to show."""
    cities: tuple[str, ...] = ()
    """Municipalities to choose from where the question left them open."""
    written: str = ""
    """The sentences that a language model has written so far."""
    composed: Answer | None = None
    """The answer while the places of its citations are still read."""

    @property
    def pending(self) -> bool:
        """Whether the answer is still to come."""
        return self.answer is None and self.failure is None


Turns = tuple[Turn, ...]


def begin_turn(turns: Turns, question: str) -> Turns:
    """Return the conversation with a question that waits for its answer."""
    number = turns[-1].number + 1 if turns else 1
    return (*turns, Turn(question, number))[-MAX_TURNS:]


def history_of(turns: Sequence[Turn]) -> list[tuple[str, str]]:
    """Return (question, answer) of the answered turns, oldest first."""
    return [(turn.question, turn.answer.text) for turn in turns if turn.answer is not None]


def complete_turn(
    turns: Turns, *, desk: Desk, city: str | None, audience: AskedAs, texts: Texts, key: str = ""
) -> Iterator[Turns]:
    """Yield the conversation as its last answer comes, at last answered or told why it is not.

    Args:
        turns: ends with the question that waits.
        desk: who answers.
        city: municipality chosen; None for all.
        audience: who asks.
        texts: the interface's language.
        key: of the conversation, for the records.
    """
    turn = turns[-1]
    length = len(turn.question)
    if length > MAX_QUESTION_CHARACTERS:
        failure = texts.too_long.format(most=MAX_QUESTION_CHARACTERS, length=length)
        yield (*turns[:-1], replace(turn, question=turn.question[:200] + "…", failure=failure))
        return
    try:
        with within_conversation(key):
            parts = desk.stream(
                turn.question,
                city=city,
                audience=audience,
                history=history_of(turns[:-1]),
                # A question in English on the Japanese page is answered in English.
                language=None if texts.language == "ja" else texts.language,
            )
        coming = turn
        for part in parts:
            if isinstance(part, Answer):
                coming = replace(coming, composed=part)
            else:
                coming = replace(coming, written=coming.written + part.text)
            yield (*turns[:-1], coming)
        answer = coming.composed
        assert answer is not None
        snapshot = desk.knowledge_base.snapshot()
        places = tuple(place_of_citation(citation, snapshot) for citation in answer.citations)
    except MadoguchiError as error:
        yield (*turns[:-1], replace(turn, failure=told_outside(error)))
        return
    except Exception:
        log.exception("a question on the page failed")
        yield (*turns[:-1], replace(turn, failure=texts.unexpected))
        return
    cities = () if city else open_cities(answer)
    yield (
        *turns[:-1],
        replace(turn, answer=replace(answer, hits=()), places=places, cities=cities),
    )


def open_cities(answer: Answer) -> tuple[str, ...]:
    """Return the municipalities that an answer spans, where it spans several."""
    if answer.status == "clarify":
        named = [hit.passage.municipality for hit in answer.hits]
    else:
        named = [citation.passage.municipality for citation in answer.citations]
    cities = tuple(dict.fromkeys(city for city in named if city))
    return cities if len(cities) > 1 else ()
