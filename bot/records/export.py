"""The records as a table for a spreadsheet: CSV or Excel."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

from ingest.errors import MadoguchiError

Format = Literal["csv", "xlsx"]
MAX_CELL_CHARACTERS = 32_767
"""Excel's own limit."""
MAX_ROWS = 1_048_575
"""Excel's own limit, the heading aside."""

# What spreadsheets take for a formula when a file is opened.
_FORMULA = re.compile(r"^\s*[=+\-@＝＋－＠\t\r]")
# Characters that XML cannot hold.
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def export(
    rows: Iterable[Mapping[str, Any]], target: Path, *, columns: list[str], as_: Format
) -> int:
    """Write rows to a file that replaces the target when it is whole; return how many.

    Raises:
        MadoguchiError: the file cannot be written, or Excel cannot hold so many rows.
    """
    temporary = target.with_name(f".{target.name}.part")
    write = _write_csv if as_ == "csv" else _write_excel
    try:
        try:
            count = write(rows, temporary, columns)
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise MadoguchiError(
            f"「{target}」に書けません（{error.strerror}）。"
            "フォルダーがあるか、書く権限があるか確かめてください。"
        ) from error
    return count


def cell(value: object) -> str | int | float | None:
    """Return a value as a cell that no spreadsheet takes for a formula."""
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, list):
        text = "／".join(str(part) for part in value)
    elif isinstance(value, dict):
        text = json.dumps(value, ensure_ascii=False)
    else:
        text = str(value)
    text = _ILLEGAL.sub("", text)
    guarded = f"'{text}" if _FORMULA.match(text) else text
    return guarded[:MAX_CELL_CHARACTERS]


def _write_csv(rows: Iterable[Mapping[str, Any]], path: Path, columns: list[str]) -> int:
    count = 0
    # With a byte order mark: Excel reads a file without one as Shift_JIS.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for row in rows:
            writer.writerow([cell(row[name]) for name in columns])
            count += 1
    return count


def _write_excel(rows: Iterable[Mapping[str, Any]], path: Path, columns: list[str]) -> int:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("records")
    sheet.append(columns)
    count = 0
    for row in rows:
        if count == MAX_ROWS:
            raise MadoguchiError(
                f"Excelの表には{MAX_ROWS:,}行までしか入りません。期間（--since）を区切るか、"
                "--format csv を使ってください。"
            )
        sheet.append([cell(row[name]) for name in columns])
        count += 1
    book.save(path)
    return count
