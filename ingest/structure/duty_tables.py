"""Tables that say which department does what: a passage for each department."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.builder import PassageBuilder
from ingest.lines import Line
from ingest.normalize import match_form
from ingest.structure.columns import table_width
from ingest.structure.ordinance_parts import DEPARTMENT
from ingest.structure.parser import Draft
from ingest.structure.tables import Table, TableRow, write_cell

_DUTY_COLUMN = re.compile(
    r"[^(（]*(?:分掌|所掌|担任)[^課]*|主管(?:事務|業務)?"
    r"|(?:主な)?(?:担当)?(?:事務|業務|仕事|職務)(?:の?内容|の?概要)?"
)
_UNIT_COLUMN = re.compile(
    r"(?:局|部|課|室|係|班|部局|部課|課室|局名|部名|課名|係名|所属|組織|部署|担当|名称|区分|グループ)"
    r"(?:等|名|の名称|・室|・係|・班|・担当)*"
)
_LEAST_ROWS = 4
_TOLD = 0.7
"""Share of the rows from which on a column without a name holds departments, or words."""
_PHONE = re.compile(r"[(（]?[0-9０-９]{2,5}[-－‐―)）][0-9０-９\-－‐―]{4,9}")
_WORDS = re.compile(r"(?!.*[0-9]{3}).{3,}")
_TELLING = 0.5
"""Share of the rows that must begin with departments."""


def draft_duties(
    source: str, table: Table, *, locator: str = "", path: tuple[str, ...] = ()
) -> list[Draft]:
    """Return a draft for each department of a table of duties, none for any other table.

    Args:
        source: The document's text.
        table: Its head names a column of departments before one of duties.
        locator: Of the annex or section that the table is in.
        path: Headings above the table.
    """
    captions = [match_form(table.column(number)) for number in range(table_width(table))]
    columns = _columns(captions) if table.head else _unnamed_columns(table)
    if columns is None or not table.rows:
        return []
    units, duty = columns
    names: dict[int, str] = {}
    found: list[tuple[tuple[str, ...], list[tuple[str, Line]]]] = []
    for row in table.rows:
        for number in units:
            cell = _cell(row, number)
            name = match_form(cell.text) if cell else ""
            if name and DEPARTMENT.fullmatch(name):
                names = {n: known for n, known in names.items() if n < number} | {number: name}
        cell = _cell(row, duty)
        if cell is None or cell.blank or not names:
            continue
        place = tuple(names[number] for number in sorted(names))
        cells = [("", cell)] + [
            (table.column(number) or ("電話" if _PHONE.fullmatch(each.text) else ""), each)
            for number, each in enumerate(row.cells)
            if number > units[0] and number not in (*units, duty) and not each.blank
        ]
        cells += [("", line) for number, line in row.rest if number == duty]
        if found and found[-1][0] == place:
            found[-1][1].extend(cells)
        else:
            found.append((place, cells))
    if sum(len(cells) for _, cells in found) < _TELLING * len(table.rows):
        return []
    return [_draft(source, place, cells, locator, path) for place, cells in found]


def _columns(captions: Sequence[str]) -> tuple[list[int], int] | None:
    """Return the columns of the departments, from the top down, and that of their duties."""
    duties = [n for n, caption in enumerate(captions) if _DUTY_COLUMN.fullmatch(caption)]
    if not duties:
        return None
    units = [n for n in range(duties[0]) if _UNIT_COLUMN.fullmatch(captions[n])]
    return (units, duties[0]) if units else None


def _unnamed_columns(table: Table) -> tuple[list[int], int] | None:
    """Return the columns of an organization chart that names none: 課, its 係, what these do."""
    if len(table.rows) < _LEAST_ROWS:
        return None
    width = table_width(table)
    texts = [
        [match_form(cell.text) if (cell := _cell(row, number)) else "" for row in table.rows]
        for number in range(width)
    ]
    units = [n for n, column in enumerate(texts) if _share(column, DEPARTMENT) >= _TOLD]
    told = [n for n, column in enumerate(texts) if _share(column, _WORDS) >= _TOLD]
    duty = next((n for n in reversed(told) if units and n > units[-1]), None)
    return (units, duty) if len(units) > 1 and duty is not None else None


def _share(column: Sequence[str], pattern: re.Pattern[str]) -> float:
    return sum(pattern.fullmatch(text) is not None for text in column) / len(column)


def _draft(
    source: str,
    names: tuple[str, ...],
    cells: Sequence[tuple[str, Line]],
    locator: str,
    path: tuple[str, ...],
) -> Draft:
    builder = PassageBuilder(source)
    department = " ".join(names)
    builder.insert_line(department)
    for caption, cell in cells:
        write_cell(builder, source, cell, caption=caption)
    text, pieces = builder.build()
    place = f"{locator} {department}".strip()
    return Draft(
        kind="duty",
        locator=place,
        heading=names[-1],
        text=text,
        pieces=pieces,
        start=pieces[0].start,
        end=max(piece.start + piece.length for piece in pieces),
        path=(*path, department),
        departments=(department,),
        label_suffix=place,
    )


def _cell(row: TableRow, number: int) -> Line | None:
    return row.cells[number] if number < len(row.cells) else None
