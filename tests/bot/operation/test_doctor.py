from __future__ import annotations

import json
import socket
import sqlite3
from pathlib import Path

import pytest

from bot.accounts.store import Accounts
from bot.cli import main
from bot.operation.checks import Check, look
from bot.operation.doctor import examine_all
from bot.operation.neighbours import examine_model_server, examine_port
from bot.settings import ModelSettings, read_settings
from bot.wiring import open_record_office


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.chdir(tmp_path)
    return {
        "MADOGUCHI_KB": str(tmp_path / "kb"),
        "MADOGUCHI_DATA": str(tmp_path / "data"),
        "MADOGUCHI_SERVER_PORT": str(free_port()),
    }


def examined(environment: dict[str, str]) -> dict[str, Check]:
    return {check.name: check for check in examine_all(environment)}


def give_account(environment: dict[str, str]) -> None:
    office = open_record_office(read_settings(environment))
    Accounts(office.database, audit=office.audit).add(
        "hana", "しおの-3丁目-cats", role="editor", actor="試験"
    )
    office.close()


def test_a_sound_desk_has_nothing_broken(environment: dict[str, str], sample_kb: Path) -> None:
    environment["MADOGUCHI_KB"] = str(sample_kb)
    give_account(environment)

    checks = examined(environment)

    assert [check for check in checks.values() if check.state == "broken"] == []
    assert checks["audit"].found == "1件、書き換えなし"
    assert "g00000" in checks["knowledge_base"].found


def test_a_new_machine_is_told_to_ingest_and_stays_as_it_was(
    environment: dict[str, str], tmp_path: Path
) -> None:
    checks = examined(environment)

    assert checks["knowledge_base"].state == "broken"
    assert "madoguchi ingest" in checks["knowledge_base"].found
    assert {checks[name].state for name in ("python", "dictionary", "model", "port")} == {"ok"}
    assert {checks[name].state for name in ("data_folder", "records", "audit")} == {"ok"}
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_setting_is_named_and_ends_the_examination(environment: dict[str, str]) -> None:
    environment["MADOGUCHI_SERVER_PORT"] = "八十"

    *_, last = examine_all(environment)

    assert (last.name, last.state) == ("settings", "broken")
    assert "MADOGUCHI_SERVER_PORT" in last.found


def test_a_changed_audit_log_is_noticed(environment: dict[str, str], tmp_path: Path) -> None:
    give_account(environment)
    with sqlite3.connect(tmp_path / "data" / "records.sqlite") as connection:
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE audit SET actor = 'だれか'")

    assert examined(environment)["audit"].state == "broken"


def test_a_lost_key_is_told_and_no_other_one_made(
    environment: dict[str, str], tmp_path: Path
) -> None:
    give_account(environment)
    key = tmp_path / "data" / "secret.key"
    key.unlink()

    assert examined(environment)["audit"].state == "broken"
    assert not key.exists()


def test_a_database_that_is_away_is_told_without_its_password(
    environment: dict[str, str],
) -> None:
    environment["MADOGUCHI_DATABASE"] = f"postgresql+psycopg://m:hush@127.0.0.1:{free_port()}/m"

    check = examined(environment)["records"]

    assert check.state == "broken"
    assert "hush" not in check.found


def test_a_port_that_another_program_has_is_told() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        state, found, _ = examine_port("127.0.0.1", other.getsockname()[1])

    assert state == "broken"
    assert "すでに使われています" in found


def test_a_model_server_is_asked_only_where_one_is_named() -> None:
    assert examine_model_server(None)[0] == "ok"
    away = ModelSettings("openai", "m", f"http://127.0.0.1:{free_port()}/v1")
    state, found, advice = examine_model_server(away)
    assert state == "broken"
    assert "答えません" in found
    assert "MADOGUCHI_LLM_URL" in advice


def test_an_examination_that_fails_does_not_end_the_others() -> None:
    def fails() -> tuple[str, str, str]:
        raise ZeroDivisionError("分母が0")

    check = look("one", "ひとつ", fails)  # type: ignore[arg-type]

    assert check.state == "broken"
    assert "分母が0" in check.found


def test_the_command_ends_with_1_where_something_is_broken(
    environment: dict[str, str],
    sample_kb: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert main(["doctor", "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert said["healthy"] is False

    assert main(["doctor", "--kb", str(sample_kb)]) == 0
    assert "問題はありません。" in capsys.readouterr().out
