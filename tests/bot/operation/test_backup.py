from __future__ import annotations

import json
import os
import shutil
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.accounts.store import Accounts
from bot.cli import main
from bot.settings import read_settings
from bot.wiring import open_record_office
from kb.generations import current_name

SETTINGS = """
[knowledge_base]
folder = "kb"
departments = "tables/busho.csv"
[records]
folder = "data"
"""


@pytest.fixture
def old(tmp_path: Path, sample_kb: Path) -> Path:
    """Folder of a desk in use."""
    folder = tmp_path / "old"
    (folder / "tables").mkdir(parents=True)
    (folder / "madoguchi.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / "tables" / "busho.csv").write_text("名前\n", encoding="utf-8")
    shutil.copytree(sample_kb, folder / "kb")
    (folder / "data" / "documents" / "public").mkdir(parents=True)
    (folder / "data" / "documents" / "public" / "計画.txt").write_text("計画", encoding="utf-8")
    return folder


@pytest.fixture
def enter(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    # What is set for the desk that runs the tests would win over the folder's settings.
    for name in [name for name in os.environ if name.startswith("MADOGUCHI_")]:
        monkeypatch.delenv(name)

    def into(folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        monkeypatch.chdir(folder)

    return into


def add_account(name: str) -> None:
    office = open_record_office(read_settings())
    Accounts(office.database, audit=office.audit).add(
        name, "しおの-3丁目-cats", role="editor", actor="試験"
    )
    office.close()


def account_names() -> list[str]:
    office = open_record_office(read_settings())
    try:
        assert office.audit.verify().problem is None
        return [one.name for one in Accounts(office.database, audit=office.audit).all()]
    finally:
        office.close()


def documents(capsys: pytest.CaptureFixture[str]) -> list[str]:
    capsys.readouterr()
    assert main(["documents", "--json"]) == 0
    return [row["document"] for row in json.loads(capsys.readouterr().out)]


def test_a_desk_is_whole_again_on_a_bare_machine(
    old: Path,
    tmp_path: Path,
    enter: Callable[[Path], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    enter(old)
    add_account("hana")
    before = documents(capsys)
    assert main(["backup", "../copy.zip"]) == 0
    assert (tmp_path / "copy.zip").stat().st_mode & 0o077 == 0

    new = tmp_path / "new"
    enter(new)
    assert main(["restore", "../copy.zip"]) == 0

    assert documents(capsys) == before
    assert account_names() == ["hana"]
    for name in ("madoguchi.toml", "tables/busho.csv", "data/documents/public/計画.txt"):
        assert (new / name).read_bytes() == (old / name).read_bytes()
    assert list(tmp_path.rglob(".*restoring*")) == []


def test_nothing_is_replaced_unless_forced(
    old: Path,
    enter: Callable[[Path], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    enter(old)
    add_account("hana")
    assert main(["backup", "../copy.zip"]) == 0
    assert main(["backup", "../copy.zip"]) == 1
    add_account("taro")
    before = documents(capsys)
    assert main(["remove", before[0]]) == 0

    assert main(["restore", "../copy.zip"]) == 1
    assert "--force" in capsys.readouterr().err
    assert account_names() == ["hana", "taro"]
    assert documents(capsys) == before[1:]

    # The database is open elsewhere while it is replaced.
    office = open_record_office(read_settings())
    with office.database.read():
        pass
    assert main(["restore", "../copy.zip", "--force"]) == 0
    assert [one.name for one in Accounts(office.database, audit=office.audit).all()] == ["hana"]
    office.close()
    assert documents(capsys) == before
    assert current_name(old / "kb") not in (None, "g000001")


def test_a_changed_backup_is_refused_and_changes_nothing(
    old: Path, tmp_path: Path, enter: Callable[[Path], None], capsys: pytest.CaptureFixture[str]
) -> None:
    enter(old)
    assert main(["backup", "../copy.zip"]) == 0
    with (
        zipfile.ZipFile("../copy.zip") as good,
        zipfile.ZipFile("../bad.zip", "w") as bad,
    ):
        for name in good.namelist():
            content = good.read(name)
            bad.writestr(name, content + b"x" if name == "settings.toml" else content)
    (tmp_path / "none.zip").write_bytes(b"PK\x03\x04 no archive")

    new = tmp_path / "new"
    enter(new)
    for name in ("bad.zip", "none.zip", "missing.zip"):
        assert main(["restore", f"../{name}"]) == 1
        assert name in capsys.readouterr().err
    assert list(new.iterdir()) == []


@pytest.mark.parametrize("name", ["data/../../evil", "/etc/evil", "elsewhere/evil"])
def test_a_backup_cannot_write_outside_its_places(
    name: str, tmp_path: Path, enter: Callable[[Path], None]
) -> None:
    manifest = {
        "format": "madoguchi-backup", "version": 1, "made_at": "", "program": "",
        "generation": None, "records": "none", "tables": {}, "variables": [],
        "files": {name: {"size": 1, "sha256": "0"}},
    }  # fmt: skip
    with zipfile.ZipFile(tmp_path / "evil.zip", "w") as archive:
        archive.writestr("manifest.json", json.dumps(manifest))
        archive.writestr(name, "x")
    enter(tmp_path / "new")

    assert main(["restore", "../evil.zip"]) == 1

    assert sorted(path.name for path in tmp_path.rglob("*")) == ["evil.zip", "new"]


def test_accounts_made_during_a_backup_leave_a_whole_database(
    old: Path, tmp_path: Path, enter: Callable[[Path], None]
) -> None:
    enter(old)
    add_account("first")
    stop = threading.Event()
    office = open_record_office(read_settings())

    def write() -> None:
        while not stop.is_set():
            office.audit.add("試験", "some.action")

    writing = threading.Thread(target=write)
    writing.start()
    try:
        assert main(["backup", "../copy.zip"]) == 0
    finally:
        stop.set()
        writing.join()
        office.close()

    enter(tmp_path / "new")
    assert main(["restore", "../copy.zip"]) == 0
    assert account_names() == ["first"]


def test_postgresql_is_said_not_to_be_in_the_backup(
    old: Path,
    enter: Callable[[Path], None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    enter(old)
    monkeypatch.setenv("MADOGUCHI_DATABASE", "postgresql+psycopg://m:hush@127.0.0.1:1/m")

    assert main(["backup", "../copy.zip", "--json"]) == 0

    said = capsys.readouterr()
    assert json.loads(said.out)["records"] == "postgresql"
    assert "pg_dump" in said.err
    assert "MADOGUCHI_DATABASE" in said.err
    assert b"hush" not in zipfile.ZipFile("../copy.zip").read("manifest.json")


def actions() -> list[str]:
    office = open_record_office(read_settings())
    try:
        return [entry.action for entry in office.audit.latest(2)]
    finally:
        office.close()


def test_backup_and_restore_stand_in_the_audit_log(
    old: Path, tmp_path: Path, enter: Callable[[Path], None]
) -> None:
    enter(old)
    add_account("suzuki")
    assert main(["backup", str(tmp_path / "a.zip")]) == 0
    assert actions()[0] == "backup"
    enter(tmp_path / "new")
    assert main(["restore", str(tmp_path / "a.zip")]) == 0
    assert actions()[0] == "restore"


def test_a_backup_makes_no_records_where_there_are_none(
    old: Path, tmp_path: Path, enter: Callable[[Path], None]
) -> None:
    enter(old)
    before = sorted(path.name for path in (old / "data").rglob("*"))
    assert main(["backup", str(tmp_path / "a.zip")]) == 0
    assert sorted(path.name for path in (old / "data").rglob("*")) == before


def test_questions_of_commands_are_recorded_where_that_is_set(
    old: Path,
    enter: Callable[[Path], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    enter(old)
    (old / "madoguchi.toml").write_text(
        SETTINGS.replace('departments = "tables/busho.csv"', ""), encoding="utf-8"
    )
    assert main(["ask", "粗大ごみは？"]) == 0
    assert not (old / "data" / "records.sqlite").exists()
    monkeypatch.setenv("MADOGUCHI_RECORDS_COMMANDS", "1")
    assert main(["ask", "粗大ごみは？", "--audience", "counter"]) == 0
    office = open_record_office(read_settings())
    try:
        kept = [(row["channel"], row["audience"]) for row in office.records.rows("questions")]
        assert kept == [("cli", "counter")]
    finally:
        office.close()
