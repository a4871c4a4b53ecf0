"""CSV and TSV, as open-data portals and spreadsheets write them."""

from __future__ import annotations

import csv
import io
import re

from ingest.decoding import decode
from ingest.errors import ReadError
from ingest.grid import write_grid
from ingest.marked import MarkedText
from ingest.reading import Limits, ReadFile

_DELIMITERS = ",\t;"
_NUMBER = re.compile(r"[\s\d,.%\-−]+")


def read(content: bytes, name: str, limits: Limits) -> ReadFile:
    """Return the table as marked text.

    Raises:
        ReadError: It is no text, or has too many rows.
    """
    text = decode(content, name)
    delimiter = "\t" if name.lower().endswith(".tsv") else _delimiter(text)
    rows: list[list[str]] = []
    csv.field_size_limit(min(limits.max_characters, 2**31 - 1))
    try:
        # The reader needs the line ends inside quotes, which StringIO would translate.
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append(row)
            if len(rows) > limits.max_rows:
                raise ReadError(
                    f"「{name}」は行が多すぎます（上限 {limits.max_rows:,}行）。"
                    "必要な行だけにするか、分割してから取り込んでください。"
                )
    except csv.Error as error:
        raise ReadError(
            f"「{name}」は CSV として読めません（{len(rows) + 1}行目の近く: {error}）。"
            "引用符と区切りを確かめてください。"
        ) from error
    out = MarkedText(max_characters=limits.max_characters)
    write_grid(out, rows, head=_head(rows), blocks=True)
    if out.empty:
        raise ReadError(f"「{name}」には文字がありません。内容を確かめてください。")
    warnings = (
        ("読めない文字が含まれています。文字コードを確かめてください。",) if "�" in text else ()
    )
    return ReadFile(out.build(name), warnings=warnings)


def _delimiter(text: str) -> str:
    """Return the character that cuts most of the first lines into equally many cells."""
    lines = [line for line in text[:20_000].split("\n")[:30] if line.strip()]

    def regular(delimiter: str) -> tuple[int, int]:
        counts = [line.count(delimiter) for line in lines]
        usual = max(set(counts), key=counts.count, default=0)
        return (counts.count(usual) if usual else 0, usual)

    return max(_DELIMITERS, key=regular)


def _head(rows: list[list[str]]) -> int | None:
    """Return 1 where the first row is names for all columns, None where it has to be guessed."""
    if len(rows) < 2 or len(rows[0]) < 2:
        return None
    names = [cell.strip() for cell in rows[0]]
    while names and not names[-1]:
        names.pop()
    whole = len(names) > 1 and all(names) and len(set(names)) == len(names)
    plain = all(len(name) <= 40 and not _NUMBER.fullmatch(name) for name in names)
    return 1 if whole and plain and any(len(row) >= 2 for row in rows[1:]) else None
