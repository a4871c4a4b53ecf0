"""What stands below a heading: the measures of a policy, the articles of a chapter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.citations import Quote
from bot.compose.draft import Draft
from bot.compose.listing import compose_names
from bot.question import Question
from ingest.records import Passage
from kb import words
from kb.locators import find_locators
from kb.names import name_form, title_names
from kb.query import QUESTION_WORDS
from kb.sentences import split_sentences

MOST_SHOWN = 30
_MIN_NAME = 3
_ASKS = re.compile(
    r"取り?組|施策|事業|項目|条文|構成|目次|一覧|展開|章|節|方針|柱|何が|なにが|どんな|どのような|"
    r"全部|すべて|全て|いくつ|リスト"
)
# 現状と課題の内容は, 前文を教えて
_WHOLE = re.compile(
    r"内容|全文|本文|中身|(?:は|を|って)?、?(?:何|なに|どう|どんな|教え|知り|見せ|[?？。]?$)"
)
_SHOWN_WHOLE = ("section", "preamble")
_MOST_WHOLE = 1_500
_NAMED_AMONG = 3
_MEASURES = re.compile(r"取り?組|施策|事業")
# Words that ask for the outline itself and name nothing in it.
_OUTLINE_WORDS = """
取り組み 取組 施策 事業 項目 一覧 展開 実現 内容 全部 全て 総て 条 章 節 号 条文 方針 名称 名前 種類
柱 計画 目次 構成 規定 見出し 概要 具体的 具体 リスト 関連 紹介
"""
_GENERIC = frozenset(_OUTLINE_WORDS.split()) | QUESTION_WORDS


@dataclass(frozen=True)
class Outline:
    """A heading and the headings directly below it."""

    title: str
    """Of the work."""
    path: tuple[str, ...]
    """Headings from the work down to this one."""
    children: tuple[tuple[str, Passage], ...]
    """(heading, first passage below it), in reading order."""


def asked_heading(question: Question, passages: Sequence[Passage]) -> tuple[Passage, int] | None:
    """Return the deepest heading that the question names, if it asks for no more than that.

    Args:
        question: what is asked.
        passages: those found, best first.

    Returns:
        A passage below the heading and the heading's depth in its path, or None.
    """
    if not (question.wanted in ("list", "clause") or _ASKS.search(question.text)):
        return None
    keys = {locator.key for locator in question.locators if locator.key}
    if any(key.startswith(("条", "段階", "別表", "附則")) for key in keys):
        return None
    best: tuple[Passage, int] | None = None
    for passage in passages:
        said = [
            depth
            for depth in range(1, len(passage.path) + 1)
            if _is_said(passage, depth, question.text, keys)
        ]
        if not said or (best and said[-1] <= best[1]):
            continue
        if keys <= _keys(passage.path[: said[-1]]) and _asks_no_more(question, passage, said[-1]):
            best = (passage, said[-1])
    return best


def asked_passage(question: Question, passages: Sequence[Passage]) -> Passage | None:
    """Return the passage that a question names by its heading and wants as it stands.

    経1-1の現状と課題の内容 names it and asks for no more than that.
    """
    if question.wanted not in ("statement", "list", "goal", "clause", "definition"):
        return None
    if not _WHOLE.search(question.text):
        return None
    form = name_form(question.text)
    keys = {locator.key for locator in question.locators if locator.key}
    for passage in passages[:_NAMED_AMONG]:
        depth = len(passage.path)
        if passage.kind not in _SHOWN_WHOLE or depth < 2 or len(passage.text) > _MOST_WHOLE:
            continue
        own = name_form(passage.path[-1])
        if len(own) < 2 or own not in form or not keys <= _keys(passage.path):
            continue
        if _asks_no_more(question, passage, depth):
            return passage
    return None


def outline_below(
    passage: Passage, depth: int, everything: Iterable[Passage], *, measures_only: bool
) -> Outline | None:
    """Return the headings directly below one; None where there are fewer than two.

    Args:
        passage: any passage below the heading.
        depth: of the heading in the passage's path.
        everything: the document's passages in reading order.
        measures_only: leave out what is no measure, where there are measures.
    """
    head = passage.path[:depth]
    children: dict[str, Passage] = {}
    for other in everything:
        below = other.title == passage.title and other.path[:depth] == head
        if below and len(other.path) > depth:
            children.setdefault(other.path[depth], other)
    if measures_only and any(child.kind == "measure" for child in children.values()):
        children = {name: p for name, p in children.items() if p.kind == "measure"}
    if len(children) < 2:
        return None
    return Outline(passage.title, head, tuple(children.items()))


def asks_for_measures(question: Question) -> bool:
    """Return whether a question asks for measures rather than for everything below a heading."""
    return bool(_MEASURES.search(question.text))


def compose_outline(draft: Draft, outline: Outline) -> bool:
    """Name every heading below one, each with its citation; False where nothing could be cited."""
    named = [(name, _heading_quote(passage, name)) for name, passage in outline.children]
    place = outline.path[-1] if len(outline.path) > 1 else outline.title
    return compose_names(draft, named, place=place, most=MOST_SHOWN)


def _heading_quote(passage: Passage, name: str) -> Quote:
    """Return the passage's first line where it is the heading, else its first sentence."""
    first = passage.text.split("\n", 1)[0]
    if name_form(first) and (name_form(first) in name_form(name) or name_form(name) in first):
        return Quote(passage, 0, len(first))
    sentence = split_sentences(passage.text)[0]
    return Quote(passage, sentence.start, sentence.end)


def _is_said(passage: Passage, depth: int, text: str, keys: set[str]) -> bool:
    heading, form = passage.path[depth - 1], name_form(text)
    if depth == 1:
        return any(name in form for name in title_names(heading, passage.municipality))
    if keys & _keys((heading,)):
        return True
    # 経営方針3 行財政基盤の強化: by its number or by its name.
    number, _, name = heading.partition(" ")
    numbered = bool(name) and bool(re.search(r"\d", number))
    names = (number, name) if numbered else (heading,)
    return any(len(part) >= _MIN_NAME and name_form(part) in form for part in names)


def _keys(path: Sequence[str]) -> set[str]:
    return {locator.key for heading in path for locator in find_locators(heading) if locator.key}


def _asks_no_more(question: Question, passage: Passage, depth: int) -> bool:
    """Return whether the question holds no noun but the heading's and those of asking."""
    heads = "\n".join([passage.title, passage.municipality or "", *passage.path[:depth]])
    known = {token.normalized_form for token in words.tokens(heads)} | _GENERIC
    return all(
        token.normalized_form in known
        or token.part_of_speech[0] not in ("名詞", "形容詞", "動詞")
        or token.part_of_speech[1] in ("数詞", "非自立可能")
        for token in words.tokens(question.text)
        if token.is_content
    )
