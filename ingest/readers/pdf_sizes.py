"""Headings of a PDF that are told by the size of their letters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ingest.readers.boxes import TextLine

_LARGER = 1.15
"""Times the size of the text from which on letters are those of headings."""
_LONGEST = 40
_MOST = 0.4
"""Share of the letters that headings have at most; on slides and posters all is large."""
_LEVELS = 4


def find_levels(lines: Sequence[TextLine]) -> dict[float, int]:
    """Return the level of the headings that are set in each size, 2 for the largest.

    Args:
        lines: All lines of a document; nothing is told where some have no size.
    """
    filled = [line for line in lines if line.text.strip()]
    if not filled or not all(line.size for line in filled):
        return {}
    letters: Counter[float] = Counter()
    for line in filled:
        letters[round(line.size, 1)] += len(line.text)
    usual = letters.most_common(1)[0][0]
    larger = [line for line in filled if round(line.size, 1) >= _LARGER * usual]
    headings = [line for line in larger if is_short(line.text)]
    share = sum(len(line.text) for line in larger) / letters.total()
    if share > _MOST or len(headings) < len(larger):
        return {}
    sizes = sorted({round(line.size, 1) for line in headings}, reverse=True)
    return {size: 2 + min(rank, _LEVELS - 1) for rank, size in enumerate(sizes)}


def is_short(text: str) -> bool:
    """Return whether a line is short enough for a heading and no sentence."""
    plain = text.strip()
    return 1 < len(plain) <= _LONGEST and not plain.endswith(("。", "、"))
