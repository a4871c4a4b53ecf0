"""Bytes to text: the encodings that Japanese municipalities write."""

from __future__ import annotations

import re

import charset_normalizer

from ingest.errors import ReadError

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


def decode(content: bytes, name: str) -> str:
    r"""Return the text of the bytes: line ends as ``\n``, no control characters.

    UTF-8 and UTF-16/32 with or without a mark are read as what they are; CP932
    (Shift_JIS), EUC-JP and ISO-2022-JP are told apart by which decodes to Japanese.

    Raises:
        ReadError: The bytes are no text.
    """
    text = _decode(content)
    if text is not None and not text.strip():
        raise ReadError(f"「{name}」には文字がありません。内容を確かめてください。")
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
