"""What a work threatens: its penal clauses, told by the articles that they refer to.

第八条第二項の規定による命令に違反した者は、五万円以下の過料に処する shares no word with a
question about an overgrown plot; the article that it refers to does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.case import Case
from bot.citations import Quote
from bot.confidence import confidence
from bot.evidence import INSIDE_CREDIT, KANJI_CREDIT, coverage, credit
from bot.facts import asking_words
from bot.named_works import titles_called
from ingest.records import Passage
from ingest.structure.article import split_article
from kb import words
from kb.locators import passage_keys
from kb.names import name_form, title_names
from kb.references import Reference, references
from kb.short_titles import mentioned_works, works_called

# 禁錮以上の刑に処せられた者 threatens nothing.
_PENALTY = re.compile(
    r"(?:罰金|過料|懲役|拘禁刑|禁[錮固]|科料|拘留)[^。]{0,24}(?:処(?:する|し)|科(?:する|し|すこと))"
)
_ASKS = re.compile(
    r"罰則|罰金|過料|ペナルティ|(?<![賞処])罰(?:は|が|って|を|に|も|と|$|\?|\s|せ|す)|処罰|刑罰|懲役|拘禁刑|"
    r"(?:捕|つか)ま(?:る|り|っちゃ|って)|逮捕され|前科が|犯罪にな|"
    r"(?:勝手に|無断で|許可なく|違反|嘘|うそ|偽)[^。?]{0,24}(?:いくら|何円|お金)[^。?]{0,6}(?:取られ|とられ|払)|"
    r"penalt|\bfine[sd]?\b|punish",
    re.IGNORECASE,
)
# How often it happened, or to whom, is no matter of a work; since when, of its provisions.
_COUNTS = re.compile(
    r"いつから|いつ(?:施行|始)|施行(?:日|期日)|何(?:人|件|回)|件数|人数|誰|だれ|氏名|"
    r"(?:人|者)の名前"
)
# 断るとどうなる, 出さなかったら何かある: what follows, be it a penalty or not.
_ASKS_WHAT_FOLLOWS = re.compile(
    r"(?:[ぁ-ん一-龥](?:ない(?:で|まま|と)|なかった|なければ)|せず|ずに|断|拒|破|違反|無視|背|逆ら|嘘|うそ|"
    r"虚偽|偽|怠|忘れ)[^。?]{0,10}(?:(?:と|たら|れば|場合|とき|ば|ら)[^。?]{0,8})?"
    r"(?:どうな|何か(?:ある|あり)|何が起)"
)
# What every penal clause says in its own words, in normalized forms.
_VIOLATING = """
違反 無視 守る 従う 破る 背く 逆らう 人 罰 罰する 罰則 刑罰 刑 処罰 罰金 過料 懲役 拘禁 捕まる
逮捕 額 重い 無 受ける 科す 処する 犯罪 金額 定め 規定 決まり ルール 根拠 条文 法律 条例 規則
"""
VIOLATING = frozenset(_VIOLATING.split())
_WORKS_LOOKED_AT = 3
_HITS_LOOKED_AT = 5
_MOST = 3
# Share of the question's topic that clause and articles referred to carry together.
_MIN_TOPIC = 0.45
# Of a clause that the search itself put first, where it is sure that something answers.
_MIN_TOPIC_OF_FIRST = 0.25
_FIRST, _SURE = 0.85, 0.5
# What the place of the referred article among the hits counts beside the topic.
_RANK_SHARE = 0.5
_CLOSE = 0.95
# A clause about the employers of those whom others meet: 前二条の違反行為をしたとき.
_FOR_OTHERS = 0.8


@dataclass(frozen=True)
class PenalClause:
    """A penalty with whom it meets."""

    passage: Passage
    quotes: Sequence[Quote]
    """The sentence with the penalty, and the item where it is one of a list."""
    refers_to: Quote | None
    """The paragraph whose breach is meant that carries most of the question."""
    value: float
    """How well it fits the question."""
    share: float
    """Of the question's topic that clause and article carry."""
    rank: float
    """Score of the clause or of what it refers to, as a share of the best hit's."""


def asks_for_penalty(text: str) -> bool:
    """Return whether a question asks for a penalty in so many words."""
    text = unicodedata.normalize("NFKC", text)
    return bool(_ASKS.search(text)) and not _COUNTS.search(text)


def asks_what_follows(text: str) -> bool:
    """Return whether a question asks what happens to those who do not comply."""
    return bool(_ASKS_WHAT_FOLLOWS.search(unicodedata.normalize("NFKC", text)))


def penal_clauses(case: Case) -> list[PenalClause]:
    """Return the clauses that threaten what a question asks about, the best first.

    Looked for in the works that the passages found belong to, or in the one that the question
    names; empty where no clause is about the matter. All of them where the question names
    nothing but the work.
    """
    topic = _topic(case)
    found: list[PenalClause] = []
    for document, title in _works(case):
        passages = [p for p in case.snapshot.passages(document) if p.title == title]
        by_key = {key: p for p in passages if p.kind != "supplementary" for key in passage_keys(p)}
        for passage in passages:
            if _PENALTY.search(passage.text) and passage.kind != "supplementary":
                found += _clauses(passage, by_key, topic, case)
    if not found:
        return []
    if not topic:
        first = found[0].passage
        work = [c for c in found if c.passage.document == first.document]
        return [c for c in work if c.passage.title == first.title]
    found.sort(key=lambda clause: -clause.value)
    best = found[0]
    if best.value < _MIN_TOPIC and not _is_first(best, case):
        return []
    return [c for c in found if c.value >= _CLOSE * best.value and _is_beside(c, best)][:_MOST]


def _is_first(clause: PenalClause, case: Case) -> bool:
    """Return whether the search itself put the clause or what it refers to first."""
    sure = confidence(case.found.hits, case.judge).value
    return (
        clause.share >= _MIN_TOPIC_OF_FIRST
        and clause.rank >= _FIRST
        and sure >= _SURE
        and _carries_objects(clause, case)
    )


def _carries_objects(clause: PenalClause, case: Case) -> bool:
    """Return whether what is done something to is the clause's: たばこを吸う is not 酒を飲む."""
    objects = {
        token.normalized_form
        for token, after in pairwise(case.found.query.tokens)
        if after.surface == "を" and token.normalized_form in case.terms.nouns
    }
    place = "\n".join(
        quote.passage.text
        for quote in (*clause.quotes, *((clause.refers_to,) if clause.refers_to else ()))
    )
    found = credit(case.terms, place)
    return all(found[word] >= KANJI_CREDIT for word in objects - VIOLATING)


def _is_beside(clause: PenalClause, best: PenalClause) -> bool:
    return clause.passage.document == best.passage.document


def _works(case: Case) -> list[tuple[str, str]]:
    """Return (document, title) of the works to look at, the nearest first."""
    hits = case.found.hits
    works = dict.fromkeys((h.passage.document, h.passage.title) for h in hits[:_HITS_LOOKED_AT])
    form = name_form(case.question.text)
    cities = {h.passage.document: h.passage.municipality for h in hits}
    short = titles_called(form, [title for _, title in works])
    named = [
        work
        for work in works
        if work[1] in short or any(n in form for n in title_names(work[1], cities[work[0]]))
    ]
    return (named or list(works))[:_WORKS_LOOKED_AT]


def _topic(case: Case) -> Mapping[str, float]:
    """Return the question's words that are its topic with their weights."""
    known = VIOLATING | asking_words("penalty")
    titles = {h.passage.title for h in case.found.hits[:_HITS_LOOKED_AT]}
    form = name_form(case.question.text)
    said = "".join(
        [
            *(name for t in titles for name in title_names(t, None) if name in form),
            *(name for name in mentioned_works(form) if works_called(name, titles)),
        ]
    )
    return {
        word: weight
        for word, weight in case.terms.weights.items()
        if word not in known and word in case.terms.nouns and word not in said
    }


def _clauses(
    passage: Passage, by_key: Mapping[str, Passage], topic: Mapping[str, float], case: Case
) -> list[PenalClause]:
    own = next((key for key in passage_keys(passage) if key.startswith("条")), "")
    clauses: list[PenalClause] = []
    for paragraph in split_article(passage.text):
        items = [item for item in paragraph.items if item.depth == 0]
        head_end = items[0].start if items else paragraph.end
        # It may stand in the items: 一　届出をしなかった者　五万円以下の過料に処する。
        if not _PENALTY.search(passage.text[paragraph.start : paragraph.end]):
            continue
        head = Quote(passage, paragraph.start, head_end)
        parts = [Quote(passage, item.start, item.end) for item in items] or [head]
        for part in parts:
            quotes = [head] if part is head else [head, part]
            clauses.append(_clause(passage, quotes, own, by_key, topic, case))
    return clauses


def _clause(
    passage: Passage,
    quotes: Sequence[Quote],
    own: str,
    by_key: Mapping[str, Passage],
    topic: Mapping[str, float],
    case: Case,
) -> PenalClause:
    ranks = _ranks(case)
    text = "\n".join(quote.text for quote in quotes)
    places = [
        _place(by_key[place.key], place)
        for place in references(quotes[-1].text, own=own)
        if place.key in by_key
    ]
    best = max(
        places,
        key=lambda place: (
            coverage(case.terms, place.said) + ranks.get(place.quote.passage.passage_id, 0.0)
        ),
        default=None,
    )
    beside = best.said if best else ""
    place = f"{text}\n{passage.heading}\n{beside}"
    found = credit(case.terms, place)
    for word in topic:
        found[word] = max(found[word], _credit_of_negated(word, place))
    total = sum(topic.values()) or 1.0
    share = carried = sum(weight * found[word] for word, weight in topic.items()) / total
    rarest = max(topic, key=lambda word: topic[word], default=None)
    if rarest and found[rarest] < KANJI_CREDIT and share < 2 * _MIN_TOPIC:
        share *= 0.5
    rank = max((ranks.get(p.quote.passage.passage_id, 0.0) for p in places), default=0.0)
    rank = max(rank, ranks.get(passage.passage_id, 0.0))
    value = share * (1.0 - _RANK_SHARE + _RANK_SHARE * rank)
    if places and all(_PENALTY.search(place.quote.passage.text) for place in places):
        value *= _FOR_OTHERS
    return PenalClause(passage, quotes, best.quote if best else None, value, carried, rank)


def _credit_of_negated(word: str, text: str) -> float:
    """Return the credit of 無届け or 無許可 in 届出をしないで, 許可を受けないで."""
    signs = words.kanji(word.removeprefix("無")) if word.startswith("無") else []
    return INSIDE_CREDIT if signs and set(signs) <= set(words.kanji(text)) else 0.0


def _ranks(case: Case) -> Mapping[str, float]:
    """Return passage → its score as a share of the best hit's."""
    hits = case.found.hits
    top = max((hit.score for hit in hits), default=0.0)
    if top <= 0:
        return {}
    return {hit.passage.passage_id: max(0.0, hit.score / top) for hit in hits}


@dataclass(frozen=True)
class _Place:
    """A paragraph or item that a clause refers to."""

    quote: Quote
    said: str
    """What it says: an item with its paragraph's opening, else the article."""


def _place(passage: Passage, reference: Reference) -> _Place:
    paragraphs = split_article(passage.text)
    number = reference.paragraph or 1
    paragraph = next((p for p in paragraphs if p.number == number), None)
    whole = Quote(passage, 0, len(passage.text))
    if paragraph is None or (reference.paragraph is None and reference.item is None):
        return _Place(whole, f"{passage.heading}\n{passage.text}")
    item = next((i for i in paragraph.items if reference.item and i.number == reference.item), None)
    if item is None:
        quote = Quote(passage, paragraph.start, paragraph.end)
        return _Place(quote, f"{passage.heading}\n{passage.text}")
    opening = passage.text[paragraph.start : paragraph.items[0].start]
    quote = Quote(passage, item.start, item.end)
    return _Place(quote, f"{passage.heading}\n{opening}\n{quote.text}")
