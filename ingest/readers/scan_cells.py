"""Cells of a scanned page's ruled tables, read apart from the lines around them."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
from PIL import Image

from ingest.readers import ocr
from ingest.readers.ocr import Recognized
from ingest.readers.page_tables import Cell
from ingest.readers.scan_image import Grey, find_ink
from ingest.readers.scan_shapes import settle_signs

POINTS = 72
"""Units of an inch in which places on a page are counted."""
_GAP = 24
"""Pixels of paper between two cells that are read together."""
_EDGE = 72
"""Pixels of paper around what is read; Tesseract cuts what stands at the edge."""
_LONE_EDGE = 10
"""The same for a line that is read on its own."""
_MAX_LONE = 40
"""Cells of a table that are read on their own at most; each starts Tesseract once."""
_LINE_INCHES = 0.3
"""Highest cell that is one line."""
_STRIP = 12_000
"""Pixels of height up to which cells are read in one go."""


def read_cells(
    page: Grey, cells: Sequence[Cell], dots: int, deadline: float
) -> tuple[dict[int, str], list[Recognized]]:
    """Return the text of each cell by its number, and the lines as they were read.

    The cells are put below one another, column by column, as one narrow column of text:
    Tesseract reads lines of one size better than a single word on its own, and starts once.
    """
    scale = dots / POINTS
    cuts: list[tuple[int, Grey]] = []
    for number in sorted(range(len(cells)), key=lambda n: (round(cells[n][0]), cells[n][1])):
        x0, top, x1, bottom = (round(value * scale) for value in cells[number])
        cut = _trim(page[max(0, top) : bottom, max(0, x0) : x1])
        if cut is not None:
            cuts.append((number, cut))
    texts, read = _read_strips(cuts, dots, deadline)
    # Tesseract leaves out a short line here and there among longer ones.
    left = [(number, cut) for number, cut in cuts if number not in texts]
    if left:
        more, lines = _read_strips(left, dots, deadline)
        texts.update(more)
        read += lines
    lone = [(number, cut) for number, cut in left if number not in texts][:_MAX_LONE]
    for number, cut in lone:
        if cut.shape[0] > _LINE_INCHES * dots or time.monotonic() > deadline:
            continue
        picture = Image.fromarray(np.pad(cut, _LONE_EDGE, constant_values=255))
        seconds = deadline - time.monotonic()
        for line in ocr.recognize(picture, dots_per_inch=dots, layout="line", seconds=seconds):
            texts[number] = texts.get(number, "") + line.text
            read.append(line)
    return texts, read


def _read_strips(
    cuts: Sequence[tuple[int, Grey]], dots: int, deadline: float
) -> tuple[dict[int, str], list[Recognized]]:
    strips: list[list[tuple[int, Grey]]] = []
    height = _STRIP
    for number, cut in cuts:
        if height + cut.shape[0] > _STRIP:
            strips.append([])
            height = 0
        strips[-1].append((number, cut))
        height += cut.shape[0] + _GAP
    texts: dict[int, str] = {}
    read: list[Recognized] = []
    for strip in strips:
        picture, ends = _stack(strip)
        lines = ocr.recognize(
            picture, dots_per_inch=dots, layout="block", seconds=deadline - time.monotonic()
        )
        lines = settle_signs(np.asarray(picture), lines)
        read += lines
        for line in sorted(lines, key=lambda line: line.top):
            middle = (line.top + line.bottom) / 2
            number = next((n for n, end in ends if middle < end), ends[-1][0])
            texts[number] = f"{texts[number]}\n{line.text}" if number in texts else line.text
    return texts, read


def _trim(cell: Grey) -> Grey | None:
    """Return what is written in a cell without the paper around it, None where nothing is."""
    if cell.size == 0:
        return None
    ink = find_ink(cell)
    rows, columns = np.flatnonzero(ink.sum(axis=1) > 1), np.flatnonzero(ink.any(axis=0))
    if len(rows) < 4 or len(columns) < 2:
        return None
    top, left = max(0, rows[0] - 4), max(0, columns[0] - 4)
    return cell[top : rows[-1] + 5, left : columns[-1] + 5]


def _stack(strip: Sequence[tuple[int, Grey]]) -> tuple[Image.Image, list[tuple[int, float]]]:
    """Return the cells below one another, and where each of them ends."""
    width = max(cut.shape[1] for _, cut in strip) + 2 * _EDGE
    height = sum(cut.shape[0] + _GAP for _, cut in strip) + 2 * _EDGE
    picture = np.full((height, width), 255, dtype=np.uint8)
    at = _EDGE
    ends = []
    for number, cut in strip:
        picture[at : at + cut.shape[0], _EDGE : _EDGE + cut.shape[1]] = cut
        at += cut.shape[0] + _GAP
        ends.append((number, at - _GAP / 2))
    return Image.fromarray(picture), ends
