"""Ordinances, regulations and laws: one draft an article, preamble, supplement or annex."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.lines import Line
from ingest.normalize import find_dates
from ingest.records import SourceText
from ingest.structure.annex import cut_annex
from ingest.structure.ordinance_marks import Mark, read_marks
from ingest.structure.ordinance_parts import (
    Part,
    skip_contents,
    split_inline,
)
from ingest.structure.ordinance_reader import StatuteReader
from ingest.structure.ordinance_span import find_ordinances
from ingest.structure.page_noise import cut_clean_lines
from ingest.structure.parser import Draft

_EFFECTIVE = re.compile(r"[\s　]*(?:から|より)[\s　]*(?:これを)?施行")


class OrdinanceParser:
    """Cuts statutes by their articles."""

    kind = "ordinance"

    def score(self, lines: Sequence[Line]) -> float:
        """Return 1.0 where at least two articles stand in sequence, else 0.0."""
        if not lines:
            return 0.0
        # The lines' offsets count the whole source; here only their order matters.
        spans = find_ordinances("\n".join(line.text for line in lines))
        return 1.0 if spans else 0.0

    def parse(self, source: SourceText, start: int, end: int) -> list[Draft]:
        """Return the drafts of every statute in the range."""
        drafts: list[Draft] = []
        for span in find_ordinances(source.text, start, end):
            drafts += parse_ordinance(source.text, span.start, span.end, title=span.title)
        return drafts


def parse_ordinance(source: str, start: int, end: int, *, title: str | None) -> list[Draft]:
    """Return the drafts of the one statute that ``source[start:end]`` is."""
    parts = read_parts(source, start, end)
    marks = read_marks(source, cut_clean_lines(source, start, end))
    date = _date(marks, parts, source)
    drafts: list[Draft] = []
    for part in parts:
        text, pieces = part.build(source)
        if not text:
            continue
        draft = Draft(
            kind=part.kind,
            locator=part.locator,
            heading=part.heading,
            text=text,
            pieces=pieces,
            start=part.start,
            end=part.end,
            path=part.path,
            title=title,
            date=date,
        )
        drafts += cut_annex(source, part, draft) if part.kind == "section" else [draft]
    return drafts


def read_parts(source: str, start: int, end: int) -> list[Part]:
    """Return the parts of the one statute that ``source[start:end]`` is, in order."""
    whole = cut_clean_lines(source, start, end)
    lines = [piece for line in whole for piece in split_inline(source, line)]
    marks = read_marks(source, lines)
    skipped = {i for first, stop in skip_contents(marks) for i in range(first, stop)}
    reader = StatuteReader(source, marks)
    for index in range(len(marks)):
        if index not in skipped:
            reader.read(index)
    return [part for part in reader.parts if part.groups]


def _date(marks: Sequence[Mark], parts: Sequence[Part], source: str) -> str | None:
    """Return the date of promulgation, or of coming into force, that the statute states."""
    for mark in marks:
        if mark.role in ("article", "caption", "heading"):
            break
        if mark.role == "issue" and not re.match(r"[（(]?(?:最終)?改正|施行|沿革", mark.line.text):
            dates = find_dates(mark.line.text)
            if dates and len(dates[0][2]) == 10:
                return dates[0][2]
    for part in parts:
        if part.kind == "supplementary":
            text, _ = part.build(source)
            for _, stop, date in find_dates(text):
                if _EFFECTIVE.match(text[stop:]):
                    return date
            return None
    return None


__all__ = ["OrdinanceParser", "find_ordinances", "parse_ordinance", "read_parts"]
