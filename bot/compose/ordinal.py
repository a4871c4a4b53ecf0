"""One item of a list by its place: the third of eight principles."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.citations import Quote
from bot.compose.clause import MissingPartError
from bot.compose.draft import Draft, quoted, short_label
from bot.compose.listing import listed_items
from bot.evidence import Judge
from ingest.normalize import parse_number
from ingest.records import Passage

# 2番目に多い asks for a rank.
_ORDINAL = re.compile(
    r"(?P<number>\d{1,2}|[一二三四五六七八九十]{1,2})(?:番目|つ目|つめ|個目|項目目)(?!に|まで|から)"
)
# An item up to this length is quoted whole, a longer one by its name.
_MOST = 400
_MARK = 6


def asked_ordinal(question: str) -> int | None:
    """Return the place in a list that a question asks for, or None."""
    match = _ORDINAL.search(question)
    return parse_number(match["number"]) if match else None


def compose_ordinal(
    draft: Draft, passages: Sequence[Passage], judge: Judge, *, number: int
) -> bool:
    """Quote the item at a place of the first list; False where no passage holds a list.

    Raises:
        MissingPartError: the list is shorter.
    """
    for passage in passages:
        items = listed_items(passage, judge)
        if len(items) < 2:
            continue
        if not 0 < number <= len(items):
            raise MissingPartError(
                draft.frames.ordinal_missing.format(
                    place=short_label(passage), last=len(items), number=number
                )
            )
        text = passage.text
        at = items[number - 1].at
        # With the mark before its name: (2), ③, 【.
        if at - (line := text.rfind("\n", 0, at) + 1) <= _MARK:
            at = line
        end = items[number].at if number < len(items) else len(text)
        # The mark of the next item, 4 or ・, stands on the next item's line.
        if number < len(items) and (line := text.rfind("\n", items[number - 1].end, end)) >= 0:
            end = line
        quote = Quote(passage, at, end)
        if len(quote.text) > _MOST:
            quote = Quote(passage, at, items[number - 1].end)
        citation = draft.cite(quote)
        if citation is None:
            return False
        draft.parts.append(f"{short_label(passage)}：{quoted(citation)}")
        return True
    return False
