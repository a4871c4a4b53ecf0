"""Workbooks of Excel 97 to 2003 (.xls)."""

from __future__ import annotations

from collections import Counter
from typing import Any

import xlrd

from ingest.errors import ReadError
from ingest.marked import MarkedText
from ingest.readers.cells import Sheet, show_value, write_sheets
from ingest.readers.office import broken, no_text
from ingest.reading import Limits, ReadFile
from ingest.spans import Span

_BOLD = 0.5


def read(content: bytes, name: str, limits: Limits) -> ReadFile:
    """Return the workbook's visible sheets as marked text.

    Raises:
        ReadError: It is broken, encrypted, empty, or has too many rows.
    """
    try:
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=_Silence())
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower():
            raise ReadError(
                f"「{name}」はパスワードで保護されています。"
                "パスワードを外して保存し直してから取り込んでください。"
            ) from error
        raise broken(name) from error
    except Exception as error:  # xlrd raises anything on a damaged file
        raise broken(name) from error
    sheets = []
    notes = []
    for sheet in book.sheets():
        if sheet.visibility:
            notes.append(f"非表示のシート（{sheet.name}）は取り込んでいません。")
            continue
        if sheet.nrows > limits.max_rows:
            raise ReadError(
                f"「{name}」のシート「{sheet.name}」は行が多すぎます"
                f"（上限 {limits.max_rows:,}行）。分割してから取り込んでください。"
            )
        sheets.append(_read_sheet(book, sheet))
    out = MarkedText(max_characters=limits.max_characters)
    write_sheets(out, sheets)
    if out.empty:
        raise no_text(name)
    return ReadFile(out.build(name), warnings=tuple(notes))


def _read_sheet(book: Any, sheet: Any) -> Sheet:
    read = Sheet(sheet.name)
    sizes: Counter[float] = Counter()
    for number in range(sheet.nrows):
        row = sheet.row(number)
        cells = [_show(book, cell) for cell in row]
        filled = [cell for cell, text in zip(row, cells, strict=True) if text]
        for cell in filled[:3]:
            font = book.font_list[book.xf_list[cell.xf_index].font_index]
            size = font.height / 20 + (_BOLD if font.bold else 0.0)
            sizes[size] += 1
            if len(filled) == 1:
                read.sizes[number] = size
        read.rows.append(cells)
    read.usual_size = sizes.most_common(1)[0][0] if sizes else 11.0
    read.spans = [
        Span(top, left, low - top, right - left) for top, low, left, right in sheet.merged_cells
    ]
    return read


def _show(book: Any, cell: Any) -> str:
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return ""
    pattern = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            moment = xlrd.xldate.xldate_as_datetime(cell.value, book.datemode)
        except (ValueError, OverflowError):
            return show_value(cell.value, None)
        return show_value(moment.time() if cell.value < 1 else moment, pattern)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return show_value(bool(cell.value), None)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return ""
    return show_value(cell.value, pattern)


class _Silence:
    def write(self, text: str) -> None:
        """Take what xlrd would print."""
