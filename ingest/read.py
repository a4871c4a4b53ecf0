r"""Files to text: one door per format, chosen by the file's first bytes and its name's ending.

A door gives marked text (``ingest.marked``) with ``\n`` line ends and form feeds between
pages. Whatever goes wrong is a ``ReadError`` that a clerk understands. Formats whose
parsers may be attacked or may run away are read in a process of their own
(``ingest.isolation``); their libraries are imported only there.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from ingest.decoding import decode
from ingest.errors import ReadError
from ingest.faq import read_faq
from ingest.reading import Door, Limits, ReadFile
from ingest.records import SourceText
from ingest.sniff import find_format

ARCHIVES = (".zip",)
"""Endings of files that hold other files."""


@dataclass(frozen=True)
class Format:
    """How files of one ending are read."""

    module: str | None
    """Module in ``ingest.readers`` with a function ``read``; None for what is read here."""
    title: str
    """As a message names it."""


_TEXT = Format(None, "テキスト")
_MARKDOWN = Format(None, "Markdown")
_IMAGE = Format("image", "画像")
DOORS: Mapping[str, Format] = {
    ".txt": _TEXT,
    ".text": _TEXT,
    ".md": _MARKDOWN,
    ".markdown": _MARKDOWN,
    ".json": Format(None, "質問と答えの一覧（JSON）"),
    ".csv": Format("delimited", "CSV"),
    ".tsv": Format("delimited", "TSV"),
    ".html": Format("html", "HTML"),
    ".htm": Format("html", "HTML"),
    ".xhtml": Format("html", "HTML"),
    ".pdf": Format("pdf", "PDF"),
    ".docx": Format("docx", "Word"),
    ".docm": Format("docx", "Word（マクロ付き）"),
    ".xlsx": Format("xlsx", "Excel"),
    ".xlsm": Format("xlsx", "Excel（マクロ付き）"),
    ".xls": Format("xls", "Excel 97-2003"),
    ".pptx": Format("pptx", "PowerPoint"),
    ".pptm": Format("pptx", "PowerPoint（マクロ付き）"),
    ".png": _IMAGE,
    ".jpg": _IMAGE,
    ".jpeg": _IMAGE,
    ".tif": _IMAGE,
    ".tiff": _IMAGE,
    ".bmp": _IMAGE,
}
"""Readers by the file name's ending; another format is one more entry."""

ENDINGS = (*DOORS, *ARCHIVES)
"""Endings of files that can be ingested."""


def read_file(path: Path, *, name: str, limits: Limits | None = None) -> tuple[ReadFile, bytes]:
    """Return what the file holds, and its bytes.

    Args:
        path: The file.
        name: Name of the document, unique within a knowledge base.
        limits: Bounds on what is read.

    Raises:
        ReadError: The file is missing, unreadable, empty, too large, broken, or of a
            format that has no door.
    """
    from ingest.isolation import FileReader

    bounds = limits or Limits()
    content = read_bytes(path, max_bytes=bounds.max_bytes)
    with FileReader(bounds) as reader:
        return reader.read(content, name=name), content


def read_content(content: bytes, *, name: str, limits: Limits) -> ReadFile:
    """Return what the bytes of a file hold, read in this process.

    Raises:
        ReadError: They cannot be read as a document.
    """
    ending, warning = find_format(content, name)
    file = load_door(ending)(content, name, limits)
    if warning is None:
        return file
    return ReadFile(file.source, file.drafts, file.kind, (warning, *file.warnings), file.title)


def load_door(ending: str) -> Door:
    """Return the reader for an ending of ``DOORS``; its libraries are imported now."""
    module = DOORS[ending].module
    if module is None:
        return _read_json if ending == ".json" else _read_text
    return cast(Door, importlib.import_module(f"ingest.readers.{module}").read)


def read_bytes(path: Path, *, max_bytes: int) -> bytes:
    """Return the bytes of a file that there is a door for.

    Raises:
        ReadError: The file is missing, unreadable, empty, too large, or of a format that
            has no door.
    """
    check_ending(path.name)
    try:
        check_size(path.name, path.stat().st_size, max_bytes=max_bytes)
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise ReadError(f"「{path}」が見つかりません。場所を確かめてください。") from error
    except PermissionError as error:
        raise ReadError(
            f"「{path.name}」を読む権限がありません。権限を確かめてください。"
        ) from error
    except OSError as error:
        raise ReadError(f"「{path.name}」を読めませんでした（{error.strerror}）。") from error
    check_filled(path.name, content)
    return content


def check_ending(name: str) -> None:
    """Raise ReadError where there is no door for files of this name."""
    ending = Path(name).suffix.lower()
    if ending not in ENDINGS:
        raise ReadError(
            f"「{name}」は取り込めない形式です（{ending or '拡張子なし'}）。{advice_for(ending)}"
        )


def advice_for(ending: str) -> str:
    """Return what to do with a file of a format that has no door."""
    return _OLD.get(ending, f"取り込める形式は {'、'.join(ENDINGS)} です。")


_OLD = {
    ".doc": "Word で開き、「名前を付けて保存」で .docx として保存し直してください。",
    ".ppt": "PowerPoint で開き、「名前を付けて保存」で .pptx として保存し直してください。",
    ".jtd": "一太郎で開き、PDF か Word（.docx）として保存し直してください。",
    ".rtf": "Word で開き、.docx として保存し直してください。",
    ".xlsb": "Excel で開き、.xlsx として保存し直してください。",
}


def check_size(name: str, size: int, *, max_bytes: int) -> None:
    """Raise ReadError where a file is too large."""
    if size > max_bytes:
        raise ReadError(
            f"「{name}」は大きすぎます（{size / 1e6:.1f} MB、上限 {max_bytes / 1e6:.1f} MB）。"
            "分割してから取り込んでください。"
        )


def check_filled(name: str, content: bytes) -> None:
    """Raise ReadError where a file holds nothing."""
    if not content.strip(b"\x00 \t\r\n\x0c\xef\xbb\xbf\xff\xfe"):
        raise ReadError(f"「{name}」は空のファイルです。内容を確かめてください。")


def make_source(text: str, name: str) -> SourceText:
    """Return the source text; form feeds mark the beginnings of its pages."""
    feeds = [m.end() for m in re.finditer("\f", text)]
    while feeds and not text[feeds[-1] :].strip():
        feeds.pop()
    return SourceText(name, text, (0, *feeds) if feeds else ())


def _read_text(content: bytes, name: str, limits: Limits) -> ReadFile:
    text = decode(content, name)
    if not text.strip():
        raise ReadError(f"「{name}」には文字がありません。内容を確かめてください。")
    if len(text) > limits.max_characters:
        raise ReadError(
            f"「{name}」は文字が多すぎます（上限 {limits.max_characters:,}文字）。"
            "分割してから取り込んでください。"
        )
    warnings = (
        ("読めない文字が含まれています。文字コードを確かめてください。",) if "�" in text else ()
    )
    return ReadFile(make_source(text, name), warnings=warnings)


def _read_json(content: bytes, name: str, limits: Limits) -> ReadFile:
    text, drafts = read_faq(decode(content, name), name)
    return ReadFile(SourceText(name, text), drafts=tuple(drafts), kind="faq")
