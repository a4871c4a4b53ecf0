"""How texts are compared with gold: the form of ``ingest.normalize.match_form``.

NFKC, CJK radicals as ideographs, no white space, none of the marks ``|``, ``*``, ``#``
and ``<br>``. Every function here compares in that form.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from eval.fields import Groups
from ingest.normalize import match_form

form = lru_cache(maxsize=50_000)(match_form)
"""``match_form``, remembered: gold strings are compared with many texts."""


def holds(text: str, alternatives: Iterable[str]) -> bool:
    """Return whether the text holds one of the alternatives."""
    return any(form(alternative) in form(text) for alternative in alternatives)


def group_in(alternatives: Sequence[str], texts: Iterable[str]) -> bool:
    """Return whether one of the texts holds one of the alternatives.

    An alternative has to stand within one text; texts are not put together.
    """
    return any(holds(text, alternatives) for text in texts)


def share_of_groups(groups: Groups, texts: Sequence[str]) -> float:
    """Return which share of the groups the texts hold, 1.0 without groups."""
    if not groups:
        return 1.0
    return sum(group_in(group, texts) for group in groups) / len(groups)


def first_covering_rank(groups: Groups, texts: Sequence[str]) -> int | None:
    """Return the smallest k for which the first k texts hold all groups, None where none does."""
    if not groups:
        return None
    ranks = []
    for group in groups:
        rank = next((k for k, text in enumerate(texts, 1) if holds(text, group)), None)
        if rank is None:
            return None
        ranks.append(rank)
    return max(ranks)


def is_department(name: str, gold: str) -> bool:
    """Return whether a department's name is the gold one.

    The gold name's parts, separated by spaces (局, 部, 課), all occur in the name:
    環境局資源循環推進部 is 環境局 資源循環推進部, and so is a division of it named in full.
    """
    return all(form(part) in form(name) for part in gold.split())
