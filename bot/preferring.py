"""Which of the passages found the form of a question means: the last stage, somebody's task.

Words of a question that tell the kind of place and no topic leave several passages about equally
near; what they mean shows in the passages' structure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.case import Case
from bot.compose.listing import lists_kind
from ingest.records import Passage
from ingest.structure.article import split_article
from kb.figures import find_figures
from kb.records import Hit

# A passage is put first only where its score is at most so much below the best one's: of one
# that lies further off, the form of the question says less than its words.
_NEAR = 4.0
_NEAR_TASK = 8.0
# Up to here it is taken for the one that is meant; further off the best one is told as well.
_SURELY = 2.5

# A row of the table whose heading and notes were found best.
_ROWS_LOOKED_AT = 5
_ROW_SHARE = 0.8

_FIRST_STAGE = re.compile(r"(?:最初|初め|はじめ|第一|一番目|初期)の?(?:段階|ステップ|フェーズ)")
_LAST_STAGE = re.compile(r"(?:最終|最後|仕上げ|一番後|一番あと)の?(?:段階|ステップ|フェーズ)")
_STAGE = re.compile(r"^(?P<theme>.*?) ?段階(?P<number>\d+)")

# 市長は何をする人, 区長の役割, 事業者は何をしないといけない: what an ordinance lets somebody do.
_TASK = re.compile(
    r"(?:^|[、。 でのはに])(?P<who>[一-龥ァ-ヶー]{2,8}?|[市町村国県])(?:たち|さん|側)?"
    r"(?:(?:は|って|とは|が|に(?:は|も)?)、?[^、。?]{0,12}?(?:(?:何|なに)を?(?:する|やる|し(?:て|な|ま)|すれば)|"
    r"(?:どんな|どういう|どのような)(?:こと|役|仕事|責|義務|務め)|(?:役割|役目|責務|責任|義務|務め)(?:は|が|って))|"
    r"(?:が|の)(?:する|やる|(?:す|やる)べき|(?:し|やら)な(?:いといけない|きゃいけない|ければならない))(?:こと|仕事)|"
    r"の(?:[^、。?の]{0,6}(?:で|における)の?)?(?:役割|役目|責務|責任|仕事|義務|務め|権限))"
)
_TASK_HEADING = re.compile(r"責務|役割|責任|権限|義務|職務")

_WHO = re.compile(
    r"(?:どんな|どういう|どのような|どういった)(?:人|方|かた|ひと|者|団体|会社)(?:たち)?(?:が|は|を|なら|に|です|でしょう|か|\?|$)|"
    r"(?:対象(?:者|になる人)?)(?:は|って)(?:誰|だれ|どんな)"
)
_WHEN = re.compile(
    r"(?:どんな|どういう|どのような|どういった)(?:場合|とき|時|ケース|条件)(?:が|は|に|で|なら|です|か|\?|$)"
)
_REQUIRED = re.compile(
    r"(?:条件|要件)を(?:すべて|全て)?(?:満た|クリア)|(?:条件|要件)(?:は|って)(?:何|なに|なん)"
)
_REQUIREMENTS = re.compile(r"(?:こと|者|もの)$")
_PERSONS = re.compile(r"(?:者|人|方|もの|団体|法人)$")
_CASES = re.compile(r"(?:とき|場合|時)$")

# この条例はいつから, 規程はいつ施行されましたか: what its supplementary provisions tell.
_IN_FORCE = re.compile(
    r"(?:条例|規則|規程|要綱|要領|法律|法|令)(?:は|って|が)?、?(?:いつ|何年)(?:から|に|頃|ごろ)?"
    r"(?:、?(?:施行|でき|始ま|有効|効力|実施|適用|スタート)|です|なの|だ|[?。]|$)|"
    r"(?:条例|規則|規程|要綱|要領|法律|法|令)(?:の|が| )(?:施行(?:日|期日|年月日)|開始日)"
)


def asks_in_force(text: str) -> bool:
    """Return whether a question asks from when an ordinance is in force."""
    return bool(_IN_FORCE.search(text))


def with_preferred(case: Case) -> Case:
    """Return the case with the passage first that the form of the question means."""
    hits = case.found.hits
    text = unicodedata.normalize("NFKC", case.question.text)
    chosen = (
        _in_force(case, text)
        or _stage(case, text)
        or _task(hits, text)
        or _listing(hits, text)
        or _row_of_table(hits, text)
    )
    if chosen is None:
        return case
    passage = chosen.passage
    others = tuple(hit for hit in hits if hit.passage.passage_id != passage.passage_id)
    found = replace(case.found, hits=(chosen, *others))
    return replace(case, found=found, is_settled=chosen.score >= hits[0].score - _SURELY)


def lists_asked_kind(text: str, passage: Passage) -> bool:
    """Return whether a passage lists what a question asks for: persons, or cases."""
    text = unicodedata.normalize("NFKC", text)
    kinds = ((_WHO, _PERSONS), (_WHEN, _CASES), (_REQUIRED, _REQUIREMENTS))
    return any(asks.search(text) and lists_kind(passage, kind) for asks, kind in kinds)


def _in_force(case: Case, text: str) -> Hit | None:
    """Return the first supplementary provision of the work found best that tells its day."""
    if not asks_in_force(text):
        return None
    best = case.found.hits[0]
    for passage in case.snapshot.passages(best.passage.document):
        own = passage.kind == "supplementary" and passage.title == best.passage.title
        if own and "施行" in passage.text:
            return replace(best, passage=passage)
    return None


def _stage(case: Case, text: str) -> Hit | None:
    """Return the first or last stage of the theme that was found best."""
    last = bool(_LAST_STAGE.search(text))
    if not last and not _FIRST_STAGE.search(text):
        return None
    best = next((hit for hit in case.found.hits if _theme(hit.passage)), None)
    if best is None:
        return None
    theme = _theme(best.passage)
    stages = [p for p in case.snapshot.passages(best.passage.document) if _theme(p) == theme]
    passage = (max if last else min)(stages, key=_number)
    return replace(best, passage=passage)


def _row_of_table(hits: Sequence[Hit], text: str) -> Hit | None:
    """Return the row that the question names where what stands around its table was found best."""
    best = hits[0].passage
    if best.kind in ("row", "procedure"):
        return None
    for hit in hits[1:_ROWS_LOOKED_AT]:
        passage = hit.passage
        name = passage.label.removeprefix(best.label).strip()
        if (
            passage.kind == "row"
            and passage.document == best.document
            and name != passage.label
            and hit.score >= _ROW_SHARE * hits[0].score
            and name
            and (find_figures(name) & find_figures(text) or name in text)
        ):
            return hit
    return None


def _theme(passage: Passage) -> str:
    match = _STAGE.match(passage.locator) if passage.kind == "stage" else None
    return match["theme"] if match else ""


def _number(passage: Passage) -> int:
    match = _STAGE.match(passage.locator)
    return int(match["number"]) if match else 0


def _task(hits: Sequence[Hit], text: str) -> Hit | None:
    """Return the article about what somebody does: by its heading, else by its subject."""
    match = _TASK.search(text)
    if match is None:
        return None
    who = match["who"]

    def weight(hit: Hit) -> int:
        passage = hit.passage
        if passage.kind != "article":
            return 0
        own = re.search(rf"{who}等?の", passage.heading)
        if own and _TASK_HEADING.search(passage.heading):
            return 2
        return 1 if _is_subject(who, passage) else 0

    return _best(hits, weight, near=_NEAR_TASK)


def _is_subject(who: str, passage: Passage) -> bool:
    """Return whether a paragraph of an article begins with somebody: 市長は、…."""
    city = "[一-龥]{0,5}" if len(who) == 1 else ""
    begins = re.compile(rf"(?:第\S+条(?:の\S+)?|[\d０-９]+)?[\s　]*{city}{who}等?は")
    return any(begins.match(passage.text[p.start : p.end]) for p in split_article(passage.text))


def _listing(hits: Sequence[Hit], text: str) -> Hit | None:
    if not any(asked.search(text) for asked in (_WHO, _WHEN, _REQUIRED)):
        return None
    return _best(hits, lambda hit: int(lists_asked_kind(text, hit.passage)), near=_NEAR)


def _best(hits: Sequence[Hit], weight: Callable[[Hit], int], *, near: float) -> Hit | None:
    fits = [hit for hit in hits if hit.score >= hits[0].score - near and weight(hit)]
    return max(fits, key=weight, default=None)
