"""One sentence that asks for the same of several things, or for several facts of one thing."""

from __future__ import annotations

import re
import unicodedata

_MOST = 3
# 審議官と参事官がそれぞれ何人, 技監と参与は何人ずつ, 議会の役割と、議員の責務をそれぞれ教えて
# 議会を置くことと市長を置くことは: what is done, each with its object.
_THINGS = (
    r"^(?P<before>(?:[^。?、]{1,30}?(?:には|では|について|における|のうち|として)、?)?)"
    r"(?P<things>[^。?はがを]{2,40}?(?:と|、|及び|および|や)[^。?はが]{2,30}?|"
    r"[^。?は]{2,40}?こと(?:と|、|及び|や)[^。?は]{2,40}?こと)"
    r"(?P<particle>については|について|には|は|が|を|って|の|に|も)"
)
_EACH = re.compile(
    _THINGS + r"?、?(?:それぞれ|各々|おのおの|両方(?:とも)?|どちらも|別々に)、?(?:の、?)?"
    r"(?P<rest>[^。?]*)[。?]*$"
)
_APIECE = re.compile(
    _THINGS + r"、?(?P<rest>[^。?]{0,20}?(?:何|なん|いく)[^。?]{0,6}ずつ[^。?]*)[。?]*$"
)
_AND = re.compile(r"(?<!こ)と(?!して|いう|か)、?|、|及び|および|や(?=[一-龥ァ-ヶ])")
# 占用と空地の定義: what is asked of the last thing is asked of all.
_OF_ALL = re.compile(
    r"の(?:定義|意味|役割|責務|期限|期間|手数料|料金|金額|額|担当|担当課|窓口|電話番号|連絡先|対象|"
    r"任期|定数|定員|人数|目的|内容|違い)$"
)
_ASKS = re.compile(
    r"何|なに|なん|どこ|どの|どう|どんな|いくら|いくつ|いつ|誰|だれ|教え|知り|説明|ます|です|か$"
)
# Facts as keywords: 初版決定日, 開園年度, 占用料.
_FACT = re.compile(
    r".{1,12}(?:年月日|日|年度|額|割合|率|人数|件数|期限|期間|時間|料|料金|電話番号|面積|上限|回数|コード|任期|定員)$"
)


def asked_of_each(text: str) -> list[str]:
    """Return the questions that a sentence puts at once, two or three; empty for one.

    従業者の監督と委託先の監督は、それぞれ第何条ですか are two questions; 公園 開園年度 面積 as
    keywords are too, where the facts are of one kind or each stands behind its thing.
    """
    text = unicodedata.normalize("NFKC", text).strip()
    if re.search(r"\s", text) and not re.search(r"[ぁ-ん]{2}|[。?]", text):
        return _of_keywords(text.split())
    match = _EACH.match(text) or _APIECE.match(text)
    if match is None or not _ASKS.search(match["rest"] or "教えて"):
        return []
    things = [part.strip() for part in _AND.split(match["things"]) if part.strip()]
    if not 1 < len(things) <= _MOST or any(len(thing) < 2 for thing in things):
        return []
    shared = _shared(things)
    things = [*(thing + shared for thing in things[:-1]), things[-1]]
    particle = match["particle"] or "は"
    rest = match["rest"].replace("ずつ", "").strip() or "何ですか"
    return [f"{match['before']}{thing}{particle}{rest}" for thing in things]


def _shared(things: list[str]) -> str:
    """Return what stands behind the last thing alone and is meant of all: 南区と緑区の窓口."""
    if any("の" in thing for thing in things[:-1]):
        return ""
    head, _, tail = things[-1].partition("の")
    if tail and all(thing[-1] == head[-1] for thing in things[:-1]):
        return f"の{tail}"
    match = _OF_ALL.search(things[-1])
    return match[0] if match else ""


def _of_keywords(keywords: list[str]) -> list[str]:
    facts = [number for number, word in enumerate(keywords) if _FACT.fullmatch(word)]
    if not facts or facts[-1] != len(keywords) - 1 or facts[0] == 0:
        return []
    # 浜松公園 開園年度 中里公園 開園年度: each fact behind its thing.
    apart = [b - a for a, b in zip([-1, *facts], facts, strict=False)]
    if (
        1 < len(facts) <= _MOST
        and all(step > 1 for step in apart)
        and len({keywords[number] for number in facts}) == 1
    ):
        starts = [0, *(number + 1 for number in facts[:-1])]
        return [" ".join(keywords[a : b + 1]) for a, b in zip(starts, facts, strict=True)]
    # 様式 決定日 公開日: facts of one kind behind what they are of.
    last = keywords[-1]
    first = len(keywords) - 1
    while first > 1 and first - 1 in facts and keywords[first - 1][-1] == last[-1]:
        first -= 1
    behind = keywords[first:]
    if not 1 < len(behind) <= _MOST:
        return []
    topic = " ".join(keywords[:first])
    return [f"{topic} {fact}" for fact in behind]
