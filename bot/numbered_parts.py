"""Parts of a plan that are numbered by name: 経営方針5 where the plan has three."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.records import Passage

_NUMBERED = re.compile(
    r"(?<![一-龥ァ-ヶー])(?P<head>[一-龥ァ-ヶー]{0,6}(?:方針|目標|政策|施策|戦略|柱|プロジェクト|分野|"
    r"重点|視点|別紙|様式|資料|ステップ|レベル)) ?(?P<number>\d{1,2})"
    r"(?![\d.,\-〜~年月日時分人円%％件条項号章節歳階回つ個か点本校館億万千百])"
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
    return bool(_NUMBERED.search(unicodedata.normalize("NFKC", question)))


def missing_part(question: str, passages: Sequence[Passage]) -> MissingPart | None:
    """Return the part that a question names and that is beyond those of the document, or None.

    Args:
        question: as typed.
        passages: all of the document that was found best.
    """
    for match in _NUMBERED.finditer(unicodedata.normalize("NFKC", question)):
        head, number = match["head"], int(match["number"])
        spoken_of = re.compile(rf"{re.escape(head)} ?(\d{{1,2}})(?!\d)")
        titles: dict[int, str] = {}
        for passage in passages:
            said = "\n".join([passage.label, *passage.path, passage.heading, passage.text])
            for known in spoken_of.findall(unicodedata.normalize("NFKC", said)):
                titles.setdefault(int(known), passage.title)
        if len(titles) >= _LEAST and number > max(titles):
            return MissingPart(
                f"{head}{number}",
                titles[max(titles)],
                f"{head}{min(titles)}",
                f"{head}{max(titles)}",
            )
    return None
