"""A knowledge base of an older program, made again from what it stores."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, cast

from ingest.errors import KnowledgeBaseError
from ingest.records import Document, Passage, Piece
from kb.catalog import POSITION_BITS
from kb.generations import GENERATIONS, catalog_path, current_name
from kb.manifest import FILE_NAME, SCHEMA, Manifest

# What older programs did not store, as it is where nothing was said.
_DOCUMENT = {"municipality": None, "date": None, "page_starts": "[]", "warnings": "[]"}
_PASSAGE = {"heading": "", "path": "[]", "departments": "[]", "page": None, "pieces": "[]"}


def older_schema(kb_path: Path) -> int | None:
    """Return the schema of a knowledge base of an older program; None for any other."""
    name = current_name(kb_path)
    if name is None:
        return None
    try:
        text = (kb_path / GENERATIONS / name / FILE_NAME).read_text(encoding="utf-8")
        schema = Manifest.schema_of(text)
    except (OSError, ValueError):
        return None
    return schema if schema < SCHEMA else None


def older_documents(kb_path: Path) -> Iterator[Document]:
    """Yield the documents that an older program stored, in order of their names.

    Raises:
        KnowledgeBaseError: its catalog cannot be read by this program.
    """
    name = current_name(kb_path) or ""
    path = catalog_path(kb_path / GENERATIONS / name)
    uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            documents = connection.execute(
                "SELECT * FROM documents JOIN texts USING (number) ORDER BY name"
            ).fetchall()
            for row in documents:
                first = row["number"] << POSITION_BITS
                passages = connection.execute(
                    "SELECT * FROM passages WHERE key BETWEEN ? AND ? ORDER BY key",
                    (first, first + (1 << POSITION_BITS) - 1),
                ).fetchall()
                yield _document(dict(row), [dict(passage) for passage in passages])
    except (sqlite3.Error, KeyError, ValueError, TypeError) as error:
        raise KnowledgeBaseError(
            f"知識ベース「{kb_path}」の目録は、この版のプログラムでは読めません（{error}）。"
            "保存されている内容はそのままです。元の文書を別のフォルダ(--kb)に"
            "取り込み直してください。"
        ) from error


def _document(stored: Mapping[str, Any], passages: list[dict[str, Any]]) -> Document:
    row = {**_DOCUMENT, **stored}
    return Document(
        name=row["name"],
        origin=row["origin"],
        sha256=row["sha256"],
        title=row["title"],
        municipality=row["municipality"],
        date=row["date"],
        audience=row["audience"],
        kind=row["kind"],
        text=row["text"],
        page_starts=tuple(json.loads(row["page_starts"])),
        passages=tuple(_passage(row["name"], passage) for passage in passages),
        warnings=tuple(json.loads(row["warnings"])),
        url=row.get("url"),
        licence=row.get("licence"),
    )


def _passage(document: str, stored: Mapping[str, Any]) -> Passage:
    row = {**_PASSAGE, **stored}
    plain = ("passage_id", "title", "municipality", "date", "locator", "label", "heading", "page")
    return Passage(
        document=document,
        audience=cast("Any", row["audience"]),
        kind=cast("Any", row["kind"]),
        path=tuple(json.loads(row["path"])),
        departments=tuple(json.loads(row["departments"])),
        start=row["start_at"],
        end=row["end_at"],
        text=row["text"],
        pieces=tuple(Piece(*piece) for piece in json.loads(row["pieces"])),
        **{name: row[name] for name in plain},
    )
