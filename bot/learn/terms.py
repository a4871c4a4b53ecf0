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
# 市内に住所を有する者（以下「住民」という。） 地方自治法（昭和22年法律第67号。以下「法」という。）
_NAMED = re.compile(
    r"[（(](?P<more>[^（）()「」]*?)[。、]?(?:以下|次項|次条|この[条項章節]|別表)[^（）()「」]{0,30}"
    r"「(?P<term>[^「」\n]{1,30})」(?:と(?:いう|いいます|総称する|略称する|呼ぶ|呼びます))[。]?[）)]"
)
_BRACKETS = re.compile(r"[（(][^（）()]*[)）]|「[^「」]*」")
# Where what is named begins: after the sentence before, a topic, an object with its comma.
_BEGINS = re.compile(
    r"[。\n:：（(]|(?:ただし|また|なお|[はがをにで]|により|に基づき|について|おいて|とき|場合|ため|及び|又は|並びに)、"
)
_ITEM_NUMBER = re.compile(
    r"^[\s　]*(?:第[^\s　]{1,10}条(?:の[0-9０-９一二三四五六七八九十]+)*[\s　]"
    r"|[(（][0-9０-９]+[)）]|[0-9０-９]{1,2}[\s　.．]|[①-⑳]|[一二三四五六七八九十]+[\s　]"
    r"|[ア-ン][\s　]|[・●○※])[\s　]*"
)


@dataclass(frozen=True)
class Term:
    """A term as one passage defines it."""

    name: str
    meaning: str
    """Words of the passage, its line breaks kept."""
    passage: Passage
    is_short: bool = False
    """Whether it is but a shorter name that the text goes on with (以下「法」という)."""


def find_terms(passages: Iterable[Passage]) -> list[Term]:
    """Return the terms that the passages define, in order of their names.

    A work defines a term once: the first definition is kept.
    """
    listed = list(passages)
    found: dict[tuple[str, str, str], Term] = {}
    # A definition says more than a shorter name, wherever it stands.
    for is_short, said in ((False, _defined), (True, _named)):
        for passage in listed:
            for name, meaning in said(passage):
                key = (name, passage.municipality or "", passage.title)
                found.setdefault(key, Term(name, meaning, passage, is_short))
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


def _named(passage: Passage) -> Iterator[tuple[str, str]]:
    """Yield what a text calls by a shorter name, and the words that it stands for."""
    text = passage.text
    for match in _NAMED.finditer(text):
        before = text[: match.start()]
        # What stands in closed brackets begins nothing.
        blank = _blanked(before)
        starts = [found.end() for found in _BEGINS.finditer(blank)]
        meaning = _ITEM_NUMBER.sub("", before[starts[-1] if starts else 0 :]).strip()
        if more := match["more"].strip():
            meaning += f"（{more}）"
        if len(meaning) > 1 and meaning != match["term"]:
            yield match["term"], meaning


def _blanked(text: str) -> str:
    """Return a text of the same length with nothing in its closed brackets."""
    while (blank := _BRACKETS.sub(lambda inner: "＿" * len(inner.group()), text)) != text:
        text = blank
    return text
