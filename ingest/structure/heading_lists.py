"""Lines that look like numbered headings and are entries of a list."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ingest.lines import Line
from ingest.structure.heading_styles import STYLES

if TYPE_CHECKING:
    from ingest.structure.heading_marks import Heading

# １　説明会　　２月８日: a label and what it stands for.
LABELLED = re.compile(
    r"[^\s　]{1,4}[\s　]+[^\s　0-9０-９]{2,10}(?:[\s　]{2,}|　)(?=[^\s　]{4})"
    r"(?=.*[0-9０-９→]|.{10})"
)


def listed_candidates(lines: Sequence[Line], candidates: dict[int, Heading]) -> set[int]:
    """Return the candidates that are entries of a list of labels and what they stand for.

    １　変更日　　４月１日から is an entry; ２　変更の内容 and the (1) below it go on with it.
    """
    entries: dict[int, str] = {}
    for index, line in enumerate(lines):
        if LABELLED.match(line.text):
            found = (s for s, level, p in STYLES if level >= 40 and re.match(p, line.text))
            if style := next(found, None):
                entries[index] = style
    counts, headings = Counter(entries.values()), Counter(h.style for h in candidates.values())
    styles = {style for style, count in counts.items() if count > headings[style]}
    listed: set[int] = set()
    within = 0
    for index in sorted({*entries, *candidates}):
        heading = candidates.get(index)
        if heading is None:
            within = next(level for style, level, _ in STYLES if style == entries[index])
            within = within if entries[index] in styles else 0
        elif heading.style in styles or (within and heading.rank > max(within, 52)):
            listed.add(index)
        else:
            within = 0
    return listed


def in_list(lines: Sequence[Line], candidates: dict[int, Heading], index: int) -> bool:
    """Return whether the candidate is an entry of a list: its sisters stand right beside it."""
    heading = candidates[index]
    if heading.style in ("編", "章", "節", "括", "問", "無"):
        return False
    for step in (1, -1):
        at = index + step
        while 0 <= at < len(lines) and lines[at].blank:
            at += step
        near = candidates.get(at)
        if near and near.style == heading.style:
            return True
    after = next((i for i in range(index + 1, len(lines)) if not lines[i].blank), None)
    return after is None
