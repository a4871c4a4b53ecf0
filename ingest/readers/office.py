"""What Word, Excel and PowerPoint files have in common: a ZIP of XML, and its dangers."""

from __future__ import annotations

import io
import zipfile
import zlib

from ingest.errors import ReadError
from ingest.reading import Limits

_HOSTILE = (b"<!DOCTYPE", b"<!ENTITY")
_HEAD = 4096
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, NotImplementedError)


def check_package(content: bytes, name: str, limits: Limits) -> tuple[str, ...]:
    """Return warnings about an Office file after it was found safe to open.

    Raises:
        ReadError: It is broken, unpacks to too much, or declares XML entities.
    """
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = package.infolist()
            for entry in entries:
                total += entry.file_size
                if total > limits.max_unpacked_bytes:
                    raise ReadError(
                        f"「{name}」は展開すると大きすぎます"
                        f"（上限 {limits.max_unpacked_bytes / 1e6:.0f} MB）。"
                        "ZIP 爆弾のおそれがあるため取り込みません。"
                    )
                if entry.filename.endswith((".xml", ".rels")):
                    with package.open(entry) as stream:
                        head = stream.read(_HEAD).upper()
                    if any(mark in head for mark in _HOSTILE):
                        raise ReadError(
                            f"「{name}」には文書にない XML の宣言（実体参照）が含まれています。"
                            "攻撃のおそれがあるため取り込みません。"
                        )
            macros = any(entry.filename.endswith("vbaProject.bin") for entry in entries)
    except BROKEN as error:
        raise broken(name) from error
    return ("マクロが含まれています。マクロは動かさず、文字だけを読みました。",) if macros else ()


def broken(name: str) -> ReadError:
    """Return the error for an Office file that cannot be opened."""
    return ReadError(
        f"「{name}」は壊れています。元のソフトで開けるか確かめ、保存し直してください。"
    )


def no_text(name: str) -> ReadError:
    """Return the error for a file in which nothing is written."""
    return ReadError(
        f"「{name}」には文字がありません。"
        "画像だけの文書なら PDF にして取り込むと、文字の読取り（OCR）ができます。"
    )
