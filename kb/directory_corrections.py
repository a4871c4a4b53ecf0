"""The operator's table of departments (CSV): what it says wins over the documents."""

from __future__ import annotations

import csv
import io
import logging
import threading
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from ingest.decoding import decode
from ingest.errors import ReadError, SettingsError
from ingest.records import Audience
from kb.directory import CORRECTED
from kb.directory_lines import DirectoryLine, LineKind

_LOG = logging.getLogger(__name__)

COLUMNS: Mapping[str, str] = {
    "municipality": "municipality",
    "自治体": "municipality",
    "department": "department",
    "部署": "department",
    "contact": "contact",
    "電話": "contact",
    "window": "window",
    "窓口": "window",
    "duty": "duty",
    "事務": "duty",
    "alias": "alias",
    "別名": "alias",
    "formerly": "formerly",
    "旧名称": "formerly",
    "audience": "audience",
    "対象": "audience",
    "remove": "remove",
    "削除": "remove",
}
"""Caption of a column → what it holds; 自治体 and 部署 must be there."""

_AUDIENCES: Mapping[str, Audience] = {
    "": "public",
    "public": "public",
    "公開": "public",
    "staff": "staff",
    "職員": "staff",
    "職員用": "staff",
}
_VALUES: tuple[LineKind, ...] = ("contact", "window", "duty", "alias", "formerly")
_YES = ("1", "yes", "true", "はい", "○", "〇")


class Corrections:
    """The table of a path, read again whenever the file has changed; safe to share by threads."""

    def __init__(self, path: Path) -> None:
        """Read the table.

        Raises:
            SettingsError: as ``read_corrections``.
        """
        self._path = path
        self._lock = threading.Lock()
        self._state = _state(path)
        self._lines: Sequence[DirectoryLine] = read_corrections(path)

    def __call__(self) -> Sequence[DirectoryLine]:
        """Return what the table says; the same object until it says something else.

        A table that somebody is just saving, or that is faulty, changes nothing; the log
        tells why.
        """
        state = _state(self._path)
        with self._lock:
            if state != self._state:
                self._state = state
                try:
                    self._lines = read_corrections(self._path)
                except SettingsError as error:
                    _LOG.warning("%s 前の内容を使い続けます。", error)
            return self._lines


def _state(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def read_corrections(path: Path) -> list[DirectoryLine]:
    """Return what a table says of departments, as lines of the directory.

    A cell may hold several values, separated by 、; an empty cell says nothing.

    Raises:
        SettingsError: the file cannot be read or a row cannot be used; the message names it.
    """
    try:
        text = decode(path.read_bytes(), path.name)
    except (OSError, ReadError) as error:
        why = error.strerror if isinstance(error, OSError) else "文字として読めません"
        raise SettingsError(
            f"部署の表「{path}」を読めません（{why}）。場所と文字コードを確かめてください。"
        ) from error
    return corrections_in(text, path.name)


def corrections_in(text: str, name: str) -> list[DirectoryLine]:
    """Return what the text of a table says of departments; see ``read_corrections``.

    Raises:
        SettingsError: a row cannot be used; the message has the table's name.
    """
    reader = csv.DictReader(io.StringIO(text, newline=""))
    captions = {cell: COLUMNS.get(_plain(cell).lower()) for cell in reader.fieldnames or ()}
    missing = [cell for cell in ("自治体", "部署") if COLUMNS[cell] not in captions.values()]
    unknown = [cell for cell, column in captions.items() if column is None]
    if missing or unknown:
        what = f"列「{missing[0]}」がありません" if missing else f"列「{unknown[0]}」は使えません"
        raise SettingsError(
            f"部署の表「{name}」の1行目の{what}。"
            "自治体、部署、電話、窓口、事務、別名、旧名称、対象、削除 のうち"
            "使う列を並べてください。"
        )
    lines: list[DirectoryLine] = []
    for row in reader:
        where = f"部署の表「{name}」{reader.line_num}行目"
        if None in row or None in row.values():
            raise SettingsError(
                f"{where}の欄の数が1行目と違います。値の「,」は引用符で囲んでください。"
            )
        said = {captions[cell] or "": _plain(value) for cell, value in row.items()}
        if any(said.values()):
            lines += _lines(said, where)
    return lines


def _lines(said: Mapping[str, str], where: str) -> Iterator[DirectoryLine]:
    path = " ".join(said["department"].split())
    if not path:
        raise SettingsError(f"{where}に部署の名前がありません。")
    audience = _AUDIENCES.get(said.get("audience", "").lower())
    if audience is None:
        raise SettingsError(
            f"{where}の対象「{said['audience']}」は使えません。公開 か 職員 にしてください。"
        )
    removed = said.get("remove", "").lower() in _YES
    values: list[tuple[LineKind, str]] = [("removed", "")] if removed else [("unit", "")]
    for kind in _VALUES:
        values += [
            (kind, value) for part in said.get(kind, "").split("、") if (value := part.strip())
        ]
    for kind, value in values:
        yield DirectoryLine(
            said["municipality"] or None, path, kind, value, CORRECTED, "", where, None, audience
        )


def _plain(text: str | None) -> str:
    return unicodedata.normalize("NFKC", text or "").strip()
