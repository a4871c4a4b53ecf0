"""The initiatives of a measure sheet: name, content, and the point of view with its own text.

The cells of the table come in the order in which they were drawn. A name that stands
away from its content is given back to it only where nothing else can be meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, takewhile
from typing import Literal

from ingest.lines import Line, starts_item
from ingest.structure.layout import bigrams, cut_blocks, fold, joined, squeeze

_CIRCLED = re.compile(r"[①-⑳]")
_VIEWS_ONLY = re.compile(r"(?:[①-⑳]\S{0,10}\s*)+")
_NUMBERED = re.compile(r"^(?:[(（][0-9]{1,2}[)）]|[0-9]{1,2}[.．、)）]|[○◎■◆◇□])")
_SENTENCE = re.compile(r"(?:。|ます|です|る。|[。）)」])$")
_VIEW_WIDTH = 28
"""Characters of a view's line that ended on purpose."""
_NAME_WIDTH = 18
"""Characters of the widest name line; contents are broken at twice that and more."""

UnitKind = Literal["name", "content", "view", "scrap"]


@dataclass
class Unit:
    """The text of one cell."""

    kind: UnitKind
    lines: list[Line]

    @property
    def text(self) -> str:
        """Text without line breaks."""
        return joined(self.lines)


@dataclass
class Initiative:
    """One row of the table."""

    name: list[Line] = field(default_factory=list)
    content: list[Line] = field(default_factory=list)
    view: list[Line] = field(default_factory=list)

    @property
    def title(self) -> str:
        """Name as one string without its number, empty where it is unknown."""
        return _NUMBERED.sub("", joined(self.name)).strip()


@dataclass
class _Loose:
    names: list[Unit] = field(default_factory=list)
    views: list[Unit] = field(default_factory=list)
    scraps: list[Unit] = field(default_factory=list)


def read_initiatives(
    groups: Iterable[Sequence[Line]], *, has_views: bool
) -> tuple[list[Initiative], list[Unit]]:
    """Return the initiatives and the cells that could not be given to one.

    Args:
        groups: Lines of the table; a new group where the table's head stands between.
        has_views: Whether a circled number opens a point of view, not an initiative.
    """
    rows: list[Initiative] = []
    loose = _Loose()
    for group in groups:
        _read_group(cut_units(group, has_views=has_views), rows, loose)
    _settle(rows, loose)
    return rows, [*loose.names, *loose.views, *loose.scraps]


def cut_units(lines: Sequence[Line], *, has_views: bool) -> list[Unit]:
    """Return the cells in the order in which they stand."""
    units: list[Unit] = []
    for block in cut_blocks(lines):
        units += _cut_block(block, has_views=has_views)
    for before, unit in pairwise(list(units)):
        # A sentence that a blank line broke.
        if (
            before.kind == unit.kind == "content"
            and not _SENTENCE.search(before.text)
            and not starts_item(unit.text)
        ):
            before.lines.extend(unit.lines)
            units.remove(unit)
            break
    return units


def _cut_block(block: Sequence[Line], *, has_views: bool) -> list[Unit]:
    units: list[Unit] = []
    for at, line in enumerate(block):
        last = units[-1] if units else None
        after = block[at + 1] if at + 1 < len(block) else None
        if has_views and _CIRCLED.match(line.text):
            units.append(Unit("view", [line]))
        elif last is None:
            units.append(Unit("name" if is_name_line(line) else "content", [line]))
        elif last.kind == "name":
            goes_on = is_name_line(line) and not _NUMBERED.match(squeeze(line.text))
            if goes_on and not (after is None and _SENTENCE.search(line.text)):
                last.lines.append(line)
            else:
                units.append(Unit("content", [line]))
        elif is_name_line(line) and _opens_row(last, block[at:]):
            units.append(Unit("name", [line]))
        else:
            last.lines.append(line)
    for unit in units:
        if unit.kind == "content" and _is_scrap(unit):
            unit.kind = "scrap"
    return units


def is_name_line(line: Line) -> bool:
    """Return whether the line could be (a part of) the name of an initiative."""
    text = _NUMBERED.sub("", squeeze(line.text))
    return (
        0 < len(text) <= _NAME_WIDTH
        and not text.endswith(("。", "、", "ます", "です"))
        and not text.startswith(("・", "※", "●", "（", "("))
        and not _CIRCLED.match(text)
    )


def _opens_row(last: Unit, rest: Sequence[Line]) -> bool:
    """Return whether a short line begins a new row and does not go on with the cell before.

    Args:
        last: The cell before the line.
        rest: The line and those after it in the block.
    """
    names = list(takewhile(is_name_line, rest))
    if len(rest) < 2:
        return False
    if last.kind == "view" and _VIEWS_ONLY.fullmatch(fold_circled(last.text)):
        return False
    if last.lines[-1].text.endswith(("。", "ます", "）", ")")):
        return True
    # After a view that is no sentence only a name with its content is a new row.
    content = rest[len(names)] if len(names) < len(rest) else None
    short = len(last.lines[-1].text) <= _VIEW_WIDTH
    return (
        last.kind == "view"
        and short
        and len(names) <= 3
        and content is not None
        and not _CIRCLED.match(content.text)
    )


def fold_circled(text: str) -> str:
    """Return the text folded, circled numbers kept."""
    return "".join(c if _CIRCLED.match(c) else fold(c) or " " for c in text)


def _is_scrap(unit: Unit) -> bool:
    """Return whether a cell is neither name nor content: a line that is no sentence."""
    return (
        len(unit.lines) == 1
        and not _SENTENCE.search(unit.text)
        and len(squeeze(unit.text)) <= 2 * _NAME_WIDTH
        and not unit.text.startswith("・")
    )


def _read_group(units: Sequence[Unit], rows: list[Initiative], loose: _Loose) -> None:
    row: Initiative | None = None
    for unit in units:
        if unit.kind == "name":
            if row is not None and row.name and not row.content:
                loose.names.append(Unit("name", row.name))
                rows.remove(row)
            row = Initiative(name=unit.lines)
            rows.append(row)
        elif unit.kind == "content":
            if row is None or row.content:
                row = Initiative()
                rows.append(row)
            row.content = unit.lines
        elif unit.kind == "view":
            if row is None or row.view or not row.content:
                loose.views.append(unit)
            else:
                row.view = unit.lines
        else:
            loose.scraps.append(unit)
    if row is not None and row.name and not row.content:
        loose.names.append(Unit("name", row.name))
        rows.remove(row)


def _settle(rows: Sequence[Initiative], loose: _Loose) -> None:
    """Give loose cells to the row that lacks one, where only one row and one cell are left."""
    nameless = [row for row in rows if not row.name]
    if len(nameless) == len(loose.names) == 1:
        nameless[0].name = loose.names.pop().lines
    else:
        for unit in list(loose.names):
            fits = [row for row in nameless if _tells(row, unit)]
            if len(fits) == 1 and not fits[0].name:
                fits[0].name = unit.lines
                loose.names.remove(unit)
    viewless = [row for row in rows if not row.view]
    if len(viewless) == len(loose.views) == 1:
        viewless[0].view = loose.views.pop().lines
    empty = [row for row in rows if row.view and _is_bare_view(row.view)]
    if len(empty) == len(loose.scraps) == 1:
        empty[0].view = [*empty[0].view, *loose.scraps.pop().lines]


def _is_bare_view(lines: Sequence[Line]) -> bool:
    """Return whether the point of view is named and nothing said about it."""
    return len(lines) == 1 and len(fold(lines[0].text).split()) == 1 and len(lines[0].text) <= 10


def _tells(row: Initiative, unit: Unit) -> bool:
    name = bigrams(unit.text)
    return bool(name) and len(name & bigrams(joined(row.content))) >= 0.7 * len(name)
