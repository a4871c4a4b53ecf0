"""Which parser reads which part of a text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.lines import Line, cut_lines
from ingest.normalize import match_form
from ingest.records import SourceText
from ingest.structure.duties import DutiesParser
from ingest.structure.forms import FormsParser
from ingest.structure.goal_table import GoalTableParser
from ingest.structure.guideline import GuidelineParser
from ingest.structure.headings import HeadingsParser
from ingest.structure.layout import fold, squeeze
from ingest.structure.measure_sheet import MeasureSheetParser
from ingest.structure.minutes import MinutesParser
from ingest.structure.ordinance import OrdinanceParser
from ingest.structure.ordinance_marks import read_mark
from ingest.structure.ordinance_span import find_ordinances
from ingest.structure.page_noise import forget_pages
from ingest.structure.parser import Draft, Parser
from ingest.structure.plan import PlanParser
from ingest.structure.roadmap import RoadmapParser
from ingest.structure.rows import RowsParser
from ingest.structure.tables import is_table_line

PARSERS: tuple[Parser, ...] = (
    GoalTableParser(),
    MeasureSheetParser(),
    FormsParser(),
    RoadmapParser(),
    PlanParser(),
    DutiesParser(),
    MinutesParser(),
    RowsParser(),
    GuidelineParser(),
    HeadingsParser(),
)
"""Parsers of what is no ordinance; on equal scores the first wins."""

_NAVIGATION = re.compile(r"条項目次|体系情報|沿革情報")
_TELLING_ROWS = 300
_LEAST = 12
"""Characters that a range outside the ordinances must have to be read at all."""


@dataclass(frozen=True)
class Work:
    """A range of a text and the parser for it."""

    parser: Parser
    start: int
    end: int
    title: str | None = None
    """Title where the range is an ordinance that names itself."""

    @property
    def is_statute(self) -> bool:
        """Whether it is an ordinance, regulation or law of its own."""
        return self.parser.kind in ("ordinance", "duties") and self.title is not None


def find_works(source: SourceText) -> list[Work]:
    """Return the works of a text in order, without overlap.

    Ordinances are cut out first; what stands before, between and after them goes to
    the one parser whose score on all of it is highest.
    """
    works: list[Work] = []
    rest: list[tuple[int, int]] = []
    at = 0
    for span in find_ordinances(source.text):
        rest.append((at, span.start))
        lines = cut_lines(source.text, span.start, span.end)
        duties = DutiesParser()
        parser: Parser = duties if duties.score(lines) >= 0.5 else OrdinanceParser()
        works.append(Work(parser, span.start, span.end, span.title))
        at = span.end
    rest.append((at, len(source.text)))
    ranges = [r for r in rest if len(match_form(source.text[slice(*r)])) >= _LEAST]
    if works:
        ranges = [r for r in ranges if not _is_navigation(cut_lines(source.text, *r))]
    if ranges:
        parser = choose(
            [line for start, end in ranges for line in cut_lines(source.text, start, end)]
        )
        works += [Work(parser, start, end) for start, end in ranges]
    return sorted(works, key=lambda work: work.start)


def _is_navigation(lines: Sequence[Line]) -> bool:
    """Return whether the lines beside a statute are a saved page's menu of its provisions."""
    if any("。" in line.text for line in lines):
        return False
    named = any(_NAVIGATION.fullmatch(line.text) for line in lines)
    return named or all(len(line.text) <= 20 for line in lines)


def choose(lines: Sequence[Line]) -> Parser:
    """Return the parser that is surest of the lines."""
    best, best_score = PARSERS[0], 0.0
    told = _without_tails(lines)
    for parser in PARSERS:
        if (score := parser.score(told)) > best_score:
            best, best_score = parser, score
        if best_score >= 1.0:
            break
    return best


def _without_tails(lines: Sequence[Line]) -> list[Line]:
    """Return the lines without the rest of long tables: the first rows say what they list."""
    kept: list[Line] = []
    rows = 0
    for line in lines:
        rows = rows + 1 if is_table_line(line) else 0
        if rows <= _TELLING_ROWS:
            kept.append(line)
    return kept


def forget_lines() -> None:
    """Let go of what the parsers remember of the lines of a document."""
    for remembered in (fold, squeeze, read_mark):
        remembered.cache_clear()
    forget_pages()


def parse_work(source: SourceText, work: Work) -> list[Draft]:
    """Return the drafts of a work; sections where its parser finds none."""
    drafts = work.parser.parse(source, work.start, work.end)
    return drafts or HeadingsParser().parse(source, work.start, work.end)
