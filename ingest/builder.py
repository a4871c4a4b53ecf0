"""A passage under construction: source ranges to its text, and the pieces that lead back.

The builder joins what line breaks broke and takes out what is not text (indents, letter
spacing, ``**``, tags).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ingest.cleaning import clean_runs
from ingest.lines import Line
from ingest.normalize import map_radicals
from ingest.records import Piece


class PassageBuilder:
    """Text of a passage under construction, with the pieces that lead back to the source."""

    def __init__(self, source: str, *, noise: Sequence[tuple[int, int]] = ()) -> None:
        """Start empty.

        Args:
            source: The document's extracted text.
            noise: Ranges of it (page headers, ○ columns) that never become text.
        """
        self._source = source
        self._noise = sorted(noise)
        self._text: list[str] = []
        self._length = 0
        self._pieces: list[Piece] = []
        self._last = ""

    def __len__(self) -> int:
        return self._length

    def line(self, start: int, end: int, *, caption: str = "") -> None:
        """Add a source range as a new line, behind words that are not in the source."""
        self._break()
        self._append(caption)
        self._add(start, end, joint=False)

    def join(self, start: int, end: int) -> None:
        """Add a source range to the current line: one space between ASCII, none beside Japanese."""
        self._add(start, end, joint=True)

    def insert(self, text: str) -> None:
        """Add text that is not in the source to the current line."""
        self._append(text)

    def insert_line(self, text: str) -> None:
        """Add text that is not in the source as a new line."""
        self._break()
        self._append(text)

    def paragraph(self, lines: Sequence[Line]) -> None:
        """Add lines that are one paragraph, joined."""
        for number, line in enumerate(lines):
            if number:
                self.join(line.start, line.end)
            else:
                self.line(line.start, line.end)

    def paragraphs(self, groups: Iterable[Sequence[Line]]) -> None:
        """Add paragraphs, each on a line of its own."""
        for group in groups:
            self.paragraph(group)

    def build(self) -> tuple[str, tuple[Piece, ...]]:
        """Return text and pieces."""
        return "".join(self._text), tuple(self._pieces)

    def _break(self) -> None:
        if self._length and self._last != "\n":
            self._append("\n")

    def _append(self, text: str) -> None:
        if text:
            self._text.append(text)
            self._length += len(text)
            self._last = text[-1]

    def _add(self, start: int, end: int, *, joint: bool) -> None:
        runs = clean_runs(self._source, start, end, noise=self._noise)
        for number, (first, stop, separator) in enumerate(runs):
            if number == 0:
                if joint and _needs_space(self._last, self._source[first]):
                    self._append(" ")
            elif separator:
                self._append(separator)
            self._take(first, stop)

    def _take(self, start: int, end: int) -> None:
        at = self._length
        self._append(map_radicals(self._source[start:end]))
        last = self._pieces[-1] if self._pieces else None
        if last and last.at + last.length == at and last.start + last.length == start:
            self._pieces[-1] = Piece(last.at, last.start, last.length + end - start)
        else:
            self._pieces.append(Piece(at, start, end - start))


def _needs_space(before: str, after: str) -> bool:
    return before.isascii() and after.isascii() and before not in " \n(" and before != ""
