"""Whether what was found is said of the year that a question asks about."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingest.records import Passage
from kb.figures import find_figures

_LOOKED_AT = 5
_YEAR = re.compile(r"(\d{4})年")
# 令和5年に改定された: a year that a document speaks of nowhere is none of its making.
_MADE = re.compile(r"[^、。? ]{2,8}年に?(?:改定|改訂|改正|策定|制定)さ?")
# 令和3年度から令和7年度まで, 令和3～7年度: every year between is meant.
_PERIOD = re.compile(r"(?:から|より|～|〜|~|-|―|–|−)")


def is_of_another_year(question: str, passages: Sequence[Passage]) -> bool:
    """Return whether a fiscal year is asked about and the first passage tells of others alone.

    The passages found next count as well, their titles and dates, and the periods that they
    name: where all of these leave the year out, what the first one says is of another one.

    Args:
        question: as typed.
        passages: found, best first.
    """
    asked = set(_years(question, fiscal=True)) | {
        year for made in _MADE.finditer(question) for year in _years(made.group())
    }
    if not asked or not passages or not any(_years(passages[0].text)):
        return False
    if any(asked & set(_years(_said(passage))) for passage in passages[:_LOOKED_AT]):
        return False
    return not any(
        first <= year <= last
        for passage in passages[:_LOOKED_AT]
        for first, last in _periods(_said(passage))
        for year in asked
    )


def _said(passage: Passage) -> str:
    return "\n".join(
        [passage.label, passage.title, passage.date or "", *passage.path, passage.text]
    )


def _years(text: str, *, fiscal: bool = False) -> Iterator[int]:
    for figure in find_figures(unicodedata.normalize("NFKC", text)):
        match = _YEAR.match(figure)
        if match and (not fiscal or figure.endswith("年度")):
            yield int(match[1])
    if not fiscal:
        yield from (int(year) for year in re.findall(r"(?<!\d)((?:19|20)\d{2})-\d{2}", text))


def _periods(text: str) -> Iterator[tuple[int, int]]:
    """Yield the periods of a text as (first, last) years."""
    for line in unicodedata.normalize("NFKC", text).split("\n"):
        if not _PERIOD.search(line):
            continue
        years = sorted(_years(line))
        # 令和3~7年度 writes the era once.
        for match in re.finditer(
            r"(?:令和|R)(\d{1,2})(?:年度?)?\s?(?:~|-|から)\s?(\d{1,2})年", line
        ):
            yield 2018 + int(match[1]), 2018 + int(match[2])
        yield from pairwise(years)
