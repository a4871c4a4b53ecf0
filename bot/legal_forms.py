"""What a question asks of an ordinance in everyday words, and the form in which it says it.

Whom a rule does not apply to stands in an article that speaks of nothing but other articles; its
form (第二章の規定は、適用しない) tells more than its words. Supplementary provisions repeat the
words of articles for the time of transition alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from kb.locators import passage_keys
from kb.records import Hit
from kb.references import references
from kb.snapshot import Found, Snapshot

_EXEMPT = re.compile(
    r"適用(?:し|され)?(?:ない|ません)|適用除外|適用を除外|(?<!の)除外する|対象としない"
)
# Asked so, said so.
_FORMS: Sequence[tuple[re.Pattern[str], re.Pattern[str]]] = (
    (
        re.compile(
            r"(?:当|あ)てはま(?:らな|りませ)|該当し(?:な|ませ)|適用(?:が|は)?(?:され|し)?(?:な|ませ)|"
            r"適用(?:除外|外)|対象(?:外|(?:に|と)は?なら|では?(?:ない|あり))|除外|例外|"
            r"(?:義務|規定|決まり|ルール)(?:が|は|を)?(?:ない|免|かから|受けな|及ばな)|"
            r"違反に(?:は)?(?:なら|あたら|当たら)な|"
            r"なく(?:て|ても)(?:いい|よい|良い|大丈夫)|"
            r"(?:て|で)も(?:いい|よい|良い|構わない|かまわない)(?:場合|とき|人|ケース)"
        ),
        _EXEMPT,
    ),
    (
        re.compile(
            r"禁止|(?:て|で|ちゃ|じゃ|たら|だら)(?:は|も)?(?:いけ|だめ|ダメ|駄目|なら(?:な|ん))|"
            r"(?<!なく)(?:て|で)も(?:い|よ|良)い|(?:ちゃ|じゃ)っ?てもいい|勝手に|無断で|断りなく|許され"
        ),
        re.compile(r"(?:て|で)は(?:ならない|なりません|いけない)|(?:し|行わ)ないこと|禁止|禁ずる"),
    ),
    (
        re.compile(
            r"(?:[部課局室係](?:は|って|が)?、?(?:全部で|ぜんぶで|合わせて)?(?:いくつ|何[部課局室個つ])|"
            r"(?:どんな|どのような|何という)[部課局室](?:が|は)|[部課局室]の(?:数|名前|名称|一覧))"
        ),
        re.compile(r"次の[^。、]{0,8}[部課局室係](?:及び[部課局室])?を(?:置|設)"),
    ),
    (
        re.compile(
            r"(?:取り消|取消)(?:され|す|し|にな|は|が|って)|返還|返さな|返さないと|返してと"
        ),
        re.compile(r"取り消す|取消し|取り消し|返還"),
    ),
)
_SUPPLEMENTARY = re.compile(
    r"附則|経過措置|施行|改正|いつから|(?:前|以前|これまで|今まで|昔|すでに|既に|もう)(?:から|に)?[^。?]{0,20}"
    r"(?:い[るた]|てる|てた|受けた|取った|出した)"
)
# In shares of the best score.
_GAIN = 0.3
_LOSS = 0.2
_GAIN_OF_EXEMPTION = 0.1
_REFERRED = 3
_KINDS = ("article", "duty", "section")


def asked_forms(text: str) -> tuple[re.Pattern[str], ...]:
    """Return the forms in which a work says what a question asks for, none for most questions."""
    text = unicodedata.normalize("NFKC", text)
    return tuple(said for asked, said in _FORMS if asked.search(text))


def by_legal_form(found: Found, text: str, snapshot: Snapshot) -> Found:
    """Return the hits with those put forward that say in their form what is asked."""
    holds = asked_forms(text)
    meant = bool(_SUPPLEMENTARY.search(unicodedata.normalize("NFKC", text)))
    top = max((hit.score for hit in found.hits), default=0.0)
    if top <= 0:
        return found

    def weighed(hit: Hit) -> Hit:
        passage = hit.passage
        share = 0.0
        if passage.kind == "supplementary" and not meant:
            share -= _LOSS
        elif passage.kind in _KINDS and any(said.search(passage.text) for said in holds):
            share += _GAIN
        return replace(hit, score=hit.score + share * top) if share else hit

    further = _referring(found.hits, snapshot) if _EXEMPT in holds else []
    hits = sorted([*map(weighed, found.hits), *further], key=lambda hit: -hit.score)
    return replace(found, hits=tuple(hits))


def _referring(hits: Sequence[Hit], snapshot: Snapshot) -> list[Hit]:
    """Return the exemptions that name an article found by its number alone: 第６条の規定は…."""
    best = hits[0].passage
    near = {hit.passage.passage_id for hit in hits}
    scores: dict[str, float] = {}
    for hit in hits[:_REFERRED]:
        if (hit.passage.document, hit.passage.title) == (best.document, best.title):
            for key in passage_keys(hit.passage):
                scores.setdefault(key, hit.score)
    further: list[Hit] = []
    for passage in snapshot.passages(best.document):
        if (
            passage.title != best.title
            or passage.kind == "supplementary"
            or passage.passage_id in near
            or not _EXEMPT.search(passage.text)
        ):
            continue
        own = next((key for key in passage_keys(passage) if key.startswith("条")), "")
        named = [scores.get(place.key, 0.0) for place in references(passage.text, own=own)]
        if score := max(named, default=0.0):
            further.append(Hit(passage, score + _GAIN_OF_EXEMPTION * hits[0].score))
    return further
