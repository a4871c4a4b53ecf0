"""A knowledge base as an older program left it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.cli import main
from bot.options import OPTIONS
from kb.generations import current_name
from kb.manifest import SCHEMA

pytestmark = pytest.mark.integration


@pytest.fixture(autouse=True)
def _own_folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for option in OPTIONS:
        monkeypatch.delenv(option.variable, raising=False)
    monkeypatch.setenv("MADOGUCHI_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def older(tmp_path: Path, sample_city: Path) -> Path:
    """A knowledge base without the columns, tables and files that came later."""
    folder = tmp_path / "kb"
    assert main(["ingest", "--kb", str(folder), str(sample_city / "public" / "手続一覧.md")]) == 0
    generation = folder / "generations" / (current_name(folder) or "")
    with closing(sqlite3.connect(generation / "catalog.sqlite")) as connection, connection:
        for column in ("url", "licence", "superseded_by"):
            connection.execute(f"ALTER TABLE documents DROP COLUMN {column}")
        connection.execute("ALTER TABLE passages DROP COLUMN pieces")
        connection.execute("DROP TABLE directory")
    for path in (generation / "dense").iterdir():
        path.unlink()
    manifest = json.loads((generation / "manifest.json").read_text(encoding="utf-8"))
    manifest["schema"] = SCHEMA - 1
    del manifest["analyser"]
    (generation / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    capsys.readouterr()
    status = main(list(arguments))
    out, err = capsys.readouterr()
    return status, out, err


def test_an_older_knowledge_base_is_made_again_from_what_it_stores(
    older: Path, sample_city: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = current_name(older)
    for command in (["documents"], ["ask", "粗大ごみは？"], ["ingest", str(sample_city)]):
        status, _, err = said(capsys, command[0], "--kb", str(older), *command[1:])
        assert status == 1
        assert "madoguchi upgrade" in err
    assert current_name(older) == before

    assert said(capsys, "upgrade", "--kb", str(older))[0] == 0

    new = tmp_path / "new"
    assert main(["ingest", "--kb", str(new), str(sample_city / "public" / "手続一覧.md")]) == 0
    for command in (["passages", "--json"], ["ask", "粗大ごみはどこに申し込むの？"]):
        again = said(capsys, command[0], "--kb", str(older), *command[1:])
        assert again == said(capsys, command[0], "--kb", str(new), *command[1:])
        assert again[0] == 0
    assert "何も変えていません" in said(capsys, "upgrade", "--kb", str(older))[1]


def test_a_catalog_that_this_program_cannot_read_stays_as_it_is(
    older: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = current_name(older)
    catalog = older / "generations" / (before or "") / "catalog.sqlite"
    with closing(sqlite3.connect(catalog)) as connection, connection:
        connection.execute("ALTER TABLE passages DROP COLUMN label")
    status, _, err = said(capsys, "upgrade", "--kb", str(older))
    assert status == 1
    assert "取り込み直してください" in err
    assert current_name(older) == before
    assert catalog.is_file()
