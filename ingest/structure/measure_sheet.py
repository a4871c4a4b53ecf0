"""Collections of measure sheets (施策シート): one form filled in for every measure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.builder import PassageBuilder
from ingest.lines import (
    Line,
    cut_lines,
    join_paragraphs,
    text_width,
)
from ingest.records import SourceText
from ingest.structure.layout import (
    cite,
    find_departments,
    finish,
    fold,
    joined,
    split_departments,
    without_marks,
)
from ingest.structure.parser import Draft
from ingest.structure.rows import draft_table
from ingest.structure.sheet_forms import (
    SheetText,
    contents_entry,
    cut_sheets,
    form_lines,
    label_kind,
    read_code,
)
from ingest.structure.sheet_reader import TERM, Sheet, SheetReader
from ingest.structure.sheet_rows import Initiative, Unit, read_initiatives
from ingest.structure.spaced_tables import spaced_runs
from ingest.structure.table_rows import add_row, cut_tables, row_name


class MeasureSheetParser:
    """Cuts a collection of sheets into overview, 現状と課題 and one passage per initiative."""

    @property
    def kind(self) -> str:
        """Kind of document."""
        return "measure_sheets"

    def score(self, lines: Sequence[Line]) -> float:
        """Return how sure it is that the lines are measure sheets."""
        plain = [without_marks(line) for line in lines]
        codes = {code.code for line in plain if (code := read_code(line))}
        labels = [label_kind(line) for line in plain]
        kinds = {kind for kind in labels if kind} - {"form", "terms"}
        tables = sum(kind == "rows" for kind in labels)
        if not codes or "rows" not in kinds or len(kinds) < 3:
            return 0.0
        return min(1.0, 0.4 + 0.1 * min(4, len(codes)) + 0.2 * (tables >= 0.8 * len(codes)))

    def parse(self, source: SourceText, start: int, end: int) -> list[Draft]:
        """Return the passages sheet by sheet."""
        lines = [without_marks(line) for line in cut_lines(source.text, start, end)]
        sheets, front = cut_sheets(lines)
        form = form_lines(sheets)
        has_views = any("視点" in line.text for line in lines)
        drafts = _front(source.text, front)
        for text in sheets:
            # The names of their columns are the same on every sheet, and would go with the form.
            tables = spaced_runs(text.lines)
            inside = {line.start for table in tables for line in table}
            rest = [line for line in text.lines if line.blank or line.start not in inside]
            sheet = SheetReader(SheetText(text.code, rest), form).read()
            drafts += _draft_sheet(source.text, sheet, has_views)
            for table in tables:
                drafts += _figures(source.text, sheet, table)
        return [draft for draft in drafts if draft is not None]


def _figures(source: str, sheet: Sheet, table: Sequence[Line]) -> list[Draft]:
    """Return the rows of a table of a sheet's indicators, named after the sheet."""
    path = tuple(part for part in (sheet.policy, sheet.name) if part)
    code = sheet.code.code
    return [
        replace(row, locator=f"{code} {row.heading}", label_suffix=f"{sheet.name} {row.heading}")
        for row in draft_table(source, table, path=path)
    ]


def _draft_sheet(source: str, sheet: Sheet, has_views: bool) -> list[Draft | None]:
    path = [*([sheet.policy] if sheet.policy else []), sheet.name]
    departments = find_departments([sheet.responsible]) or split_departments(
        joined(sheet.responsible)
    )
    initiatives, loose = read_initiatives(sheet.rows, has_views=has_views)
    drafts = [_overview(source, sheet, loose, path, departments)]
    issues = PassageBuilder(source)
    issues.paragraphs(join_paragraphs(sheet.issues, width=sheet.width))
    drafts.append(_part(issues, sheet, "現状と課題", path, departments))
    for initiative in initiatives:
        drafts.append(_initiative(source, sheet, initiative, path, departments))
    drafts += _table_rows(source, sheet, path, departments)
    for term in sheet.terms:
        builder = PassageBuilder(source)
        builder.paragraphs(join_paragraphs(term, width=sheet.width))
        found = TERM.match(term[0].text)
        name = f"用語「{fold(found['term'])}」" if found else "用語"
        drafts.append(_part(builder, sheet, name, path, departments))
    for kind, lines in sheet.other.items():
        builder = PassageBuilder(source)
        builder.paragraphs(join_paragraphs(lines, width=sheet.width))
        name = fold(sheet.labels[kind].text).strip("【】[]■● ")
        drafts.append(_part(builder, sheet, name, path, departments))
    if sheet.notes:
        builder = PassageBuilder(source)
        builder.paragraphs(join_paragraphs(sheet.notes, width=sheet.width))
        title = re.search(r"[《【](.{3,30}?)[》】]", joined(sheet.notes))
        name = title[1] if title else "様式の説明"
        drafts.append(
            finish(
                builder,
                kind="section",
                locator=name,
                heading=name,
                path=[name],
                label_suffix=name,
            )
        )
    return drafts


def _notes(sheet: Sheet) -> list[list[Line]]:
    """Return the paragraphs of the notes; each box of them has a heading in 《》 and a width."""
    boxes: list[list[Line]] = [[]]
    for line in sheet.notes:
        if line.text.startswith(("《", "【")):
            boxes.append([])
        boxes[-1].append(line)
    return [paragraph for box in boxes for paragraph in join_paragraphs(box)]


def _overview(
    source: str,
    sheet: Sheet,
    loose: Sequence[Unit],
    path: Sequence[str],
    departments: Sequence[str],
) -> Draft | None:
    builder = PassageBuilder(source)
    builder.paragraph(sheet.head)
    builder.paragraphs(join_paragraphs(sheet.responsible, width=sheet.width))
    for kind, lines in (("pillar", sheet.pillar), ("aim", sheet.aim), ("sdgs", sheet.sdgs)):
        if lines:
            _add_label(builder, sheet, kind)
            builder.paragraphs(join_paragraphs(lines, width=sheet.width))
    if sheet.plans:
        _add_label(builder, sheet, "plans")
        builder.paragraphs(sheet.plans)
    for unit in loose:
        builder.paragraph(unit.lines)
    return finish(
        builder,
        kind="measure",
        locator=sheet.code.code,
        heading=sheet.code.name,
        path=path,
        departments=departments,
        label_suffix=sheet.name,
    )


def _add_label(builder: PassageBuilder, sheet: Sheet, kind: str) -> None:
    label = sheet.labels.get(kind)
    if label:
        builder.line(label.start, label.end)
    elif kind == "sdgs":
        builder.insert_line("SDGsに向けた方向性")


def _initiative(
    source: str,
    sheet: Sheet,
    initiative: Initiative,
    path: Sequence[str],
    departments: Sequence[str],
) -> Draft | None:
    builder = PassageBuilder(source)
    builder.paragraph(initiative.name)
    builder.paragraphs(join_paragraphs(initiative.content, width=sheet.width))
    builder.paragraphs(join_paragraphs(initiative.view, width=sheet.width))
    name = cite(initiative.title)
    title = f"取組み「{name}」" if name else "取組み"
    return finish(
        builder,
        kind="measure",
        locator=f"{sheet.code.code} {title}",
        heading=name,
        path=[*path, name] if name else path,
        departments=departments,
        label_suffix=f"{sheet.name} {title}",
    )


def _table_rows(
    source: str, sheet: Sheet, path: Sequence[str], departments: Sequence[str]
) -> list[Draft | None]:
    """Return the rows of Markdown tables: initiatives, where the first column names them."""
    drafts: list[Draft | None] = []
    for table in cut_tables(source, sheet.tables):
        names_initiatives = re.search("取組|事業|施策", table.column(0)) is not None
        for row in table.rows:
            name = row_name(source, row)
            if not name or len(row.filled) < 2:
                continue
            builder = PassageBuilder(source)
            add_row(builder, source, table, row)
            title = f"取組み「{name}」" if names_initiatives else name
            drafts.append(
                finish(
                    builder,
                    kind="measure" if names_initiatives else "row",
                    locator=f"{sheet.code.code} {title}",
                    heading=name,
                    path=[*path, name],
                    departments=departments,
                    label_suffix=f"{sheet.name} {title}",
                )
            )
    return drafts


def _part(
    builder: PassageBuilder,
    sheet: Sheet,
    name: str,
    path: Sequence[str],
    departments: Sequence[str],
) -> Draft | None:
    return finish(
        builder,
        kind="section",
        locator=f"{sheet.code.code} {name}",
        heading=name,
        path=[*path, name],
        departments=departments,
        label_suffix=f"{sheet.name} {name}",
    )


def _front(source: str, lines: Sequence[Line]) -> list[Draft | None]:
    """Return what stands before the sheets, the list of contents left out."""
    kept = [line for line in lines if contents_entry(line) is None]
    paragraphs = join_paragraphs(kept, width=text_width(kept))
    text = [n for n, paragraph in enumerate(paragraphs) if re.search("[。：]", joined(paragraph))]
    if not text:
        return []
    before = paragraphs[text[0] - 1] if text[0] else []
    heading = fold(joined(before)) if len(joined(before)) <= 30 else ""
    builder = PassageBuilder(source)
    builder.paragraphs(paragraphs[text[0] :])
    return [
        finish(
            builder,
            kind="section",
            locator=heading,
            heading=heading,
            path=[heading] if heading else [],
            label_suffix=heading,
        )
    ]
