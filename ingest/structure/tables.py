"""Markdown tables as extraction writes them: cells with their offsets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from ingest.builder import PassageBuilder
from ingest.lines import Line, cut_inline, trim_line, trim_text
from ingest.structure.layout import cite, fold

_RULE = re.compile(r"\|?[\s:|-]*-{2,}[\s:|-]*\|?")
_BAR = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True)
class TableRow:
    """The cells of one line of a table; an empty cell is a blank Line."""

    cells: tuple[Line, ...]
    rest: tuple[tuple[int, Line], ...] = ()
    """What goes on with a cell further down, behind the number of its column."""

    @property
    def texts(self) -> tuple[str, ...]:
        """Folded text of each cell."""
        return tuple(fold(cell.text) for cell in self.cells)

    @cached_property
    def filled(self) -> list[Line]:
        """Cells that hold something."""
        return [cell for cell in self.cells if not cell.blank]


def write_cell(builder: PassageBuilder, source: str, cell: Line, *, caption: str = "") -> None:
    """Add the lines of a cell to a passage, the first one behind the caption of its column."""
    if "<" not in cell.text:  # few cells have tags, and cutting is the slower part of a sheet
        if cell.text:
            builder.line(cell.start, cell.end, caption=f"{caption}: " if caption else "")
        return
    for order, part in enumerate(cut_inline(source, cell.start, cell.end)):
        if order == 0 and caption:
            builder.insert_line(f"{caption}: ")
            builder.join(part.start, part.end)
        else:
            builder.line(part.start, part.end)


@dataclass(frozen=True)
class Table:
    """A table: rows above the rule line, if any, and rows below it."""

    head: tuple[TableRow, ...]
    rows: tuple[TableRow, ...]

    def column(self, number: int) -> str:
        """Return the caption of a column, empty where it has none."""
        texts = [cite(row.cells[number].text) for row in self.head if number < len(row.cells)]
        return " ".join(text for text in texts if text)


def is_table_line(line: Line) -> bool:
    """Return whether the line is a row of a Markdown table."""
    return line.text.startswith("|") and line.text.count("|") >= 2


def read_table(source: str, lines: Sequence[Line]) -> Table:
    """Return the table that the lines are."""
    rows = [_read_row(source, line) for line in lines if not _RULE.fullmatch(line.text)]
    rule = next((at for at, line in enumerate(lines) if _RULE.fullmatch(line.text)), 0)
    return Table(tuple(rows[:rule]), tuple(rows[rule:]))


def _read_row(source: str, line: Line) -> TableRow:
    if "\\" in line.text:
        bars = [line.start + found.start() for found in _BAR.finditer(line.text)]
        edges = bars if line.text.endswith("|") else [*bars, line.end]
        cells = [trim_line(source, left + 1, right) for left, right in pairwise(edges)]
        return TableRow(tuple(cells))
    first, *texts = line.text.split("|")
    if texts and not texts[-1]:
        texts.pop()
    at = line.start + len(first) + 1
    cells = []
    for text in texts:
        cells.append(trim_text(text, at))
        at += len(text) + 1
    return TableRow(tuple(cells))
