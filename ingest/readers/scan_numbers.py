"""Numbers of articles that recognition broke, told by those before and after them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.normalize import KANJI_NUMERAL, parse_number

_ARTICLE = re.compile(r"第\s?(?P<number>[^\s第条]{1,5})\s?条(?=[\s　（(]|[^の項])")
_WHOLE = re.compile(rf"[0-9０-９]+|[{KANJI_NUMERAL}]+")
_DIGITS = "〇一二三四五六七八九"
_MOST_MISSING = 2
"""Articles in sequence whose numbers may be broken."""


def repair_numbers(lines: Sequence[str]) -> list[str]:
    """Return the lines, 第3%条 between 第38条 and 第40条 as 第39条.

    Only a number that is broken is written anew, and only where what can still be read
    of it agrees with its place.
    """
    found = [(at, match) for at, line in enumerate(lines) if (match := _ARTICLE.match(line))]
    values = [_value(match["number"]) for _, match in found]
    repaired = list(lines)
    for index, (at, match) in enumerate(found):
        if values[index] is not None:
            continue
        before = next((n for n in range(index - 1, -1, -1) if values[n] is not None), None)
        if before is None or index - before > _MOST_MISSING:
            continue
        number = (values[before] or 0) + index - before
        after = next((v for v in values[index + 1 :] if v is not None), None)
        written = _like(found[before][1]["number"], number)
        if (after is None or after > number) and _agrees(match["number"], written):
            start, stop = match.span("number")
            repaired[at] = lines[at][:start] + written + lines[at][stop:]
    return repaired


def _value(written: str) -> int | None:
    return parse_number(written) if _WHOLE.fullmatch(written) else None


def _like(other: str, number: int) -> str:
    """Return the number in the digits in which the other is written."""
    if other[0] in "0123456789":
        return str(number)
    if other[0] in "０１２３４５６７８９":
        return str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    tens, ones = divmod(number % 100, 10)
    hundreds = number // 100
    text = ("" if hundreds < 2 else _DIGITS[hundreds]) + "百" * (hundreds > 0)
    text += ("" if tens < 2 else _DIGITS[tens]) + "十" * (tens > 0)
    return text + (_DIGITS[ones] if ones else "")


def _agrees(broken: str, written: str) -> bool:
    """Return whether the figures that can be read stand in the number, in their order."""
    readable = [c for c in broken if c.isdigit() or c in KANJI_NUMERAL]
    rest = iter(written)
    return len(broken) <= len(written) + 1 and all(c in rest for c in readable)
