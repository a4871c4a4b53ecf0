"""Puts the whole state into one file, while the desk is in use."""

from __future__ import annotations

import glob
import os
import sqlite3
import tempfile
import time
import zipfile
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from sqlalchemy.engine import make_url

from bot.operation.archive import (
    DATA,
    KNOWLEDGE_BASE,
    MANIFEST,
    RECORDS,
    SETTINGS,
    TABLES,
    Contents,
    Packer,
)
from bot.options import OPTIONS, settings_file
from bot.replica import share_of
from bot.settings import Settings
from ingest.errors import MadoguchiError
from kb.generations import Generation, load, open_generation
from kb.manifest import FILE_NAME

_TRIES = 3
"""Two updates during a backup remove the state that it reads."""
_LEFT_SECONDS = 6 * 3600
"""No backup takes so long."""


def back_up(
    settings: Settings, target: Path, *, environment: Mapping[str, str], force: bool = False
) -> Contents:
    """Write everything into one file and return what it holds.

    Args:
        settings: say where everything is.
        target: the file; it appears when it is whole.
        environment: variables that the settings were read from.
        force: whether a file of that name may be replaced.

    Raises:
        MadoguchiError: something cannot be read, or the file not written.
    """
    if target.exists() and not force:
        raise MadoguchiError(
            f"「{target}」はすでにあります。別の名前にするか、--force を付けてください。"
        )
    for left in reversed(range(_TRIES)):
        try:
            return _write(settings, target, environment)
        except FileNotFoundError as error:
            if not left:
                raise _failed(target, error) from error
        except (OSError, sqlite3.Error, zipfile.BadZipFile) as error:
            raise _failed(target, error) from error
    raise AssertionError("unreachable")


def _failed(target: Path, error: Exception) -> MadoguchiError:
    return MadoguchiError(
        f"控え「{target}」を作れません（{error}）。フォルダーがあるか、"
        "空きと書く権限があるか確かめてください。前からあった控えはそのままです。"
    )


def _write(settings: Settings, target: Path, environment: Mapping[str, str]) -> Contents:
    _sweep(target)
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    own = Path(name)  # readable to its owner alone: it holds the key
    try:
        with (
            os.fdopen(descriptor, "wb") as file,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        ):
            contents = _fill(archive, settings, environment, spare=own.parent)
            archive.writestr(MANIFEST, contents.to_json())
            archive.close()
            file.flush()
            os.fsync(file.fileno())
        own.replace(target)
    finally:
        own.unlink(missing_ok=True)
    return contents


def _sweep(target: Path) -> None:
    """Remove what backups that were killed left beside a file; they hold the key as well."""
    for left in target.parent.glob(f".{glob.escape(target.name)}.*"):
        if time.time() - left.stat().st_mtime > _LEFT_SECONDS:
            left.unlink(missing_ok=True)


def _fill(
    archive: zipfile.ZipFile, settings: Settings, environment: Mapping[str, str], *, spare: Path
) -> Contents:
    packer = Packer(archive)
    if share := share_of(settings):
        share.pull(settings.knowledge_base, whole=True)
    generation = _live(settings.knowledge_base)
    if generation:
        for name in (FILE_NAME, *generation.manifest.parts):
            packer.add(generation.folder / name, f"{KNOWLEDGE_BASE}/{name}")
    records = _add_records(packer, settings.records.database, spare=spare)
    folder = settings.records.folder
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if path.is_file() and not path.name.startswith(("records.sqlite", ".")):
            packer.add(path, f"{DATA}/{path.relative_to(folder).as_posix()}")
    if file := settings_file(environment):
        packer.add(file, SETTINGS)
    tables: dict[str, str] = {}
    for key, path in tables_of(settings).items():
        tables[key] = f"{TABLES}/{key}{path.suffix}"
        packer.add(path, tables[key])
    return Contents(
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        program=metadata.version("madoguchi"),
        generation=generation.name if generation else None,
        records=records,
        tables=tables,
        variables=tuple(option.variable for option in OPTIONS if environment.get(option.variable)),
        files=packer.files,
    )


def _live(folder: Path) -> Generation | None:
    if not folder.exists():
        return None
    return load(folder, open_generation(folder).name, thorough=True)


def tables_of(settings: Settings) -> dict[str, Path]:
    """Return the files that settings name, by the setting."""
    named = {
        "knowledge_base.vocabulary": settings.vocabulary,
        "knowledge_base.departments": settings.departments,
        "page.office_logo": settings.page.office_logo,
        "sync.manifest": settings.sync.manifest,
    }
    return {key: path for key, path in named.items() if path}


def sqlite_file(url: str) -> Path | None:
    """Return the file of an SQLite database; None for PostgreSQL."""
    parsed = make_url(url)
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None


def _add_records(packer: Packer, url: str, *, spare: Path) -> str:
    source = sqlite_file(url)
    if source is None:
        return "postgresql"
    if not source.is_file():
        return "none"
    with tempfile.TemporaryDirectory(dir=spare, prefix=".records-") as folder:
        copy = Path(folder) / RECORDS
        copy_database(source, copy)
        packer.add(copy, RECORDS)
    return "sqlite"


def copy_database(source: Path, target: Path) -> None:
    """Make one SQLite database like another, both of which may be in use.

    Raises:
        sqlite3.Error: one of them cannot be read or written, or the copy is not whole.
    """
    with (
        closing(sqlite3.connect(source, timeout=30)) as reading,
        closing(sqlite3.connect(target, timeout=30)) as writing,
    ):
        reading.backup(writing)
        (verdict,) = writing.execute("PRAGMA quick_check").fetchone()
        if verdict != "ok":
            raise sqlite3.DatabaseError(verdict)
