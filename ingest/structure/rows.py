"""Tables with one passage a row: lists of procedures, windows, facilities, budgets.

Rows of Markdown tables, and lines cut by tabs or ｜, each cell behind its column's name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ingest.builder import PassageBuilder
from ingest.lines import Line, trim_line
from ingest.normalize import match_form
from ingest.records import PassageKind, SourceText
from ingest.structure.aligned_tables import aligned_runs, read_aligned
from ingest.structure.columns import (
    known_roles,
    lists_procedures,
    name_column,
    name_rows,
    plain,
    role_of,
    row_departments,
    table_width,
    with_unit,
)
from ingest.structure.duty_tables import draft_duties
from ingest.structure.parser import Draft
from ingest.structure.question_rows import draft_question, find_question_columns
from ingest.structure.spaced_tables import read_spaced, spaced_runs
from ingest.structure.speech_rows import draft_speeches
from ingest.structure.tables import Table, TableRow, is_table_line, read_table, write_cell

_SEPARATOR = re.compile(r"\t+|[｜│]")
_TELLS_LITTLE = 8
"""Characters up to which a heading above rows is named with the one above it."""


class RowsParser:
    """Lists that are mostly tables."""

    kind = "procedures"

    def score(self, lines: Sequence[Line]) -> float:
        """Return 0.9 where most lines are rows under known columns, 0.6 under others."""
        kept = [line for line in lines if not line.blank]
        groups = find_tables(kept)
        in_tables = sum(len(group) for group in groups)
        if len(kept) < 3 or in_tables < 0.5 * len(kept):
            return 0.0
        known = max((len(known_roles(group[0].text)) for group in groups), default=0)
        return 0.9 if known >= 2 else 0.6

    def parse(self, source: SourceText, start: int, end: int) -> list[Draft]:
        """Return a draft for each row, and for the text around the tables."""
        # Tables stand under headings, which the general parser reads.
        from ingest.structure.headings import HeadingsParser

        return HeadingsParser().parse(source, start, end)


def find_tables(lines: Sequence[Line]) -> list[list[Line]]:
    """Return the runs of at least two neighbouring lines that are rows of one table.

    Those whose cells white space sets apart come last.
    """
    groups: list[list[Line]] = []
    kind: int | None = None
    for line in lines:
        cells = 0 if line.blank else _separators(line)
        if cells and groups and kind is not None and (kind == -1) == (cells == -1):
            groups[-1].append(line)
        elif cells:
            groups.append([line])
        kind = cells or None
    tables = [group for group in groups if len(group) >= 2]
    for runs in (spaced_runs, aligned_runs):
        inside = {line.start for group in tables for line in group}
        tables += runs([line for line in lines if line.blank or line.start not in inside])
    return tables


def draft_table(
    source: str, lines: Sequence[Line], *, path: tuple[str, ...], unit: str = ""
) -> list[Draft]:
    """Return one draft for each row of the table that the lines are, of duties a department.

    Args:
        source: The document's text.
        lines: Neighbouring lines of one table.
        path: Headings above the table.
        unit: Of the amounts in it, empty where none is given for all of them.
    """
    return draft_read_table(source, read_rows(source, lines), path=path, unit=unit)


def draft_read_table(
    source: str, table: Table, *, path: tuple[str, ...], unit: str = ""
) -> list[Draft]:
    """Return the drafts of a table whose head is known; as ``draft_table``."""
    if duties := draft_duties(source, table, path=path):
        return duties
    names = [plain(table.column(number)) for number in range(table_width(table))]
    if speeches := draft_speeches(source, table, names, path=path):
        return speeches
    if unit:
        names = [with_unit(table, number, name, unit) for number, name in enumerate(names)]
    roles = [role_of(name) for name in names]
    kind: PassageKind = "procedure" if lists_procedures(names, roles) else "row"
    own = name_column(names, roles, table.rows)
    asked = find_question_columns(names)
    drafts: list[Draft] = []
    header = match_form("".join(names))
    rows = [row for row in table.rows if row.filled and not _repeats(row, header)]
    for row, name in zip(rows, name_rows(names, rows, own), strict=True):
        departments = row_departments(row, roles)
        if asked and (
            entry := draft_question(
                source, row, names, columns=asked, path=path, departments=departments
            )
        ):
            drafts.append(entry)
            continue
        drafts.append(
            _draft_row(
                source,
                row,
                names,
                kind=kind,
                name=name,
                path=path,
                departments=departments,
            )
        )
    return drafts


def _repeats(row: TableRow, header: str) -> bool:
    """Return whether the row is the column names once more."""
    first = match_form(row.filled[0].text)
    return header.startswith(first) and match_form("".join(row.texts)) == header


def _draft_row(
    source: str,
    row: TableRow,
    names: Sequence[str],
    *,
    kind: PassageKind,
    name: str,
    path: tuple[str, ...],
    departments: tuple[str, ...],
) -> Draft:
    builder = PassageBuilder(source)
    for number, cell in enumerate(row.cells):
        write_cell(builder, source, cell, caption=names[number] if number < len(names) else "")
        for column, line in row.rest:
            if column == number:
                builder.join(line.start, line.end)
    text, pieces = builder.build()
    short = name if len(name) <= 40 else f"{name[:39]}…"
    # 主な事業 says little without what it stands below.
    section = " ".join(path[-2:] if path and len(path[-1]) <= _TELLS_LITTLE else path[-1:])
    label = f"{section} {short}".strip() if section else short
    return Draft(
        kind=kind,
        locator=short,
        heading=short,
        text=text,
        pieces=pieces,
        start=row.filled[0].start,
        end=row.filled[-1].end,
        path=(*path, short) if short else path,
        departments=departments,
        label_suffix=label,
    )


def read_rows(source: str, lines: Sequence[Line]) -> Table:
    """Return the table that neighbouring lines are, its head told by its words."""
    if is_table_line(lines[0]):
        table = read_table(source, lines)
        rows = [row for row in table.rows if row.filled]
        if table.head or not rows:
            return Table(table.head, tuple(rows))
        return _with_head(rows)
    if apart := read_spaced(source, lines) or read_aligned(lines):
        return apart
    rows = []
    for line in lines:
        edges = [line.start]
        for found in _SEPARATOR.finditer(line.text):
            edges += [line.start + found.start(), line.start + found.end()]
        edges.append(line.end)
        pairs = list(pairwise(edges))[::2]
        rows.append(TableRow(tuple(trim_line(source, a, b) for a, b in pairs)))
    return _with_head([row for row in rows if row.filled])


def _with_head(rows: Sequence[TableRow]) -> Table:
    """Return the rows as a table whose first row is its head, where it reads like one."""
    if len(rows) < 2:
        return Table((), tuple(rows))
    if len(known_roles("\t".join(rows[0].texts))) >= 2 or _short(rows[0]):
        return Table((rows[0],), tuple(rows[1:]))
    return Table((), tuple(rows))


def _short(row: TableRow) -> bool:
    texts = [text for text in row.texts if text]
    return (
        len(texts) == len(row.cells)
        and all(len(text) <= 10 for text in texts)
        and not any(re.search(r"[0-9]{2,}|。", text) for text in texts)
    )


def _separators(line: Line) -> int:
    """Return -1 for a Markdown row, the number of separators of another row, 0 for text."""
    if is_table_line(line):
        return -1
    count = len(_SEPARATOR.findall(line.text))
    return count if count >= 2 or "\t" in line.text else 0
