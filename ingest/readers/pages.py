"""Pages with lines and tables → marked text, whether they were printed or scanned."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import pairwise
from statistics import median

from ingest.grid import write_grid
from ingest.marked import MarkedText
from ingest.readers.boxes import TextLine
from ingest.readers.page_tables import PageTable
from ingest.readers.pdf_margins import find_margins
from ingest.readers.pdf_sizes import find_levels, is_short
from ingest.spans import fill_spans

_PARAGRAPH_GAP = 1.6
"""Times the usual distance of lines from which on a gap is one between paragraphs."""
_TITLE_SIZE = 1.35
"""Times the usual size of letters from which on the largest lines of page 1 are the title."""
_SAME = 0.75
"""Likeness from which on the first row of a scan's next page repeats the column names."""
_CUT = re.compile(r"[-‐－・、のをにがはとでや]$")
_GOES_ON = re.compile(r"[、。）)」ーょゃゅっァィゥェォャュョッ]")
_NO_TITLE = re.compile(r"[\s　]*(?:議案|議第|報告|別紙|別添|資料|様式|目\s*次|第.{1,6}[号条])|.*。")


@dataclass
class Page:
    """What was read of one page."""

    lines: list[TextLine] = field(default_factory=list)
    tables: dict[int, PageTable] = field(default_factory=dict)
    """Tables by the number of the line before which they stand."""
    height: float = 0.0
    """Points."""
    scanned: bool = False
    """Whether its text has to be, or was, recognized from its image."""
    framed: dict[int, str] = field(default_factory=dict)
    """Words in a frame of one row, by the number of the line before which they stand."""


def write_pages(out: MarkedText, pages: Sequence[Page]) -> None:
    """Write the pages, tables over page breaks as one, without headers and footers."""
    _rejoin_rows(pages)
    _open_single_rows(pages)
    title = _find_title(pages[0])
    levels = find_levels([line for page in pages for line in page.lines])
    margins = find_margins([(page.lines, page.height) for page in pages])
    before: PageTable | None = None
    for page, gone in zip(pages, margins, strict=True):
        numbers = [n for n in range(len(page.lines)) if n not in gone and page.lines[n].text]
        first = page.tables.get(min(page.tables, default=-1)) if page.tables else None
        opens = first is not None and not any(n < min(page.tables) for n in numbers)
        goes_on = opens and before is not None and first is not None and _same(before, first)
        out.page(within_table=goes_on)
        if page is pages[0] and title:
            out.heading(_joined([page.lines[n] for n in title], page), level=1)
            numbers = [n for n in numbers if n not in title]
        before = _write_page(out, page, numbers, above=before if goes_on else None, levels=levels)


def _write_page(
    out: MarkedText,
    page: Page,
    numbers: Sequence[int],
    *,
    above: PageTable | None,
    levels: Mapping[float, int],
) -> PageTable | None:
    """Write a page; return the table that ends it, if one does.

    Args:
        out: Where to.
        page: The page.
        numbers: Its lines that are text.
        above: Table of the page before that this page's first one goes on with.
        levels: Level of the headings that are set in each size.
    """
    pitch = _pitch([page.lines[n] for n in numbers])
    last: TextLine | None = None
    ended: PageTable | None = None
    kept = set(numbers)
    for number in range(len(page.lines) + 1):
        if words := page.framed.get(number):
            out.line(words)
            last = ended = None
        if table := page.tables.get(number):
            if above:
                # Column names that are printed again would be taken for a page's header.
                again = _says_same(table.rows[:1], above.rows[:1])
                rows = [row for row in fill_spans(table.rows, table.spans)[again:] if any(row)]
                out.table(rows, head=0, goes_on=True)
                out.end_table()
                above = None
            elif len(table.rows) == 1:
                out.table(table.rows, head=1)  # the column names of what stands overleaf
            else:
                write_grid(out, table.rows, spans=table.spans)
            last, ended = None, table
        if number in kept:
            line = page.lines[number]
            if last and _apart(last, line, pitch):
                out.gap()
            level = levels.get(round(line.size, 1))
            if level and is_short(line.text):
                out.heading(line.text.strip(), level=level)
            else:
                out.line(line.text)
            last, ended = line, None
    return ended


def _open_single_rows(pages: Sequence[Page]) -> None:
    """Turn ruled tables of one row into lines unless they go on from or to another page.

    Column names alone at the foot of a page, or the last row alone at the head of the next
    one, are parts of a table; a frame around a word and its number is none.
    """
    for at, page in enumerate(pages):
        for number, table in list(page.tables.items()):
            if len(table.rows) > 1:
                continue
            beside = []
            if number == max(page.tables) and at + 1 < len(pages) and pages[at + 1].tables:
                beside.append(pages[at + 1].tables[min(pages[at + 1].tables)])
            if number == min(page.tables) and at and pages[at - 1].tables:
                beside.append(pages[at - 1].tables[max(pages[at - 1].tables)])
            if not any(_same(table, other) for other in beside):
                words = "　".join(cell.replace("\n", " ") for cell in table.rows[0] if cell)
                page.tables.pop(number)
                page.framed[number] = words


def _rejoin_rows(pages: Sequence[Page]) -> None:
    """Put rows together that a page break cuts."""
    for page, following in pairwise(pages):
        if not page.tables or not following.tables:
            continue
        one, two = page.tables[max(page.tables)], following.tables[min(following.tables)]
        if not _same(one, two) or two.spans or len(one.rows) < 3:
            continue
        first = 1 if _says_same(two.rows[:1], one.rows[:1]) else 0
        if first < len(two.rows) and _is_cut(one.rows, two.rows[first]):
            for column, cell in enumerate(two.rows.pop(first)):
                one.rows[-1][column] += cell


def _is_cut(rows: Sequence[Sequence[str]], rest: Sequence[str]) -> bool:
    """Return whether a row is the rest of the last one of the page before.

    It leaves cells empty that the table fills, or goes on in the middle of a word.
    """
    full = sum(all(row) for row in rows) >= 0.8 * len(rows)
    if full and any(rest) and not all(rest):
        return True
    for before, after in zip(rows[-1], rest, strict=True):
        opened = before.count("（") + before.count("(") - before.count("）") - before.count(")")
        if before and after and (_CUT.search(before) or _GOES_ON.match(after) or opened > 0):
            return True
    return False


def _find_title(page: Page) -> list[int]:
    """Return the lines of the first page that are set largest, where they are the title."""
    told = all(line.size for line in page.lines if line.text.strip())
    sizes = [
        (line.size if told else line.box.bottom - line.box.top)
        if line.box and line.text.strip()
        else 0.0
        for line in page.lines
    ]
    filled = [size for size in sizes if size]
    if len(filled) < 4:
        return []
    largest = max(filled)
    found = [n for n, size in enumerate(sizes) if size > 0.9 * largest]
    run = [n for at, n in enumerate(found) if n - found[0] == at]
    text = "".join(page.lines[n].text for n in run)
    plain = largest < _TITLE_SIZE * median(filled) or len(run) > 3 or not 4 <= len(text) <= 60
    return [] if plain or len(found) > len(run) or _NO_TITLE.match(text) else run


def _joined(lines: Sequence[TextLine], page: Page) -> str:
    """Return the lines of a title as one; no space where the first runs to the margin."""
    margin = max(line.box.x1 for line in page.lines if line.box)
    text = ""
    for number, line in enumerate(lines):
        before = lines[number - 1].box if number else None
        size = line.box.bottom - line.box.top if line.box else 0.0
        wrapped = before is not None and before.x1 > margin - 1.5 * size
        text += line.text.strip() if number == 0 or wrapped else f" {line.text.strip()}"
    return text


def _same(one: PageTable, two: PageTable) -> bool:
    return len(one.edges) == len(two.edges) and all(
        abs(a - b) < 4 for a, b in zip(one.edges, two.edges, strict=True)
    )


def _says_same(one: Sequence[Sequence[str]], two: Sequence[Sequence[str]]) -> bool:
    """Return whether two rows are one, misread characters of scans aside."""
    if one == two:
        return True
    first, second = ("\n".join(cell for row in rows for cell in row) for rows in (one, two))
    return SequenceMatcher(None, first, second, autojunk=False).ratio() >= _SAME


def _pitch(lines: Sequence[TextLine]) -> float:
    steps = [
        b.box.top - a.box.top
        for a, b in pairwise(lines)
        if a.box and b.box and b.box.top - a.box.top > 2
    ]
    return median(steps) if steps else 0.0


def _apart(last: TextLine, line: TextLine, pitch: float) -> bool:
    if last.box is None or line.box is None or not pitch:
        return False
    return line.box.top - last.box.top > _PARAGRAPH_GAP * pitch
