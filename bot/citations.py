"""Quotes: where they stand in the source, and the check that they stand there verbatim."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.normalize import match_form
from ingest.records import Passage


@dataclass(frozen=True)
class Quote:
    """Words of a passage that an answer shows."""

    passage: Passage
    at: int
    """First character in the passage's text."""
    end: int
    """One past the last."""

    @property
    def text(self) -> str:
        """The words as they are shown, line breaks and indents closed up."""
        return re.sub(r"\s*\n\s*", " ", self.passage.text[self.at : self.end]).strip()


def source_span(passage: Passage, at: int, end: int) -> tuple[int, int]:
    """Return where a run of the passage's text stands in the document's extracted text.

    Separators that were put between pieces are skipped; a run that lies in separators
    alone gives the passage's own span.
    """
    starts = [
        piece.start + max(at, piece.at) - piece.at
        for piece in passage.pieces
        if piece.at < end and piece.at + piece.length > at
    ]
    ends = [
        piece.start + min(end, piece.at + piece.length) - piece.at
        for piece in passage.pieces
        if piece.at < end and piece.at + piece.length > at
    ]
    if not starts:
        return passage.start, passage.end
    return min(starts), max(ends)


def verbatim(source_text: str, start: int, end: int, quote: str) -> bool:
    """Return whether the quote is what stands in the source between the offsets.

    Compared as evidence is: after NFKC and the mapping of CJK radicals, without white
    space and without the marks of tables and Markdown.
    """
    return match_form(quote) in match_form(source_text[start:end])


def trim_to_pieces(quote: Quote, source_text: str) -> Quote | None:
    """Return the quote, or its longest run that stands verbatim in the source.

    A table row's text has column names put before its cells; a quote that spans them is
    cut down to a cell. None where nothing of it stands in the source.
    """
    span = source_span(quote.passage, quote.at, quote.end)
    if verbatim(source_text, *span, quote.text):
        return quote
    runs = [
        Quote(quote.passage, max(quote.at, piece.at), min(quote.end, piece.at + piece.length))
        for piece in quote.passage.pieces
        if piece.at < quote.end and piece.at + piece.length > quote.at
    ]
    runs = [run for run in runs if run.text]
    return max(runs, key=lambda run: run.end - run.at, default=None)
