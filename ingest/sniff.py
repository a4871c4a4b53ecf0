"""Which format a file really has: its first bytes say more than its name."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePath

from ingest.errors import ReadError

_OFFICE_FOLDERS = (("word/", ".docx"), ("xl/", ".xlsx"), ("ppt/", ".pptx"))
_IMAGES = (
    (b"\x89PNG\r\n\x1a\n", ".png"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"II*\x00", ".tif"),
    (b"MM\x00*", ".tif"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.I)
_SAME = {
    ".docm": ".docx",
    ".xlsm": ".xlsx",
    ".pptm": ".pptx",
    ".htm": ".html",
    ".xhtml": ".html",
    ".jpeg": ".jpg",
    ".tiff": ".tif",
}
_PLAIN = (".txt", ".text", ".md", ".markdown", ".json", ".csv", ".tsv")
_TITLES = {
    ".pdf": "PDF",
    ".docx": "Word",
    ".xlsx": "Excel",
    ".pptx": "PowerPoint",
    ".xls": "Excel 97-2003",
    ".html": "HTML",
    ".png": "画像",
    ".jpg": "画像",
    ".tif": "画像",
}


def find_format(content: bytes, name: str) -> tuple[str, str | None]:
    """Return the ending whose door fits the bytes, and a warning where the name says another.

    Raises:
        ReadError: The bytes are of a format that cannot be read under any name.
    """
    named = PurePath(name).suffix.lower()
    found = _by_content(content, named, name)
    if found is None or found == _SAME.get(named, named):
        return named, None
    return found, (
        f"拡張子は {named} ですが、中身は{_TITLES[found]}（{found}）です。"
        f"{_TITLES[found]}として読み取りました。"
    )


def _by_content(content: bytes, named: str, name: str) -> str | None:
    if b"%PDF-" in content[:1024] and named not in (*_PLAIN, ".html", ".htm"):
        return ".pdf"
    for magic, ending in _IMAGES:
        if content.startswith(magic) and named not in _PLAIN:
            return ending
    if content.startswith(_OLE):
        return _ole(content, name)
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip(content, name)
    if named in (".xls", ".docx", ".xlsx", ".pptx") and _HTML.match(content[:4096]):
        return ".html"
    if named in (".txt", ".text") and _HTML.match(content[:4096]):
        return ".html"
    if named in (".pdf", ".docx", ".docm", ".xlsx", ".xlsm", ".pptx", ".pptm", ".xls"):
        title = _TITLES[_SAME.get(named, named)]
        raise ReadError(
            f"「{name}」は {title} のファイルとして開けません（壊れているか、拡張子が違います）。"
            "元のソフトで開けるか確かめ、保存し直してください。"
        )
    return None


def _ole(content: bytes, name: str) -> str:
    """Return .xls for an old workbook; refuse the other files of this container."""
    head = content[: 1 << 22]
    if "EncryptedPackage".encode("utf-16-le") in head:
        raise ReadError(
            f"「{name}」はパスワードで保護されています。"
            "パスワードを外して保存し直してから取り込んでください。"
        )
    if "Workbook".encode("utf-16-le") in content or "Book".encode("utf-16-le") in content:
        return ".xls"
    if "WordDocument".encode("utf-16-le") in content:
        what = "古い形式の Word 文書（.doc）です。Word で .docx として"
    elif "PowerPoint Document".encode("utf-16-le") in content:
        what = "古い形式の PowerPoint 文書（.ppt）です。PowerPoint で .pptx として"
    else:
        what = "取り込めない形式です。元のソフトで PDF か Word（.docx）として"
    raise ReadError(f"「{name}」は{what}保存し直してください。")


def _zip(content: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError) as error:
        raise ReadError(
            f"「{name}」は壊れています（途中で切れているおそれがあります）。"
            "元のファイルをもう一度受け取ってください。"
        ) from error
    for folder, ending in _OFFICE_FOLDERS:
        if any(member.startswith(folder) for member in names):
            return ending
    raise ReadError(
        f"「{name}」の中身は Office の文書ではありません（ZIP などの書庫です）。"
        "拡張子を確かめ、書庫なら .zip にするか、展開してから取り込んでください。"
    )
