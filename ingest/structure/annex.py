"""Annexes of statutes (別表): a passage for each row of their tables, under its headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ingest.lines import Line, PassageBuilder, cut_inline, cut_lines
from ingest.normalize import match_form
from ingest.structure.ordinance_parts import DEPARTMENT, Part
from ingest.structure.parser import Draft
from ingest.structure.rows import draft_table, read_rows
from ingest.structure.tables import Table, TableRow, is_table_line

_DUTY_COLUMN = re.compile(
    r".*(?:分掌|所掌|担任|主管).*|(?:主な)?(?:事務|業務|仕事|職務)(?:の?内容|の?概要)?"
)
_UNIT_COLUMN = re.compile(
    r"(?:局|部|課|室|係|班|部局|部課|課室|所属|組織|部署|担当|名称|区分)(?:等|名|の名称)*"
)


def cut_annex(source: str, part: Part, draft: Draft) -> list[Draft]:
    """Return the drafts of an annex: what stands around its tables, and each row.

    A table of departments and their duties gives one draft a department.

    Args:
        source: The document's text.
        part: The annex.
        draft: All of it as one passage; returned as it is where there is no table.
    """
    tables = _tables(source, part)
    if not tables:
        return [draft]
    drafts: list[Draft] = []
    around = [group for group in part.groups if not group.row]
    if around:
        head = Part("section", part.locator, part.heading, part.path, part.start, (), around)
        text, pieces = head.build(source)
        drafts.append(Draft(**{**draft.__dict__, "text": text, "pieces": pieces, "end": head.end}))
    for lines in tables:
        drafts += _duties(source, lines, draft) or _rows(source, lines, draft)
    return sorted(drafts, key=lambda each: each.start)


def _tables(source: str, part: Part) -> list[list[Line]]:
    """Return the lines of each table; pipes are what tells a table from text."""
    tables: list[list[Line]] = []
    rows = [index for index, group in enumerate(part.groups) if group.row]
    runs: list[list[int]] = [[rows[0]]] if rows else []
    for before, index in pairwise(rows):
        if index == before + 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    for run in runs:
        start = source.rfind("\n", 0, part.groups[run[0]].lines[0].start) + 1
        end = source.find("\n", part.groups[run[-1]].lines[-1].end)
        lines = cut_lines(source, start, end if end >= 0 else len(source))
        tables.append([line for line in lines if is_table_line(line)])
    return [lines for lines in tables if len(lines) > 1]


def _rows(source: str, lines: Sequence[Line], annex: Draft) -> list[Draft]:
    return [
        Draft(
            **{
                **row.__dict__,
                "locator": f"{annex.locator} {row.locator}".strip(),
                "label_suffix": f"{annex.locator} {row.locator}".strip(),
                "title": annex.title,
                "date": annex.date,
            }
        )
        for row in draft_table(source, lines, path=annex.path)
    ]


def _duties(source: str, lines: Sequence[Line], annex: Draft) -> list[Draft]:
    """Return a draft for each department of a table of duties, none for another table."""
    table = read_rows(source, lines)
    columns = _columns(table)
    if columns is None:
        return []
    units, duty = columns
    names: dict[int, str] = {}
    found: list[tuple[tuple[str, ...], list[Line]]] = []
    for row in table.rows:
        for number in units:
            cell = _cell(row, number)
            name = match_form(cell.text) if cell else ""
            if name and DEPARTMENT.fullmatch(name):
                names = {n: known for n, known in names.items() if n < number} | {number: name}
        cell = _cell(row, duty)
        if cell is None or cell.blank or not names:
            continue
        path = tuple(names[number] for number in sorted(names))
        if found and found[-1][0] == path:
            found[-1][1].append(cell)
        else:
            found.append((path, [cell]))
    return [_duty(source, path, cells, annex) for path, cells in found]


def _columns(table: Table) -> tuple[list[int], int] | None:
    if not table.head or not table.rows:
        return None
    width = max(len(row.cells) for row in table.rows)
    captions = [match_form(table.column(number)) for number in range(width)]
    duties = [n for n, caption in enumerate(captions) if _DUTY_COLUMN.fullmatch(caption)]
    if not duties:
        return None
    units = [n for n in range(duties[0]) if _UNIT_COLUMN.fullmatch(captions[n])]
    return (units, duties[0]) if units else None


def _cell(row: TableRow, number: int) -> Line | None:
    return row.cells[number] if number < len(row.cells) else None


def _duty(source: str, names: tuple[str, ...], cells: Sequence[Line], annex: Draft) -> Draft:
    builder = PassageBuilder(source)
    department = " ".join(names)
    builder.insert_line(department)
    for cell in cells:
        for line in cut_inline(source, cell.start, cell.end):
            builder.line(line.start, line.end)
    text, pieces = builder.build()
    place = f"{annex.locator} {department}".strip()
    return Draft(
        kind="duty",
        locator=place,
        heading=names[-1],
        text=text,
        pieces=pieces,
        start=pieces[0].start,
        end=max(piece.start + piece.length for piece in pieces),
        path=(*annex.path, department),
        departments=(department,),
        label_suffix=place,
        title=annex.title,
        date=annex.date,
    )
