"""What a question asks for: the kind of answer, the city, the places it names."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.frames.table import Language
from kb import words
from kb.locators import Locator, find_locators
from kb.names import name_form
from kb.query import clean_question

Wanted = Literal[
    "department",
    "contact",
    "clause",
    "which_clause",
    "list",
    "compare",
    "definition",
    "goal",
    "statement",
]
"""Kind of answer wanted; a statement is whatever sentence of the documents answers."""

_WHICH_CLAUSE = re.compile(
    r"(?:何|なん|第?何|どの)条|どこに(?:決まり|書|定め|規定|載)|(?:根拠|決まり|規定|条文|ルール)(?:は|って|が)?"
    r"(?:どこ|何|ある|あり|\?|$)|どの(?:条文|規定|決まり)|which article|条文$"
)
_DEPARTMENT = re.compile(
    r"(?:どこ|どちら|何|なん|なに|どの)(?:の|という|ていう|って(?:いう)?)?(?:部署|部門|部|課|局|室|係|窓口|事務所|センター|区役所|組織|役所|ところ|所)"
    r"(?!分|品|屋|内)|"
    r"(?:担当|所管|管轄|主管)(?:は|の|して|が|する|部|課|局|者|先|って|\?|$| )|"
    r"(?:どこ|どちら|誰|だれ)(?:が|で|に)?(?:の人が)?(?:やって|扱って|担当|受け持|行って|おこなって|相談|聞け|言え|連絡|申し込|申請|"
    r"届け|出せ|行け|行けば|頼め|問い合わせ|手続)|"
    r"(?:相談|問い?合わせ|連絡|申請|申込|届出|提出|手続)(?:き|み|わせ)?(?:先|窓口|場所)?(?:は|って|を?する(?:の|に)は)?(?:どこ|どちら)|"
    r"(?:部署|担当課|担当部|所管課|所管|窓口|担当)(?:は|って|を教|が知|\?|$)|部署$|"
    r"(?:の|は|って)(?:どこ|どちら)(?:の(?:部|課|局))?(?:です|でしょう|ですか|なの|だ|\?|$)|"
    r"which (?:department|division|office|section)|who (?:handles|is in charge|is responsible)"
)
_CONTACT = re.compile(
    r"(?:電話|fax|ファックス)(?:番号|は|って|を教|が知|\?|$)|連絡先|電話番号|\btel\b|phone number|"
    r"メールアドレス|e-?mail|内線番号",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"(?:何|なに|どんな|どのような|どういう)(?:もの|こと|項目|人|方|場面|種類|取組|取り組み|施策|段階|原則|権利)?(?:が|は)?(?:々)?"
    r"(?:ありますか|あるの|あるか|挙げ|並|含まれ)|(?:一覧|列挙|リスト)(?:を|$|は)|(?:すべて|全て|全部)(?:教え|挙げ|言)|"
    r"それぞれ(?:何|なん)|[二三四五六七八九十\d]つ(?:ある|あり)|(?:つ|個|本)の(?:柱|原則|理念|段階|項目|視点|方針|権利)|いくつ(?:あり|ある)|(?:には|では)(?:何|どんな|どのような)|って(?:どんな|どういう)の(?:が|\?|$)"
)
_COMPARE = re.compile(
    r"(?:の|は|が)違い|どう違|どのように違|違うの|どう異な|比べ|比較し|difference|differ"
)
_DEFINITION = re.compile(
    r"(?:とは|って(?:何|なに|なん|どう))|の(?:意味|定義)|(?:どういう|どのような|どんな)(?:もの|意味|こと|ところ|組織|人|方|場所)"
    r"(?:の|を|が|です|で|か)|what is|meaning of"
)
_GOAL = re.compile(r"目標|目指|めざ|ゴール|goal", re.IGNORECASE)


_TERM = re.compile(
    r"「(?P<quoted>[^」]{2,30})」(?=とは|って|と(?:いう|呼)|の(?:意味|定義)|は(?:何|どう)|、|$)|"
    r"(?P<plain>[^、。「」\s]{2,30}?)(?:とは|って(?=何|なに|なん|どう|どんな|、)|の(?:意味|定義))"
)
_QUOTED = re.compile(r"[「『](?P<words>[^」』]{4,40})[」』]")


@dataclass(frozen=True)
class Question:
    """A question, understood."""

    text: str
    """After NFKC, without furigana."""
    wanted: Wanted
    municipality: str | None
    """Where the person chose a city or named one."""
    cities: Sequence[str]
    """Known municipalities that the question names, where it names several."""
    named_municipality: str | None
    """Named in the words of the question; it may be one that the knowledge base lacks."""
    locators: Sequence[Locator]
    answer_type: str | None
    """money, phone, time, weekday, person …: what a sentence must hold to answer; or None."""
    language: Language = "ja"
    """In which the bot's own words are given."""


# What an answer must hold: a question for a price is not answered by a sentence without one.
ANSWER_TYPES: Sequence[tuple[str, re.Pattern[str], re.Pattern[str]]] = (
    (
        "person",
        re.compile(
            r"(?:名前|氏名|お名前|フルネーム)|(?:長|議員|担当者|責任者)(?:は|って)(?:誰|だれ)"
        ),
        re.compile(r"$^"),  # names of persons are told by the tokenizer
    ),
    (
        "money",
        re.compile(
            r"いくら|何円|何万|何億|how much|"
            r"(?:手数料|料金|値段|金額|費用|使用料|価格)(?:は|って|の額|$|を教|\?| |、)"
        ),
        re.compile(
            r"[\d,一二三四五六七八九十百千万億]+ ?(?:円|万円|億)|無料|低額|有料|かかりません"
        ),
    ),
    ("phone", _CONTACT, re.compile(r"\d{2,5}[-(]\d{1,4}[-)]\d{3,4}|内線\D{0,4}\d{3,5}|@")),
    (
        "papers",
        re.compile(
            r"持ち物|(?:何|なに)を?(?:持って|持参|用意)|必要(?:な)?(?:もの|書類|物)|what.*bring"
        ),
        re.compile(r"持参|必要|書類|証明書|カード|印鑑|届書|申請書|写し|通帳"),
    ),
    (
        "deadline",
        re.compile(r"いつまで|締め?切|期限は|何日まで|by when|deadline"),
        re.compile(r"\d+ ?(?:日|月|年|週間)|まで|以内|期限"),
    ),
    (
        "weekday",
        re.compile(r"何曜日|なんようび|what day"),
        re.compile(r"[月火水木金土日]曜|毎日|平日|土日"),
    ),
    (
        "clock",
        re.compile(
            r"何時(?!間)|なんじ|(?:開庁|受付|営業|開館|面会|見舞いの?|診療|利用|相談|窓口の?)時間|時間(?:を教|は(?:何|い)|帯)",
        ),
        re.compile(r"\d{1,2} ?(?:時|:\d\d)|正午|午前|午後|24時間"),
    ),
)

# What the answering sentence is likely to hold; a hint, not a condition.
_EXPECTED: Sequence[tuple[re.Pattern[str], re.Pattern[str]]] = (
    (re.compile(r"施行日|施行(?:され|は|年月日)|いつから施行"), re.compile(r"から施行")),
    (
        re.compile(
            r"何(?:日|時間|年|か?月|週|分|歳|才)|いつまで|期限|どのくらいの(?:期間|頻度)|頻度"
        ),
        re.compile(
            r"[\d一二三四五六七八九十]+ ?(?:開庁)?(?:日|時間|年|か月|カ月|ヶ月|週|分|歳)|"
            r"毎[年月週日]"
        ),
    ),
    (
        re.compile(
            r"何(?:回|人|件|%|パーセント|割|か国|ヶ国|カ国|箇所|か所|個|台|本|つ|点|問|校|園|キロ|グラム)|いくつ|いくら|確率|"
            r"どの(?:くらい|ぐらい)|どれ(?:くらい|ぐらい|だけ)|数値|割合|率|人数|how (?:many|much)"
        ),
        re.compile(r"\d|[一二三四五六七八九十百]+(?:人|回|件|割|箇所|か所)"),
    ),
    (
        re.compile(r"いつ|何年|時期|施行日|年度|開始|when"),
        re.compile(r"(?:令和|平成|昭和|\d{4})[\d元]*年?|\d+年|\d+月|以内"),
    ),
)

# 何人 is answered by a number of persons: by a number before the same counter.
_COUNTER = re.compile(
    r"何(?:(?P<of>[かカヶヵ箇])(?P<thing>国|所|月|年)|(?P<unit>時間|週間?|段階|世帯|グラム|キロ|メートル|"
    r"パーセント|[人名回件日年冊校園館台本枚個点問番割%歳才票基棟戸倍つ])|(?P<minutes>分)(?!の))"
)
_SAME_UNITS = {"人": "人|名", "名": "人|名", "歳": "歳|才", "才": "歳|才", "日": "(?:開庁)?日"}
_SAME_UNITS |= {"割": "割|%|パーセント", "%": "割|%|パーセント", "パーセント": "割|%|パーセント"}
_NUMERALS = r"[\d〇一二三四五六七八九十百千万億,]+"
_HOW_MANY = re.compile(
    r"\d+ ?(?:か所|箇所|カ所|棟|館|つ|校|園|件|台|本|人|基|施設|室)|全[\d０-９]+"
)
_PLACE = re.compile(r"[一-龥ぁ-んァ-ヶ]{1,4}区(?![役民分域画長内切別])")

_MUNICIPALITY = re.compile(
    r"(?:^|[のはがをにへでと、。「『 (])([一-龥ァ-ヶー]{1,5}(?:市|町|村))"
    r"(?=[のはがをにへでと、。」』 ]|って|では|役所|役場|民|$)"
)


def understand(
    text: str,
    *,
    city: str | None,
    municipalities: Collection[str],
    language: Language = "ja",
) -> Question:
    """Return what a question asks for.

    Args:
        text: the question as typed, follow-ups already resolved.
        city: chosen by the person beside the question, or None.
        municipalities: those that the knowledge base has documents of.
        language: of the bot's own words.
    """
    cleaned = clean_question(text)
    lowered = cleaned.lower()
    named = named_municipality(cleaned, municipalities)
    locators = find_locators(cleaned)
    several = all_named_municipalities(cleaned, municipalities)
    return Question(
        text=cleaned,
        wanted=_wanted(lowered, locators),
        municipality=None if len(several) > 1 else named or city,
        cities=several if len(several) > 1 else (),
        named_municipality=named,
        locators=locators,
        answer_type=next((name for name, asks, _ in ANSWER_TYPES if asks.search(lowered)), None),
        language=language,
    )


def counted_fact(text: str) -> re.Pattern[str] | None:
    """Return what a number of the things that are counted looks like, or None.

    何冊、何週間 asks for both; either makes a passage one that answers.
    """
    units: list[str] = []
    for match in _COUNTER.finditer(text):
        if match["of"]:
            units.append(f"[かカヶヵ箇ケ]{match['thing']}")
            if match["thing"] == "所":
                units.append("所|館|園|校|棟")
        else:
            unit = match["unit"] or match["minutes"]
            units.append(_SAME_UNITS.get(unit, unit))
    units += ["人|名"] * bool(re.search("定数|定員", text))
    if units:
        return re.compile(rf"{_NUMERALS} ?(?:{'|'.join(units)})")
    return _HOW_MANY if "いくつ" in text else None


def expected_fact(question: Question) -> re.Pattern[str] | None:
    """Return what the sentence that answers is likely to hold, or None."""
    for name, _, holds in ANSWER_TYPES:
        if name == question.answer_type and name != "person":
            return holds
    if counted := counted_fact(question.text):
        return counted
    return next((holds for asks, holds in _EXPECTED if asks.search(question.text.lower())), None)


def defined_term(question: Question) -> str | None:
    """Return the term whose meaning is asked, or None."""
    match = _TERM.search(question.text)
    if not match:
        return None
    term = match["quoted"] or match["plain"]
    return re.sub(r"^.*(?:でいう|における|の中の)", "", term) or None


def named_wards(question: Question) -> list[str]:
    """Return the wards that a question names: 多摩区."""
    found: list[str] = []
    for match in _PLACE.finditer(question.text):
        tokens = words.tokens(match.group())
        # The run may begin in the word before: で多摩区.
        for number, token in enumerate(tokens[:-1]):
            if "地名" in token.part_of_speech and tokens[number + 1].surface == "区":
                found.append(f"{token.surface}区")
    return found


def quoted_phrases(question: Question) -> list[str]:
    """Return what stands in quotation marks, four characters or more."""
    return [match["words"] for match in _QUOTED.finditer(question.text)]


def named_municipality(text: str, municipalities: Collection[str]) -> str | None:
    """Return the municipality that a question names, known ones first (川崎 is 川崎市)."""
    form = name_form(text)
    for name in sorted(municipalities, key=len, reverse=True):
        if name_form(name) in form:
            return name
    for name in sorted(municipalities, key=len, reverse=True):
        short = name_form(name[:-1])
        # 川崎 alone names the city; 川崎区, 川崎駅 and 川崎大師 do not.
        if len(short) > 1 and re.search(rf"{re.escape(short)}(?=[のはでにがをっ、。 ]|$|市)", form):
            return name
    for match in _MUNICIPALITY.finditer(text):
        # 横浜市 is a place and a suffix; 近隣市 and 下町 are not.
        place = words.tokens(match[1])[0]
        if "地名" in place.part_of_speech and place.surface != match[1]:
            return match[1]
    return None


def all_named_municipalities(text: str, municipalities: Collection[str]) -> list[str]:
    """Return the known municipalities that a question names in full, in its order."""
    form = name_form(clean_question(text))
    found = [name for name in municipalities if name_form(name) in form]
    return sorted(found, key=lambda name: form.index(name_form(name)))


def _wanted(text: str, locators: Sequence[Locator]) -> Wanted:
    clause = any(locator.key or locator.paragraph or locator.item for locator in locators)
    checks: list[tuple[Wanted, bool]] = [
        ("compare", bool(_COMPARE.search(text))),
        ("which_clause", bool(_WHICH_CLAUSE.search(text))),
        ("contact", bool(_CONTACT.search(text))),
        ("clause", clause),
        ("department", bool(_DEPARTMENT.search(text))),
        ("list", bool(_LIST.search(text))),
        ("definition", bool(_DEFINITION.search(text))),
        ("goal", bool(_GOAL.search(text))),
    ]
    return next((wanted for wanted, applies in checks if applies), "statement")
