"""A passage cut into what it says one by one, and the words by which places are compared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.evidence import is_field_name
from bot.verify.facts import Fact, find_facts, folded
from ingest.records import Passage
from kb import words
from kb.sentences import split_sentences

_MARKERS = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("dash", r"[ 　]*[－ー‐–-][ 　]*\S"),
        ("number", r"[ 　]*[(（]\d"),
        ("kanji", r"[ 　]*[一二三四五六七八九十]{1,3}[　 .．、]"),
        ("kana", r"[ 　]*[ア-ン][　 .．]"),
        ("bullet", r"[ 　]*[・○●❖◆■□▪•*]"),
    )
)
# ２　 before a paragraph and (1) before an item are no figures.
_ENUMERATOR = re.compile(r"^(?:[(（]?[0-9]{1,2}[)）.．]?[ 　]+|[(（][0-9]{1,2}[)）]|※[0-9]+)(?=\D)")
_LEANS = re.compile(r"^(?:ただし|この|その|また|なお|これ|それ|前[項条]|同)")
_OWNED = re.compile(r"(?:の[一-龥ァ-ヶー々]{1,8}[しみりきいえけれ]?)+(?=[がはをにで])")
_CUT = re.compile(r"[、。（）()；;/／\n]|(?<=[^0-9])：")
# Words in which two places never differ, or that other checks look at.
_COMMON_WORDS = """
ない 有る 無い 必要 不要 前 後 以上 以下 以内 未満 超える 超過 年 月 日 時 時間 分 円 人 回 件
年度 為る
場合 市 区 課 部 局 室 所 有料 無料 出来る 可能 行う 受ける 良い 全て 全部 其れ 此れ 平均 毎 当たり
増やす 減らす 増える 減る 成る 令和 平成 昭和 末 続ける 定める 決まる
又 及び 並びに 有り 等 約 第 番 者 方 物 事 次 各 内 間 末
"""
COMMON = frozenset(_COMMON_WORDS.split())


@dataclass(frozen=True)
class Part:
    """A stretch of a passage or of a sentence, between commas and brackets."""

    text: str
    facts: tuple[Fact, ...]
    words: frozenset[str]
    """Normalized forms that tell places apart."""


@dataclass(frozen=True)
class Unit:
    """A sentence, item or cell of a passage."""

    text: str
    """Folded."""
    context: str
    """What it hangs on: the name of its field, the line above its bullet."""
    start: int
    """Span in the passage's text."""
    end: int
    facts: tuple[Fact, ...]
    words: frozenset[str]
    """Of the unit and its context."""
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Source:
    """A passage, read for checking."""

    passage: Passage
    text: str
    """Folded, with the headings above."""
    headings: str
    """Folded: label, path, departments, title, municipality."""
    units: tuple[Unit, ...]
    heading_facts: tuple[Fact, ...]
    heading_words: frozenset[str]
    all_words: frozenset[str]
    groups: frozenset[int]
    """Sudachi synonym groups of everything."""
    verb_kanji: frozenset[str]
    """Kanji of the verbs that are written with one: 望 of 望む."""


@lru_cache(maxsize=200)
def read_source(passage: Passage) -> Source:
    """Return the passage in units; a passage is read once for all sentences that cite it."""
    headings = folded(
        "\n".join(
            (
                passage.label,
                passage.title,
                passage.municipality or "",
                passage.heading,
                *passage.path,
                *passage.departments,
            )
        )
    )
    text = f"{headings}\n{folded(passage.text)}"
    tokens = words.tokens(text)
    return Source(
        passage,
        text,
        headings,
        tuple(_units(passage)),
        tuple(find_facts(headings)),
        frozenset(words.content_words(headings)),
        frozenset(words.content_words(tokens)),
        frozenset(words.synonym_groups(tokens)),
        frozenset(
            token.surface[0]
            for token in tokens
            if token.part_of_speech[0] == "動詞" and len(words.kanji(token.surface)) == 1
        ),
    )


def _units(passage: Passage) -> list[Unit]:
    units: list[Unit] = []
    field = ""
    above: list[tuple[str, str]] = []
    for sentence in split_sentences(passage.text):
        line_start = passage.text.rfind("\n", 0, sentence.start) + 1
        line = passage.text[line_start : sentence.end]
        text = _ENUMERATOR.sub("", folded(sentence.text))
        if passage.kind != "stage" and is_field_name(sentence.text):
            field, above = text, []
        marker = _marker(line)
        names = [name for name, _ in above]
        above = above[: names.index(marker)] if marker in names else above
        context = [field, *(text_above for _, text_above in above if marker)]
        if _LEANS.match(text) and units:
            context.append(units[-1].text)
        above = [*above, (marker, text)] if marker else [("", text)]
        units.append(
            make_unit(text, "\n".join(filter(None, context)), sentence.start, sentence.end)
        )
    return units


def _marker(line: str) -> str:
    """Return the kind of mark that a line begins with; empty for plain lines."""
    return next((name for name, pattern in _MARKERS if pattern.match(line)), "")


def make_unit(text: str, context: str = "", start: int = 0, end: int = 0) -> Unit:
    """Return a unit of a folded text."""
    parts = parts_of(text)
    return Unit(
        text,
        context,
        start,
        end,
        tuple(find_facts(text)),
        telling_words(f"{context}\n{text}"),
        parts,
    )


def parts_of(text: str) -> tuple[Part, ...]:
    """Return a folded text cut at commas and brackets, and after each of several numbers.

    窓口では300円の写しがコンビニでは200円 has two parts: what is said before a number is
    said of it.
    """
    found: list[Part] = []
    for stretch in _CUT.split(text):
        at = 0
        facts = find_facts(stretch)
        kinds = [fact.kind for fact in facts]
        for number, fact in enumerate(facts[:-1]):
            if fact.kind not in kinds[number + 1 :]:
                continue
            # 9時から16時 is one; 300円の住民票の写し is said of the number before it.
            following = next(f for f in facts[number + 1 :] if f.kind == fact.kind)
            end = _owned_end(stretch, fact)
            if end < following.at and telling_words(stretch[end : following.at]):
                found.append(_part(stretch[at:end]))
                at = end
        found.append(_part(stretch[at:]))
    return tuple(part for part in found if part.text.strip())


@dataclass(frozen=True)
class Territory:
    """What stands around a figure and nearer to no other figure of its kind."""

    fact: Fact
    before: str
    after: str


def territories(text: str) -> list[Territory]:
    """Return the figures of a folded text with their surroundings.

    Figures with nothing between them (9時から16時, 川辺区と東野区) share theirs.
    """
    found: list[Territory] = []
    facts = find_facts(text)
    # The name of a column stands before all of its figures.
    match = re.match(r"[^:：、。]{1,12}[:：]", text)
    column = match.end() if match else 0
    for kind in dict.fromkeys(fact.kind for fact in facts):
        groups: list[list[Fact]] = []
        for fact in (f for f in facts if f.kind == kind):
            between = text[_owned_end(text, groups[-1][-1]) : fact.at] if groups else ""
            if (
                groups
                and fact.at - groups[-1][-1].end < 20
                and not re.search(r"[(（。]", between)
                and not telling_words(between)
            ):
                groups[-1].append(fact)
            else:
                groups.append([fact])
        for number, group in enumerate(groups):
            start = _owned_end(text, groups[number - 1][-1]) if number else column
            end = groups[number + 1][0].at if number + 1 < len(groups) else len(text)
            before, after = text[start : group[0].at], text[group[-1].end : end]
            found.extend(Territory(fact, before, after) for fact in group)
    return found


def _owned_end(text: str, fact: Fact) -> int:
    """Return the end of a figure with the noun that it belongs to: 300円の住民票の写し."""
    owned = _OWNED.match(text, fact.end)
    return owned.end() if owned else fact.end


def _part(text: str) -> Part:
    return Part(text, tuple(find_facts(text)), telling_words(text))


@lru_cache(maxsize=5_000)
def telling_words(text: str) -> frozenset[str]:
    """Return the normalized words of a text that tell it from another."""
    return frozenset(
        token.normalized_form
        for token in words.tokens(text)
        if token.is_content
        and token.normalized_form not in COMMON
        and not {"助数詞", "数詞"} & set(token.part_of_speech)
        and not token.normalized_form.isdigit()
    )
