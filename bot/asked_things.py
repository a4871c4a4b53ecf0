"""Whether a question asks something of a thing that no passage found speaks of."""

from __future__ import annotations

import re
import unicodedata

from bot.case import Case
from bot.evidence import KANJI_CREDIT, credit
from bot.facts import asking_words
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
# 市長のスケジュールを知りたい, 話し合うテーマは, どんな資格が要る: what is asked for.
_ASKED_FOR = re.compile(
    r"(?:どんな|どのような|どういう|何の|なんの)(?P<which>[一-龥ァ-ヶー]{2,10})|"
    r"(?P<object>[^\s、。?はがをにでと]{2,20})を、?(?:全部|すべて|全て|ぜんぶ|一覧で)?"
    r"(?:教えて|知りた|見たい|見せて|聞きた|確認した)[^。、?]{0,10}[。?]?$|"
    r"(?P<topic>[^\s、。?はがをにでと]{2,20})(?:は|って)[?。]*$"
)
# いつ可決されましたか: what was done at that time.
_DONE = re.compile(r"(?:いつ|何年に|何月に)(?:頃|ごろ)?、?(?P<act>[一-龥]{2,4})(?:さ|し|す)")
# Of 用紙 one ideograph stands in 利用: no sign of it.
_HARDLY = KANJI_CREDIT / 2
# Nouns of which everything has some, or that say in which form something is told.
_ANYTHING_WORDS = """
人 達 所 場所 事業 件 話 事 物 数 量 期 度 分 日 時 年 制度 仕組み 取り組み 取組 予定 決まり 機会
場 目的 理由 意味 内容 課題 問題 目標 役割 特徴 対象 方法 条件 基準 根拠 原因 効果 結果 背景 違い
とこ 感じ メンバー 構成員 参加者 対象者 出席者 金 お金 行き先 会場 相手 時期 時間 期間 期限
締め切り 手順 費用 金額 名前 名称 種類 項目 区分 内訳 一覧 概要 詳細 全文 全体 本文 条文 文 文章
言葉 説明 解説 記載 定義 趣旨 意義 狙い 理念 原則 考え 考え方 姿 状態 状況 様子 性質 立場 点 面 形
例 具体 事例 要点 ポイント 数字 数値 割合 率 範囲 程度 水準 段階 順番 順序 流れ 回数 頻度 間隔
タイミング 部署 部 課 局 係 担当 窓口 組織 機関 団体 仕事 業務 職務 責務 責任 義務 権利 権限 機能
対策 対応 措置 支援 配慮 注意 工夫 活動 動き 変化 関係 影響 差 比較 メリット 利点 意見 気持ち 声
方針 方向 値 目安 上限 下限 限度 計画 条例 規則 法律 指針 資料 文書 ルール 情報 サービス やり方 仕方
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
    if case.found.query.is_english:
        return False
    asked = _ASKED_FOR.search(text)
    if asked and _is_unknown(next(filter(None, asked.groups())), case, least=0.0):
        return True
    done = _DONE.search(text)
    if done and _is_unknown(done["act"], case, least=0.0):
        return True
    fact = _ASKED_OF.search(text)
    asked = fact or (None if WHICH.search(text) else _WHETHER.search(text))
    # 機械 and 発券機 share an ideograph: that may be what whether is asked of.
    if asked is None:
        return False
    return _is_unknown(asked["thing"], case, least=_HARDLY if fact else 0.0)


def _is_unknown(thing: str, case: Case, *, least: float) -> bool:
    """Return whether no passage found carries the last word of a thing by more than ``least``."""
    # 準備しているのはどこ asks who does something, 今年は何件 when: not of a thing.
    kind = words.tokens(thing)[-1].part_of_speech
    if kind[0] not in ("名詞", "接尾辞") or kind[2] in ("副詞可能", "形状詞可能"):
        return False
    named = [word for word in words.content_words(thing) if word in case.terms.nouns]
    if not named or named[-1] in ANYTHING_AT_ALL | asking_words(None):
        return False
    if case.question.wanted == "department" and named[-1] in _ERRANDS:
        return False  # 税金の相談はどこ
    hits = case.found.hits[:_LOOKED_AT]
    texts = ("\n".join([h.passage.label, *h.passage.path, h.passage.text]) for h in hits)
    return not any(credit(case.terms, text)[named[-1]] > least for text in texts)
