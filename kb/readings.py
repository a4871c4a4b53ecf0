"""Words typed in kana, found by how the words of the knowledge base are read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from kb import words

SEPARATOR = "|"
_MIN_READING = 3
_MAX_TOKENS = 5
_KANA_RUN = re.compile(r"[ぁ-んァ-ヶー]{3,}")
_HIRAGANA_RUN = re.compile(r"[ぁ-んー]+")
_GRAMMAR = ("助詞", "助動詞", "代名詞")
_TO_KATAKANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ん") + 1)}


def reading_terms(tokens: Sequence[words.Token]) -> list[str]:
    """Return 「ヨミ|表記」 for every noun and run of nouns that is not written in hiragana."""
    terms: list[str] = []
    for first in range(len(tokens)):
        surface = reading = ""
        for token in tokens[first : first + _MAX_TOKENS]:
            if token.part_of_speech[0] not in ("名詞", "接頭辞", "接尾辞") or not token.reading:
                break
            surface += token.surface
            reading += token.reading
            if len(reading) >= _MIN_READING and not _HIRAGANA_RUN.fullmatch(surface):
                terms.append(f"{reading}{SEPARATOR}{surface}")
    return terms


def surfaces_by_reading(frequencies: Mapping[str, int]) -> dict[str, str]:
    """Return reading → the form written most often, from term → number of passages."""
    best: dict[str, tuple[int, str]] = {}
    for term, frequency in frequencies.items():
        reading, _, surface = term.partition(SEPARATOR)
        if (frequency, surface) > best.get(reading, (0, "")):
            best[reading] = (frequency, surface)
    return {reading: surface for reading, (_, surface) in best.items()}


def restore_kanji(text: str, surfaces: Mapping[str, str]) -> str:
    """Return the text with words typed in kana written as the knowledge base writes them.

    じゅうみんとうひょうは誰が → 住民投票は誰が. Only runs that begin in kana and hold at
    least four characters of it are replaced, the longest first; いわつき区 and しんぎ会 may
    end in kanji. No run begins in a word of grammar: どこでしょうか holds no 消火.
    """
    tokens = words.tokens(text)
    readings = {token.begin: (token.reading, token.end) for token in tokens}
    grammar = {
        position
        for token in tokens
        if token.part_of_speech[0] in _GRAMMAR
        # A だ or に at the start may be the analysis of an unknown word in kana; ましょう is none.
        for position in range(token.begin + (len(token.surface) < 3), token.end)
    }
    result, position = "", 0
    while position < len(text):
        run = _KANA_RUN.match(text, position)
        replaced = None
        if run and position not in grammar:
            replaced = _longest(text, position, run.end(), readings, surfaces)
        if replaced:
            surface, position = replaced
            result += surface
        else:
            result += text[position]
            position += 1
    return result


def _longest(
    text: str,
    start: int,
    kana_end: int,
    readings: Mapping[int, tuple[str, int]],
    surfaces: Mapping[str, str],
) -> tuple[str, int] | None:
    """Return the replacement and where it ends, or None."""
    run = text[start:kana_end].translate(_TO_KATAKANA)
    # The run and the word in kanji that follows it.
    if kana_end in readings and len(run) >= _MIN_READING:
        reading, end = readings[kana_end]
        if (surface := surfaces.get(run + reading)) and surface.endswith(text[kana_end:end]):
            return surface, end
    for length in range(len(run), _MIN_READING, -1):
        if surface := surfaces.get(run[:length]):
            return surface, start + length
    return None
