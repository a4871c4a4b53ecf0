"""The files inside a ZIP, one at a time; nothing is ever written to disk."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ingest.errors import ReadError
from ingest.read import ARCHIVES, check_ending, check_filled, check_size
from ingest.reading import Limits

_CHUNK = 1 << 20
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)


@dataclass(frozen=True)
class Member:
    """A file in an archive, or what kept it from being one."""

    name: str
    """Path inside the archive, without anything that leads out of it."""
    content: bytes = b""
    error: str | None = None
    """A sentence in Japanese where it cannot be read."""
    skipped: bool = False
    """Whether it was left out on purpose."""


def is_archive(path: Path) -> bool:
    """Return whether the file's name is that of an archive."""
    return path.suffix.lower() in ARCHIVES


def read_members(path: Path, limits: Limits) -> Iterator[Member]:
    """Yield the files in an archive, in its order.

    What they unpack to is counted while they are unpacked, so that an archive that lies
    about its sizes stops at the same limit.

    Raises:
        ReadError: The archive itself cannot be opened.
    """
    try:
        archive = zipfile.ZipFile(path)
    except _BROKEN as error:
        raise ReadError(
            f"「{path.name}」は ZIP として開けません（壊れているか、拡張子が違います）。"
            "元のファイルをもう一度受け取ってください。"
        ) from error
    with archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if len(entries) > limits.max_members:
            raise ReadError(
                f"「{path.name}」に入っているファイルが多すぎます"
                f"（{len(entries):,}個、上限 {limits.max_members:,}個）。"
                "分けてから取り込んでください。"
            )
        if not entries:
            raise ReadError(f"「{path.name}」は空の書庫です。内容を確かめてください。")
        left = limits.max_unpacked_bytes
        seen: set[str] = set()
        for entry in entries:
            name = _safe_name(entry)
            if name is None:
                continue
            if name in seen:
                yield Member(
                    name, error=f"「{name}」が書庫の中に二つあります。二つめは飛ばしました。"
                )
                continue
            seen.add(name)
            try:
                content = _unpack(archive, entry, name, limits, left)
            except ReadError as error:
                yield Member(name, error=str(error), skipped=_is_other(name))
                continue
            left -= len(content)
            yield Member(name, content)


def _is_other(name: str) -> bool:
    try:
        check_ending(name)
    except ReadError:
        return True
    return False


def _safe_name(entry: zipfile.ZipInfo) -> str | None:
    """Return a relative path without ``..``; None for what no person put there."""
    raw = entry.filename
    if not entry.flag_bits & 0x800:
        # Windows writes CP932 without saying so; zipfile took it for CP437.
        for encoding in ("utf-8", "cp932"):
            try:
                raw = entry.filename.encode("cp437").decode(encoding)
                break
            except UnicodeError:
                continue
    parts = [
        part for part in PurePosixPath(raw.replace("\\", "/")).parts if part not in ("/", "..", ".")
    ]
    parts = [part.replace("\x00", "").rstrip(":") for part in parts]
    if not parts or parts[0] == "__MACOSX" or parts[-1].startswith((".", "~$")):
        return None
    return "/".join(parts)[-200:]


def _unpack(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, limits: Limits, left: int
) -> bytes:
    if PurePosixPath(name).suffix.lower() in ARCHIVES:
        raise ReadError(f"「{name}」は書庫の中の書庫です。取り出してから取り込んでください。")
    check_ending(name)
    if entry.flag_bits & 0x1:
        raise ReadError(
            f"「{name}」はパスワードで保護されています。展開してから取り込んでください。"
        )
    check_size(name, entry.file_size, max_bytes=limits.max_bytes)
    content = bytearray()
    bound = min(limits.max_bytes, left)
    try:
        with archive.open(entry) as stream:
            while chunk := stream.read(_CHUNK):
                content += chunk
                if len(content) > bound:
                    raise ReadError(
                        f"「{name}」は展開すると大きすぎます（上限 {bound / 1e6:.0f} MB）。"
                        "ZIP 爆弾のおそれがあるため取り込みません。"
                    )
    except _BROKEN as error:
        raise ReadError(
            f"「{name}」は書庫の中で壊れています。もう一度受け取ってください。"
        ) from error
    check_filled(name, bytes(content))
    return bytes(content)
