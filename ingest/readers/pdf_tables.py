"""Ruled tables of a PDF's page: lines from PDFium, cells by pdfplumber's rules.

pdfplumber finds cells reliably but reads characters slowly and leaves radicals; PDFium
reads them well. So the ruled lines are taken from PDFium, only the geometry is
pdfplumber's, and each cell gets the characters that PDFium places in it.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from typing import Any

import pypdfium2.raw as pdfium_c

from ingest.readers.boxes import Box
from ingest.readers.page_tables import Cell, PageTable, bounds, edge, find_cells, make_table
from ingest.readers.pdf_page import PageFrame, PageReader

_THIN = 2.5
"""Points up to which a filled rectangle is a ruled line."""
_SHORTEST = 6.0
_MAX_OBJECTS = 20_000
_MAX_DEPTH = 3

Matrix = tuple[float, float, float, float, float, float]


def find_tables(page: Any, reader: PageReader) -> list[PageTable]:
    """Return the ruled tables with at least two columns; one row may go on overleaf."""
    groups = find_cells(list(_edges(page, reader.frame)), least_rows=1)
    if not groups:
        return []
    gaps = reader.gaps(0, len(reader.text))
    boxes = [None if index in gaps else reader.box(index) for index in range(len(reader.text))]
    return [table for group in groups if (table := _read(group, reader.text, boxes))]


def _read(cells: Sequence[Cell], text: str, boxes: Sequence[Box | None]) -> PageTable | None:
    texts: dict[int, str] = {}
    lines: dict[int, tuple[float, float]] = {}
    first: dict[int, int] = {}
    inside: set[int] = set()
    around = bounds(cells)
    for index, box in enumerate(boxes):
        if box is None:
            continue
        x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
        if not (around.x0 <= x <= around.x1 and around.top <= y <= around.bottom):
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
    return make_table(cells, texts, first=min(first.values()), characters=frozenset(inside))


def _holds(cell: Cell, x: float, y: float) -> bool:
    return cell[0] <= x <= cell[2] and cell[1] <= y <= cell[3]


def _is_below(box: Box, line: tuple[float, float]) -> bool:
    height = max(1.0, line[1] - line[0])
    return box.top > line[0] + 0.5 * height and box.bottom > line[1] + 0.5 * height


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
            yield edge(frame.seen(x0, y0, x1, y1))
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
        yield edge(frame.seen(x0, y0, x1, y1))


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
