"""Merged cells of a sheet or table: their text in every row that they cover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_FILL_DOWN = 80
"""Characters of a merged cell that are repeated in each of its rows; longer text is not."""
_GROUP = 40
"""Characters up to which an empty cell at the left stands for the one above it."""


@dataclass(frozen=True)
class Span:
    """A merged area."""

    row: int
    column: int
    rows: int
    columns: int


def fill_spans(rows: Sequence[Sequence[str]], spans: Sequence[Span]) -> list[list[str]]:
    """Return the rows with the text of merged cells in each row that these cover."""
    filled: list[list[str]] = []
    for row in fill(rows, spans)[0]:
        grouped = bool(spans) and any(row) and bool(filled)
        filled.append(with_group(row, filled[-1]) if grouped else row)
    return filled


def with_group(row: list[str], above: Sequence[str] | None) -> list[str]:
    """Return the row with the group that it belongs to, where only the first row names it."""
    if above is None or row[0]:
        return row
    first = next(at for at, cell in enumerate(row) if cell)
    lead = [cell if len(cell) <= _GROUP else "" for cell in above[:first]]
    return [*lead, *row[first:]]


def fill(
    rows: Sequence[Sequence[str]], spans: Sequence[Span]
) -> tuple[list[list[str]], dict[tuple[int, int], Span], dict[tuple[int, int], Span]]:
    """Return the cells as a rectangle, merged text repeated downwards.

    Also which cells are covered from above, and which from the left.
    """
    width = max((len(row) for row in rows), default=0)
    grid = [[*(cell.strip() for cell in row), *[""] * (width - len(row))] for row in rows]
    down: dict[tuple[int, int], Span] = {}
    across: dict[tuple[int, int], Span] = {}
    for span in spans:
        if span.row >= len(grid) or span.column >= width:
            continue
        text = grid[span.row][span.column]
        for row in range(span.row, min(span.row + span.rows, len(grid))):
            for column in range(span.column + 1, min(span.column + span.columns, width)):
                across[row, column] = span
                grid[row][column] = ""
            if row > span.row:
                down[row, span.column] = span
                grid[row][span.column] = text if len(text) <= _FILL_DOWN else ""
    return grid, down, across
