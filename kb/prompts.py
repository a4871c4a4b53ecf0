"""What known embedding models want before a text."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Prompts:
    """Words that stand before a text when it is embedded."""

    query: str = ""
    passage: str = ""


# From the cards of the models; the first pattern that fits a name or a folder's name wins.
_FAMILIES: tuple[tuple[re.Pattern[str], Prompts], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), prompts)
    for pattern, prompts in (
        (r"ruri-v3", Prompts("検索クエリ: ", "検索文書: ")),
        (r"ruri", Prompts("クエリ: ", "文章: ")),
        (r"e5-.*instruct", Prompts("Instruct: 質問に答える文書を探す\nQuery: ", "")),
        (r"(?:^|[/\\_-])(?:multilingual-)?e5(?:-|$)", Prompts("query: ", "passage: ")),
        (r"glucose", Prompts("query: ", "passage: ")),
        (r"bge-m3", Prompts()),
    )
)


def prompts_for(name: str) -> Prompts | None:
    """Return the prompts of a model known by its name or folder, None for any other."""
    return next((prompts for pattern, prompts in _FAMILIES if pattern.search(name)), None)
