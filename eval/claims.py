"""The statements of an answer, and whether the passages that they cite carry them.

ALCE (Gao et al. 2023, section 4) asks a language model whether the cited passages entail
each statement. An answer here quotes its source, so that the comparison can be made by
the program: a statement is carried when the cited passages hold all its numbers and most
of its content.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.matching import form
from ingest.normalize import KANJI_NUMERAL, parse_number
from kb.sentences import split_sentences

_MARK = re.compile(r"\[(\d{1,3})\]")
_MARKS_BEHIND = re.compile(r"\s*(?:\[\d{1,3}\])+")
_NUMBER = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")
_KANJI_NUMBER = re.compile(rf"[{KANJI_NUMERAL}]+")
# How many there are is the answer's own arithmetic (8つあります, 3件あります).
_COUNT = re.compile(r"[0-9]+(?:つ|件|点|項目|か所)?(?:が)?あります")
# Of Latin words abbreviations alone: the others are the frame of an English answer.
_RUN = re.compile(r"[一-龥々]{2,}|[ァ-ヶー]{2,}|[A-Z]{2,}")
_MOST = 0.6
"""Share of the characters of the content runs; the rest is what joins them (担当, 期限)."""
_PROVISO = re.compile(r"(?:ただし|但し|この場合|なお、)")


@dataclass(frozen=True)
class Claim:
    """A sentence or line of an answer."""

    text: str
    """Without marks."""
    marks: frozenset[int]
    """Its own numbers; where it has none, the last before it, or the first of the text."""
    is_marked: bool
    """Whether the numbers are its own."""


def split_claims(text: str) -> list[Claim]:
    """Return the sentences and lines of an answer that say something, in order.

    A mark belongs to the sentence before it, also behind its full stop. A line without
    content (a greeting, a lone mark) is no claim.
    """
    claims: list[Claim] = []
    sentences = _sentences(text)
    first = next((s for s in sentences if _MARK.search(s)), "")
    marks = frozenset(int(number) for number in _MARK.findall(first))
    for sentence in sentences:
        own = frozenset(int(number) for number in _MARK.findall(sentence))
        marks = own or marks
        bare = _MARK.sub("", sentence).strip()
        if _content(bare) or _NUMBER.search(form(bare)):
            claims.append(Claim(bare, marks, bool(own)))
    return claims


def _sentences(text: str) -> list[str]:
    joined: list[str] = []
    for line in text.split("\n"):
        start = len(joined)
        for sentence in split_sentences(line):
            behind = _MARKS_BEHIND.match(sentence.text)
            if behind and len(joined) > start:
                joined[-1] += behind[0]
                rest = sentence.text[behind.end() :].strip()
                if rest:
                    joined.append(rest)
            else:
                joined.append(sentence.text)
    return joined


def is_carried(claim: Claim, sources: Mapping[int, str], *, without: int | None = None) -> bool:
    """Return whether the cited passages carry a claim.

    Args:
        claim: the sentence.
        sources: number of a citation → label and text of its passage.
        without: a number to leave out.
    """
    texts = [sources[n] for n in claim.marks if n in sources and n != without]
    return bool(texts) and _holds_content(claim.text, "\n".join(texts))


def _holds_content(claim: str, source: str) -> bool:
    if form(claim) in form(source):
        return True
    rest = _COUNT.sub("", unicodedata.normalize("NFKC", claim))
    # With its white space: 段階2 2.3 holds no 22.3.
    known = _numbers(unicodedata.normalize("NFKC", source))
    if any(number not in known for number in _numbers(rest, kanji=False)):
        return False
    runs = _content(rest)
    if not runs:
        return True
    lowered = form(source).lower()
    found = sum(_found_length(run.lower(), lowered) for run in runs)
    return found >= _MOST * sum(len(run) for run in runs)


def _content(text: str) -> list[str]:
    return _RUN.findall(form(text))


def _found_length(run: str, source: str) -> int:
    """Return how many of a run's characters stand in the source in pieces of two or more."""
    found = position = 0
    while position < len(run) - 1:
        length = 0
        for end in range(len(run), position + 1, -1):
            if run[position:end] in source:
                length = end - position
                break
        found += length
        position += max(1, length)
    return found


def _numbers(text: str, *, kanji: bool = True) -> set[str]:
    """Return the numbers of a text, written alike: 1,010 and 千十 as 1010."""
    numbers = {number.replace(",", "") for number in _NUMBER.findall(text)}
    if kanji:
        numbers |= {str(parse_number(written)) for written in _KANJI_NUMBER.findall(text)}
    return numbers


def provisos(quote: str, passage: str) -> list[str]:
    """Return the sentences that limit what is quoted: ただし… right behind a quoted sentence."""
    sentences = [sentence.text for sentence in split_sentences(passage)]
    lengths = [len(form(sentence)) for sentence in sentences]
    start = form(passage).find(form(quote))
    if start < 0 or not form(quote):
        return []
    end = start + len(form(quote))
    position = 0
    found = []
    for length, behind in zip(lengths, sentences[1:], strict=False):
        if position < end and start < position + length and _PROVISO.match(behind):
            found.append(behind)
        position += length
    return found


def share_shown(wanted: Sequence[str], text: str) -> float | None:
    """Return which share of sentences a text holds, None where there are none."""
    if not wanted:
        return None
    return sum(form(sentence) in form(text) for sentence in wanted) / len(wanted)
