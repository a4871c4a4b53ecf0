import json
import shutil
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from bot import sync_command
from bot.cli import main

PLAN = """汐野市緑の計画
令和5年4月1日策定

1 緑の現状
市内の緑は減っています。

2 緑を増やす取組
公園に木を植えます。
"""
RULE = """汐野市公園条例
令和2年3月1日条例第5号

（目的）
第1条　この条例は、公園の管理について定める。
（使用）
第2条　公園は、だれでも使用できる。
附　則
この条例は、公布の日から施行する。
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "資料"
    folder.mkdir()
    (folder / "緑の計画.txt").write_text(PLAN, encoding="utf-8")
    (folder / "公園条例.txt").write_text(RULE, encoding="utf-8")
    return folder


@pytest.fixture
def sync(tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def run(*options: str, status: int = 0) -> dict[str, Any]:
        done = main(["sync", str(folder), "--kb", str(tmp_path / "kb"), "--json", *options])
        written: dict[str, Any] = json.loads(capsys.readouterr().out)
        assert done == status
        return written

    return run


def test_a_dry_run_says_what_would_change_and_changes_nothing(
    sync: Any, folder: Path, tmp_path: Path
) -> None:
    planned = sync("--dry-run")
    assert planned["added"] == ["公園条例.txt", "緑の計画.txt"]
    assert not (tmp_path / "kb").exists()
    sync()
    (folder / "公園条例.txt").unlink()
    (folder / "緑の計画.txt").write_text(PLAN.replace("減って", "増えて"), encoding="utf-8")
    planned = sync("--dry-run")
    assert (planned["changed"], planned["removed"]) == (["緑の計画.txt"], ["公園条例.txt"])
    assert planned["documents"] == 2


def test_new_changed_and_deleted_files_are_followed(sync: Any, folder: Path) -> None:
    assert sync()["documents"] == 2
    again = sync()
    assert (again["unchanged"], again["added"], again["vectors_embedded"]) == (
        ["公園条例.txt", "緑の計画.txt"],
        [],
        0,
    )
    (folder / "公園条例.txt").unlink()
    (folder / "新しい.txt").write_text(RULE.replace("公園", "広場"), encoding="utf-8")
    done = sync()
    assert (done["added"], done["removed"]) == (["新しい.txt"], ["公園条例.txt"])
    assert done["documents"] == 2


def test_what_stays_in_a_changed_file_is_not_embedded_again(sync: Any, folder: Path) -> None:
    first = sync()["vectors_embedded"]
    path = folder / "公園条例.txt"
    path.write_text(RULE.replace("だれでも使用", "どなたでも使用"), encoding="utf-8")
    done = sync()
    assert done["changed"] == ["公園条例.txt"]
    assert 0 < done["vectors_embedded"] < first / 2


def test_a_file_with_another_name_is_moved_without_embedding(sync: Any, folder: Path) -> None:
    sync()
    (folder / "公園条例.txt").rename(folder / "例規.txt")
    inner = folder / "計画"
    inner.mkdir()
    shutil.move(folder / "緑の計画.txt", inner)
    done = sync()
    assert done["moved"] == [{"from": "公園条例.txt", "to": "例規.txt"}]
    assert done["relocated"] == {"緑の計画.txt": str((inner / "緑の計画.txt").resolve())}
    assert (done["removed"], done["added"], done["vectors_embedded"]) == ([], [], 0)
    assert sync()["relocated"] == {}


def test_a_broken_file_is_reported_and_costs_neither_itself_nor_the_others(
    sync: Any, folder: Path
) -> None:
    sync()
    (folder / "緑の計画.txt").write_bytes(b"")
    (folder / "図.xyz").write_bytes(b"x")
    done = sync(status=1)
    reasons = {file["file"]: file["skipped"] for file in done["failed"]}
    assert reasons == {"緑の計画.txt": False, "図.xyz": True}
    assert done["documents"] == 2


def test_the_newer_version_is_current_and_the_older_is_kept_and_marked(
    sync: Any, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    newer = PLAN.replace("令和5年", "令和7年").replace("公園に木", "道路にも木")
    (folder / "緑の計画2.txt").write_text(newer, encoding="utf-8")
    assert sync()["superseded"] == {"緑の計画.txt": "緑の計画2.txt"}
    kb = ["--kb", str(tmp_path / "kb"), "--json"]
    main(["ask", "緑を増やすために何をしますか", "--city", "汐野市", *kb])
    answer = json.loads(capsys.readouterr().out)
    assert {citation["document"] for citation in answer["citations"]} == {"緑の計画2.txt"}
    main(["passages", "--document", "緑の計画.txt", *kb])
    assert "公園に木を植えます" in capsys.readouterr().out


def test_a_folder_that_is_suddenly_empty_takes_nothing_out(
    sync: Any, folder: Path, tmp_path: Path
) -> None:
    sync()
    for path in folder.iterdir():
        path.unlink()
    message = sync(status=1)["message"]
    assert "読めるファイルがありません" in message
    assert "資料が2件" in message


def test_what_is_stored_stays_when_a_sync_is_interrupted(
    sync: Any, folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from kb import sync as syncing

    monkeypatch.setattr(syncing, "_BATCH", 1)
    real, calls = syncing.apply, []

    def interrupted(*arguments: Any, **options: Any) -> Any:
        calls.append(None)
        if len(calls) > 1:
            raise KeyboardInterrupt
        return real(*arguments, **options)

    monkeypatch.setattr(syncing, "apply", interrupted)
    assert main(["sync", str(folder), "--kb", str(tmp_path / "kb")]) == 1
    monkeypatch.setattr(syncing, "apply", real)
    done = sync()
    assert (done["added"], done["unchanged"]) == (["緑の計画.txt"], ["公園条例.txt"])
    assert done["documents"] == 2


def test_a_change_is_seen_once_it_has_settled(folder: Path) -> None:
    changes = sync_command._changes(folder, seconds=0.02)
    seen = threading.Event()
    watching = threading.Thread(target=lambda: (next(changes), seen.set()), daemon=True)
    watching.start()
    time.sleep(0.1)
    assert not seen.is_set()
    (folder / "新しい.txt").write_text(RULE, encoding="utf-8")
    assert seen.wait(timeout=30)
