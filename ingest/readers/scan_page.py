"""A scanned page: its picture set straight, its ruled tables and the lines around them."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Sequence
from statistics import median

import numpy as np
from PIL import Image

from ingest.readers import ocr
from ingest.readers.boxes import Box, TextLine
from ingest.readers.ocr import Recognized
from ingest.readers.page_tables import Cell, PageTable, edge, find_cells, make_table
from ingest.readers.pages import Page
from ingest.readers.scan_cells import POINTS, read_cells
from ingest.readers.scan_image import Grey, Rule, erase, find_ink, find_rules, straighten
from ingest.readers.scan_shapes import settle_signs, settle_spaces
from ingest.reading import page_done

_LONG_SIDE_INCHES = 11.7
"""Of an A4 page, for pictures that do not say how large they are."""
_BORDER = 1.5
"""Points by which a line may miss the border of the cells that it makes."""
_LARGE = 68
"""Pixels of height from which on a line is read again, smaller."""
_BEST = 48
"""Pixels of height that Tesseract reads best."""
_MAX_LARGE = 12
"""Lines of a page that are read again at most, largest first."""
_LEAST_INK = 200
"""Pixels of ink up to which the page around its tables is empty."""
_SURE = 60.0
"""Mean confidence below which a page is tried turned, and as vertical writing."""


def read_page(image: Image.Image, *, dots_per_inch: int | None, seconds: float) -> Page:
    """Return the lines and tables of a page's picture.

    Args:
        image: The picture, of any mode.
        dots_per_inch: Its resolution, None where it is not known.
        seconds: Longest time for it.

    Raises:
        ReadError: Tesseract is missing, fails, or takes longer.
    """
    deadline = time.monotonic() + seconds
    grey = image.convert("L")
    dots = dots_per_inch or max(72, round(max(grey.size) / _LONG_SIDE_INCHES))
    straight = straighten(grey)
    page, confidence = _read_straight(straight, dots, deadline)
    if confidence < _SURE:
        page = _try_otherwise(grey, dots, deadline, best=(page, confidence))
    for call in page_done:
        call()
    return page


def _read_straight(image: Image.Image, dots: int, deadline: float) -> tuple[Page, float]:
    """Return the page and how sure Tesseract is of it."""
    grey: Grey = np.asarray(image)
    rules = find_rules(grey, dots_per_inch=dots)
    scale = POINTS / dots
    groups = find_cells(
        [edge(Box(r.x0 * scale, r.top * scale, r.x1 * scale, r.bottom * scale)) for r in rules]
    )
    tables: list[PageTable] = []
    read: list[Recognized] = []
    rest = grey
    if groups:
        clean = erase(grey, _to_erase(rules, groups, scale, dots))
        rest = clean.copy()
        for cells in groups:
            texts, lines = read_cells(clean, cells, dots, deadline)
            if len(texts) < 2:
                continue
            table = make_table(cells, texts)
            tables.append(table)
            read += lines
            _clear(rest, table.box, scale)
    around: list[Recognized] = []
    if not groups or find_ink(rest).sum() > _LEAST_INK:
        picture = Image.fromarray(rest)
        left = deadline - time.monotonic()
        around = ocr.recognize(picture, dots_per_inch=dots, layout="page", seconds=left)
        around = settle_signs(rest, _read_large(picture, around, deadline))
        around = settle_spaces(rest, around)
    page = Page(height=image.height * scale, scanned=True)
    _place(page, _in_order(around), tables, scale)
    return page, _confidence([*read, *around])


def _try_otherwise(
    image: Image.Image, dots: int, deadline: float, *, best: tuple[Page, float]
) -> Page:
    """Return the page as it is read best: lying, on its head, or written vertically."""
    turns = (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_270, Image.Transpose.ROTATE_180)
    page, sure = best
    if ocr.has_vertical() and time.monotonic() < deadline:
        lines = ocr.recognize(
            straighten(image),
            dots_per_inch=dots,
            layout="columns",
            seconds=deadline - time.monotonic(),
        )
        confidence = _confidence(lines)
        if lines and confidence > max(sure, _SURE):
            upright = Page(height=image.height * POINTS / dots, scanned=True)
            upright.lines = [_as_line(line, POINTS / dots) for line in lines]
            return upright
    for turn in turns:
        if time.monotonic() >= deadline:
            break
        other, confidence = _read_straight(straighten(image.transpose(turn)), dots, deadline)
        if confidence > sure + 5 and other.lines:
            page, sure = other, confidence
        if sure >= _SURE:
            break
    return page


def _confidence(lines: Sequence[Recognized]) -> float:
    """Return the mean confidence by characters; 100 where nothing is read: a blank page."""
    weights = [(word.confidence, len(word.text)) for line in lines for word in line.words]
    total = sum(weight for _, weight in weights)
    return sum(value * weight for value, weight in weights) / total if total else 100.0


def _to_erase(
    rules: Sequence[Rule], groups: Sequence[Sequence[Cell]], scale: float, dots: int
) -> list[Rule]:
    """Return the lines around cells, and those longer than any stroke of a title.

    What else looks like a line is the strokes of bold letters that touch each other.
    """
    flat = np.array([y for cells in groups for cell in cells for y in (cell[1], cell[3])])
    upright = np.array([x for cells in groups for cell in cells for x in (cell[0], cell[2])])
    kept = []
    for rule in rules:
        wide, high = rule.x1 - rule.x0, rule.bottom - rule.top
        at = (rule.top + rule.bottom if wide > high else rule.x0 + rule.x1) / 2 * scale
        borders = flat if wide > high else upright
        if max(wide, high) > dots or np.abs(borders - at).min() < _BORDER:
            kept.append(rule)
    return kept


def _read_large(
    page: Image.Image, lines: Sequence[Recognized], deadline: float
) -> list[Recognized]:
    """Return the lines, large ones read again at the size that Tesseract reads best."""
    if not lines:
        return []
    large = sorted(
        (n for n, line in enumerate(lines) if line.bottom - line.top > _LARGE),
        key=lambda n: lines[n].top - lines[n].bottom,
    )
    read = list(lines)
    for number in large[:_MAX_LARGE]:
        line = lines[number]
        left = deadline - time.monotonic()
        if left < 1:
            break
        scale = _BEST / (line.bottom - line.top)
        edge_ = round(0.3 / scale * _BEST)
        x0, top = line.x0 - edge_, line.top - edge_
        cut = page.crop((x0, top, line.x1 + edge_, line.bottom + edge_))
        paper = Image.new("L", cut.size, 255)
        paper.paste(cut)
        small = paper.resize((round(cut.width * scale), round(cut.height * scale)))
        again = ocr.recognize(small, dots_per_inch=ocr.RESOLUTION, layout="block", seconds=left)
        if len(again) == 1 and _confidence(again) >= _confidence([line]):
            words = tuple(
                dataclasses.replace(
                    word,
                    x0=round(word.x0 / scale) + x0,
                    x1=round(word.x1 / scale) + x0,
                    top=line.top,
                    bottom=line.bottom,
                )
                for word in again[0].words
            )
            read[number] = Recognized(words, line.block)
    return read


def _clear(page: Grey, box: Box, scale: float) -> None:
    paper = int(np.median(page[::4, ::4]))
    top, bottom = int(box.top / scale) - 3, int(box.bottom / scale) + 4
    page[max(0, top) : bottom, max(0, int(box.x0 / scale) - 3) : int(box.x1 / scale) + 4] = paper


def _in_order(lines: Sequence[Recognized]) -> list[Recognized]:
    """Return the lines from top to bottom, parts of one row joined.

    Where blocks stand side by side, the page is set in columns and Tesseract's order is
    right; elsewhere it finds columns in every wide gap.
    """
    if not lines or _has_columns(lines):
        return list(lines)
    rows: list[list[Recognized]] = []
    for line in sorted(lines, key=lambda line: (line.top + line.bottom) / 2):
        row = rows[-1] if rows else None
        if row and _beside(row[-1], line):
            row.append(line)
        else:
            rows.append([line])
    joined = []
    for row in rows:
        words = [w for line in sorted(row, key=lambda line: line.x0) for w in line.words]
        joined.append(row[0] if len(row) == 1 else Recognized(tuple(words), row[0].block))
    return joined


def _has_columns(lines: Sequence[Recognized]) -> bool:
    blocks: dict[int, list[Recognized]] = {}
    for line in lines:
        blocks.setdefault(line.block, []).append(line)
    places = [
        (
            min(line.x0 for line in block),
            min(line.top for line in block),
            max(line.x1 for line in block),
            max(line.bottom for line in block),
        )
        for block in blocks.values()
        if len(block) >= 5
    ]
    return any(
        (one[2] <= two[0] or two[2] <= one[0])
        and min(one[3], two[3]) - max(one[1], two[1]) > 0.6 * min(one[3] - one[1], two[3] - two[1])
        for at, one in enumerate(places)
        for two in places[at + 1 :]
    )


def _beside(one: Recognized, two: Recognized) -> bool:
    overlap = min(one.bottom, two.bottom) - max(one.top, two.top)
    least = min(one.bottom - one.top, two.bottom - two.top)
    apart = one.x1 <= two.x0 or two.x1 <= one.x0
    return apart and overlap > 0.6 * least


def _place(
    page: Page, lines: Sequence[Recognized], tables: Sequence[PageTable], scale: float
) -> None:
    """Fill the page with its lines, and with its tables where they stand between them."""
    page.lines = [_as_line(line, scale) for line in lines]
    for table in sorted(tables, key=lambda table: -table.box.top):
        at = next(
            (
                number
                for number, line in enumerate(page.lines)
                if line.box and line.box.top > table.box.top and _meets(line.box, table.box)
            ),
            len(page.lines),
        )
        if at in page.tables:
            page.lines.insert(at, TextLine("", None))
            page.tables = {n + (n >= at): other for n, other in page.tables.items()}
        page.tables[at] = table


def _meets(line: Box, table: Box) -> bool:
    return line.x0 < table.x1 and table.x0 < line.x1


def _as_line(line: Recognized, scale: float) -> TextLine:
    # A stain beside a letter makes a word too high; letters are as wide as high.
    bottom = median(word.bottom for word in line.words)
    top = max(median(word.top for word in line.words), bottom - 1.5 * line.pitch)
    return TextLine(line.text, Box(line.x0 * scale, top * scale, line.x1 * scale, bottom * scale))
