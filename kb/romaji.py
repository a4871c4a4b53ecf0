"""Japanese typed in Latin letters: Hepburn, Kunrei and what keyboards take."""

from __future__ import annotations

import re
import unicodedata

_ROWS = {
    "": "アイウエオ",
    "k": "カキクケコ",
    "s": "サシスセソ",
    "t": "タチツテト",
    "n": "ナニヌネノ",
    "h": "ハヒフヘホ",
    "m": "マミムメモ",
    "r": "ラリルレロ",
    "g": "ガギグゲゴ",
    "z": "ザジズゼゾ",
    "d": "ダヂヅデド",
    "b": "バビブベボ",
    "p": "パピプペポ",
}
_SYLLABLES = {
    f"{consonant}{vowel}": kana
    for consonant, row in _ROWS.items()
    for vowel, kana in zip("aiueo", row, strict=True)
}
_SYLLABLES |= {"ya": "ヤ", "yu": "ユ", "yo": "ヨ", "wa": "ワ", "wo": "ヲ", "fu": "フ", "ji": "ジ"}
_SYLLABLES |= {"shi": "シ", "chi": "チ", "tsu": "ツ"}
# きゃ: the second kana of the row and a small one. Hepburn writes some of them without y.
_SYLLABLES |= {
    f"{consonant}y{vowel}": f"{_ROWS[consonant][1]}{small}"
    for consonant in "kstnhmrgzdbp"
    for vowel, small in zip("auo", "ャュョ", strict=True)
}
_SYLLABLES |= {
    f"{consonant}{vowel}": f"{kana}{small}"
    for consonant, kana in (("sh", "シ"), ("ch", "チ"), ("j", "ジ"))
    for vowel, small in zip("auo", "ャュョ", strict=True)
}
# Of words from abroad.
_SYLLABLES |= {"she": "シェ", "che": "チェ", "je": "ジェ", "fa": "ファ", "fi": "フィ"}
_SYLLABLES |= {"fe": "フェ", "fo": "フォ", "thi": "ティ", "dhi": "ディ", "vu": "ヴ"}
_LONGEST = 3
_MACRONS = {"ā": "aa", "ī": "ii", "ū": "uu", "ē": "ee", "ō": "ou", "â": "aa", "î": "ii"}
_MACRONS |= {"û": "uu", "ê": "ee", "ô": "ou"}
_TO_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") - 1)}
WORD = re.compile(r"[a-zāīūēōâîûêô]+(?:['’-][a-zāīūēōâîûêô]+)*", re.IGNORECASE)
_O_ROW = "オコソトノホモヨロゴゾドボポョ"
_U_ROW = "ウクスツヌフムユルグズヅブプュ"


def to_katakana(word: str) -> str | None:
    """Return a word in katakana, or None where it is not Japanese in Latin letters.

    shiyakusho → シヤクショ, hikkoshi → ヒッコシ, kin'en → キンエン, jūminhyō →
    ジュウミンヒョウ.
    """
    text = unicodedata.normalize("NFC", word).lower()
    for letter, plain in _MACRONS.items():
        text = text.replace(letter, plain)
    kana = ""
    while text:
        if text[0] in "'’":
            text = text[1:]
        elif text[0] == "-":
            kana, text = f"{kana}ー", text[1:]
        elif syllable := next(
            (text[:n] for n in range(_LONGEST, 0, -1) if text[:n] in _SYLLABLES), None
        ):
            kana, text = kana + _SYLLABLES[syllable], text[len(syllable) :]
        elif text[0] == "n" or text[:2] in ("mb", "mp", "mm"):
            kana, text = f"{kana}ン", text[1:]
        elif text[1:2] == text[0] or text[:3] == "tch":
            kana, text = f"{kana}ッ", text[1:]
        else:
            return None
    return kana


def to_hiragana(katakana: str) -> str:
    """Return a reading in hiragana."""
    return katakana.translate(_TO_HIRAGANA)


def short_form(katakana: str) -> str:
    """Return a reading without what Latin letters do not tell, or people leave out.

    ジュウミンヒョウ, ジュミンヒョ and ジューミンヒョー have one short form, テツヅキ and
    テツズキ another.
    """
    kept = ""
    for kana in katakana.replace("ヅ", "ズ").replace("ヂ", "ジ"):
        before = kept[-1:]
        is_long = (
            kana == "ー"
            or (kana == "ウ" and before in _O_ROW + _U_ROW and before)
            or (kana == "オ" and before in _O_ROW and before)
        )
        if not is_long:
            kept += kana
    return kept
