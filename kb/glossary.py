"""English words of municipal life and how Japanese documents write them."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from ingest.errors import SettingsError

BUILT_IN = Path(__file__).parent / "data" / "glossary.csv"
COLUMNS = ("english", "japanese", "field")
_WORD = re.compile(r"[a-z][a-z'-]*|\d+")
_MAX_WORDS = 5
_SUFFIXES = (
    ("ies", "y"),
    ("es", ""),
    ("s", ""),
    ("ing", ""),
    ("ing", "e"),
    ("ed", ""),
    ("ed", "e"),
)


class Glossary:
    """English term → Japanese terms."""

    def __init__(self, terms: dict[str, tuple[str, ...]]) -> None:
        self._terms = terms

    def translate(self, text: str) -> list[tuple[str, tuple[str, ...]]]:
        """Return (English term, Japanese terms) for the longest terms in a text, in order."""
        typed = _WORD.findall(text.lower().replace("\u2019", "'"))
        words = [word.removesuffix("'s").rstrip("'") for word in typed]
        found: list[tuple[str, tuple[str, ...]]] = []
        position = 0
        while position < len(words):
            for length in range(min(_MAX_WORDS, len(words) - position), 0, -1):
                term = self._lookup(words[position : position + length])
                if term:
                    found.append((term, self._terms[term]))
                    position += length
                    break
            else:
                position += 1
        return found

    def _lookup(self, words: Sequence[str]) -> str | None:
        """Return the term that the words are, the last one in singular or plain form too."""
        head = " ".join(words[:-1])
        for last in (words[-1], *_plain_forms(words[-1])):
            term = f"{head} {last}".strip()
            if term in self._terms:
                return term
        return None


def _plain_forms(word: str) -> list[str]:
    return [
        word.removesuffix(suffix) + plain
        for suffix, plain in _SUFFIXES
        if word.endswith(suffix) and len(word) - len(suffix) > 1
    ]


@cache
def load_glossary(path: Path = BUILT_IN) -> Glossary:
    """Return the glossary at a path, the shipped one by default.

    Raises:
        SettingsError: the file or one of its rows cannot be used; the message names the line.
    """
    try:
        reader = csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"用語集 {path} を読めません（{error}）。") from error
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        raise SettingsError(f"用語集 {path} に列「{'、'.join(missing)}」がありません。")
    terms: dict[str, tuple[str, ...]] = {}
    for number, row in enumerate(reader, start=2):
        japanese = tuple(term.strip() for term in (row["japanese"] or "").split("、"))
        if not row["english"] or not all(japanese):
            raise SettingsError(f"用語集 {path} の{number}行目に空の欄があります。")
        terms[row["english"].strip().lower()] = japanese
    return Glossary(terms)
