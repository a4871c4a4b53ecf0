"""The organization as the documents tell it: 局 → 部・課, with goals and duties."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ingest.records import Passage


@dataclass(frozen=True)
class Unit:
    """A department or division and what the documents say of it."""

    name: str
    """Without its bureau."""
    goals: tuple[Passage, ...] = ()
    duties: tuple[Passage, ...] = ()
    procedures: tuple[Passage, ...] = ()
    measures: tuple[Passage, ...] = ()


@dataclass(frozen=True)
class Bureau:
    """A bureau, ward office or room with its departments."""

    name: str
    units: tuple[Unit, ...]
    """Its own goals and duties stand in a unit with the bureau's name."""


_FIELD = {
    "goal": "goals",
    "duty": "duties",
    "procedure": "procedures",
    "faq": "procedures",
    "measure": "measures",
    "stage": "measures",
}


def make_organization(passages: Iterable[Passage]) -> tuple[Bureau, ...]:
    """Return the bureaus in the order in which documents name them.

    Args:
        passages: of one municipality. Bureaus come from those of kind goal and duty, where a
            department is given with its bureau; measures and procedures are added to
            departments known by then, where only one bears the name.
    """
    listed = [passage for passage in passages if passage.departments and passage.kind in _FIELD]
    found: dict[str, dict[str, dict[str, list[Passage]]]] = {}
    for passage in listed:
        if passage.kind in ("goal", "duty"):
            for department in passage.departments:
                bureau, unit = _split(department)
                _add(found.setdefault(bureau, {}), unit, passage)
    homes: dict[str, list[str]] = {}
    for bureau, units in found.items():
        for unit in units:
            homes.setdefault(unit, []).append(bureau)
    for passage in listed:
        if passage.kind in ("goal", "duty"):
            continue
        for department in passage.departments:
            bureau, unit = _split(department)
            known = [bureau] if unit in found.get(bureau, ()) else homes.get(unit, [])
            if len(known) == 1:
                _add(found[known[0]], unit, passage)
    return tuple(
        Bureau(
            bureau,
            tuple(
                Unit(unit, **{name: tuple(kept) for name, kept in fields.items()})
                for unit, fields in units.items()
            ),
        )
        for bureau, units in found.items()
    )


def _split(department: str) -> tuple[str, str]:
    """Return (bureau, department); a name that stands alone is its own bureau."""
    bureau, _, rest = department.partition(" ")
    return (bureau, rest.strip() or bureau)


def _add(units: dict[str, dict[str, list[Passage]]], unit: str, passage: Passage) -> None:
    kept = units.setdefault(unit, {}).setdefault(_FIELD[passage.kind], [])
    if passage not in kept:
        kept.append(passage)
