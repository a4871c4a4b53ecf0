"""Cells of a sheet or table to marked text: titles, column names, rows, notes.

Spreadsheets and word processors' tables share their traps: merged cells, column names of
several lines, a title above and notes below in the same cells, section rows between, and
sheets whose narrow columns are only squared paper (方眼紙) for text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ingest.marked import MarkedText
from ingest.spans import Span, fill, with_group

_SQUARED_PAPER = 0.4
"""Share of filled cells below which a block of many columns is text on squared paper."""
_NAMED = 0.7
"""Share of columns that a first row names from which on it is a table, however empty."""
_MANY_COLUMNS = 5
_MAX_HEAD = 4
_APART = 2
"""Empty columns between two cells that are not one row of a table."""
_MOST_APART = 3
_MOST_LABELS = 8
"""Rows of labels and values that may stand above a list in the same table."""
_NAMES_OWN = 0.6
"""Share of columns that the row of column names of such a list has cells of its own in."""
_BRACKETED = re.compile(r"[\s　]|[(（][^()（）]*[)）]")
_KANJI_AMOUNT = re.compile(r"[〇一二三四五六七八九十百千万億，、,]+円")
_ORDINAL = re.compile(r"№|No\.?|NO\.?|番号|項番")
_CAPTION = re.compile(
    r"№|No\.?|NO\.?|番号|項番|.*(?:名称?|内容|目標|指標|値|課|室|担当|実績|予算|決算|額|費|単位|区分|項目"
    r"|時期|期限|期間|年度|方法|備考|評価|理由|対象|効果|場所|手段|計画|状況|種別|件数|施策|取組み?|事業)"
)
_NUMERIC = re.compile(r"(?![年月日円人件]+$)[\s\d,.%△▲＋+－\-円人件年月日:：/()（）０-９，．％]+")


def _is_figure(cell: str) -> bool:
    return _NUMERIC.fullmatch(cell) is not None or _KANJI_AMOUNT.fullmatch(cell) is not None


def write_grid(
    out: MarkedText,
    rows: Sequence[Sequence[str]],
    *,
    spans: Sequence[Span] = (),
    head: int | None = None,
    blocks: bool = False,
    headings: Mapping[int, int] | None = None,
) -> None:
    """Write the cells as text and tables.

    Args:
        out: Where to.
        rows: Text of each cell; rows may differ in length.
        spans: Merged areas; their text stands in the first cell.
        head: Rows of column names where the format says it; None where they are guessed.
        blocks: Whether empty rows separate tables, as on a sheet.
        headings: Level of the heading that a row is, where its one cell looks like one.
    """
    grid, down, across = fill(rows, spans)
    levels = headings or {}
    filled = [any(cell for cell in row) for row in grid]
    at = 0
    while at < len(grid):
        if not filled[at]:
            if blocks:
                out.gap()
            at += 1
            continue
        stop = at + 1
        while stop < len(grid) and (filled[stop] or not blocks):
            stop += 1
        _Block(out, grid, down, across, at, stop, levels).write(head)
        at = stop


class _Block:
    """Neighbouring rows without an empty row between them."""

    def __init__(
        self,
        out: MarkedText,
        grid: list[list[str]],
        down: Mapping[tuple[int, int], Span],
        across: Mapping[tuple[int, int], Span],
        start: int,
        stop: int,
        levels: Mapping[int, int],
    ) -> None:
        self._out = out
        self._down = down
        self._across = across
        self._levels = levels
        # A column exists where some cell begins: squared paper folds to what it carries.
        self._columns = [
            column
            for column in range(len(grid[0]))
            if any(grid[row][column] and (row, column) not in down for row in range(start, stop))
        ]
        self._rows = {
            row: [grid[row][column] for column in self._columns] for row in range(start, stop)
        }

    def write(self, head: int | None) -> None:
        numbers = [row for row, cells in self._rows.items() if any(cells)]
        single = [self._is_single(row) for row in numbers]
        if len(self._columns) < 2 or all(single):
            self._lines(numbers)
            return
        if head is None and self._is_apart(numbers):
            for number in numbers:
                for cell in self._rows[number]:
                    if cell:
                        self._out.line(cell)
            return
        first = 0 if head else single.index(False)
        last = len(numbers) if head else len(single) - single[::-1].index(False)
        # Rows of one cell above and below a table are its title and its notes, unless
        # the format says where the table begins.
        self._lines(numbers[:first])
        self._table(numbers[first:last], head)
        self._lines(numbers[last:])

    def _table(self, numbers: Sequence[int], head: int | None) -> None:
        if head is None and (above := self._labels_above(numbers)):
            self._entries(numbers[:above])
            numbers = numbers[above:]
        if head is None and self._is_labels(numbers):
            self._entries(numbers)
            return
        cells = [self._rows[number] for number in numbers]
        if head is None and self._is_squared_paper(cells):
            self._lines(numbers)
            return
        count = self._head(numbers) if head is None else min(head, len(numbers) - 1)
        names = self._names(numbers[:count])
        run: list[Sequence[str]] = []
        for number in numbers[count:]:
            row = self._rows[number]
            if self._is_section(number):
                self._flush(names, run)
                run = []
                self._out.heading(next(cell for cell in row if cell), level=5)
            else:
                run.append(with_group(row, run[-1] if run else None))
        self._flush(names, run)

    def _labels_above(self, numbers: Sequence[int]) -> int:
        """Return how many rows hold labels with their values above the list's column names.

        部局名 政策推進部 構成課 …, then № 重点目標 指標名 …: the list is told by a row that
        names most columns in words for columns, each in a cell of its own.
        """
        width = len(self._columns)
        for at, number in enumerate(numbers[:_MOST_LABELS]):
            row = self._rows[number]
            own = [cell for cell in row if cell]
            if not row[0] or any((number, column) in self._down for column in self._columns):
                return 0
            wide = len(own) >= max(3, _NAMES_OWN * width)
            if wide and all(len(cell) <= 30 and not _NUMERIC.fullmatch(cell) for cell in own):
                told = sum(_CAPTION.fullmatch(_BRACKETED.sub("", cell)) is not None for cell in own)
                listed = told >= max(2, len(own) / 2)
                # Names of departments look like names of columns; № is none of theirs.
                if _ORDINAL.fullmatch(row[0]) or (listed and not self._counted(numbers, at)):
                    return at if listed else 0
            elif wide:
                return 0
        return 0

    def _counted(self, numbers: Sequence[int], at: int) -> bool:
        """Return whether a row further down begins with №, as column names do."""
        below = numbers[at + 1 : _MOST_LABELS]
        return any(_ORDINAL.fullmatch(self._rows[number][0]) for number in below)

    def _is_labels(self, numbers: Sequence[int]) -> bool:
        """Return whether most rows are a label and a value over all the rest of the table."""
        if len(self._columns) < 3:
            return False
        wide = sum(
            bool(self._rows[number][0] and self._rows[number][1])
            and all((number, column) in self._across for column in self._columns[2:])
            for number in numbers
        )
        return wide * 2 >= len(numbers)

    def _entries(self, numbers: Sequence[int]) -> None:
        """Write rows of labels with their values, one pair on each line."""
        for number in numbers:
            cells = [cell for cell in self._rows[number] if cell]
            step = 2 if len(cells) % 2 == 0 else len(cells)
            for at in range(0, len(cells), step):
                self._out.line("　".join(cells[at : at + step]))
        self._out.gap()

    def _is_apart(self, numbers: Sequence[int]) -> bool:
        """Return whether it is a title with its date or maker at the other edge of the sheet."""
        if len(self._columns) != 2 or len(numbers) > _MOST_APART:
            return False
        left, right = self._columns
        empty = [
            column
            for column in range(left + 1, right)
            if not any((number, column) in self._across for number in numbers)
        ]
        return len(empty) >= _APART

    def _is_squared_paper(self, rows: Sequence[Sequence[str]]) -> bool:
        """Return whether the columns only place text, and no row names them."""
        width = len(self._columns)
        if width < _MANY_COLUMNS or sum(map(bool, rows[0])) >= _NAMED * width:
            return False
        return sum(bool(cell) for row in rows for cell in row) < _SQUARED_PAPER * width * len(rows)

    def _flush(self, names: list[Sequence[str]], run: list[Sequence[str]]) -> None:
        if run:
            # Between two headings a sheet may use fewer of its columns than elsewhere.
            used = [at for at in range(len(self._columns)) if any(row[at] for row in run)]
            used = used if not names else list(range(len(self._columns)))
            rows = [[row[at] for at in used] for row in (*names, *run)]
            self._out.table(rows, head=len(names))
            self._out.end_table()

    def _names(self, numbers: Sequence[int]) -> list[Sequence[str]]:
        """Return the rows of column names, a merged name repeated over its columns."""
        named: list[Sequence[str]] = []
        for number in numbers:
            row = list(self._rows[number])
            for at, column in enumerate(self._columns):
                span = self._across.get((number, column))
                if span and not row[at] and span.column in self._columns:
                    row[at] = row[self._columns.index(span.column)]
            named.append(row)
        return named

    def _head(self, numbers: Sequence[int]) -> int:
        """Return how many rows are column names; 0 where the first row does not look so."""
        if len(numbers) < 2:
            return 0
        first = self._rows[numbers[0]]
        texts = [cell for cell in first if cell]
        if len(self._columns) < 3 or any(len(t) > 30 or _NUMERIC.fullmatch(t) for t in texts):
            return 0
        count = 1
        while count < min(_MAX_HEAD, len(numbers) - 1) and self._head_goes_on(numbers, count):
            count += 1
        named = self._names(numbers[:count])
        missing = sum(not any(row[at] for row in named) for at in range(len(self._columns)))
        return count if missing * 3 <= len(self._columns) else 0

    def _head_goes_on(self, numbers: Sequence[int], count: int) -> bool:
        row = self._rows[numbers[count]]
        if any(len(cell) > 30 or _is_figure(cell) for cell in row if cell):
            return False
        above = numbers[count - 1]
        deep = any((numbers[count], column) in self._down for column in self._columns)
        wide = any(
            span.row == above and span.columns > 1
            for (number, _), span in self._across.items()
            if number == above
        )
        return (deep and wide) or (wide and any(row))

    def _is_single(self, number: int) -> bool:
        return sum(bool(cell) for cell in self._rows[number]) == 1

    def _is_section(self, number: int) -> bool:
        """Return whether the row is one cell over most of the table: a heading in it."""
        row = self._rows[number]
        if not self._is_single(number) or len(next(c for c in row if c)) > 50:
            return False
        covered = sum((number, column) in self._across for column in self._columns)
        return covered + 1 >= max(2, 0.7 * len(self._columns))

    def _lines(self, numbers: Sequence[int]) -> None:
        for number in numbers:
            cells = [cell for cell in self._rows[number] if cell]
            if len(cells) == 1 and number in self._levels and len(cells[0]) <= 60:
                self._out.heading(cells[0], level=self._levels[number])
            elif cells:
                self._out.line("　".join(cells))
