"""Questions that are not looked up: each kind with its own words and a next step."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_PERSON = r"(?:さん|氏|様|くん|君|ちゃん|職員|課長|部長|局長|区長|市長|議員|町長|村長|先生|隣人|隣の人|この人|その人|彼|彼女)"
_PRIVATE = (
    r"(?:自宅|住所|住んで(?:い)?る(?:ところ|場所)|携帯|個人の電話|電話番号|メールアドレス|年齢|生年月日|誕生日|"
    r"家族|配偶者|収入|年収|給料|所得|納税額|滞納|病歴|障害の(?:有無|等級)|戸籍|口座|マイナンバー|個人番号|顔写真)"
)


@dataclass(frozen=True)
class Rule:
    """One kind of question that is refused before any search."""

    reason: str
    pattern: re.Pattern[str]
    text: str
    """What the person reads: why not, and what to do instead."""
    unless: re.Pattern[str] | None = None
    """Harmless questions that look alike."""


def _rule(reason: str, patterns: list[str], text: str, unless: str | None = None) -> Rule:
    return Rule(
        reason,
        re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE),
        text,
        re.compile(unless) if unless else None,
    )


RULES = (
    _rule(
        "emergency",
        [
            r"(?:火事|火災)(?:です|だ|が(?:起き|発生し)(?:て(?:い)?(?:る|ます)|た|ました))",
            r"(?:家|建物|部屋|隣|車)が(?:燃えて|火事)",
            r"(?:倒れて|意識が(?:ない|なく)|息(?:をして|が)(?:い)?な|呼吸(?:をして|が)(?:い)?な|血が止まら)",
            r"(?:殺され|襲われ|刺され|殴られ)(?:そう|て(?:い)?(?:る|ます)|た|ました)",
            r"(?:泥棒|不審者)が(?:いま|今|家に|入って)",
            r"(?:家|部屋|建物|車|ビル|窓)(?:の?(?:中|上|下|奥))?から(?:煙|炎|火|ガス)|煙が(?:出て|見え|上がって)",
            r"(?:叩かれ|殴られ|泣き叫|悲鳴)[^。]{0,12}(?:音|声|てる|ている)[^。]{0,10}(?:今|いま|隣|上の階|下の階|ずっと)",
            r"救急車を?(?:呼んで|お願い|早く)",
            r"help.*(?:fire|ambulance|dying)|(?:house|building) is on fire",
        ],
        "急を要するときは、すぐに119番（火事・救急）または110番（事件・事故）へ電話してください。"
        "この窓口からは通報できません。",
        unless=r"(?:とき|時|場合|際|たら)(?:の|は|に|、)|対策|予防|制度|計画|目標|条例|担当|どの(?:部|課)",
    ),
    _rule(
        "crisis",
        [
            r"死にたい|死のうと|自殺(?:したい|しよう|する方法)|消えてしまいたい|生きて(?:い)?(?:たくない|られない)",
            r"(?:リストカット|オーバードーズ)(?:し|を)|i want to die|kill myself",
        ],
        "おつらい状況なのですね。一人で抱えず、いのちの電話（0120-783-556）や"
        "#いのちSOS（0120-061-338）に話してみてください。命の危険があるときは119番へ電話してください。",
    ),
    _rule(
        "injection",
        [
            r"(?:これまで|今まで|ここまで|以前|前|上記|上|先|元|すべて|全て|あらゆる)の"
            r"(?:すべての|全ての|全)?(?:指示|命令|ルール|規則|制約|制限|設定|プロンプト)[^。]{0,12}"
            r"(?:無視|忘れ|破棄|取り消|解除|従わ|上書き|リセット)",
            r"(?:指示|命令|ルール|制約|制限|ガイドライン)を?(?:すべて|全て|全部)?(?:は|、)?"
            r"(?:無視|忘れ|破棄|解除)(?:し|て|せよ|しろ)",
            r"(?:システム|内部|初期|隠し|あなたの)[ の・]?(?:プロンプト|命令文|指示(?:文|内容)|設定(?:文|内容))"
            r"|system ?prompt|プロンプト(?:を|の)(?:全文|表示|開示|出力|見せ|教え|公開)",
            r"(?:ignore|disregard|forget|override)\b.{0,30}\b(?:instruction|prompt|rule|previous|above)",
            r"(?:とだけ|だけを?|とのみ)(?:答え|回答|返答|返信|出力|表示|言)(?:る(?:こと|よう)|え|な|よ|しろ|せよ|して)",
            r"(?:文書|資料|出典|根拠|引用)(?:を|は)(?:検索|参照|確認|表示)?(?:せず|しないで|なしで|無視)",
            r"(?:今から|これから|以後|以降)(?:は|、)?(?:あなた|君|お前)(?:は|を)|"
            r"あなたは(?:もう|今から|これから|もはや)",
            r"(?:開発者|管理者|デバッグ|root|admin|developer|dan|god) ?(?:モード|mode|権限)",
            r"you are (?:now )?(?:dan|an? (?:unrestricted|evil))|(?:no|without) (?:rules|restrictions|filters)|word for word",
            r"^(?:【|\[|<)\s*(?:管理者|システム|開発者|system|admin)[^】\]>]*(?:】|\]|>)",
            r"(?:ロールプレイ|なりきって|演じて|になったつもりで)|jailbreak|脱獄",
        ],
        "ご指示の内容にはお応えできません。登録されている資料に書かれていることを、出典とともにお答えします。",
    ),
    _rule(
        "personal_data",
        [
            rf"{_PERSON}の{_PRIVATE}",
            r"[一-龥ぁ-んァ-ヶ]{1,6}(?:さん|氏|様)(?:は|って)(?:どこに住|何歳|結婚|離婚|独身|いくら(?:もら|稼))",
            r"(?:近所|隣|同僚|知人|友人|元夫|元妻|別れた[夫妻]|元カレ|元カノ|彼氏|彼女|あの人|この人|その人)"
            r"[^。、]{0,8}の(?:今の|現在の|新しい)?(?:名前と)?" + _PRIVATE,
            r"(?:隣|近所|\d+号室|あの家|同じマンション)[^。]{0,8}(?:人|家|住人)[^。]{0,10}"
            r"(?:もらって|受けて|滞納|離婚|結婚|借金|障害|病気|名前|誰|調べ)",
            r"(?:この|その)?番号の(?:人|持ち主|所有者)|(?:番号|ナンバー)[^。]{0,6}(?:誰|持ち主|所有者)",
            r"誰が(?:生活保護|税金を滞納|苦情を(?:言|出))",
        ],
        "特定の個人に関する情報はお答えできません。ご本人の情報は、本人確認のうえ担当の窓口で確認してください。",
        unless=r"(?:お問い?合わせ|担当|連絡|窓口|相談)(?:先|課|室|の)?",
    ),
    _rule(
        "out_of_scope",
        [
            r"(?:詩|ポエム|小説|物語|俳句|短歌|川柳|歌詞|替え歌|作文|感想文|ラブレター|ジョーク|なぞなぞ|ダジャレ|コント|漫才)"
            r"[^。]{0,6}(?:書い|作っ|つくっ|考え|詠ん|教え|言っ|ちょうだい|お願い|して)",
            r"(?:プログラム|コード|スクリプト|関数|SQL|Python|JavaScript|HTML|Excel ?マクロ)[^。]{0,8}"
            r"(?:書い|作っ|つくっ|教え|直し)",
            r"(?:明日|今日|あした|きょう|週末|来週|今夜)?の?(?:天気|気温|降水確率|天気予報)(?:は|を|って|が|\?|$)",
            r"(?:誰|だれ|どの(?:党|候補|人))に(?:入れ|投票)(?:たら|れば|る(?:べき|の)|すれば)",
            r"(?:慰めて|励まして|褒めて|話し相手になって|愚痴を聞いて|暇つぶし)",
            r"(?:の|な)(?:作り方|つくり方|レシピ)(?:を|教|は|って|$)",
            r"(?:占い|運勢|星座|血液型)|(?:株価|為替|ビットコイン|競馬|宝くじの当選)",
            r"(?:レシピ|献立|料理の作り方|おすすめの(?:映画|ゲーム|アニメ|レストラン|居酒屋))",
            r"(?:を|に)(?:翻訳|英訳|和訳|要約)し(?:て|ろ)|\d+ ?[+*×÷/-] ?\d+ ?(?:は|=|を計算)",
            r"(?:好きな(?:食べ物|色|人)|恋人|彼氏|彼女)(?:は|が|の作り方|になって)|(?:write|compose) (?:me )?(?:a |an )?"
            r"(?:poem|song|story|code|program|joke)|weather (?:today|tomorrow)",
        ],
        "それはこの窓口ではお手伝いできません。登録されている条例・計画・目標・手続などについておたずねください。",
        unless=r"条例|計画|募集|講座|教室|コンクール|展|担当|どこの(?:部|課)|避難|防災|マップ|規約|会則|名簿|団体|届|申請|堆肥",
    ),
)


def refuse(question: str) -> Rule | None:
    """Return the rule under which a question is refused, or None.

    The question is compared after NFKC and without invisible characters, so that full-width
    letters and zero-width spaces hide nothing.
    """
    text = unicodedata.normalize("NFKC", question)
    text = "".join(c for c in text if unicodedata.category(c) not in ("Cf", "Cc") or c in "\n\t")
    for rule in RULES:
        if rule.pattern.search(text) and not (rule.unless and rule.unless.search(text)):
            return rule
    return None
