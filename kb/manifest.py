"""What a generation says of itself: counts, models, and a checksum of every file."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

SCHEMA = 4
"""Raised when an older program cannot read what this one writes, or the other way round."""

FILE_NAME = "manifest.json"
_BLOCK = 1 << 20
# Checksums of this many bytes are recomputed at every opening: 20 ms at most. What is
# larger is compared by size only, and in full before a writer builds on it.
_QUICK_BYTES = 48 << 20


@dataclass(frozen=True)
class Part:
    """One file of a generation."""

    size: int
    """Bytes."""
    crc32: int


@dataclass(frozen=True)
class Manifest:
    """Identity and contents of one generation."""

    generation: str
    embedder: str
    """Fingerprint of the model and prompts that made the vectors."""
    analyser: str
    """Fingerprint of what made the cached terms."""
    dimension: int
    documents: int
    passages: int
    vectors: int
    deleted_vectors: int
    """Vectors deleted since the store was last built from nothing; they still take space."""
    similarity_mean: float
    """Mean cosine similarity of two sentences that have nothing to do with each other."""
    similarity_deviation: float
    """Standard deviation of the same; never 0."""
    made_at: str
    """ISO 8601, UTC."""
    schema: int = SCHEMA
    parts: Mapping[str, Part] = field(default_factory=dict)
    """Path below the generation's folder, with ``/`` → size and checksum."""

    def to_json(self) -> str:
        """Return the text of ``manifest.json``."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)

    def with_parts(self, parts: Mapping[str, Part]) -> Manifest:
        """Return the same with the files it vouches for."""
        return replace(self, parts=parts)

    @staticmethod
    def from_json(text: str) -> Manifest:
        """Read what ``to_json`` wrote.

        Raises:
            ValueError: not a manifest.
        """
        try:
            values: dict[str, Any] = json.loads(text)
            parts = {str(path): Part(**part) for path, part in values.pop("parts").items()}
            return Manifest(parts=parts, **values)
        except (TypeError, KeyError, AttributeError) as error:
            raise ValueError(f"not a manifest: {error}") from error

    @staticmethod
    def schema_of(text: str) -> int:
        """Return the schema of a manifest that may be of another version.

        Raises:
            ValueError: not a manifest of any version.
        """
        try:
            return int(json.loads(text)["schema"])
        except (TypeError, KeyError) as error:
            raise ValueError(f"not a manifest: {error}") from error


def measure_parts(folder: Path) -> dict[str, Part]:
    """Return size and checksum of every file below the folder, the manifest aside."""
    return {
        path.relative_to(folder).as_posix(): Part(path.stat().st_size, _crc32(path))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path != folder / FILE_NAME
    }


def damaged_parts(folder: Path, parts: Mapping[str, Part], *, thorough: bool = False) -> list[str]:
    """Return the files that are missing or not as they were written.

    Args:
        folder: the generation's folder.
        parts: what the manifest says.
        thorough: read every file, however large all of them are together.
    """
    compare_contents = thorough or sum(part.size for part in parts.values()) <= _QUICK_BYTES
    damaged = []
    for name, part in parts.items():
        path = folder / name
        try:
            intact = path.stat().st_size == part.size and (
                not compare_contents or _crc32(path) == part.crc32
            )
        except OSError:
            intact = False
        if not intact:
            damaged.append(name)
    return damaged


def _crc32(path: Path) -> int:
    checksum = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            checksum = zlib.crc32(block, checksum)
    return checksum
