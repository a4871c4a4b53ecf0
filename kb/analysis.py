"""What the indexes know of a passage: its terms per channel and the texts to embed."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from ingest.records import Passage
from kb import words
from kb.locators import passage_keys
from kb.names import passage_names
from kb.readings import reading_terms
from kb.sentences import split_sentences

FIELDS = ("heading", "path", "departments", "text")
CHANNELS = ("words", "synonyms", "kanji", "bigrams", "locators", "names", "readings")


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


def analyse(passage: Passage) -> bytes:
    """Return the passage's terms per channel and field, serialized."""
    fields = {
        "heading": f"{passage.heading}\n{passage.locator}",
        "path": "\n".join([passage.title, *passage.path]),
        "departments": "\n".join(passage.departments),
        "text": passage.text,
    }
    terms: dict[str, dict[str, list[str]]] = {channel: {} for channel in CHANNELS}
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
    return Analysed(terms).to_bytes()


def views(passage: Passage) -> list[str]:
    """Return the texts to embed: the heading view first, then every sentence.

    A passage is as near to a question as the nearest of its views.
    """
    heading = " ".join([*passage.path, *passage.departments]) or passage.label
    sentences = [sentence.text for sentence in split_sentences(passage.text)]
    return [heading, *(text for text in sentences if len(text) > 1)]
