"""What an operator says of documents, for what their content does not say or says wrongly.

A TOML file with one table a file, or a CSV file with one row a file::

    ["手続一覧.md"]                file,title,municipality,date,audience,url,licence
    title = "汐野市の手続"          手続一覧.md,汐野市の手続,汐野市,令和7年4月1日,public,,CC BY 4.0
    date = 2025-04-01

A name is a file's name, or as many folders in front of it as it takes: ``西区/手続一覧.md``.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path, PurePath
from typing import Any

from ingest.decoding import decode
from ingest.errors import ReadError, SettingsError
from ingest.identify import Identity
from ingest.normalize import find_dates
from ingest.records import Audience
from ingest.structure.parser import Draft

_COLUMNS = {
    "file": "file",
    "name": "file",
    "document": "file",
    "ファイル": "file",
    "ファイル名": "file",
    "title": "title",
    "題名": "title",
    "municipality": "municipality",
    "自治体": "municipality",
    "date": "date",
    "日付": "date",
    "audience": "audience",
    "対象": "audience",
    "url": "url",
    "licence": "licence",
    "license": "licence",
    "ライセンス": "licence",
}
_AUDIENCES: Mapping[str, Audience] = {
    "public": "public",
    "staff": "staff",
    "公開": "public",
    "職員": "staff",
    "職員用": "staff",
}
_ISO_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")


@dataclass(frozen=True)
class Entry:
    """What is said of one file; None where nothing is."""

    title: str | None = None
    municipality: str | None = None
    date: str | None = None
    """ISO 8601 (YYYY, YYYY-MM or YYYY-MM-DD)."""
    audience: Audience | None = None
    url: str | None = None
    """Where the document is published."""
    licence: str | None = None

    @property
    def digest(self) -> str:
        """Return what changes a document's hash; empty where nothing is said."""
        values = [getattr(self, field.name) for field in fields(self)]
        return "\x1f".join(value or "" for value in values) if any(values) else ""


NOTHING = Entry()


class FileManifest:
    """Entries by file name."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self._entries = {_key(name): entry for name, entry in entries.items()}
        self._names = {_key(name): name for name in entries}

    def entry_for(self, path: PurePath) -> Entry:
        """Return the entry whose name fits the end of the path best."""
        found = self._find(path)
        return self._entries[found] if found else NOTHING

    def unused(self, paths: Iterable[PurePath]) -> list[str]:
        """Return the names that none of the files has."""
        used = {self._find(path) for path in paths}
        return [name for key, name in self._names.items() if key not in used]

    def _find(self, path: PurePath) -> tuple[str, ...] | None:
        parts = _key(path.as_posix())
        ends = (parts[start:] for start in range(len(parts)))
        return next((end for end in ends if end in self._entries), None)


def _key(name: str) -> tuple[str, ...]:
    # macOS writes が as か and a mark; what a person types is one character.
    return PurePath(unicodedata.normalize("NFC", name.replace("\\", "/"))).parts


def read_manifest(path: Path) -> FileManifest:
    """Return the entries of a TOML or CSV file.

    Raises:
        SettingsError: the file cannot be read, or an entry cannot be used; the message
            names the file or the line.
    """
    try:
        text = decode(path.read_bytes(), path.name)
    except (OSError, ReadError) as error:
        why = error.strerror if isinstance(error, OSError) else "文字として読めません"
        raise SettingsError(
            f"マニフェスト「{path}」を読めません（{why}）。場所と文字コードを確かめてください。"
        ) from error
    suffix = path.suffix.lower()
    if suffix == ".toml":
        return FileManifest(_read_toml(text, path))
    if suffix == ".csv":
        return FileManifest(_read_csv(text, path))
    raise SettingsError(
        f"マニフェスト「{path}」の形式が分かりません。.toml か .csv のファイルにしてください。"
    )


def _read_toml(text: str, path: Path) -> dict[str, Entry]:
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(
            f"マニフェスト「{path}」はTOMLとして読めません（{error}）。"
            '見出しはファイル名を引用符で囲み、["手続一覧.md"] のように書いてください。'
        ) from error
    entries = {}
    for name, values in tables.items():
        where = f"マニフェスト「{path}」の「{name}」"
        if not isinstance(values, dict):
            raise SettingsError(
                f'{where}は表ではありません。["手続一覧.md"] のような見出しの下に書いてください。'
            )
        if any(isinstance(value, dict) for value in values.values()):
            raise SettingsError(
                f'{where}のファイル名を引用符で囲み、["{name}.…"] のように書いてください。'
            )
        entries[name] = _entry(values, where)
    return entries


def _read_csv(text: str, path: Path) -> dict[str, Entry]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    if "file" not in [_COLUMNS.get(_column(name)) for name in reader.fieldnames or ()]:
        raise SettingsError(
            f"マニフェスト「{path}」の1行目に列「file」がありません。"
            "file,title,municipality,date,audience,url,licence のうち使う列を"
            "1行目に並べてください。"
        )
    entries: dict[str, Entry] = {}
    for row in reader:
        where = f"マニフェスト「{path}」の{reader.line_num}行目"
        if None in row or None in row.values():
            raise SettingsError(
                f"{where}の欄の数が1行目と違います。「,」を含む値は引用符で囲んでください。"
            )
        values = {_column(name): value for name, value in row.items()}
        names = [value for key, value in values.items() if _COLUMNS.get(key) == "file"]
        name = names[0].strip()
        if not any(value.strip() for value in values.values()):
            continue
        if not name:
            raise SettingsError(f"{where}にファイル名がありません。")
        if name in entries:
            raise SettingsError(f"{where}の「{name}」は2回書かれています。1行にしてください。")
        others = {key: value for key, value in values.items() if _COLUMNS.get(key) != "file"}
        entries[name] = _entry(others, where)
    return entries


def _column(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().lower()


def _entry(values: Mapping[str, Any], where: str) -> Entry:
    said: dict[str, str] = {}
    for key, value in values.items():
        field = _COLUMNS.get(_column(key))
        if field is None or field == "file":
            raise SettingsError(
                f"{where}の項目「{key}」は使えません。"
                "使えるのは title、municipality、date、audience、url、licence です。"
            )
        if isinstance(value, datetime.date | int) and field == "date":
            value = str(value)[:10]
        if not isinstance(value, str):
            raise SettingsError(f"{where}の「{key}」は文字列で書いてください。")
        if value.strip():
            said[field] = value.strip()
    return Entry(
        title=said.get("title"),
        municipality=said.get("municipality"),
        date=_date(said["date"], where) if "date" in said else None,
        audience=_audience(said["audience"], where) if "audience" in said else None,
        url=said.get("url"),
        licence=said.get("licence"),
    )


def _date(value: str, where: str) -> str:
    iso = value if _ISO_DATE.fullmatch(value) else None
    if iso is None:
        found = find_dates(value)
        iso = found[0][2] if found and found[0][:2] == (0, len(value)) else None
    try:
        if iso is None:
            raise ValueError(value)
        datetime.date.fromisoformat(iso + "-01-01"[len(iso) - 4 :])
    except ValueError as error:
        raise SettingsError(
            f"{where}の日付「{value}」が読めません。"
            "2025-04-01 か 令和7年4月1日 のように書いてください。"
        ) from error
    return iso


def _audience(value: str, where: str) -> Audience:
    audience = _AUDIENCES.get(value.lower())
    if audience is None:
        raise SettingsError(
            f"{where}の対象「{value}」は使えません。"
            "public（公開）か staff（職員用）にしてください。"
        )
    return audience


def amend(
    drafts: Sequence[tuple[Draft, Identity]], main: Identity, entry: Entry
) -> list[tuple[Draft, Identity]]:
    """Return the drafts with what the entry says instead of what was recognized.

    A file may hold several works. Title and date are those of the main one; the city is
    that of all works that were taken to be of the same city.

    Args:
        drafts: each draft with what its work says about itself.
        main: identity of the work that is most of the document.
        entry: what the operator says.
    """
    return [_amended(draft, identity, main, entry) for draft, identity in drafts]


def _amended(
    draft: Draft, identity: Identity, main: Identity, entry: Entry
) -> tuple[Draft, Identity]:
    title = draft.title or identity.title
    is_main = title == main.title
    if entry.municipality and (is_main or identity.municipality == main.municipality):
        identity = replace(identity, municipality=entry.municipality)
    if entry.date and is_main:
        draft, identity = replace(draft, date=None), replace(identity, date=entry.date)
    if entry.title and is_main:
        path = draft.path[1:] if draft.path[:1] == (title,) else draft.path
        suffix = draft.label_suffix if draft.label_suffix is not None else draft.locator
        draft = replace(
            draft, title=None, path=path, label_suffix=suffix.removeprefix(title).strip()
        )
        identity = replace(identity, title=entry.title)
    return draft, identity
