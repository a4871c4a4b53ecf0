"""Figures for Prometheus: numbers alone, never what was asked."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Unpack

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from bot.answer import Answer, Sentence
from bot.desk import AskedAs, Asking, Desk, KnowledgeBase
from ingest.errors import MadoguchiError

SECONDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 40.0)
"""Upper bounds of the histogram: counter staff wait for seconds, a language model takes many."""


@dataclass(frozen=True)
class Holdings:
    """What the knowledge base holds."""

    generation: int
    documents: int
    passages: int


class Figures:
    """Counts what one process answers; safe to share between threads."""

    def __init__(self, holdings: Callable[[], Holdings]) -> None:
        """Make figures that begin at nothing.

        Args:
            holdings: gives what the knowledge base holds; MadoguchiError where none is usable.
        """
        self._registry = CollectorRegistry()
        self._questions = Counter(
            "madoguchi_questions",
            "Questions answered, by status and reason.",
            ("status", "reason"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "madoguchi_answer_seconds",
            "From a question to its answer.",
            buckets=SECONDS,
            registry=self._registry,
        )
        self._lock = threading.Lock()
        self._running = 0
        self._registry.register(_Gauges(self, holdings))

    @property
    def running(self) -> int:
        """How many questions are being answered now."""
        return self._running

    def begin(self) -> float:
        """Count a question as being answered; return what ``end`` wants."""
        with self._lock:
            self._running += 1
        return time.perf_counter()

    def end(self, began: float, *, status: str, reason: str | None) -> None:
        """Count a question as answered."""
        with self._lock:
            self._running -= 1
        self._questions.labels(status, reason or "").inc()
        self._seconds.observe(time.perf_counter() - began)

    def text(self) -> bytes:
        """Return the figures in Prometheus' text format."""
        return generate_latest(self._registry)


class _Gauges(Collector):
    def __init__(self, figures: Figures, holdings: Callable[[], Holdings]) -> None:
        self._figures = figures
        self._holdings = holdings

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield what holds at this moment."""
        yield GaugeMetricFamily(
            "madoguchi_questions_running", "Being answered now.", self._figures.running
        )
        try:
            held = self._holdings()
        except MadoguchiError:
            held = None
        yield GaugeMetricFamily(
            "madoguchi_knowledge_base_up", "1 where it can be used.", 0 if held is None else 1
        )
        if held:
            for name, what, value in (
                ("generation", "Number of the live state.", held.generation),
                ("documents", "Documents in it.", held.documents),
                ("passages", "Passages in it.", held.passages),
            ):
                yield GaugeMetricFamily(f"madoguchi_{name}", what, value)


class CountedDesk:
    """Asks another desk, and counts."""

    def __init__(self, desk: Desk, figures: Figures) -> None:
        self._desk = desk
        self._figures = figures

    @property
    def knowledge_base(self) -> KnowledgeBase:
        """Where the answers come from."""
        return self._desk.knowledge_base

    def ask(self, question: str, **asking: Unpack[Asking]) -> Answer:
        """Return the answer to one question."""
        began = self._figures.begin()
        status, reason = "error", None
        try:
            answer = self._desk.ask(question, **asking)
            status, reason = answer.status, answer.reason
            return answer
        finally:
            self._figures.end(began, status=status, reason=reason)

    def stream(self, question: str, **asking: Unpack[Asking]) -> Iterator[Sentence | Answer]:
        """Yield sentences as they are written, and the whole answer at last."""
        # Called now: the desk looks who is asking before its parts are taken elsewhere.
        return self._counted(self._desk.stream(question, **asking))

    def _counted(self, parts: Iterator[Sentence | Answer]) -> Iterator[Sentence | Answer]:
        began = self._figures.begin()
        status, reason = "error", None
        try:
            for part in parts:
                if isinstance(part, Answer):
                    status, reason = part.status, part.reason
                yield part
        except GeneratorExit:
            status = "left" if status == "error" else status
            raise
        finally:
            self._figures.end(began, status=status, reason=reason)

    def examples(self, *, city: str | None, audience: AskedAs, most: int = 6) -> list[str]:
        """Return example questions."""
        return self._desk.examples(city=city, audience=audience, most=most)
