"""What the records tell of how the desk is used: figures by day, questions without an answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from statistics import median
from typing import Any

from bot.records.clock import local_day
from kb.words import content_words


@dataclass(frozen=True)
class Day:
    """One day."""

    day: str
    questions: int
    answered: int
    not_answered: Mapping[str, int]
    """Reason → how many."""
    median_ms: float
    slowest_ms: float
    """19 of 20 were faster."""


@dataclass(frozen=True)
class Topic:
    """Questions without an answer that share their words."""

    words: tuple[str, ...]
    questions: tuple[str, ...]
    """Each once, the most frequent first."""
    count: int


def figures_by_day(rows: Iterable[Mapping[str, Any]]) -> list[Day]:
    """Return the days on which anything was asked, oldest first."""
    by_day: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        by_day.setdefault(local_day(row["at"]), []).append(row)
    return [_day(day, by_day[day]) for day in sorted(by_day)]


def _day(day: str, rows: Sequence[Mapping[str, Any]]) -> Day:
    others = [row for row in rows if row["status"] != "answered"]
    times = sorted(float(row["latency_ms"]) for row in rows)
    return Day(
        day=day,
        questions=len(rows),
        answered=len(rows) - len(others),
        not_answered=dict(Counter(row["reason"] or row["status"] for row in others).most_common()),
        median_ms=median(times),
        slowest_ms=times[min(len(times) - 1, int(len(times) * 0.95))],
    )


def departments(rows: Iterable[Mapping[str, Any]]) -> list[tuple[str, int]]:
    """Return the departments that were named first in answers, the most frequent first."""
    named = Counter(row["departments"][0] for row in rows if row["departments"])
    return named.most_common()


def unanswered_topics(rows: Iterable[Mapping[str, Any]]) -> list[Topic]:
    """Return questions without an answer, grouped by the words that they share.

    A question joins the group with which it shares at least half of its words.
    """
    counts = Counter(row["question"] for row in rows if row["status"] == "not_found")
    groups: list[tuple[set[str], list[str]]] = []
    for question, _ in counts.most_common():
        found = set(content_words(question))
        for words, questions in groups:
            if found and len(found & words) * 2 >= min(len(found), len(words)):
                questions.append(question)
                words |= found
                break
        else:
            groups.append((set(found), [question]))
    topics = []
    for words, questions in groups:
        shared = Counter(word for q in questions for word in set(content_words(q)) & words)
        names = tuple(word for word, _ in sorted(shared.items(), key=lambda i: (-i[1], i[0]))[:4])
        topics.append(Topic(names, tuple(questions), sum(counts[q] for q in questions)))
    return sorted(topics, key=lambda topic: -topic.count)


def plot(days: Sequence[Day], *, title: str, note: str = "", shown: str = "questions") -> str:
    """Return a bar for each day as SVG, with the numbers in it for screen readers.

    Args:
        days: oldest first.
        title: says what is counted.
        note: smaller, behind the title.
        shown: the field of a day that is its height.
    """
    values = [float(getattr(day, shown)) for day in days]
    most = max(values, default=0) or 1
    width, height, step = 640, 160, 640 / max(len(days), 1)
    bars = "".join(
        f'<rect class="bar" x="{at * step + 1:.1f}" y="{height - value / most * 130:.1f}" '
        f'width="{min(max(step - 2, 1), 48):.1f}" height="{value / most * 130:.1f}">'
        f"<title>{escape(day.day)} {value:g}</title></rect>"
        for at, (day, value) in enumerate(zip(days, values, strict=True))
    )
    ends = "".join(
        f"<span>{escape(day)}</span>"
        for day in dict.fromkeys(day.day for day in (*days[:1], *days[-1:]))
    )
    return (
        f"<figure><figcaption>{escape(title)} <small>{escape(note)}</small></figcaption>"
        f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{escape(title)}">{bars}</svg>'
        f'<p class="ends">{ends}</p></figure>'
    )
