"""Lines of a source text with their offsets, and passages made of them.

A parser cuts the source into ``Line``s, decides which belong to one passage, and
adds them to a ``PassageBuilder``. The builder joins what the line break broke,
takes out what is not text (indents, letter spacing, ``**``, tags), and keeps the
``Piece``s that lead back to the source.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from ingest.cleaning import BREAK_TAG, clean_runs, clean_text
from ingest.cleaning import JAPANESE as JAPANESE
from ingest.normalize import KANJI_NUMERAL, map_radicals
from ingest.records import Piece

_END_OF_LINE = re.compile(r"[\n\f]")
_ITEM = re.compile(
    r"\s*(?:[●○◎◉◆◇■□▪▫❖★☆※・•‣➢➤▶▷►◦▽▼]"
    r"|[①-⑳㉑-㉟❶-❿⓵-⓾]|[-*+・]\s|[-–—−]\s"
    r"|[(（][0-9０-９]{1,3}[)）]|[⑴-⒇]|[0-9０-９]{1,3}[.．、)）](?![0-9０-９])"
    rf"|[0-9０-９]{{1,3}}[ 　]|[(（][ア-ンァ-ヴイロハニホヘトa-zA-Z{KANJI_NUMERAL}]{{1,3}}[)）]"
    rf"|[ア-ン][ 　.．]|[イロハニホヘトチリヌルヲ][ 　]|[{KANJI_NUMERAL}]{{1,3}}[ 　]"
    rf"|第(?:[0-9０-９]+|[{KANJI_NUMERAL}]+)[条章節款編項]"
    # 問農政課☎55-1151 below a notice
    r"|(?:申[・/]?)?問[^、。\s]{2,20}[\s　]*(?:☎|℡|電話|TEL|内線))"
)
_SENTENCE_END = re.compile(r"[。！？!?]\s*[」』）)]*\s*$|[」』】）)]\s*$")


class Line(NamedTuple):
    """One line of the source, or a part of one, without the white space around it."""

    text: str
    """``source[start:end]``, unchanged; empty for a blank line."""
    start: int
    """Offset of the first character in the source."""
    end: int
    """One past the last character."""
    indent: int = 0
    """Columns of white space before it; an ideographic space counts two."""
    page: int = 0
    """Form feeds before it, counted from the start of the cut."""

    @property
    def blank(self) -> bool:
        """Whether nothing but white space stands on the line."""
        return not self.text


def cut_lines(text: str, start: int = 0, end: int | None = None) -> list[Line]:
    r"""Return the lines of ``text[start:end]``, blank ones too, cut at \n and \f."""
    return list(_cut(text, start, len(text) if end is None else end))


# Every parser cuts the same text; see forget_cuts.
@lru_cache(maxsize=4)
def _cut(text: str, start: int, stop: int) -> tuple[Line, ...]:
    lines: list[Line] = []
    at, page = start, 0
    while at <= stop:
        found = _END_OF_LINE.search(text, at, stop)
        line_end = found.start() if found else stop
        lines.append(trim_line(text, at, line_end, page=page))
        if found is None:
            break
        page += found.group() == "\f"
        at = found.end()
    return tuple(lines)


def forget_cuts() -> None:
    """Let go of the texts that were cut last."""
    _cut.cache_clear()


def trim_line(text: str, start: int, end: int, *, page: int = 0) -> Line:
    """Return ``text[start:end]`` as a Line, the white space around it left out."""
    raw = text[start:end]
    inner = raw.strip()
    if not inner:
        return Line("", start, start, 0, page)
    lead = len(raw) - len(raw.lstrip())
    first = start + lead
    margin = raw[:lead]
    indent = lead if margin.isascii() else display_width(margin)
    return Line(inner, first, first + len(inner), indent, page)


def cut_pages(lines: Iterable[Line]) -> list[list[Line]]:
    """Return the lines page by page."""
    pages: list[list[Line]] = []
    number: int | None = None
    for line in lines:
        if line.page != number:
            pages.append([])
            number = line.page
        pages[-1].append(line)
    return pages


def cut_inline(text: str, start: int, end: int) -> list[Line]:
    """Return the lines that ``<br>``, ``<li>`` and ``<p>`` make within one table cell or line."""
    lines: list[Line] = []
    at = start
    for tag in [*BREAK_TAG.finditer(text, start, end), None]:
        line = trim_line(text, at, tag.start() if tag else end)
        if not line.blank:
            lines.append(line)
        if tag:
            at = tag.end()
    return lines


def display_width(text: str) -> int:
    """Return the columns that the text takes, wide characters counting two."""
    return sum(map(_columns, text))


@cache
def _columns(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WFA" else 1


def starts_item(text: str) -> bool:
    """Return whether the text begins with a bullet or a number of an item, article or heading."""
    return _ITEM.match(text) is not None


def ends_sentence(text: str) -> bool:
    """Return whether the text ends with a full stop or a closing bracket."""
    return _SENTENCE_END.search(text) is not None


def text_width(lines: Iterable[Line]) -> int:
    """Return the width at which the lines were broken: that of the widest tenth of them.

    Rows of tables say nothing of it.
    """
    widths = sorted(
        line.indent + display_width(line.text)
        for line in lines
        if not line.blank and not line.text.startswith("|")
    )
    return widths[len(widths) * 9 // 10] if widths else 0


def continues(previous: Line, line: Line, *, width: int) -> bool:
    """Return whether a line goes on with the sentence or word of the line before it.

    Args:
        previous: The line before, not blank.
        line: The line in question, not blank.
        width: Columns at which lines were broken (``text_width`` of the neighbourhood).
            A line much shorter than that ended on purpose.
    """
    if starts_item(line.text) or ends_sentence(previous.text):
        return False
    if line.text[:1] in "、。，．）」』】":
        return True
    if _is_row(previous.text) and _is_row(line.text):
        return False
    return previous.indent + display_width(previous.text) >= 0.75 * width


def _is_row(text: str) -> bool:
    """Return whether the text is a row of a table whose cells white space sets apart."""
    if len(text.split()) < 3 or "。" in text:
        return False
    cells = clean_text(text).split()
    short = len(cells) >= 3 and all(len(cell) <= 20 for cell in cells)
    return short and sum(len(cell) > 1 for cell in cells) >= 2


def join_paragraphs(
    lines: Iterable[Line], *, width: int | None = None, across_blanks: bool = False
) -> list[list[Line]]:
    """Return the lines grouped into paragraphs, items and headings; blank lines are left out.

    Args:
        lines: Lines in reading order.
        width: Columns at which lines were broken; measured on the lines where None.
        across_blanks: Whether a blank line may stand inside a sentence, as PDF
            extraction leaves them.
    """
    kept = list(lines)
    columns = text_width(kept) if width is None else width
    groups: list[list[Line]] = []
    gap = True
    for line in kept:
        if line.blank:
            gap = gap or not across_blanks
            continue
        if not gap and groups and continues(groups[-1][-1], line, width=columns):
            groups[-1].append(line)
        else:
            groups.append([line])
        gap = False
    return groups


class PassageBuilder:
    """Text of a passage under construction, with the pieces that lead back to the source."""

    def __init__(self, source: str, *, noise: Sequence[tuple[int, int]] = ()) -> None:
        """Start empty.

        Args:
            source: The document's extracted text.
            noise: Ranges of it (page headers, ○ columns) that never become text.
        """
        self._source = source
        self._noise = sorted(noise)
        self._text: list[str] = []
        self._length = 0
        self._pieces: list[Piece] = []
        self._last = ""

    def __len__(self) -> int:
        return self._length

    def line(self, start: int, end: int) -> None:
        """Add a source range as a new line of the passage."""
        self._break()
        self._add(start, end, joint=False)

    def join(self, start: int, end: int) -> None:
        """Add a source range to the current line: one space between ASCII, none beside Japanese."""
        self._add(start, end, joint=True)

    def insert(self, text: str) -> None:
        """Add text that is not in the source to the current line."""
        self._append(text)

    def insert_line(self, text: str) -> None:
        """Add text that is not in the source as a new line."""
        self._break()
        self._append(text)

    def paragraph(self, lines: Sequence[Line]) -> None:
        """Add lines that are one paragraph, joined."""
        for number, line in enumerate(lines):
            if number:
                self.join(line.start, line.end)
            else:
                self.line(line.start, line.end)

    def paragraphs(self, groups: Iterable[Sequence[Line]]) -> None:
        """Add paragraphs, each on a line of its own."""
        for group in groups:
            self.paragraph(group)

    def build(self) -> tuple[str, tuple[Piece, ...]]:
        """Return text and pieces."""
        return "".join(self._text), tuple(self._pieces)

    def _break(self) -> None:
        if self._length and self._last != "\n":
            self._append("\n")

    def _append(self, text: str) -> None:
        if text:
            self._text.append(text)
            self._length += len(text)
            self._last = text[-1]

    def _add(self, start: int, end: int, *, joint: bool) -> None:
        runs = clean_runs(self._source, start, end, noise=self._noise)
        for number, (first, stop, separator) in enumerate(runs):
            if number == 0:
                if joint and _needs_space(self._last, self._source[first]):
                    self._append(" ")
            elif separator:
                self._append(separator)
            self._take(first, stop)

    def _take(self, start: int, end: int) -> None:
        at = self._length
        self._append(map_radicals(self._source[start:end]))
        last = self._pieces[-1] if self._pieces else None
        if last and last.at + last.length == at and last.start + last.length == start:
            self._pieces[-1] = Piece(last.at, last.start, last.length + end - start)
        else:
            self._pieces.append(Piece(at, start, end - start))


def _needs_space(before: str, after: str) -> bool:
    return before.isascii() and after.isascii() and before not in " \n(" and before != ""
