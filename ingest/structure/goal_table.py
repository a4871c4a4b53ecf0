"""Tables of action goals by bureau and department (行動目標一覧), as a PDF gives them.

A row is 局, 部 and the goal, and often columns of ○ for what the goal belongs to.
Names are broken over lines where their cell was narrow, the goal where its cell was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ingest.builder import PassageBuilder
from ingest.lines import Line, cut_lines, ends_sentence, join_paragraphs
from ingest.records import SourceText
from ingest.structure.goal_cells import draft_goal_cells, is_other_table, table_share
from ingest.structure.goal_names import (
    ends_in_row_marks,
    is_caption_row,
    read_names,
    without_row_marks,
)
from ingest.structure.layout import cut_blocks, finish, is_page_start, squeeze
from ingest.structure.parser import Draft

_LEAST_ROWS = 4


@dataclass
class _Row:
    bureau: str
    department: str
    start: int
    """Offset of the first character of the names."""
    goal: list[Line] = field(default_factory=list)
    marked: bool = False
    """Whether the columns of ○ that end a row were seen."""

    @property
    def name(self) -> str:
        return f"{self.bureau} {self.department}".strip()


@dataclass(frozen=True)
class _Table:
    rows: list[_Row]
    outside: list[Line]
    in_blocks: bool = False
    """Whether a blank line ends a row, whatever its last column holds."""


class GoalTableParser:
    """Cuts a table of goals by 局 and 部 into one passage for each row."""

    @property
    def kind(self) -> str:
        """Kind of document."""
        return "goal_table"

    def score(self, lines: Sequence[Line]) -> float:
        """Return how sure it is that the lines are a table of goals."""
        if table_share(lines) > 0.5:
            return 0.95
        if is_other_table(lines):
            return 0.0
        table = _read_table(lines)
        good = [
            row
            for row in table.rows
            if " " in row.name and 15 <= sum(len(line.text) for line in row.goal) <= 600
        ]
        if len(good) < _LEAST_ROWS:
            return 0.0
        total = sum(len(line.text) for line in lines)
        inside = sum(len(line.text) for row in good for line in row.goal) + sum(
            len(row.name) for row in good
        )
        ended = len(good) if table.in_blocks else sum(map(_is_ended, good))
        return min(1.0, inside / max(1, total)) * (0.5 + 0.5 * ended / len(good)) * 1.1 - 0.05

    def parse(self, source: SourceText, start: int, end: int) -> list[Draft]:
        """Return a passage for what introduces the table and one for each row."""
        lines = cut_lines(source.text, start, end)
        if table_share(lines) > 0.5:
            return draft_goal_cells(source.text, lines)
        table = _read_table(lines)
        drafts = [_introduction(source.text, table.outside)]
        for row in table.rows:
            builder = PassageBuilder(source.text)
            builder.paragraph(row.goal)
            drafts.append(
                finish(
                    builder,
                    kind="goal",
                    locator=row.name,
                    heading=row.department or row.bureau,
                    path=[part for part in (row.bureau, row.department) if part],
                    departments=[row.name],
                )
            )
        return [draft for draft in drafts if draft is not None]


def _read_table(lines: Sequence[Line]) -> _Table:
    """Return the rows and the lines that belong to none.

    The first reading finds what stands between rows; where one of those lines (a page
    header) comes again within a row that goes on over a page, the second leaves it out.
    """
    blocks = _is_in_blocks(lines)
    first = _read_rows(lines, headers=frozenset(), blocks=blocks)
    headers = frozenset(_key(line) for line in first.outside if len(line.text) > 5)
    if not headers or not first.rows:
        return first
    return _read_rows(lines, headers=headers, blocks=blocks)


def _is_in_blocks(lines: Sequence[Line]) -> bool:
    """Return whether each row is a block of lines of its own that ends in no full stop.

    指標 and 区分 in columns at the right leave a row without one.
    """
    named, heads, ended = 0, 0, 0
    for block in cut_blocks(lines):
        for at, line in enumerate(block):
            names = read_names(block, at, bureau="", done=True)
            if names and names.paired and not is_caption_row(line):
                named += 1
                heads += at == 0
                ended += at == 0 and _ends_row(block[-1])
    return named >= _LEAST_ROWS and heads >= 0.8 * named and ended < 0.5 * heads


def _ends_row(line: Line) -> bool:
    return ends_sentence(line.text) or ends_in_row_marks(line)


def _is_ended(row: _Row) -> bool:
    return row.marked or ends_sentence(row.goal[-1].text)


def _read_rows(lines: Sequence[Line], *, headers: frozenset[str], blocks: bool) -> _Table:
    table = _Table([], [])
    has_marks = sum(map(ends_in_row_marks, lines)) >= 5
    at, row, gap, closed = 0, None, True, True
    while at < len(lines):
        line = lines[at]
        if line.blank:
            gap = True
            at += 1
            continue
        gap = gap or is_page_start(line, lines[at - 1] if at else None)
        done = closed or row is None or _is_done(row, has_marks=has_marks, gap=gap)
        done = done or (blocks and gap and row is not None and bool(row.goal))
        ended = row is not None and bool(row.goal) and row.goal[-1].text.endswith("。")
        names = None
        apart = is_caption_row(line) or (bool(headers) and _key(line) in headers)
        if not apart:
            names = read_names(lines, at, bureau=row.bureau if row else "", done=done or ended)
        if names:
            row = _Row(names.bureau, names.department, names.start, list(names.goal), names.marked)
            table.rows.append(row)
            at += names.lines
            gap = closed = False
            continue
        rest, marked = without_row_marks(line)
        if apart:
            table.outside.append(line)
            closed = closed or (row is not None and row.marked)
        elif rest.blank:
            if row:
                row.marked = True
        elif row is None or done:
            table.outside.append(line)
            closed = True
        else:
            row.goal.append(rest)
            row.marked = marked
        gap = False
        at += 1
    return _Table([row for row in table.rows if row.goal], table.outside, blocks)


def _key(line: Line) -> str:
    """Return the line as it is compared with page headers: page numbers differ."""
    return re.sub(r"[0-9]+", "#", squeeze(line.text))


def _is_done(row: _Row, *, has_marks: bool, gap: bool) -> bool:
    """Return whether the row can take no more text.

    ○ end a row, but where they stand in the middle of its height the text goes on
    on the next line.
    """
    if not row.goal:
        return False
    ended = ends_sentence(row.goal[-1].text)
    return row.marked and (gap or ended) if has_marks else gap and ended


def _introduction(source: str, outside: Iterable[Line]) -> Draft | None:
    """Return what the table says about itself, each sentence once, captions left out."""
    builder = PassageBuilder(source)
    once: dict[str, Line] = {}
    for line in outside:
        if not is_caption_row(line):
            once.setdefault(_key(line), line)
    seen = ""
    for paragraph in join_paragraphs(once.values()):
        text = squeeze("".join(line.text for line in paragraph))
        noted = text.startswith(("※", "・", "注", "(注"))
        if text in seen or not (noted or re.search(r"[。」]", text)):
            continue
        if not (noted or ends_sentence(paragraph[-1].text) or text.startswith(("「", "『"))):
            continue
        seen += text
        builder.paragraph(paragraph)
    return finish(builder, kind="section", locator="", heading="", label_suffix="")
