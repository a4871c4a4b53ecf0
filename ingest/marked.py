"""The one form in which every reader hands text to the structure parsers: marked text.

Running text stands as lines, a heading behind ``#`` marks, a table as rows of ``|`` cells
(a rule line below its column names), a page behind a form feed. Parsers tell them with
``ingest.structure.layout.heading_depth`` and ``ingest.structure.tables``; the marks are
never part of a passage. See docs/decisions for why.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.errors import ReadError
from ingest.records import SourceText

_BLANKS = re.compile(r"[^\S\n]+$", re.MULTILINE)
_BREAKS = re.compile(r"[ \t]*(?:\r\n|[\n\r\x0b\x0c\x85\u2028\u2029])[ \t]*")


class MarkedText:
    """Text under construction, with limits on its size."""

    def __init__(self, *, max_characters: int = 20_000_000) -> None:
        """Start empty.

        Args:
            max_characters: A document longer than this is refused.
        """
        self._parts: list[str] = []
        self._length = 0
        self._page_starts: list[int] = []
        self._max = max_characters

    @property
    def empty(self) -> bool:
        """Whether nothing but page marks was written."""
        return not any(part.strip() for part in self._parts)

    def page(self, *, within_table: bool = False) -> None:
        """Begin a page; ``within_table`` where a table goes on from the page before."""
        if not self._page_starts:
            self._page_starts.append(self._length)
            return
        while within_table and self._parts and self._parts[-1].endswith("\n"):
            self._parts[-1] = self._parts[-1][:-1]
            self._length -= 1
            if self._parts[-1]:
                break
            self._parts.pop()
        self._add("\f")
        self._page_starts.append(self._length)

    def heading(self, text: str, *, level: int) -> None:
        """Write a heading; level 1 is the document's title."""
        plain = " ".join(_BREAKS.sub(" ", text).split(" ")).strip()
        if plain:
            self.gap()
            self._add(f"{'#' * max(1, min(level, 6))} {plain}\n")
            self.gap()

    def line(self, text: str) -> None:
        """Write text; its own line breaks stay."""
        self._add(_BLANKS.sub("", _BREAKS.sub("\n", text)) + "\n")

    def gap(self) -> None:
        """Leave a blank line unless one stands here already."""
        tail = "".join(self._parts[-2:])
        if tail and not tail.endswith(("\n\n", "\f")):
            self._add("\n")

    def table(self, rows: Sequence[Sequence[str]], *, head: int, goes_on: bool = False) -> None:
        """Write a table.

        Args:
            rows: Cells of each row, all rows of one width.
            head: How many rows at the beginning are column names; they become one row.
                0 where none is known: the parsers then look at the first row themselves.
            goes_on: Whether it is the rest of the table that was written last.
        """
        if not goes_on:
            self.gap()
        if head:
            names = [_join_names([row[at] for row in rows[:head]]) for at in range(len(rows[0]))]
            self._row(names)
            self._add("|" + "---|" * len(names) + "\n")
        for row in rows[head:]:
            self._row(row)

    def end_table(self) -> None:
        """Leave the blank line that ends a table."""
        self.gap()

    def build(self, name: str) -> SourceText:
        """Return the text and where its pages begin."""
        return SourceText(name, "".join(self._parts), tuple(self._page_starts))

    def _row(self, cells: Sequence[str]) -> None:
        self._add("| " + " | ".join(_cell(cell) for cell in cells) + " |\n")

    def _add(self, text: str) -> None:
        self._length += len(text)
        if self._length > self._max:
            raise ReadError(
                f"文字が多すぎます（上限 {self._max:,}文字）。分割してから取り込んでください。"
            )
        self._parts.append(text)


def _cell(text: str) -> str:
    return _BREAKS.sub("<br>", text.strip()).replace("|", "｜")


def _join_names(names: Sequence[str]) -> str:
    """Return the name of a column whose head has several lines, each word of it once."""
    kept: list[str] = []
    for name in names:
        plain = _BREAKS.sub("", name.strip())
        if plain and plain not in kept:
            kept.append(plain)
    return " ".join(kept)
