"""The records that flow through the project: source text, passage, document."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

Audience = Literal["public", "staff"]
PassageKind = Literal[
    "goal",
    "article",
    "measure",
    "stage",
    "section",
    "duty",
    "procedure",
    "faq",
    "row",
    "preamble",
    "supplementary",
]


@dataclass(frozen=True)
class SourceText:
    """What a reader got out of one file."""

    name: str
    """File name as ingested; unique within a knowledge base."""
    text: str
    """Extracted text. Every offset in the project counts characters of this string."""
    page_starts: tuple[int, ...] = ()
    """Offset of the first character of each page, in order; empty where the format has no pages."""

    def page_of(self, offset: int) -> int | None:
        """Return the 1-based page that contains the offset, or None without pages."""
        if not self.page_starts:
            return None
        return max(1, bisect_right(self.page_starts, offset))


@dataclass(frozen=True)
class Piece:
    """A run of a passage's text that stands verbatim in the source text.

    ``passage.text[at : at + length]`` and ``source[start : start + length]``
    are the same characters, CJK radicals mapped to ideographs aside.
    """

    at: int
    """Offset in the passage's text."""
    start: int
    """Offset in the document's extracted text."""
    length: int
    """Characters."""


@dataclass(frozen=True)
class Passage:
    """The smallest unit that is found and cited: an article, a goal, a table row, a section."""

    passage_id: str
    """Stable while document name, locator and text stay the same."""
    document: str
    """Name of the document (``SourceText.name``)."""
    title: str
    """Title of the work; one file may hold several works."""
    municipality: str | None
    """City, town, village, ward or issuing body; None where the text does not say."""
    date: str | None
    """ISO 8601 (YYYY, YYYY-MM or YYYY-MM-DD); None where unknown."""
    audience: Audience
    kind: PassageKind
    locator: str
    """第24条 · 環境局 資源循環推進部 · 経2-1 · 防災 段階1 · 第1章 第1節 1"""
    label: str
    """Full citation label, as a colleague would cite it."""
    heading: str
    """Caption or heading of this passage alone: 情報公開, 資源循環の推進; may be empty."""
    path: tuple[str, ...]
    """Headings from the work down to this passage, the passage's own heading last."""
    departments: tuple[str, ...]
    """Departments responsible for it, most specific form, bureau first: 環境局 資源循環推進部."""
    text: str
    """Readable text: broken lines joined, one paragraph, item or bullet per line."""
    page: int | None
    start: int
    """First character in the document's extracted text."""
    end: int
    """One past the last character."""
    pieces: tuple[Piece, ...]
    """Runs of ``text`` in order of ``at``; characters of ``text`` outside them are separators."""


@dataclass(frozen=True)
class Document:
    """One ingested file with its passages in reading order."""

    name: str
    origin: str
    """Absolute path or archive member it was read from."""
    sha256: str
    """Hash of the file's bytes and of everything else that decides its passages."""
    title: str
    municipality: str | None
    date: str | None
    audience: Audience
    kind: str
    """ordinance, duties, goal_table, plan, measure_sheets, roadmap, guideline, text …"""
    text: str
    page_starts: tuple[int, ...]
    passages: tuple[Passage, ...]
    warnings: tuple[str, ...] = ()
    """Sentences in Japanese for the person who ingested it."""
    url: str | None = None
    """Where it is published, as the operator says."""
    licence: str | None = None
    """Under which licence, as the operator says."""
