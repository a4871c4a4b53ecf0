"""What a text states exactly: numbers with their unit, dates, times, phones, clauses, places.

Both sides of a comparison are read by the same functions, so ５日, 五日 and 5日, 平成20年 and
2008年, 6万円 and 60,000円 are one fact.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ingest.normalize import KANJI_NUMERAL, find_dates, map_radicals, parse_number

Bound = Literal["", "min", "max", "below", "above", "before", "after"]


@dataclass(frozen=True)
class Fact:
    """One exact statement."""

    kind: str
    """Unit of a number (日, 円, %), or date, fiscal, monthday, time, phone, clause, code, place."""
    value: str
    """In one form for all spellings."""
    at: int
    """Span in the text as ``folded`` gives it."""
    end: int
    bound: Bound = ""
    """以上, 以内, 未満, … said of it."""
    period: str = ""
    """年, 月, 週 or 日 where it is counted per such: 年2,600件."""


_ERA = r"(?:明治|大正|昭和|平成|令和)"
_NUMERALS = rf"(?:[0-9]+(?:\.[0-9]+)?|[{KANJI_NUMERAL}]+)"
_COMMA = re.compile(r"(?<=[0-9]),(?=[0-9]{3})")
_LARGE = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?[千万億兆])+(?:[0-9]+)?")
_KANJI_RUN = re.compile(rf"[{KANJI_NUMERAL}]+")
_KANJI_RATIO = re.compile(rf"([{KANJI_NUMERAL}]+)分の([{KANJI_NUMERAL}]+)")
_DASH = re.compile(r"(?<=[0-9])[‐‑‒–—―−ー](?=[0-9])")
_PHONE = re.compile(r"(?<![0-9])0[0-9]{1,4}[-(][0-9]{1,4}[-)][0-9]{3,4}(?![0-9])")
_TIME = re.compile(
    r"(?P<noon>午前|午後)?(?<![0-9:])(?P<h>[0-2]?[0-9])(?::(?P<m>[0-5][0-9])|時(?!間|点|代|期)(?:(?P<k>[0-5]?[0-9])分|(?P<half>半))?)"
)
_FISCAL = re.compile(
    r"(?:(?P<era>明治|大正|昭和|平成|令和)(?P<year>[0-9]{1,2}|元)|(?P<western>(?:19|20)[0-9]{2}))年度"
)
_MONTH_DAY = re.compile(r"(?<![0-9])(?P<m>1[0-2]|[1-9])月(?P<d>[1-3]?[0-9])日")
_RATIO = re.compile(r"(?P<of>[0-9]+)分の(?P<part>[0-9]+)")
_CLAUSE = re.compile(r"第?(?P<n>[0-9]+)(?P<unit>条|項|号|章|節|段階)(?P<branch>(?:の[0-9]+)*)")
_CODE = re.compile(r"(?<![0-9A-Za-z.-])[一-龥A-Za-z]?[0-9]{1,2}(?:-[0-9]{1,2}){1,2}(?![0-9-])")
_COUNTERS = (
    "開庁日|営業日|か月|ヶ月|カ月|ケ月|ヵ月|箇月|週間|か所|箇所|ヶ所|カ所|ヵ所|ケ所|か国|ヶ国|年度|年間|時間|日間|"
    "世帯|事業|集落|言語|種類|区画|団体|品目|項目|場面|地区|学級|平方メートル|メートル|キロメートル|キロ|グラム|トン|"
    "パーセント|ポイント|ミリ|センチ|リットル|km|cm|mm|kg|ha|[a-z%]|[一-龥つ]"
)
_NUMBER = re.compile(
    rf"(?P<period>1?(?:年間?|月額?|週|日)に?|毎(?:年度?|月|週|日))?(?P<n>[0-9]+(?:\.[0-9]+)?)(?P<unit>{_COUNTERS})?"
)
_SAME_UNIT = {
    "ヶ月": "か月", "カ月": "か月", "ケ月": "か月", "ヵ月": "か月", "箇月": "か月",
    "箇所": "か所", "ヶ所": "か所", "カ所": "か所", "ヵ所": "か所", "ケ所": "か所", "ヶ国": "か国",
    "名": "人", "才": "歳", "パーセント": "%", "グラム": "g", "キロメートル": "km", "メートル": "m",
    "年間": "年", "日間": "日", "週": "週間", "営業日": "開庁日", "箇": "個",
}  # fmt: skip
_ANY_UNIT = frozenset(("", "つ", "個", "を", "に", "の"))
"""A number that says only how many: 三を超える, 3つ."""
_COUNTED_THINGS = frozenset(
    ("人", "件", "か所", "種類", "団体", "校", "台", "本", "枚", "点", "区")
)
_NO_UNIT = frozenset("以未超前後等各約第間内中他的及又並同者")
_AFTER: tuple[tuple[Bound, re.Pattern[str]], ...] = (
    ("before", re.compile(r"間?前(?:まで|に|の|$|[、。)])")),
    ("after", re.compile(r"間?後(?:まで|に|の|から|$|[、。)])")),
    ("min", re.compile(r"以上|を?下回らな|から(?![^、。]{0,8}(?:まで|[0-9]))")),
    ("max", re.compile(r"以内|以下|まで|を?上限|が上限|を?限度|を?超えな|の範囲内")),
    ("below", re.compile(r"未満|に満たな|を?下回|に達しな")),
    ("above", re.compile(r"を?超え|を?上回|超")),
)
_UPPER = re.compile(r"(?:上限|最大|最長|最高|限度)(?:は|が|を|で|額)?$")
_LOWER = re.compile(r"(?:下限|最低|最短|少なくとも)(?:は|が|を|で|でも)?$")
_PLACE = re.compile(r"[一-龥ァ-ヶー]{1,4}(?<![地校学行])区(?:役所)?(?![役民分域画長内切別間])")
_WEEKDAY = re.compile(
    r"(?<![一-龥])[月火水木金土日](?=曜)|毎日|毎週|毎月|毎年度?|隔週|隔月|平日|土日|四半期"
)


def folded(text: str) -> str:
    """Return the text in one width, numbers in ASCII digits without commas.

    六十 and 6十 stay what they are where they are part of a word (一般, 三者); those that
    count something become digits.
    """
    text = unicodedata.normalize("NFKC", map_radicals(text))
    text = _DASH.sub("-", _COMMA.sub("", text))
    text = re.sub(r"(?<=[年月日])(?:\s)|\s(?=[年月日])", "", text)
    text = re.sub(rf"(?<={_ERA[3:5]})元年", "1年", text)
    text = _KANJI_RATIO.sub(lambda m: f"{parse_number(m[1])}分の{parse_number(m[2])}", text)
    text = _KANJI_RUN.sub(_digits, text)
    return _LARGE.sub(_expanded, text)


def _digits(match: re.Match[str]) -> str:
    after = match.string[match.end() : match.end() + 2]
    before = match.string[max(0, match.start() - 2) : match.start()]
    if before[-1:].isdecimal():
        return match.group()  # 6千円 is read with the large units
    counted = re.match(
        r"[年月日時分秒人名件回個枚冊歳才円条項号章節割倍つ区か箇カヶ万億%を]|(?:の|に)(?!義|次|般)",
        after,
    )
    if not counted and not before.endswith(("第", "令和", "平成", "昭和")):
        return match.group()
    number = parse_number(match.group())
    return match.group() if number is None else str(number)


def _expanded(match: re.Match[str]) -> str:
    """Return 41万2380 as 412380."""
    total, rest = 0.0, match.group()
    for unit, factor in (("兆", 10**12), ("億", 10**8), ("万", 10**4), ("千", 10**3)):
        head, found, tail = rest.partition(unit)
        if found and re.fullmatch(r"[0-9.]+", head):
            total, rest = total + float(head) * factor, tail
    total += float(rest) if re.fullmatch(r"[0-9.]+", rest) else 0.0
    return f"{total:.0f}" if total == int(total) else str(total)


def find_facts(text: str) -> list[Fact]:
    """Return the facts of a text that ``folded`` gave, in order; spans do not overlap."""
    taken = [False] * (len(text) + 1)
    facts: list[Fact] = []
    for fact in (*_exact(text), *_numbers(text)):
        if not any(taken[fact.at : fact.end]):
            taken[fact.at : fact.end] = [True] * (fact.end - fact.at)
            facts.append(fact)
    return sorted(facts, key=lambda fact: fact.at)


def _exact(text: str) -> Iterator[Fact]:
    for match in _PHONE.finditer(text):
        yield Fact("phone", re.sub(r"\D", "", match.group()), match.start(), match.end())
    for match in _FISCAL.finditer(text):
        year = _western(match)
        yield Fact("fiscal", str(year), match.start(), match.end())
    for start, end, iso in find_dates(text):
        yield Fact("date", iso, start, end, _bound(text, start, end))
    for match in _MONTH_DAY.finditer(text):
        value = f"{int(match['m'])}-{int(match['d'])}"
        yield Fact("monthday", value, match.start(), match.end(), _bound(text, *match.span()))
    for match in _TIME.finditer(text):
        hour = int(match["h"]) + (12 if match["noon"] == "午後" and int(match["h"]) < 12 else 0)
        minute = int(match["m"] or match["k"] or (30 if match["half"] else 0))
        if hour < 25:
            yield Fact("time", f"{hour}:{minute:02d}", match.start(), match.end())
    for match in _RATIO.finditer(text):
        value = f"{match['part']}/{match['of']}"
        yield Fact("ratio", value, match.start(), match.end(), _bound(text, *match.span()))
    for match in _CLAUSE.finditer(text):
        value = match["n"] + match["branch"]
        yield Fact(f"clause {match['unit']}", value, match.start(), match.end())
    for match in _CODE.finditer(text):
        yield Fact("code", match.group().upper(), match.start(), match.end())
    for match in _WEEKDAY.finditer(text):
        value = match.group().removesuffix("度")
        yield Fact("weekday" if len(value) == 1 else "often", value, match.start(), match.end())
    for match in _PLACE.finditer(text):
        yield Fact("place", match.group().removesuffix("役所"), match.start(), match.end())


def _western(match: re.Match[str]) -> int:
    if match["western"]:
        return int(match["western"])
    starts = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
    return starts[match["era"]] + (1 if match["year"] == "元" else int(match["year"]))


def _numbers(text: str) -> Iterator[Fact]:
    for match in _NUMBER.finditer(text):
        unit = match["unit"] or ""
        if unit in _NO_UNIT:
            unit = ""
        end = match.end() if unit else match.end("n")
        number = float(match["n"])
        value = str(int(number)) if number == int(number) else str(number)
        period = re.sub(r"[1毎間額度に]", "", match["period"] or "")
        # 令和8年2,000件: the 年 is the end of a date, not a period.
        if period and match.start() and text[match.start() - 1].isdigit():
            period = ""
        start = match.start("n")
        kind = _SAME_UNIT.get(unit, unit)
        yield Fact(kind, value, start, end, _bound(text, start, end), period)


def _bound(text: str, start: int, end: int) -> Bound:
    after = text[end : end + 12]
    for bound, pattern in _AFTER:
        if pattern.match(after):
            return bound
    before = text[max(0, start - 8) : start]
    if _UPPER.search(before):
        return "max"
    return "min" if _LOWER.search(before) else ""


def supports(source: Fact, stated: Fact) -> bool:
    """Return whether a fact of the source says what a sentence states."""
    if not _same_value(source, stated):
        return False
    if stated.bound and source.bound:
        return stated.bound == source.bound
    # 「1人10冊」 may be told as 10冊まで; nothing else may be added.
    return not stated.bound or stated.bound == "max"


def _same_value(source: Fact, stated: Fact) -> bool:
    if stated.kind == "date" and source.kind == "date":
        return source.value.startswith(stated.value)
    if stated.kind == "monthday" and source.kind == "date":
        parts = [int(part) for part in source.value.split("-")]
        return len(parts) == 3 and stated.value == f"{parts[1]}-{parts[2]}"
    if source.value != stated.value:
        return False
    if source.kind == stated.kind:
        return True
    kinds = {stated.kind, source.kind}
    return bool(kinds & _ANY_UNIT) and kinds <= _ANY_UNIT | _COUNTED_THINGS
