"""A quotation in its document: what stands before, the passage, the quote, what stands after."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.answer import Citation
from bot.citations import verbatim
from bot.desk import Snapshot
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
    rest: str
    """The passage after the quote."""
    after: str
    """What stands after the passage."""


def excerpt_of_citation(citation: Citation, snapshot: Snapshot) -> Excerpt:
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
        return _excerpt_of_text(passage.text, citation.quote)
    return _cut(source, passage, citation.start, citation.end)


def excerpt_of_passage(passage: Passage, snapshot: Snapshot) -> Excerpt:
    """Return a whole passage in its document; it takes the place of the quote."""
    source = snapshot.source_text(passage.document)
    return _cut(source, passage, passage.start, passage.end)


def _cut(source: str, passage: Passage, start: int, end: int) -> Excerpt:
    first, last = min(passage.start, start), max(passage.end, end)
    before = source[max(0, first - AROUND_CHARACTERS) : first]
    after = source[last : last + AROUND_CHARACTERS]
    return Excerpt(
        before=unwrap(_from_line_start(before, cut=first > AROUND_CHARACTERS)),
        lead=unwrap(source[first:start]),
        quote=unwrap(source[start:end]),
        rest=unwrap(source[end:last]),
        after=unwrap(_to_line_end(after, cut=last + AROUND_CHARACTERS < len(source))),
    )


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


def unwrap(text: str) -> str:
    """Return the text with lines joined that a PDF broke inside a sentence.

    Only for reading: a break goes where a long line ends in the middle of Japanese words
    and the next goes on with them. Runs of empty lines become one.
    """

    def join(match: re.Match[str]) -> str:
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        if len(line) < WRAPPED_LINE_CHARACTERS or _NEW_LINE.match(text, match.end()):
            return match.group()
        return ""

    return re.sub(r"\n[ \t　]*(?:\n[ \t　]*)+\n", "\n\n", _WRAP.sub(join, text))
