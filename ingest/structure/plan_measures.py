"""The numbered measures of a plan's section, headings put back before what they head.

A PDF gives text boxes in the order in which they were drawn: a heading may stand
after its bullets, or the headings of a page all before or all after its bullets.
Bullets and numbers keep their order, and that is enough to pair them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.lines import (
    Line,
    continues,
    display_width,
    ends_sentence,
    starts_item,
    text_width,
)
from ingest.structure.layout import fold, heading_depth, is_page_start, without_marks

_HEAD = re.compile(
    r"(?:(?:施策|取組み?|事業)\s*)?[(（]?(?P<number>[0-9]{1,2})(?:[)）.、:：]\s*|\s+)"
    r"(?P<name>[^\s0-9].{1,48})"
)
_FIELD = re.compile(r"[^\s。、]{2,12}[：:]\s*\S")


@dataclass(frozen=True)
class Paragraph:
    """A bullet or a paragraph with the lines that go on with it."""

    lines: list[Line]
    at: int
    """Position of its first line."""
    page: int
    opens_block: bool
    """Whether a blank line separates it from what stands before it."""


@dataclass
class Measure:
    """A numbered measure with its bullets."""

    number: int
    head: Line
    paragraphs: list[list[Line]] = field(default_factory=list)


@dataclass(frozen=True)
class _Head:
    number: int
    line: Line
    at: int
    page: int
    depth: int


def read_measures(lines: Sequence[Line]) -> tuple[list[Measure], list[list[Line]]]:
    """Return the measures in order of their numbers, and the paragraphs that belong to none."""
    heads = _find_heads(lines)
    positions = {head.at for head in heads}
    paragraphs = cut_paragraphs(lines, skip=positions)
    measures = [Measure(head.number, head.line) for head in heads]
    if not measures:
        return [], [paragraph.lines for paragraph in paragraphs]
    if _in_order(heads, paragraphs):
        return measures, _assign_by_position(heads, measures, paragraphs)
    return measures, _assign_by_number(heads, measures, paragraphs)


def cut_paragraphs(lines: Sequence[Line], *, skip: set[int] | None = None) -> list[Paragraph]:
    """Return bullets and paragraphs; a sentence goes on over blank lines, pages and headings.

    Args:
        lines: Lines in source order, blank ones too.
        skip: Positions of lines that are no part of the text, such as headings.
    """
    left_out = skip or set()
    width = text_width(line for at, line in enumerate(lines) if at not in left_out)
    paragraphs: list[Paragraph] = []
    gap, page = True, 0
    for at, line in enumerate(lines):
        if is_page_start(line, lines[at - 1] if at else None):
            page += 1
            gap = True
        if line.blank or at in left_out:
            gap = True
            continue
        plain = without_marks(line)
        last = paragraphs[-1].lines[-1] if paragraphs else None
        if last is not None and _goes_on(last, plain, gap=gap, width=width):
            paragraphs[-1].lines.append(plain)
        else:
            paragraphs.append(Paragraph([plain], at, page, gap))
        gap = False
    return paragraphs


def _goes_on(last: Line, line: Line, *, gap: bool, width: int) -> bool:
    if starts_item(line.text) or line.text.startswith("|") or last.text.startswith("|"):
        return False
    if last.text.rstrip()[-1:] in "。！？" or _FIELD.match(line.text):
        return False
    if not gap:
        return continues(last, line, width=width)
    # Over a gap only a full line that broke off in the middle of a sentence goes on.
    return display_width(last.text) >= 0.8 * width and not ends_sentence(last.text)


def _find_heads(lines: Sequence[Line]) -> list[_Head]:
    found: list[_Head] = []
    page = 0
    for at, line in enumerate(lines):
        page += is_page_start(line, lines[at - 1] if at else None)
        plain = fold(without_marks(line).text)
        match = _HEAD.fullmatch(plain)
        if match and not plain.endswith("。") and "|" not in plain:
            found.append(_Head(int(match["number"]), line, at, page, heading_depth(line)))
    if any(head.depth for head in found):
        depth = min(head.depth for head in found if head.depth)
        found = [head for head in found if head.depth == depth]
    # Numbers count up from the first; anything else is a list inside a measure.
    heads: list[_Head] = []
    for head in found:
        if head.number == (heads[-1].number + 1 if heads else 1):
            heads.append(head)
    return heads


def _in_order(heads: Sequence[_Head], paragraphs: Sequence[Paragraph]) -> bool:
    """Return whether text follows every heading before the next one."""
    ends = [head.at for head in heads[1:]] + [10**9]
    return all(
        any(head.at < paragraph.at < end for paragraph in paragraphs)
        for head, end in zip(heads, ends, strict=True)
    )


def _assign_by_position(
    heads: Sequence[_Head], measures: Sequence[Measure], paragraphs: Sequence[Paragraph]
) -> list[list[Line]]:
    left_over: list[list[Line]] = []
    for paragraph in paragraphs:
        before = [number for number, head in enumerate(heads) if head.at < paragraph.at]
        (measures[before[-1]].paragraphs if before else left_over).append(paragraph.lines)
    return left_over


def _assign_by_number(
    heads: Sequence[_Head], measures: Sequence[Measure], paragraphs: Sequence[Paragraph]
) -> list[list[Line]]:
    """Give the n-th block of bullets to the n-th heading.

    Where the counts differ, page by page: a page with one block more than headings
    begins with the rest of the page before. What still fits nowhere is left over.
    """
    blocks: list[list[Paragraph]] = []
    for paragraph in paragraphs:
        if paragraph.opens_block or not blocks:
            blocks.append([])
        blocks[-1].append(paragraph)
    if len(blocks) != len(heads):
        blocks = _merge_over_pages(heads, blocks)
    if len(blocks) != len(heads):
        return [paragraph.lines for paragraph in paragraphs]
    for measure, block in zip(measures, blocks, strict=True):
        measure.paragraphs.extend(paragraph.lines for paragraph in block)
    return []


def _merge_over_pages(
    heads: Sequence[_Head], blocks: Sequence[list[Paragraph]]
) -> list[list[Paragraph]]:
    merged: list[list[Paragraph]] = []
    for page in sorted({block[0].page for block in blocks}):
        here = [list(block) for block in blocks if block[0].page == page]
        if merged and len(here) == sum(head.page == page for head in heads) + 1:
            merged[-1].extend(here.pop(0))
        merged.extend(here)
    return merged
