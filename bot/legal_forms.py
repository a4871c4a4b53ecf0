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

from kb.knowledge_base import Found
from kb.records import Hit

# Asked so, said so.
_FORMS: Sequence[tuple[re.Pattern[str], re.Pattern[str]]] = (
    (
        re.compile(
            r"(?:当|あ)てはま(?:らな|りませ)|該当し(?:な|ませ)|適用(?:が|は)?(?:され|し)?(?:な|ませ)|"
            r"適用(?:除外|外)|対象(?:外|(?:に|と)は?なら|では?(?:ない|あり))|除外|例外|"
            r"(?:義務|規定|決まり|ルール)(?:が|は|を)?(?:ない|免|かから|受けな|及ばな)"
        ),
        re.compile(
            r"適用(?:し|され)?(?:ない|ません)|適用除外|適用を除外|(?<!の)除外する|対象としない"
        ),
    ),
    (
        re.compile(
            r"禁止|(?:し|やっ|使っ|捨て|入っ|出し)(?:て|ちゃ|たら)(?:は|も)?(?:いけ|だめ|ダメ|駄目|ならな)|"
            r"(?:し|やっ)ちゃ(?:いけ|だめ|ダメ)"
        ),
        re.compile(r"してはならない|してはなりません|しないこと|禁止"),
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
_KINDS = ("article", "duty", "section")


def by_legal_form(found: Found, text: str) -> Found:
    """Return the hits with those put forward that say in their form what is asked."""
    text = unicodedata.normalize("NFKC", text)
    holds = [said for asked, said in _FORMS if asked.search(text)]
    meant = bool(_SUPPLEMENTARY.search(text))
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

    hits = sorted(map(weighed, found.hits), key=lambda hit: -hit.score)
    return replace(found, hits=tuple(hits))
