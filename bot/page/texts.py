"""Every word of the interface, one column per language: ``texts.tsv``."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, get_args

Language = Literal["ja", "en", "easy"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
LANGUAGE_NAMES: Mapping[Language, str] = {
    "ja": "日本語",
    "easy": "やさしい日本語",
    "en": "English",
}

_TABLE = Path(__file__).parent / "texts.tsv"


@dataclass(frozen=True)
class Texts:
    """The interface in one language; ``texts.send`` is the cell of the row ``send``."""

    language: Language
    rows: Mapping[str, str]

    def __getattr__(self, name: str) -> str:
        """Return the words of a row; AttributeError where the table has none of this name."""
        if name.startswith("_") or name not in self.rows:
            raise AttributeError(name)
        return self.rows[name]

    def of(self, group: str, name: str) -> str:
        """Return the words of the row ``group_name``, or the name where there is no such row."""
        return self.rows.get(f"{group}_{name}", name)

    @property
    def html_language(self) -> str:
        """The language as HTML names it."""
        return "en" if self.language == "en" else "ja"


@cache
def texts_for(language: str | None) -> Texts:
    """Return the interface in a language, in Japanese where it is not known."""
    known: Language = next((name for name in LANGUAGES if name == language), "ja")
    with _TABLE.open(encoding="utf-8", newline="") as table:
        reader = csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)
        return Texts(known, {row["key"]: row[known] for row in reader})


JAPANESE = texts_for("ja")
ENGLISH = texts_for("en")
EASY = texts_for("easy")

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def readable_date(iso: str | None, texts: Texts) -> str:
    """Return YYYY, YYYY-MM or YYYY-MM-DD as people write it; "" for None.

    A text that is no such date is returned as it is.
    """
    if not iso:
        return ""
    if not re.fullmatch(r"\d{4}(?:-\d{1,2}){0,2}", iso):
        return iso
    numbers = [int(part) for part in iso.split("-")]
    try:
        date(*[*numbers, 1, 1][:3])
    except ValueError:
        return iso
    if texts.language != "en":
        return "".join(f"{number}{unit}" for number, unit in zip(numbers, "年月日", strict=False))
    words = [str(numbers[0])]
    if len(numbers) > 1:
        words.insert(0, _MONTHS[numbers[1] - 1])
    if len(numbers) > 2:
        words.insert(0, str(numbers[2]))
    return " ".join(words)
