"""The geometry of ruled tables: edges to cells by pdfplumber's rules, cells to rows.

Where the edges come from, a PDF's own lines or the picture of a scanned page, does not
matter here, nor who read the cells.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ingest.lines import starts_item
from ingest.readers.boxes import Box
from ingest.spans import Span

TOLERANCE = 3.0
"""Points by which lines that meet may miss each other."""
_MAX_EDGES = 4_000

Cell = tuple[float, float, float, float]
"""Left, top, right and bottom, points from the page's upper left corner."""


@dataclass(frozen=True)
class PageTable:
    """A table on a page."""

    rows: list[list[str]]
    spans: list[Span]
    edges: tuple[float, ...]
    """Where its columns begin; a table that goes on overleaf has the same."""
    box: Box
    first: int = 0
    """Index of its first character on the page, where the page has characters."""
    characters: frozenset[int] = frozenset()


def edge(box: Box) -> dict[str, Any]:
    """Return a thin box as the edge that pdfplumber takes."""
    wide, high = box.x1 - box.x0, box.bottom - box.top
    x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
    flat = wide >= high
    return {
        "x0": box.x0 if flat else x,
        "x1": box.x1 if flat else x,
        "top": y if flat else box.top,
        "bottom": y if flat else box.bottom,
        "width": wide if flat else 0.0,
        "height": 0.0 if flat else high,
        "orientation": "h" if flat else "v",
        "object_type": "line",
    }


def find_cells(edges: Sequence[dict[str, Any]], *, least_rows: int = 2) -> list[list[Cell]]:
    """Return the cells of each ruled table with at least two columns.

    Args:
        edges: What ``edge`` gives for each line of the page.
        least_rows: Rows that a table has at least.
    """
    if len(edges) < 6 or len(edges) > _MAX_EDGES:
        return []
    # Most pages have no ruled lines, and the import takes longer than a page.
    from pdfplumber.table import (
        cells_to_tables,
        edges_to_intersections,
        intersections_to_cells,
        merge_edges,
    )

    t = TOLERANCE
    merged = merge_edges(list(edges), t, t, t, t)
    if len(merged) < 6 or len(merged) > _MAX_EDGES // 4:
        return []
    cells = intersections_to_cells(edges_to_intersections(merged, t, t))
    return [
        group
        for group in cells_to_tables(cells)
        if len({round(c[0]) for c in group}) >= 2
        and len({round(c[1]) for c in group}) >= least_rows
    ]


def make_table(
    cells: Sequence[Cell],
    texts: Mapping[int, str],
    *,
    first: int = 0,
    characters: frozenset[int] = frozenset(),
) -> PageTable:
    """Return the table of the cells.

    Args:
        cells: Places of the cells, in any order.
        texts: What stands in each, by its number; lines as they are broken on the page.
        first: Index of its first character on the page.
        characters: Indices of all of them.
    """
    tops, lefts = _marks([c[1] for c in cells]), _marks([c[0] for c in cells])
    rows = [[""] * len(lefts) for _ in tops]
    spans: list[Span] = []
    for number, cell in enumerate(cells):
        row, column = _at(tops, cell[1]), _at(lefts, cell[0])
        down = max(1, _at(tops, cell[3] - TOLERANCE * 2) - row + 1)
        across = max(1, _at(lefts, cell[2] - TOLERANCE * 2) - column + 1)
        rows[row][column] = unwrap(texts.get(number, ""))
        if down > 1 or across > 1:
            spans.append(Span(row, column, down, across))
    return PageTable(rows, spans, tuple(lefts), bounds(cells), first, characters)


def bounds(cells: Sequence[Cell]) -> Box:
    """Return the place that the cells take together."""
    return Box(
        min(c[0] for c in cells),
        min(c[1] for c in cells),
        max(c[2] for c in cells),
        max(c[3] for c in cells),
    )


def unwrap(text: str) -> str:
    """Return a cell's text with only the line breaks that are meant."""
    kept: list[str] = []
    lines = [line for part in text.split("\n") if (line := part.strip())]
    # One ・ at the beginning of a line is where 除籍・改製原戸籍 was broken, two are a list.
    listed = sum(line.startswith("・") for line in lines) >= 2
    for line in lines:
        item = starts_item(line) and (listed or not line.startswith("・"))
        if kept and not item and not kept[-1].endswith(("。", "！", "？")):
            letters = kept[-1][-1] + line[0]
            space = " " if letters.isascii() and letters.isalpha() else ""
            kept[-1] += space + line
        else:
            kept.append(line)
    return "\n".join(kept)


def _marks(values: Sequence[float]) -> list[float]:
    marks: list[float] = []
    for value in sorted(values):
        if not marks or value - marks[-1] > TOLERANCE:
            marks.append(value)
    return marks


def _at(marks: Sequence[float], value: float) -> int:
    return max(0, min(bisect_left(marks, value + TOLERANCE) - 1, len(marks) - 1))
