"""Tables whose cells extraction left one a line: what stands in columns told by what repeats."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.lines import Line
from ingest.normalize import KANJI_NUMERAL
from ingest.structure.tables import Table, TableRow

_LONGEST_CELL = 24
_MOST_COLUMNS = 6
_LEAST_ROWS = 2
_CAPTION = re.compile(
    r".*(?:区分|種別|種類|名称|項目|金額|料金|料|費用?|額|単位|期間|時間|定員|回数|対象|場所|人数|基準|備考)"
    r"(?:[(（][^()（）]*[)）])?"
)
_AMOUNT = re.compile(
    rf".*[0-9０-９{KANJI_NUMERAL}](?:円|人|名|日|回|時間?|分|年|月|か月|％|%|点|枚|メートル|㎡|ｍ|m)"
    r"(?:[(（][^()（）]*[)）]|以[上下内]|まで|増し)?|無料|免除|[0-9０-９,，.．]+|[-－―—]"
)


def find_stacked(lines: Sequence[Line]) -> tuple[Table, int, int] | None:
    """Return the table, its first line and one past its last; None where there is none.

    The columns are counted by their captions and by which cells are amounts: these must
    stand in the same columns in every row.
    """
    first = 0
    while first < len(lines):
        stop = first
        while stop < len(lines) and _is_cell(lines[stop]):
            stop += 1
        for columns in range(_MOST_COLUMNS, 1, -1):
            if table := _table(lines[first:stop], columns):
                return table, first, stop
        first = max(stop, first + 1)
    return None


def _is_cell(line: Line) -> bool:
    text = line.text
    marked = re.match(r"備考|[注※]|[(（]?[0-9０-９]+[)）.．　 ]", text)
    return bool(text) and len(text) <= _LONGEST_CELL and "。" not in text and not marked


def _table(cells: Sequence[Line], columns: int) -> Table | None:
    if len(cells) % columns or len(cells) // columns <= _LEAST_ROWS:
        return None
    head, *rows = [cells[at : at + columns] for at in range(0, len(cells), columns)]
    captions = [cell.text for cell in head]
    if any(_AMOUNT.fullmatch(text) for text in captions) or len(set(captions)) < columns:
        return None
    if sum(_CAPTION.fullmatch(text) is not None for text in captions) < columns / 2:
        return None
    amounts = [
        [_AMOUNT.fullmatch(row[at].text) is not None for row in rows] for at in range(columns)
    ]
    if any(any(column) and not all(column) for column in amounts) or all(amounts[0]):
        return None
    if not any(all(column) for column in amounts):
        return None
    return Table((TableRow(tuple(head)),), tuple(TableRow(tuple(row)) for row in rows))
