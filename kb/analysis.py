"""What the indexes know of a passage: its terms per channel and the texts to embed."""

from __future__ import annotations

import json
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.records import Passage
from kb import words
from kb.figures import find_figures
from kb.locators import passage_keys
from kb.names import abbreviated_names, heading_names, passage_names
from kb.readings import reading_terms
from kb.sentences import Sentence, split_sentences

FIELDS = ("heading", "path", "departments", "text")
CHANNELS = (
    "words",
    "synonyms",
    "kanji",
    "bigrams",
    "locators",
    "names",
    "abbreviations",
    "headings",
    "figures",
    "readings",
)


@dataclass(frozen=True)
class Analysed:
    """The terms of one passage."""

    terms: Mapping[str, Mapping[str, list[str]]]
    """channel → field → terms with repetitions."""

    def to_bytes(self) -> bytes:
        """Return a compact form that ``from_bytes`` reads."""
        return zlib.compress(json.dumps(self.terms, ensure_ascii=False).encode(), 1)

    @staticmethod
    def from_bytes(data: bytes) -> Analysed:
        """Read what ``to_bytes`` wrote."""
        return Analysed(json.loads(zlib.decompress(data)))


@dataclass(frozen=True)
class PassageAnalysis:
    """What the indexes take in of one passage."""

    terms: bytes
    """Terms per channel and field, serialized."""
    views: Sequence[str]
    """The texts to embed: the heading, the whole passage, then every sentence."""


def analyse(passage: Passage) -> bytes:
    """Return the passage's terms per channel and field, serialized."""
    return read_passage(passage).terms


def views(passage: Passage) -> list[str]:
    """Return the texts to embed: the heading, the whole passage, then every sentence."""
    heading = _heading_view(passage)
    sentences = [sentence.text for sentence in _sentences(passage)]
    return [heading, f"{heading}\n{passage.text}", *sentences]


def read_passage(passage: Passage) -> PassageAnalysis:
    """Return what ``analyse`` and ``views`` give, from one reading.

    The sentences bring along the words that they have in the passage, to be embedded by.
    """
    fields = {
        "heading": f"{passage.heading}\n{passage.locator}",
        "path": "\n".join([passage.title, *passage.path]),
        "departments": "\n".join(passage.departments),
        "text": passage.text,
    }
    terms: dict[str, dict[str, list[str]]] = {channel: {} for channel in CHANNELS}
    tokens: list[words.Token] = []
    for field, text in fields.items():
        if not text.strip():
            continue
        tokens = words.tokens(text)
        terms["words"][field] = words.content_words(tokens)
        terms["synonyms"][field] = [str(group) for group in words.synonym_groups(tokens)]
        terms["kanji"][field] = words.kanji(text)
        terms["bigrams"][field] = words.bigrams(text)
        terms["readings"][field] = sorted(set(reading_terms(tokens)))
    terms["locators"]["text"] = sorted(passage_keys(passage))
    terms["names"]["text"] = sorted(passage_names(passage))
    terms["abbreviations"]["text"] = sorted(abbreviated_names(passage.departments))
    terms["figures"]["text"] = sorted(find_figures(f"{passage.title}\n{passage.text}"))
    terms["headings"]["text"] = sorted(heading_names(passage))
    tokens = tokens if passage.text.strip() else []
    heading = words.ReadText(_heading_view(passage), words.content_words(_heading_view(passage)))
    whole = words.ReadText(
        f"{heading}\n{passage.text}", heading.content_words + words.content_words(tokens)
    )
    sentences = _with_words(_sentences(passage), tokens)
    return PassageAnalysis(Analysed(terms).to_bytes(), [heading, whole, *sentences])


def _heading_view(passage: Passage) -> str:
    return " ".join([*passage.path, *passage.departments]) or passage.label


def _sentences(passage: Passage) -> list[Sentence]:
    return [sentence for sentence in split_sentences(passage.text) if len(sentence.text) > 1]


def _with_words(sentences: Sequence[Sentence], tokens: Sequence[words.Token]) -> Iterator[str]:
    """Yield each sentence with its words; alone where its end is within a word."""
    ends = [token.end for token in tokens]
    for sentence in sentences:
        first = bisect_right(ends, sentence.start)
        last = bisect_left(ends, sentence.end)
        inside = tokens[first : last + 1]
        if inside and (inside[0].begin, inside[-1].end) == (sentence.start, sentence.end):
            yield words.ReadText(sentence.text, words.content_words(inside))
        else:
            yield sentence.text
