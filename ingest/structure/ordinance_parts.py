"""The parts of an ordinance: articles, preamble, supplementary provisions, annexes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.builder import PassageBuilder
from ingest.lines import Line, ends_sentence, trim_line
from ingest.normalize import KANJI_NUMERAL, NUMBER, parse_number
from ingest.records import PassageKind, Piece
from ingest.structure.ordinance_marks import Mark, Number, leads_to_text, next_content

_INLINE_ARTICLE = re.compile(
    r"(?<=[。）)])[\s　]*(?=(?:[（(][^（）()。]{1,40}[)）][\s　]*)?"
    rf"第{NUMBER}条(?:の{NUMBER})*[\s　])"
)
_INLINE_MARK = re.compile(
    rf"(?:(?<=。)|(?<=[\s　]))(?:(?P<kanji>[{KANJI_NUMERAL}]{{1,3}})(?=[\s　])"
    r"|[(（](?P<digits>[0-9０-９]{1,2})[)）]|(?P<paragraph>(?<=。)[2-9２-９])(?=[\s　]))"
)
DEPARTMENT = re.compile(
    r"(?:[^\s。、,，：:（）()「」のをにはが]|障が(?=い)){1,14}"
    r"(?:課|係|室|部|局|センター|担当|班|事務局|本部|区役所|支所|出張所|署)"
)
"""The name of a department that stands alone."""
_RANK = {
    "局": 0,
    "公室": 0,
    "区役所": 0,
    "本部": 0,
    "部": 1,
    "事務局": 0,
    "課": 2,
    "室": 2,
    "所": 2,
    "係": 3,
    "班": 3,
    "担当": 3,
}
_CONTENTS_ROLES = ("heading", "contents_entry", "supplement", "preamble", "text", "annex")


def unit_rank(name: str) -> int:
    """Return how far below the top a department of this name stands: 局 0, 部 1, 課 2, 係 3."""
    matching = [(len(end), rank) for end, rank in _RANK.items() if name.endswith(end)]
    return max(matching)[1] if matching else 2


def departments_below(departments: Sequence[str], above: Sequence[str]) -> tuple[str, ...]:
    """Return departments in full, where what names them is of the one above them."""
    if len(above) != 1:
        return tuple(departments)
    rank = unit_rank(above[0].split()[-1])
    return tuple(
        name if " " in name or unit_rank(name) <= rank else f"{above[0]} {name}"
        for name in departments
    )


@dataclass
class Group:
    """Lines that become one line of a passage: a paragraph, an item, a table row."""

    lines: list[Line]
    bare: bool = False
    """Whether the first line is a number alone, to be set off from what follows."""
    row: bool = False
    """Whether the lines are the cells of a table row."""
    marked: bool = False
    """Whether it begins with the number of a paragraph or item."""

    @property
    def finished(self) -> bool:
        """Whether the last line ends a sentence."""
        return ends_sentence(self.lines[-1].text)

    @property
    def open_bracket(self) -> bool:
        """Whether a bracket is still open at the end."""
        text = "".join(line.text for line in self.lines)
        return sum(text.count(c) for c in "（(「") > sum(text.count(c) for c in "）)」")

    def __len__(self) -> int:
        return sum(len(line.text) for line in self.lines)


@dataclass
class Part:
    """One article, preamble, supplementary provision or annex."""

    kind: PassageKind
    locator: str
    heading: str
    path: tuple[str, ...]
    start: int
    number: Number = ()
    groups: list[Group] = field(default_factory=list)

    @property
    def end(self) -> int:
        """One past the last character of the part in the source."""
        return max((group.lines[-1].end for group in self.groups), default=self.start)

    @property
    def words(self) -> int:
        """Characters of its groups."""
        return sum(len(group) for group in self.groups)

    def build(self, source: str) -> tuple[str, tuple[Piece, ...]]:
        """Return its text, one paragraph, item or row a line, and the pieces."""
        builder = PassageBuilder(source)
        for group in self.groups:
            for number, line in enumerate(group.lines):
                if number == 0:
                    builder.line(line.start, line.end)
                    continue
                if group.row or (group.bare and number == 1):
                    builder.insert("　")
                builder.join(line.start, line.end)
        return builder.build()


def cut_cells(source: str, line: Line) -> list[Line]:
    """Return the cells of a pipe table row that are not empty; none for a rule of hyphens."""
    cells: list[Line] = []
    at = line.start
    for bar in [*re.finditer(r"\|", line.text), None]:
        stop = line.start + bar.start() if bar else line.end
        cell = trim_line(source, at, stop)
        if cell.text and not set(cell.text) <= set(":- "):
            cells.append(cell)
        at = stop + 1
    return cells


def split_inline(source: str, line: Line) -> list[Line]:
    """Return the line cut before articles, paragraphs and items that stand inside it.

    Items are cut only where 一 and 二, or (1) and (2), both stand in the line, in
    sequence; a paragraph where its number comes in sequence after a full stop.
    """
    cuts = [m.end() for m in _INLINE_ARTICLE.finditer(line.text)]
    marks = list(_INLINE_MARK.finditer(line.text))
    for kind in ("kanji", "digits", "paragraph") if marks else ():
        run: list[int] = []
        expected = 2 if kind == "paragraph" else 1
        for match in marks:
            if match[kind] and parse_number(match[kind]) == expected:
                run.append(match.start())
                expected += 1
        if len(run) > 1 or (kind == "paragraph" and run):
            cuts += [at for at in run if at]
    edges = [0, *sorted(set(cuts)), len(line.text)]
    if len(edges) == 2:
        return [line]
    pieces = (
        trim_line(source, line.start + a, line.start + b, page=line.page)
        for a, b in pairwise(edges)
    )
    return [piece for piece in pieces if not piece.blank]


def skip_contents(marks: Sequence[Mark]) -> Iterator[tuple[int, int]]:
    """Yield the (first, stop) ranges of marks that are a table of contents."""
    index = 0
    while index < len(marks):
        mark = marks[index]
        if mark.role not in ("contents", "contents_entry") and not _lists_headings(marks, index):
            index += 1
            continue
        stop = _contents_end(marks, index)
        first = index
        while first and marks[first - 1].role in ("blank", "preamble"):
            first -= 1
        yield first, stop
        index = stop


def _lists_headings(marks: Sequence[Mark], index: int) -> bool:
    """Return whether headings that stand again below follow each other without text."""
    mark, after = marks[index], next_content(marks, index)
    if mark.role != "heading" or after is None or after.role not in ("heading", "supplement"):
        return False
    name = (mark.level, mark.number, mark.words)
    return any(
        m.role == "heading" and (m.level, m.number, m.words) == name for m in marks[index + 1 :]
    )


def _contents_end(marks: Sequence[Mark], first: int) -> int:
    seen: set[tuple[str, Number, str]] = set()
    stop = first + 1
    for index in range(first + 1, len(marks)):
        mark = marks[index]
        if mark.role == "blank":
            continue
        if mark.role == "heading":
            parent = mark.level if mark.level in "編章" else mark.words
            key = (mark.level, mark.number, parent)
            if key in seen:
                break
            seen.add(key)
        prose = mark.role == "text" and (len(mark.line.text) >= 25 or "。" in mark.line.text)
        if prose or mark.role not in _CONTENTS_ROLES:
            break
        if mark.role == "supplement" and leads_to_text(marks, index):
            break
        stop = index + 1
    return _without_first_heading(marks, first, stop)


def _without_first_heading(marks: Sequence[Mark], first: int, stop: int) -> int:
    """Return the stop moved before a heading that has no range of articles though others do."""
    entries = [m for m in marks[first:stop] if m.role == "contents_entry"]
    last = max(
        (i for i in range(first, stop) if marks[i].role in ("contents_entry", "supplement")),
        default=stop - 1,
    )
    if not entries:
        return stop
    last += 1
    while last < stop and marks[last].role in ("annex", "blank", "supplement"):
        last += 1
    return last
