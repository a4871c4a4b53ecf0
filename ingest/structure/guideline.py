"""Guidelines and reports with numbered headings, principles, tables and appendices."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.builder import PassageBuilder
from ingest.lines import Line, cut_lines, join_paragraphs, text_width
from ingest.normalize import NUMBER
from ingest.records import SourceText
from ingest.structure.guideline_appendix import name_tables
from ingest.structure.guideline_outline import CONTACT, Heading, Node, read_tree
from ingest.structure.layout import (
    find_units,
    finish,
    heading_depth,
    without_list_mark,
    without_marks,
)
from ingest.structure.parser import Draft
from ingest.structure.table_rows import draft_rows
from ingest.structure.tables import is_table_line

_LABEL = re.compile(
    r"^(?:(?:資料|別紙|別表|様式|付録|参考資料?|第)?\s*[0-9０-９]{1,2}\s?[章部編]?|[(（][0-9０-９]{1,2}[)）]|[ア-ン](?=[\s.．)）、]))"
    r"[\s.．、)）:：]*"
)
_MEASURE = re.compile(
    rf"(?:施策|取組み?|事業)\s*{NUMBER}\s*[-－‐―]\s*{NUMBER}[\s　:：]+[^。]{{2,30}}$"
)
_PLAN_MEASURES = 3
_SMALL = 170
"""Characters up to which a part is read together with its neighbours."""
_TOGETHER = 650
"""Characters that parts read together have at most."""


class GuidelineParser:
    """Cuts a guideline into sections by its headings, and its tables into rows."""

    @property
    def kind(self) -> str:
        """Kind of document."""
        return "guideline"

    def score(self, lines: Sequence[Line]) -> float:
        """Return how sure it is that the lines are a guideline.

        Other documents have headings too, so a parser that knows them better wins.
        """
        nodes = read_tree(lines, title="", opens=True)
        headings = [node.heading for node in nodes if node.heading]
        if len(headings) < 2:
            return 0.0
        forms = {heading.form for heading in headings}
        measures = sum(_MEASURE.match(without_marks(line).text) is not None for line in lines)
        if measures >= _PLAN_MEASURES:
            return 0.0  # a plan's sheets, whose headings this parser does not know
        marked = len(forms & {"number", "bracket", "kana", "square", "angle", "lozenge"})
        principles = len(forms & {"square", "angle", "lozenge"})
        return min(0.75, 0.25 + 0.1 * marked + 0.1 * principles)

    def parse(self, source: SourceText, start: int, end: int) -> list[Draft]:
        """Return the passages in order of the headings."""
        lines = cut_lines(source.text, start, end)
        nodes = read_tree(lines, title=_title(source.text), opens=not source.text[:start].strip())
        name_tables(nodes)
        drafts: list[Draft | None] = []
        merged: set[int] = set()
        for node in nodes:
            if id(node) in merged:
                continue
            if _reads_together(node):
                drafts.append(_merge(source.text, node))
                merged.update(id(child) for child in node.children)
            else:
                drafts.append(_section(source.text, node))
                drafts += _rows(source.text, node)
        return [draft for draft in drafts if draft is not None]


def _title(text: str) -> str:
    """Return the heading on the document's first line, empty where it has none."""
    first = next((line for line in cut_lines(text[:2000]) if not line.blank), None)
    return without_marks(first).text if first and heading_depth(first) else ""


def _text_lines(node: Node) -> list[Line]:
    return [
        Line("", line.start, line.start) if is_table_line(line) else without_list_mark(line)
        for line in node.body
    ]


def _length(node: Node) -> int:
    return sum(len(line.text) for line in node.body)


def _reads_together(node: Node) -> bool:
    """Return whether the parts below a heading are too short to be read alone."""
    if not node.children or node.heading is None:
        return False
    small = all(
        not child.children
        and _length(child) <= _SMALL
        and not any(is_table_line(line) for line in child.body)
        and not (child.heading and CONTACT.search(child.heading.text))
        for child in node.children
    )
    total = _length(node) + sum(_length(child) for child in node.children)
    return small and total <= _TOGETHER and not any(is_table_line(line) for line in node.body)


def _merge(source: str, node: Node) -> Draft | None:
    builder = PassageBuilder(source)
    _add_own_heading(builder, node)
    _add_text(builder, node)
    for child in node.children:
        if child.heading and not child.empty:
            builder.paragraph(child.heading.lines)
            _add_text(builder, child)
    if node.empty and all(child.empty for child in node.children):
        return None
    return _finish(builder, node)


def _section(source: str, node: Node) -> Draft | None:
    if all(line.blank for line in _text_lines(node)):
        return None
    builder = PassageBuilder(source)
    _add_own_heading(builder, node)
    _add_text(builder, node)
    return _finish(builder, node)


def _add_own_heading(builder: PassageBuilder, node: Node) -> None:
    """Add the heading where it says something that the text does not: a date, a short item."""
    if node.heading and (node.heading.form in ("date", "lozenge") or _length(node) < 60):
        builder.paragraph(node.heading.lines)


def _add_text(builder: PassageBuilder, node: Node) -> None:
    lines = _text_lines(node)
    builder.paragraphs(join_paragraphs(lines, width=text_width(lines)))


def _finish(builder: PassageBuilder, node: Node) -> Draft | None:
    headings = node.path
    own = node.heading
    departments: tuple[str, ...] = ()
    if own and CONTACT.search(own.text):
        departments = find_units(_text_lines(node))
    return finish(
        builder,
        kind="section",
        locator=_locator(headings),
        heading=_bare(own) if own else "",
        path=[heading.text for heading in headings],
        departments=departments,
        label_suffix=" ".join(heading.text for heading in headings),
    )


def _rows(source: str, node: Node) -> list[Draft | None]:
    if not any(is_table_line(line) for line in node.body):
        return []
    headings = node.path
    return draft_rows(
        source,
        node.body,
        locator=_locator(headings),
        label=" ".join(heading.text for heading in headings),
        path=[heading.text for heading in headings],
    )


def _locator(headings: Sequence[Heading]) -> str:
    """Return the numbers down to the passage, headings where there are none: 5 (3) 〈考え方〉."""
    return " ".join(heading.label or heading.text for heading in headings)


def _bare(heading: Heading) -> str:
    """Return the heading without number and brackets."""
    text = heading.text
    if heading.label:
        text = _LABEL.sub("", text) or text
    return text.strip("【】〈〉<>《》●◆◇■※ ")
