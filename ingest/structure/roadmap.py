"""Roadmaps (工程表, ロードマップ): themes with what is done in each stage."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ingest.builder import PassageBuilder
from ingest.lines import Line, cut_lines, join_paragraphs, text_width
from ingest.records import SourceText
from ingest.structure.layout import (
    find_departments,
    finish,
    fold,
    joined,
    without_list_mark,
    without_marks,
)
from ingest.structure.parser import Draft
from ingest.structure.roadmap_pages import Page, is_page_mark, read_pages
from ingest.structure.roadmap_stages import Item, read_items, split_stages
from ingest.structure.roadmap_tables import draft_stage_tables, stage_columns
from ingest.structure.stage_names import read_single_stage, read_stages
from ingest.structure.tables import is_table_line

_IN_BRACKETS = re.compile(r"[(（]([^()（）]{1,20})[)）]$")
_FULL_LINE = 60
"""Columns below which a line on the title page ended on purpose."""
_NUMBER = re.compile(r"^[0-9]+(?:[.-][0-9]+)*[.)）]?\s+")


class RoadmapParser:
    """Cuts a roadmap into one passage for each stage of each theme."""

    @property
    def kind(self) -> str:
        """Kind of document."""
        return "roadmap"

    def score(self, lines: Sequence[Line]) -> float:
        """Return how sure it is that the lines are a roadmap."""
        heads = sum(len(read_stages(line)) > 1 for line in lines)
        singles = Counter(stage.name for line in lines if (stage := read_single_stage(line)))
        cycles = sorted(singles.values())[-2] if len(singles) > 1 else 0
        tables = sum(stage_columns(line.text) > 1 for line in lines if is_table_line(line))
        count = max(heads, cycles, tables)
        if not count:
            return 0.0
        named = any(re.search("工程表|行程表|ロードマップ", line.text) for line in lines)
        return min(1.0, 0.3 + 0.1 * min(4, count) + 0.3 * named)

    def parse(self, source: SourceText, start: int, end: int) -> list[Draft]:
        """Return the passages theme by theme."""
        lines = cut_lines(source.text, start, end)
        pages, front = read_pages(lines)
        if not pages:
            return draft_stage_tables(source, start, end)
        drafts: list[Draft | None] = [_front(source.text, front)]
        names = _short_names(pages)
        for page, name in zip(pages, names, strict=True):
            drafts += _draft_page(source.text, page, name)
        drafts += draft_stage_tables(source, start, end, tables_alone=True)
        return [draft for draft in drafts if draft is not None]


def _heading(page: Page) -> str:
    """Return the theme without the category that stands before a colon."""
    text = fold(joined(page.heading))
    before, colon, after = text.partition(":")
    if colon and page.category and before.strip() == page.category:
        text = after.strip()
    return text.replace("(", "（").replace(")", "）")


def _short_names(pages: Sequence[Page]) -> list[str]:
    """Return a short name for each theme: what stands in brackets at the end, if unique."""
    headings = [_NUMBER.sub("", _heading(page)) for page in pages]
    short = [found[1] if (found := _IN_BRACKETS.search(text)) else text for text in headings]
    counts = Counter(short)
    return [
        name if counts[name] == 1 else heading
        for name, heading in zip(short, headings, strict=True)
    ]


def _draft_page(source: str, page: Page, name: str) -> list[Draft | None]:
    departments = find_departments([line] for line in page.foot)
    heading = _heading(page)
    code = f"[{page.code}]" if page.code else ""
    theme = " ".join(part for part in (page.category, heading) if part)
    path = [part for part in (page.category, heading) if part]
    if page.parts:
        columns: list[list[Item]] | None = [read_items(part) for part in page.parts]
    else:
        columns = split_stages(page.body, stages=len(page.stages))
    drafts: list[Draft | None] = []
    if columns is None:
        builder = PassageBuilder(source)
        _add_items(builder, read_items(page.body))
        suffix = " ".join(part for part in (theme, code) if part)
        return [
            finish(
                builder,
                kind="section",
                locator=name,
                heading=heading,
                path=path,
                departments=departments,
                label_suffix=suffix,
            )
        ]
    for stage, items in zip(page.stages, columns, strict=True):
        builder = PassageBuilder(source)
        _add_items(builder, items)
        drafts.append(
            finish(
                builder,
                kind="stage",
                locator=f"{name} {stage.name}".strip(),
                heading=heading,
                path=[*path, stage.full],
                departments=departments,
                label_suffix=" ".join(part for part in (theme, stage.full, code) if part),
            )
        )
    named = [line for line in page.foot if find_departments([[line]])]
    if named:
        builder = PassageBuilder(source)
        builder.paragraphs([line] for line in named)
        drafts.append(
            finish(
                builder,
                kind="section",
                locator=f"{name} 担当",
                heading=heading,
                path=[*path, "担当"],
                departments=departments,
                label_suffix=f"{theme} 担当",
            )
        )
    return drafts


def _add_items(builder: PassageBuilder, items: Sequence[Item]) -> None:
    """Add each item on a line of its own, indented as in the source."""
    levels = sorted({item.indent for item in items})
    for item in items:
        first = without_list_mark(item.lines[0])
        indent = "　" * min(3, levels.index(item.indent))
        builder.insert_line(indent)
        if indent:
            builder.join(first.start, first.end)
        else:
            builder.line(first.start, first.end)
        for line in item.lines[1:]:
            builder.join(line.start, line.end)


def _front(source: str, lines: Sequence[Line]) -> Draft | None:
    """Return what explains the roadmap: who made it, signs, dates."""
    builder = PassageBuilder(source)
    kept = [line for line in map(without_marks, lines) if not is_page_mark(line)]
    builder.paragraphs(join_paragraphs(kept, width=max(_FULL_LINE, text_width(kept))))
    legend = any(re.fullmatch(r"凡\s*例", fold(line.text)) for line in lines)
    name = "凡例" if legend else ""
    return finish(
        builder,
        kind="section",
        locator=name,
        heading=name,
        path=[name] if name else [],
        label_suffix=name,
    )
