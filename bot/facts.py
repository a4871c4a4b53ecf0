"""What kind of fact a question asks for, and what a sentence that tells it holds.

Sentences are compared after NFKC.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.fact_kind import NOTHING
from bot.fact_kinds import FACT_KINDS, NUMERALS

# 平成19(2007)年: the other calendar's year stands between the number and its unit.
_NOT_OF_MONTH = r"(?<![月\d〇一二三四五六七八九十])"
# 第3回 is no number of times.
_NOT_ORDINAL = r"(?<![第\d〇一二三四五六七八九十百千])"
_NUMBER = rf"{NUMERALS}(?<![.,])(?:\([^()]{{1,8}}\))? ?"

_ASKING_WORDS = """
手数 料 料金 値段 金額 費用 価格 名前 氏名 電話 番号 連絡 先 メール アドレス 曜日 時間 持ち物
書類 必要 最高 最低
"""
ASKING_WORDS = frozenset(_ASKING_WORDS.split())
"""Words that ask for a fact of any kind and are not its topic, in normalized forms."""

# What the answering sentence is likely to hold; a hint, not a condition.
_LIKELY: Sequence[tuple[re.Pattern[str], re.Pattern[str]]] = (
    (
        re.compile(
            r"施行日|施行(?:され|は|年月日|期日)|いつから施行|"
            r"(?:条例|規則|規程|要綱|法律|法|令)(?:は|って)?、?いつから"
        ),
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
    r"メートル|ページ|パーセント|コール|[人名回件日年冊校園館台本枚個点問番割%歳才票基棟戸倍つ])|(?P<minutes>分)(?!の))(?!も)"
)
# 職員一人ひとり, 一人当たり and 一人暮らし count nobody.
_PERSONS = "人(?!ひとり|一人|1人|当たり|あたり|暮らし|親)|名"
_SAME_UNITS = {
    "人": _PERSONS,
    "名": _PERSONS,
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
    "分": "(?<!十)分|分(?=間|以内|程度|ごと|ほど)",
    "個": "つ|個|項目|種類|か所|箇所",
}
# 60公民館, 8市立小学校: the thing itself is the counter.
_BUILDINGS = frozenset("館校園棟")
_OFTEN = r"毎[年月週日朝]|隔[年月週日]"
# 何年ごと, 何か月おき
_EVERY = re.compile(r"ごと|おき|毎|に(?:1|一)[回度]")
# How long something takes is never every morning.
_DURATION = re.compile(r"何日(?:以内|で|か(?:か|ら)|間|くらい|ぐらい|ほど|待)")
# 何日から休みですか asks for a date.
_ON_WHICH_DAY = re.compile(r"(?:から|まで|に(?!ち))")
_HOW_MANY = re.compile(
    rf"(?<![第※\d.,〇一二三四五六七八九十百千万億])(?!※){NUMERALS} ?"
    r"(?!年|月|日|時|分|条|項|号|章|節)(?:[つ一-龥ァ-ヶA-Za-z%]|[かカヶヵ箇ケ]所)"
)
# 発行部数は, 世帯数を教えて; 手数 and 多数 are no numbers.
_NUMBER_OF = re.compile(
    r"[一-龥](?<![手多少複無])数(?:は|って|を(?:教|知|聞)|が知|の推移|[?？。 ]|$)"
)
# 何団体, 何チーム: the thing itself is counted.
_COUNTED_THING = re.compile(
    r"(?:何|なん)(?P<thing>団体|施設|教室|部屋|路線|チーム|グループ|品目|議席|社|組|頭|匹|羽|席|店舗?|曲|"
    r"部(?=ぐらい|くらい|ほど|、?(?:印刷|発行|配|刷)))"
)
# ① and 33． at the beginning of a line number what stands there and count nothing.
_BULLET = re.compile(
    r"(?m)[①-⑳⑴-⒇]|^[ 　・●❖○◎■□◆※]*(?:[(（]?[0-9０-９]{1,2}[)）]|[0-9０-９]{1,2}[.．、])|"
    r"^[0-9０-９]{1,2}[ 　](?=[一-龥ぁ-ん])"
)
_ANY_NUMBER = re.compile(r"いくつ|何個|何つ|how many")
# What is counted says the unit: 職員数 are persons, 世帯数 households.
_UNITS_OF_NUMBERS: Sequence[tuple[re.Pattern[str], str]] = (
    (re.compile(r"(?:人|者|員|客|童|徒|名|手|ユーザー|メンバー)数"), _PERSONS),
    (re.compile(r"部数"), "部"),
    (re.compile(r"世帯数"), "世帯"),
    (re.compile(r"戸数"), "戸"),
    (re.compile(r"[棟件台枚冊校館园園室便点株床]数"), ""),
    (re.compile(r"回数"), "回|度"),
    (
        re.compile(r"(?:か所|カ所|ヶ所|箇所|個所|施設|店舗)数"),
        "[かカヶヵ箇ケ]所|所|館|園|校|棟|施設|店",
    ),
    (re.compile(r"日数"), "(?:開庁|営業)?日|週間"),
    (re.compile(r"年数"), "年"),
)
# 職員数 令和7年: 33, 貸出冊数: 33,780: in a table the column's name says what is counted.
_CELL = (
    r"(?:[一-龥](?<![手多少複無指係])数|利用者|人口|世帯)(?:[ (][^:\n]{0,14})?: ?"
    r"[△▲-]?[\d,.]+(?=\s|$)"
)
_ROLE = re.compile(r"(?P<role>[一-龥ァ-ヶー]{1,12}(?:長|者|員))(?:は|って)(?:誰|だれ)")


def fact_kind(text: str) -> str | None:
    """Return the name of the kind of fact that a question asks for, or None."""
    lowered = text.lower()
    return next((kind.name for kind in FACT_KINDS if kind.asks.search(lowered)), None)


def is_likely(name: str | None) -> bool:
    """Return whether a passage about the matter mostly tells this kind of fact somewhere."""
    return any(kind.name == name and kind.likely for kind in FACT_KINDS)


def asking_words(name: str | None) -> frozenset[str]:
    """Return the words that ask for a kind of fact and are no topic; of every kind for None."""
    kinds = (kind for kind in FACT_KINDS if name is None or kind.name == name)
    return ASKING_WORDS.union(*(kind.asking for kind in kinds))


def fact_pattern(name: str | None) -> re.Pattern[str] | None:
    """Return what a sentence holds that tells a kind of fact; None without a kind."""
    return next((kind.holds for kind in FACT_KINDS if kind.name == name), None)


def without_bullets(text: str) -> str:
    """Return a text without the numbers of its items."""
    return _BULLET.sub("", text)


def counted_fact(text: str) -> re.Pattern[str] | None:
    """Return what a number of the things that are counted looks like, or None.

    何冊、何週間 asks for both; either makes a passage one that answers.
    """
    units: list[str] = []
    dates: list[str] = []
    often = False
    for match in _COUNTER.finditer(text.replace("何個", "")):
        if match["of"]:
            units.append(f"[かカヶヵ箇ケ]{match['thing']}")
            often = often or bool(_EVERY.match(text, match.end()))
            if match["thing"] == "所":
                units.append("所|館|園|校|棟")
            continue
        unit = match["unit"] or match["minutes"]
        often = often or (unit in "回日" and not _DURATION.search(text))
        often = often or bool(_EVERY.match(text, match.end()))
        same = _SAME_UNITS.get(unit, re.escape(unit))
        units.append(rf"[一-龥ァ-ヶー]{{0,4}}(?:{same})" if unit in _BUILDINGS else same)
        if unit == "日" and _ON_WHICH_DAY.match(text, match.end()):
            dates.append(r"\d ?月 ?\d{1,2} ?日")
    things = [match["thing"] for match in _COUNTED_THING.finditer(text)]
    units += things
    units += [_PERSONS] * bool(re.search("定数|定員", text))
    if units:
        # 1月20日 is a date, 月20件 is none.
        counted = "|".join(
            rf"{_NOT_OF_MONTH if '日' in unit else _NOT_ORDINAL}{_NUMBER}(?:{unit})"
            for unit in units
        )
        also = [*dates, *([_OFTEN] if often else []), *([_CELL] if _PERSONS in units else [])]
        if things:
            also.append(rf"数\D{{0,2}}{NUMERALS}")  # 協力する企業の数 30以上
        return re.compile("|".join([counted, *also]), re.IGNORECASE)
    asked = _NUMBER_OF.search(text)
    if asked is None:
        return _HOW_MANY if _ANY_NUMBER.search(text.lower()) else None
    before = text[: asked.start() + 2]
    for name, same in _UNITS_OF_NUMBERS:
        if counts := re.search(f"{name.pattern}$", before):
            unit = same or re.escape(counts.group()[0])
            if counts.group()[0] in _BUILDINGS:
                unit = rf"[一-龥ァ-ヶー]{{0,4}}{unit}"
            number = f"{_NOT_OF_MONTH if '日' in unit else _NOT_ORDINAL}{_NUMBER}(?:{unit})"
            return re.compile(f"{number}|{_OFTEN if unit.startswith('回') else _CELL}")
    return _HOW_MANY


def expected_fact(text: str) -> re.Pattern[str] | None:
    """Return what the sentence that answers a question is likely to hold, or None."""
    kind = fact_kind(text)
    holds = fact_pattern(kind)
    if holds and holds is not NOTHING and not is_likely(kind):
        return holds
    if counted := counted_fact(text):
        return counted
    return next((holds for asks, holds in _LIKELY if asks.search(text.lower())), None)


def expected_facts(text: str) -> Sequence[re.Pattern[str]]:
    """Return what tells each of the facts that a question asks for: 電話番号 受付時間."""
    lowered = text.lower()
    kinds = [kind for kind in FACT_KINDS if kind.asks.search(lowered) and not kind.likely]
    first = expected_fact(text)
    others = [kind.holds for kind in kinds if kind.holds not in (first, NOTHING)]
    return [*([first] if first else ()), *others]


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
        # 責任者: 民生委員, a cell.
        rf"(?:^|\n)(?:{role}|{short}) ?: ?\S|"
        rf"(?:{role}|{short})は、?[^。]{{2,40}}(?:務め|もって充て|互選|選任|任命|選出|委嘱|指名)"
    )
