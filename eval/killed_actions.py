"""What ``eval.killed`` kills, and what has to hold afterwards; each as a process of its own."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from bot.admin import sync_book
from bot.operation.archive import unpack
from bot.operation.backup import back_up
from bot.settings import Settings, read_settings
from bot.wiring import (
    open_administration,
    open_assistant,
    open_record_office,
    open_recorded_desk,
)

DOCUMENTS = 6
"""Of the knowledge base; each says its edition in every sentence."""
ASKED = 40
"""Questions of one round of asking, at most."""
OLD_ROWS = 300
"""Rows of the database that is migrated."""
_QUESTION = "第{}課の窓口はどこですか（{}）"


class Desk:
    """Folders of one desk, and its editions of documents."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.edition = 0
        self.environment = {
            "MADOGUCHI_KB": str(folder / "kb"),
            "MADOGUCHI_DATA": str(folder / "data"),
            "MADOGUCHI_SYNC_PUBLIC_FOLDERS": str(folder / "followed"),
        }

    @property
    def settings(self) -> Settings:
        """Where everything is."""
        return read_settings(self.environment)

    def write_documents(self, edition: int, *, into: str | None = None) -> Path:
        """Write an edition of the documents and return their folder."""
        folder = self.folder / (into or f"edition-{edition}")
        folder.mkdir(exist_ok=True)
        for number in range(DOCUMENTS):
            lines = [f"汐野市 第{number}課の案内", ""]
            lines += [
                f"第{number}課の窓口{place}は、第{edition}版では庁舎{place}階にある。"
                for place in range(5)
            ]
            (folder / f"第{number}課.txt").write_text("\n".join(lines), encoding="utf-8")
        return folder


def _say(pipe: int, what: object) -> None:
    if pipe >= 0:
        os.write(pipe, f"{what}\n".encode())


def ingest(desk: Desk, number: int, pipe: int) -> None:
    """Take the next edition in; with a pipe acknowledge it."""
    from bot.cli import main

    edition = desk.edition + 1
    # The same names from another folder would be other documents.
    shutil.rmtree(desk.folder / "followed", ignore_errors=True)
    status = main(
        [
            *("ingest", "--json", "--kb", str(desk.settings.knowledge_base)),
            str(desk.write_documents(edition)),
        ]
    )
    assert status == 0
    _say(pipe, edition)


def _sync(desk: Desk, number: int, pipe: int) -> None:
    # Nobody waits a minute for the one that was killed the round before.
    sync_book.SILENT_SECONDS = 0
    edition = desk.edition + 1
    for other in desk.folder.glob("edition-*"):
        shutil.rmtree(other)
    desk.write_documents(edition, into="followed")
    settings = desk.settings
    office = open_record_office(settings)
    syncs = open_administration(settings, open_assistant(settings), office).syncs
    token = syncs.look(settings.sync.folders[0].key, actor="試験")
    syncs.wait()
    syncs.run(token, actor="試験")
    syncs.wait()
    done = syncs.find(token)
    assert done.state == "done", done.report
    _say(pipe, edition)


def _ask(desk: Desk, number: int, pipe: int) -> None:
    settings = desk.settings
    office = open_record_office(settings)
    asked = open_recorded_desk(open_assistant(settings), office)
    for turn in range(ASKED):
        question = _QUESTION.format(turn % DOCUMENTS, f"{number}-{turn}")
        answer = asked.ask(question)
        _say(pipe, json.dumps([question, answer.text], ensure_ascii=False))


def _migrate(desk: Desk, number: int, pipe: int) -> None:
    office = open_record_office(read_settings(_old(desk)))
    office.audit.add("試験", "migrated")
    _say(pipe, "migrated")


def _back_up(desk: Desk, number: int, pipe: int) -> None:
    target = desk.folder / "backup.zip"
    back_up(desk.settings, target, environment=desk.environment, force=True)
    _say(pipe, number)


def _check_ingest(desk: Desk, number: int, acknowledged: list[str]) -> None:
    edition = check_knowledge_base(desk)
    allowed = {desk.edition, desk.edition + 1}
    if acknowledged:
        allowed = {int(acknowledged[-1])}
    assert edition in allowed, f"edition {edition}, not of {allowed}"


def _check_synced(desk: Desk, number: int, acknowledged: list[str]) -> None:
    _check_ingest(desk, number, acknowledged)
    office = open_record_office(desk.settings)
    syncs = open_administration(desk.settings, open_assistant(desk.settings), office).syncs
    (row,) = syncs.latest().values() or (None,)
    entries = [e for e in office.audit.latest(1_000) if e.action == "documents.sync"]
    assert not acknowledged or (row and row.state == "done" and entries)
    assert row is None or row.state != "done" or row.report
    office.close()
    _rows(desk.settings)


def _check_asked(desk: Desk, number: int, acknowledged: list[str]) -> None:
    check_knowledge_base(desk)
    kept = {row["question"]: row["answer"] for row in _rows(desk.settings)}
    for line in acknowledged:
        question, answer = json.loads(line)
        assert kept.get(question) == answer, f"{question}: {kept.get(question)!r}"


def _check_migrated(desk: Desk, number: int, acknowledged: list[str]) -> None:
    settings = read_settings(_old(desk))
    office = open_record_office(settings)
    assert len(list(office.records.rows("questions"))) == OLD_ROWS
    assert office.audit.verify().problem is None
    entries = [entry.action for entry in office.audit.latest(10)]
    assert not acknowledged or "migrated" in entries, entries
    office.close()
    _check_whole(Path(settings.records.folder) / "records.sqlite")


def _check_backup(desk: Desk, number: int, acknowledged: list[str]) -> None:
    check_knowledge_base(desk)
    _rows(desk.settings)
    target = desk.folder / "backup.zip"
    with zipfile.ZipFile(target) as archive, tempfile.TemporaryDirectory() as staging:
        contents = unpack(archive, Path(staging))
        assert contents.generation
        _check_whole(Path(staging) / "records.sqlite")


def check_knowledge_base(desk: Desk) -> int:
    """Return the edition of the one whole state that opens and answers."""
    from bot.models import open_embedder
    from kb.generations import load, open_generation
    from kb.knowledge_base import KnowledgeBase
    from kb.records import Filters
    from kb.vectors import open_store

    settings = desk.settings
    embedder = open_embedder(settings)
    generation = open_generation(settings.knowledge_base, embedder_fingerprint=embedder.fingerprint)
    load(settings.knowledge_base, generation.name, thorough=True)
    expected = generation.manifest.vectors
    with open_store(generation.chroma_path, embedder=embedder, expected=expected):
        pass
    snapshot = KnowledgeBase(settings.knowledge_base, embedder).snapshot()
    editions = {
        passage.text.partition("は、第")[2].partition("版")[0] for passage in snapshot.passages()
    }
    assert len(snapshot.documents) == DOCUMENTS
    assert len(editions) == 1, f"editions {editions} at once"
    (edition,) = editions
    found = snapshot.search("第3課の窓口2", filters=Filters()).hits
    assert found[0].passage.document == "第3課.txt"
    assert f"第{edition}版" in found[0].passage.text
    return int(edition)


def edition_of(desk: Desk) -> int:
    """Return the edition of the live state's first passage."""
    from kb.catalog import Catalog
    from kb.generations import open_generation

    catalog = Catalog(open_generation(desk.settings.knowledge_base).catalog_path)
    text = next(iter(catalog.passages())).text
    catalog.close()
    return int(text.partition("は、第")[2].partition("版")[0])


def _rows(settings: Settings) -> list[dict[str, Any]]:
    office = open_record_office(settings)
    try:
        assert office.audit.verify().problem is None
        return list(office.records.rows("questions"))
    finally:
        office.close()
        _check_whole(settings.records.folder / "records.sqlite")


def _check_whole(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def _old(desk: Desk) -> dict[str, str]:
    return {**desk.environment, "MADOGUCHI_DATA": str(desk.folder / "old")}


def make_old(desk: Desk) -> None:
    """Make records as the first revision had them, with rows."""
    settings = read_settings(_old(desk))
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine

    import bot.records

    shutil.rmtree(settings.records.folder, ignore_errors=True)
    settings.records.folder.mkdir(mode=0o700)
    config = Config()
    scripts = Path(str(bot.records.__file__)).parent / "migrations"
    config.set_main_option("script_location", str(scripts))
    engine = create_engine(settings.records.database)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.exec_driver_sql("PRAGMA user_version = 0")
        for number in range(OLD_ROWS):
            connection.exec_driver_sql(
                "INSERT INTO questions VALUES (?, ?, NULL, 'web', 'citizen', 'ja', NULL, ?, "
                "'answered', NULL, '答え', '[]', '[]', 1.0, 'extractive')",
                (f"row{number}", f"2026-04-01T00:00:{number % 60:02d}", f"質問{number}"),
            )
    engine.dispose()


Action = Callable[[Desk, int, int], None]
"""Takes the desk, the round's number, and a pipe for what it acknowledges."""
Check = Callable[[Desk, int, list[str]], None]
"""Takes the desk, the round's number, and what was acknowledged."""

ACTIONS: dict[str, tuple[Action, Check]] = {
    "ingest": (ingest, _check_ingest),
    "sync": (_sync, _check_synced),
    "ask": (_ask, _check_asked),
    "migrate": (_migrate, _check_migrated),
    "backup": (_back_up, _check_backup),
}
