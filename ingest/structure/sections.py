"""The tree of a document's sections, told by its headings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.cleaning import clean_text
from ingest.lines import Line
from ingest.structure.heading_marks import Heading, find_headings
from ingest.structure.layout import fold
from ingest.tokens import count_tokens


@dataclass
class Section:
    """A heading, the lines under it, and the sections below it."""

    heading: Heading | None
    lines: list[Line] = field(default_factory=list)
    children: list[Section] = field(default_factory=list)

    @property
    def title(self) -> str:
        """Heading with its number, one space between them."""
        if self.heading is None:
            return ""
        name = fold_title(self.heading.name)
        return f"{self.heading.label} {name}".strip() if self.heading.label else name

    @property
    def tokens(self) -> int:
        """Tokens of heading and lines, sections below included."""
        own = "\n".join(line.text for line in self.all_lines())
        return count_tokens(own)

    def all_lines(self) -> list[Line]:
        """Return every line, headings included, in order."""
        own = [self.heading.line] if self.heading else []
        return own + self.lines + [line for child in self.children for line in child.all_lines()]


def read_sections(lines: Sequence[Line]) -> Section:
    """Return the tree of sections; the root has no heading."""
    headings = find_headings(lines)
    root = Section(None)
    stack = [root]
    for index, line in enumerate(lines):
        heading = headings.get(index)
        if heading is None:
            stack[-1].lines.append(line)
            continue
        del stack[_depth_of(stack, heading) :]
        section = Section(heading)
        stack[-1].children.append(section)
        stack.append(section)
    return root


def _depth_of(stack: Sequence[Section], heading: Heading) -> int:
    """Return how many sections of the stack the heading stands below.

    Numbers say more than Markdown's levels, which extraction gets wrong: (4) is a
    sister of (3) and below 2, whatever marks stand before them.
    """
    for depth, section in enumerate(stack):
        above = section.heading
        if above is None:
            continue
        if heading.rank == above.rank and heading.rank and heading.style != above.style:
            below = above.level < heading.level  # 施策1 below 第1節, 第1節 below 基本目標1
        elif heading.rank and above.rank:
            below = above.rank < heading.rank
        elif heading.aside and above.rank:
            below = True
        else:
            below = above.level < heading.level or _holds(section, stack[depth + 1 :], heading)
        if not below and not (heading.rank and _numbered_above(stack[depth:], heading)):
            return depth
    return len(stack)


def _holds(section: Section, inside: Sequence[Section], heading: Heading) -> bool:
    """Return whether a heading in brackets heads numbered ones: 【施策の方向】 施策1-1, 施策1-2."""
    assert section.heading is not None
    if not section.heading.aside or not heading.rank:
        return False
    if inside:
        return inside[0].heading is not None and inside[0].heading.style == heading.style
    return not section.children and all(line.blank for line in section.lines)


def _numbered_above(stack: Sequence[Section], heading: Heading) -> bool:
    """Return whether a higher number stands in the stack, so that an aside above it stays."""
    ranks = [section.heading.rank for section in stack if section.heading]
    return any(0 < rank < heading.rank for rank in ranks)


def fold_title(text: str) -> str:
    """Return a heading as it is shown: radicals and letter spacing repaired, width folded."""
    return fold(clean_text(text))


def has_question(section: Section) -> bool:
    """Return whether the section or one below it is a question."""
    own = section.heading is not None and section.heading.style == "問"
    return own or any(has_question(child) for child in section.children)
