"""Comprehensive plans: chapters, sections, 現状と課題, and numbered measures."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.builder import PassageBuilder
from ingest.lines import Line, cut_lines
from ingest.records import SourceText
from ingest.structure.heading_marks import find_headings
from ingest.structure.headings import HeadingsParser
from ingest.structure.layout import find_departments, finish, fold, without_marks
from ingest.structure.outline import Chunk, Part, read_outline
from ingest.structure.parser import Draft
from ingest.structure.plan_measures import Measure, cut_paragraphs, read_measures
from ingest.structure.table_rows import draft_rows
from ingest.structure.tables import is_table_line


class PlanParser:
    """Cuts a plan into its sections' 現状と課題 and one passage for each measure."""

    @property
    def kind(self) -> str:
        """Kind of document."""
        return "plan"

    def score(self, lines: Sequence[Line]) -> float:
        """Return how sure it is that the lines are a plan."""
        chunks = read_outline(lines)
        sections = {chunk.parts for chunk in chunks if chunk.parts}
        issues = sum("課題" in chunk.name for chunk in chunks if chunk.parts)
        measures = sum(
            len(read_measures(chunk.body)[0])
            for chunk in chunks
            if chunk.parts and chunk.holds_measures
        )
        if not sections or not measures:
            return 0.0
        return min(1.0, 0.4 + 0.1 * min(3, len(sections)) + 0.1 * min(3, issues))

    def parse(self, source: SourceText, start: int, end: int) -> list[Draft]:
        """Return the passages section by section."""
        drafts: list[Draft | None] = []
        for number, chunk in enumerate(read_outline(cut_lines(source.text, start, end))):
            if number == 0 and not chunk.parts and _has_headings(chunk.body):
                # What stands before the first chapter has headings of its own.
                drafts += _front(source, chunk.body)
            elif chunk.holds_measures:
                measures, left_over = read_measures(chunk.body)
                drafts.append(_section(source.text, chunk, left_over))
                drafts += [_measure(source.text, chunk.parts, measure) for measure in measures]
            else:
                text = [line for line in chunk.body if not is_table_line(line)]
                paragraphs = [paragraph.lines for paragraph in cut_paragraphs(text)]
                drafts.append(_section(source.text, chunk, paragraphs))
                drafts += draft_rows(
                    source.text,
                    chunk.body,
                    locator=_locator(chunk.parts, chunk.name),
                    label=_label(chunk.parts, chunk.name),
                    path=[*(part.name for part in chunk.parts), *([chunk.name] * bool(chunk.name))],
                )
        return [draft for draft in drafts if draft is not None]


def _has_headings(lines: Sequence[Line]) -> bool:
    return bool(find_headings(lines))


def _front(source: SourceText, lines: Sequence[Line]) -> list[Draft]:
    kept = [line for line in lines if not line.blank]
    return HeadingsParser().parse(source, kept[0].start, kept[-1].end) if kept else []


def _section(source: str, chunk: Chunk, paragraphs: Sequence[Sequence[Line]]) -> Draft | None:
    builder = PassageBuilder(source)
    builder.paragraphs(paragraphs)
    last = chunk.parts[-1] if chunk.parts else None
    names = [part.name for part in chunk.parts]
    subtitle = last.subtitle if last and not chunk.name else ""
    return finish(
        builder,
        kind="section",
        locator=_locator(chunk.parts, chunk.name),
        heading=chunk.name or (last.title if last else ""),
        path=[*names, chunk.name] if chunk.name else names,
        departments=find_departments(paragraphs),
        label_suffix=" ".join(part for part in (_label(chunk.parts, chunk.name), subtitle) if part),
    )


def _measure(source: str, parts: Sequence[Part], measure: Measure) -> Draft | None:
    if not measure.paragraphs:
        return None
    head = without_marks(measure.head)
    name = fold(head.text)
    builder = PassageBuilder(source)
    _add_head(builder, head)
    builder.paragraphs(measure.paragraphs)
    return finish(
        builder,
        kind="measure",
        locator=_locator(parts, str(measure.number)),
        heading=name.lstrip("0123456789.()（）、: ") or name,
        path=[*(part.name for part in parts), name],
        departments=find_departments(measure.paragraphs),
        label_suffix=_label(parts, name),
    )


def _add_head(builder: PassageBuilder, head: Line) -> None:
    """Add number and name apart, so that 3 人… is not read as a count of people."""
    found = re.match(r"[0-9０-９]+(?=[ 　])", head.text)
    if found is None:
        builder.line(head.start, head.end)
        return
    builder.line(head.start, head.start + found.end())
    builder.insert(" ")
    builder.join(head.start + found.end(), head.end)


def _locator(parts: Sequence[Part], name: str) -> str:
    return " ".join([*(part.number for part in parts), *([name] if name else [])])


def _label(parts: Sequence[Part], name: str) -> str:
    return " ".join([*(part.name for part in parts), *([name] if name else [])])
