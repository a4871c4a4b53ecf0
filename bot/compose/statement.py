"""The sentence or sentences that answer, quoted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from bot.citations import Quote
from bot.compose.draft import Draft, quoted, short_label
from bot.compose.procedure import compose_cells
from bot.evidence import Judge
from ingest.records import Passage

MAX_SENTENCES = 3
# A further sentence must add this share of the question.
GAIN = 0.15
# Items under one bullet are quoted together up to this length.
MAX_BLOCK = 160
# A passage up to this length is quoted whole: its conditions belong to the answer.
MAX_WHOLE = 150
_ONE_STATEMENT = ("goal",)
_MAX_STATEMENT = 260
_CONDITION = re.compile(r"(?:ただし|但し|この場合|なお|また、この|前項の規定は)")


def compose_statement(
    draft: Draft, passage: Passage, judge: Judge, *, with_city: bool = False
) -> bool:
    """Add the passage's answering sentences; False where it has none to show."""
    if passage.kind == "row" and compose_cells(draft, passage):
        return True
    quotes = [c for quote in answering_quotes(passage, judge) if (c := draft.cite(quote))]
    if not quotes:
        return False
    place = short_label(passage)
    if with_city and passage.municipality:
        place = f"{passage.municipality} {place}"
    draft.parts.append(f"{place}：{''.join(quoted(citation) for citation in quotes)}")
    draft.name_department(passage, quotes[0], None)
    return True


def answering_quotes(
    passage: Passage, judge: Judge, *, most: int = MAX_SENTENCES
) -> Sequence[Quote]:
    """Return the words of a passage that carry most of the question, in reading order.

    A short passage and a goal are quoted whole; an item under a bullet with the bullet and
    its other items; a sentence with the condition or exception that follows it.
    """
    most_whole = _MAX_STATEMENT if passage.kind in _ONE_STATEMENT else MAX_WHOLE
    scored = judge.sentences(passage)
    if scored and len(passage.text) <= most_whole:
        return [Quote(passage, scored[0].quote.at, scored[-1].quote.end)]
    chosen = judge.best(scored, most=most, gain=GAIN)
    following = {first.quote.end: second for first, second in pairwise(scored)}
    quotes: list[Quote] = []
    for sentence in chosen:
        quote = _block(passage, sentence.quote)
        after = following.get(quote.end)
        if after and _CONDITION.match(after.text):
            quote = Quote(passage, quote.at, after.quote.end)
        if quotes and quote.at < quotes[-1].end:
            continue
        if quotes and not passage.text[quotes[-1].end : quote.at].strip():
            quote = Quote(passage, quotes.pop().at, quote.end)
        quotes.append(quote)
    return quotes


def _block(passage: Passage, quote: Quote) -> Quote:
    """Return the bullet with its items around a line, where the passage is made of such."""
    if passage.kind != "stage":
        return quote
    lines: list[tuple[int, int, int]] = []
    at = 0
    for line in passage.text.split("\n"):
        lines.append((at, at + len(line), _level(line)))
        at += len(line) + 1
    own = next((n for n, (start, end, _) in enumerate(lines) if start <= quote.at < end), None)
    if own is None:
        return quote
    first = own
    while first > 0 and lines[first][2] > 0:
        first -= 1
    last = own
    while last + 1 < len(lines) and lines[last + 1][2] > 0:
        last += 1
    whole = Quote(passage, lines[first][0], lines[last][1])
    return whole if whole.end - whole.at <= MAX_BLOCK else quote


def _level(line: str) -> int:
    return len(line) - len(re.sub(r"^[ 　]+", "", line))
