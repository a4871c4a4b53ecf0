"""Figures, dates, phones and places: each has to stand where the passage speaks of the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Literal

from bot.verify.align import best_units, holds, is_idle, shared_words
from bot.verify.facts import Fact, supports
from bot.verify.units import Source, Territory, Unit, telling_words, territories


def check_figures(text: str, clauses: Sequence[Unit], source: Source) -> str:
    """Return why a figure of a sentence does not stand where the passage speaks of the same."""
    for clause in clauses:
        stated = [fact for fact in clause.facts if not is_idle(fact)]
        body = [f for f in stated if not holds(source.heading_facts, f)]
        if not body:
            continue
        for fact in body:
            if not any(holds(unit.facts, fact) for unit in source.units):
                return f"figure {fact.kind}"
        holding = [u for u in source.units if all(holds(u.facts, fact) for fact in body)]
        if not holding:
            return "figures of different places"
        # Every cell of a row speaks of what its heading names.
        is_row = source.passage.kind in ("procedure", "row")
        own = replace(clause, words=clause.words - source.heading_words) if is_row else clause
        if _column_of(clause, source) not in (None, *holding):
            return "figure of another cell"
        if shared_words(own, holding) < shared_words(own, source.units):
            return "figure of another place"
        best = best_units(clause, holding)
        if not any(_parts_agree(clause, body, unit) and _in_order(clause, unit) for unit in best):
            return "figure of another part"
        for fact in body:
            if fact.period and not any(_has_period(fact, unit) for unit in best):
                return "period"
    return ""


def _has_period(fact: Fact, unit: Unit) -> bool:
    own = [f.period for f in unit.facts if supports(f, fact) and f.period]
    if own:
        return fact.period in own
    period = fact.period
    return bool(re.search(rf"{period}(?:間?(?:に|[0-9])|間|当たり)|毎{period}", unit.text))


def _parts_agree(clause: Unit, body: Sequence[Fact], unit: Unit) -> bool:
    """Return whether each figure is said of the same thing as in the unit.

    A unit may hold several figures of a kind (本町区 …5120、汐浜区 …5220): what stands before
    a figure is what it is said of, or where nothing does, what stands after it.
    """
    stated, known = territories(clause.text), territories(unit.text)
    for said in stated:
        if said.fact not in body:
            continue
        own = [k for k in known if supports(k.fact, said.fact)]
        rivals = [k for k in known if k.fact.kind == said.fact.kind and k not in own]
        if not own or not rivals:
            continue
        own_before, rival_before = _shared(said, own, "before"), _shared(said, rivals, "before")
        if own_before < rival_before:
            return False
        if own_before == rival_before == 0 and (
            _shared(said, own, "after") < _shared(said, rivals, "after")
        ):
            return False
    return True


def _shared(said: Territory, places: Sequence[Territory], side: Literal["before", "after"]) -> int:
    stated = telling_words(getattr(said, side))
    return max(len(stated & telling_words(getattr(place, side))) for place in places)


def _column_of(clause: Unit, source: Source) -> Unit | None:
    """Return the cell whose column a clause begins with: 対象は、…"""
    match = re.match(r"([^、。は]{2,10})は、?", clause.text)
    if not match:
        return None
    return next((u for u in source.units if re.match(rf"{re.escape(match[1])}[:：]", u.text)), None)


def _in_order(clause: Unit, unit: Unit) -> bool:
    """Return whether 8分から12分 and 123区画のうち29区画 keep the order of the source."""
    pattern = re.compile(r"から|のうち|より|を.{0,12}(?:に|へ)(?:する|し|広げ|減ら|増や|改め)")
    if not pattern.search(clause.text):
        return True
    for first, second in _pairs(clause.facts):
        if not re.search(r"から|のうち|より|を", clause.text[first.end : second.at]):
            continue
        a = [f.at for f in unit.facts if supports(f, first)]
        b = [f.at for f in unit.facts if supports(f, second)]
        if a and b and min(b) < min(a) and max(b) < max(a):
            return False
    return True


def _pairs(facts: Sequence[Fact]) -> list[tuple[Fact, Fact]]:
    return [(first, second) for first, second in pairwise(facts) if first.kind == second.kind]
