"""The table of kinds of facts: how a question asks for one, and what tells it.

Sentences are compared after NFKC.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

NUMERALS = r"[\d〇一二三四五六七八九十百千万億,.]+"
NOTHING = re.compile(r"$^")


@dataclass(frozen=True)
class FactKind:
    """A kind of fact that an answer must hold: without a price no sentence tells a price."""

    name: str
    asks: re.Pattern[str]
    """How a question asks for it, in lower case."""
    holds: re.Pattern[str]
    """What a sentence holds that tells it."""
    asking: frozenset[str] = frozenset()
    """Words that ask for it and are not what is asked about, in normalized forms."""
    likely: bool = False
    """Whether a passage about the matter mostly tells it somewhere: it must be there, not close
    to the matter."""


CONTACT = re.compile(
    r"(?:電話|fax|ファックス)(?:番号|は|って|を教|が知|\?|$)|連絡先|電話番号|\btel\b|phone number|"
    r"メールアドレス|e-?mail|内線番号",
    re.IGNORECASE,
)

# The first that a question asks for counts.
FACT_KINDS: Sequence[FactKind] = (
    FactKind(
        "person",
        re.compile(
            r"(?:[長者員人様役官師士監]|代表|さん|担当|先生|職)の?(?:お?名前|名称)(?:は|って|を|"
            r"が|と|も|\?|。|"
            r"$)|"
            r"氏名|フルネーム|"
            r"(?:長|議員|担当者|責任者)(?:は|って)(?:誰|だれ)|"
            r"(?:ズマン|パーソン|リーダー|マネージャー)の?(?:お?名前|名称)|"
            r"who is the|name of the (?:mayor|head|chief|director)"
        ),
        NOTHING,  # names of persons are told by the tokenizer
    ),
    FactKind(
        "name",  # of places, of which there are many; also told by the tokenizer
        re.compile(
            r"(?:[校館園所院店社駅橋市町村区]|センター|施設|大学|団体)の(?:名前|名称)"
            r"(?:は|って|を|が|\?|。|$)"
        ),
        NOTHING,
    ),
    FactKind(
        "money",
        re.compile(
            r"いくら(?!でも)|何円|何万|何億|how much|"
            r"(?:料金|値段|金額|費用|価格|[参会学入年月宿]\w?費|家賃|運賃|工賃|時給|月給|日当|"
            r"年俸|報酬|"
            r"(?:手数|使用|利用|入場|入館|観覧|受講|授業|保育|保険|駐車|回収|処理|検査|診察|診療|"
            r"賃借|貸出)料|"
            r"(?<!多)(?<!少)[一-龥]額|予算|事業費)"
            # 利用料 減免割合: the price is what the fact is of.
            r"(?:は|って|の額|$|を教|が知|\?| (?!.*(?:割合|率|対象|条件|方法|期限))|、)"
        ),
        re.compile(
            r"[\d,〇一二三四五六七八九十百千万億]+ ?(?:円|万円|億)|無料|低額|有料|かかりません|"
            # 費用(円): 300, 予算額(千円): 2,400: the unit stands in the column's name.
            r"\((?:[十百千]?[万億]?円)\) ?: ?\D{0,2}\d"
        ),
    ),
    FactKind(
        "phone",
        CONTACT,
        re.compile(r"\d{2,5}[-(]\d{1,4}[-)]\d{3,4}|内線\D{0,4}\d{3,5}|@"),
        frozenset(["担当", "窓口", "課", "係", "部署", "問い合わせ"]),
    ),
    FactKind(
        "papers",
        re.compile(
            r"持ち物|(?:何|なに)を?(?:持って|持参|用意)|必要(?:な)?(?:もの|書類|物)|what.*bring"
        ),
        re.compile(r"持参|必要|書類|証明書|カード|印鑑|届書|申請書|写し|通帳"),
    ),
    FactKind(
        "deadline",
        re.compile(r"いつまで|締め?切|期限は|納期限|何日まで|by when|deadline"),
        re.compile(r"\d+ ?(?:日|月|年|週間)|まで|以内|期限|期間"),
    ),
    FactKind(
        "weekday",
        re.compile(r"何曜日|なんようび|何の日|what day"),
        re.compile(
            r"[月火水木金土日]曜|毎日|平日|土日|第[\d一二三四]+[・,、\d第]*[月火水木金土日]"
        ),
    ),
    FactKind(
        "collection",  # ごみの日, 缶を出す日: the day on which something is collected
        re.compile(
            r"(?:ごみ|ゴミ|資源物?|プラ|瓶|びん|ビン|缶|カン|ペットボトル|古紙|収集|回収|出す|"
            r"出せる)(?:の|する)?日"
            r"(?:は|って|を|が|に|\?|。|$)"
        ),
        # 月曜から土曜の9:00から: opening hours are no day of collection.
        re.compile(
            r"[月火水木金土日]曜日?(?![^。\n]{0,12}\d{1,2} ?[:時])(?!か?から)|"
            r"毎日|第[\d一二三四]+[・,、\d第]*[月火水木金土日]"
        ),
    ),
    FactKind(
        "clock",
        re.compile(
            r"何時(?!間)|なんじ|(?:開庁|受付|営業|開館|閉館|面会|見舞いの?|診療|利用|相談|"
            r"窓口の?)時間|"
            r"時間(?:を教|は(?:何|い)|帯)|what time|(?:opening|office|business) hours",
        ),
        re.compile(r"\d{1,2} ?(?:時|:\d\d)|正午|午前|午後|24時間"),
    ),
    FactKind("term", re.compile(r"任期(?!付)"), re.compile(r"任期(?!付)|在任")),
    FactKind(
        "capacity",
        re.compile(r"定員|収容人数|何人(?:まで)?(?:入れ|乗れ|座れ|泊まれ|収容)"),
        re.compile(rf"定員|収容|{NUMERALS} ?(?:人|名)(?:まで|以内|程度|規模|乗り|用|が入|を上限)"),
    ),
    FactKind(
        "closed",
        re.compile(r"休館日|定休日|休業日|休園日|休みの日|(?:休み|お休み)は(?:いつ|何)"),
        re.compile(r"休館|休み|休業|定休|休園|閉庁|閉館|閉園|無休|休日"),
    ),
    FactKind(
        "penalty",
        re.compile(
            r"罰則|罰金|過料|ペナルティ|罰(?:は|が|って)|違反(?:した|する|し)[^。?]{0,6}(?:どうな|"
            r"何が|どんな罰)|"
            r"penalt|\bfine[sd]?\b"
        ),
        re.compile(r"罰|過料|懲役|拘禁|科料|違反"),
        frozenset(["罰則", "罰金", "罰", "ペナルティー", "違反"]),
    ),
    FactKind(
        "prize",
        re.compile(r"賞金|賞品|副賞|景品|謝礼|報奨金|(?:もらえる|貰える|当たる)(?:もの|物|品)"),
        re.compile(
            r"賞金|賞品|副賞|景品|謝礼|報奨|記念品|進呈|贈呈|商品券|[\d万]円|(?<!パワー)ポイント"
        ),
        frozenset(["賞金", "賞品", "副賞", "景品", "謝礼", "物", "品"]),
    ),
    FactKind(
        "apply",
        re.compile(
            r"(?:申し?込み?|応募|申請|予約|加入|参加|登録|購入|利用|入会)(?:の|する)?(?:方法|"
            r"やり方|仕方|手順)"
            r"(?:は|って|を|が|も|\?|。| |$)|"
            r"どう(?:やって|すれば|したら)、?(?:申し?込|応募|予約|申請)|"
            r"how (?:do|can|to) \w{0,3} ?(?:apply|book|register)"
        ),
        re.compile(
            r"申し?込|応募|申請|予約|届[けに出]|提出|窓口|請求|受付|受け付|登録|手続|購入|販売"
        ),
        frozenset(["方法", "遣り方", "仕方", "手順", "申し込み", "応募", "予約"]),
    ),
    FactKind(
        "age",
        re.compile(
            r"何[歳才]|年齢(?:制限|の?条件|は|って|を教)|"
            r"\d+ ?[歳才](?:から|以上|未満|以下)?(?:でも|では|は|も|で|なら)?[^。、?]{0,12}"
            r"(?:でき|使え|受けられ|投票|入れ|入会|もらえ|参加|利用|借りられ|申し込め|"
            r"対象)[^。]{0,6}(?:か|の|かな)?[?。]*$|"
            r"how old|age limit"
        ),
        re.compile(
            r"[歳才]|年齢|学年|[小中高大]学生|高校生|未成年|成年|成人|乳幼児|園児|児童|年少者"
        ),
        frozenset(["年齢", "制限"]),
    ),
    FactKind(
        "abbreviation",
        re.compile(r"(?:何|なん|なに)の略|正式名称"),
        re.compile(r"略|正式|[A-Z]{2,} ?\(|\([^()]*[A-Za-z]{3,}[^()]*\)"),
    ),
    FactKind(
        "web",
        re.compile(
            r"(?:ホームページ|サイト|ウェブ|web)(?:ページ)?の?(?:アドレス|url)|\burl\b|qrコード"
        ),
        re.compile(r"https?:|www\.|\.jp\b|QR|アドレス"),
    ),
    FactKind(
        "size",
        re.compile(
            r"(?:面積|広さ|大きさ|サイズ|高さ|深さ|重さ|標高|距離|長さ)(?:は|って|を教|が知|\?|$)|"
            r"何(?:平方|ヘクタール|メートル|キロ|ミリ|センチ|㎡|m2|ha|トン)"
        ),
        re.compile(
            r"[\d〇一二三四五六七八九十百千] ?(?:㎡|m|平方|ha|"
            r"ヘクタール|メートル|キロ|km|cm|センチ|"
            r"kg|g|グラム|トン|t|坪|リットル|ミリ)"
        ),
    ),
    FactKind(
        "population",
        re.compile(r"人口(?:は|って|を教|が知|の数|\?|$)|人口[^。?]{0,6}(?:何人|何万|どのくらい)"),
        re.compile(r"人口[^。\n]{0,20}\d|[\d万]人"),
    ),
    FactKind(
        "rate",
        re.compile(
            r"(?:税|利|倍|合格|投票|普及|達成|出生|高齢化|離職|充足|料|負担|補助|助成|接種|回収|"
            r"満足|加入|利用|稼働|徴収|"
            r"収納|耐震化|進捗|自給|就職|進学)率(?:は|って|を教|が知|の(?:数値|目標)|\?|$)"
        ),
        re.compile(r"[\d一二三四五六七八九十] ?(?:%|パーセント|割|倍)"),
    ),
    FactKind(
        "when",
        re.compile(
            r"いつ(?:から|頃|ごろ|です|なの|だ(?!と)|に(?!な)|始ま|でき|開|完成|行|実施|やる|ある|"
            r"あり|\?|$)|"
            r"何年(?:に|から|です|\?|$)|何月|日程|開催日|開始日|(?:にち|日)時(?:は|を)|"
            r"\bwhen (?:is|was|will|does|did)\b"
        ),
        re.compile(
            rf"{NUMERALS} ?(?:\([^()]{{1,8}}\))?(?:年|月|日|週|時|か月|ヶ月|カ月)|[元翌]年|"
            r"毎[年月週日回]|隔[年月週日]|"
            r"随時|以内|年度|当日|同日|速やか|直ちに|公布|経過|\d{1,2}/\d|常時|通年|[春夏秋冬]|"
            r"までに|の[際時]|とき|後に|前に|定め"
        ),
        frozenset(["頃", "時期", "日程", "開催", "開始"]),
        likely=True,
    ),
    FactKind(
        "place",  # どこに建ちますか: where something stands or will stand
        re.compile(
            r"どこ(?:に|へ)(?:建|でき(?:る|ま)|作ら|つくら|造ら|設置|移転|移る|移り|引っ越|開設|新設)|"
            r"where (?:is|will|are) the [^?]{2,40}(?:built|located|be)\b"
        ),
        re.compile(
            r"駅|丁目|番地|\d階|[町区村](?:内|に|の)|地[区域]|庁舎|敷地|跡地|隣接|構内|会場|広場|館内|"
            r"市内|近く|周辺|箇所|か所"
        ),
    ),
    FactKind(
        "address",
        re.compile(
            r"(?:の|が|は|で|って)(?:場所|住所|所在地|行き方|アクセス|地図)(?:は|って|を教|が知|"
            r"も|\?|。|$)|"
            r"(?:所在地|地図)(?:は|って|を|が|\?|。|$)|"
            r"^[^。?]* (?:販売|開催|設置|受付|配布|申込|集合|展示)?(?:住所|場所|会場|所在地)$"
        ),
        re.compile(
            r"丁目|番地|\d+番\d*号|\d+階|番窓口|駅(?:前|から|より)|〒|(?:会場|場所|窓口|住所|"
            r"所在地):"
        ),
    ),
)
