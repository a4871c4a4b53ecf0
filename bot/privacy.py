"""Personal data in what people type, masked before anything is stored, logged or sent.

Only data that can be told by their form are masked: numbers with a check digit or a name
beside them, phones, mail and postal addresses. Names of persons are not: a question about
花子さん is refused by ``bot.refusals``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "individual_number", "card", "phone", "mail", "address", "licence", "pension", "account",
    "insurance", "birth_date",
]  # fmt: skip

_PLACEHOLDERS: dict[Kind, str] = {
    "individual_number": "［個人番号］",
    "card": "［カード番号］",
    "phone": "［電話番号］",
    "mail": "［メールアドレス］",
    "address": "［住所］",
    "licence": "［免許証番号］",
    "pension": "［基礎年金番号］",
    "account": "［口座番号］",
    "insurance": "［被保険者番号］",
    "birth_date": "［生年月日］",
}

# Between digits people type spaces, hyphens of any kind, dots.
_GAP = r"[\s\-‐‑‒–—―−ーｰ－.・/]{0,2}"
_NUMBERS = re.compile(rf"(?<![0-9A-Za-z.])[0-9](?:{_GAP}[0-9]){{5,18}}(?![0-9A-Za-z])")
_KANJI_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_KANJI_RUN = re.compile(rf"[〇零一二三四五六七八九](?:{_GAP}[〇零一二三四五六七八九]){{9,18}}")
_MAIL = re.compile(
    r"[A-Za-z0-9._%+\-]{1,64}\s?(?:@|\(at\)|\[at\]|＠|あっと)\s?(?:[A-Za-z0-9\-]{1,63}\.){1,4}[A-Za-z]{2,10}",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?<![0-9A-Za-z])(?:\+?81[\s\-]?(?:\(0\))?|0)[1-9]0?"
    rf"(?:{_GAP}[()]?{_GAP}[0-9]){{7,9}}(?![0-9])"
)
_HOUSE = (
    r"(?:[0-9]{1,4}|[一二三四五六七八九十百]{1,4})"
    r"(?:(?:丁目|番地?の?|号|-|の|ー)\s?(?:[0-9]{1,4}|[一二三四五六七八九十百]{1,4})){1,3}(?:号室?|番地?)?"
)
# A district with a house number; 第3条の2 and 令和7-8年度 name no district.
_ADDRESS = re.compile(
    r"(?:〒?\s?[0-9]{3}-[0-9]{4}\s*)?"
    r"(?:(?:北海道|東京都|大阪府|京都府|[一-龥]{2,3}県)?(?:[一-龥ぁ-んァ-ヶ]{1,6}(?:市|区|町|村|郡)){1,3}"
    r"(?P<district>[一-龥ぁ-んァ-ヶ]{1,8}?)?|(?<=住所は)[一-龥ぁ-んァ-ヶ]{1,8}?|(?<=住んでいるのは)[一-龥ぁ-んァ-ヶ]{1,8}?)"
    rf"\s?{_HOUSE}(?![条項号章節年月日時分円人件%歳0-9])"
    r"(?:\s?[一-龥ァ-ヶーA-Za-z]{2,16}(?:マンション|アパート|ハイツ|コーポ|荘|ビル|団地|棟)?\s?[0-9]{1,4}号室)?"
)
# 汐野市の経2-1 is a measure of a plan.
_NO_DISTRICT = re.compile(r"^[のはがをにで、]|^.$|(?:施策|計画|段階|目標|条例|規則|第|表)$")
_POSTCODE = re.compile(r"〒\s?[0-9]{3}-?[0-9]{4}")
_BIRTH = re.compile(
    r"(?P<before>生年月日(?:は|が|:|、)?\s?|誕生日(?:は|が|:)\s?)?"
    r"(?P<date>(?:(?:明治|大正|昭和|平成|令和)\s?[0-9元]{1,2}|(?:19|20)[0-9]{2})[年./\-][01]?[0-9][月./\-][0-3]?[0-9]日?)"
    r"(?P<after>\s?(?:生まれ|うまれ|生(?=[、。) ]|$)))?"
)
_CONTEXT: tuple[tuple[Kind, re.Pattern[str], re.Pattern[str]], ...] = (
    ("individual_number", re.compile(r"マイナンバー|個人番号|my ?number", re.I),
     re.compile(r"[0-9]{12}")),
    ("licence", re.compile(r"免許"), re.compile(r"[0-9]{12}")),
    ("pension", re.compile(r"年金"), re.compile(r"[0-9]{10}")),
    ("account", re.compile(r"口座|普通|当座|銀行|ゆうちょ|支店|account", re.I),
     re.compile(r"[0-9]{6,8}")),
    ("insurance", re.compile(r"保険証|被保険者|受給者証|介護保険"), re.compile(r"[0-9]{6,11}")),
    ("card", re.compile(r"クレジット|カード番号|credit", re.I), re.compile(r"[0-9]{13,16}")),
)  # fmt: skip
_NEAR = 16
"""Characters before and after a number in which its name is looked for."""


@dataclass(frozen=True)
class Masked:
    """A text without the personal data that were found."""

    text: str
    """With a placeholder for each: what is stored, logged and sent."""
    bare: str
    """With nothing in their place: what is searched for."""
    kinds: tuple[Kind, ...] = ()
    """Kinds found, in order of appearance, each once."""


@dataclass(frozen=True)
class _Span:
    start: int
    end: int
    kind: Kind


def mask(text: str, *, is_public: Callable[[str], bool] = lambda words: False) -> Masked:
    """Return the text with personal data masked; applied twice it changes nothing more.

    Args:
        text: as typed.
        is_public: whether a phone, mail or postal address stands in the documents that the
            asker may see; such a one is no personal datum and is left alone.
    """
    folded, origins = _folded(text)
    spans: list[_Span] = []
    for span in _found(folded):
        if any(span.start < other.end and other.start < span.end for other in spans):
            continue
        if span.kind in ("phone", "mail", "address") and is_public(folded[span.start : span.end]):
            continue
        spans.append(span)
    spans.sort(key=lambda span: span.start)
    shown: list[str] = []
    bare: list[str] = []
    position = 0
    for span in spans:
        start, end = origins[span.start], origins[span.end - 1] + 1
        shown += [text[position:start], _PLACEHOLDERS[span.kind]]
        bare += [text[position:start], " "]
        position = end
    rest = text[position:]
    if not spans:
        return Masked(text, text)
    kinds = tuple(dict.fromkeys(span.kind for span in spans))
    return Masked("".join([*shown, rest]), "".join([*bare, rest]).strip(), kinds)


def _folded(text: str) -> tuple[str, list[int]]:
    """Return the text in one width without invisible characters, and where each came from."""
    folded: list[str] = []
    origins: list[int] = []
    for position, character in enumerate(text):
        if unicodedata.category(character) in ("Cf", "Mn", "Me"):
            continue
        for plain in unicodedata.normalize("NFKC", character):
            folded.append(plain)
            origins.append(position)
    return "".join(folded), origins


def _found(text: str) -> Iterator[_Span]:
    for match in _MAIL.finditer(text):
        yield _Span(*match.span(), "mail")
    for match in (*_NUMBERS.finditer(text), *_KANJI_RUN.finditer(text)):
        digits = re.sub(r"\D", "", match.group().translate(_KANJI_DIGITS))
        if kind := _kind_of_number(digits, text, match):
            yield _Span(*match.span(), kind)
    for match in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        if len(digits) in (10, 11) or match.group().startswith("+"):
            yield _Span(*match.span(), "phone")
    for match in _ADDRESS.finditer(text):
        if match["district"] and _NO_DISTRICT.search(match["district"]):
            continue
        yield _Span(*match.span(), "address")
    for match in _POSTCODE.finditer(text):
        yield _Span(*match.span(), "address")
    for match in _BIRTH.finditer(text):
        if match["before"] or match["after"]:
            yield _Span(*match.span("date"), "birth_date")


def _kind_of_number(digits: str, text: str, match: re.Match[str]) -> Kind | None:
    around = text[max(0, match.start() - _NEAR) : match.start()]
    after = text[match.end() : match.end() + _NEAR]
    for kind, name, form in _CONTEXT:
        if form.fullmatch(digits) and (name.search(around) or name.search(after)):
            if kind == "account" and digits.startswith("0") and len(digits) > 8:
                continue
            return kind
    if len(digits) == 12 and is_individual_number(digits):
        return "individual_number"
    if 14 <= len(digits) <= 16 and is_card_number(digits):
        return "card"
    return None


def is_individual_number(digits: str) -> bool:
    """Return whether twelve digits carry the check digit of a 個人番号.

    Order of the Ministry of Internal Affairs and Communications No. 85 of 2014, article 5:
    the check digit is 11 − (Σ Pn×Qn mod 11), 0 where the remainder is 0 or 1; Pn is the
    n-th digit from the right of the eleven before it, Qn is n+1 up to n = 6 and n−5 beyond.
    """
    if not re.fullmatch(r"[0-9]{12}", digits) or len(set(digits)) == 1:
        return False
    total = sum(
        int(digit) * (n + 1 if n <= 6 else n - 5) for n, digit in enumerate(digits[10::-1], start=1)
    )
    remainder = total % 11
    return int(digits[11]) == (0 if remainder <= 1 else 11 - remainder)


def is_card_number(digits: str) -> bool:
    """Return whether digits pass the check of ISO/IEC 7812 (Luhn) and begin as cards do."""
    if digits[0] not in "3456" and not digits.startswith("2"):
        return False
    total = 0
    for position, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if position % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
