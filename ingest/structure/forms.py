"""Collections of one form filled in again and again: evaluation sheets of projects.

What is repeated is the form, what differs is what was filled in: 事業名, 所管課, 目的.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.builder import PassageBuilder
from ingest.lines import Line, cut_lines, join_paragraphs, text_width
from ingest.records import SourceText
from ingest.structure.columns import find_unit
from ingest.structure.form_entries import SEPARATOR, cells_of, cut_entries, set_apart, whole_entry
from ingest.structure.heading_marks import find_headings
from ingest.structure.headings import HeadingsParser
from ingest.structure.layout import find_departments, find_units, finish, fold, squeeze
from ingest.structure.ordinance_parts import departments_below
from ingest.structure.overviews import add_names, row_names
from ingest.structure.page_noise import find_noise
from ingest.structure.parser import Draft
from ingest.structure.rows import draft_table, find_tables, read_rows
from ingest.structure.spaced_tables import is_amount
from ingest.structure.tables import is_table_line
from ingest.tokens import count_tokens

_NAMED = re.compile(
    r"(?:部局|部|局|課|所属|部署)名|(?:細|基本|主要|重点)?(?:事務事業|事業|施策|取組み?|補助金等?|業務|制度|施設|プロジェクト"
    r"|(?:不利益)?処分等?|許認可等?|申請等?|手続き?等?|届出|附属機関|審議会等?|会議)"
    r"の?(?:名称?|項目名?)"
)
_NUMBERED = re.compile(r"^(?:No\.?|№|番号|整理番号)[\s:：|]*[0-9][0-9-]*[\s　|]*", re.IGNORECASE)
# 事業名 | 事業の内容: the column names of a list, no name of anything.
_COLUMN = re.compile(
    r"(?:内容|概要|目的|費|額|期間|年度|担当課|所管課)(?:[\s　]*[(（][^()（）]*[)）])?$"
)
_LONGEST_LABEL = 14
_ABOVE = 6
"""Lines above its name at which a form may begin."""
_LEAST_LABELS = 4
"""Labels that all forms must share."""
_LEAST_COLUMNS = 3
"""Columns from which a table inside a form is read row by row."""
_WHOLE_TOKENS = 300
"""A form up to this size is one passage."""


@dataclass(frozen=True)
class _Form:
    name: str
    lines: list[Line]


class FormsParser:
    """Cuts a collection of forms into the parts of each, under what the form is about."""

    @property
    def kind(self) -> str:
        """Kind of document."""
        return "measure_sheets"

    def score(self, lines: Sequence[Line]) -> float:
        """Return 0.85 where at least two forms of different names share their labels."""
        kept = [line for line in lines if not line.blank]
        forms = _cut_forms(kept)
        if len({form.name for form in forms}) < 2:
            return 0.0
        return 0.85 if len(_labels(forms)) >= _LEAST_LABELS else 0.0

    def parse(self, source: SourceText, start: int, end: int) -> list[Draft]:
        """Return what stands before the first form, and the parts of each form."""
        whole = cut_lines(source.text, start, end)
        noise = find_noise(whole)
        lines = [
            Line("", line.start, line.start, 0, line.page) if n in noise else line
            for n, line in enumerate(whole)
        ]
        forms = _cut_forms(lines)
        labels, width = _labels(forms), text_width(lines)
        drafts: list[Draft | None] = []
        if (first := forms[0].lines[0].start if forms else end) > start:
            drafts += HeadingsParser().parse(source, start, first)
        for form in forms:
            departments = find_departments(
                [whole_entry(entry)]
                for line in form.lines
                for entry in cut_entries(source.text, line, labels)
            ) or find_units([Line(form.name, 0, 0)])
            for heading, part in _parts(form):
                tables = [table for table in find_tables(part) if _is_listing(source.text, table)]
                inside = {line.start for table in tables for line in table}
                rest = [line for line in part if line.blank or line.start not in inside]
                rows: list[Draft] = []
                named: list[list[Line]] = []
                for table in tables:
                    found = _rows(source.text, table, rest, form.name, heading, departments)
                    named += row_names(source.text, table, found) if len(tables) == 1 else []
                    rows += found
                if not tables or named or any(not line.blank for line in rest[bool(heading) :]):
                    apart = set_apart(source.text, rest, labels)
                    place = (form.name, heading)
                    drafts.append(
                        _draft(source.text, apart, place, width, departments, labels, named)
                    )
                drafts += rows
        return [draft for draft in drafts if draft is not None]


def _is_listing(source: str, lines: Sequence[Line]) -> bool:
    """Return whether a table of a form lists figures under column names; no grid of labels."""
    table = read_rows(source, lines)
    if not table.head or len(table.rows[0].cells) < _LEAST_COLUMNS:
        return False
    width = len(table.head[0].cells)
    if len(table.head[0].filled) < width or any(len(row.cells) != width for row in table.rows):
        return False
    named = not any(is_amount(text) for text in table.head[0].texts)
    columns = zip(*(row.texts for row in table.rows), strict=True)
    return named and any(all(map(is_amount, column)) for column in columns)


def _rows(
    source: str,
    table: Sequence[Line],
    around: Sequence[Line],
    name: str,
    heading: str,
    departments: Sequence[str],
) -> list[Draft]:
    """Return the rows of a table of a form, named after the form that they are of."""
    path = tuple(part for part in (name, heading) if part)
    unit = find_unit(line for line in around if line.start < table[0].start)
    return [
        replace(
            row,
            locator=" ".join((*path, row.heading)),
            label_suffix=f"「{name}」{heading} {row.heading}",
            departments=departments_below(row.departments, departments) or tuple(departments),
        )
        for row in draft_table(source, table, path=path, unit=unit)
    ]


def _cut_forms(lines: Sequence[Line]) -> list[_Form]:
    """Return the forms in order: each from the title that all of them repeat."""
    names = [(n, name) for n, line in enumerate(lines) if (name := _name(line))]
    if len(names) < 2:
        return []
    # What stands above the first name is the form's head, which the others repeat.
    heads = [
        {_bare(lines[i]) for i in range(max(0, n - _ABOVE), n) if not lines[i].blank}
        for n, _ in names
    ]
    head = heads[0] & set().union(*heads[1:])
    starts = []
    for n, _ in names:
        above = range(max(0, n - _ABOVE), n)
        starts.append(next((i for i in above if _bare(lines[i]) in head), n))
    # The name of the sheet that a form is on stands above it.
    starts = [_with_headings(lines, start) for start in starts]
    edges = [*starts, len(lines)]
    parts = [list(lines[a:b]) for a, b in pairwise(edges)]
    return [_Form(name, part) for (_, name), part in zip(names, parts, strict=True)]


def _with_headings(lines: Sequence[Line], start: int) -> int:
    first = start
    while first and (lines[first - 1].blank or lines[first - 1].text.startswith("#")):
        first -= 1
        start = first if lines[first].text else start
    return start


def _bare(line: Line) -> str:
    """Return the line without figures: 評価シート No.1 and No.2 are one head."""
    return re.sub(r"[0-9]+", "", squeeze(line.text))


def _name(line: Line) -> str:
    """Return what a line such as 事務事業名　図書館整備事業 names, empty for any other line."""
    text = _NUMBERED.sub("", fold(line.text).strip("| "))
    cells = [cell for cell in SEPARATOR.split(text) if cell]
    if len(cells) < 2 or not _NAMED.fullmatch(cells[0].strip("【】■●◆○・()")):
        return ""
    rest = text[len(cells[0]) :].strip(" 　:：|】")
    name = re.split(r"\s*\|", rest)[0].strip()
    return name if len(name) <= 60 and "。" not in name and not _COLUMN.search(name) else ""


def _labels(forms: Sequence[_Form]) -> set[str]:
    """Return the words that stand by themselves in most of the forms."""
    counts: Counter[str] = Counter()
    for form in forms:
        counts.update({cell for line in form.lines for cell in cells_of(line)})
    enough = max(2, len(forms) / 2)
    return {
        label for label, n in counts.items() if n >= enough and 0 < len(label) <= _LONGEST_LABEL
    }


def _parts(form: _Form) -> list[tuple[str, list[Line]]]:
    """Return (heading, lines) of the form's parts; the whole of it where it is short."""
    whole = "\n".join(line.text for line in form.lines)
    if count_tokens(whole) <= _WHOLE_TOKENS:
        return [("", form.lines)]
    headings = find_headings(form.lines)
    levels = Counter(heading.level for heading in headings.values())
    # The heading above all others may be the form's own title, or its sheet's.
    highest = min((level for level, n in levels.items() if n > 1), default=min(levels, default=0))
    starts = [n for n, heading in headings.items() if heading.level == highest]
    edges = sorted({0, *starts, len(form.lines)})
    return [
        (fold(form.lines[a].text).lstrip("# ") if a in starts else "", form.lines[a:b])
        for a, b in pairwise(edges)
    ]


def _draft(
    source: str,
    lines: Sequence[Line],
    place: tuple[str, str],
    width: int,
    departments: Sequence[str],
    labels: Collection[str],
    named: Sequence[Sequence[Line]],
) -> Draft | None:
    name, heading = place
    builder = PassageBuilder(source)
    if heading:
        builder.insert_line(name)
    for group in join_paragraphs(lines, width=width):
        if not is_table_line(group[0]):
            builder.paragraph(group)
            continue
        for row in group:
            for cells in cut_entries(source, row, labels):
                builder.line(cells[0].start, cells[0].end)
                for cell in cells[1:]:
                    builder.insert("　")
                    builder.join(cell.start, cell.end)
    add_names(builder, named)
    told = " ".join(part for part in place if part)
    return finish(
        builder,
        kind="measure" if name else "section",
        locator=told,
        heading=told,
        path=[part for part in (name, heading) if part],
        departments=departments,
        label_suffix=f"「{name}」{heading}" if name else "",
    )
