"""Documents, passages and source texts of one generation, in one SQLite file.

Rows number the passages of a generation 0, 1, 2 … in reading order: documents by name,
passages by position. A document knows its first row, so that replacing one document
moves the others without touching their passages.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import weakref
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from ingest.errors import KnowledgeBaseError
from ingest.records import Audience, Passage, PassageKind, Piece, SourceText
from kb.directory_lines import DirectoryLine
from kb.filter_columns import FilterColumns

POSITION_BITS = 24
"""``key = document number << POSITION_BITS | position``: 16 million passages a document."""

PASSAGE_COLUMNS = (
    "passage_id, title, municipality, date, audience, kind, locator, label, heading, path, "
    "departments, page, start_at, end_at, text, pieces"
)
DOCUMENT_COLUMNS = (
    "name, origin, sha256, title, municipality, date, audience, kind, page_starts, warnings, "
    "ingested_at, characters, passages, views, first_row, url, licence, superseded_by"
)
_MAX_VARIABLES = 500


@dataclass(frozen=True)
class StoredDocument:
    """What the catalog knows of a document without reading its text."""

    name: str
    origin: str
    sha256: str
    title: str
    municipality: str | None
    date: str | None
    audience: Audience
    kind: str
    page_starts: tuple[int, ...]
    warnings: tuple[str, ...]
    ingested_at: str
    """ISO 8601, UTC."""
    characters: int
    """Length of the extracted text."""
    passages: int
    views: int
    """Vectors of all its passages."""
    first_row: int
    url: str | None = None
    """Where it is published, as the operator says."""
    licence: str | None = None
    superseded_by: str | None = None
    """Name of the newer version that is searched instead; None for what is current."""


class _Connection(sqlite3.Connection):
    """Can be referred to weakly, so that it goes with the thread that it belongs to."""


class Catalog:
    """Reads a catalog; safe to share between threads, never writes a byte."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        self._local = threading.local()
        self._lock = threading.Lock()
        self._connections: weakref.WeakSet[_Connection] = weakref.WeakSet()
        self._columns: FilterColumns | None = None
        starts = self._query(
            "SELECT first_row, number, passages FROM documents WHERE passages ORDER BY first_row"
        )
        self._first_rows: list[int] = [row[0] for row in starts]
        self._numbers: list[int] = [row[1] for row in starts]
        self._size: int = sum(row[2] for row in starts)

    def __len__(self) -> int:
        """Return the number of passages."""
        return self._size

    def close(self) -> None:
        """Close the connections of all threads."""
        with self._lock:
            for connection in list(self._connections):
                connection.close()
        self._local = threading.local()

    def documents(self) -> list[StoredDocument]:
        """Return every document in reading order."""
        rows = self._query(f"SELECT {DOCUMENT_COLUMNS} FROM documents ORDER BY first_row, name")
        return [_stored_document(row) for row in rows]

    def document(self, name: str) -> StoredDocument | None:
        """Return one document, or None where there is none of this name."""
        rows = self._query(f"SELECT {DOCUMENT_COLUMNS} FROM documents WHERE name = ?", (name,))
        return _stored_document(rows[0]) if rows else None

    def source_text(self, name: str) -> SourceText | None:
        """Return a document's extracted text, or None where there is no such document."""
        rows = self._query(
            "SELECT name, text, page_starts FROM documents JOIN texts USING (number) "
            "WHERE name = ?",
            (name,),
        )
        if not rows:
            return None
        return SourceText(rows[0][0], rows[0][1], tuple(json.loads(rows[0][2])))

    def passages(self, document: str | None = None) -> Iterator[Passage]:
        """Yield passages in reading order: of one document, or of all."""
        for number, name in self._query("SELECT number, name FROM documents ORDER BY first_row"):
            if document is None or name == document:
                rows = self._iterate(
                    f"SELECT {PASSAGE_COLUMNS} FROM passages WHERE key BETWEEN ? AND ? "
                    "ORDER BY key",
                    _key_range(number),
                )
                for row in rows:
                    yield _passage(name, row)

    def passages_by_rows(self, rows: Sequence[int]) -> list[Passage]:
        """Return the passages of these rows, in the order given.

        Raises:
            ValueError: a row is not one of this catalog's.
        """
        keys = [self._key(int(row)) for row in rows]
        found: dict[int, Passage] = {}
        for at in range(0, len(keys), _MAX_VARIABLES):
            batch = keys[at : at + _MAX_VARIABLES]
            marks = ", ".join("?" * len(batch))
            answer = self._query(
                f"SELECT key, name, {_prefixed(PASSAGE_COLUMNS)} FROM passages AS p "
                f"JOIN documents ON number = key >> {POSITION_BITS} WHERE key IN ({marks})",
                batch,
            )
            found.update((row[0], _passage(row[1], row[2:])) for row in answer)
        return [found[key] for key in keys]

    def passage(self, passage_id: str) -> Passage | None:
        """Return one passage, or None where there is none of this identifier."""
        row = self.rows_of([passage_id]).get(passage_id)
        return None if row is None else self.passages_by_rows([row])[0]

    def rows_of(self, passage_ids: Sequence[str]) -> dict[str, int]:
        """Return identifier → row for those that are in the catalog."""
        rows: dict[str, int] = {}
        for at in range(0, len(passage_ids), _MAX_VARIABLES):
            batch = passage_ids[at : at + _MAX_VARIABLES]
            marks = ", ".join("?" * len(batch))
            answer = self._query(
                f"SELECT passage_id, first_row + (key & {(1 << POSITION_BITS) - 1}) "
                f"FROM passages AS p JOIN documents ON number = key >> {POSITION_BITS} "
                f"WHERE passage_id IN ({marks})",
                list(batch),
            )
            rows.update(dict(answer))
        return rows

    def neighbours(
        self, passage_id: str, *, before: int = 1, after: int = 1
    ) -> tuple[list[Passage], list[Passage]]:
        """Return the passages before and after one in its document, in reading order.

        Both lists are empty where there is no passage of this identifier.
        """
        row = self.rows_of([passage_id]).get(passage_id)
        if row is None:
            return [], []
        index = bisect_right(self._first_rows, row) - 1
        first = self._first_rows[index]
        end = self._first_rows[index + 1] if index + 1 < len(self._first_rows) else self._size
        return (
            self.passages_by_rows(range(max(first, row - before), row)),
            self.passages_by_rows(range(row + 1, min(end, row + 1 + after))),
        )

    def filter_columns(self) -> FilterColumns:
        """Return the columns that filters look at; read once, a few bytes a passage."""
        if self._columns is None:
            stored = {
                name: (np.frombuffer(codes, dtype=np.int32), tuple(json.loads(labels)))
                for name, codes, labels in self._query(
                    "SELECT name, codes, labels FROM filter_columns"
                )
            }
            document, names = self._document_codes()
            self._columns = FilterColumns(
                municipality=stored["municipality"][0],
                municipalities=stored["municipality"][1],
                document=document,
                documents=names,
                kind=stored["kind"][0],
                kinds=stored["kind"][1],
                is_staff=stored["is_staff"][0].astype(np.bool_),
                is_superseded=self._superseded_rows(),
                date=stored["date"][0],
            )
        return self._columns

    def _document_codes(self) -> tuple[npt.NDArray[np.int32], tuple[str, ...]]:
        rows = self._query("SELECT name, passages FROM documents ORDER BY first_row, name")
        codes = np.repeat(np.arange(len(rows), dtype=np.int32), [row[1] for row in rows])
        return codes.astype(np.int32), tuple(row[0] for row in rows)

    def _superseded_rows(self) -> npt.NDArray[np.bool_]:
        rows = self._query(
            "SELECT superseded_by IS NOT NULL, passages FROM documents ORDER BY first_row, name"
        )
        flags = np.array([bool(row[0]) for row in rows], dtype=np.bool_)
        return np.repeat(flags, [row[1] for row in rows])

    def directory_lines(self) -> list[DirectoryLine]:
        """Return what the current documents say of departments."""
        rows = self._query(
            "SELECT line FROM directory AS d JOIN documents AS o ON o.number = d.number "
            "WHERE superseded_by IS NULL ORDER BY first_row, d.rowid"
        )
        return [DirectoryLine(*json.loads(row[0])) for row in rows]

    def first_rows_of_works(self) -> list[int]:
        """Return the row of the first passage of every work, in reading order."""
        rows = self._query(
            f"SELECT first_row + (min(key) & {(1 << POSITION_BITS) - 1}) AS row "
            f"FROM passages AS p JOIN documents ON number = key >> {POSITION_BITS} "
            "GROUP BY number, p.title ORDER BY row"
        )
        return [row[0] for row in rows]

    def _key(self, row: int) -> int:
        if not 0 <= row < self._size:
            raise ValueError(f"row {row} is not in 0..{self._size - 1}")
        index = bisect_right(self._first_rows, row) - 1
        return (self._numbers[index] << POSITION_BITS) | (row - self._first_rows[index])

    def _query(self, statement: str, values: Sequence[object] = ()) -> list[Any]:
        return list(self._iterate(statement, values))

    def _iterate(self, statement: str, values: Sequence[object] = ()) -> Iterator[Any]:
        try:
            yield from self._connection().execute(statement, values)
        except sqlite3.DatabaseError as error:
            raise KnowledgeBaseError(
                f"知識ベースの目録「{self._path}」が読めません({error})。ファイルが壊れています。"
                "元の文書を別のフォルダ(--kb)に取り込み直してください。"
            ) from error

    def _connection(self) -> _Connection:
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(
                self._uri, uri=True, check_same_thread=False, factory=_Connection
            )
            self._local.connection = connection
            with self._lock:
                self._connections.add(connection)
        return cast("_Connection", connection)

    def __del__(self) -> None:
        with suppress(Exception):
            self.close()


def _key_range(number: int) -> tuple[int, int]:
    return number << POSITION_BITS, ((number + 1) << POSITION_BITS) - 1


def _prefixed(columns: str) -> str:
    return ", ".join(f"p.{column.strip()}" for column in columns.split(","))


def _stored_document(row: Sequence[Any]) -> StoredDocument:
    values = list(row)
    values[8] = tuple(json.loads(values[8]))
    values[9] = tuple(json.loads(values[9]))
    return StoredDocument(*values)


def _passage(document: str, row: Sequence[Any]) -> Passage:
    return Passage(
        passage_id=row[0],
        document=document,
        title=row[1],
        municipality=row[2],
        date=row[3],
        audience=cast("Audience", row[4]),
        kind=cast("PassageKind", row[5]),
        locator=row[6],
        label=row[7],
        heading=row[8],
        path=tuple(json.loads(row[9])),
        departments=tuple(json.loads(row[10])),
        page=row[11],
        start=row[12],
        end=row[13],
        text=row[14],
        pieces=tuple(Piece(*piece) for piece in json.loads(row[15])),
    )
