"""Figures with their units and years, found however they are written.

850g, ８５０グラム and 850 g are one figure; 令和5年度, R5年度 and 2023年度 one year.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from ingest.normalize import KANJI_NUMERAL, parse_number

_UNITS: dict[str, str] = {
    unit: (words.split() or [unit])[0]
    for words in (
        "% パーセント",
        "割",
        "kg キログラム",
        "mg ミリグラム",
        "g グラム",
        "t トン",
        "km キロメートル",
        "cm センチメートル センチ",
        "mm ミリメートル ミリ",
        "m2 平方メートル",
        "m3 立方メートル",
        "m メートル",
        "ha ヘクタール",
        "ml ミリリットル",
        "l リットル",
        "kwh キロワット時",
        "kw キロワット",
        "円",
        "人 名",
        "世帯",
        "件",
        "回",
        "開庁日",
        "営業日",
        "日間",
        "日",
        "週間",
        "か月 ヶ月 カ月 ヵ月 ケ月 箇月",
        "年間",
        "年",
        "時間",
        "分",
        "歳 才",
        "箇所 か所 ヶ所 カ所 ヵ所 ケ所",
        "戸",
        "棟",
        "台",
        "基",
        "枚",
        "個",
        "本",
        "点",
        "倍",
        "階",
        "号",
    )
    for unit in words.split()
}
_UNIT = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_MULTIPLES = {"千": 10**3, "万": 10**4, "億": 10**8, "兆": 10**12}
_DIGITS = r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?"
_FIGURE = re.compile(
    rf"(?<![0-9.,])(?P<number>(?:{_DIGITS}[千万億兆]*)+)\s?(?P<unit>{_UNIT})(?![a-z0-9])"
)
# In kanji only what is counted in rules: 三十日以内, 二人, not 一部 and 十分.
_KANJI_FIGURE = re.compile(
    rf"(?<![第{KANJI_NUMERAL}万億一-龥])(?P<number>[{KANJI_NUMERAL}]+)"
    r"(?P<unit>円|日(?!本|常|程|時)|人|名|年(?!度)|か月|箇月|歳|回|割)"
)
_PART = re.compile(r"(?P<digits>[0-9.,]+)(?P<multiples>[千万億兆]*)")
_ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_ERA_LETTERS = {"h": 1988, "r": 2018}
_YEAR = re.compile(
    rf"(?:(?P<era>明治|大正|昭和|平成|令和)\s?(?P<year>元|[0-9]{{1,2}}|[{KANJI_NUMERAL}]{{1,3}})"
    r"|(?<![a-z0-9])(?P<letter>[hr])\.?\s?(?P<short>[0-9]{1,2}|元)(?![0-9a-z%])"
    r"|(?<![0-9.,])(?P<western>(?:19|20)[0-9]{2})(?=\s?(?:[(（][^()（）]{2,6}[)）])?\s?年))"
    r"(?:\s?[(（][^()（）]{2,6}[)）])?\s?(?P<kind>年度|年)?"
)
_DAY = re.compile(r"(?<![0-9])(?P<month>1?[0-9])月(?P<day>[1-3]?[0-9])日")


def find_figures(text: str) -> set[str]:
    """Return the canonical keys of the figures and years of a text.

    Amounts are 850g and 3000円, years 2023年, fiscal years 2023年 and 2023年度, days of
    the year 4月1日.
    """
    text = unicodedata.normalize("NFKC", text).lower()
    found: set[str] = set()
    for match in _YEAR.finditer(text):
        if (year := _year(match)) is not None:
            found.add(f"{year}年")
            if match["kind"] == "年度":
                found.add(f"{year}年度")
    text = _YEAR.sub("、", text)
    found |= {f"{int(match['month'])}月{int(match['day'])}日" for match in _DAY.finditer(text)}
    text = _DAY.sub("、", text)
    for match in _FIGURE.finditer(text):
        if (value := _value(match["number"])) is not None:
            found.add(f"{value}{_UNITS[match['unit']]}")
    for match in _KANJI_FIGURE.finditer(_FIGURE.sub("、", text)):
        if (number := parse_number(match["number"])) is not None:
            found.add(f"{number}{_UNITS[match['unit']]}")
    return found


def _year(match: re.Match[str]) -> int | None:
    if match["western"]:
        return int(match["western"])
    if match["letter"]:
        if match["kind"] is None and match["short"] == "元":
            return None
        return _ERA_LETTERS[match["letter"]] + (parse_number(match["short"]) or 0)
    number = parse_number(match["year"])
    return None if not number else _ERAS[match["era"]] + number


def _value(number: str) -> str | None:
    total = Decimal(0)
    for match in _PART.finditer(number):
        digits = match["digits"].replace(",", "").strip(".")
        if not digits or digits.count(".") > 1:
            return None
        part = Decimal(digits)
        for multiple in match["multiples"]:
            part *= _MULTIPLES[multiple]
        total += part
    return f"{total.normalize():f}"
