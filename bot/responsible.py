"""Whether the passages tell a responsible department surely, or departments speak of it in passing.

A goal says what a department sets out to do, not everything that it answers for: what many
departments have as a goal (接遇, 会議, 休暇) makes none of them responsible for it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.case import Case
from bot.evidence import KANJI_CREDIT, credit
from bot.facts import asking_words
from ingest.records import Passage
from kb.records import Hit

# 〜の担当はどこ, どの課の仕事ですか: words that ask for a department and tell no matter.
_ASKING_PHRASE = re.compile(
    r"(?:(?<=[るす])(?:お?仕事|業務)(?:の|を))?(?<![一-龥ァ-ヶ])(?:担当|所管|管轄|主管)"
    r"(?:の?(?:課|部署|部門|部|局|係|窓口|者))?(?:(?:して|する|の)[いるのは]{0,4})?"
    r"(?=(?:は|って)?、?(?:どこ|どちら|何課|どの|誰|だれ|です|でしょう|[?？。 ]|$)|を教|が知)|"
    r"の(?:お?仕事|業務)(?=(?:です|でしょう|になり|なの|だ|[?？。]|$))"
)
_ASKING_NAMES = """
担当 課 部 局 係 室 部署 部門 窓口 所管 管轄 仕事 業務 役所 市役所 区役所 所 事務 事務所 組織
連絡 先 相談 問い合わせ 苦情 申し込み 申請 手続 手続き 届け出 電話 市 区 町 村 人 件 こと 目標
"""
_ASKING = frozenset(_ASKING_NAMES.split())
# 〜はどこに言えばいいですか: somebody who wants to go somewhere with a matter.
_ERRAND = re.compile(
    r"(?:どこ|どちら|誰|だれ|どの(?:課|部署|部|係|窓口)|何課|何係|どなた)(?:に|へ|で)?、?(?:行|言|いえ|"
    r"いけ|相談|苦情|文句|クレーム|届|頼|たの|電話|連絡|申し|通報|問い?合|聞|きけ|お願い)|"
    r"(?:相談|苦情|文句|連絡|届け?出?|通報|申込み?|申請|問い?合わ?せ)先?(?:は|って)、?"
    r"(?:どこ|どちら|どの|何課|誰|だれ)"
)
# How an office works inside: goals of many departments, and nobody's task for a citizen.
_INSIDE_NAMES = """
職員 公務員 役人 態度 言葉遣い 言葉 接遇 接客 応対 対応 説明 残業 休暇 休み 会議 職場 上司
"""
_INSIDE = frozenset(_INSIDE_NAMES.split())
# Kinds of passages that say of a department what it sets out to do, not what it is there for.
_IN_PASSING = ("goal", "stage", "measure", "section")
_LOOKED_AT = 8
_NEAR = 0.75
# Departments that carry the matter as well as the first one; three are a coincidence of words.
_AS_MUCH = 0.95
_MANY = 3
# Share of the question's nouns from which the first department is named all the same.
_SURE = 0.5


def without_asking(text: str) -> str:
    """Return a question for a department without the words that only ask for one."""
    return _ASKING_PHRASE.sub("", text)


def is_unclear(case: Case) -> bool:
    """Return whether no department is surely the responsible one.

    It is not where its goal carries less than half of the matter, and those of others carry
    as much of it. Somebody with an errand is not sent to another ward's office, nor to whom
    has the manners of its own staff as a goal.
    """
    hits = [hit for hit in case.found.hits[:_LOOKED_AT] if hit.passage.departments]
    if not hits or _tells_duty(hits):
        return False
    errand = bool(_ERRAND.search(case.question.text))
    if errand and _is_of_one_ward(hits[0].passage, case):
        return True
    asking = asking_words(None) | _ASKING | (_INSIDE if errand else frozenset())
    weights = {
        word: weight
        for word, weight in case.terms.weights.items()
        if word in case.terms.nouns and word not in asking and not re.search(r"\d", word)
    }
    if not weights:
        return errand

    def carried(passage: Passage) -> float:
        found = credit(case.terms, f"{passage.label}\n{passage.text}")
        held = (weight * found[word] for word, weight in weights.items() if _is_sure(found[word]))
        return sum(held) / sum(weights.values())

    first = carried(hits[0].passage)
    if first >= _SURE:
        return False
    same = (hit.passage for hit in hits if carried(hit.passage) >= _AS_MUCH * first)
    return len({passage.departments[0].split()[-1] for passage in same}) >= _MANY


def _tells_duty(hits: Sequence[Hit]) -> bool:
    """Return whether one of the nearest passages says what a department is there for."""
    near = (hit.passage for hit in hits if hit.score >= _NEAR * hits[0].score)
    return any(passage.kind not in _IN_PASSING for passage in near)


def _is_of_one_ward(passage: Passage, case: Case) -> bool:
    """Return whether a ward office's department stands for those of all wards, none being named."""
    office, _, own = passage.departments[0].partition(" ")
    if (
        not own
        or not office.endswith("区役所")
        or office.removesuffix("役所") in case.question.text
    ):
        return False
    known = (department.name for department in case.snapshot.directory(case.filters).departments)
    return any(name != passage.departments[0] and name.endswith(f"区役所 {own}") for name in known)


def _is_sure(value: float) -> bool:
    """Return whether a word is carried by more than some of its ideographs."""
    return value > KANJI_CREDIT
