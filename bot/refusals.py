"""Questions that are not looked up: each kind with its own words and a next step.

A rule asks for the form of a request (書いてください, を教えて), not for a topic alone: who
asks for the rules of a poetry prize or for the salary scale of officials is answered.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from ingest.normalize import map_radicals


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
        re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE | re.DOTALL),
        text,
        re.compile(unless) if unless else None,
    )


# 書いてください and 書いて。 ask this desk to write; 書いている人, 書いてくれる制度 do not.
_DO = (
    r"て(?:ください|下さい|くださ|くれ(?:ます|ませ|ない|よ|[?。!]|$)|くれる(?:かな|の?[?。!]|$)|"
    r"欲し|ほし|ちょうだい|頂戴|みて|よ|ね|[。!?]|$)"
)
# 住所を教えて, 住所は? and 住所が知りたい ask for a thing; 住所が変わった does not.
_TELL = (
    r"(?:(?:と|や|、|・)[^。、]{1,12})?(?:を|は|が|って|も|について)?(?:[^。、]{1,8}として)?[、 ]?"
    r"(?:教え|おしえ|知りた|知らせ|調べ(?:て|た|ろ)|探して|見せて|出して|開示し|特定し|"
    r"どこ(?!に(?:相談|連絡|届|申|提出))|何(?!歳|才|を|が)|いくら(?!まで|以)|分かりますか|わかりますか|"
    r"ください|くれ|[?。!]|$)"
)

_EVENT = (
    r"(?:(?:火事|火災)(?:です|だ|が(?:起き|発生し)|になっ)|(?:家|建物|部屋|隣|車|台所)が(?:燃えて(?:い|る|ま|[。!、]|$)|火事)|"
    r"(?<![家木屋塀柱樹]が)倒れ(?:て|まし|た[。!?、])|意識が(?:ない|なく|ありま)|息をし(?:てい?な|ていま)|息がな|呼吸をしてい?な|血が止まら|溺れ|"
    r"(?:殺され|襲われ|刺され|殴られ)(?:そう|て)|(?:家|部屋|建物|車|ビル|窓|隣)[^。、]{0,4}から(?:煙|炎|火|ガス))"
)
_EMERGENCY = (
    "急を要するときは、すぐに119番（火事・救急）または110番（事件・事故）へ電話してください。"
    "この窓口からは通報できません。"
)

_TARGET = r"(?:指示|しじ|命令|プロンプト|ルール|規則|制約|制限|設定|ガイドライン|やりとり|会話)"
_VOID = (
    r"(?:(?:無視|むし|破棄|解除|リセット|無効化|上書き|無効に)し(?:て|ろ|、|なさい)|(?:無視|破棄|解除)せよ|"
    r"(?:忘れ|わすれ)(?:て|ろ|なさい)|取り消し?(?:て|せ)|従(?:わないで|うな|わなくて))"
)
_EARLIER = (
    r"(?:これまで|今まで|いままで|ここまで|以前|前|上記|先ほど|さっき|最初|元|全部|すべて|全て|"
    r"あらゆる|あなた|君|お前|ボット|AI|システム)"
)
_IGNORE = r"(?:ignore|disregard|forget|override|bypass)\b"
_END = (
    r"(?:[。!、]?$|[。!]|、?(?:ください|下さい|くれ|答え|回答|出力|表示|自由に|あなた|次の|以下))"
)

# 花子さん is a person; お母さん, 業者さん and 皆様 are anybody.
_NAMED = (
    r"(?:(?<![母父兄姉奥皆孫供員者屋士師手課係])(?<!お子)(?<!ども)さん|(?<!彼)氏|"
    r"(?<![同多仕模一皆客者異])様|(?<!ー)くん|(?<![諸主])君|(?<!赤)(?<!ばあ)(?<!じい)ちゃん|"
    r"この人|その人|あの人|あいつ|(?<![彼])彼|彼女|隣人|同僚|知人|友人|友達|上司|部下|"
    r"元夫|元妻|別れた[夫妻]|元カレ|元カノ|元彼|"
    r"(?:隣|近所|向かい|裏|上の階|下の階|同じマンション|号室)[^。、]{0,6}"
    r"(?:人|住人|家族|一家|奥さん|旦那さ?ん?|夫婦|方|おじ[いさ]*ん|おば[あさ]*ん))(?:ち|家|宅)?"
)
_ROLE = r"(?:職員|課長|部長|局長|区長|市長|町長|村長|議員|先生|教員|校長|委員)"
_HOME = (
    r"(?:自宅|住所|住んで(?:い)?る(?:ところ|場所|家)|携帯|ケータイ|ケイタイ|個人の(?:電話|携帯|メール)|私用の?(?:電話|携帯)|"
    r"生年月日|誕生日|家族構成|病歴|口座|マイナンバー|個人番号|顔写真)(?:の?(?:住所|電話|番号|場所)+)?"
)
_PRIVATE = (
    rf"(?:{_HOME}|電話番号|メールアドレス|連絡先|年齢|家族|配偶者|年収|収入|給料|所得|納税額|滞納(?:額|歴)?|"
    r"障害の(?:有無|等級)|戸籍|住民票|本名|居場所|(?:引っ?越し|転居|勤務)先|名前と(?:住所|電話)|前科)"
)

_POEM = (
    r"(?:詩(?![吟集人])|ポエム|小説|物語|俳句|短歌|川柳|歌詞|替え歌|作文|感想文|ラブレター|なぞなぞ|"
    r"ジョーク|ダジャレ|コント(?!ロ|ラ)|漫才|ブログ記事|スピーチ原稿)"
)
_CODE = (
    r"(?:プログラム|(?:ソース)?コード(?!レス)|スクリプト|関数|SQL|Python|JavaScript|HTML|マクロ)"
)
_DISH = (
    r"(?:料理|カレー|ケーキ|パスタ|ラーメン|スープ|サラダ|弁当|おかず|味噌汁|クッキー|餃子|寿司|漬け|煮物?|"
    r"炒め|焼き|揚げ|丼|鍋|シチュー|ハンバーグ|プリン|チャーハン|肉じゃが|天ぷら|うどん|オムライス)"
)
_OUT_OF_SCOPE = (
    "それはこの窓口ではお手伝いできません。"
    "登録されている条例・計画・目標・手続などについておたずねください。"
)

RULES = (
    _rule(
        "greeting",
        [
            r"^(?:こんにち[はわ]|こんばん[はわ]|おはよう(?:ございます)?|はじめまして|もしもし|"
            r"hello|hi|good (?:morning|afternoon|evening))[。、!? ]*$",
            r"^(?:どうも)?(?:ありがとう(?:ございま(?:す|した))?|助かりました|thank you|thanks)"
            r"[。、! ]*$",
        ],
        "こんにちは。条例・計画・目標・手続などについて、ふだんの言葉でおたずねください。",
    ),
    _rule(
        "emergency",
        [
            rf"^(?=.*(?:助けて|早く来|どうしよう|たった今|今すぐ|大変です|(?:今|いま)、|!!)).*{_EVENT}",
            r"(?:house|building|apartment|kitchen|room|car) is (?:on fire|burning)",
            r"(?:is(?: not|n't)|stopped) breathing|is (?:dying|unconscious|bleeding badly)",
            r"help[^.]{0,20}call an ambulance|someone (?:is|has) (?:attacking|stabbed|broken in)",
        ],
        _EMERGENCY,
    ),
    _rule(
        "emergency",
        [
            _EVENT,
            r"(?:泥棒|不審者|強盗)が(?:いま|今|家に|入って)|煙が(?:出て|見え|上がって)",
            r"(?:叩かれ|殴られ|泣き叫|悲鳴)[^。]{0,12}(?:音|声|てる|ている)[^。]{0,10}"
            r"(?:今|いま|隣|上の階|下の階|ずっと)",
            rf"救急車を?(?:早く)?(?:呼ん{_DO.replace('て', 'で', 1)}|お願い)",
        ],
        _EMERGENCY,
        unless=r"(?:とき|時|場合|際)(?:の|は|に|、|どう|$)|たら|"
        r"対策|予防|制度|計画|目標|条例|担当|どの(?:部|課)|"
        r"相談|窓口|支援|補助|野焼き|焚き火|たき火|煙突|工場|たば?こ|タバコ|花火|バーベキュー|倒木|木が|看板|"
        r"証明|事業|件数|統計|訓練",
    ),
    _rule(
        "crisis",
        [
            r"[死し]にた(?:い|く(?:な|て))|死んでしまいたい|死のうと|楽に死|もう[^。]{0,8}死にます",
            r"自殺(?:したい|しよう|する方法|の(?:やり方|方法))|命を絶(?:ちた|とう)|首を(?:吊|つ)ろう",
            r"消えてしまいたい|もう消えたい|いなくなりたい",
            r"生きてい?(?:たくない|られない|る意味がない)|生きるの[がも]?(?:つら|辛|嫌)",
            r"(?:リストカット|オーバードーズ)(?:し(?:た|て|そう)|を(?:し|やめ))",
            r"(?:want|going) to (?:die|kill myself|end my life)|kill(?:ing)? myself|suicidal",
        ],
        "おつらい状況なのですね。一人で抱えず、いのちの電話（0120-783-556）や"
        "#いのちSOS（0120-061-338）に話してみてください。"
        "命の危険があるときは119番へ電話してください。",
        unless=r"対策計画|条例|統計|研修|ゲートキーパー|白書|"
        r"と(?:言|話|訴)[^。]{0,6}(?:人|生徒|職員|市民)|人(?:の|への|を)(?:支援|支え|相談)",
    ),
    _rule(
        "injection",
        [
            rf"{_EARLIER}の(?:すべての|全ての|全)?{_TARGET}[^。、]{{0,8}}{_VOID}",
            rf"(?:上|先)の(?:指示|命令|プロンプト)[^。]{{0,8}}{_VOID}",
            rf"(?<![避難改善是正])(?:指示|しじ|命令|プロンプト|ガイドライン|制約|制限|システム設定)を?"
            rf"(?:すべて|全て|全部)?(?:は|、)?{_VOID}{_END}",
            rf"ルールを?(?:すべて|全て|全部)?(?:無視し|忘れ)て、?[^。]{{0,10}}(?:答え|回答し|話し){_DO}",
            r"(?:閲覧|アクセス|公開)の?制限を(?:解除|無視|外)し?て[^。]{0,25}(?:見せ|表示|出力|教え|開示)",
            r"(?:システム|内部|初期|隠し|あなたの)[の・ ]?"
            r"(?:プロンプト|命令文|指示(?:文|内容)|設定(?:文|内容))"
            r"|(?:最初|はじめ|初め)に(?:与え|設定さ|入力さ|渡さ)[^。]{0,8}(?:文|内容|指示|命令|プロンプト)"
            r"|プロンプト(?:を|の)(?:全文|表示|開示|出力|見せ|教え|公開)",
            r"あなた(?:の|への|に対する)(?:指示|命令|設定)を[^。]{0,6}(?:見せ|教え|出力|表示)",
            r"system ?prompt|(?:reveal|print|show|repeat)[^.]{0,20}(?:prompt|instructions)",
            rf"{_IGNORE}(?: (?:all|any|of|the|your|my|every|these))* (?:previous|above|prior|"
            r"earlier|preceding|initial|system|safety|instructions?|prompts?)",
            rf"{_IGNORE} (?:all|your|every)(?: of)?(?: the| your)? "
            r"(?:rules|guidelines|restrictions|filters|safeguards)",
            rf"と(?:だけ|のみ)(?:(?:答え|言っ){_DO}|(?:答え(?:ろ|よ|る(?:こと|よう))|言え))",
            rf"(?:と(?:だけ|のみ)|」と)(?:回答|返答|返信|出力|表示)(?:し{_DO}|しろ|せよ|すること|するように)",
            r"(?:文書|資料|出典|根拠|引用)(?:を|は|の)?(?:検索|参照|確認|表示)?"
            r"(?:せず|しないで|なしで|を?無視して|を?停止し)[^。]{0,40}(?:答え|回答|出力|書い)",
            r"(?:今から|これから|以後|以降)(?:は|、)?(?:あなた|君|お前)(?:は|を)|"
            r"あなたは(?:もう|今から|これから|もはや)|あなたは(?:制限|制約)の(?:ない|無い)",
            r"(?:開発者|管理者|デバッグ|脱獄|root|admin|developer|\bdan|god) ?(?:モード|mode)",
            r"(?:管理者|root|admin)権限で(?:動|実行|答え|回答|表示|見せ)",
            r"you are (?:now )?(?:dan\b|an? (?:unrestricted|evil|uncensored))|jailbreak|"
            r"(?:no|without) (?:rules|restrictions|filters)",
            r"[【\[<(]\s*(?:管理者|システム|開発者|運営|system|admin|developer|assistant)(?:より|から|通知|命令|"
            r"指示|メッセージ|override|message|prompt)?\s*[】\]>)]|<\|im_start",
            r"^(?:system|assistant) ?:",
            rf"(?:ロールプレイ(?:を?し|で答え)|(?:なりきっ|演じ|になったつもりで)[^。]{{0,8}}){_DO}|"
            rf"なりきって[^。]{{0,6}}(?:答え|話し|返事し){_DO}",
        ],
        "ご指示の内容にはお応えできません。"
        "登録されている資料に書かれていることを、出典とともにお答えします。",
    ),
    _rule(
        "personal_data",
        [
            r"(?:隣|となり|近所|向かい)の?(?:家|部屋)?の?(?:人|方|家族|住人)[^。]{1,24}"
            r"(?:か(?:どうか)?|って|を)、?(?:調べ|教え|確認し|しらべ|おしえ)",
            rf"{_NAMED}の(?:今の|現在の|新しい|去年の|個人の)?{_PRIVATE}{_TELL}",
            rf"{_ROLE}(?:の(?:[一-龥]{{1,4}})?|[一-龥]{{1,4}}(?:さん)?の){_HOME}{_TELL}",
            r"(?<![子母父兄姉奥皆孫供])(?:さん|氏|くん)(?:は|って|が)"
            r"(?:どこに住(?:ん|み)|結婚してい?(?:る|ま)|離婚し|独身|いくら(?:もら|稼)|生活保護を受けてい?(?:る|ま))",
            r"(?:隣|近所|号室|あの家|同じマンション)[^。]{0,8}(?:人|家|住人|夫婦|奥さん)[^。]{0,6}"
            r"(?:生活保護|滞納|離婚|借金|前科|病気|障害|年収|収入)[^。]{0,12}"
            r"(?:よね|本当|ほんと|調べて|かどうか|いくら|なの[?。]|ますか|るの[?。])",
            rf"(?:隣|近所|号室)[^。、]{{0,6}}(?:人|住人|夫婦)の(?:名前|氏名|職業|勤め先){_TELL}",
            r"0\d{1,3}-?\d{2,4}-?\d{3,4}[^。]{0,12}(?:誰|持ち主|の人|名前|住所|特定)",
            r"(?:この|その)番号の(?:人|持ち主|所有者)|(?:電話番号|(?<!マイ)ナンバー)(?:から|は|の|で)"
            r"[^。]{0,6}(?:誰の|誰か|持ち主|所有者)",
            r"誰が[^。]{0,12}(?:生活保護|滞納|苦情|通報|クレーム)[^。]{0,6}(?:てい?る|てい?ます|てい?た|した|しました|言った|出した)",
            rf"(?:苦情|通報|告発|クレーム)を?(?:し|言っ|出し|入れ)た(?:人|者|方)"
            rf"(?:は誰|を(?:教え|特定|知り)|の(?:名前|氏名|住所|連絡先|電話番号){_TELL})",
            rf"(?:私|わたし|僕|ぼく|俺)の[^。、]{{0,12}}(?:税|保険料|年金|納付|給付|残高|医療費|保育料|マイナンバー)"
            rf"[^。]{{0,12}}(?:調べ|照会し|確認し){_DO}",
            r"(?:home|private) (?:address|phone(?: number)?) of (?:mr|ms|mrs|the mayor|an? )",
            r"(?:my neighbou?r|ex-(?:wife|husband))(?:'s)? (?:address|phone|income|name)",
        ],
        "特定の個人に関する情報はお答えできません。"
        "ご本人の情報は、本人確認のうえ担当の窓口で確認してください。",
    ),
    _rule(
        "out_of_scope",
        [
            r"(?:おいしい|美味しい|うまい|人気の|おすすめの)[^。]{0,10}"
            r"(?:店|屋(?:さん)?|レストラン|カフェ|ランチ|居酒屋|スイーツ)",
            rf"{_POEM}[^。]{{0,10}}(?:(?:書い|作っ|つくっ|考え|教え|言っ|生成し){_DO}|詠ん"
            rf"{_DO.replace('て', 'で', 1)}|書け|作れ|詠め|お願い|ちょうだい|"
            r"[一ひ]と?つ(?:$|[。お]))",
            rf"{_CODE}[^。]{{0,10}}(?:(?:書い|作っ|つくっ|直し|修正し|デバッグし){_DO}|書け|書き方)",
            r"(?:面白い|おもしろい|笑える|怖い)話を(?:し|聞かせ)" + _DO,
            r"(?:慰め|励まし|褒め|ほめ|話し相手になっ|愚痴を聞い)" + _DO + "|暇つぶしに",
            rf"(?:を|に)(?:翻訳し|英訳し|和訳し|訳し){_DO}",
            r"(?:write|compose|tell) (?:me )?(?:an? )?(?:\w+ ){0,2}"
            r"(?:poem|song|story|code|program|joke)",
        ],
        _OUT_OF_SCOPE,
    ),
    _rule(
        "out_of_scope",
        [
            r"(?:天気|気温|降水確率|天気予報)(?:は|を|って|が)?"
            r"(?:どう|どんな|いかが|教え|知りたい|晴れ|何度(?:です|でしょ|\?|$)|[?。!]|$)",
            r"weather (?:today|tomorrow)",
            r"(?:誰|だれ|どの(?:党|候補者?|人))に(?:入れ|投票し?)(?:たら|れば|る(?:べき|の)|すれば|すべき|するべき)",
            rf"{_DISH}の(?:作り方|つくり方|レシピ)",
            r"(?:晩ご飯|晩ごはん|夕飯|夕食|今晩|昼ご飯|朝食)[^。]{0,8}(?:献立|レシピ|メニュー)",
            r"占って|(?:今日|明日|今年|来週|私|恋愛|金)の?運勢|(?:星座|血液型)占い|占いを(?:し|教え)",
            r"株価|(?:円|ドル)[^。]{0,4}為替|為替(?:レート|相場)|ビットコイン|競馬の(?:予想|結果)|宝くじの当選",
            r"おすすめの(?:映画|ゲーム|アニメ|ドラマ|漫画|レストラン|居酒屋|ラーメン)",
            r"\d ?[+*×÷] ?\d+ ?(?:は|=|を計算|$)|\d+ ?[-/] ?\d+ ?=",
            r"(?:あなた|君|お前)の?(?:好きな|恋人|彼氏|彼女|趣味|誕生日)|好きな(?:食べ物|色|タイプ)は",
            r"(?:恋人|彼氏|彼女)(?:になって|の作り方|が(?:欲|ほ)しい)",
            r"(?:エクセル|Excel|ワード|パワポ|PowerPoint)[^。]{0,14}(?:やり方|使い方|操作方法|関数|数式|マクロ)",
        ],
        _OUT_OF_SCOPE,
        unless=r"募集|講座|教室|コンクール|コンテスト|研修|展示|大会|様式|届|申請|詐欺|収集|給食|避難|防災",
    ),
)

_INVISIBLE = frozenset("\u115f\u1160\u3164\u2800")
# Cyrillic and Greek letters that look like Latin ones.
_LOOK_ALIKES = str.maketrans("аеорсухіѕԁјοαεν", "aeopcyxisdjoaev")
_VOICING = ("\u3099", "\u309a")


def refuse(question: str) -> Rule | None:
    """Return the rule under which a question is refused, or None."""
    text = _as_read(question)
    for rule in RULES:
        if rule.pattern.search(text) and not (rule.unless and rule.unless.search(text)):
            return rule
    return None


def _as_read(question: str) -> str:
    """Return the question as a person reads it, so that its spelling hides nothing.

    Full-width letters, radicals, invisible characters, accents, letters of other alphabets
    and spaces or line breaks inside Japanese make no difference.
    """
    text = unicodedata.normalize("NFKD", map_radicals(question))
    text = "".join(
        character
        for character in text
        if character in _VOICING
        or character in "\n\t"
        or (
            unicodedata.category(character) not in ("Cf", "Cc", "Mn")
            and character not in _INVISIBLE
        )
    )
    text = unicodedata.normalize("NFKC", text).lower().translate(_LOOK_ALIKES)
    return re.sub(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])|(?<=\s)\s+", "", text).strip()
