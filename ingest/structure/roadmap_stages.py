"""Which items of a roadmap page stand in which stage's column.

Extraction gives the columns one after another without a mark between them. A column
begins with its summary, a bullet with nothing below it, and the columns treat the same
matters in the same order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations, pairwise

from ingest.lines import Line, display_width
from ingest.structure.layout import bigrams, cut_blocks, joined

_BULLET = re.compile(r"[・●○◎■□◆◇▪▶➢※☆★]|[-－–—‐](?=[^\s0-9０-９])|[-*+]\s+")
_NOTE = re.compile(r"[→⇒]")
_OPEN_END = re.compile(r"(?:[・、，のをにがとへやはも]|による|ための|として|及び|また|よう|など)$")
_GOES_ON = re.compile(
    r"[)）」』。、，っゃゅょァィゥェォッャュョ々ー（(]|[をのにがはでへも](?![ぁ-ん])|と[^ぁ-ん]|を"
)
_KATAKANA = re.compile(r"[ァ-ヺー]")
_FINISHED = re.compile(
    r"(?:実施|推進|整備|見直し|調査|創設|設置|充実|確保|強化|向上|策定|支援|検討|開始|実現|導入|補助|拡大|開設"
    r"|育成|増加|減少|縮減|作成|周知|促進|徹底|対策|活用|公開|廃止|統合|改善|する|します|。)$"
)
_FULL = 0.85
_MOST_COMBINATIONS = 30000


@dataclass
class Item:
    """A bullet or a line below one, with the lines on which it goes on."""

    lines: list[Line]
    indent: int
    bullet: bool
    gap: bool
    """Whether a blank line stands before it."""


@dataclass
class _Top:
    items: list[Item]
    """The bullet and what stands below it."""
    text: str
    pairs: frozenset[str] = field(default_factory=frozenset)

    @property
    def childless(self) -> bool:
        return len(self.items) == 1


def split_stages(lines: Sequence[Line], *, stages: int) -> list[list[Item]] | None:
    """Return the items of each stage, or None where the columns cannot be told apart."""
    blocks = cut_blocks(lines)
    if len(blocks) == stages:
        return [read_items(block) for block in blocks]
    tops = _group(read_items(lines))
    if len(tops) < stages:
        return None
    starts = _best_starts(tops, stages)
    edges = [*starts, len(tops)]
    return [
        [item for top in tops[first:end] for item in top.items] for first, end in pairwise(edges)
    ]


def read_items(lines: Sequence[Line]) -> list[Item]:
    """Return the items, broken lines joined, also over blank lines."""
    width = max((line.indent + display_width(line.text) for line in lines), default=0)
    items: list[Item] = []
    gap = True
    for line in lines:
        if line.blank:
            gap = True
            continue
        bullet = _BULLET.match(line.text) is not None
        last = items[-1].lines[-1] if items else None
        if last is not None and not bullet and _continues(items[-1], line, width):
            items[-1].lines.append(line)
        else:
            items.append(Item([line], line.indent, bullet, gap))
        gap = False
    return items


def _continues(item: Item, line: Line, width: int) -> bool:
    if _NOTE.match(line.text):
        return False
    if line.indent <= 1:
        return True
    before, text = item.lines[-1].text, line.text
    if _OPEN_END.search(before) or _GOES_ON.match(text):
        return True
    if _KATAKANA.match(before[-1]) and _KATAKANA.match(text):
        return True
    if line.indent != item.indent or item.bullet or _FINISHED.search(before):
        return False
    return line.indent + display_width(before) >= _FULL * width


def _group(items: Sequence[Item]) -> list[_Top]:
    tops: list[_Top] = []
    for item in items:
        top_level = item.indent <= 1 and not _NOTE.match(item.lines[0].text)
        if top_level or not tops:
            tops.append(_Top([item], joined(item.lines)))
        else:
            tops[-1].items.append(item)
    for top in tops:
        top.pairs = frozenset(bigrams(top.text))
    return tops


def _best_starts(tops: Sequence[_Top], stages: int) -> tuple[int, ...]:
    """Return where each column begins: at its summary, so that the columns match."""

    @cache
    def likeness(first: int, middle: int, end: int) -> float:
        return _likeness(tops[first:middle], tops[middle:end])

    def worth(starts: tuple[int, ...]) -> float:
        edges = (*starts, len(tops))
        total = sum(_opening(tops, at) for at in starts[1:])
        total += sum(
            likeness(a, b, c) for a, b, c in zip(edges, edges[1:], edges[2:], strict=False)
        )
        sizes = [end - first for first, end in pairwise(edges)]
        return total - (max(sizes) - min(sizes)) / len(tops)

    candidates = range(1, len(tops))
    likely = [at for at in candidates if tops[at].childless or tops[at].items[0].gap]
    if len(likely) >= stages - 1:
        candidates_used: Sequence[int] = likely
    else:
        candidates_used = candidates
    best, best_worth = tuple(range(stages)), float("-inf")
    for count, rest in enumerate(combinations(candidates_used, stages - 1)):
        if count > _MOST_COMBINATIONS:
            break
        starts = (0, *rest)
        if (found := worth(starts)) > best_worth:
            best, best_worth = starts, found
    return best


def _opening(tops: Sequence[_Top], at: int) -> float:
    """Return how much the bullet looks like the summary that opens a column."""
    before, top = tops[at - 1], tops[at]
    return (
        2.0 * top.childless
        + 1.0 * (not before.childless)
        + 0.5 * top.items[0].gap
        - 2.0 * before.childless
    )


def _likeness(left: Sequence[_Top], right: Sequence[_Top]) -> float:
    """Return how well two columns treat the same matters in the same order."""
    best = [[0.0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for i, a in enumerate(left):
        for j, b in enumerate(right):
            shared = 2 * len(a.pairs & b.pairs) / max(1, len(a.pairs) + len(b.pairs))
            best[i + 1][j + 1] = max(best[i][j] + shared, best[i][j + 1], best[i + 1][j])
    return best[-1][-1]
