"""One passage for each row of a Markdown table."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.builder import PassageBuilder
from ingest.lines import Line, cut_inline
from ingest.structure.layout import cite, find_units, finish
from ingest.structure.parser import Draft
from ingest.structure.tables import Table, TableRow, is_table_line, read_table


def cut_tables(source: str, lines: Sequence[Line]) -> list[Table]:
    """Return the tables among the lines."""
    groups: list[list[Line]] = [[]]
    for line in lines:
        if is_table_line(line):
            groups[-1].append(line)
        elif groups[-1]:
            groups.append([])
    return [read_table(source, group) for group in groups if group]


def draft_rows(
    source: str, lines: Sequence[Line], *, locator: str, label: str, path: Sequence[str]
) -> list[Draft | None]:
    """Return the rows of the tables among the lines, each cell after its column's caption.

    A first cell that is empty takes the name of the row above it.
    """
    drafts: list[Draft | None] = []
    for table in cut_tables(source, lines):
        name = ""
        for row in table.rows:
            if len(row.filled) < 2 and not name:
                continue
            own = row_name(source, row)
            name = own or name
            place = " ".join(part for part in (name, _period(table, row)) if part)
            builder = PassageBuilder(source)
            if name and not own:
                builder.insert_line(name)
            add_row(builder, source, table, row)
            drafts.append(
                finish(
                    builder,
                    kind="row",
                    locator=f"{locator} {place}".strip(),
                    heading=name,
                    path=[*path, *([place] if place else [])],
                    departments=_responsible(source, name, row),
                    label_suffix=f"{label} {place}".strip(),
                )
            )
    return drafts


def _period(table: Table, row: TableRow) -> str:
    """Return the year that a column of years gives for the row, empty where there is none."""
    for number, cell in enumerate(row.cells):
        if number and re.fullmatch(r"年度?", table.column(number)) and len(cell.text) <= 8:
            text = cite(cell.text)
            return f"{text}{table.column(number)}" if text.isdecimal() else text
    return ""


def _responsible(source: str, name: str, row: TableRow) -> tuple[str, ...]:
    """Return the departments in a row that is about who is responsible."""
    if not re.fullmatch(r"事務局|(?:担当|所管|主管)(?:課|部署|部局|部)?|問い?合わ?せ先?", name):
        return ()
    cells = [line for cell in row.cells[1:] for line in cut_inline(source, cell.start, cell.end)]
    return find_units(cells)


def row_name(source: str, row: TableRow) -> str:
    """Return the first line of the first cell, empty where the cell is."""
    lines = cut_inline(source, row.cells[0].start, row.cells[0].end) if row.cells else []
    name = cite(lines[0].text) if lines else ""
    return name if len(name) <= 60 else ""


def add_row(builder: PassageBuilder, source: str, table: Table, row: TableRow) -> None:
    """Add the row's cells, each on lines of its own, with its column's caption before it.

    The caption is no piece of the passage: it stands in the source above the row, not in it.
    """
    for number, cell in enumerate(row.cells):
        lines = cut_inline(source, cell.start, cell.end)
        if not lines:
            continue
        caption = table.column(number) if number else ""
        if caption:
            builder.insert_line(f"{caption}：")
            builder.join(lines[0].start, lines[0].end)
        else:
            builder.line(lines[0].start, lines[0].end)
        for line in lines[1:]:
            builder.line(line.start, line.end)
