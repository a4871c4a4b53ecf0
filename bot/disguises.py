"""A question as it may be read once what hides its words is taken away.

Full-width and look-alike letters, invisible characters, spaces, emoji and signs between the
letters, kana, Latin letters for Japanese, Base64, percent signs, HTML entities, ROT13 and
writing backwards make no difference to the rules of ``bot.refusals``: they look at every
reading.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import html
import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote

from ingest.normalize import map_radicals
from kb.romaji import to_katakana

_INVISIBLE = frozenset("\u115f\u1160\u3164\u2800")
# Cyrillic and Greek letters that look like Latin ones.
_LOOK_ALIKES = str.maketrans("аеорсухіѕԁјοαεν", "aeopcyxisdjoaev")
_VOICING = ("\u3099", "\u309a")
# タヒ is how 死 is written where a filter looks for it.
_DISMEMBERED = re.compile(r"タヒ(?=[にぬのねん])")
_BASE64 = re.compile(r"[A-Za-z0-9+/]{16,}={0,2}")
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2}){4,}")
_ENTITY = re.compile(r"&(?:#\d{2,7}|#x[0-9a-f]{2,6}|[a-z]{2,8});", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,200}>")
_JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龥]")
_KANJI = re.compile(r"[一-龥]")
_SPACED_LETTERS = re.compile(r"(?:(?<=\s)|^)(?:[a-z]\s){3,}[a-z](?=\s|$)", re.IGNORECASE)
_ENGLISH = re.compile(
    r"\b(?:ignore|disregard|forget|instructions?|prompts?|system|reveal|rules?|previous)\b"
)
_TO_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
_MOST = 2_000


@dataclass(frozen=True)
class Readings:
    """What a question says, in every reading of it."""

    plain: str
    """As a person reads it."""
    decoded: tuple[str, ...] = ()
    """The same with codes and signs undone; none where there are none."""
    kana: str = ""
    """In hiragana where the question is written in kana or in Latin letters for it."""

    @property
    def texts(self) -> tuple[str, ...]:
        """The readings in ordinary writing."""
        return (self.plain, *self.decoded)


def readings(question: str) -> Readings:
    """Return every reading of a question."""
    question = question[:_MOST]
    plain = as_read(question)
    decoded = [as_read(text) for text in _decoded(question)]
    decoded.append(_without_signs(plain))
    if spaced := _joined_letters(question):
        decoded.append(as_read(spaced))
    distinct = tuple(dict.fromkeys(text for text in decoded if text and text != plain))
    return Readings(plain, distinct, _in_kana(plain))


def as_read(question: str) -> str:
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
    text = re.sub(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])|(?<=\s)\s+", "", text).strip()
    return _DISMEMBERED.sub("死", text)


def _decoded(question: str) -> list[str]:
    """Return what codes inside a question say; only what turns out to be words."""
    text = unicodedata.normalize("NFKC", question)
    found: list[str] = []
    for match in _BASE64.finditer(text):
        if said := _from_base64(match.group()):
            found.append(said)
    if _PERCENT.search(text):
        found.append(unquote(text, errors="ignore"))
    if _ENTITY.search(text) or _TAG.search(text):
        found.append(_TAG.sub("", html.unescape(text)))
    lowered = text.lower()
    # Other ciphers are tried on Latin letters; only English orders come out of them.
    for undone in (codecs.decode(lowered, "rot13"), lowered[::-1]):
        if len(_ENGLISH.findall(undone)) > 1 and len(_ENGLISH.findall(lowered)) == 0:
            found.append(undone)
    return found


def _from_base64(run: str) -> str:
    try:
        padded = run.rstrip("=") + "=" * (-len(run.rstrip("=")) % 4)
        said = base64.b64decode(padded, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return ""
    readable = sum(character.isprintable() for character in said) == len(said)
    return said if readable and (" " in said or _JAPANESE.search(said)) else ""


def _without_signs(text: str) -> str:
    """Return a Japanese text without emoji and signs between its letters."""
    if not _JAPANESE.search(text):
        return ""
    return "".join(
        character
        for character in text
        if character in "。、？?！!「」『』" or unicodedata.category(character)[0] not in "SPZ"
    )


def _joined_letters(question: str) -> str:
    """Return a text in which letters that stand apart are words again: i g n o r e."""
    text = unicodedata.normalize("NFKC", question)
    if not re.search(r"(?:\b[a-z]\s){4,}", text, re.IGNORECASE):
        return ""
    words = re.split(r"\s{2,}", text.strip())
    return " ".join(
        re.sub(r"\s", "", word) if re.fullmatch(r"(?:\S\s)+\S", word) else word for word in words
    )


def _in_kana(text: str) -> str:
    """Return the text in hiragana where no kanji stands in it; Latin words that are Japanese."""
    if _KANJI.search(text):
        return ""
    if _JAPANESE.search(text):
        kana = text
    else:
        found = [to_katakana(word) for word in re.findall(r"[a-z']+", text)]
        if not found or sum(word is None for word in found) > len(found) / 4:
            return ""
        kana = "".join(word or "" for word in found)
    hiragana = kana.translate(_TO_HIRAGANA)
    return "".join(
        character
        for character in hiragana
        if character in "。、？?！!" or unicodedata.category(character)[0] not in "SPZ"
    )
