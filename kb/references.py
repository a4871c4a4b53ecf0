"""Articles that a clause refers to: 第八条第二項の規定による命令, 前二条の違反行為."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.normalize import NUMBER, parse_number

# 農地法第二条 and 条例第5条 are places of another work, 附則第二条 is none of the main part.
_ARTICLE = (
    rf"(?P<other>[法令例則程綱)])?(?:の)?第(?P<article>{NUMBER})条(?P<branch>(?:の{NUMBER})*)"
    rf"(?:第(?P<paragraph>{NUMBER})項)?(?:第(?P<item>{NUMBER})号)?"
)
_REFERENCE = re.compile(
    rf"{_ARTICLE}|(?<![以])前(?P<back>[二三四五六])?条(?:第(?P<back_paragraph>{NUMBER})項)?"
    rf"|(?:又は|及び|若しくは|並びに|、)第(?P<also>{NUMBER})項"
)
_BRACKETS = re.compile(r"\([^()]*\)")


@dataclass(frozen=True)
class Reference:
    """A place of the same work that a clause names."""

    key: str
    """As passages are indexed: 条8, 条3の2."""
    paragraph: int | None = None
    item: int | None = None


def references(text: str, *, own: str = "") -> Sequence[Reference]:
    """Return the places of the same work that a text names, in order, none twice.

    Args:
        text: of an article or of a part of it.
        own: key of the article, by which 前条 is told; its own number is left out.
    """
    text = _BRACKETS.sub(lambda match: ")" if "号" in match[0] else "", _folded(text))
    found: dict[Reference, None] = {}
    last = ""
    for match in _REFERENCE.finditer(text):
        if match["other"]:
            last = ""
        elif match["article"]:
            last = "条" + "の".join(
                str(parse_number(n)) for n in (match["article"], *match["branch"].split("の")[1:])
            )
            found[Reference(last, _number(match["paragraph"]), _number(match["item"]))] = None
        elif match["also"]:
            if last:
                found[Reference(last, _number(match["also"]))] = None
        elif number := re.fullmatch(r"条(\d+)", own):
            for back in range(_number(match["back"]) or 1, 0, -1):
                last = f"条{int(number[1]) - back}"
                found[Reference(last, _number(match["back_paragraph"]))] = None
    return [place for place in found if place.key != own]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _number(text: str | None) -> int | None:
    return parse_number(text) if text else None
