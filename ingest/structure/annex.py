"""Annexes of statutes (別表): a passage for each row of their tables, under its headings."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ingest.lines import Line, cut_lines
from ingest.structure.duty_tables import draft_duties
from ingest.structure.ordinance_parts import Part
from ingest.structure.parser import Draft
from ingest.structure.rows import draft_read_table, draft_table, find_tables, read_rows
from ingest.structure.stacked_tables import find_stacked
from ingest.structure.tables import is_table_line


def cut_annex(source: str, part: Part, draft: Draft) -> list[Draft]:
    """Return the drafts of an annex: what stands around its tables, and each row.

    A table of departments and their duties gives one draft a department.

    Args:
        source: The document's text.
        part: The annex.
        draft: All of it as one passage; returned as it is where there is no table.
    """
    tables = _tables(source, part)
    typed = [] if tables else _typed_tables(source, draft)
    if not tables and not typed:
        return _stacked(source, part, draft) or [draft]
    drafts: list[Draft] = []
    inside = [(lines[0].start, lines[-1].end) for lines in typed]
    around = [
        group
        for group in part.groups
        if not group.row and not any(a <= group.lines[0].start < b for a, b in inside)
    ]
    if around:
        head = Part("section", part.locator, part.heading, part.path, part.start, (), around)
        text, pieces = head.build(source)
        drafts.append(Draft(**{**draft.__dict__, "text": text, "pieces": pieces, "end": head.end}))
    for lines in tables or typed:
        table = read_rows(source, lines)
        duties = draft_duties(source, table, locator=draft.locator, path=draft.path)
        drafts += _own(duties or _rows(source, lines, draft), draft)
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


def _typed_tables(source: str, annex: Draft) -> list[list[Line]]:
    """Return the lines of each table whose cells white space sets apart."""
    return find_tables(cut_lines(source, annex.start, annex.end))


def _stacked(source: str, part: Part, annex: Draft) -> list[Draft]:
    """Return the drafts of an annex whose table came cell by cell, none for any other."""
    lines = [group.lines[0] for group in part.groups if len(group.lines) == 1]
    found = find_stacked(lines[1:]) if len(lines) == len(part.groups) else None
    if found is None:
        return []
    table, first, stop = found
    around = [*part.groups[: first + 1], *part.groups[stop + 1 :]]
    head = Part("section", part.locator, part.heading, part.path, part.start, (), around)
    text, pieces = head.build(source)
    rows = _labelled(draft_read_table(source, table, path=annex.path), annex)
    whole = Draft(**{**annex.__dict__, "text": text, "pieces": pieces})
    return [whole, *_own(rows, annex)]


def _own(drafts: Sequence[Draft], annex: Draft) -> list[Draft]:
    """Return the drafts with title and date of the statute whose annex they are from."""
    return [
        Draft(**{**draft.__dict__, "title": annex.title, "date": annex.date}) for draft in drafts
    ]


def _rows(source: str, lines: Sequence[Line], annex: Draft) -> list[Draft]:
    return _labelled(draft_table(source, lines, path=annex.path), annex)


def _labelled(rows: Sequence[Draft], annex: Draft) -> list[Draft]:
    """Return the rows under the annex's name: 別表第1 自転車."""
    return [
        Draft(
            **{
                **row.__dict__,
                "locator": f"{annex.locator} {row.locator}".strip(),
                "label_suffix": f"{annex.locator} {row.locator}".strip(),
            }
        )
        for row in rows
    ]
