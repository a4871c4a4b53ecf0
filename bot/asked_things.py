"""Whether a question asks something of a thing that no passage found speaks of."""

from __future__ import annotations

import re
import unicodedata

from bot.case import Case
from bot.evidence import KANJI_CREDIT, credit
from kb import words

# どんな項目がありますか asks for the things, not whether there is one.
# Nor do 何を満たす必要がありますか and どこに定めがありますか.
WHICH = re.compile(
    r"何|なに|なん|どんな|どの|どう|いくつ|どれ|ほか|他|.*(?:必要|義務|定め|規定|決まり|記載|予定|こと)$"
)
# 投票用紙はいつ届く: the thing that a fact is asked of.
_ASKED_OF = re.compile(
    r"(?P<thing>[^\s、。?はがをにでと]{2,20})(?:は|って|が)、?"
    r"(?:いつ|何(?:[時日年月人件回個枚歳才円割曜色種]|です|でしょう|だ|[?？。]|$)|いくら|いくつ|どこ|どの(?:くらい|ぐらい)|どれ(?:くらい|ぐらい)|誰|だれ)"
)
# 避難所にペットは連れて行けますか: what is asked whether something holds of it.
_WHETHER = re.compile(
    r"(?P<thing>[^\s、。?はがをにでと]{2,20})(?:は|って|も)、?[^。、?]{0,16}"
    r"(?:ますか|ですか|でしょうか|ませんか|(?:[るい]|ない)(?:の|か|んですか))[?？。]*$"
)
# Of 用紙 one ideograph stands in 利用: no sign of it.
_HARDLY = KANJI_CREDIT / 2
_ANYTHING_WORDS = """
人 達 所 場所 事業 件 話 事 物 数 量 期 度 分 日 時 年 制度 仕組み 取り組み 取組 予定 決まり 機会 場
目的 理由 意味 内容 課題 問題 目標 役割 特徴 対象 方法 条件 基準 根拠 原因 効果 結果 背景 違い
とこ 感じ メンバー 構成員 参加者 対象者 出席者
行き先 会場 相手 時期 時間 期間 期限 締め切り 手順 費用 金額
"""
ANYTHING_AT_ALL = frozenset(_ANYTHING_WORDS.split())
_ERRANDS = frozenset(
    ("相談", "申請", "申し込み", "手続き", "手続", "届け出", "届け", "問い合わせ", "連絡")
)
_LOOKED_AT = 5
_ANGER = re.compile(
    r"(?:どうなって(?:い)?るんだ(?:よ|い)?|ふざけ(?:る|ん)な|ふざけてる|いい加減にし(?:ろ|て)(?:くれ|よ)?|"
    r"許せない|許さない|腹が立つ|頭にくる|やる気(?:が)?あるの(?:か)?|何(?:を)?やってるんだ|バカにするな|"
    r"もう来ない)(?:です)?[。!?！？]*$"
)
_INTERROGATIVE = re.compile(
    r"どこ|どちら|何|なに|誰|だれ|いつ|どの|どう|いくら|教え|ますか|ですか|[?？]"
)


def is_only_anger(text: str) -> bool:
    """Return whether a text asks nothing: 窓口でたらい回しにされた。どうなってるんだ."""
    return bool(_ANGER.search(text)) and not _INTERROGATIVE.search(_ANGER.sub("", text))


def is_of_the_unknown(case: Case) -> bool:
    """Return whether a question asks for a fact of a thing that no passage found speaks of.

    投票用紙はいつ届く is not answered by what is said of 投票 alone.
    """
    text = unicodedata.normalize("NFKC", case.question.text)
    fact = _ASKED_OF.search(text)
    asked = fact or (None if WHICH.search(text) else _WHETHER.search(text))
    if asked is None or case.found.query.is_english:
        return False
    # 準備しているのはどこ asks who does something, 今年は何件 when: not of a thing.
    kind = words.tokens(asked["thing"])[-1].part_of_speech
    if kind[0] not in ("名詞", "接尾辞") or kind[2] in ("副詞可能", "形状詞可能"):
        return False
    named = [word for word in words.content_words(asked["thing"]) if word in case.terms.nouns]
    if not named or named[-1] in ANYTHING_AT_ALL:
        return False
    if case.question.wanted == "department" and named[-1] in _ERRANDS:
        return False  # 税金の相談はどこ
    hits = case.found.hits[:_LOOKED_AT]
    texts = ("\n".join([h.passage.label, *h.passage.path, h.passage.text]) for h in hits)
    # 機械 and 発券機 share an ideograph: that may be what whether is asked of.
    least = _HARDLY if fact else 0.0
    return not any(credit(case.terms, text)[named[-1]] > least for text in texts)
