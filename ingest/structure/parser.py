"""What a parser of one kind of document takes and gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ingest.lines import Line
from ingest.records import PassageKind, Piece, SourceText


@dataclass(frozen=True)
class Draft:
    """A passage before the facts about its work (title, municipality, date) are added."""

    kind: PassageKind
    locator: str
    """第24条 · 環境局 資源循環推進部 · 経2-1; empty where nothing names the place."""
    heading: str
    """Caption or heading of this passage alone; may be empty."""
    text: str
    pieces: tuple[Piece, ...]
    start: int
    """First character in the source."""
    end: int
    """One past the last character."""
    path: tuple[str, ...] = ()
    """Headings inside the work, the passage's own last; the work's title is added later."""
    departments: tuple[str, ...] = ()
    """Responsible departments, bureau first: 環境局 資源循環推進部."""
    label_suffix: str | None = None
    """What follows the title in the citation label; the locator where None."""
    title: str | None = None
    """Title of the work where the parser knows it; otherwise it is identified by content."""
    date: str | None = None
    """ISO date of the work where the parser knows it."""


class Parser(Protocol):
    """Recognizes one kind of document by its content and cuts it into drafts.

    The part of a file that is an ordinance never reaches another parser:
    ``ingest.structure.detect`` cuts it out first, and hands the ranges before and
    after it to the parser whose score on them is highest.
    """

    @property
    def kind(self) -> str:
        """Kind of document, as in ``Document.kind``."""

    def score(self, lines: Sequence[Line]) -> float:
        """Return how sure it is that the lines are of this kind.

        From 0.0 (they are not) over 0.5 (some of its marks) to 1.0 (nothing else looks
        like this). Below 0.5 the parser is not used. File names are never looked at.
        """

    def parse(self, source: SourceText, start: int, end: int) -> list[Draft]:
        """Return the drafts of ``source.text[start:end]`` in reading order."""
