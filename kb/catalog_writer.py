"""Fills the catalog of a generation that is being built."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ingest.records import Audience, Document, Passage
from kb.catalog import DOCUMENT_COLUMNS, PASSAGE_COLUMNS, POSITION_BITS
from kb.directory_lines import directory_lines
from kb.filter_columns import date_code
from kb.versions import Version, newer_versions

_TABLES = f"""
CREATE TABLE IF NOT EXISTS documents (
  number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, {DOCUMENT_COLUMNS.partition(",")[2]});
CREATE TABLE IF NOT EXISTS texts (number INTEGER PRIMARY KEY, text TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS passages (
  key INTEGER PRIMARY KEY, views,
  {PASSAGE_COLUMNS.replace("passage_id", "passage_id TEXT NOT NULL UNIQUE")});
CREATE TABLE IF NOT EXISTS analysed (key INTEGER PRIMARY KEY, terms BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS filter_columns (name TEXT PRIMARY KEY, codes BLOB, labels TEXT);
CREATE TABLE IF NOT EXISTS directory (number INTEGER NOT NULL, line TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS directory_documents ON directory (number);
"""


_CONTENT = "title, municipality, audience, kind, locator, label, heading, path, departments, text"


@dataclass(frozen=True)
class Counts:
    """What a finished catalog holds."""

    documents: int
    passages: int
    views: int


class StoredIdentity(NamedTuple):
    """What decides whether a document has to be stored again."""

    sha256: str
    origin: str
    passages: int
    """How many it has."""


class RemovedPassage(NamedTuple):
    """What has to be known to remove a passage's vectors, or to store it again."""

    passage_id: str
    views: int
    audience: Audience
    content: tuple[object, ...]
    """See ``content_of``."""
    terms: bytes


class CatalogWriter:
    """Adds and removes documents; the file is complete after ``finish``.

    The file belongs to a folder that is thrown away unless the build succeeds, so it is
    written without a journal.
    """

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path)
        self._connection.execute("PRAGMA journal_mode = OFF")
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.executescript(_TABLES)

    def close(self) -> None:
        """Close the file; without ``finish`` before it, what was added is not usable."""
        self._connection.close()

    def add(self, document: Document, *, analysed: Iterable[bytes], views: Sequence[int]) -> None:
        """Store a document that is not stored yet.

        Args:
            document: the document.
            analysed: the terms of each of its passages, serialized.
            views: how many texts of each of its passages are embedded.

        Raises:
            ValueError: two passages have the same identifier.
        """
        execute = self._connection.execute
        values = (
            document.name,
            document.origin,
            document.sha256,
            document.title,
            document.municipality,
            document.date,
            document.audience,
            document.kind,
            json.dumps(document.page_starts),
            json.dumps(document.warnings, ensure_ascii=False),
            datetime.now(UTC).isoformat(timespec="seconds"),
            len(document.text),
            len(document.passages),
            sum(views),
            0,
            document.url,
            document.licence,
            None,
        )
        marks = ", ".join("?" * len(values))
        cursor = execute(f"INSERT INTO documents ({DOCUMENT_COLUMNS}) VALUES ({marks})", values)
        number = cursor.lastrowid or 0
        execute("INSERT INTO texts VALUES (?, ?)", (number, document.text))
        first = number << POSITION_BITS
        columns = f"key, views, {PASSAGE_COLUMNS}"
        rows = [
            (first + position, count, *_passage_values(passage))
            for position, (passage, count) in enumerate(zip(document.passages, views, strict=True))
        ]
        marks = ", ".join("?" * (2 + len(PASSAGE_COLUMNS.split(","))))
        try:
            self._connection.executemany(f"INSERT INTO passages ({columns}) VALUES ({marks})", rows)
        except sqlite3.IntegrityError as error:
            raise ValueError(
                f"two passages share an identifier, one of them in {document.name}"
            ) from error
        self._connection.executemany(
            "INSERT INTO directory VALUES (?, ?)",
            [
                (number, json.dumps(astuple(line), ensure_ascii=False))
                for line in directory_lines(document.passages)
            ],
        )
        self._connection.executemany(
            "INSERT INTO analysed VALUES (?, ?)",
            [(first + position, terms) for position, terms in enumerate(analysed)],
        )

    def remove(self, name: str) -> list[RemovedPassage]:
        """Forget a document and return what its passages were.

        Nothing happens and the list is empty where there is no such document.
        """
        execute = self._connection.execute
        found = execute("SELECT number FROM documents WHERE name = ?", (name,)).fetchone()
        if found is None:
            return []
        first = found[0] << POSITION_BITS
        keys = (first, first + (1 << POSITION_BITS) - 1)
        passages = execute(
            f"SELECT passage_id, views, audience, {_CONTENT}, terms FROM passages "
            "JOIN analysed USING (key) WHERE key BETWEEN ? AND ? ORDER BY key",
            keys,
        ).fetchall()
        execute("DELETE FROM passages WHERE key BETWEEN ? AND ?", keys)
        execute("DELETE FROM analysed WHERE key BETWEEN ? AND ?", keys)
        execute("DELETE FROM texts WHERE number = ?", found)
        execute("DELETE FROM directory WHERE number = ?", found)
        execute("DELETE FROM documents WHERE number = ?", found)
        return [
            RemovedPassage(row[0], row[1], row[2], tuple(row[3:-1]), row[-1]) for row in passages
        ]

    def relocate(self, name: str, origin: str) -> None:
        """Write down that a document's file is elsewhere now."""
        self._connection.execute("UPDATE documents SET origin = ? WHERE name = ?", (origin, name))

    def finish(self) -> Counts:
        """Number the rows, write the filter columns and everything else to the file."""
        execute = self._connection.execute
        row = 0
        ordered = execute("SELECT number, passages FROM documents ORDER BY name").fetchall()
        for number, passages in ordered:
            execute("UPDATE documents SET first_row = ? WHERE number = ?", (row, number))
            row += passages
        self._write_filter_columns([number for number, _ in ordered])
        self._mark_superseded()
        self._connection.commit()
        documents, passages, views = execute(
            "SELECT count(*), coalesce(sum(passages), 0), coalesce(sum(views), 0) FROM documents"
        ).fetchone()
        return Counts(documents, passages, views)

    def _mark_superseded(self) -> None:
        """Say of each document which newer version of it there is."""
        execute = self._connection.execute
        rows = execute("SELECT name, title, municipality, date, audience, kind FROM documents")
        newer = newer_versions(Version(*row) for row in rows.fetchall())
        execute("UPDATE documents SET superseded_by = NULL")
        for name, current in newer.items():
            execute("UPDATE documents SET superseded_by = ? WHERE name = ?", (current, name))

    def analysed(self) -> Iterator[bytes]:
        """Yield the terms of every passage in row order; call it after ``finish``."""
        for number in self._numbers():
            first = number << POSITION_BITS
            for (terms,) in self._connection.execute(
                "SELECT terms FROM analysed WHERE key BETWEEN ? AND ? ORDER BY key",
                (first, first + (1 << POSITION_BITS) - 1),
            ):
                yield terms

    def is_staff(self) -> npt.NDArray[np.bool_]:
        """Return which rows only staff may see, (passages,); call it after ``finish``."""
        codes = self._connection.execute(
            "SELECT codes FROM filter_columns WHERE name = 'is_staff'"
        ).fetchone()[0]
        return np.frombuffer(codes, dtype=np.int32).astype(np.bool_)

    def views(self) -> Iterator[tuple[str, int]]:
        """Yield identifier and number of views of every passage in row order.

        Call it after ``finish``, or on a copied catalog before anything is changed.
        """
        for number in self._numbers():
            first = number << POSITION_BITS
            yield from self._connection.execute(
                "SELECT passage_id, views FROM passages WHERE key BETWEEN ? AND ? ORDER BY key",
                (first, first + (1 << POSITION_BITS) - 1),
            )

    def sample_views(self, count: int) -> list[tuple[str, int]]:
        """Return passages spread evenly over all: identifier and the number of one sentence.

        Passages without a sentence are left out, and none occurs twice. Those for staff are
        not among them unless there are no others: every score depends on the sample.
        """
        execute = self._connection.execute
        of = "views > 2"
        if execute(f"SELECT 1 FROM passages WHERE {of} AND audience = 'public'").fetchone():
            of += " AND audience = 'public'"
        total = execute(f"SELECT count(*) FROM passages WHERE {of}").fetchone()[0]
        step = max(1, total // count)
        rows = execute(f"SELECT passage_id, views FROM passages WHERE {of} ORDER BY key")
        sample = [
            (passage_id, 2 + at % (views - 2))
            for at, (passage_id, views) in enumerate(rows)
            if at % step == 0
        ]
        return sample[:count]

    def _numbers(self) -> list[int]:
        rows = self._connection.execute("SELECT number FROM documents ORDER BY first_row, name")
        return [row[0] for row in rows]

    def _write_filter_columns(self, numbers: Sequence[int]) -> None:
        labels: dict[str, dict[str, int]] = {"municipality": {}, "kind": {}}
        codes: dict[str, list[int]] = {"municipality": [], "kind": [], "is_staff": [], "date": []}
        for number in numbers:
            first = number << POSITION_BITS
            for municipality, kind, audience, date in self._connection.execute(
                "SELECT municipality, kind, audience, date FROM passages "
                "WHERE key BETWEEN ? AND ? ORDER BY key",
                (first, first + (1 << POSITION_BITS) - 1),
            ):
                for name, label in (("municipality", municipality or ""), ("kind", kind)):
                    known = labels[name]
                    codes[name].append(known.setdefault(label, len(known)))
                codes["is_staff"].append(audience == "staff")
                codes["date"].append(_date_code(date))
        for name, column in codes.items():
            self._connection.execute(
                "INSERT OR REPLACE INTO filter_columns VALUES (?, ?, ?)",
                (
                    name,
                    np.array(column, dtype=np.int32).tobytes(),
                    json.dumps(list(labels.get(name, ())), ensure_ascii=False),
                ),
            )


def _date_code(date: str | None) -> int:
    try:
        return date_code(date)
    except ValueError:  # a manifest may say anything; no filter finds it
        return 0


def stored_identities(path: Path) -> Mapping[str, StoredIdentity]:
    """Return name → identity of every document in a published catalog."""
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        rows = connection.execute("SELECT name, sha256, origin, passages FROM documents").fetchall()
    finally:
        connection.close()
    return {name: StoredIdentity(*identity) for name, *identity in rows}


def content_of(passage: Passage) -> tuple[object, ...]:
    """Return what decides a passage's terms and vectors: everything but its place in a file."""
    values = dict(zip(PASSAGE_COLUMNS.split(", "), _passage_values(passage), strict=True))
    return tuple(values[column] for column in _CONTENT.split(", "))


def _passage_values(passage: Passage) -> tuple[object, ...]:
    return (
        passage.passage_id,
        passage.title,
        passage.municipality,
        passage.date,
        passage.audience,
        passage.kind,
        passage.locator,
        passage.label,
        passage.heading,
        json.dumps(passage.path, ensure_ascii=False),
        json.dumps(passage.departments, ensure_ascii=False),
        passage.page,
        passage.start,
        passage.end,
        passage.text,
        json.dumps([(piece.at, piece.start, piece.length) for piece in passage.pieces]),
    )
