"""Tables of typed text whose columns are told by where their cells stand, filled with spaces.

A column is a strip of the page in which nearly every line leaves the same places free beside
it. Names over the columns may be centred, cells may be empty or go on below.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.lines import Line, display_width
from ingest.normalize import KANJI_NUMERAL, match_form
from ingest.structure.spaced_tables import is_amount
from ingest.structure.tables import Table, TableRow

RULER = re.compile(r"[─━―－ー‐\-=＝_＿…・.]{8,}")
_GAP = re.compile(r"[ 　\t]{2,}|　")
_ORDINAL = re.compile(
    rf"[{KANJI_NUMERAL}]{{1,3}}|[0-9０-９]{{1,2}}|[(（][0-9０-９{KANJI_NUMERAL}]{{1,2}}[)）]|[ア-ン①-⑳]"
)
_MARKED = re.compile(rf"(?:{_ORDINAL.pattern})[ 　]\S|[・○●]")
_NOTE = re.compile(r"備\s*考|[(（]?注|※")
_CAPTION = re.compile(
    r".*(?:区分|種別|種類|名称?|項目|内容|金額|料金?|費用?|額|単位|期間|時間|期日|日時|定員|回数|対象|場所|会場|位置|区域"
    r"|所在地|人数|基準|実績|目標値?|決算|予算|年度|計|備考|局|部|課|室|係|班|職|事務|施設|現行|改正[前後案]?|案|分類)"
)
_LETTER = re.compile(r"[一-龥々ぁ-んァ-ン](?:[ 　]+[一-龥々ぁ-んァ-ン])*")
_LEAST_COLUMNS = 3
_LEAST_ROWS = 2
_LONGEST_NAME = 14
_MOST_NAMES = 20
"""Parts that a line of names may have, each letter of a name being set apart."""
_STRAY = 0.04
"""Share of the lines that may cross the strip between two columns."""
_NARROW = 2
"""Places from which on a free strip lies between two columns."""


@dataclass
class _Fragment:
    """A run of words without a gap."""

    left: int
    """Place of its first character; wide ones take two."""
    right: int
    line: Line


@dataclass
class _Row:
    cells: dict[int, Line] = field(default_factory=dict)
    rest: list[tuple[int, Line]] = field(default_factory=list)


def aligned_runs(lines: Sequence[Line]) -> list[list[Line]]:
    """Return the runs of neighbouring lines that are tables, heads and rulers included."""
    runs: list[list[Line]] = []
    at = 0
    while at < len(lines):
        stop = _region(lines, at)
        found = stop > at and _read(lines[at:stop])
        if found:
            runs.append(list(lines[at:stop]))
        at = stop if found else at + 1
    return runs


def read_aligned(lines: Sequence[Line]) -> Table | None:
    """Return the table that a run of lines is, None where they are none."""
    return _read(lines)


def _region(lines: Sequence[Line], at: int) -> int:
    """Return the line after the last one that may be of a table whose head is line ``at``."""
    names = _fragments(lines[at])
    if not _LEAST_COLUMNS <= len(names) <= _MOST_NAMES or not all(map(_is_name, names)):
        return at
    stop = last = at + 1
    while stop < len(lines) and not lines[stop].blank and not lines[stop].text.startswith("|"):
        stop += 1
        if _NOTE.match(lines[stop - 1].text) or _ends(lines, stop - 1):
            break
        last = stop
    return last


def _ends(lines: Sequence[Line], at: int) -> bool:
    """Return whether a line behind a ruler begins something else than a row."""
    return _is_ruler(lines[at - 1]) and len(_fragments(lines[at])) < 2


def _is_ruler(line: Line) -> bool:
    return RULER.fullmatch(line.text) is not None


def _is_name(fragment: _Fragment) -> bool:
    text = re.sub(r"[\s　]", "", fragment.line.text)
    counted = re.search(r"[0-9０-９][月日回円]|第[0-9０-９]", text)
    return len(text) <= _LONGEST_NAME and not is_amount(text) and "。" not in text and not counted


def _fragments(line: Line) -> list[_Fragment]:
    """Return the cells of a line; ordinals stay with their words, 名　称 is one."""
    found: list[_Fragment] = []
    at = 0
    text = line.text
    for gap in [*_GAP.finditer(text), None]:
        end = gap.start() if gap else len(text)
        if end > at:
            left = line.indent + display_width(text[:at])
            part = Line(text[at:end], line.start + at, line.start + end, 0, line.page)
            found.append(_Fragment(left, left + display_width(part.text), part))
        at = gap.end() if gap else end
    joined: list[_Fragment] = []
    for fragment in found:
        before = joined[-1] if joined else None
        near = before is not None and fragment.left - before.right <= 2
        if before is not None and near and _belongs(before, fragment):
            start = before.line.start - line.start
            whole = Line(
                text[start : fragment.line.end - line.start],
                before.line.start,
                fragment.line.end,
                0,
                line.page,
            )
            joined[-1] = _Fragment(before.left, fragment.right, whole)
        else:
            joined.append(fragment)
    return joined


def _belongs(before: _Fragment, fragment: _Fragment) -> bool:
    ordinal = _ORDINAL.fullmatch(before.line.text) and fragment.left - before.right <= 2
    letters = _LETTER.fullmatch(before.line.text) and len(fragment.line.text) == 1
    return bool(ordinal or (letters and _LETTER.fullmatch(fragment.line.text)))


def _read(lines: Sequence[Line]) -> Table | None:
    kept = [line for line in lines if not _is_ruler(line)]
    if len(kept) <= _LEAST_ROWS:
        return None
    head, *below = (_fragments(line) for line in kept)
    columns = _columns(below)
    names = _names(head, columns)
    if names is None:
        return None
    told = sum(_CAPTION.fullmatch(match_form(cell.text)) is not None for cell in names.cells)
    if len(kept) == len(lines) and told * 2 < len(names.cells):
        return None  # neither rules nor words for columns
    rows: list[_Row] = []
    for fragments in below:
        cells: dict[int, Line] = {}
        for fragment in fragments:
            # A cell that is too wide pushes those behind it out of their places.
            number = max(_column(fragment, columns), max(cells, default=-1) + 1)
            if number >= len(columns):
                return None
            cells[number] = fragment.line
        if rows and _goes_on(cells, rows[-1]):
            rows[-1].rest += sorted(cells.items())
        else:
            rows.append(_Row(cells))
    full = sum(len(row.cells) > 1 or _is_marked(row) for row in rows)
    if len(rows) < _LEAST_ROWS or full < 0.7 * len(rows):
        return None
    return Table((names,), tuple(_filled(rows, len(columns))))


def _names(head: Sequence[_Fragment], columns: Sequence[tuple[int, int]]) -> TableRow | None:
    """Return the names over the columns, letters set far apart put together; None if one lacks."""
    if len(columns) < _LEAST_COLUMNS:
        return None
    over: dict[int, list[_Fragment]] = {}
    for fragment in head:
        over.setdefault(_column(fragment, columns), []).append(fragment)
    if len(over) < len(columns):
        return None
    names = []
    for number in range(len(columns)):
        parts = [fragment.line for fragment in over[number]]
        if len(parts) > 1 and not all(_LETTER.fullmatch(part.text) for part in parts):
            return None
        text = "".join(re.sub(r"[\s　]", "", part.text) for part in parts)
        names.append(Line(text, parts[0].start, parts[-1].end, 0, parts[0].page))
    return TableRow(tuple(names))


def _columns(lines: Sequence[Sequence[_Fragment]]) -> list[tuple[int, int]]:
    """Return left and right edge of each strip in which cells stand."""
    several = [fragments for fragments in lines if len(fragments) > 1]
    allowed = int(_STRAY * len(several))
    edges = sorted(
        edge for fragments in several for f in fragments for edge in ((f.left, 1), (f.right, -1))
    )
    columns: list[tuple[int, int]] = []
    depth, opened = 0, 0
    for place, step in edges:
        before, depth = depth, depth + step
        if before <= allowed < depth:
            narrow = bool(columns) and place - columns[-1][1] < _NARROW
            opened = columns.pop()[0] if narrow else place
        elif depth <= allowed < before:
            columns.append((opened, place))
    return columns


def _column(fragment: _Fragment, columns: Sequence[tuple[int, int]]) -> int:
    """Return the column that most of a cell stands in, else the nearest one."""
    inside = [
        (min(fragment.right, right) - max(fragment.left, left), -n)
        for n, (left, right) in enumerate(columns)
    ]
    return -max(inside)[1] if inside else 0


def _goes_on(cells: dict[int, Line], row: _Row) -> bool:
    """Return whether a line only goes on with cells of the row above it."""
    if any(is_amount(cell.text) or _MARKED.match(cell.text) for cell in cells.values()):
        return False
    return 0 not in cells and set(cells) <= set(row.cells) and len(cells) < len(row.cells)


def _is_marked(row: _Row) -> bool:
    """Return whether a row is one more item under the names above it: 二　統計調査に関すること。"""
    return all(_MARKED.match(cell.text) for cell in row.cells.values())


def _filled(rows: Sequence[_Row], width: int) -> list[TableRow]:
    """Return the rows; a name that a line break cut is put together, once it is whole."""
    for above, row in pairwise(rows):
        first, rest = above.cells.get(0), row.cells.get(0)
        if first and rest and first.text.endswith(("・", "、", "及び")) and 1 not in row.cells:
            above.cells[0] = Line(first.text + rest.text, first.start, first.end, 0, first.page)
            del row.cells[0]
    filled: list[TableRow] = []
    for row in rows:
        blank = next(iter(row.cells.values()))
        cells = [
            row.cells.get(n, Line("", blank.start, blank.start, 0, blank.page))
            for n in range(width)
        ]
        filled.append(TableRow(tuple(cells), tuple(row.rest)))
    return filled
