"""Tables of a roadmap whose columns are stages: a passage for each stage of each theme."""

from __future__ import annotations

from ingest.builder import PassageBuilder
from ingest.lines import Line, cut_inline, cut_lines
from ingest.records import SourceText
from ingest.structure.headings import HeadingsParser
from ingest.structure.layout import finish
from ingest.structure.parser import Draft
from ingest.structure.rows import find_tables, read_rows
from ingest.structure.stage_names import Stage, names_stages, read_single_stage
from ingest.structure.table_rows import row_name
from ingest.structure.tables import Table


def stage_columns(text: str) -> int:
    """Return how many cells of a row of a table are names of stages."""
    if not names_stages(text):
        return 0
    return sum(
        read_single_stage(Line(cell.strip(), 0, len(cell))) is not None for cell in text.split("|")
    )


def draft_stage_tables(
    source: SourceText, start: int, end: int, *, tables_alone: bool = False
) -> list[Draft]:
    """Return the sections of a roadmap, stages in place of the rows of its tables.

    What is done, by whom and with what aim is one row, for a stage alone says 継続; where
    nothing but the theme stands before the stages, each of these is a passage.

    Args:
        source: The document.
        start: First character of the roadmap.
        end: One past the last one.
        tables_alone: Whether what stands around the tables is left out.
    """
    drafts = HeadingsParser().parse(source, start, end)
    kept = [draft for draft in drafts if not tables_alone]
    for group in find_tables(cut_lines(source.text, start, end)):
        table = read_rows(source.text, group)
        stages = _stages(table)
        if len(stages) < 2:
            continue
        rows = [d for d in drafts if d.kind == "row" and group[0].start <= d.start < group[-1].end]
        if min(stages) > 1:
            kept += [row for row in rows if row not in kept]
            continue
        kept = [draft for draft in kept if draft not in rows]
        kept += _draft_stages(source.text, table, stages, rows)
    return sorted(kept, key=lambda draft: draft.start)


def _stages(table: Table) -> dict[int, Stage]:
    head = table.head[-1].cells if table.head else ()
    return {number: stage for number, cell in enumerate(head) if (stage := read_single_stage(cell))}


def _draft_stages(
    source: str, table: Table, stages: dict[int, Stage], rows: list[Draft]
) -> list[Draft]:
    above = rows[0].path[:-1] if rows else ()
    theme = above[-1] if above else ""
    drafts: list[Draft] = []
    for row in table.rows:
        name = row_name(source, row) if min(stages) else ""
        for number, stage in stages.items():
            if number >= len(row.cells):
                continue
            builder = PassageBuilder(source)
            cell = row.cells[number]
            builder.paragraphs([part] for part in cut_inline(source, cell.start, cell.end))
            place = " ".join(part for part in (theme, name) if part)
            draft = finish(
                builder,
                kind="stage",
                locator=f"{name or theme} {stage.name}".strip(),
                heading=name or theme,
                path=[part for part in (*above, name, stage.full) if part],
                departments=rows[0].departments if rows else (),
                label_suffix=f"{place} {stage.full}".strip(),
            )
            if draft is not None:
                drafts.append(draft)
    return drafts
