"""The directory of departments: 局 → 部 → 課 → 係, made of what all documents say of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kb.directory_lines import DirectoryLine, LineKind
from kb.names import name_form

Path = tuple[str, ...]
"""Names from the top down: ("環境局", "資源循環推進部")."""

CORRECTED = ""
"""``DirectoryLine.passage_id`` of what a table of corrections says."""


@dataclass(frozen=True)
class Department:
    """One department of one municipality."""

    municipality: str | None
    name: str
    """Full path as far as documents tell it: 環境局 資源循環推進部."""
    lines: tuple[DirectoryLine, ...]
    """Everything that is said of it, with the source; corrections first, then the newest."""

    def of(self, kind: LineKind) -> list[DirectoryLine]:
        """Return the lines of one kind, different values only."""
        seen: dict[str, DirectoryLine] = {}
        for line in self.lines:
            if line.kind == kind:
                seen.setdefault(line.value, line)
        return list(seen.values())

    @property
    def contact(self) -> DirectoryLine | None:
        """The telephone number that most sources give, a correction before all."""
        return self._usual("contact")

    @property
    def window(self) -> DirectoryLine | None:
        """The counter that most sources give, a correction before all."""
        return self._usual("window")

    @property
    def source(self) -> DirectoryLine:
        """The line that shows best what it is: its duties, its goal, else a mention."""
        wanted = ("duty", "goal", "unit")
        chosen = (line for kind in wanted for line in self.lines if line.kind == kind)
        return next(chosen, self.lines[0])

    def _usual(self, kind: LineKind) -> DirectoryLine | None:
        lines = [line for line in self.lines if line.kind == kind]
        if not lines or lines[0].passage_id == CORRECTED:
            return lines[0] if lines else None
        counts = Counter(line.value for line in lines)
        return max(lines, key=lambda line: counts[line.value])


class Directory:
    """Departments by municipality, found by any of their names."""

    def __init__(
        self, lines: Iterable[DirectoryLine], corrections: Sequence[DirectoryLine] = ()
    ) -> None:
        """Build it of lines that the reader may see.

        Args:
            lines: from documents.
            corrections: from an operator's table; they replace what documents say.
        """
        grouped: dict[str | None, dict[Path, list[DirectoryLine]]] = defaultdict(dict)
        for line in [*corrections, *lines]:
            path = tuple(line.path.split())
            grouped[line.municipality].setdefault(path, []).append(line)
        self.departments: tuple[Department, ...] = tuple(
            department
            for municipality in sorted(grouped, key=lambda name: name or "")
            for department in _merge(municipality, grouped[municipality])
        )
        self._named: dict[str, dict[str, Department]] = defaultdict(dict)
        for department in self.departments:
            for name in _names(department):
                self._named[name][f"{department.municipality} {department.name}"] = department

    def find(self, name: str, municipality: str | None = None) -> Department | None:
        """Return the one department of this name, or None: no name of several is guessed at.

        Args:
            name: its path, its own name, an alias or a former name.
            municipality: None for any.
        """
        found = [
            department
            for department in self._named.get(name_form(name), {}).values()
            if municipality in (None, department.municipality)
        ]
        exact = [d for d in found if name_form(d.name) == name_form(name)]
        found = exact or found
        return found[0] if len(found) == 1 else None


def visible_directory(
    lines: Iterable[DirectoryLine], corrections: Iterable[DirectoryLine] = (), *, staff: bool
) -> Directory:
    """Return the directory of what the reader may see: what is for staff needs ``staff``."""
    return Directory(
        [line for line in lines if staff or line.audience == "public"],
        [line for line in corrections if staff or line.audience == "public"],
    )


def _merge(municipality: str | None, paths: Mapping[Path, list[DirectoryLine]]) -> list[Department]:
    """Return the departments, a shorter path put with the only longer one that holds it."""
    by_end: dict[str, list[Path]] = defaultdict(list)
    for path in paths:
        by_end[path[-1]].append(path)
    glued = {"".join(path): path for path in paths if len(path) > 1}
    whole: dict[Path, list[DirectoryLine]] = defaultdict(list)
    first: dict[Path, int] = {}
    for path, lines in paths.items():
        longer = glued.get(path[0], path) if len(path) == 1 else path
        longer = _longest(longer, by_end[longer[-1]])
        whole[longer] += lines
        for end in range(1, len(longer) + 1):
            first.setdefault(longer[:end], len(first))
    departments = [
        (path, Department(municipality, " ".join(path), tuple(_ordered(lines))))
        for path, lines in whole.items()
        if not any(line.kind == "removed" for line in lines)
    ]
    # As the documents set them up: a bureau, its departments, their divisions.
    departments.sort(key=lambda item: [first[item[0][: n + 1]] for n in range(len(item[0]))])
    return [department for _, department in departments]


def _longest(path: Path, others: Sequence[Path]) -> Path:
    """Return the longest path that leads to the same department, itself where that is unclear.

    市民局 市民課 stands in 市民局 生活部 市民課; 総務課 stands in those of several bureaus.
    """
    holding = [other for other in others if len(other) > len(path) and _holds(other, path)]
    if not holding:
        return path
    longest = max(holding, key=len)
    return longest if all(_holds(longest, other) for other in holding) else path


def _holds(longer: Path, path: Path) -> bool:
    names = iter(longer)
    return all(name in names for name in path)


def _ordered(lines: Iterable[DirectoryLine]) -> list[DirectoryLine]:
    """Return corrections first and what they replace not at all, then the newest first."""
    kept = sorted(lines, key=lambda line: line.date or "", reverse=True)
    kept.sort(key=lambda line: line.passage_id != CORRECTED)
    corrected = {line.kind for line in kept if line.passage_id == CORRECTED and line.value}
    replaced = corrected & {"contact", "window"}
    return [x for x in kept if x.passage_id == CORRECTED or x.kind not in replaced]


def _names(department: Department) -> set[str]:
    parts = department.name.split()
    names = {name_form(" ".join(parts[start:])) for start in range(len(parts))}
    for kind in ("alias", "formerly"):
        names |= {name_form(line.value) for line in department.of(kind)}
    return names
