"""Excel workbooks (.xlsx, .xlsm): sheets, merged cells, values as shown."""

from __future__ import annotations

import io
import re
import warnings as python_warnings
import zipfile
from collections import Counter
from typing import Any

# isort: off
import ingest.readers.openpyxl_alone  # noqa: F401 - before anything of openpyxl

# isort: on
import openpyxl
import openpyxl.reader.excel
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from ingest.errors import ReadError
from ingest.marked import MarkedText
from ingest.readers.cells import Sheet, show_value, write_sheets
from ingest.readers.office import BROKEN, broken, check_package, no_text
from ingest.reading import Limits, ReadFile
from ingest.spans import Span

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')
_MAX_COLUMNS = 300
_MAX_EMPTY_ROWS = 2_000
"""Empty rows after which a sheet ends: formats that reach to the last row hold nothing."""
_BOLD = 0.5
_TELLING_ROWS = 200
"""Rows whose fonts tell which letters are usual on a sheet, and so which are headings."""


class _Unmeasured(ReadOnlyWorksheet):  # type: ignore[misc]
    """A sheet whose size is not asked for."""

    def _get_size(self) -> None:
        """Leave the size unknown.

        What files say of it is often wrong; where they say nothing, openpyxl would read the
        whole sheet for it, once more than its rows.
        """

    def _get_row(
        self,
        row: list[dict[str, Any]],
        min_col: int = 1,
        max_col: int | None = None,
        values_only: bool = False,
    ) -> tuple[Any, ...]:
        """Return a row's texts as they are, and as cells what is shown by its format.

        Of most rows nobody asks for a font; an object for every text is half of the time.
        """
        if not row:
            return ()
        whole = len(row) == 1 or row[0]["row"] <= _TELLING_ROWS
        cells: list[Any] = [None] * row[-1]["column"]
        for cell in row:
            value = cell["value"]
            text = not whole and isinstance(value, str)
            cells[cell["column"] - 1] = value if text else ReadOnlyCell(self, **cell)
        return tuple(cells)


# The one place where openpyxl chooses the class of sheets that are read row by row.
openpyxl.reader.excel.ReadOnlyWorksheet = _Unmeasured


def read(content: bytes, name: str, limits: Limits) -> ReadFile:
    """Return the workbook's visible sheets as marked text.

    Formulas are not computed: the values that Excel saved are read.

    Raises:
        ReadError: It is broken, hostile, empty, or has too many rows.
    """
    notes = list(check_package(content, name, limits))
    try:
        with python_warnings.catch_warnings():
            python_warnings.simplefilter("ignore")  # of styles that openpyxl does not know
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            sheets = [
                _read_sheet(sheet, content, name, limits)
                for sheet in book.worksheets
                if sheet.sheet_state == "visible"
            ]
            hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
            title = (book.properties.title or "").strip() or None
    except ReadError:
        raise
    except (*BROKEN, TypeError, AttributeError, IndexError, SyntaxError) as error:
        raise broken(name) from error
    if hidden:
        notes.append(f"非表示のシート（{'、'.join(hidden)}）は取り込んでいません。")
    out = MarkedText(max_characters=limits.max_characters)
    write_sheets(out, sheets)
    if out.empty:
        raise no_text(name)
    return ReadFile(out.build(name), warnings=tuple(notes), title=title)


def _read_sheet(sheet: Any, content: bytes, name: str, limits: Limits) -> Sheet:
    read = Sheet(sheet.title)
    sizes: Counter[float] = Counter()
    empty = 0
    for wide in sheet.iter_rows():  # a number of columns would fill each row up to it
        row = wide[:_MAX_COLUMNS]
        cells = [_show(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        empty = 0 if cells else empty + 1
        if empty > _MAX_EMPTY_ROWS:
            break
        count = sum(map(bool, cells))
        if count == 1 or len(read.rows) < _TELLING_ROWS:
            held = (cell for cell in row if isinstance(cell, ReadOnlyCell))
            filled = [cell for cell in held if cell.value is not None]
            for cell in filled[:3]:
                font = cell.font
                size = float(font.sz or 11) + (_BOLD if font.b else 0.0)
                sizes[size] += 1
                if count == 1:
                    read.sizes[len(read.rows)] = size
        read.rows.append(cells)
        if len(read.rows) - empty > limits.max_rows:
            raise ReadError(
                f"「{name}」のシート「{sheet.title}」は行が多すぎます"
                f"（上限 {limits.max_rows:,}行）。"
                "必要な行だけにするか、分割してから取り込んでください。"
            )
    del read.rows[len(read.rows) - empty :]
    read.usual_size = sizes.most_common(1)[0][0] if sizes else 11.0
    read.spans = _spans(sheet, content)
    return read


def _show(cell: Any) -> str:
    if cell is None or isinstance(cell, str):
        return cell.strip() if cell else ""
    value = cell.value
    if value is None:
        return ""
    return value.strip() if isinstance(value, str) else show_value(value, cell.number_format)


def _spans(sheet: Any, content: bytes) -> list[Span]:
    """Return the merged areas, which openpyxl leaves out where it reads row by row."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        part = package.read(sheet._worksheet_path.lstrip("/"))
    spans = []
    for found in _MERGED.finditer(part):
        left, top, right, bottom = range_boundaries(found[1].decode("ascii"))
        if None not in (left, top, right, bottom):
            spans.append(Span(top - 1, left - 1, bottom - top + 1, right - left + 1))
    return spans
