"""Follow-up questions, made complete from the turns before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.answer import Answer
from bot.question import named_municipality
from ingest.records import Passage
from kb import words
from kb.locators import find_locators
from kb.names import name_form
from kb.query import QUESTION_WORDS, clean_question
from kb.sentences import split_sentences

Turn = tuple[str, str]
"""(what the person asked, what was answered)."""

_POINTING = re.compile(
    r"^(?:じゃあ|では|それ(?:で|なら|から|は|の|を|って)?|その|そこ|そちら|この|これ|あの|あれ|"
    r"同じ|ほかに|他に|"
    r"あと|ちなみに|なら|で、|もっと|詳しく|続き|what about|and\b|how about)"
    r"|(?:その|それ|そこ|この|これ|上記|前記)(?:担当|条|計画|目標|部|課|場合|件|こと|ため|施策|"
    r"制度|組合|会議|委員会|は|の|を|に|が|で|って)",
    re.IGNORECASE,
)
# Nouns that ask for something of a topic without naming one.
_ASPECT_WORDS = """
担当 電話 番号 連絡 先 期限 締め切り 対象 条件 手数 料 料金 費用 窓口 場所 住所 時間 日 曜日
必要 書類 持ち物 方法 手続き 申請 理由 目的 目標 期間 回数 人数 金額 根拠 条 項 号 章 節 条例
規則 市 町 村 区 部 課 局 他 次 前 例外 罰則 構成 メンバー 内訳 詳細 続き 場合 上限 割合 御金
お金 金 現在 有料 無料 名前 結果 効果 意味 紙 数 箇所 個所 件 予定 全部 全て
"""
_ASPECTS = frozenset(_ASPECT_WORDS.split())
_MAX_WORDS = 4

# 緑区は?, じゃあ健康福祉部は?: the question before, asked of another place.
_INSTEAD = re.compile(
    r"^(?:じゃあ|では|それでは|それなら|なら|あと|で)?[、 ]*(?P<name>[^、。?!\s]{2,20}?)"
    r"(?:の(?:場合|ほう|方))?(?:は|だと|では|なら)?(?:どう(?:です|なの|なって|でしょう)?(?:か|"
    r"いる|います)?)?[?。か]*$"
)
_WARD = re.compile(r"[一-龥ぁ-んァ-ヶ]{1,4}区(?:役所)?$")
_CITY = re.compile(r"[一-龥ぁ-んァ-ヶー]{1,6}[市町村]$")
_DIVISION = re.compile(r"[一-龥ァ-ヶーぁ-ん]{2,12}(?:部|課|局|室|署|センター|事務所)$")
_WARD_IN = re.compile(r"(?:(?<=[のはがを、 」])|^)[一-龥ァ-ヶ]{1,4}区(?=役所|[^役民分域画長内])")
_DIVISION_IN = re.compile(
    r"(?:(?<=[のはがを、 」])|^)(?P<above>[一-龥ぁ-んァ-ヶー]{1,8}?(?:区役所|局) ?)?"
    r"[一-龥ァ-ヶーぁ-ん]{2,12}?(?:部|課|室|署|センター|事務所)(?![一-龥])"
)
_OTHERS = re.compile(
    r"^(?:じゃあ|では)?[、 ]*(?:ほか|他|それ以外|そのほか|その他)"
    r"(?:に(?:は|も)?|は|にも何か|に何か)?"
    r"(?:あり(?:ます|ません)?か?|ある|ない|何がある|教えて(?:ください)?)?[?。]*$|^what else"
)
# もっと詳しく, 全文を見せて: what was answered, as a whole.
_WHOLE = re.compile(
    r"^(?:じゃあ|では|その|それ(?:の|を)?|これ(?:の|を)?|この)?[、 ]*"
    r"(?:もっと|もう少し|もうちょっと|さらに|より)?[、 ]*"
    r"(?:(?:詳し|くわし)(?:く|い(?:内容|こと|説明)(?:を|は|が)?)|詳細(?:を|は|も)?|"
    r"(?:全文|全体|本文|原文|条文(?:そのもの)?|元の(?:文|文章)|続き|全部)(?:を|は|も|が)?)[、 ]*"
    r"(?:全部|すべて)?(?:見せ|教え|おしえ|知りた|読みた|読ませ|見た|見れ|出し|示し|説明し|お願い|"
    r"ください|"
    r"ちょうだい|話し|書い)?[^。?、]{0,8}[。?]*$|"
    r"^(?:tell me )?more(?: details?)?(?: please)?[.?]*$|^(?:show|give) me the (?:full|whole) text",
    re.IGNORECASE,
)
# A sentence that begins with as many characters of an earlier answer has been said.
_SAID = 14


def is_follow_up(question: str) -> bool:
    """Return whether a question can be understood only from the turns before it.

    It points back (その担当は?), names a part without its article (2項は?), or names no topic
    of its own (対象は?, 断られることもあるんですか?).
    """
    text = clean_question(question)
    if _POINTING.search(text):
        return True
    locators = find_locators(text)
    if locators:
        return not any(locator.key for locator in locators)
    tokens = [t for t in words.tokens(text) if t.is_content]
    own = [t for t in tokens if t.normalized_form not in QUESTION_WORDS]
    topics = [
        t
        for t in own
        if t.part_of_speech[0] == "名詞"
        and t.normalized_form not in _ASPECTS
        and "地名" not in t.part_of_speech
    ]
    return not topics and len(own) <= _MAX_WORDS


def asks_for_whole(question: str) -> bool:
    """Return whether a question asks for all of what was quoted in the turn before."""
    return bool(_WHOLE.search(clean_question(question)))


def may_follow_up(question: str) -> bool:
    """Return whether a question that could stand alone is short enough to lean on a topic.

    コンビニでも取れる? is about whatever was spoken of, unless the documents answer it alone.
    """
    own = [w for w in words.content_words(clean_question(question)) if w not in QUESTION_WORDS]
    return len(own) <= _MAX_WORDS


@dataclass(frozen=True)
class Resolved:
    """A question with what it takes over from the conversation."""

    text: str
    """The question, with the article it means where it named only a paragraph."""
    context: str = ""
    """Words of the last turn that it leans on; empty for a question that stands alone."""
    said: str = ""
    """What was answered already and is not to be said again."""
    whole: bool = False
    """Whether the passage that the last answer quoted is wanted as a whole."""


def resolve(question: str, history: Sequence[Turn], *, lean: bool = False) -> Resolved:
    """Return the question made complete; a new topic takes nothing over.

    Args:
        question: as typed.
        history: earlier turns, oldest first.
        lean: whether to take the last turn's topic over in any case.
    """
    if not history or not (lean or is_follow_up(question) or asks_for_whole(question)):
        return Resolved(question)
    asked, answered = history[-1]
    text = clean_question(question)
    if asks_for_whole(question):
        # What was asked last may itself lean on the turn before.
        return replace(resolve(asked, history[:-1]), whole=True)
    if _OTHERS.search(text):
        return Resolved(asked, said=answered)
    if instead := ask_instead(text, asked):
        return Resolved(instead)
    context = f"{_topic(asked)} {_topic(answered)}"
    locators = find_locators(text)
    if locators and not any(locator.key for locator in locators):
        # 「2項は?」: the paragraph of the article that was spoken of.
        spoken_of = [loc.key for turn in (answered, asked) for loc in find_locators(turn)]
        article = next((key for key in spoken_of if key.startswith("条")), None)
        if article:
            number, _, branch = article.removeprefix("条").partition("の")
            place = f"第{number}条" + (f"の{branch}" if branch else "")
            part = locators[0].text
            return Resolved(text.replace(part, f"{place}第{part.removeprefix('第')}", 1), context)
    return Resolved(question, context)


def ask_instead(question: str, asked: str) -> str | None:
    """Return the question before, asked of the place that a short follow-up names; or None."""
    match = _INSTEAD.search(question)
    if not match:
        return None
    name, before = match["name"], clean_question(asked)
    if _WARD.fullmatch(name):
        ward = name.removesuffix("役所")
        changed = _WARD_IN.sub(ward, before, count=1)
        return changed if changed != before else None
    if _CITY.fullmatch(name):
        city = named_municipality(before, ())
        return before.replace(city, name, 1) if city else f"{name}の{before}"
    if _DIVISION.fullmatch(name):
        found = list(_DIVISION_IN.finditer(before))
        if found:
            last = found[-1]
            above = last["above"] or ""
            return f"{before[: last.start()]}{above}{name}{before[last.end() :]}"
    return None


def spoken_places(history: Sequence[Turn]) -> frozenset[str]:
    """Return the articles and measures that the last answer names: 条37, 経2-1."""
    if not history:
        return frozenset()
    keys = {locator.key for locator in find_locators(history[-1][1]) if locator.key}
    return frozenset(key for key in keys if key.startswith("条") or "-" in key)


def is_said(passage: Passage, answered: str) -> bool:
    """Return whether an earlier answer has told what a passage says."""
    form = name_form(answered)
    begins = [name_form(sentence.text)[:_SAID] for sentence in split_sentences(passage.text)]
    heading = name_form(passage.heading)
    return (len(heading) >= _SAID // 2 and heading in form) or any(
        len(begin) == _SAID and begin in form for begin in begins
    )


def _topic(turn: str) -> str:
    """Return a turn without marks, cut to a length that still names its topic."""
    return re.sub(r"\[\d+\]|[?？。]", " ", turn)[:160].strip()


def carries_own_words(question: str, answer: Answer, *, every: bool = False) -> bool:
    """Return whether what an answer cites holds a noun of the question itself, or every one.

    Otherwise only the topic of the turn before was found, and the question is another one.
    """
    nouns = {
        token.normalized_form
        for token in words.tokens(clean_question(question))
        if token.is_content and token.part_of_speech[0] == "名詞"
    } - QUESTION_WORDS
    cited = "\n".join(f"{c.passage.label}\n{c.passage.text}" for c in answer.citations)
    held = set(words.content_words(cited))
    return (nouns - _ASPECTS) <= held if every else not nouns or bool(nouns & held)
