"""One-letter typos of the names and words that a knowledge base holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kb import words

MIN_LENGTH = 4
MAX_LENGTH = 16
MIN_READING = 4
_JAPANESE = re.compile(r"[一-龥々ぁ-んァ-ヶー]+")
_SOLID = re.compile(r"[一-龥々ァ-ヶー]")
_HIRAGANA = re.compile(r"[ぁ-ん]")
_GRAMMAR = ("助詞", "助動詞", "代名詞", "連体詞", "補助記号")
_KATAKANA = re.compile(r"[ァ-ヶー]+")
# Changing one of these gives another name, not a mended one: 北区役所 is not 南区役所.
_TELLING = frozenset("東西南北中上下左右前後内外大小新旧本第甲乙丙一二三四五六七八九十百千元")


@dataclass(frozen=True)
class Replacement:
    """Words of a question in the form in which the knowledge base writes them."""

    typed: str
    meant: str


class TypoIndex:
    """Terms by their first and last two characters: one wrong letter leaves either right."""

    def __init__(self, terms: Mapping[str, int]) -> None:
        """Index terms.

        Args:
            terms: term → number of passages that hold it; only long ones are taken.
        """
        self._terms = {
            term: count
            for term, count in terms.items()
            if MIN_LENGTH <= len(term) <= MAX_LENGTH
            and _JAPANESE.fullmatch(term)
            # A word in hiragana is too easily another one.
            and len(_SOLID.findall(term)) > 1
        }
        self._by_start: dict[str, list[str]] = {}
        self._by_end: dict[str, list[str]] = {}
        for term in self._terms:
            self._by_start.setdefault(term[:2], []).append(term)
            self._by_end.setdefault(term[-2:], []).append(term)

    def __contains__(self, term: str) -> bool:
        """Return whether this is a term as it stands."""
        return term in self._terms

    def nearest(self, typed: str) -> str | None:
        """Return the term that differs by one letter, the most frequent of several."""
        near: Iterable[str] = {
            *self._by_start.get(typed[:2], ()),
            *self._by_end.get(typed[-2:], ()),
        }
        found = [term for term in near if differs_by_a_typo(typed, term)]
        return max(found, key=lambda term: (self._terms[term], term), default=None)


def differs_by_a_typo(typed: str, term: str) -> bool:
    """Return whether one character is wrong, missing or too much, and none that tells names apart.

    Two neighbours that changed places are a typo too.
    """
    if typed == term or abs(len(typed) - len(term)) > 1:
        return False
    start = 0
    while start < min(len(typed), len(term)) and typed[start] == term[start]:
        start += 1
    if len(typed) == len(term):
        rest, wanted = typed[start:], term[start:]
        if rest[:2] == wanted[:2][::-1] and rest[2:] == wanted[2:]:
            return True
        changed = {rest[0], wanted[0]}
        return rest[1:] == wanted[1:] and not changed & _TELLING
    longer, shorter = (typed, term) if len(typed) > len(term) else (term, typed)
    if longer.startswith(shorter) or longer.endswith(shorter):
        return False  # cut short, or part of something longer
    return longer[start + 1 :] == shorter[start:] and longer[start] not in _TELLING


def find_typos(
    text: str,
    index: Callable[[], TypoIndex],
    *,
    surfaces: Callable[[], Mapping[str, str]],
    is_written: Callable[[str], bool],
) -> list[Replacement]:
    """Return the typos of a question, in order of appearance.

    Only what stands in no passage is taken for one: words that are read like a term of
    the knowledge base (介護保健料), and what the dictionary does not know or spells out in
    single characters (固定資算税) where one letter makes it a term.

    Args:
        text: the question.
        index: gives the terms of the knowledge base; called only where it is needed.
        surfaces: gives reading in katakana → term, of the same knowledge base.
        is_written: whether some passage may hold these characters.
    """

    def mend(run: Sequence[words.Token], typed: str) -> str | None:
        reading = "".join(token.reading for token in run)
        # 半分いか may go on as いかない; what is not in kana is whole words.
        is_whole = len(run) > 1 and len(reading) >= MIN_READING and not _HIRAGANA.search(typed)
        is_spelled_out = _is_spelled_out(run)
        if not (is_whole or is_spelled_out) or is_written(typed):
            return None
        meant = surfaces().get(reading) if is_whole else None
        return meant or (index().nearest(typed) if is_spelled_out else None)

    found: list[Replacement] = []
    tokens = words.tokens(text)
    for run in _JAPANESE.finditer(text):
        inside = [t for t in tokens if run.start() <= t.begin and t.end <= run.end()]
        position = 0
        while position < len(inside):
            mended = _mend(text, _until_grammar(inside[position:]), mend)
            if mended is None:
                position += 1
                continue
            replacement, count = mended
            found.append(replacement)
            position += count
    return found


def _until_grammar(tokens: Sequence[words.Token]) -> Sequence[words.Token]:
    for number, token in enumerate(tokens):
        if token.part_of_speech[0] in _GRAMMAR:
            return tokens[:number]
    return tokens


def _mend(
    text: str,
    tokens: Sequence[words.Token],
    mend: Callable[[Sequence[words.Token], str], str | None],
) -> tuple[Replacement, int] | None:
    """Return the longest mended run of tokens from the first one, and how many they are."""
    for count in range(len(tokens), 0, -1):
        typed = text[tokens[0].begin : tokens[count - 1].end]
        if not MIN_LENGTH - 1 <= len(typed) <= MAX_LENGTH + 1:
            continue
        if (meant := mend(tokens[:count], typed)) is not None:
            return Replacement(typed, meant), count
    return None


def _is_spelled_out(tokens: Sequence[words.Token]) -> bool:
    """Return whether the dictionary has no words for this."""
    if any(token.is_unknown or "人名" in token.part_of_speech for token in tokens):
        return True
    if all(_KATAKANA.fullmatch(token.surface) for token in tokens):
        return len(tokens) > 1
    single = [len(token.surface) == 1 for token in tokens]
    return any(first and second for first, second in pairwise(single))
