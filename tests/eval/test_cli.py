"""The commands that need no knowledge base, and what they say when something is wrong."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from planted import GARBAGE_CASE, PASSPORT_CASE, make_header, record_of, refusal, right_answer

from eval.cli import main
from eval.records import write_run


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    """Folder of a run with one right and one wrong answer of two answerable questions."""
    records = [
        record_of(GARBAGE_CASE, right_answer()),
        record_of(replace(GARBAGE_CASE, case_id="q2"), refusal()),
        record_of(PASSPORT_CASE, refusal()),
    ]
    write_run(tmp_path / "run" / "run.jsonl", make_header(), records)
    return tmp_path / "run"


def test_score_writes_the_reports_and_prints_the_figures(
    recorded: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["score", str(recorded), "--misses"]) == 0

    output = capsys.readouterr().out
    assert "正答（答えられる質問）" in output
    assert "■ small/q2" in output
    assert {path.name for path in recorded.iterdir()} == {
        "run.jsonl",
        "scores.json",
        "report.md",
        "report.html",
    }


def test_score_prints_nothing_but_json_where_asked(
    recorded: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["score", str(recorded), "--json"]) == 0

    figures = json.loads(capsys.readouterr().out)["figures"]
    assert figures["correct"]["value"] == 0.5
    assert figures["handled"]["count"] == 1


def test_the_gate_decides_the_exit_status(
    recorded: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["gate", str(recorded), "--require", "correct=0.5,handled=1"]) == 0
    assert main(["gate", str(recorded), "--require", "correct=0.6"]) == 1
    assert "不合格 correct" in capsys.readouterr().err


def test_compare_prints_the_differences(recorded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", str(recorded), str(recorded), "--json"]) == 0

    assert json.loads(capsys.readouterr().out)["common"] == 3


def test_what_cannot_be_done_is_said_without_a_trace(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "set.jsonl"
    broken.write_text("{\n", encoding="utf-8")

    assert main(["run", str(broken)]) == 1
    assert "set.jsonl 1行目: JSON として読めません" in capsys.readouterr().err
    assert main(["score", str(tmp_path / "none")]) == 1
    assert "実行の記録" in capsys.readouterr().err


def test_wrong_usage_exits_with_2() -> None:
    with pytest.raises(SystemExit) as caught:
        main(["gate", "run"])

    assert caught.value.code == 2
