"""One page of a PDF: its lines with their places, as PDFium orders them."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

import pypdfium2.raw as pdfium_c

from ingest.lines import JAPANESE
from ingest.readers.boxes import Box, TextLine

_SINGLE = rf"[{JAPANESE}０-９Ａ-Ｚａ-ｚ（）「」]"
_LETTER_SPACED = re.compile(rf"(?<!\S)(?:{_SINGLE} ){{2,}}{_SINGLE}(?!\S)")
_UNREADABLE = re.compile("[\ufffd\ufffe\uffff\ue000-\uf8ff\x00-\x08\x0e-\x1f]")
_BESIDE_FIGURE = re.compile(
    rf"(?<=[{JAPANESE}、。「」（）]) (?=[0-9A-Za-z(])"
    rf"|(?<=[0-9A-Za-z%)]) (?=[{JAPANESE}、。「」（）])"
)
# What glyph numbers look like that are taken for characters; Japanese documents hardly
# have these letters (the macrons of rōmaji aside, which are few).
_FOREIGN = re.compile("[\u0100-\u036f\u0500-\u1fff\ua000-\uabff]")
_SAMPLE = 24
"""Characters whose places tell whether a line runs down the page."""
_SPLIT = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class PageFrame:
    """Size and rotation of a page."""

    width: float
    """Points, as the page is seen."""
    height: float
    rotation: int
    """Degrees clockwise by which the page is turned when it is shown."""
    left: float = 0.0
    """Lower left corner of the page in its own coordinates."""
    low: float = 0.0

    def seen(self, left: float, bottom: float, right: float, top: float) -> Box:
        """Return a box of the page's own coordinates as it is seen."""
        left, right = left - self.left, right - self.left
        bottom, top = bottom - self.low, top - self.low
        width, height = self.width, self.height
        if self.rotation == 90:
            return Box(bottom, left, top, right)
        if self.rotation == 180:
            return Box(width - right, bottom, width - left, top)
        if self.rotation == 270:
            return Box(width - top, height - right, width - bottom, height - left)
        return Box(left, height - top, right, height - bottom)


class PageReader:
    """Reads the characters of one page."""

    def __init__(self, page: Any) -> None:
        """Load the text of a ``pypdfium2.PdfPage``."""
        width, height = page.get_size()
        left, low, _, _ = page.get_mediabox()
        self.frame = PageFrame(width, height, page.get_rotation() % 360, left, low)
        self._page = page.get_textpage()
        self.text: str = self._page.get_text_range(errors="ignore")
        self._places = self._page.count_chars() == len(self.text)
        self._numbers = [ctypes.c_double() for _ in range(4)]
        self._boxes: dict[int, Box | None] = {}
        self._pointers = [ctypes.byref(number) for number in self._numbers]

    def close(self) -> None:
        """Free the page's text."""
        self._page.close()

    @property
    def characters(self) -> int:
        """How many characters the page has, white space aside."""
        return len("".join(self.text.split()))

    @property
    def unreadable(self) -> bool:
        """Whether the fonts do not say which characters they show."""
        odd = len(_UNREADABLE.findall(self.text)) + len(_FOREIGN.findall(self.text))
        return odd * 5 > max(1, self.characters)

    def box(self, index: int) -> Box | None:
        """Return the place of a character, or None where it has none."""
        if index in self._boxes:
            return self._boxes[index]
        box = self._boxes[index] = self._read_box(index)
        return box

    def _read_box(self, index: int) -> Box | None:
        left, right, bottom, top = self._pointers
        if not self._places or not pdfium_c.FPDFText_GetCharBox(
            self._page.raw, index, left, right, bottom, top
        ):
            return None
        x0, x1, low, high = (number.value for number in self._numbers)
        return self.frame.seen(x0, low, x1, high)

    def spans(self) -> list[tuple[int, int]]:
        """Return where the page's lines begin and end in its text."""
        return _line_spans(self.text)

    def generated(self, index: int) -> bool:
        """Return whether a space stands for a gap and was not typed."""
        return bool(pdfium_c.FPDFText_IsGenerated(self._page.raw, index))

    def lines(self) -> list[TextLine]:
        """Return the page's lines in PDFium's order, vertical writing by its columns."""
        spans = self.spans()
        if self._places and (_is_vertical(self.text, spans) or self._runs_down(spans)):
            columns = self._columns()
            if columns:
                return columns
        lines: list[TextLine] = []
        for start, end in spans:
            text = self.words(start, end)
            if not text.strip():
                continue
            line = TextLine(text, self.span_box(start, end), self.size(start))
            if lines and (joined := _same_row(lines[-1], line)):
                lines[-1] = joined
            else:
                lines.append(line)
        return lines

    def _runs_down(self, spans: Sequence[tuple[int, int]]) -> bool:
        """Return whether the letters of the longest line stand below one another."""
        start, end = max(spans, key=lambda span: span[1] - span[0])
        if end - start < _SAMPLE // 2:
            return False
        boxes = [box for at in range(start, min(end, start + _SAMPLE)) if (box := self.box(at))]
        below = sum(
            two.top - one.top > abs(two.x0 - one.x0) and two.top > one.top
            for one, two in pairwise(boxes)
        )
        return below > 0.6 * len(boxes)

    def gaps(self, start: int, end: int) -> set[int]:
        """Return the spaces that only a layout's quarter gaps make.

        Word processors set kanji and figures a little apart (平成24年); PDFium takes the
        gap for a space. A space that was typed is a character of the file and stays.
        """
        gone: set[int] = set()
        for found in _BESIDE_FIGURE.finditer(self.text, start, end):
            at = found.start()
            if not self._places or not self.generated(at):
                continue
            left, right = self.box(at - 1), self.box(at + 1)
            if left and right and right.x0 - left.x1 < 0.45 * (right.bottom - right.top + 3):
                gone.add(at)
        return gone

    def size(self, index: int) -> float:
        """Return the size of the letters of a character's font, points."""
        return float(pdfium_c.FPDFText_GetFontSize(self._page.raw, index))

    def words(self, start: int, end: int) -> str:
        """Return a run of characters as it reads: letter spacing and layout's gaps left out."""
        text = self.text[start:end]
        if _is_spaced(text):
            return self._close_up(start, end)
        return _repair(self._without_gaps(start, end) if " " in text else text)

    def _without_gaps(self, start: int, end: int) -> str:
        gone = self.gaps(start, end)
        text = self.text[start:end]
        return "".join(c for at, c in enumerate(text, start) if at not in gone) if gone else text

    def _close_up(self, start: int, end: int) -> str:
        """Return a letter-spaced line closed up, a wide space where a gap is wider than usual."""
        placed = [
            (self.text[index], box)
            for index in range(start, end)
            if not self.text[index].isspace() and (box := self.box(index)) is not None
        ]
        middles = [(box.x0 + box.x1) / 2 for _, box in placed]
        steps = [b - a for a, b in pairwise(middles)]
        if not steps:
            return _repair(self.text[start:end])
        wide = 1.6 * median(steps)
        text = placed[0][0]
        for (character, _), step in zip(placed[1:], steps, strict=True):
            text += ("　" if step > wide else "") + character
        return _UNREADABLE.sub("", text)

    def span_box(self, start: int, end: int) -> Box | None:
        """Return the place of a run of characters on one line, the white space around left out."""
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        first, last = self.box(start), self.box(end - 1)
        if first is None or last is None:
            return None
        return Box(
            min(first.x0, last.x0),
            min(first.top, last.top),
            max(first.x1, last.x1),
            max(first.bottom, last.bottom),
        )

    def _columns(self) -> list[TextLine]:
        """Return the columns of vertical writing, from the right, as lines."""
        placed = [
            (character, box)
            for index, character in enumerate(self.text)
            if not character.isspace() and (box := self.box(index)) is not None
        ]
        if not placed:
            return []
        size = median(max(box.x1 - box.x0, box.bottom - box.top) for _, box in placed)
        columns: list[list[tuple[str, Box]]] = []
        for character, box in sorted(placed, key=lambda pair: -(pair[1].x0 + pair[1].x1)):
            middle = (box.x0 + box.x1) / 2
            near = columns[-1] if columns else None
            if near and abs((near[0][1].x0 + near[0][1].x1) / 2 - middle) < 0.6 * size:
                near.append((character, box))
            else:
                columns.append([(character, box)])
        lines = []
        for column in columns:
            column.sort(key=lambda pair: pair[1].top)
            text, bottom = "", column[0][1].top
            for character, box in column:
                text += "　" if box.top - bottom > 0.9 * size else ""
                text += character
                bottom = box.bottom
            first, last = column[0][1], column[-1][1]
            lines.append(TextLine(text, Box(first.x0, first.top, first.x1, last.bottom)))
        return lines


def _line_spans(text: str) -> list[tuple[int, int]]:
    spans, at = [], 0
    for found in _SPLIT.finditer(text):
        spans.append((at, found.start()))
        at = found.end()
    return [*spans, (at, len(text))]


def _is_vertical(text: str, spans: Sequence[tuple[int, int]]) -> bool:
    """Return whether most lines are single characters: columns that PDFium cut to pieces."""
    lengths = [len(text[start:end].strip()) for start, end in spans]
    filled = [length for length in lengths if length]
    return len(filled) >= 15 and sum(length <= 2 for length in filled) > 0.6 * len(filled)


def _is_spaced(text: str) -> bool:
    """Return whether nearly every character of a Japanese line has a space behind it."""
    words = text.split()
    single = sum(len(word) == 1 for word in words)
    return len(words) >= 6 and single >= 0.8 * len(words) and bool(_LETTER_SPACED.search(text))


def _repair(text: str) -> str:
    """Return the line without letter spacing and without characters that are none."""
    plain = re.sub(r" +(?=[、。])", "", _UNREADABLE.sub("", text)).rstrip()

    def close_up(found: re.Match[str]) -> str:
        run = found.group()
        figures = sum(character.isdigit() for character in run)
        return run if figures * 2 > len(run.split()) else run.replace(" ", "")

    return _LETTER_SPACED.sub(close_up, plain) if " " in plain else plain


def _same_row(before: TextLine, line: TextLine) -> TextLine | None:
    """Return both as one line where the second goes on to the right of the first."""
    if before.box is None or line.box is None:
        return None
    one, two = before.box, line.box
    height = min(one.bottom - one.top, two.bottom - two.top)
    overlap = min(one.bottom, two.bottom) - max(one.top, two.top)
    size = max(one.bottom - one.top, two.bottom - two.top, 1.0)
    gap = two.x0 - one.x1
    if height <= 0 or overlap < 0.6 * height or not -0.3 * size <= gap < 3.0 * size:
        return None
    space = "　" if gap > 0.7 * size else ""
    box = Box(one.x0, min(one.top, two.top), two.x1, max(one.bottom, two.bottom))
    return TextLine(f"{before.text}{space}{line.text}", box, before.size)
