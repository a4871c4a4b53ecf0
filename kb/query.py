"""A question as the channels see it: weighted terms per channel, places and names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb import words
from kb.figures import find_figures
from kb.glossary import load_glossary
from kb.locators import Locator, find_locators
from kb.typos import Replacement
from kb.vocabulary import Expansion, Vocabulary

# Words of asking, in Sudachi's normalized forms: they say what kind of answer is wanted,
# not what it is about.
_QUESTION_WORDS = """
何 何処 誰 何時 何故 何れ 幾ら 幾つ 幾 つ 如何 どう どの どんな 何方
教える 知る 分かる 聞く 下さる 頂く 貰う 為る 有る 居る 成る 出来る 遣る 良い 欲しい 思う 願う
内容 場合 方 者 物 事 訳 等 掲げる 示す 書く 載る 定める 決まる 決める 様 的
御座る 致す 申す 呉れる 貴方 私 自分 家 内 今 一番 本当 結構 色々 全部
質問 回答 答え 違い 違う 比べる 比較 奴 大体 感じ いつ頃 本真 実際 結局 因みに 多分
"""
QUESTION_WORDS = frozenset(_QUESTION_WORDS.split())
CONTEXT_WEIGHT = 0.5
_QUOTED = re.compile(r"「([^「」]{2,60})」|『([^『』]{2,60})』|[\"“]([^\"“”]{2,60})[\"”]")
_ASKING_IN_ENGLISH = frozenset(
    (
        *("department", "division", "section", "office", "city", "responsible department"),
        *(
            "in charge",
            "in charge of",
            "responsible",
            "handle",
            "deal with",
            "who",
            "when",
            "where",
        ),
        *("take care of", "takes care of", "look after", "looks after"),
    )
)
_BEGINS_IN_ENGLISH = re.compile(
    r"(?:who|what|when|where|which|how|why|is|are|does|do|can|may|should)(?: [a-z'-]+){2}",
    re.IGNORECASE,
)
_JAPANESE = re.compile(r"(?<!\d)[ぁ-んァ-ヶ一-龥々ー]{2,}(?!\d)")
_FURIGANA = re.compile(r"(?<=[一-龥々])[(（][ぁ-んー]+[)）]")

# English questions name places of Japanese documents: Article 24, paragraph 2.
_ENGLISH_PLACE = re.compile(
    r"\b(?P<unit>article|chapter|stage|phase|annex)\s+(?P<number>\d{1,3})\b"
    r"(?:,?\s*para(?:graph|\.)?\s*\(?(?P<paragraph>\d{1,2})\)?)?",
    re.IGNORECASE,
)
_JAPANESE_PLACES = {
    "article": "第{}条",
    "chapter": "第{}章",
    "stage": "段階{}",
    "phase": "段階{}",
    "annex": "別表{}",
}


@dataclass(frozen=True)
class Query:
    """What a search looks for."""

    text: str
    """The question after NFKC, with furigana in parentheses removed."""
    searched: str
    """What is embedded and cut into words: the text, or an English one's Japanese terms."""
    is_english: bool
    tokens: Sequence[words.Token]
    """Of what is searched."""
    words: Mapping[str, float]
    """Typed content words, weight 1 each, and those of the conversation, weight below 1."""
    expansions: Sequence[Expansion]
    expanded: Mapping[str, float]
    """Words that the vocabulary adds, none of them typed."""
    synonyms: Mapping[str, float]
    kanji: Mapping[str, float]
    bigrams: Mapping[str, float]
    locators: Sequence[Locator]
    figures: frozenset[str] = frozenset()
    """Figures and years, as ``kb.figures`` writes them."""
    quoted: tuple[str, ...] = ()
    """Terms in quotation marks."""
    readings: tuple[Replacement, ...] = ()
    """Words typed in Latin letters, and what they were read as."""
    repairs: tuple[Replacement, ...] = ()
    """Typos, and what was taken to be meant."""


def quoted_terms(text: str) -> tuple[str, ...]:
    """Return what stands in quotation marks, in order of appearance, single characters left out."""
    found = (part for match in _QUOTED.finditer(text) for part in match.groups() if part)
    return tuple(dict.fromkeys(term for term in map(str.strip, found) if len(term) > 1))


def clean_question(text: str) -> str:
    """Return the question after NFKC, without furigana and without spaces inside Japanese.

    Places of documents in English become those that the documents have: Article 24 is 第24条.
    """
    text = unicodedata.normalize("NFKC", text).strip()
    text = _FURIGANA.sub("", text)
    text = _ENGLISH_PLACE.sub(_japanese_place, text)
    # やさしい日本語 puts spaces between phrases; those between keywords cut words and stay.
    return re.sub(r"(?<=[ぁ-ん、。]) +(?=[ぁ-んァ-ヶ一-龥々ー])", "", text)


def _japanese_place(match: re.Match[str]) -> str:
    place = _JAPANESE_PLACES[match["unit"].lower()].format(match["number"])
    return place + (f"第{match['paragraph']}項" if match["paragraph"] else "")


def analyse_query(text: str, vocabulary: Vocabulary, *, context: str = "") -> Query:
    """Return the question's terms for every channel.

    Args:
        text: the question.
        vocabulary: everyday words and what administrations write for them.
        context: earlier turns that a follow-up question leans on.
    """
    text = clean_question(text)
    english = _is_english(text)
    english_terms = load_glossary().translate(text)
    # "Which department …" asks for one; what it is about is the rest.
    about = [pair for pair in english_terms if pair[0] not in _ASKING_IN_ENGLISH]
    translated = [term for _, terms in about or english_terms for term in terms]
    # An English question is searched as the Japanese terms of its words.
    named = _JAPANESE.findall(text)
    searched = " ".join([*translated, *named]) if english and (translated or named) else text
    tokens = words.tokens(searched)
    typed = {
        word: CONTEXT_WEIGHT
        for word in words.content_words(clean_question(context))
        if word not in QUESTION_WORDS
    }
    typed |= {word: 1.0 for word in words.content_words(tokens) if word not in QUESTION_WORDS}
    expansions = vocabulary.expand(tokens)
    if not english:
        expansions += [
            Expansion(word, term, 1.0) for word, terms in english_terms for term in terms
        ]
    expanded: dict[str, float] = {}
    for expansion in expansions:
        for word in telling_words(expansion.term):
            if word not in typed and word not in QUESTION_WORDS:
                expanded[word] = max(expanded.get(word, 0.0), expansion.weight)
    topical = "".join(t.surface for t in tokens if t.normalized_form not in QUESTION_WORDS)
    return Query(
        text=text,
        searched=searched,
        is_english=english,
        tokens=tokens,
        words=typed,
        expansions=expansions,
        expanded=expanded,
        synonyms={
            str(group): 1.0
            for group in words.synonym_groups(
                [t for t in tokens if t.is_content and t.normalized_form not in QUESTION_WORDS]
            )
        },
        kanji=dict.fromkeys(words.kanji(topical), 1.0),
        bigrams=dict.fromkeys(words.bigrams(searched), 1.0),
        locators=find_locators(text),
        figures=frozenset(find_figures(text)),
        quoted=quoted_terms(text),
    )


def telling_words(term: str) -> list[str]:
    """Return the words of a term, affixes of one character (者, 費) left out beside others."""
    found = words.content_words(term)
    longer = [word for word in found if len(word) > 1]
    return longer or found


def _is_english(text: str) -> bool:
    japanese = sum("ぁ" <= c <= "ヿ" or "一" <= c <= "鿿" for c in text)
    latin = sum(c.isascii() and c.isalpha() for c in text)
    # An English sentence may name something in Japanese.
    return latin > 4 * japanese or bool(_BEGINS_IN_ENGLISH.match(text))
