"""Kinds of facts: how a question asks for one, and what a sentence that tells it holds.

Sentences are compared after NFKC.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_NUMERALS = r"[\d〇一二三四五六七八九十百千万億,.]+"
# 平成19(2007)年: the other calendar's year stands between the number and its unit.
_NUMBER = rf"{_NUMERALS}(?:\([^()]{{1,8}}\))? ?"
NOTHING = re.compile(r"$^")


@dataclass(frozen=True)
class FactKind:
    """A kind of fact that an answer must hold: without a price no sentence tells a price."""

    name: str
    asks: re.Pattern[str]
    """How a question asks for it, in lower case."""
    holds: re.Pattern[str]
    """What a sentence holds that tells it."""


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
            r"(?:[長者員人様役]|さん|担当|先生|職)の?(?:お?名前|名称)(?:は|って|を|が|と|も|\?|。|$)|"
            r"氏名|フルネーム|"
            r"(?:長|議員|担当者|責任者)(?:は|って)(?:誰|だれ)"
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
            r"いくら|何円|何万|何億|how much|"
            r"(?:手数料|料金|値段|金額|費用|使用料|価格|参加費|会費)"
            r"(?:は|って|の額|$|を教|が知|\?| |、)"
        ),
        re.compile(
            r"[\d,一二三四五六七八九十百千万億]+ ?(?:円|万円|億)|無料|低額|有料|かかりません"
        ),
    ),
    FactKind("phone", CONTACT, re.compile(r"\d{2,5}[-(]\d{1,4}[-)]\d{3,4}|内線\D{0,4}\d{3,5}|@")),
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
            r"(?:ごみ|ゴミ|資源物?|プラ|瓶|びん|ビン|缶|カン|ペットボトル|古紙|収集|回収|出す|出せる)(?:の|する)?日"
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
            r"何時(?!間)|なんじ|(?:開庁|受付|営業|開館|閉館|面会|見舞いの?|診療|利用|相談|窓口の?)時間|"
            r"時間(?:を教|は(?:何|い)|帯)",
        ),
        re.compile(r"\d{1,2} ?(?:時|:\d\d)|正午|午前|午後|24時間"),
    ),
    FactKind("term", re.compile(r"任期"), re.compile(r"任期|在任")),
    FactKind(
        "capacity",
        re.compile(r"定員|収容人数|何人(?:まで)?(?:入れ|乗れ|座れ|泊まれ|収容)"),
        re.compile(rf"定員|収容|{_NUMERALS} ?(?:人|名)(?:まで|以内|程度|規模|乗り|用|が入|を上限)"),
    ),
    FactKind(
        "closed",
        re.compile(r"休館日|定休日|休業日|休園日|休みの日|(?:休み|お休み)は(?:いつ|何)"),
        re.compile(r"休館|休み|休業|定休|休園|閉庁|閉館|閉園|無休|休日"),
    ),
    FactKind(
        "address",
        re.compile(
            r"(?:の|が|は|で|って)(?:場所|住所|所在地|行き方|アクセス|地図)(?:は|って|を教|が知|も|\?|。|$)|"
            r"(?:所在地|地図)(?:は|って|を|が|\?|。|$)|^[^。?]* (?:住所|場所|所在地)$"
        ),
        re.compile(
            r"丁目|番地|\d+番\d*号|\d+階|番窓口|駅(?:前|から|より)|〒|(?:会場|場所|窓口|住所|所在地):"
        ),
    ),
)

# What the answering sentence is likely to hold; a hint, not a condition.
_LIKELY: Sequence[tuple[re.Pattern[str], re.Pattern[str]]] = (
    (
        re.compile(r"施行日|施行(?:され|は|年月日)|いつから施行"),
        re.compile(r"(?:から|より|に[^。]{0,30})施行"),
    ),
    (
        re.compile(
            r"何(?:日|時間|年|か?月|週|分|歳|才)|いつまで|期限|どのくらいの(?:期間|頻度)|頻度"
        ),
        re.compile(
            rf"{_NUMBER}(?:開庁)?(?:日|時間|年|か月|カ月|ヶ月|月|週|分|歳)|毎[年月週日]|隔[年月週]"
        ),
    ),
    (
        re.compile(
            r"何(?:回|人|件|%|パーセント|割|か国|ヶ国|カ国|箇所|か所|個|台|本|つ|点|問|校|園|キロ|"
            r"グラム)|"
            r"いくつ|いくら|確率|"
            r"どの(?:くらい|ぐらい)|どれ(?:くらい|ぐらい|だけ)|数値|割合|率|人数|件数|"
            r"how (?:many|much)"
        ),
        re.compile(r"\d|[一二三四五六七八九十百]+(?:人|回|件|割|箇所|か所)"),
    ),
    (
        re.compile(r"いつ|何年|時期|施行日|年度|開始|when"),
        re.compile(r"(?:令和|平成|昭和|\d{4})[\d元]*年?|\d+(?:\([^()]*\))?年|\d+月|以内"),
    ),
    (
        re.compile(r"何のため|なんのため|目的は|なぜ|どうして|理由"),
        re.compile(r"ため|目的|ことから|により|よって|ので|から、"),
    ),
)

# 何人 is answered by a number of persons: by a number before the same counter.
_COUNTER = re.compile(
    r"(?:何|なん)(?:(?P<of>[かカヶヵ箇])(?P<thing>国|所|月|年)|(?P<unit>時間|週間?|段階|世帯|グラム|キロ|"
    r"メートル|ページ|パーセント|[人名回件日年冊校園館台本枚個点問番割%歳才票基棟戸倍つ])|(?P<minutes>分)(?!の))"
)
_SAME_UNITS = {
    "人": "人|名",
    "名": "人|名",
    "歳": "歳|才",
    "才": "歳|才",
    "日": "(?:開庁|営業)?日|週間",
    "割": "割|%|パーセント",
    "%": "割|%|パーセント",
    "パーセント": "割|%|パーセント",
    "回": "回|度",
    "グラム": "g|グラム|キロ|kg",
    "キロ": "キロ|km|kg|g",
    "メートル": "m|メートル|キロ|km",
    "つ": "つ|個|項目|種類|本",
    "個": "つ|個|項目|種類|か所|箇所",
}
# 60公民館, 8市立小学校: the thing itself is the counter.
_BUILDINGS = frozenset("館校園棟")
_OFTEN = r"毎[年月週日朝]|隔[年月週日]"
_HOW_MANY = re.compile(
    rf"(?<![第※\d.,〇一二三四五六七八九十百千万億])(?!※){_NUMERALS} ?"
    r"(?!年|月|日|時|分|条|項|号|章|節)(?:[つ一-龥ァ-ヶA-Za-z%]|[かカヶヵ箇ケ]所)"
)
_ROLE = re.compile(r"(?P<role>[一-龥ァ-ヶー]{1,12}(?:長|者|員))(?:は|って)(?:誰|だれ)")


def fact_kind(text: str) -> str | None:
    """Return the name of the kind of fact that a question asks for, or None."""
    lowered = text.lower()
    return next((kind.name for kind in FACT_KINDS if kind.asks.search(lowered)), None)


def fact_pattern(name: str | None) -> re.Pattern[str] | None:
    """Return what a sentence holds that tells a kind of fact; None without a kind."""
    return next((kind.holds for kind in FACT_KINDS if kind.name == name), None)


def counted_fact(text: str) -> re.Pattern[str] | None:
    """Return what a number of the things that are counted looks like, or None.

    何冊、何週間 asks for both; either makes a passage one that answers.
    """
    units: list[str] = []
    often = False
    for match in _COUNTER.finditer(text):
        if match["of"]:
            units.append(f"[かカヶヵ箇ケ]{match['thing']}")
            if match["thing"] == "所":
                units.append("所|館|園|校|棟")
            continue
        unit = match["unit"] or match["minutes"]
        often = often or unit in "回日"
        same = _SAME_UNITS.get(unit, re.escape(unit))
        units.append(rf"[一-龥ァ-ヶー]{{0,4}}(?:{same})" if unit in _BUILDINGS else same)
    units += ["人|名"] * bool(re.search("定数|定員", text))
    if units:
        counted = rf"{_NUMBER}(?:{'|'.join(units)})"
        return re.compile(f"{counted}|{_OFTEN}" if often else counted, re.IGNORECASE)
    return _HOW_MANY if "いくつ" in text else None


def expected_fact(text: str) -> re.Pattern[str] | None:
    """Return what the sentence that answers a question is likely to hold, or None."""
    kind = fact_kind(text)
    holds = fact_pattern(kind)
    if holds and holds is not NOTHING:
        return holds
    if counted := counted_fact(text):
        return counted
    return next((holds for asks, holds in _LIKELY if asks.search(text.lower())), None)


def role_holder(text: str) -> re.Pattern[str] | None:
    """Return what a sentence looks like that says which post fills the role asked for.

    委員長は誰 is answered by 区民部長を委員長とする, not only by a person's name.
    """
    match = _ROLE.search(text)
    if match is None:
        return None
    role = re.escape(match["role"])
    # 向上委員会の委員長 is asked for as one word: the last part of it is the role.
    short = re.escape(
        re.sub(r"^.*(?=委員長|会長|議長|座長|本部長|部会長|責任者)", "", match["role"])
    )
    return re.compile(
        rf"[^、。]{{2,30}}を[^、。]{{0,10}}(?:{role}|{short})(?:と(?:する|します|し|して)|に充て)|"
        rf"(?:{role}|{short})は、?[^。]{{2,40}}(?:務め|もって充て|互選|選任|任命|選出|委嘱|指名)"
    )
