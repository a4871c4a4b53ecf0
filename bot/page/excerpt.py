"""A quotation in its document: what stands around it, and the passages next to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from bot.answer import Citation
from bot.citations import verbatim
from bot.desk import Snapshot
from bot.page.originals import original_file, published_at
from ingest.errors import KnowledgeBaseError
from ingest.records import Passage

AROUND_CHARACTERS = 240
"""Characters of the source shown before and after a passage."""
WRAPPED_LINE_CHARACTERS = 24
"""A shorter line ends where its writer ended it; a longer one may have been wrapped."""

_WRAP = re.compile(r"(?<=[一-龥ぁ-んァ-ヶー、々])\n[ 　]?(?=[一-龥ぁ-んァ-ヶー])")
_NEW_LINE = re.compile(r"第[0-9０-９一二三四五六七八九十百]+[条章節]|附則|別表")


@dataclass(frozen=True)
class Excerpt:
    """A run of a document's extracted text, cut at the passage and at the quote."""

    before: str
    """What stands before the passage; "" at the start of the document."""
    lead: str
    """The passage up to the quote."""
    quote: str
    """The words cited; "" where a passage is shown for itself."""
    rest: str
    """The passage after the quote."""
    after: str
    """What stands after the passage."""


@dataclass(frozen=True)
class Neighbour:
    """A passage next to another in the same document."""

    passage_id: str
    label: str


@dataclass(frozen=True)
class Place:
    """A passage as it is shown in its document."""

    passage: Passage
    excerpt: Excerpt
    previous: Neighbour | None = None
    next: Neighbour | None = None
    url: str | None = None
    """Where the document is published, http or https only."""
    has_file: bool = False
    """Whether the file that was read is still there, unchanged."""


def place_of_citation(citation: Citation, snapshot: Snapshot) -> Place:
    """Return the quotation in its document.

    Where the document was replaced since the answer was made, the passage as it was then
    is returned, without surroundings.
    """
    passage = citation.passage
    try:
        source = snapshot.source_text(passage.document)
    except KnowledgeBaseError:
        source = ""
    if not source or not verbatim(source, citation.start, citation.end, citation.quote):
        return Place(passage, _excerpt_of_text(passage.text, citation.quote))
    return _place(passage, _cut(source, passage, citation.start, citation.end), snapshot)


def place_of_passage(passage: Passage, snapshot: Snapshot) -> Place:
    """Return a whole passage in its document, without a quote.

    Raises:
        KnowledgeBaseError: its document is no longer there.
    """
    source = snapshot.source_text(passage.document)
    return _place(passage, _cut(source, passage, passage.start, passage.start), snapshot)


def _place(passage: Passage, excerpt: Excerpt, snapshot: Snapshot) -> Place:
    document = snapshot.catalog.document(passage.document)
    return Place(
        passage,
        excerpt,
        *_neighbours(passage, snapshot),
        url=published_at(document) if document else None,
        has_file=document is not None and original_file(document) is not None,
    )


def _neighbours(passage: Passage, snapshot: Snapshot) -> tuple[Neighbour | None, Neighbour | None]:
    before, after = snapshot.catalog.neighbours(passage.passage_id, before=1, after=1)
    return (
        Neighbour(before[-1].passage_id, before[-1].label) if before else None,
        Neighbour(after[0].passage_id, after[0].label) if after else None,
    )


def _cut(source: str, passage: Passage, start: int, end: int) -> Excerpt:
    first, last = min(passage.start, start), max(passage.end, end)
    before = source[max(0, first - AROUND_CHARACTERS) : first]
    after = source[last : last + AROUND_CHARACTERS]
    shown_from = first - len(_from_line_start(before, cut=first > AROUND_CHARACTERS))
    shown_to = last + len(_to_line_end(after, cut=last + AROUND_CHARACTERS < len(source)))
    left_out = wraps(source[shown_from:shown_to])
    cuts = [shown_from, first, start, end, last, shown_to]
    before, lead, quote, rest, after = (
        "".join(
            character
            for at, character in enumerate(source[begin:stop], begin - shown_from)
            if at not in left_out
        )
        for begin, stop in pairwise(cuts)
    )
    return Excerpt(before.lstrip("\n"), lead, quote, rest, after.rstrip())


def _excerpt_of_text(text: str, quote: str) -> Excerpt:
    at = text.find(quote)
    if at < 0:
        return Excerpt("", "", quote, f"\n{text}", "")
    return Excerpt("", text[:at], quote, text[at + len(quote) :], "")


def _from_line_start(text: str, *, cut: bool) -> str:
    if cut and "\n" in text[:-1]:
        text = text[text.index("\n") + 1 :]
    return text


def _to_line_end(text: str, *, cut: bool) -> str:
    if cut and "\n" in text[1:]:
        text = text[: text.rindex("\n")]
    return text


def wraps(text: str) -> set[int]:
    """Return the places of line breaks that a PDF made inside a sentence.

    Only for reading: a break goes where a long line ends in the middle of Japanese words
    and the next goes on with them.
    """
    places: set[int] = set()
    for match in _WRAP.finditer(text):
        line = match.start() - text.rfind("\n", 0, match.start()) - 1
        if line >= WRAPPED_LINE_CHARACTERS and not _NEW_LINE.match(text, match.end()):
            places.update(range(match.start(), match.end()))
    return places
