"""Any other document: one passage a section, cut at its headings.

Small sisters under one heading are one passage, questions and answers one each, table
rows one each. Contents lists, page numbers and front matter are left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.builder import PassageBuilder
from ingest.faq import answering_division
from ingest.lines import (
    Line,
    cut_lines,
    join_paragraphs,
    starts_item,
    text_width,
)
from ingest.records import SourceText
from ingest.structure.columns import find_unit
from ingest.structure.heading_marks import starts_answer
from ingest.structure.layout import cut_entries, find_departments, fold
from ingest.structure.ordinance_parts import departments_below
from ingest.structure.overviews import add_names, row_names
from ingest.structure.page_noise import find_noise, noise_starts
from ingest.structure.parser import Draft
from ingest.structure.rows import draft_table, find_tables
from ingest.structure.section_rules import (
    headed,
    is_answered_whole,
    is_cited,
    is_rubric,
    is_small,
    only_holds,
    place_of,
    spaced,
)
from ingest.structure.sections import Section, fold_title, has_question, read_sections

_MERGE_TOKENS = 450
"""A heading and all below it are one passage up to this size, if its sections are small."""
_MOST_QUESTION_LINES = 4
_BEFORE_TITLE = 30
"""Characters that may stand above the document's title: the site it is from."""
_TINY_TOKENS = 25
"""A section smaller than this does not stand alone: a heading with one short line."""


class HeadingsParser:
    """The parser for what no other parser fits."""

    kind = "text"

    def score(self, lines: Sequence[Line]) -> float:
        """Return 0.5: it fits every text, and less than a parser that knows the kind."""
        return 0.5 if any(not line.blank for line in lines) else 0.0

    def parse(self, source: SourceText, start: int, end: int) -> list[Draft]:
        """Return the drafts of the sections in the range."""
        whole = cut_lines(source.text, start, end)
        lines = [part for line in whole for part in cut_entries(line)]
        starts = noise_starts(source.text)
        noise = find_noise(lines) | {i for i, line in enumerate(lines) if line.start in starts}
        kept = [
            Line("", line.start, line.start, 0, line.page) if i in noise else line
            for i, line in enumerate(lines)
        ]
        root = read_sections(kept)
        width = text_width(kept)
        before = sum(len(line.text) for line in root.lines)
        titled = len(root.children) == 1 and before <= _BEFORE_TITLE
        title = root.children[0] if titled else None
        drafts = _Writer(source.text, width, title=title).write(root, ())
        return sorted(drafts, key=lambda draft: draft.start)


class _Writer:
    """Turns a tree of sections into drafts."""

    def __init__(self, source: str, width: int, *, title: Section | None) -> None:
        self._source = source
        self._width = width
        self._title = title

    def write(
        self, section: Section, path: tuple[str, ...], above: tuple[str, ...] = ()
    ) -> list[Draft]:
        """Return the drafts of a section.

        Args:
            section: A section with all below it.
            path: Headings above it.
            above: Departments that what it stands below is of; it may name its own.
        """
        drafts = self._write(section, path, above)
        return [
            replace(draft, departments=departments_below(draft.departments, above) or above)
            for draft in drafts
        ]

    def _write(
        self, section: Section, path: tuple[str, ...], above: tuple[str, ...]
    ) -> list[Draft]:
        own = (*path, section.title) if section.title and not only_holds(section) else path
        if is_answered_whole(section):
            return self._question(section, path)
        if self._is_one(section):
            return self._passages([section], own, heads=section.children != [])
        drafts: list[Draft] = []
        if any(not line.blank for line in section.lines):
            drafts = self._passages([Section(section.heading, section.lines)], own, heads=False)
        named = find_departments([line] for line in section.lines if not line.blank)
        named = named or headed([section])
        for run in self._runs(section.children):
            if len(run) == 1:
                drafts += self.write(run[0], own, named or above)
            else:
                drafts += self._passages(run, own, heads=True)
        return drafts

    def _is_one(self, section: Section) -> bool:
        """Return whether the section and all below it make one passage."""
        if not section.children:
            return True
        if section.heading is None or find_tables(section.all_lines()):
            return False
        if any(has_question(child) for child in section.children):
            return False
        if section is self._title or is_rubric(section):
            return False  # what is below it is cited by its own headings
        return section.tokens <= _MERGE_TOKENS and all(map(is_small, section.children))

    def _runs(self, children: Sequence[Section]) -> list[list[Section]]:
        """Return the children, neighbours that are tiny leaves together."""
        runs: list[list[Section]] = []
        size = 0
        for child in children:
            leaf = not child.children and not has_question(child)
            tokens = child.tokens
            tiny = leaf and tokens <= _TINY_TOKENS and not is_cited(child)
            if tiny and runs and size and size + tokens <= _MERGE_TOKENS:
                runs[-1].append(child)
                size += tokens
            else:
                runs.append([child])
                size = tokens if tiny else 0
        return runs

    def _passages(
        self, sections: Sequence[Section], path: tuple[str, ...], *, heads: bool
    ) -> list[Draft]:
        """Return one draft for the text of the sections and one for each table row in them."""
        builder = PassageBuilder(self._source)
        drafts: list[Draft] = []
        if heads:
            lines = [line for section in sections for line in spaced(section)]
        else:
            lines = sections[0].lines
        if sections[0].heading and len(sections) == 1 and lines[:1] == [sections[0].heading.line]:
            lines = lines[1:]
        heading = sections[0].title if len(sections) == 1 else (path[-1] if path else "")
        tables = find_tables(lines)
        inside = {line.start for table in tables for line in table if not line.blank}
        groups = join_paragraphs(
            (line for line in lines if line.blank or line.start not in inside), width=self._width
        )
        builder.paragraphs(groups)
        text, pieces = builder.build()
        own = [[section.heading.line] for section in sections if section.heading]
        departments = find_departments([*own, *groups]) or headed(sections)
        named: list[list[Line]] = []
        for table in tables:
            unit = find_unit(line for line in lines if line.start < table[0].start)
            rows = draft_table(self._source, table, path=path, unit=unit)
            drafts += [
                replace(
                    row,
                    departments=departments_below(row.departments, departments) or departments,
                )
                for row in rows
            ]
            named += row_names(self._source, table, rows) if len(tables) == 1 else []
        headed_alone = bool(heading) and len(sections) == 1 and sections[0].heading is not None
        bare = not text and (drafts or not self._may_be_text(sections))
        if bare and not (named and headed_alone):
            return drafts
        if headed_alone or named:
            builder = PassageBuilder(self._source)
            if headed_alone and sections[0].heading:
                builder.line(sections[0].heading.line.start, sections[0].heading.line.end)
            builder.paragraphs(groups)
            add_names(builder, named)
            text, pieces = builder.build()
        name = sections[0].heading.name if sections[0].heading and len(sections) == 1 else heading
        draft = Draft(
            kind="section",
            locator=place_of(path),
            heading=fold_title(name),
            text=text,
            pieces=pieces,
            start=min(piece.start for piece in pieces),
            end=max(piece.start + piece.length for piece in pieces),
            path=path,
            departments=departments,
            label_suffix=" ".join(part[:40] for part in path[-2:]),
        )
        return [draft, *drafts]

    def _may_be_text(self, sections: Sequence[Section]) -> bool:
        """Return whether a line was taken for a heading by its looks alone, nothing below it."""
        if len(sections) > 1 or sections[0].heading is None or sections[0].children:
            return False
        start = sections[0].heading.line.start
        return "#" not in self._source[self._source.rfind("\n", 0, start) + 1 : start]

    def _question(self, section: Section, path: tuple[str, ...]) -> list[Draft]:
        assert section.heading is not None
        question = section.heading.line
        lines = section.all_lines()[1:]
        asked, lines = _whole_question(question, lines)
        builder = PassageBuilder(self._source)
        builder.paragraph(asked)
        groups = join_paragraphs(lines, width=self._width)
        builder.paragraphs(groups)
        text, pieces = builder.build()
        heading = fold_title(section.heading.name + "".join(line.text for line in asked[1:]))
        division = answering_division(text)
        number = re.match(r"[QＱ問質\s　]*([0-9０-９]{1,3})", question.text)
        locator = f"問{fold(number[1])}" if number else heading[:40]
        return [
            Draft(
                kind="faq",
                locator=locator,
                heading=heading,
                text=text,
                pieces=pieces,
                start=question.start,
                end=max(piece.start + piece.length for piece in pieces),
                path=(*path, heading),
                departments=find_departments(groups) or ((division,) if division else ()),
                label_suffix=locator if locator == heading[:40] else f"{locator} {heading[:40]}",
            )
        ]


def _whole_question(first: Line, below: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """Return the lines of a question that is broken over several, and what stands below it."""
    asked = [first]
    for line in below[:_MOST_QUESTION_LINES]:
        done = re.search(r"[。？?]$|か[。.]?$", asked[-1].text)
        if done or line.blank or starts_answer(line) or starts_item(line.text):
            break
        asked.append(line)
    if len(asked) > 1 and not re.search(r"[。？?]$", asked[-1].text):
        asked = [first]
    return asked, list(below[len(asked) - 1 :])
