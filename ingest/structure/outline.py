"""Chapters, sections and the headings below them, as plans write them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.lines import Line, starts_item
from ingest.normalize import NUMBER
from ingest.structure.layout import (
    fold,
    heading_depth,
    is_page_start,
    joined,
    squeeze,
    without_marks,
)

_RANKS = {"編": 0, "部": 0, "章": 1, "節": 3}
_NAMED_RANKS = {
    "基本目標": 1,
    "基本方針": 1,
    "まちづくりの目標": 1,
    "まちづくりの柱": 1,
    "基本政策": 1,
    "政策": 2,
    "政策目標": 2,
    "基本施策": 3,
    "施策": 3,
}
_PART = re.compile(
    rf"(?P<number>第\s*{NUMBER}\s*(?P<unit>[編部章節])"
    rf"|(?P<name>{'|'.join(sorted(_NAMED_RANKS, key=len, reverse=True))})\s*{NUMBER}"
    r"(?:[-－‐]\s*[0-9]+)?)"
    r"(?P<gap>[\s:：]*)(?P<title>.*)"
)
_SENTENCE = re.compile(r"[はがをにでとのも、，から]|から|まで|及び")
_LEADER = re.compile(r"\s*(?:[・.…‥･]\s*){3,}.*$|\s+(?:P\.?\s*)?[0-9]{1,3}$")
_SUBHEADING = re.compile(
    r"[【〔<〈■◆□]?(?:現[状況][・とや及び]*課題|現[状況]|課題|目指す姿|めざす姿|将来像"
    r"|(?:基本的な)?施策の?(?:展開|方向性?|体系|内容)|施策展開|主[なに要]*(?:施策|取組み?|事業)"
    r"|(?:具体的な)?取組み?の?(?:方向性?|内容)|今後の(?:取組み?|方向性?)"
    r"|(?:成果|目標|評価|進捗)?指標|数値目標|目標指標|用語(?:解説|説明|の説明)|関連(?:する)?(?:個別)?計画"
    r"|関連データ)[】〕>〉]?"
)
_MEASURES = re.compile(
    r"施策の?(?:展開|方向|内容)|主[なに要]*(?:施策|取組)|取組み?の?(?:方向|内容)|今後の"
)
_NO_TEXT = re.compile(r"[-‐―–—\s]*[0-9]{1,4}[-‐―–—\s]*|[Pp]\.?\s?[0-9]{1,4}|-{3,}|目\s*次")


@dataclass(frozen=True)
class Part:
    """A chapter or section."""

    rank: int
    number: str
    """第1章, folded and without spaces."""
    title: str
    subtitle: str
    depth: int
    """``#`` before its heading."""

    @property
    def name(self) -> str:
        """Number and title."""
        return f"{self.number} {self.title}".strip()


@dataclass
class Chunk:
    """What stands under one heading, down to the next."""

    parts: tuple[Part, ...]
    heading: Line | None
    """Heading below chapter and section, such as 現状と課題."""
    body: list[Line] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Text of the heading."""
        return fold(self.heading.text).strip("【】〔〕<>〈〉■◆□ ") if self.heading else ""

    @property
    def holds_measures(self) -> bool:
        """Whether the heading announces measures."""
        return _MEASURES.search(self.name) is not None


@dataclass(frozen=True)
class _Found:
    part: Part
    lines: frozenset[int]


def read_outline(lines: Sequence[Line]) -> list[Chunk]:
    """Return the text under each heading, page numbers and running headers left out."""
    found = _find_parts(lines)
    titles = {at for item in found.values() for at in item.lines}
    repeated = _repeated(lines)
    parts: list[Part] = []
    chunks = [Chunk((), None)]
    for at, line in enumerate(lines):
        before = lines[at - 1] if at else None
        if at in found:
            part = found[at].part
            if _runs_on(part, parts, chunks):
                continue
            parts = [p for p in parts if p.rank < part.rank]
            parts.append(part)
            chunks.append(Chunk(tuple(parts), None))
        elif at in titles or _NO_TEXT.fullmatch(fold(line.text)):
            continue
        elif _is_subheading(line, chunks[-1]):
            depth = heading_depth(line)
            if depth:
                parts = [p for p in parts if p.depth < depth]
            chunks.append(Chunk(tuple(parts), without_marks(line)))
        elif is_page_start(line, before) and squeeze(line.text) in repeated:
            continue
        else:
            chunks[-1].body.append(line)
    return [chunk for chunk in chunks if any(not line.blank for line in chunk.body)]


def _runs_on(part: Part, parts: Sequence[Part], chunks: Sequence[Chunk]) -> bool:
    """Return whether the heading is the running header of a part that is open and has text.

    Without text the first heading was an entry of the list of contents.
    """
    same = [p for p in parts if (p.number, p.title) == (part.number, part.title)]
    return bool(same) and any(
        same[0] in chunk.parts and any(not line.blank for line in chunk.body) for chunk in chunks
    )


def _repeated(lines: Sequence[Line]) -> set[str]:
    counts = Counter(squeeze(line.text) for line in lines if not line.blank)
    return {text for text, count in counts.items() if count >= 3 and not starts_item(text)}


def _find_parts(lines: Sequence[Line]) -> dict[int, _Found]:
    found: dict[int, _Found] = {}
    for at, line in enumerate(lines):
        plain = fold(without_marks(line).text)
        match = _PART.fullmatch(plain)
        if match is None or plain.endswith("。") or len(plain) > 70:
            continue
        title = _LEADER.sub("", match["title"]).strip("「」『』 ")
        if not match["gap"] and _SENTENCE.match(title):
            continue
        if match["name"] and not title:
            continue
        taken = {at}
        subtitle = ""
        if title:
            more = _continuation(lines, at)
            title += joined([lines[number] for number in more])
            taken.update(more)
        else:
            around = _title_before(lines, at) or _title_after(lines, at)
            taken.update(around)
            title = joined([without_marks(lines[number]) for number in around[:1]])
            subtitle = joined([without_marks(lines[number]) for number in around[1:]])
        unit = match["unit"]
        rank = _RANKS[unit] if unit else _NAMED_RANKS[match["name"]]
        number = re.sub(r"\s+", "", match["number"])
        part = Part(rank, number, fold(title), fold(subtitle), heading_depth(line))
        found[at] = _Found(part, frozenset(taken))
    return found


def _continuation(lines: Sequence[Line], at: int) -> list[int]:
    """Return the line on which the title of a section goes on, if it does."""
    if heading_depth(lines[at]) or at + 1 >= len(lines):
        return []
    line = lines[at + 1]
    after = lines[at + 2] if at + 2 < len(lines) else None
    alone = after is None or after.blank or _SUBHEADING.fullmatch(squeeze(after.text)) is not None
    return [at + 1] if alone and _is_title(line) else []


def _title_before(lines: Sequence[Line], at: int) -> list[int]:
    """Return the lines of the block that stands before a bare chapter number."""
    end = at - 1
    while end >= 0 and lines[end].blank:
        end -= 1
    first = end
    while first > 0 and not is_page_start(lines[first], lines[first - 1]):
        if lines[first - 1].blank:
            break
        first -= 1
    block = list(range(max(first, 0), end + 1))
    return block if 0 < len(block) <= 4 and all(_is_title(lines[n]) for n in block) else []


def _title_after(lines: Sequence[Line], at: int) -> list[int]:
    first = at + 1
    while first < len(lines) and lines[first].blank:
        first += 1
    return [first] if first < len(lines) and _is_title(lines[first]) else []


def _is_title(line: Line) -> bool:
    text = squeeze(without_marks(line).text)
    return (
        0 < len(text) <= 40
        and not starts_item(text)
        and not text.endswith(("。", "、"))
        and not text.startswith(("|", "（", "("))
        and _SUBHEADING.fullmatch(text) is None
        and (_PART.fullmatch(text) is None)
    )


def _is_subheading(line: Line, chunk: Chunk) -> bool:
    if line.blank:
        return False
    depth = heading_depth(line)
    plain = squeeze(without_marks(line).text)
    if depth == 0:
        return _SUBHEADING.fullmatch(plain) is not None
    if chunk.heading is None or not chunk.holds_measures:
        return True
    # Below the measures' heading, numbered headings are measures and deeper ones their parts.
    numbered = re.match(r"[(]?[0-9]{1,2}[).、\s]|施策|取組", fold(without_marks(line).text))
    if numbered:
        return False
    heads = [heading_depth(inner) for inner in chunk.body if heading_depth(inner)]
    return not heads or depth <= min(heads)
