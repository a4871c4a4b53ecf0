"""How a question is typed, and how the knowledge base writes the same words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from kb import romaji, words
from kb.glossary import load_glossary
from kb.lexical import Channel, LexicalIndex
from kb.names import find_names, name_form
from kb.readings import SEPARATOR, restore_kanji, surfaces_by_reading
from kb.typos import Replacement, TypoIndex, find_typos

_MIN_KANA = 3
_MAX_WORDS = 4
_FREQUENT = 2000
_PARTICLES = {"ワ": "は", "オ": "を", "エ": "へ"}
# Latin letters are English, not Japanese, where one of these is among them.
_ENGLISH_WORDS = """
the is are am was how where what when who which why can could will would my your our of for
and or i you we please want need about should have has get with from by
"""
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_WARD = re.compile(r"[一-龥ぁ-んァ-ヶ]{1,4}区")
_KANA_RUN = re.compile(r"[ぁ-んァ-ヶー]{3,}")


@dataclass(frozen=True)
class Spelled:
    """A question with its words as the knowledge base writes them."""

    text: str
    readings: tuple[Replacement, ...] = ()
    """Words typed in Latin letters."""
    repairs: tuple[Replacement, ...] = ()
    """Typos."""


class Speller:
    """Writes questions as one knowledge base would; safe to share between threads."""

    def __init__(self, index: LexicalIndex) -> None:
        self._index = index

    def spell(self, text: str) -> Spelled:
        """Return a question with kana, Latin letters and typos written in the usual way."""
        text = unicodedata.normalize("NFKC", text)
        text, readings = self._read_latin(text)
        if _KANA_RUN.search(text):
            text = restore_kanji(text, self._surfaces)
        repairs = find_typos(
            text, lambda: self._typos, surfaces=lambda: self._surfaces, is_written=self._is_written
        )
        repairs = [repair for repair in repairs if not _names_another_place(repair)]
        for repair in repairs:
            text = text.replace(repair.typed, repair.meant)
        return Spelled(text, tuple(readings), tuple(repairs))

    def _read_latin(self, text: str) -> tuple[str, list[Replacement]]:
        found = [match for match in romaji.WORD.finditer(text) if match.group().isalpha()]
        if not found or _ENGLISH.intersection(text.lower().split()):
            return text, []
        if load_glossary().translate(text):
            return text, []
        kana = [self._kana(match.group()) for match in found]
        replacements: list[Replacement] = []
        result, at, number = "", 0, 0
        # Only a question that is Latin throughout is taken for Japanese word by word.
        everything = all(kana) and not re.search(r"[ぁ-んァ-ヶ一-龥]", text)
        while number < len(found):
            count, written = self._longest(text, found[number:], kana[number:])
            if not written and everything and (reading := kana[number]):
                count, written = 1, _PARTICLES.get(reading) or romaji.to_hiragana(reading)
            last = found[number + max(count, 1) - 1]
            typed = text[found[number].start() : last.end()]
            result += text[at : found[number].start()] + (written or typed)
            if written:
                replacements.append(Replacement(typed, written))
            at, number = last.end(), number + max(count, 1)
        return result + text[at:], replacements

    def _kana(self, word: str) -> str | None:
        """Return a word's reading where it is Japanese and none that documents write so."""
        if self._index.channel("words").document_frequency(word.lower()):
            return None
        return romaji.to_katakana(word)

    def _longest(
        self, text: str, found: Sequence[re.Match[str]], kana: Sequence[str | None]
    ) -> tuple[int, str]:
        """Return how many of the words are one term of the knowledge base, and the term."""
        for count in range(min(_MAX_WORDS, len(found)), 0, -1):
            between = text[found[0].start() : found[count - 1].end()]
            readings = [reading for reading in kana[:count] if reading]
            reading = "".join(readings)
            if len(readings) < count or len(reading) < _MIN_KANA:
                continue
            if not re.fullmatch(r"[^\W\d_]+(?: [^\W\d_]+)*", between):
                continue
            written = self._surfaces.get(reading) or self._short.get(romaji.short_form(reading))
            if written:
                return count, written
        return 0, ""

    def _is_written(self, text: str) -> bool:
        """Return whether some passage may hold these characters side by side, or names them."""
        # 緑区役所健康福祉部 is written with a space in documents.
        if "".join(find_names(text, self._index.channel("names").vocabulary)) == name_form(text):
            return True
        channel, pairs = self._index.channel("bigrams"), words.bigrams(text)
        rarest = min((channel.document_frequency(pair) for pair in pairs), default=0)
        # Pairs that all are this frequent stand side by side somewhere.
        return rarest > _FREQUENT or (rarest > 0 and len(channel.rows_of_all(pairs)) > 0)

    @cached_property
    def _surfaces(self) -> dict[str, str]:
        """Reading in katakana → the term that is read so."""
        return surfaces_by_reading(_frequencies(self._index.channel("readings")))

    @cached_property
    def _short(self) -> dict[str, str]:
        return {romaji.short_form(reading): term for reading, term in self._surfaces.items()}

    @cached_property
    def _typos(self) -> TypoIndex:
        terms: dict[str, int] = {}
        for name in ("names", "words"):
            terms |= _frequencies(self._index.channel(name))
        for term, count in _frequencies(self._index.channel("readings")).items():
            terms[term.partition(SEPARATOR)[2]] = count
        return TypoIndex(terms)


def _names_another_place(repair: Replacement) -> bool:
    """Return whether a repair would turn one place into another: 川口市民 is no 川崎市民.

    A ward is told by its form (西野区 is no typo of 東野区), other places by the dictionary.
    """
    if _WARD.findall(repair.typed) != _WARD.findall(repair.meant):
        return True
    places = (t.surface for t in words.tokens(repair.typed) if "地名" in t.part_of_speech)
    return any(place not in repair.meant for place in places)


def _frequencies(channel: Channel) -> dict[str, int]:
    return {term: channel.document_frequency(term) for term in channel.vocabulary}
