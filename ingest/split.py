"""Long passages cut at sentence ends, none longer than a number of tokens."""

from __future__ import annotations

from dataclasses import replace

from ingest.reading import MAX_TOKENS
from ingest.records import Piece
from ingest.structure.parser import Draft
from ingest.tokens import count_tokens

_SEPARATORS = ["\n\n", "\n", "。", "！", "？", "；", "、", " ", "　", ""]
_WHOLE = frozenset({"goal", "article", "measure", "stage", "duty", "procedure", "faq", "row"})


def split_draft(draft: Draft, *, max_tokens: int = MAX_TOKENS) -> list[Draft]:
    """Return the draft, or its parts in order where it is a long section.

    The parts' texts together are the draft's, white space between them aside; each
    keeps locator, heading and path, and its own span.
    """
    if draft.kind in _WHOLE or len(draft.text) <= max_tokens:
        return [draft]
    if count_tokens(draft.text) <= max_tokens:
        return [draft]
    parts: list[Draft] = []
    at = 0
    for chunk in _even(_cut(draft.text, max_tokens), max_tokens):
        start, end = at, at + len(chunk)
        at = end
        while start < end and draft.text[start].isspace():
            start += 1
        while end > start and draft.text[end - 1].isspace():
            end -= 1
        part = cut_draft(draft, start, end)
        if part is not None:
            parts.append(part)
    return parts or [draft]


def cut_draft(draft: Draft, start: int, end: int) -> Draft | None:
    """Return the draft of ``draft.text[start:end]``, or None where nothing of it is source."""
    pieces = []
    for piece in draft.pieces:
        first = max(piece.at, start)
        last = min(piece.at + piece.length, end)
        if first < last:
            pieces.append(Piece(first - start, piece.start + first - piece.at, last - first))
    if not pieces:
        return None
    return replace(
        draft,
        text=draft.text[start:end],
        pieces=tuple(pieces),
        start=min(piece.start for piece in pieces),
        end=max(piece.start + piece.length for piece in pieces),
    )


def _cut(text: str, max_tokens: int) -> list[str]:
    # Importing the splitter takes longer than most documents need it for.
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        separators=_SEPARATORS,
        keep_separator="end",
        chunk_size=max_tokens,
        chunk_overlap=0,
        length_function=count_tokens,
        strip_whitespace=False,
    )
    return splitter.split_text(text)


def _even(chunks: list[str], max_tokens: int) -> list[str]:
    """Return the chunks, a last one that is very short joined to the one before it."""
    if len(chunks) > 1 and count_tokens(chunks[-1]) * 8 < max_tokens:
        return [*chunks[:-2], chunks[-2] + chunks[-1]]
    return chunks
