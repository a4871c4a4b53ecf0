"""The organization as the directory of departments has it: 局 → 部 → 課, with goals and duties."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ingest.records import Passage
from kb.directory import CORRECTED, Department, Directory, Path
from kb.directory_lines import DirectoryLine, LineKind


@dataclass(frozen=True)
class Statement:
    """One thing that a source says of a unit."""

    text: str
    """Words of the source, its line breaks kept."""
    label: str
    """The source as it is cited."""
    passage_id: str
    """Empty where the operator's table says it."""


Statements = tuple[Statement, ...]


@dataclass(frozen=True)
class Unit:
    """A bureau, department or division, with what the documents say of it."""

    name: str
    """Without what is above it."""
    path: str
    """With everything above it."""
    mentioned: Statements = ()
    """Where it is named, if nothing else is said of it."""
    contacts: Statements = ()
    windows: Statements = ()
    other_names: Statements = ()
    """Short names and former names."""
    goals: Statements = ()
    duties: Statements = ()
    procedures: Statements = ()
    measures: Statements = ()
    units: tuple[Unit, ...] = ()
    """What belongs to it, as the documents set it up."""

    @property
    def count(self) -> int:
        """Units below it, theirs included."""
        return sum(1 + unit.count for unit in self.units)


def make_organization(
    directory: Directory, passages: Iterable[Passage], *, municipality: str | None
) -> tuple[Unit, ...]:
    """Return what stands at the top of a municipality, with everything below.

    Args:
        directory: the departments that the reader may see.
        passages: that the reader may see; they give duties and goals in full.
        municipality: whose organization; None for documents without one.
    """
    listed = [passage for passage in passages if passage.municipality == municipality]
    known = {
        tuple(department.name.split()): department
        for department in directory.departments
        if department.municipality == municipality
    }
    by_id = {passage.passage_id: passage for passage in listed}
    measures = _measures(listed, directory, municipality)
    below: dict[Path, dict[Path, None]] = {}
    for path in known:
        for end in range(len(path)):
            below.setdefault(path[:end], {})[path[: end + 1]] = None

    def unit(path: Path) -> Unit:
        department = known.get(path)
        units = tuple(unit(lower) for lower in below.get(path, ()))
        name = " ".join(path)
        said = _said(department, by_id) if department else {}
        own = measures.get(name, ())
        mentioned: Statements = ()
        if department and not (own or any(said.values())):
            mentioned = (_statement(department.source),)
        return Unit(path[-1], name, mentioned, measures=own, units=units, **said)

    return tuple(unit(path) for path in below.get((), ()))


_FIELDS: Mapping[str, tuple[LineKind, ...]] = {
    "contacts": ("contact",),
    "windows": ("window",),
    "other_names": ("alias", "formerly"),
    "goals": ("goal",),
    "duties": ("duty",),
    "procedures": ("procedure",),
}


def _said(department: Department, by_id: Mapping[str, Passage]) -> dict[str, Statements]:
    return {
        field: tuple(
            _statement(line, by_id.get(line.passage_id))
            if kind in ("goal", "duty")
            else _statement(line)
            for kind in kinds
            for line in department.of(kind)
            if line.value
        )
        for field, kinds in _FIELDS.items()
    }


def _statement(line: DirectoryLine, passage: Passage | None = None) -> Statement:
    """Return what a line says; in the words of the whole passage where that is given."""
    text = line.value
    if passage is not None and line.passage_id != CORRECTED:
        text = "\n".join(_without_name(passage, line.path))
    return Statement(text, line.label, line.passage_id)


def _without_name(passage: Passage, path: str) -> Iterator[str]:
    """Yield the lines of a passage; the first not where it is but the department's name."""
    name = path.split()[-1] if path else ""
    for number, line in enumerate(passage.text.strip().split("\n")):
        if number or not line.strip().endswith(name) or line.strip().endswith("。"):
            yield line.strip()


def _measures(
    passages: Iterable[Passage], directory: Directory, municipality: str | None
) -> dict[str, Statements]:
    """Return the measures of each department; where a name is several departments', of none."""
    found: dict[str, dict[Statement, None]] = {}
    for passage in passages:
        if passage.kind not in ("measure", "stage"):
            continue
        for name in passage.departments:
            if department := directory.find(name, municipality):
                said = Statement(passage.heading, passage.label, passage.passage_id)
                found.setdefault(department.name, {})[said] = None
    return {name: tuple(said) for name, said in found.items()}
