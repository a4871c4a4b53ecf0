r"""Files to text: one door per format, chosen by the ending of the file's name.

A reader gives text with ``\n`` line ends and form feeds between pages. Whatever goes
wrong is a ``ReadError`` that a clerk understands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import charset_normalizer

from ingest.errors import ReadError
from ingest.faq import read_faq
from ingest.records import SourceText
from ingest.structure.parser import Draft

MAX_BYTES = 50 * 1024 * 1024
"""Default limit on the size of one file."""

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufeff\u200b\u00ad]")
_LINE_ENDS = re.compile("\r\n|\r|\x0b|\x85|\u2028|\u2029")
_JAPANESE = re.compile(r"[぀-ヿ一-鿿々]")
_HALF_WIDTH_KANA = re.compile(r"[｡-ﾟ]")


@dataclass(frozen=True)
class ReadFile:
    """What a door gives for one file."""

    source: SourceText
    drafts: tuple[Draft, ...] | None = None
    """Passages where the format itself says what they are; None where a parser has to."""
    kind: str | None = None
    """Kind of document where the format says it."""
    warnings: tuple[str, ...] = ()


def read_file(path: Path, *, name: str, max_bytes: int = MAX_BYTES) -> tuple[ReadFile, bytes]:
    """Return what the file holds, and its bytes.

    Args:
        path: The file.
        name: Name of the document, unique within a knowledge base.
        max_bytes: Files larger than this are refused.

    Raises:
        ReadError: The file is missing, unreadable, empty, too large, binary, or of a
            format that has no door.
    """
    content = read_bytes(path, max_bytes=max_bytes)
    return read_content(path, content, name=name), content


def read_content(path: Path, content: bytes, *, name: str) -> ReadFile:
    """Return what the bytes of a file hold.

    Raises:
        ReadError: They are no text.
    """
    return DOORS[path.suffix.lower()](content, name)


def read_bytes(path: Path, *, max_bytes: int = MAX_BYTES) -> bytes:
    """Return the bytes of a file that there is a door for.

    Raises:
        ReadError: The file is missing, unreadable, empty, too large, or of a format that
            has no door.
    """
    if path.suffix.lower() not in DOORS:
        known = "、".join(sorted(DOORS))
        raise ReadError(
            f"「{path.name}」は取り込めない形式です（{path.suffix or '拡張子なし'}）。"
            f"取り込める形式は {known} です。"
        )
    try:
        size = path.stat().st_size
        if size > max_bytes:
            raise ReadError(
                f"「{path.name}」は大きすぎます"
                f"（{size / 1e6:.1f} MB、上限 {max_bytes / 1e6:.1f} MB）。"
                "分割してから取り込んでください。"
            )
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise ReadError(f"「{path}」が見つかりません。場所を確かめてください。") from error
    except PermissionError as error:
        raise ReadError(
            f"「{path.name}」を読む権限がありません。権限を確かめてください。"
        ) from error
    except OSError as error:
        raise ReadError(f"「{path.name}」を読めませんでした（{error.strerror}）。") from error
    if not content.strip(b"\x00 \t\r\n\x0c\xef\xbb\xbf\xff\xfe"):
        raise ReadError(f"「{path.name}」は空のファイルです。内容を確かめてください。")
    return content


def decode(content: bytes, name: str) -> str:
    r"""Return the text of the bytes: line ends as ``\n``, no control characters.

    UTF-8 and UTF-16/32 with or without a mark are read as what they are; CP932
    (Shift_JIS), EUC-JP and ISO-2022-JP are told apart by which decodes to Japanese.

    Raises:
        ReadError: The bytes are no text.
    """
    text = _decode(content)
    if text is None or _is_binary(text):
        raise ReadError(
            f"「{name}」は文字として読めません（画像や実行形式などの可能性があります）。"
            "テキスト形式（UTF-8 または Shift_JIS）で保存し直してください。"
        )
    text = _LINE_ENDS.sub("\n", text)
    return _CONTROLS.sub("", text)


def _decode(content: bytes) -> str | None:
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _try(content, encoding)
    if b"\x1b$" in content and (text := _try(content, "iso2022_jp")) is not None:
        return text
    nuls = content[:4096].count(0)
    if nuls > len(content[:4096]) // 4:
        for encoding in ("utf-16-le", "utf-16-be"):
            text = _try(content, encoding)
            if text is not None and "\x00" not in text[:2000]:
                return text
        return None
    if (text := _try(content, "utf-8")) is not None:
        return text
    candidates = [t for e in ("cp932", "euc_jp") if (t := _try(content, e)) is not None]
    if candidates:
        return max(candidates, key=_japanese)
    repaired = content.decode("utf-8", errors="replace")
    if repaired.count("�") * 200 < len(repaired):
        return repaired
    repaired = content.decode("cp932", errors="replace")
    if repaired.count("�") * 200 < len(repaired) and _JAPANESE.search(repaired):
        return repaired
    best = charset_normalizer.from_bytes(content[:200_000]).best()
    text = _try(content, best.encoding) if best else None
    return text if text and (_JAPANESE.search(text) or text.isascii()) else None


def _try(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeError:
        return None


def _japanese(text: str) -> float:
    """Return how Japanese the text looks; half-width kana tell EUC-JP read as CP932."""
    sample = text[:20_000]
    return len(_JAPANESE.findall(sample)) - 2.0 * len(_HALF_WIDTH_KANA.findall(sample))


def _is_binary(text: str) -> bool:
    sample = text[:20_000]
    if not sample.strip():
        return True
    odd = sum(1 for c in sample if (c < " " and c not in "\t\n\r\f\v\x1b") or c == "�")
    return odd > 2 and odd * 50 > len(sample)


def make_source(text: str, name: str) -> SourceText:
    """Return the source text; form feeds mark the beginnings of its pages."""
    feeds = [m.end() for m in re.finditer("\f", text)]
    while feeds and not text[feeds[-1] :].strip():
        feeds.pop()
    return SourceText(name, text, (0, *feeds) if feeds else ())


def _read_text(content: bytes, name: str) -> ReadFile:
    text = decode(content, name)
    if not text.strip():
        raise ReadError(f"「{name}」には文字がありません。内容を確かめてください。")
    warnings = (
        ("読めない文字が含まれています。文字コードを確かめてください。",) if "�" in text else ()
    )
    return ReadFile(make_source(text, name), warnings=warnings)


def _read_json(content: bytes, name: str) -> ReadFile:
    text, drafts = read_faq(decode(content, name), name)
    return ReadFile(SourceText(name, text), drafts=tuple(drafts), kind="faq")


DOORS: Mapping[str, Callable[[bytes, str], ReadFile]] = {
    ".txt": _read_text,
    ".text": _read_text,
    ".md": _read_text,
    ".markdown": _read_text,
    ".json": _read_json,
}
"""Readers by the file name's ending; another format is one more entry."""
