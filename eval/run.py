"""The first of the two steps: the bot answers every question, and all of it is recorded."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, Literal, Protocol

from bot.answer import Answer
from eval.cases import Case, QuestionSet
from eval.records import Record
from ingest.errors import MadoguchiError


class Bot(Protocol):
    """What is evaluated: ``bot.chain.Assistant``, or anything that answers like it."""

    def ask(
        self,
        question: str,
        *,
        city: str | None = None,
        audience: Literal["citizen", "onboarding", "counter"] = "citizen",
        history: Sequence[tuple[str, str]] = (),
    ) -> Answer:
        """Return the answer to a question."""


SourceText = Callable[[str], str]
"""Gives a document's extracted text by its name; raises MadoguchiError where there is none."""
TakeUsage = Callable[[], Mapping[str, int] | None]
Progress = Callable[[Record], None]


def run_sets(
    bot: Bot,
    sets: Iterable[QuestionSet],
    *,
    source_text: SourceText,
    take_usage: TakeUsage = lambda: None,
    progress: Progress | None = None,
) -> list[Record]:
    """Ask every question and return one record each, in order.

    The first question is asked once before, unrecorded, so that no recorded time holds the
    opening of files.

    Args:
        bot: what answers.
        sets: whose questions.
        source_text: for the check that quotes are verbatim.
        take_usage: the tokens of a language model since it was last called.
        progress: called after each question.
    """
    records = []
    is_warm = False
    for questions in sets:
        for case in questions.cases:
            if not is_warm:
                with suppress(Exception):
                    _ask(bot, case)
                take_usage()
                is_warm = True
            record = run_case(bot, case, set_name=questions.name, source_text=source_text)
            if usage := take_usage():
                record = replace(record, answer={**record.answer, "usage": dict(usage)})
            records.append(record)
            if progress:
                progress(record)
    return records


def run_case(bot: Bot, case: Case, *, set_name: str, source_text: SourceText) -> Record:
    """Ask one question; whatever the bot raises becomes a record of status ``error``."""
    started = time.perf_counter()
    try:
        answer = _ask(bot, case)
    except Exception as error:
        wall_ms = (time.perf_counter() - started) * 1000
        failed = Answer(question=case.question, status="error", text="", reason="exception")
        described = f"{type(error).__name__}: {error}"
        return Record(set_name, case, failed.to_json(), (), wall_ms, described)
    wall_ms = (time.perf_counter() - started) * 1000
    sources = tuple(
        _source_at(source_text, c.passage.document, c.start, c.end) for c in answer.citations
    )
    return Record(set_name, case, _plain(answer.to_json(), case), sources, wall_ms)


def _ask(bot: Bot, case: Case) -> Answer:
    return bot.ask(case.question, city=case.city, audience=case.audience, history=case.history)


def _source_at(source_text: SourceText, document: str, start: int, end: int) -> str | None:
    try:
        text = source_text(document)
    except MadoguchiError:
        return None
    return text[start:end] if 0 <= start < end <= len(text) else None


def _plain(answer: dict[str, Any], case: Case) -> dict[str, Any]:
    """Return the answer without what a run file would repeat for nothing.

    The question stays where it is another one: personal data in it were masked.
    """
    same = answer.get("question") == case.question
    return {name: value for name, value in answer.items() if name != "question" or not same}
