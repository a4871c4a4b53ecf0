"""Where in a passage stands what a clause says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.verify.facts import Fact, supports
from bot.verify.units import Source, Unit


def is_idle(fact: Fact) -> bool:
    """Return whether a number says nothing: one person, one of something."""
    return fact.kind in ("つ", "人", "度") and fact.value == "1"


def holds(facts: Iterable[Fact], stated: Fact) -> bool:
    """Return whether one of the facts says what is stated."""
    return any(supports(fact, stated) for fact in facts)


def overlap(clause: Unit, units: Sequence[Unit]) -> float:
    """Return how many words and figures of a clause stand in the unit that has most of them."""
    return max((_score(clause, unit) for unit in units), default=0.0)


def _score(clause: Unit, unit: Unit) -> float:
    shared = len(clause.words & unit.words)
    facts = sum(1 for fact in clause.facts if holds(unit.facts, fact))
    return shared + facts


def supporting(clause: Unit, source: Source) -> list[Unit]:
    """Return the units nearest to a clause among those that hold its figures."""
    facts = [f for f in clause.facts if not holds(source.heading_facts, f) and not is_idle(f)]
    holding = [unit for unit in source.units if all(holds(unit.facts, f) for f in facts)]
    return best_units(clause, holding or source.units)


def best_units(clause: Unit, units: Sequence[Unit]) -> list[Unit]:
    """Return the units that have most of a clause's words and figures."""
    best = overlap(clause, units)
    return [unit for unit in units if _score(clause, unit) >= best - 0.01]


def shared_words(clause: Unit, units: Sequence[Unit]) -> int:
    """Return how many words of a clause stand in the unit that has most of them."""
    return max((len(clause.words & unit.words) for unit in units), default=0)
