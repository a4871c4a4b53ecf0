"""Ruled tables of a PDF's page: lines from PDFium, cells by pdfplumber's rules.

pdfplumber finds cells reliably but reads characters slowly and leaves radicals; PDFium
reads them well. So the ruled lines are taken from PDFium, only the geometry is
pdfplumber's, and each cell gets the characters that PDFium places in it.
"""

from __future__ import annotations

import ctypes
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium_c
from pdfplumber.table import (
    cells_to_tables,
    edges_to_intersections,
    intersections_to_cells,
    merge_edges,
)

from ingest.grid import Span
from ingest.lines import starts_item
from ingest.readers.pdf_page import Box, PageFrame, PageReader

_THIN = 2.5
"""Points up to which a filled rectangle is a ruled line."""
_SHORTEST = 6.0
_TOLERANCE = 3.0
_MAX_OBJECTS = 20_000
_MAX_EDGES = 4_000
_MAX_DEPTH = 3

Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True)
class PageTable:
    """A table on a page."""

    rows: list[list[str]]
    spans: list[Span]
    edges: tuple[float, ...]
    """Where its columns begin; a table that goes on overleaf has the same."""
    box: Box
    first: int
    """Index of its first character on the page."""
    characters: frozenset[int]


def find_tables(page: Any, reader: PageReader) -> list[PageTable]:
    """Return the ruled tables with at least two columns and two rows."""
    edges = list(_edges(page, reader.frame))
    if len(edges) < 6 or len(edges) > _MAX_EDGES:
        return []
    t = _TOLERANCE
    merged = merge_edges(edges, t, t, t, t)
    if len(merged) < 6 or len(merged) > _MAX_EDGES // 4:
        return []
    cells = intersections_to_cells(edges_to_intersections(merged, t, t))
    groups = [group for group in cells_to_tables(cells) if _is_table(group)]
    if not groups:
        return []
    gaps = reader.gaps(0, len(reader.text))
    boxes = [None if index in gaps else reader.box(index) for index in range(len(reader.text))]
    return [table for group in groups if (table := _read(group, reader.text, boxes))]


def _is_table(cells: Sequence[tuple[float, ...]]) -> bool:
    return len({round(c[0]) for c in cells}) >= 2 and len({round(c[1]) for c in cells}) >= 2


def _read(
    cells: Sequence[tuple[float, ...]], text: str, boxes: Sequence[Box | None]
) -> PageTable | None:
    tops, lefts = _marks([c[1] for c in cells]), _marks([c[0] for c in cells])
    texts: dict[int, str] = {}
    lines: dict[int, tuple[float, float]] = {}
    first: dict[int, int] = {}
    inside: set[int] = set()
    x0, top = min(c[0] for c in cells), min(c[1] for c in cells)
    x1, bottom = max(c[2] for c in cells), max(c[3] for c in cells)
    for index, box in enumerate(boxes):
        if box is None:
            continue
        x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
        if not (x0 <= x <= x1 and top <= y <= bottom):
            continue
        number = next((n for n, c in enumerate(cells) if _holds(c, x, y)), None)
        if number is None:
            continue
        inside.add(index)
        if text[index] in "\r\n":
            continue
        before = texts.get(number, "")
        if before and _is_below(box, lines[number]):
            before = f"{before.rstrip()}\n"
        texts[number] = before + text[index]
        lines[number] = (box.top, box.bottom)
        first.setdefault(number, index)
    if len(texts) < 2:
        return None
    rows = [[""] * len(lefts) for _ in tops]
    spans: list[Span] = []
    for number, cell in enumerate(cells):
        row, column = _at(tops, cell[1]), _at(lefts, cell[0])
        down = max(1, _at(tops, cell[3] - _TOLERANCE * 2) - row + 1)
        across = max(1, _at(lefts, cell[2] - _TOLERANCE * 2) - column + 1)
        rows[row][column] = _unwrap(texts.get(number, ""))
        if down > 1 or across > 1:
            spans.append(Span(row, column, down, across))
    return PageTable(
        rows, spans, tuple(lefts), Box(x0, top, x1, bottom), min(first.values()), frozenset(inside)
    )


def _holds(cell: tuple[float, ...], x: float, y: float) -> bool:
    return cell[0] <= x <= cell[2] and cell[1] <= y <= cell[3]


def _is_below(box: Box, line: tuple[float, float]) -> bool:
    height = max(1.0, line[1] - line[0])
    return box.top > line[0] + 0.5 * height and box.bottom > line[1] + 0.5 * height


def _unwrap(text: str) -> str:
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
        if not marks or value - marks[-1] > _TOLERANCE:
            marks.append(value)
    return marks


def _at(marks: Sequence[float], value: float) -> int:
    return max(0, min(bisect_left(marks, value + _TOLERANCE) - 1, len(marks) - 1))


def _edges(page: Any, frame: PageFrame) -> Iterator[dict[str, Any]]:
    count = pdfium_c.FPDFPage_CountObjects(page.raw)
    for number in range(min(count, _MAX_OBJECTS)):
        item = pdfium_c.FPDFPage_GetObject(page.raw, number)
        yield from _object_edges(item, frame, (1.0, 0.0, 0.0, 1.0, 0.0, 0.0), 0)


def _object_edges(
    item: Any, frame: PageFrame, outer: Matrix, depth: int
) -> Iterator[dict[str, Any]]:
    kind = pdfium_c.FPDFPageObj_GetType(item)
    if kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
        inner = _multiply(_matrix(item), outer)
        count = pdfium_c.FPDFFormObj_CountObjects(item)
        for number in range(min(count, _MAX_OBJECTS)):
            child = pdfium_c.FPDFFormObj_GetObject(item, number)
            yield from _object_edges(child, frame, inner, depth + 1)
    elif kind == pdfium_c.FPDF_PAGEOBJ_PATH:
        yield from _path_edges(item, frame, outer)


def _path_edges(item: Any, frame: PageFrame, outer: Matrix) -> Iterator[dict[str, Any]]:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium_c.FPDFPageObj_GetBounds(item, left, bottom, right, top):
        return
    x0, y0, x1, y1 = _apply(outer, left.value, bottom.value, right.value, top.value)
    wide, high = x1 - x0, y1 - y0
    if min(wide, high) <= _THIN:
        if max(wide, high) >= _SHORTEST:
            yield from _edge(frame.seen(x0, y0, x1, y1))
        return
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDFPath_GetDrawMode(item, fill, stroke)
    if not stroke.value:
        return
    inner = _multiply(_matrix(item), outer)
    x, y = ctypes.c_float(), ctypes.c_float()
    start = here = (0.0, 0.0)
    for number in range(min(pdfium_c.FPDFPath_CountSegments(item), 2_000)):
        segment = pdfium_c.FPDFPath_GetPathSegment(item, number)
        pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
        point = _point(inner, x.value, y.value)
        kind = pdfium_c.FPDFPathSegment_GetType(segment)
        if kind == pdfium_c.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == pdfium_c.FPDF_SEGMENT_LINETO:
            yield from _stroke(here, point, frame)
        if pdfium_c.FPDFPathSegment_GetClose(segment):
            yield from _stroke(point, start, frame)
        here = point


def _stroke(
    one: tuple[float, float], two: tuple[float, float], frame: PageFrame
) -> Iterator[dict[str, Any]]:
    x0, x1 = sorted((one[0], two[0]))
    y0, y1 = sorted((one[1], two[1]))
    if min(x1 - x0, y1 - y0) <= 1.0 and max(x1 - x0, y1 - y0) >= _SHORTEST:
        yield from _edge(frame.seen(x0, y0, x1, y1))


def _edge(box: Box) -> Iterator[dict[str, Any]]:
    wide, high = box.x1 - box.x0, box.bottom - box.top
    x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
    flat = wide >= high
    yield {
        "x0": box.x0 if flat else x,
        "x1": box.x1 if flat else x,
        "top": y if flat else box.top,
        "bottom": y if flat else box.bottom,
        "width": wide if flat else 0.0,
        "height": 0.0 if flat else high,
        "orientation": "h" if flat else "v",
        "object_type": "line",
    }


def _matrix(item: Any) -> Matrix:
    value = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFPageObj_GetMatrix(item, value):
        return (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    return (value.a, value.b, value.c, value.d, value.e, value.f)


def _multiply(one: Matrix, two: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    p, q, r, s, t, u = two
    return (
        *(a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s),
        *(e * p + f * r + t, e * q + f * s + u),
    )


def _point(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return (a * x + c * y + e, b * x + d * y + f)


def _apply(
    matrix: Matrix, x0: float, y0: float, x1: float, y1: float
) -> tuple[float, float, float, float]:
    one, two = _point(matrix, x0, y0), _point(matrix, x1, y1)
    return (min(one[0], two[0]), min(one[1], two[1]), max(one[0], two[0]), max(one[1], two[1]))
