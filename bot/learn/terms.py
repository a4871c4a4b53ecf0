"""Terms with the words in which the documents define them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ingest.records import Passage

MOST_TERM_CHARACTERS = 30

_DEFINING_HEADING = re.compile(r"定義|用語|意義")
_GLOSSARY = re.compile(r"用語|ことばの(?:説明|解説)")
# (1)　市民　次のいずれかに該当するものをいう。 The markers of an item and of its parts differ.
_MARKERS = (
    re.compile(r"^\s*[(（][0-9０-９]+[)）][\s　]*"),
    re.compile(r"^\s*[0-9０-９]+[.．、\s　]+"),
    re.compile(r"^\s*[①-⑳][\s　]*"),
    re.compile(r"^\s*[一二三四五六七八九十]+[\s　]+"),
)
_TERM_AND_MEANING = re.compile(
    r"^「?(?P<term>[^\s　「」。、]+)」?[\s　]+(?P<meaning>\S.+)$", re.DOTALL
)
_SAID = re.compile(
    r"(?:^|[。\n])[ 　]*(?:この[^「」。\n]{1,20}(?:において|における)[、,]?)?"
    r"「(?P<quoted>[^「」\n]{1,30})」とは[、,]?(?P<meaning>[^。\n]+(?:をいう|をいいます|のことです|です|とする|とします)。)"
    r"|(?:^|[。\n])[ 　・●※]*(?P<plain>[^\s　「」。、]{2,20})とは、"
    r"(?P<told>[^。\n]+(?:をいう|をいいます|のことをいう|のことです|のこと)。?)"
)
_LISTED = re.compile(
    r"^[ 　・●※*＊]*(?P<term>[^\s　：:。、]{2,30})(?:\s*[：:]\s*|[　\t]{1,})"
    r"(?P<meaning>\S.*[。こと])$"
)


@dataclass(frozen=True)
class Term:
    """A term as one passage defines it."""

    name: str
    meaning: str
    """Words of the passage, its line breaks kept."""
    passage: Passage


def find_terms(passages: Iterable[Passage]) -> list[Term]:
    """Return the terms that the passages define, in order of their names.

    A work defines a term once: the first definition is kept.
    """
    found: dict[tuple[str, str, str], Term] = {}
    for passage in passages:
        for name, meaning in _defined(passage):
            key = (name, passage.municipality or "", passage.title)
            found.setdefault(key, Term(name, meaning, passage))
    return sorted(found.values(), key=lambda term: (term.name, term.passage.title))


def _defined(passage: Passage) -> Iterator[tuple[str, str]]:
    if passage.kind == "article" and _DEFINING_HEADING.search(passage.heading):
        yield from _items(passage.text)
    elif any(_GLOSSARY.search(heading) for heading in passage.path):
        for line in passage.text.split("\n"):
            if match := _LISTED.match(line):
                yield match["term"], match["meaning"]
    for match in _SAID.finditer(passage.text):
        name = match["quoted"] or match["plain"]
        meaning = match["meaning"] or match["told"]
        if name and not re.search(r"これ|それ|以下|前項", name):
            yield name, meaning.strip()


def _items(text: str) -> Iterator[tuple[str, str]]:
    lines = text.split("\n")[1:]
    marker = next((m for line in lines for m in _MARKERS if m.match(line)), None)
    if marker is None:
        return
    items: list[str] = []
    for line in lines:
        if match := marker.match(line):
            items.append(line[match.end() :])
        elif items:
            items[-1] += f"\n{line}"
    for item in items:
        match = _TERM_AND_MEANING.match(item)
        if match and len(match["term"]) <= MOST_TERM_CHARACTERS:
            yield match["term"], match["meaning"].strip()
