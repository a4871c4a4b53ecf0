"""Lines of a source text with their offsets, and the paragraphs that they make.

A parser cuts the source into ``Line``s, decides which belong to one passage, and
adds them to a ``PassageBuilder`` (``ingest.builder``).
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from ingest.cleaning import BREAK_TAG, clean_text
from ingest.cleaning import JAPANESE as JAPANESE
from ingest.normalize import KANJI_NUMERAL

_ITEM = re.compile(
    r"\s*(?:[●○◎◉◆◇■□▪▫❖★☆※・•‣➢➤▶▷►◦▽▼]"
    r"|[①-⑳㉑-㉟❶-❿⓵-⓾]|[-*+・]\s|[-–—−]\s"
    r"|[(（][0-9０-９]{1,3}[)）]|[⑴-⒇]|[0-9０-９]{1,3}[.．、)）](?![0-9０-９])"
    rf"|[0-9０-９]{{1,3}}[ 　]|[(（][ア-ンァ-ヴイロハニホヘトa-zA-Z{KANJI_NUMERAL}]{{1,3}}[)）]"
    rf"|[ア-ン][ 　.．]|[イロハニホヘトチリヌルヲ][ 　]|[{KANJI_NUMERAL}]{{1,3}}[ 　]"
    rf"|第(?:[0-9０-９]+|[{KANJI_NUMERAL}]+)[条章節款編項]"
    # 問農政課☎55-1151 below a notice
    r"|(?:申[・/]?)?問[\s　]*[^、。\s]{2,20}[\s　]*(?:☎|℡|電話|TEL|内線))"
)
# 対象　65歳以上の方: a line of a notice.
_LABEL = re.compile(
    r"(?:対象|定員|日時|日程|期日|期間|とき|ところ|場所|会場|内容|講師|費用|料金|家賃|使用料|参加費"
    r"|受講料|自己負担|持ち物|資格|条件|応募|締切|期限|時間|受付|申込み?|申し込み|問い?合わ?せ|主催"
    r"|電話|提出先|住所|(?:募集|申込|応募|受付|利用|開催|対象|参加)\S{1,3})"
    r"[\s　]*(?:　|[:：／/])[\s　]*\S"
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
    """Form feeds before it."""

    @property
    def blank(self) -> bool:
        """Whether nothing but white space stands on the line."""
        return not self.text


def cut_lines(text: str, start: int = 0, end: int | None = None) -> list[Line]:
    r"""Return the lines of ``text[start:end]``, blank ones too, cut at \n and \f."""
    stop = len(text) if end is None else end
    lines, starts = _cut(text)
    first, last = bisect_right(starts, start) - 1, bisect_right(starts, stop) - 1
    if first < 0 or first > last:
        return []
    cut = list(lines[first : last + 1])
    if stop < (starts[last + 1] - 1 if last + 1 < len(starts) else len(text)):
        cut[-1] = trim_line(text, starts[last], stop, page=cut[-1].page)
    if start > starts[first]:
        # The first of them may be the last as well.
        stop = stop if first == last else starts[first + 1] - 1
        cut[0] = trim_line(text, start, stop, page=cut[0].page)
    return cut


# Every parser cuts the same text, or a part of it; see forget_cuts.
@lru_cache(maxsize=4)
def _cut(text: str) -> tuple[tuple[Line, ...], tuple[int, ...]]:
    """Return all lines of a text, and where each begins with the white space before it."""
    lines: list[Line] = []
    starts: list[int] = []
    at = 0
    for page, words in enumerate(text.split("\f")):
        for raw in words.split("\n"):
            starts.append(at)
            lines.append(trim_text(raw, at, page))
            at += len(raw) + 1
    return tuple(lines), tuple(starts)


def forget_cuts() -> None:
    """Let go of the texts that were cut last."""
    _cut.cache_clear()


def trim_line(text: str, start: int, end: int, *, page: int = 0) -> Line:
    """Return ``text[start:end]`` as a Line, the white space around it left out."""
    return trim_text(text[start:end], start, page)


def trim_text(raw: str, start: int, page: int = 0) -> Line:
    """Return a text that begins at ``start`` as a Line, the white space around it left out."""
    inner = raw.strip()
    if not inner:
        return Line("", start, start, 0, page)
    if len(inner) == len(raw):
        return Line(raw, start, start + len(raw), 0, page)
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
    if starts_item(line.text) or ends_sentence(previous.text) or _LABEL.match(line.text):
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
