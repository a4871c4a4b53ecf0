"""Tables whose cells white space sets apart, as typed text and extraction from PDF have them.

What tells a table from sentences and lists is its form: every line has as many cells as
the first, which names the columns, and the amounts stand in the same columns in every row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.lines import Line, trim_line
from ingest.normalize import match_form
from ingest.structure.tables import Table, TableRow

_WIDE = re.compile(r"[ 　]{2,}|　")
_ANY = re.compile(r"[\s　]+")
_LETTERS = re.compile(r"[一-龥々ぁ-んァ-ン](?:[\s　]+[一-龥々ぁ-んァ-ン])*")
_LONGEST_NAME = 14
_LONGEST_CELL = 40
_LEAST_COLUMNS = 3
_MANY = 3
"""Columns of amounts that make a table of lines whose first one has no words for columns."""
_AMOUNT = re.compile(
    r"[〇一二三四五六七八九十百千万、，・]+円"
    r"|(?:約|およそ|[△▲+＋−－\-])?[\s　]*[0-9０-９][0-9０-９,，.．]*"
    r"(?:[百千万億]*円|[%％人名件日回枚台冊棟戸世帯団体時間分年月か点倍℃㎡㎥㎏kgtmL箇所]{0,4})"
    r"(?:以[上下内]|未満|まで)?|[-－―—…＊*]|無料|なし|皆増|皆減|[0-9０-９]+[:：時][0-9０-９]{0,2}分?"
)
_CAPTIONS = re.compile(
    r".*(?:区分|種別|種類|名称?|項目|金額|料金?|費用?|額|単位|期間|時間|定員|回数|対象|場所|人数|基準|実績"
    r"|指標|目標|\S*値|現状|決算|予算|年度|合計|計|備考)(?:[(（][^()（）]*[)）])?"
)


def is_amount(text: str) -> bool:
    """Return whether a cell holds a figure, or what stands for none."""
    return _AMOUNT.fullmatch(text) is not None


def spaced_runs(lines: Sequence[Line]) -> list[list[Line]]:
    """Return the runs of neighbouring lines that are tables, heads included."""
    runs: list[list[Line]] = []
    at = 0
    while at < len(lines) - 1:
        count = _table_length(lines, at)
        if count:
            runs.append(list(lines[at : at + count]))
        at += count or 1
    return runs


def read_spaced(source: str, lines: Sequence[Line]) -> Table | None:
    """Return the table that a run of lines is, None where they are none."""
    if _table_length(lines, 0) < len(lines):
        return None
    width = len(_cells(lines[0].text, _pattern(lines)))
    rows = []
    for line in lines:
        cells = _spans(line.text, _pattern(lines))
        rows.append(
            TableRow(
                tuple(trim_line(source, line.start + a, line.start + b) for a, b in cells[:width])
            )
        )
    return Table((rows[0],), tuple(rows[1:]))


def _pattern(lines: Sequence[Line]) -> re.Pattern[str]:
    """Return what separates the cells: wide space where it does so on every line, else any."""
    counts = {len(_cells(line.text, _WIDE)) for line in lines}
    return _WIDE if len(counts) == 1 and counts != {1} else _ANY


def _table_length(lines: Sequence[Line], at: int) -> int:
    """Return how many lines from ``at`` on are one table, 0 where none begins there."""
    if not _may_be_row(lines[at]):
        return 0
    for pattern in (_WIDE, _ANY):
        names = _cells(lines[at].text, pattern)
        told = _are_names(names)
        if told is None:
            continue
        least = 1 if told else _MANY
        rows: list[list[str]] = []
        for line in lines[at + 1 :]:
            cells = _cells(line.text, pattern) if _may_be_row(line) else []
            if len(cells) != len(names) or any(len(cell) > _LONGEST_CELL for cell in cells):
                break
            rows.append(cells)
        while rows and not _line_up(names, rows, pattern, least=least):
            rows.pop()
        if rows:
            return len(rows) + 1
    return 0


def _may_be_row(line: Line) -> bool:
    return (
        not line.blank and "|" not in line.text and "\t" not in line.text and "。" not in line.text
    )


def _are_names(cells: Sequence[str]) -> bool | None:
    """Return whether most of the cells are words for columns, None where they name none at all."""
    if len(cells) < _LEAST_COLUMNS - 1 or len(set(cells)) < len(cells):
        return None
    if any(len(cell) > _LONGEST_NAME or is_amount(cell) for cell in cells):
        return None
    named = sum(_CAPTIONS.fullmatch(match_form(cell)) is not None for cell in cells)
    return named * 2 >= len(cells)


def _line_up(
    names: Sequence[str],
    rows: Sequence[Sequence[str]],
    pattern: re.Pattern[str],
    *,
    least: int,
) -> bool:
    """Return whether the amounts stand below each other, and are enough to tell a table.

    Args:
        names: Of the columns.
        rows: Cells of each row.
        pattern: What sets the cells apart.
        least: Columns of amounts that there must be.
    """
    columns = list(zip(*rows, strict=True))
    amounts = [sum(is_amount(cell) for cell in column) for column in columns]
    full = sum(count == len(rows) for count in amounts)
    if amounts[0] == len(rows) or any(0 < count < len(rows) for count in amounts):
        return False
    if len(names) < _LEAST_COLUMNS:
        return full == 1 and least == 1 and len(rows) >= 2
    return full >= max(least, 1 if pattern is _WIDE and len(rows) >= 2 else 2)


def _cells(text: str, pattern: re.Pattern[str]) -> list[str]:
    return [text[a:b] for a, b in _spans(text, pattern)]


def _spans(text: str, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
    """Return where the cells stand; 区　分 with letters set apart is one."""
    spans: list[tuple[int, int]] = []
    at = 0
    for found in [*pattern.finditer(text), None]:
        end = found.start() if found else len(text)
        if end > at:
            apart = end - at == 1 and _LETTERS.fullmatch(text[at:end]) is not None
            if apart and spans and _LETTERS.fullmatch(text[slice(*spans[-1])]):
                spans[-1] = (spans[-1][0], end)
            else:
                spans.append((at, end))
        at = found.end() if found else end
    return spans
