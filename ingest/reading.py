"""What a door of one format takes and gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ingest.records import SourceText
from ingest.structure.parser import Draft

MAX_TOKENS = 600
"""Default size of a section; articles, goals and rows are never cut."""


page_done: list[Callable[[], None]] = []
"""Called after each recognized page, for whoever watches that reading goes on."""


@dataclass(frozen=True)
class Limits:
    """Bounds on what is read; a file beyond one of them is refused with its name and value."""

    max_bytes: int = 50 * 1024 * 1024
    """Largest file."""
    max_tokens: int = MAX_TOKENS
    """Longest section before it is cut."""
    max_seconds: float = 180.0
    """Longest time one file may take to read, or one page of a scan."""
    max_recognition_seconds: float = 1800.0
    """Longest time for all scanned pages of a file; what is left after it is told."""
    max_memory_bytes: int = 2 * 1024**3
    """Memory of the process that reads what may be hostile."""
    max_unpacked_bytes: int = 400 * 1024 * 1024
    """Size of an archive's members together, and of the parts of an Office file."""
    max_members: int = 5_000
    """Files in one archive."""
    max_pages: int = 3_000
    """Pages of one document."""
    max_rows: int = 100_000
    """Rows of one table or sheet."""
    max_characters: int = 20_000_000
    """Characters of one document."""


@dataclass(frozen=True)
class ReadFile:
    """What a door gives for one file."""

    source: SourceText
    """Text in the marked form of ``ingest.marked``."""
    drafts: tuple[Draft, ...] | None = None
    """Passages where the format itself says what they are; None where a parser has to."""
    kind: str | None = None
    """Kind of document where the format says it."""
    warnings: tuple[str, ...] = ()
    """Sentences in Japanese for the person who ingests."""
    title: str | None = None
    """Title that the format carries beside its text (HTML's head, an Office file's
    properties); used only where the text itself has none."""


Door = Callable[[bytes, str, Limits], ReadFile]
"""Bytes, name of the document, limits → what it holds; raises ``ReadError``."""
