"""Bureau and department at the start of a row of a goal table, broken names put together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.lines import JAPANESE, Line
from ingest.structure.layout import fold

_MARKS = "○◯〇◎●✓✔☑"
_ROW_MARKS = re.compile(rf"(?:(?:^|(?<=[\s。)）」]))[{_MARKS}](?=\s|$)\s*)+$")
_ORDER = (
    "局|公室|本部|役所|役場|委員会|庁|議会|企業団",
    "部|支所|事務所",
    "課|室|署|所|センター|園|館",
)
_TOKEN = re.compile(r"\S+")
_LETTER = rf"[{JAPANESE}A-Za-zＡ-Ｚａ-ｚ]"
_NAME = re.compile(rf"{_LETTER}+")
_BUREAU = re.compile(
    r".+(?:局|公室|本部|役所|役場|委員会|庁|部|室|課|会議|センター|病院|支所|事務所|議会|企業団)"
)
_DEPARTMENT = re.compile(
    r".+(?:部|課|室|署|局|所|館|学園|園|センター|係|班|担当|病院|学校|院|場|隊|団|チーム|グループ)"
)
_CAPTION = re.compile(
    r"(?:主な)?(?:担当|所管|主管|関係)?(?:部局|所属|部署|組織|[局部課室区])"
    r"(?:[・/](?:部局|所属|[局部課室区]))*(?:名|等|名等)?"
)
_LONGEST_NAME = 20
_LONGEST_REST = 8
_BEGINS_IN_NAME = re.compile(rf"{_LETTER}{{1,{_LONGEST_NAME}}}(?!\S)")


@dataclass(frozen=True)
class _Token:
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class RowNames:
    """The names that begin a row, and what stands on their lines after them."""

    bureau: str
    department: str
    start: int
    goal: tuple[Line, ...]
    """What stands on the names' lines after them."""
    marked: bool
    lines: int
    """Lines of the table that the names take, blank ones too."""
    paired: bool
    """Whether bureau and department are both written out here."""


def read_names(lines: Sequence[Line], at: int, *, bureau: str, done: bool) -> RowNames | None:
    """Return the names that begin a row at the line, broken ones put together."""
    # Most lines begin with no name, and every line is asked.
    if _BEGINS_IN_NAME.match(lines[at].text) is None:
        return None
    reader = _NameReader(lines, at)
    first = reader.name(_BUREAU, alone=not done)
    if first is None or _CAPTION.fullmatch(fold(first)):
        return None
    paired = reader.name(_DEPARTMENT, alone=False)
    if paired is not None and not _CAPTION.fullmatch(fold(paired)):
        return reader.names(first, paired, paired=True)
    rest = reader.rest()
    if not done or rest is None or len(rest.text) < 8:
        return None
    if not _reads_as_goal(rest.text):
        return None
    if reader.on_first_line and bureau and _order(first) > _order(bureau):
        # The bureau's cell spans several rows and is written in the first one only.
        return reader.names(bureau, first, paired=False)
    if reader.on_first_line and _order(first) > 0:
        return None
    return reader.names(first, "", paired=False)


def _order(name: str) -> int:
    """Return how far below the top an office of this name stands."""
    return next((at for at, end in enumerate(_ORDER) if re.search(rf"(?:{end})$", name)), 9)


def is_caption(text: str) -> bool:
    """Return whether the text heads a column of offices: 局名, 部 等, 担当課."""
    return _CAPTION.fullmatch(fold(text).replace(" ", "")) is not None


def is_caption_row(line: Line) -> bool:
    """Return whether the line is the table's head: 局 等, 部 等, 担当課 and the like."""
    if len(line.text) < 3 or len(line.text.split()) < 2:  # every line is asked
        return False
    tokens = fold(line.text).split()
    return (
        len(tokens) > 1
        and sum(token == "等" or _CAPTION.fullmatch(token) is not None for token in tokens) >= 2
    )


def _reads_as_goal(text: str) -> bool:
    """Return whether the text reads as a goal and not as a name or a column caption."""
    return len(text) >= 12 and re.search(r"[、。をにはが]", text) is not None


class _NameReader:
    """Reads names from the tokens of a row's first lines."""

    def __init__(self, lines: Sequence[Line], at: int) -> None:
        self._lines = lines
        self._at = at
        self._first = at
        self._start = lines[at].start
        self._tokens = self._cut(at)
        self._kept: list[Line] = []
        self._marked = False

    @property
    def on_first_line(self) -> bool:
        """Whether everything read so far stood on one line."""
        return self._at == self._first

    def name(self, pattern: re.Pattern[str], *, alone: bool) -> str | None:
        """Take a name that fits the pattern, or a broken one with its rest on the next lines.

        Args:
            pattern: What a whole name looks like.
            alone: Whether only a whole name counts that something follows on its line.
        """
        if not self._tokens and not self._next():
            return None
        token = self._tokens[0]
        if _NAME.fullmatch(token.text) is None or len(token.text) > _LONGEST_NAME:
            return None
        if pattern.fullmatch(token.text):
            if alone and len(self._tokens) < 2:
                return None
            self._tokens.pop(0)
            return token.text
        return None if alone else self._broken_name(pattern, token)

    def _broken_name(self, pattern: re.Pattern[str], token: _Token) -> str | None:
        text, ahead = token.text, self._at
        if len(text) < 3:
            return None
        for _ in range(2):
            ahead = self._following(ahead)
            if ahead < 0:
                return None
            tokens = self._cut(ahead)
            rest = tokens[0].text if tokens else ""
            if not rest or len(rest) > _LONGEST_REST or _NAME.fullmatch(rest) is None:
                return None
            text += rest
            if len(text) <= _LONGEST_NAME + 4 and pattern.fullmatch(text):
                if len(self._tokens) > 1:
                    if pattern is _BUREAU:
                        return None
                    # The goal's first line stands between the two parts of the name.
                    if len(tokens) < 2:
                        return None
                    self._keep(self._tokens[1:])
                self._at, self._tokens = ahead, tokens[1:]
                return text
            if len(tokens) > 1:
                return None
        return None

    def rest(self) -> Line | None:
        """Return what follows the names, on their last line or on the next one."""
        if not self._tokens and not self._next():
            return None
        return self._line(self._tokens)

    def names(self, bureau: str, department: str, *, paired: bool) -> RowNames:
        """Return the names with what stands after them on their lines."""
        self._keep(self._tokens)
        return RowNames(
            bureau,
            department,
            self._start,
            tuple(self._kept),
            self._marked,
            self._at - self._first + 1,
            paired,
        )

    def _keep(self, tokens: Sequence[_Token]) -> None:
        if tokens:
            line, marked = without_row_marks(self._line(tokens))
            self._marked = marked
            if not line.blank:
                self._kept.append(line)

    def _line(self, tokens: Sequence[_Token]) -> Line:
        line = self._lines[self._at]
        start, end = tokens[0].start, tokens[-1].end
        return Line(line.text[start - line.start : end - line.start], start, end, 0, line.page)

    def _next(self) -> bool:
        ahead = self._following(self._at)
        if ahead < 0:
            return False
        self._at, self._tokens = ahead, self._cut(ahead)
        return True

    def _following(self, at: int) -> int:
        for ahead in range(at + 1, min(at + 4, len(self._lines))):
            if not self._lines[ahead].blank:
                return ahead
        return -1

    def _cut(self, at: int) -> list[_Token]:
        line = self._lines[at]
        return [
            _Token(found.group(), line.start + found.start(), line.start + found.end())
            for found in _TOKEN.finditer(line.text)
        ]


def ends_in_row_marks(line: Line) -> bool:
    """Return whether ○ stand at the end of the line."""
    return _find_row_marks(line) is not None


def _find_row_marks(line: Line) -> re.Match[str] | None:
    # Looking from every place of a line for marks at its end is what takes time.
    return _ROW_MARKS.search(line.text) if line.text.endswith(tuple(_MARKS)) else None


def without_row_marks(line: Line) -> tuple[Line, bool]:
    """Return the line without the ○ at its end, and whether there were any."""
    found = _find_row_marks(line)
    if found is None:
        return line, False
    text = line.text[: found.start()].rstrip()
    end = line.start + len(text)
    return Line(text, line.start, end, line.indent, line.page), True
