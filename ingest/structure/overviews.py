"""A short table told as a whole: what its rows are called, below the heading of the table.

Each row is a passage of its own; who asks what there is all in all wants them together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.builder import PassageBuilder
from ingest.lines import Line, cut_inline, starts_item
from ingest.structure.columns import name_column, plain, role_of, table_width
from ingest.structure.layout import fold
from ingest.structure.parser import Draft
from ingest.structure.rows import read_rows

_MOST_ROWS = 12
_LONGEST_NAME = 40
_LONGEST_PAIR = 24
"""Characters up to which the only other cell of a row stands beside its name."""
_COUNTED = re.compile(r"[^0-9]{0,3}[0-9]{1,2}[^0-9]{0,2}|[①-⑳]")
_NO_NAME = re.compile(
    r"(?:明治|大正|昭和|平成|令和)?\s?(?:[0-9]+|元)\s?(?:年度?|月|日).{0,8}|[MTSHR]?[0-9.,%]+"
    r"|(?:総|合|小)?計|総数|全体|[-―－…]"
)


def row_names(source: str, lines: Sequence[Line], rows: Sequence[Draft]) -> list[list[Line]]:
    """Return what names each row of a short table; [] where that is no list.

    Years, figures and sums name nothing that is asked for as a list.

    Args:
        source: The document's text.
        lines: Of the table.
        rows: Its drafts.
    """
    if not 2 <= len(rows) <= _MOST_ROWS or any(d.kind not in ("row", "procedure") for d in rows):
        return []
    table = read_rows(source, lines)
    filled = [row for row in table.rows if row.filled]
    if not table.head or len(filled) != len(rows):
        return []
    names = [plain(table.column(number)) for number in range(table_width(table))]
    own = name_column(names, [role_of(name) for name in names], filled)
    told: list[list[Line]] = []
    for row in filled:
        cell = row.cells[own] if own < len(row.cells) else row.cells[0]
        parts = cut_inline(source, cell.start, cell.end)
        if len(parts) != 1 or len(parts[0].text) > _LONGEST_NAME:
            return []
        if _NO_NAME.fullmatch(fold(parts[0].text)):
            return []
        others = [other for other in row.cells[own + 1 :] if not other.blank][:1]
        counted = _COUNTED.fullmatch(fold(parts[0].text)) is not None
        most = _LONGEST_NAME if counted else _LONGEST_PAIR if len(names) == 2 else 0
        pair = bool(others) and len(others[0].text) <= most and "<" not in others[0].text
        told.append([parts[0], *(others if pair else [])])
    return told if len({fold(parts[0].text) for parts in told}) == len(told) else []


def add_names(builder: PassageBuilder, told: Sequence[Sequence[Line]]) -> None:
    """Add the rows' names, each as an item on a line of its own."""
    for first, *others in told:
        if starts_item(first.text):
            builder.line(first.start, first.end)
        else:
            builder.line(first.start, first.end, caption="・")
        for other in others:
            builder.insert("　")
            builder.join(other.start, other.end)
