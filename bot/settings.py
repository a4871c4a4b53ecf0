"""Settings, read in one place: environment, then defaults."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import SettingsError


@dataclass(frozen=True)
class Settings:
    """What an operator decides; ``docs/settings.md`` is the reference."""

    knowledge_base: Path
    """Folder of the knowledge base (MADOGUCHI_KB)."""
    embedder: str | None
    """Name or folder of a sentence-transformers model; None for the shipped one
    (MADOGUCHI_MODEL)."""
    vocabulary: Path | None
    """Table of everyday words that replaces the shipped one (MADOGUCHI_VOCABULARY)."""
    staff_access: bool
    """Whether the page and the API let everybody ask as staff (MADOGUCHI_STAFF_ACCESS)."""


def read_settings(
    environment: Mapping[str, str] | None = None, *, knowledge_base: str | None = None
) -> Settings:
    """Return the settings of this process.

    Args:
        environment: variables; those of the process by default.
        knowledge_base: folder given on the command line; it wins over the environment.

    Raises:
        SettingsError: a variable has a value that cannot be used.
    """
    values = os.environ if environment is None else environment
    folder = knowledge_base or values.get("MADOGUCHI_KB")
    vocabulary = values.get("MADOGUCHI_VOCABULARY")
    if vocabulary and not Path(vocabulary).is_file():
        raise SettingsError(
            f"語彙表 {vocabulary} がありません。MADOGUCHI_VOCABULARY を確かめてください。"
        )
    return Settings(
        knowledge_base=Path(folder) if folder else default_knowledge_base(),
        embedder=values.get("MADOGUCHI_MODEL") or None,
        vocabulary=Path(vocabulary) if vocabulary else None,
        staff_access=_switch(values, "MADOGUCHI_STAFF_ACCESS"),
    )


def default_knowledge_base() -> Path:
    """Return the per-user folder of the knowledge base."""
    from platformdirs import user_data_path

    return user_data_path("madoguchi", appauthor=False) / "kb"


def _switch(values: Mapping[str, str], name: str) -> bool:
    value = values.get(name, "").strip().lower()
    if value in ("", "0", "no", "false", "off"):
        return False
    if value in ("1", "yes", "true", "on"):
        return True
    raise SettingsError(
        f"{name} の値「{value}」は使えません。1（はい）か 0（いいえ）にしてください。"
    )
