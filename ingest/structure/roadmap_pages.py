"""The pages of a roadmap: theme, stages, and the lines between head and foot."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.lines import Line
from ingest.structure.layout import (
    find_departments,
    fold,
    heading_depth,
    is_page_start,
    squeeze,
    without_marks,
)
from ingest.structure.stage_names import Stage, read_single_stage, read_stages

_FRACTION = re.compile(r"(?P<category>.*?\S)\s*[(（]?[0-9]+\s*/\s*[0-9]+[)）]?")
_PAGE_CODE = re.compile(r"[0-9A-Z]+(?:\.[0-9]+)+-[0-9]+|[0-9A-Z]+-[0-9]+")
_PAGE_NUMBER = re.compile(r"[-‐―–—\s]*[0-9]{1,4}[-‐―–—\s]*")
_BULLETED = re.compile(r"[・●○◎■□◆◇▪▶➢※→]|[-－–—‐](?=[^\s0-9０-９])|[-*+]\s+")


@dataclass
class Page:
    """One theme with its stages."""

    stages: tuple[Stage, ...]
    at: int
    """Position of the line that heads the stages."""
    body: list[Line] = field(default_factory=list)
    parts: list[list[Line]] = field(default_factory=list)
    """Lines of each stage where a heading of its own stands before each."""
    heading: list[Line] = field(default_factory=list)
    code: str = ""
    category: str = ""
    foot: list[Line] = field(default_factory=list)


def read_pages(lines: Sequence[Line]) -> tuple[list[Page], list[Line]]:
    """Return the pages, and the lines before the first."""
    pages = _find_pages(lines)
    if not pages:
        return [], list(lines)
    furniture = _Furniture(lines, pages)
    ends = [page.at for page in pages[1:]] + [len(lines)]
    zones = [list(lines[: pages[0].at])]
    for page, end in zip(pages, ends, strict=True):
        first = page.at + 1
        stop = _content_end(lines, first, end, furniture, last=end == len(lines))
        page.body = list(lines[first:stop])
        zones.append(list(lines[stop:end]))
    codes_on_top = not any(_is_code(line) for line in zones[-1])
    front: list[Line] = []
    for number, zone in enumerate(zones):
        foot, head = _split_zone(zone, furniture, codes_on_top=codes_on_top, number=number)
        if number == 0:
            front = foot
        else:
            _read_foot(pages[number - 1], foot, furniture, codes_on_top=codes_on_top)
        if number < len(pages):
            _read_head(pages[number], head, furniture, codes_on_top=codes_on_top)
        elif head and number:
            pages[-1].foot.extend(head)
    for page in pages:
        _take_heading_from_foot(page, furniture)
        _cut_parts(page)
    return pages, front


def _find_pages(lines: Sequence[Line]) -> list[Page]:
    pages = [
        Page(stages, at) for at, line in enumerate(lines) if len(stages := read_stages(line)) > 1
    ]
    if pages:
        return pages
    singles = [(at, stage) for at, line in enumerate(lines) if (stage := read_single_stage(line))]
    groups: list[list[tuple[int, Stage]]] = []
    for at, stage in singles:
        if not groups or stage.name == groups[0][0][1].name:
            groups.append([])
        groups[-1].append((at, stage))
    return [
        Page(tuple(stage for _, stage in group), group[0][0] - 1)
        for group in groups
        if len(group) > 1
    ]


class _Furniture:
    """Lines that come again page by page: the title, kinds of foot."""

    def __init__(self, lines: Sequence[Line], pages: Sequence[Page]) -> None:
        whole: Counter[str] = Counter()
        opening: Counter[str] = Counter()
        for page in pages:
            above = _above(lines, page.at)
            whole.update({squeeze(without_marks(line).text) for line in above})
            opening.update({re.split(r"[(（:：]", line.text)[0] for line in above})
        self._titles = {text for text, count in whole.items() if count >= 2 and len(text) >= 4}
        self._openings = {
            text for text, count in opening.items() if count >= 3 and 3 <= len(text) <= 12
        }

    def is_title(self, line: Line) -> bool:
        """Return whether the whole line comes again on other pages."""
        return squeeze(without_marks(line).text) in self._titles

    def is_foot(self, line: Line) -> bool:
        """Return whether the line stands at the foot of a page by its form."""
        text = fold(line.text)
        return (
            _FRACTION.fullmatch(text) is not None
            or _is_code(line)
            or _PAGE_NUMBER.fullmatch(text) is not None
            or bool(find_departments([[line]]))
            or re.split(r"[(（:：]", line.text)[0] in self._openings
        )


def _above(lines: Sequence[Line], at: int) -> list[Line]:
    """Return the lines between the last bullet and the head of the stages, blank ones left out.

    What follows the bullet without a blank line may go on with it and is left out too.
    """
    found: list[Line] = []
    first = at
    while first > 0 and not _BULLETED.match(lines[first - 1].text) and lines[first - 1].indent <= 1:
        first -= 1
    while first < at and first > 0 and not lines[first].blank:
        first += 1
    found.extend(line for line in lines[first:at] if not line.blank)
    return found


def _is_code(line: Line) -> bool:
    return _PAGE_CODE.fullmatch(fold(line.text)) is not None


def is_page_mark(line: Line) -> bool:
    """Return whether nothing but a page number or the code of a page stands on the line."""
    return _is_code(line) or _PAGE_NUMBER.fullmatch(fold(line.text)) is not None


def _content_end(
    lines: Sequence[Line], first: int, end: int, furniture: _Furniture, *, last: bool
) -> int:
    """Return the position after the last line of the columns."""
    for at in range(first, end):
        line = lines[at]
        if line.blank or _BULLETED.match(line.text) or line.indent > 1:
            continue
        ends_page = furniture.is_title(line) or furniture.is_foot(line) or heading_depth(line)
        if read_single_stage(line) is None and (ends_page or is_page_start(line, lines[at - 1])):
            return at
    if last:
        return end
    # The block before the next head is its heading, if no bullet stands in it.
    at = end
    while at > first and lines[at - 1].blank:
        at -= 1
    while at > first and not lines[at - 1].blank:
        if _BULLETED.match(lines[at - 1].text) or lines[at - 1].indent > 1:
            return end
        at -= 1
    return at if at > first else end


def _split_zone(
    zone: Sequence[Line], furniture: _Furniture, *, codes_on_top: bool, number: int
) -> tuple[list[Line], list[Line]]:
    """Return what belongs to the page before and what to the page after."""
    if not zone:
        return [], []
    breaks = [at for at in range(1, len(zone)) if is_page_start(zone[at], zone[at - 1])]
    codes = [at for at, line in enumerate(zone) if _is_code(line)]
    if breaks:
        cut = breaks[-1]
    elif codes:
        cut = codes[-1] if codes_on_top else codes[-1] + 1
    else:
        feet = [at for at, line in enumerate(zone) if furniture.is_foot(line)]
        if feet:
            cut = feet[-1] + 1
        elif number == 0:
            cut = _last_block(zone)
        else:
            cut = 0
    return list(zone[:cut]), list(zone[cut:])


def _last_block(zone: Sequence[Line]) -> int:
    at = len(zone)
    while at > 0 and zone[at - 1].blank:
        at -= 1
    while at > 0 and not zone[at - 1].blank:
        at -= 1
    return at


def _read_foot(
    page: Page, foot: Sequence[Line], furniture: _Furniture, *, codes_on_top: bool
) -> None:
    for line in foot:
        if line.blank:
            continue
        found = _FRACTION.fullmatch(fold(line.text))
        if _is_code(line):
            page.code = page.code if codes_on_top else fold(line.text)
        elif found and not _PAGE_NUMBER.fullmatch(fold(line.text)):
            page.category = found["category"].strip()
        else:
            page.foot.append(line)


def _read_head(
    page: Page, head: Sequence[Line], furniture: _Furniture, *, codes_on_top: bool
) -> None:
    for line in head:
        if line.blank:
            continue
        if _is_code(line):
            page.code = fold(line.text) if codes_on_top else page.code
        elif not furniture.is_title(line) and not _PAGE_NUMBER.fullmatch(fold(line.text)):
            page.heading.append(without_marks(line))


def _take_heading_from_foot(page: Page, furniture: _Furniture) -> None:
    if page.heading:
        return
    page.heading = [
        without_marks(line)
        for line in page.foot
        if not furniture.is_title(line) and not furniture.is_foot(line)
    ][-1:]
    taken = {line.start for line in page.heading}
    page.foot = [line for line in page.foot if without_marks(line).start not in taken]


def _cut_parts(page: Page) -> None:
    parts: list[list[Line]] = []
    for line in page.body:
        if read_single_stage(line):
            parts.append([])
        elif parts:
            parts[-1].append(line)
    if len(parts) == len(page.stages):
        page.parts = parts
