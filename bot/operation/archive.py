"""One file that holds the whole state, with a checksum of each part.

A ZIP file: ``manifest.json``, ``knowledge_base/…`` (one generation), ``records.sqlite``,
``data/…`` (key and documents handed in), ``settings.toml``, ``tables/…``.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

from ingest.errors import MadoguchiError

FORMAT = "madoguchi-backup"
VERSION = 1
MANIFEST = "manifest.json"
KNOWLEDGE_BASE = "knowledge_base"
RECORDS = "records.sqlite"
DATA = "data"
SETTINGS = "settings.toml"
TABLES = "tables"
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Held:
    """One file of the archive."""

    size: int
    """Bytes."""
    sha256: str


@dataclass(frozen=True)
class Contents:
    """What an archive says of itself."""

    made_at: str
    program: str
    """Version of Madoguchi that made it."""
    generation: str | None
    """None where there was no knowledge base."""
    records: str
    """sqlite, postgresql (not in the archive) or none."""
    tables: Mapping[str, str] = field(default_factory=dict)
    """Setting → name in the archive."""
    variables: tuple[str, ...] = ()
    """Names of the settings that came from the environment; their values are not kept."""
    files: Mapping[str, Held] = field(default_factory=dict)
    format: str = FORMAT
    version: int = VERSION

    def to_json(self) -> str:
        """Return the text of the manifest."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)

    @staticmethod
    def from_json(text: str) -> Contents:
        """Read what ``to_json`` wrote; ValueError where it is something else."""
        try:
            values: dict[str, Any] = json.loads(text)
            if values["format"] != FORMAT or values["version"] != VERSION:
                raise ValueError(f"{values['format']} {values['version']}")
            values["files"] = {name: Held(**held) for name, held in values["files"].items()}
            values["variables"] = tuple(values["variables"])
            return Contents(**values)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"not a manifest: {error}") from error


class Packer:
    """Puts files into an archive and counts their bytes."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.files: dict[str, Held] = {}

    def add(self, path: Path, name: str) -> None:
        """Put a file in; OSError where it cannot be read."""
        with path.open("rb") as source, self._archive.open(name, "w", force_zip64=True) as target:
            self.files[name] = _copied(source, target)


def unpack(archive: zipfile.ZipFile, folder: Path) -> Contents:
    """Return what the archive holds, after its files were written below a folder and compared.

    Raises:
        MadoguchiError: it is no backup, or not as it was made.
    """
    try:
        contents = Contents.from_json(archive.read(MANIFEST).decode("utf-8"))
        for name, held in contents.files.items():
            path = folder / _safe(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(name) as source, path.open("xb") as target:
                found = _copied(source, target)
            if found != held:
                raise ValueError(f"{name}: checksum")
    except (KeyError, ValueError, zipfile.BadZipFile, EOFError, OSError) as error:
        if isinstance(error, OSError):
            raise MadoguchiError(
                f"控えを取り出せません（{error}）。空きと権限を確かめてください。"
            ) from error
        raise MadoguchiError(
            f"「{archive.filename}」は Madoguchi の控えではないか、壊れています（{error}）。"
            "ほかの控えを使ってください。何も変えていません。"
        ) from error
    return contents


def _copied(source: IO[bytes], target: IO[bytes]) -> Held:
    digest, size = hashlib.sha256(), 0
    while block := source.read(_BLOCK):
        digest.update(block)
        size += len(block)
        target.write(block)
    return Held(size, digest.hexdigest())


def _safe(name: str) -> Path:
    path = PurePosixPath(name)
    tops = (KNOWLEDGE_BASE, RECORDS, DATA, SETTINGS, TABLES)
    if path.is_absolute() or ".." in path.parts or "\\" in name or path.parts[0] not in tops:
        raise ValueError(f"{name}: name")
    return Path(*path.parts)
