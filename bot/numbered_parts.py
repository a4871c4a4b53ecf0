"""Parts of a plan that are numbered by name: 経営方針5 where the plan has three."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ingest.records import Passage

_NUMBERED = re.compile(
    r"(?<![一-龥ァ-ヶー])(?P<head>[一-龥ァ-ヶー]{0,6}(?:方針|目標|政策|施策|戦略|柱|プロジェクト|分野|"
    r"重点|視点|別紙|様式|資料|ステップ|レベル)) ?(?P<number>\d{1,2})"
    r"(?![\d.,\-〜~年月日時分人円%％件条項号章節歳階回つ個か点本校館億万千百])"
)
# 環6, 約束4: any word and a number, where headings of the document are called so.
_CODED = re.compile(
    r"(?<![一-龥ァ-ヶーA-Za-z\d])(?P<head>[一-龥]{1,4}) ?(?P<number>\d{1,2})"
    r"(?![\d.,\-〜~年月日時分人円%％条件項号章節歳階回つ個か点本校館億万千百期番級類種組次丁])"
)
_LEAST = 2


@dataclass(frozen=True)
class MissingPart:
    """A numbered part that a question names and its document does not have."""

    name: str
    title: str
    first: str
    last: str


def names_part(question: str) -> bool:
    """Return whether a question names a numbered part at all."""
    text = unicodedata.normalize("NFKC", question)
    return bool(_NUMBERED.search(text) or _CODED.search(text))


def missing_part(question: str, passages: Sequence[Passage]) -> MissingPart | None:
    """Return the part that a question names and that is beyond those of the document, or None.

    Args:
        question: as typed.
        passages: all of the document that was found best.
    """
    text = unicodedata.normalize("NFKC", question)
    for match in _NUMBERED.finditer(text):
        spoken_of = re.compile(rf"{re.escape(match['head'])} ?(\d{{1,2}})(?!\d)")
        if missing := _beyond(match, spoken_of, passages, _everything):
            return missing
    for match in _CODED.finditer(text):
        called = re.compile(rf"^{re.escape(match['head'])} ?(\d{{1,2}})(?!\d)", re.MULTILINE)
        if missing := _beyond(match, called, passages, _headings):
            return missing
    return None


def _headings(passage: Passage) -> str:
    return "\n".join([passage.locator, *passage.path, passage.heading])


def _everything(passage: Passage) -> str:
    return "\n".join([passage.label, *passage.path, passage.heading, passage.text])


def _beyond(
    asked: re.Match[str],
    known: re.Pattern[str],
    passages: Sequence[Passage],
    said: Callable[[Passage], str],
) -> MissingPart | None:
    """Return the part asked for where its number is beyond all that the passages name."""
    head, number = asked["head"], int(asked["number"])
    titles: dict[int, str] = {}
    for passage in passages:
        for found in known.findall(unicodedata.normalize("NFKC", said(passage))):
            titles.setdefault(int(found), passage.title)
    if len(titles) < _LEAST or number <= max(titles):
        return None
    return MissingPart(
        f"{head}{number}",
        titles[max(titles)],
        f"{head}{min(titles)}",
        f"{head}{max(titles)}",
    )
