"""One passage for each row of a Markdown table."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.lines import Line, PassageBuilder, cut_inline
from ingest.structure.layout import finish, joined
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
            name = row_name(row) or name
            builder = PassageBuilder(source)
            add_row(builder, source, table, row)
            drafts.append(
                finish(
                    builder,
                    kind="row",
                    locator=f"{locator} {name}".strip(),
                    heading=name,
                    path=[*path, *([name] if name else [])],
                    label_suffix=f"{label} {name}".strip(),
                )
            )
    return drafts


def row_name(row: TableRow) -> str:
    """Return the text of the first cell, empty where the cell is."""
    return row.texts[0] if row.cells and len(row.texts[0]) <= 60 else ""


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


def table_text(table: Table) -> str:
    """Return all cells as one text."""
    return "\n".join(joined(row.filled) for row in (*table.head, *table.rows))
