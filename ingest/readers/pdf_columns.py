"""Tables without ruled lines: columns told by where their cells stand on the page.

A table is written row by row, so that what follows in the file goes back to the left again
and again; columns of a newspaper are written one after the other and never do.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.lines import starts_item
from ingest.normalize import NUMBER
from ingest.readers.boxes import Box
from ingest.readers.page_tables import PageTable, unwrap
from ingest.readers.pdf_page import PageReader

_GAP = 0.4
"""Times a letter's height from which on a gap that was not typed is one between cells."""
_AROUND = 3.0
"""Points of a letter's height above and below its strokes."""
_GUTTER = 0.4
"""Times a letter's height that stay free between two columns."""
_WIDE = 0.62
"""Share of the text's width from which on a line that stands alone is no cell."""
_FAR = 3.0
"""Times a letter's height from which on a distance downwards ends a table."""
_LEAST_ROWS = 3
_MOST_BETWEEN = 3
"""Cells that stand at another height than the rest of their row."""
_SHORT = 16
"""Characters that the first of only two columns has at most, on the average."""
_SHORT_LINES = 0.5
"""Share of short lines from which on a page may be all cells."""
_MANY = 4
"""Rows from which on one of them may cross the columns: a merged column name."""
_TYPED = re.compile(r"[ 　]{2,}|(?<=\S) (?=\S)")
_CHAPTER = re.compile(rf"第\s*{NUMBER}\s*[編章節](?=[\s　]|$)")
_LEADER = re.compile(r"[.．…・‥]{3,}")


@dataclass(frozen=True)
class _Fragment:
    """A run of letters without a gap, in the order of the file."""

    number: int
    start: int
    end: int
    box: Box

    @property
    def height(self) -> float:
        return self.box.bottom - self.box.top


_Row = dict[int, list[_Fragment]]
"""What stands in each column of a row, in the order of the file."""


def find_open_tables(reader: PageReader, taken: Collection[int]) -> list[PageTable]:
    """Return the tables of a page that have no ruled lines.

    Args:
        reader: The page.
        taken: Characters that stand in ruled tables.
    """
    # Most pages are prose: where hardly a line has a gap or is short, nothing is measured.
    spans = [(a, b) for a, b in reader.spans() if a not in taken and reader.text[a:b].strip()]
    gaps = sum(_has_gap(reader, a, b) for a, b in spans)
    short = sum(b - a <= _SHORT for a, b in spans)
    if gaps < _LEAST_ROWS and short < max(2 * _LEAST_ROWS, _SHORT_LINES * len(spans)):
        return []
    fragments = list(_fragments(reader, spans))
    if len(fragments) < 2 * _LEAST_ROWS:
        return []
    left, right = min(f.box.x0 for f in fragments), max(f.box.x1 for f in fragments)
    tables = []
    for region in _regions(_bands(fragments), right - left, reader.text):
        if table := _table(reader, region, fragments):
            tables.append(table)
    return tables


def _has_gap(reader: PageReader, start: int, end: int) -> bool:
    """Return whether a line has a gap that was not typed, or wide spaces side by side."""
    found = _TYPED.search(reader.text, start, end)
    return found is not None and (len(found[0]) > 1 or reader.generated(found.start()))


def _fragments(reader: PageReader, spans: Sequence[tuple[int, int]]) -> Iterator[_Fragment]:
    number = 0
    for start, end in spans:
        cuts = [start]
        for found in _TYPED.finditer(reader.text, start, end):
            before, after = reader.box(found.start() - 1), reader.box(found.end())
            if not before or not after:
                continue
            # Boxes are those of the strokes, which leave some of the letter's height free.
            height = max(before.bottom - before.top, after.bottom - after.top) + _AROUND
            # A single space that was typed sets words apart, no cells.
            typed = len(found[0]) == 1 and not reader.generated(found.start())
            elsewhere = after.x0 < before.x0 or abs(after.top - before.top) > height
            if elsewhere or (after.x0 - before.x1 >= _GAP * height and not typed):
                cuts += [found.start(), found.end()]
        for a, b in list(pairwise([*cuts, end]))[::2]:
            if box := reader.span_box(a, b):
                yield _Fragment(number, a, b, box)
                number += 1


def _bands(fragments: Sequence[_Fragment]) -> list[list[_Fragment]]:
    """Return the fragments that stand on one line of the page, from the top, from the left."""
    bands: list[list[_Fragment]] = []
    for fragment in sorted(fragments, key=lambda f: f.box.top + f.box.bottom):
        middle = (fragment.box.top + fragment.box.bottom) / 2
        if bands and bands[-1][0].box.top < middle < bands[-1][0].box.bottom:
            bands[-1].append(fragment)
        else:
            bands.append([fragment])
    return [sorted(band, key=lambda f: f.box.x0) for band in bands]


def _regions(
    bands: Sequence[Sequence[_Fragment]], width: float, text: str
) -> list[list[Sequence[_Fragment]]]:
    """Return runs of lines that may be a table: no heading and no line of prose in them."""
    runs: list[list[Sequence[_Fragment]]] = [[]]
    for band in bands:
        alone = band[0]
        heads = _CHAPTER.match(text, alone.start, alone.end) is not None
        ends = heads or (
            len(band) == 1
            and (
                alone.box.x1 - alone.box.x0 >= _WIDE * width
                or (starts_item(text[alone.start : alone.end]) and not _within(alone, runs[-1]))
            )
        )
        last = runs[-1][-1] if runs[-1] else None
        far = last is not None and alone.box.top - last[0].box.bottom > _FAR * alone.height
        if ends or far:
            runs.append([])
        if not ends:
            runs[-1].append(band)
    regions = []
    for run in runs:
        several = [n for n, band in enumerate(run) if len(band) > 1]
        if len(several) >= _LEAST_ROWS:
            # What stands alone below the last row is the rest of its cells, where it fits.
            regions.append(run[several[0] : _rest(run, several[-1]) + 1])
    return regions


def _within(fragment: _Fragment, run: Sequence[Sequence[_Fragment]]) -> bool:
    """Return whether a line stands below a cell that is not the first of its row."""
    above = next((band for band in reversed(run) if len(band) > 1), None)
    return above is not None and fragment.box.x0 > above[0].box.x1


def _rest(run: Sequence[Sequence[_Fragment]], last: int) -> int:
    stop = last
    for number in range(last + 1, min(last + 4, len(run))):
        (alone, *_), above = run[number], run[stop]
        near = alone.box.top - above[0].box.bottom < 0.5 * alone.height
        under = any(abs(alone.box.x0 - f.box.x0) < alone.height for f in run[last][1:])
        if not (near and under):
            break
        stop = number
    return stop


def _table(
    reader: PageReader, bands: Sequence[Sequence[_Fragment]], fragments: Sequence[_Fragment]
) -> PageTable | None:
    columns = _columns(bands)
    if len(columns) < 2:
        return None
    numbers = [f.number for band in bands for f in band]
    inside = fragments[min(numbers) : max(numbers) + 1]
    if len(inside) - len(numbers) > _MOST_BETWEEN:
        return None  # something else is written between its rows
    rows = _rows(inside, columns, bands)
    words = [
        [
            unwrap("\n".join(reader.words(f.start, f.end) for f in row.get(n, [])))
            for n in range(len(columns))
        ]
        for row in rows
    ]
    if not _reads_as_table(words):
        return None
    named = sum(map(bool, words[1]))
    if words[0][0] and not words[1][0] and 1 < named < len(columns):
        words[:2] = [_joined_names(words[0], words[1])]
    return PageTable(
        words,
        [],
        tuple(left for left, _ in columns),
        Box(
            columns[0][0],
            min(f.box.top for f in inside),
            columns[-1][1],
            max(f.box.bottom for f in inside),
        ),
        first=min(f.start for f in inside),
        characters=frozenset(at for f in inside for at in range(f.start, f.end)),
    )


def _joined_names(above: Sequence[str], below: Sequence[str]) -> list[str]:
    """Return column names of two lines as one; a name above several stands for each of them."""
    names: list[str] = []
    groups = [one if two else "" for one, two in zip(above, below, strict=True)]
    for number, (one, two) in enumerate(zip(above, below, strict=True)):
        beside = [*groups[number - 1 : number], *groups[number + 1 : number + 2]]
        group = one or (next(filter(None, beside), "") if two else "")
        names.append(" ".join(part for part in (group, two) if part))
    return names


def _columns(bands: Sequence[Sequence[_Fragment]]) -> list[tuple[float, float]]:
    """Return left and right edge of each column: what stays free between them is a gutter."""
    several = [band for band in bands if len(band) > 1]
    allowed = 1 if len(several) >= _MANY else 0
    edges = sorted(
        edge for band in several for f in band for edge in ((f.box.x0, 1), (f.box.x1, -1))
    )
    height = median(f.height for band in several for f in band)
    columns: list[tuple[float, float]] = []
    depth, opened = 0, 0.0
    for place, step in edges:
        before, depth = depth, depth + step
        if before <= allowed < depth:
            if columns and place - columns[-1][1] < _GUTTER * height:
                opened = columns.pop()[0]
            else:
                opened = place
        elif depth <= allowed < before:
            columns.append((opened, place))
    return columns


def _column(fragment: _Fragment, columns: Sequence[tuple[float, float]]) -> int:
    """Return the column that a fragment stands in; the first of those that it spans."""
    middle = (fragment.box.x0 + fragment.box.x1) / 2
    inside = [n for n, (a, b) in enumerate(columns) if fragment.box.x0 < b and fragment.box.x1 > a]
    if inside:
        return inside[0]
    return min(range(len(columns)), key=lambda n: abs(sum(columns[n]) / 2 - middle))


def _rows(
    fragments: Sequence[_Fragment],
    columns: Sequence[tuple[float, float]],
    bands: Sequence[Sequence[_Fragment]],
) -> list[_Row]:
    """Return the rows: a new one begins where the file goes back to the left."""
    band_of = {f.number: n for n, band in enumerate(bands) for f in band}
    places = [_column(f, columns) for f in fragments]
    rows: list[_Row] = [{}]
    for at, (fragment, column) in enumerate(zip(fragments, places, strict=True)):
        row = rows[-1]
        if row:
            before = places[at - 1]
            bottom = max(f.box.bottom for cell in row.values() for f in cell)
            below = fragment.box.top > bottom - 0.3 * fragment.height
            after = fragments[at + 1] if at + 1 < len(fragments) else None
            beside = (
                after is not None
                and places[at + 1] > column
                and band_of.get(after.number, -1) == band_of.get(fragment.number, -2)
            )
            again = column == before and below and beside and len(row) == 1
            if column < before or (below and column != before) or again:
                row = {}
                rows.append(row)
        row.setdefault(column, []).append(fragment)
    return rows


def _reads_as_table(rows: Sequence[Sequence[str]]) -> bool:
    """Return whether the rows are of a table: not items with their marks, and no contents."""
    full = [row for row in rows if sum(map(bool, row)) > 1]
    if len(full) < _LEAST_ROWS or len(full) < 0.6 * len(rows):
        return False
    if len(_LEADER.findall("".join(cell for row in rows for cell in row))) > 0.3 * len(rows):
        return False
    if len(rows[0]) > 2:
        return True
    if any("。" in row[0] for row in rows):
        return False  # sentences that go on at the margin, behind a word set apart
    firsts = [row[0] for row in full if row[0]]
    marked = sum(starts_item(first) for first in firsts)
    short = sum(map(len, firsts)) <= _SHORT * len(firsts)
    return bool(firsts) and short and marked <= 0.5 * len(full)
