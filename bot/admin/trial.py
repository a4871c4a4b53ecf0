"""What a change to the words would do to real questions, before it is made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.answer import Answer
from bot.desk import Desk
from kb.vocabulary import Entry

MOST_QUESTIONS = 20


@dataclass(frozen=True)
class Told:
    """What an answer comes to."""

    status: str
    reason: str | None
    labels: tuple[str, ...]
    """Of the first two citations."""


@dataclass(frozen=True)
class Effect:
    """One question before and after."""

    question: str
    before: Told
    after: Told

    @property
    def is_changed(self) -> bool:
        """Whether the change does anything to it."""
        return self.before != self.after


def try_words(
    questions: Sequence[str],
    *,
    now: Desk,
    with_words: Callable[[Entry], Desk],
    entry: Entry,
) -> list[Effect]:
    """Return what the entry does to each question, the changed ones first.

    Args:
        questions: real ones, the newest first; the first twenty different ones are asked.
        now: the desk as it is.
        with_words: makes a desk that knows the entry too.
        entry: the everyday word and its administrative words.
    """
    then = with_words(entry)
    effects = [
        Effect(question, _told(now.ask(question)), _told(then.ask(question)))
        for question in list(dict.fromkeys(questions))[:MOST_QUESTIONS]
    ]
    return sorted(effects, key=lambda effect: not effect.is_changed)


def _told(answer: Answer) -> Told:
    labels = tuple(citation.label for citation in answer.citations[:2])
    return Told(answer.status, answer.reason, labels)
