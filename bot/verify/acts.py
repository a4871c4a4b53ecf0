"""What is denied, excepted, allowed or demanded, and words that exclude each other."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.verify import polarity
from bot.verify.align import supporting
from bot.verify.units import Part, Source, Unit, telling_words

_COLUMN = re.compile(r"^[^:：、。]{1,12}[:：]")
_EXCLUDED = re.compile(r"[^（(。]*を除[くき]")


def check_exceptions(text: str, clauses: Sequence[Unit], source: Source) -> str:
    """Who or what the passage excepts (…を除く) and the sentence does not."""
    for unit in source.units:
        excepted = frozenset().union(*(telling_words(m) for m in _EXCLUDED.findall(unit.text)))
        if not excepted:
            continue
        rest = "\n".join(_EXCLUDED.sub(" ", other.text) for other in source.units)
        only = excepted - telling_words(rest) - source.heading_words
        for clause in clauses:
            if clause.words & only and not polarity.may_deny(clause.text):
                return "excepted"
    return ""


def _near_parts(clause: Unit, source: Source) -> list[Part]:
    """Return the parts of the passage that speak most of what a clause speaks of."""
    parts = [part for unit in supporting(clause, source) for part in _predicated(unit)]
    best = max((len(clause.words & part.words) for part in parts), default=0)
    return [part for part in parts if len(clause.words & part.words) == best] if best else parts


def _predicated(unit: Unit) -> list[Part]:
    """Return a unit's parts, those without a predicate joined to the next.

    政治活動、営利を目的としないこと is one.
    """
    joined: list[Part] = []
    held = ""
    for part in unit.parts:
        held = f"{held}、{part.text}" if held else part.text
        if polarity.has_verb(part.text) or polarity.denies(part.text):
            joined.append(Part(held, (), telling_words(held)))
            held = ""
    if held:
        joined.append(Part(held, (), telling_words(held)))
    return joined


def check_denials(text: str, clauses: Sequence[Unit], source: Source) -> str:
    """Return why a clause denies what the passage affirms, or the other way round."""
    for clause in clauses:
        units = supporting(clause, source)
        is_explained = False
        for first, second in polarity.EXCLUDING:
            for one, other in ((first, second), (second, first)):
                if one.search(clause.text) and not other.search(clause.text):
                    rivals = [u for u in source.units if one.search(u.text) or other.search(u.text)]
                    if not rivals:
                        continue
                    near = _nearest_of(clause, rivals, one, other)
                    if near and not all(one.search(part.text) for part in near):
                        return "opposite"
                    is_explained = True
        stated = polarity.predicates(clause.text)
        near_units = "\n".join(f"{unit.context}\n{unit.text}" for unit in units)
        known: dict[str, set[bool]] = {}
        for unit in units:
            for predicate, polarities in polarity.predicates(unit.text).items():
                known.setdefault(predicate, set()).update(polarities)
        for predicate, polarities in stated.items():
            if predicate in known and not polarities & known[predicate]:
                return "denial"
        if polarity.denies(clause.text) and not is_explained and not polarity.may_deny(near_units):
            return "denial"
        near_parts = _near_parts(clause, source)
        if (
            not polarity.denies(clause.text)
            and near_parts
            and len(clause.words & near_parts[0].words) > 1
            and all(_denies_what_is_said(part, stated) for part in near_parts)
        ):
            return "denial left out"
    return ""


def _denies_what_is_said(part: Part, stated: Mapping[str, set[bool]]) -> bool:
    """Return whether a part denies what a clause says, and no other act: …と知られていない."""
    if not polarity.denies(part.text):
        return False
    denied = {word for word, known in polarity.predicates(part.text).items() if known == {False}}
    return not denied or bool(denied & stated.keys())


def _nearest_of(
    clause: Unit, units: Sequence[Unit], one: re.Pattern[str], other: re.Pattern[str]
) -> list[Part]:
    """Return the parts that hold either word and are nearest to the clause."""
    scored: list[tuple[float, Part]] = []
    for unit in units:
        for part in unit.parts:
            if one.search(part.text) or other.search(part.text):
                stated = _without(clause, one, other)
                # 無料（再発行は100円）: what nobody asked about qualifies a part.
                beside = min(0.4, 0.05 * len(telling_words(_COLUMN.sub("", part.text)) - stated))
                inside = len(stated & part.words) - beside
                scored.append((inside + 0.5 * len(clause.words & unit.words), part))
    best = max((score for score, _ in scored), default=0.0)
    return [part for score, part in scored if score >= best - 0.01]


def _without(clause: Unit, one: re.Pattern[str], other: re.Pattern[str]) -> frozenset[str]:
    return telling_words(other.sub(" ", one.sub(" ", clause.text)))


def check_duties(text: str, clauses: Sequence[Unit], source: Source) -> str:
    """Return why a clause makes a duty of an effort or a permission, or an effort of a duty."""
    for clause in clauses:
        units = supporting(clause, source)
        if not units:
            continue
        stated = clause.text
        effort = polarity.EFFORT
        if effort.search(stated) and not any(effort.search(u.text) for u in units):
            return "duty weakened"
        if polarity.only_intends(stated):
            if any(polarity.demands(u.text) for u in units) and not any(
                polarity.only_intends(u.text) for u in units
            ):
                return "duty weakened"
            continue
        if polarity.demands(stated) and all(
            (polarity.only_intends(u.text) or polarity.allows(u.text))
            and not polarity.demands(u.text)
            for u in units
        ):
            return "duty"
    return ""
