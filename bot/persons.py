"""Names of persons in a question, told by the tokenizer."""

from __future__ import annotations

from collections.abc import Container, Sequence

from kb import words

MARKED = "某さん"
# 松本 is a place and a surname; before these it is a person, before 市長 the city.
_PERSONAL_TITLES = """
課長 部長 局長 係長 室長 主任 先生 教諭 くん ちゃん さん 氏
"""
_OF_PERSONS = frozenset(_PERSONAL_TITLES.split())
_TITLE_WORDS = """
議員 市議 県議 町議 議長 市長 町長 村長 区長 知事 校長 医師 社長 会長 委員 容疑者 選手 君 様
"""
_TITLES = _OF_PERSONS | frozenset(_TITLE_WORDS.split())
_RELATION_WORDS = """
上司 部下 同僚 隣 隣人 近所 友人 友達 知人 先輩 後輩 担任 職員 元夫 元妻 犯人
"""
_RELATIONS = frozenset(_RELATION_WORDS.split())
_AFTER_NAME = frozenset(("助詞", "助動詞", "補助記号", "空白", "記号", "動詞", "形容詞"))


def with_persons_marked(text: str) -> str:
    """Return the text with names of persons replaced by ``某さん``; unchanged without any.

    A name is a surname with a given name (田中一郎), a surname before a title (高橋課長) or
    behind a relation (上司の木村). A surname alone may be a place (川口) and stays, 川口市長 too.
    """
    tokens = words.tokens(text)
    found: list[str] = []
    at = 0
    while at < len(tokens):
        length = _name_at(tokens, at)
        found.append(MARKED if length else tokens[at].surface)
        at += length or 1
    return "".join(found)


def _name_at(tokens: Sequence[words.Token], at: int) -> int:
    """Return how many tokens from a place on are a person's name with its title; 0 for none."""
    kind = tokens[at].part_of_speech
    if "地名" in kind:
        titled = _title_at(tokens, at + 1, _OF_PERSONS)
        return 1 + titled if titled else 0
    if "人名" not in kind:
        return 0
    end = at + 1
    while end < len(tokens) and "人名" in tokens[end].part_of_speech:
        end += 1
    if titled := _title_at(tokens, end, _TITLES):
        return end + titled - at
    if end < len(tokens) and tokens[end].part_of_speech[0] not in _AFTER_NAME:
        return 0  # 田中一郎記念館
    related = at > 1 and tokens[at - 1].surface == "の" and tokens[at - 2].surface in _RELATIONS
    return end - at if end - at > 1 or related else 0


def _title_at(tokens: Sequence[words.Token], at: int, titles: Container[str]) -> int:
    """Return how many tokens from a place on are a title; the tokenizer may cut it in two."""
    said = ""
    for number, token in enumerate(tokens[at : at + 2], start=1):
        said += token.surface
        if said in titles:
            return number
    return 0
