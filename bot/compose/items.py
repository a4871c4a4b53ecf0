"""The items of a passage's list, from its structure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.records import Passage

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_HEAD = re.compile(r"[ 　]*【(?P<name>[^】]{1,40})】[ 　]*$")
_MARK = re.compile(
    r"[ 　]*(?:[(（]?(?P<number>\d{1,2}|[一二三四五六七八九十]{1,3}|[ア-ン])[)）.．、 　](?!\d)|"
    r"(?P<circled>[①-⑳])|(?P<bullet>[・●○◉❖◆■□▪‣•*-]))[ 　]*(?=\S)"
)


@dataclass(frozen=True)
class Item:
    """One item of a list."""

    name: str
    """Its heading where it has one, else its whole text."""
    at: int
    """Span of the name in the passage's text."""
    end: int


def list_items(passage: Passage) -> list[Item]:
    """Return the items of the passage's main list, in order; empty where there is none.

    Headings in 【】 go before numbered items, numbered items before bullets: the first kind
    with two or more items is the list.
    """
    lines: list[tuple[int, str]] = []
    at = 0
    for line in passage.text.split("\n"):
        lines.append((at, line))
        at += len(line) + 1
    heads = [
        Item(match["name"], at + match.start("name"), at + match.end("name"))
        for at, line in lines
        if (match := _HEAD.match(line))
    ]
    if len(heads) > 1 and heads[0].name in (passage.heading, *passage.path):
        heads = heads[1:]
    if len(heads) > 1:
        return heads
    numbered: list[Item] = []
    bullets: list[Item] = []
    for at, line in lines:
        match = _MARK.match(line)
        if not match:
            continue
        if passage.kind == "stage" and line[:1] in " 　":
            continue
        item = _item(at, line, match.end())
        (bullets if match["bullet"] else numbered).append(item)
    inline = _inline(passage)
    if len(inline) > len(numbered):
        return inline
    return numbered if len(numbered) > 1 else bullets if len(bullets) > 1 else []


def marks_item(line: str) -> bool:
    """Return whether a line begins like an item of a list."""
    return bool(_MARK.match(line) or _HEAD.match(line))


@dataclass(frozen=True)
class Branch:
    """A bullet of a nested list with what stands below it."""

    head: str
    items: tuple[Item, ...]


def branches(passage: Passage) -> list[Branch]:
    """Return the bullets of the outermost level that have two or more lines below them."""
    found: list[tuple[str, list[Item]]] = []
    at = 0
    for line in passage.text.split("\n"):
        bare = line.lstrip(" 　")
        if bare and len(bare) == len(line):
            found.append((bare, []))
        elif bare and found:
            start = at + len(line) - len(bare)
            match = _MARK.match(line)
            name = match.end() if match else len(line) - len(bare)
            found[-1][1].append(Item(line[name:].rstrip(), start, at + len(line.rstrip())))
        at += len(line) + 1
    return [Branch(head, tuple(items)) for head, items in found if len(items) > 1]


def _inline(passage: Passage) -> list[Item]:
    """Return items whose circled numbers count on from ①, several of them in one line."""
    starts: list[int] = []
    # （②を除く）、①及び② refer to items.
    for match in re.finditer(f"(?<![（(「『〜～、びと])[{_CIRCLED}]", passage.text):
        if _CIRCLED.index(match.group()) == len(starts):
            starts.append(match.start())
    items: list[Item] = []
    for number, start in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else len(passage.text)
        line = passage.text[start + 1 : end].split("\n", 1)[0]
        offset = len(line) - len(line.lstrip(" 　"))
        items.append(_item(start + 1, line, offset))
    return items if len(items) > 1 else []


def _item(at: int, line: str, offset: int) -> Item:
    text = line[offset:].rstrip()
    # 「情報共有の原則 市政に関する…」, 「お知らせ・・・市民が…」: the name stands before the gap.
    gap = re.search(r"[ 　]{1,}|・・+|…+|[:：]", text)
    if gap and 1 < gap.start() <= 30 and not text[: gap.start()].endswith(("、", "。")):
        text = text[: gap.start()]
    return Item(text, at + offset, at + offset + len(text))
