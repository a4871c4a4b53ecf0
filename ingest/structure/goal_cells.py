"""Goal tables in Markdown: columns for 局, 部 and the goal."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.builder import PassageBuilder
from ingest.lines import Line, cut_inline, join_paragraphs
from ingest.structure.goal_names import is_caption
from ingest.structure.layout import cite, finish, fold, without_marks
from ingest.structure.parser import Draft
from ingest.structure.table_rows import cut_tables
from ingest.structure.tables import Table, is_table_line

_GOAL = re.compile(r".*(?:目標|宣言|取組み?|約束|実施内容).*")


def table_share(lines: Sequence[Line]) -> float:
    """Return the share of the lines that are rows under captions of offices and goals."""
    rows = [line for line in lines if is_table_line(line)]
    heads = [line for line in rows if _is_head(line.text.strip("|").split("|"))]
    kept = sum(not line.blank for line in lines)
    return len(rows) / kept if heads and kept else 0.0


def is_other_table(lines: Sequence[Line]) -> bool:
    """Return whether most of the lines are rows of a format's own tables."""
    kept = sum(not line.blank for line in lines)
    return 2 * sum(map(is_table_line, lines)) > kept


def draft_goal_cells(source: str, lines: Sequence[Line]) -> list[Draft]:
    """Return the text around the tables and one passage for each row."""
    text = [without_marks(line) for line in lines if not is_table_line(line)]
    builder = PassageBuilder(source)
    builder.paragraphs(join_paragraphs(text))
    drafts = [finish(builder, kind="section", locator="", heading="", label_suffix="")]
    for table in cut_tables(source, lines):
        captions = [table.column(number) for number in range(_width(table))]
        if not _is_head(captions):
            continue
        goal = next(at for at, caption in enumerate(captions) if _GOAL.fullmatch(fold(caption)))
        offices = [at for at, caption in enumerate(captions[:goal]) if is_caption(caption)]
        names = [""] * len(offices)
        for row in table.rows:
            if goal >= len(row.cells) or row.cells[goal].blank:
                continue
            for place, at in enumerate(offices):
                cell = cite(row.cells[at].text)
                if cell:
                    names[place:] = [cell, *[""] * (len(offices) - place - 1)]
            cell_lines = cut_inline(source, row.cells[goal].start, row.cells[goal].end)
            office = " ".join(name for name in names if name)
            builder = PassageBuilder(source)
            builder.paragraphs(join_paragraphs(cell_lines))
            drafts.append(
                finish(
                    builder,
                    kind="goal",
                    locator=office,
                    heading=office.split(" ")[-1],
                    path=[name for name in names if name],
                    departments=[office] if office else [],
                )
            )
    return [draft for draft in drafts if draft is not None]


def _width(table: Table) -> int:
    return max((len(row.cells) for row in table.head), default=0)


def _is_head(captions: Sequence[str]) -> bool:
    """Return whether captions name at least one level of offices and, after it, a goal."""
    office = next((at for at, caption in enumerate(captions) if is_caption(caption)), None)
    if office is None:
        return False
    goals = (at for at, caption in enumerate(captions) if _GOAL.fullmatch(fold(caption)))
    return office < next(goals, 0)
