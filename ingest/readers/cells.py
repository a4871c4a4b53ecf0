"""Values of spreadsheet cells as a person sees them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.grid import write_grid
from ingest.marked import MarkedText
from ingest.spans import Span

_ERAS = (
    (datetime.date(2019, 5, 1), "令和", "R"),
    (datetime.date(1989, 1, 8), "平成", "H"),
    (datetime.date(1926, 12, 25), "昭和", "S"),
)
_DEFAULT_SHEET = re.compile(r"(?:Sheet|シート|Table|ワークシート)\s*\d*", re.IGNORECASE)
_DECIMALS = re.compile(r"0\.(0+)")
_LITERALS = re.compile(r'"([^"]*)"')


@dataclass
class Sheet:
    """A sheet as read."""

    title: str
    rows: list[list[str]] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    sizes: dict[int, float] = field(default_factory=dict)
    """Font size of rows that hold one cell, larger by half a point where it is bold."""
    usual_size: float = 11.0


def write_sheets(out: MarkedText, sheets: Sequence[Sheet]) -> None:
    """Write the sheets, each under its name where there are several.

    A row of one cell in larger or bold letters is a heading; the larger, the higher.
    """
    filled = [sheet for sheet in sheets if any(any(row) for row in sheet.rows)]
    named = len(filled) > 1 and not all(_DEFAULT_SHEET.fullmatch(s.title) for s in filled)
    sizes = sorted(
        {size for sheet in filled for size in sheet.sizes.values() if size > sheet.usual_size},
        reverse=True,
    )
    for number, sheet in enumerate(filled):
        headings: dict[int, int] = {}
        for row, size in sheet.sizes.items():
            if size > sheet.usual_size:
                headings[row] = min(6, 1 + sizes.index(size))
        first = next((row for row, cells in enumerate(sheet.rows) if any(cells)), 0)
        if named:
            # The title that stands on the first sheet is the document's, not the sheet's.
            if number == 0 and headings.get(first) == 1:
                out.heading(next(cell for cell in sheet.rows[first] if cell), level=1)
                sheet.rows[first] = []
            headings = {row: min(6, level + 1) for row, level in headings.items()}
            out.heading(sheet.title, level=2)
        write_grid(out, sheet.rows, spans=sheet.spans, blocks=True, headings=headings)
        out.gap()


def show_value(value: object, number_format: str | None) -> str:
    """Return a cell's value as its number format shows it, as far as it matters for reading."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    pattern = number_format or "General"
    if isinstance(value, datetime.datetime | datetime.date):
        return _show_date(value, pattern)
    if isinstance(value, datetime.time):
        return value.strftime("%H:%M").lstrip("0") or "0:00"
    if isinstance(value, datetime.timedelta):
        minutes = int(value.total_seconds()) // 60
        return f"{minutes // 60}:{minutes % 60:02}"
    if isinstance(value, int | float):
        return _show_number(value, pattern.split(";")[0])
    return str(value)


def _show_date(value: datetime.datetime | datetime.date, pattern: str) -> str:
    day = value.date() if isinstance(value, datetime.datetime) else value
    time = ""
    if isinstance(value, datetime.datetime) and (value.hour or value.minute):
        time = f" {value.hour}:{value.minute:02}"
    lower = pattern.lower()
    if "h" in lower and "y" not in lower and "e" not in lower and "d" not in lower:
        return time.strip() or "0:00"
    if "e" in lower.replace("general", "") or "g" in lower.replace("general", ""):
        for start, era, _ in _ERAS:
            if day >= start:
                year = day.year - start.year + 1
                return f"{era}{'元' if year == 1 else year}年{day.month}月{day.day}日{time}"
    if "d" not in lower and "m" in lower and "y" in lower:
        return f"{day.year}年{day.month}月"
    if "y" not in lower and "d" in lower and "m" in lower:
        return f"{day.month}月{day.day}日{time}"
    return f"{day.year}年{day.month}月{day.day}日{time}"


def _show_number(value: float, pattern: str) -> str:
    decimals = _DECIMALS.search(pattern)
    places = len(decimals[1]) if decimals else 0
    literals = _LITERALS.findall(pattern)
    suffix = literals[-1] if literals and pattern.rstrip().endswith(f'"{literals[-1]}"') else ""
    if "%" in pattern:
        return f"{value * 100:.{places}f}%"
    if "#,##" in pattern:
        return f"{value:,.{places}f}{suffix}"
    if pattern and set(pattern.replace(f'"{suffix}"', "")) == {"0"} and value == int(value):
        return f"{int(value):0{len(pattern.replace(chr(34) + suffix + chr(34), ''))}d}{suffix}"
    if decimals:
        return f"{value:.{places}f}{suffix}"
    if isinstance(value, float) and value == int(value) and abs(value) < 1e15:
        return f"{int(value)}{suffix}"
    return f"{value:.10g}{suffix}" if isinstance(value, float) else f"{value}{suffix}"
