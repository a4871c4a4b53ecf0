"""One form of a text for comparing, and the numbers and dates that Japanese documents write.

``match_form`` is how evidence is compared; passages keep the source's own characters.
"""

from __future__ import annotations

import re
import unicodedata

# U+2E80-2EFF have no compatibility decomposition. The pairs are Unicode's
# Equivalent_Unified_Ideograph property (EquivalentUnifiedIdeograph.txt), without the
# ideographs outside the BMP and without ⺌ ⺍ ⺼, which do not look like their ideographs.
_SUPPLEMENT = (
    "⺁⺂⺃⺄⺅⺆⺈⺉⺊⺋⺎⺏⺐⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺫⺬⺭⺯⺰⺱⺲⺳"
    "⺴⺶⺹⺺⺻⺾⺿⻀⻁⻂⻃⻄⻅⻆⻈⻉⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩"
    "⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳"
)
_SUPPLEMENT_IDEOGRAPHS = (
    "厂乛乚乙亻冂刀刂卜㔾兀尣尢巳幺彑彐忄心扌攵旡日月歺母民氵氺灬爫爫丬牛犭王目示礻糹纟罓罒㓁"
    "冗羊耂肀聿艹艹艹虎衤覀西见角讠贝车辶辶辶邑钅長镸长门阝雨青韦页风飞食飠饣马骨鬼鱼鸟卤麦黄"
    "黾斉齐歯齿竜龙龜亀龟"
)
_RADICALS = {
    **{ord(a): ord(b) for a, b in zip(_SUPPLEMENT, _SUPPLEMENT_IDEOGRAPHS, strict=True)},
    **{code: ord(unicodedata.normalize("NFKC", chr(code))) for code in range(0x2F00, 0x2FD6)},
}
_RADICAL = re.compile("[\u2e80-\u2fd5]")
_MARKS = re.compile(r"[|*#\s]+")
_LINE_BREAK_TAG = re.compile(r"<br/?>", re.IGNORECASE)
_KANJI_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {
    "○": 0,
    "零": 0,
    "元": 1,
    "壱": 1,
    "弐": 2,
    "参": 3,
}
_KANJI_UNITS = {"十": 10, "拾": 10, "百": 100, "千": 1000}

KANJI_NUMERAL = "〇一二三四五六七八九十百千"
"""Characters of a number written in kanji, for character classes."""
NUMBER = rf"(?:[0-9０-９]+|[{KANJI_NUMERAL}]+)"
"""Regular expression of a number in ASCII, full-width or kanji digits."""

_ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_YEAR = rf"(?:[0-9０-９]{{1,4}}|[{KANJI_NUMERAL}]{{1,4}}|元)"
_DATE = re.compile(
    rf"(?:(?P<era>明治|大正|昭和|平成|令和)\s*(?P<year>{_YEAR})\s*"
    r"(?:年(?:\s*[(（]\s*[0-9０-９]{4}\s*年?\s*[)）])?|[(（]\s*[0-9０-９]{4}\s*年?\s*[)）]\s*年)"
    rf"|(?P<western>(?:1[89]|20|１[８９]|２０)[0-9０-９]{{2}})\s*"
    rf"(?:[(（][^()（）]{{3,6}}年?[)）]\s*)?年"
    rf"(?:\s*[(（](?:明治|大正|昭和|平成|令和)[^()（）]{{1,4}}年[)）](?=\s*{NUMBER}\s*月))?)"
    rf"(?P<fiscal>\s*度)?"
    rf"(?:\s*(?P<month>{NUMBER})\s*月(?:\s*(?P<day>{NUMBER})\s*日)?)?"
)
_NUMERIC_DATE = re.compile(
    r"(?<![0-9])(?P<y>(?:19|20)[0-9]{2})[./-](?P<m>[01]?[0-9])[./-](?P<d>[0-3]?[0-9])(?![0-9])"
)


def map_radicals(text: str) -> str:
    """Return the text with CJK radical characters as ordinary ideographs, same length."""
    return text.translate(_RADICALS) if _RADICAL.search(text) else text


def match_form(text: str) -> str:
    """Return the form in which texts are compared.

    NFKC, radicals as ideographs, no white space, none of the marks ``|``, ``*``,
    ``#`` and ``<br>``. Applying it twice changes nothing.
    """
    before, form = "", text
    # Removing a mark can bring a base and a combining character, or a new mark, together.
    while form != before:
        before = form
        folded = unicodedata.normalize("NFKC", map_radicals(form))
        form = _LINE_BREAK_TAG.sub("", _MARKS.sub("", folded))
    return form


def parse_number(text: str) -> int | None:
    """Return the number that ASCII, full-width or kanji digits write, or None.

    Reads 24, ２４, 二十四, 二四, 百二十 and 元 (1).
    """
    digits = unicodedata.normalize("NFKC", text).strip()
    if digits.isdecimal():
        return int(digits)
    if not digits or any(c not in _KANJI_DIGITS and c not in _KANJI_UNITS for c in digits):
        return None
    if not any(c in _KANJI_UNITS for c in digits):
        return int("".join(str(_KANJI_DIGITS[c]) for c in digits))
    total, digit = 0, 0
    for character in digits:
        if character in _KANJI_UNITS:
            total += (digit or 1) * _KANJI_UNITS[character]
            digit = 0
        else:
            digit = digit * 10 + _KANJI_DIGITS[character]
    return total + digit


def to_kanji(number: int) -> str:
    """Return the number as statutes write it: 24 is 二十四.

    Raises:
        ValueError: The number is not between 1 and 9999.
    """
    if not 1 <= number <= 9999:
        raise ValueError(f"number out of range: {number}")
    digits = "〇一二三四五六七八九"
    parts = []
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        count, number = divmod(number, unit)
        if count:
            parts.append(("" if count == 1 and name else digits[count]) + name)
    return "".join(parts)


def find_dates(text: str) -> list[tuple[int, int, str]]:
    """Return (start, end, ISO date) of each date in the text, in order.

    A fiscal year (年度) is not a date and is left out. The ISO date is as precise
    as the text: YYYY, YYYY-MM or YYYY-MM-DD.
    """
    found: list[tuple[int, int, str]] = []
    for match in _DATE.finditer(text):
        if match["fiscal"]:
            continue
        year = _year(match)
        month = parse_number(match["month"]) if match["month"] else None
        day = parse_number(match["day"]) if match["day"] else None
        if year is None:
            continue
        found.append((match.start(), match.end(), _iso(year, month, day)))
    for match in _NUMERIC_DATE.finditer(text):
        year, month, day = int(match["y"]), int(match["m"]), int(match["d"])
        if 1 <= month <= 12 and 1 <= day <= 31:
            found.append((match.start(), match.end(), _iso(year, month, day)))
    return sorted(found)


def parse_date(text: str) -> str | None:
    """Return the first date in the text as ISO 8601, or None."""
    dates = find_dates(text)
    return dates[0][2] if dates else None


def _year(match: re.Match[str]) -> int | None:
    if match["western"]:
        return parse_number(match["western"])
    number = parse_number(match["year"])
    return None if number is None or number == 0 else _ERAS[match["era"]] + number


def _iso(year: int, month: int | None, day: int | None) -> str:
    if month is None or not 1 <= month <= 12:
        return f"{year:04d}"
    if day is None or not 1 <= day <= 31:
        return f"{year:04d}-{month:02d}"
    return f"{year:04d}-{month:02d}-{day:02d}"
