"""Puts the state of a backup where the settings say, after all of it was compared."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.office_settings import record_settings
from bot.operation.archive import (
    DATA,
    KNOWLEDGE_BASE,
    RECORDS,
    SETTINGS,
    Contents,
    unpack,
)
from bot.operation.backup import copy_database, sqlite_file
from bot.options import FILE_NAME as SETTINGS_NAME
from bot.options import FILE_VARIABLE, read_values
from bot.replica import open_share
from bot.settings import default_knowledge_base
from ingest.errors import KnowledgeBaseError, MadoguchiError
from kb.generation_writer import writer
from kb.generations import current_name, load
from kb.manifest import FILE_NAME, SCHEMA, Manifest

if TYPE_CHECKING:
    from kb.share import Share


@dataclass(frozen=True)
class Restored:
    """What was put where."""

    contents: Contents
    knowledge_base: Path
    data: Path
    settings_file: Path | None
    """None where the backup holds none."""


@dataclass(frozen=True)
class _Places:
    knowledge_base: Path
    data: Path
    database: Path | None
    tables: Mapping[str, Path]
    settings_file: Path
    share: Share | None


def restore(
    source: Path,
    *,
    environment: Mapping[str, str],
    knowledge_base: str | None = None,
    force: bool = False,
) -> Restored:
    """Put everything back and return where.

    The settings of the backup say where, unless the environment does.

    Args:
        source: the file.
        environment: variables of the process.
        knowledge_base: folder given on the command line.
        force: whether what is there may be replaced.

    Raises:
        MadoguchiError: the file is not whole, something would be replaced, or cannot be written.
    """
    try:
        with zipfile.ZipFile(source) as archive, tempfile.TemporaryDirectory() as staging:
            staged = Path(staging)
            contents = unpack(archive, staged)
            places = _places(staged, contents, environment, knowledge_base)
            _refuse_what_cannot_be(staged, contents, places, force=force)
            _put(staged, contents, places)
    except zipfile.BadZipFile as error:
        raise MadoguchiError(
            f"「{source}」は Madoguchi の控えではありません。何も変えていません。"
        ) from error
    except (OSError, sqlite3.Error) as error:
        raise MadoguchiError(
            f"控え「{source}」から戻せません（{error}）。空きと権限を確かめ、"
            "もう一度実行してください（途中まで戻っていれば --force を付けて）。"
        ) from error
    has_settings = SETTINGS in contents.files
    return Restored(
        contents,
        places.knowledge_base,
        places.data,
        places.settings_file if has_settings else None,
    )


def _places(
    staged: Path, contents: Contents, environment: Mapping[str, str], knowledge_base: str | None
) -> _Places:
    file = Path(environment.get(FILE_VARIABLE) or SETTINGS_NAME)
    values = _values(staged / SETTINGS, file, environment, contents)
    records = record_settings(values)
    folder = Path(knowledge_base) if knowledge_base else values["knowledge_base.folder"]
    chroma = values["knowledge_base.chroma"]
    return _Places(
        folder or default_knowledge_base(),
        records.folder,
        sqlite_file(records.database),
        {name: values[key] for key, name in contents.tables.items() if values[key]},
        file,
        open_share(records.database, chroma)
        if (chroma := values["knowledge_base.chroma"])
        else None,
    )


def _values(
    kept: Path, file: Path, environment: Mapping[str, str], contents: Contents
) -> dict[str, Any]:
    if SETTINGS not in contents.files:
        return read_values(environment, file if file.is_file() else None)
    # Paths in it are relative to where it will be.
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f".{file.name}.restoring")
    shutil.copyfile(kept, beside)
    try:
        return read_values(environment, beside)
    finally:
        beside.unlink()


def _files(staged: Path, contents: Contents, places: _Places) -> dict[Path, Path]:
    """Return the plain files: where one lies now → where it goes."""
    moves = {staged / name: target for name, target in places.tables.items()}
    for name in contents.files:
        if name.startswith(f"{DATA}/"):
            moves[staged / name] = places.data / name.removeprefix(f"{DATA}/")
    if SETTINGS in contents.files:
        moves[staged / SETTINGS] = places.settings_file
    return moves


def _refuse_what_cannot_be(
    staged: Path, contents: Contents, places: _Places, *, force: bool
) -> None:
    if contents.generation:
        text = (staged / KNOWLEDGE_BASE / FILE_NAME).read_text(encoding="utf-8")
        if (schema := Manifest.schema_of(text)) != SCHEMA:
            raise MadoguchiError(
                f"控えの知識ベースは別の版（{contents.program}、形式 {schema}）のものです。"
                "その版の Madoguchi で戻してください。何も変えていません。"
            )
    if RECORDS in contents.files and places.database is None:
        raise MadoguchiError(
            "控えの記録は SQLite のものですが、設定では PostgreSQL です。"
            "records.database を外して戻してください。何も変えていません。"
        )
    there = [
        str(target)
        for source, target in _files(staged, contents, places).items()
        if target.exists() and target.read_bytes() != source.read_bytes()
    ]
    if contents.generation and current_name(places.knowledge_base):
        there.insert(0, f"知識ベース {places.knowledge_base}")
    if RECORDS in contents.files and places.database and places.database.exists():
        there.insert(0, f"記録 {places.database}")
    if there and not force:
        raise MadoguchiError(
            f"すでにあるものを書き換えることになります（{'、'.join(there[:4])}"
            f"{f' ほか{len(there) - 4}件' if len(there) > 4 else ''}）。"
            "それでよければ --force を付けてください。何も変えていません。"
        )


def _put(staged: Path, contents: Contents, places: _Places) -> None:
    if contents.generation:
        _put_generation(staged / KNOWLEDGE_BASE, places.knowledge_base, places.share)
    places.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    if RECORDS in contents.files and places.database:
        places.database.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not places.database.exists():
            os.close(os.open(places.database, os.O_CREAT | os.O_WRONLY, 0o600))
        copy_database(staged / RECORDS, places.database)
    for source, target in _files(staged, contents, places).items():
        target.parent.mkdir(parents=True, exist_ok=True)
        own = target.with_name(f".{target.name}.restoring")
        shutil.copyfile(source, own)
        # Key and settings are for who runs the desk alone.
        own.chmod(0o600)
        own.replace(target)


def _put_generation(source: Path, folder: Path, share: Share | None) -> None:
    """Make it the newest state; who asks meanwhile sees the old one or this one."""
    kept = Manifest.from_json((source / FILE_NAME).read_text(encoding="utf-8"))
    try:
        with writer(folder, share=share) as held:
            building = held.start()
            for name in kept.parts:
                (building / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source / name, building / name)
            generation = held.publish(lambda name: replace(kept, generation=name))
    except KnowledgeBaseError as error:
        raise KnowledgeBaseError(
            f"{error} 壊れた知識ベースに戻すときは、そのフォルダーの名前を変えてから、"
            "もう一度 madoguchi restore を実行してください。"
        ) from error
    load(folder, generation.name, thorough=True)
