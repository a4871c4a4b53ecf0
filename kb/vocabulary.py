"""Everyday words and the words that administrations write for them."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ingest.errors import SettingsError
from kb import words

BUILT_IN = Path(__file__).parent / "data" / "vocabulary.csv"
COLUMNS = ("日常語", "行政用語", "分野", "重み", "備考")
_MAX_KEY_TOKENS = 8
_NEGATIONS = frozenset(("ない", "無い", "ぬ", "ず", "ん"))


@dataclass(frozen=True)
class Entry:
    """One row of the table."""

    everyday: str
    administrative: tuple[str, ...]
    field: str
    weight: float
    """0–1: how surely the everyday word means these terms."""


@dataclass(frozen=True)
class Expansion:
    """A term that a question's everyday word stands for."""

    everyday: str
    term: str
    weight: float


class Vocabulary:
    """The table, indexed by the normalized forms of its everyday words."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = tuple(entries)
        self._by_key: dict[tuple[str, ...], list[Entry]] = {}
        for entry in entries:
            key = _key(words.tokens(entry.everyday))
            if key:
                self._by_key.setdefault(key, []).append(entry)

    def expand(self, tokens: Sequence[words.Token]) -> list[Expansion]:
        """Return the administrative terms for the everyday words of a question.

        The longest entry that fits wins: 粗大ごみ is not expanded as ごみ as well.
        """
        forms = _key(tokens)
        expansions: list[Expansion] = []
        position = 0
        while position < len(forms):
            for length in range(min(_MAX_KEY_TOKENS, len(forms) - position), 0, -1):
                entries = self._by_key.get(forms[position : position + length])
                if entries:
                    expansions.extend(
                        Expansion(entry.everyday, term, entry.weight)
                        for entry in entries
                        for term in entry.administrative
                    )
                    position += length
                    break
            else:
                position += 1
        return expansions


def _key(tokens: Sequence[words.Token]) -> tuple[str, ...]:
    """Return the forms that are compared: 家賃が払えません and 家賃払えない are the same."""
    forms: list[str] = []
    for token in tokens:
        kind = token.part_of_speech[0]
        if kind == "助動詞" and token.normalized_form in _NEGATIONS:
            forms.append("無い")
        elif kind not in ("助詞", "助動詞", "補助記号", "空白"):
            forms.append(token.normalized_form)
    return tuple(forms)


def read_vocabulary(path: Path) -> Iterator[Entry]:
    """Yield the rows of a table.

    Raises:
        SettingsError: the file or one of its rows cannot be used; the message names the line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"語彙表 {path} を読めません（{error}）。UTF-8のCSVで保存してください。"
        ) from error
    reader = csv.DictReader(text.splitlines())
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        raise SettingsError(f"語彙表 {path} に列「{'、'.join(missing)}」がありません。")
    for number, row in enumerate(reader, start=2):
        try:
            weight = float(row["重み"])
        except (TypeError, ValueError) as error:
            raise SettingsError(
                f"語彙表 {path} の{number}行目の重み「{row['重み']}」は数ではありません。"
            ) from error
        terms = tuple(
            term.strip()
            for term in unicodedata.normalize("NFKC", row["行政用語"] or "").split("、")
            if term.strip()
        )
        everyday = (row["日常語"] or "").strip()
        if not everyday or not terms or not 0 < weight <= 1:
            raise SettingsError(
                f"語彙表 {path} の{number}行目に空の欄があるか、"
                "重みが0より大きく1以下ではありません。"
            )
        yield Entry(everyday, terms, (row["分野"] or "").strip(), weight)


@cache
def load_vocabulary(path: Path = BUILT_IN) -> Vocabulary:
    """Return the table at a path, the shipped one by default.

    Raises:
        SettingsError: the file or one of its rows cannot be used; the message names the line.
    """
    return Vocabulary(list(read_vocabulary(path)))
