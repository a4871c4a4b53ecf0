from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from bot.cli import main


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MADOGUCHI_DATA", str(tmp_path / "data"))


def give(monkeypatch: pytest.MonkeyPatch, password: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))


def test_accounts_are_made_listed_changed_and_removed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    give(monkeypatch, "しおの-3丁目-cats")
    assert main(["users", "add", "hana", "--role", "editor", "--password-stdin"]) == 0
    give(monkeypatch, "やまの-4丁目-dogs")
    assert main(["users", "passwd", "hana", "--password-stdin"]) == 0
    assert main(["users", "role", "hana", "administrator"]) == 0
    capsys.readouterr()
    assert main(["users", "list", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["name"], row["role"]) == ("hana", "administrator")

    assert main(["users", "remove", "hana"]) == 0
    assert main(["users", "remove", "hana"]) == 1
    assert "madoguchi users list" in capsys.readouterr().err


def test_a_password_is_not_taken_from_nowhere(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    give(monkeypatch, "")
    assert main(["users", "add", "hana"]) == 1
    assert "--password-stdin" in capsys.readouterr().err
    give(monkeypatch, "short")
    assert main(["users", "add", "hana", "--password-stdin"]) == 1
    assert "12字以上" in capsys.readouterr().err


def test_the_audit_log_is_checked_against_what_was_noted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    give(monkeypatch, "しおの-3丁目-cats")
    assert main(["users", "add", "hana", "--password-stdin"]) == 0
    capsys.readouterr()
    assert main(["audit", "verify", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["entries"] == 1

    noted = f"1:{found['digest']}"
    assert main(["audit", "verify", "--against", noted]) == 0
    assert main(["audit", "verify", "--against", f"2:{found['digest']}"]) == 1
    assert main(["audit", "verify", "--against", "x"]) == 1
    assert main(["audit", "list"]) == 0
    assert "users.add" in capsys.readouterr().out


def test_records_are_exported_by_the_name_of_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["records", "export", "audit", "--out", "a.csv"]) == 0
    assert main(["records", "export", "questions", "--out", "q.xlsx", "--since", "2026-04-01"]) == 0
    assert (tmp_path / "a.csv").read_text(encoding="utf-8-sig").startswith("number,at,actor")
    assert (tmp_path / "q.xlsx").stat().st_size > 0
    assert main(["records", "export", "questions", "--out", "q.txt"]) == 1
    assert main(["records", "export", "questions", "--out", "q.csv", "--since", "昨日"]) == 1
    assert main(["records", "export", "questions", "--out", "none/q.csv"]) == 1
    assert main(["records", "prune", "--days", "-1"]) == 1
    assert main(["records", "prune"]) == 0
    assert "0行を消しました" in capsys.readouterr().out
