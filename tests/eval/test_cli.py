"""The commands that need no knowledge base, and what they say when something is wrong."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from planted import GARBAGE_CASE, PASSPORT_CASE, make_header, record_of, refusal, right_answer

from eval.cli import main
from eval.records import read_run, write_run
from ingest.pipeline import read_document
from kb import update
from kb.embedding import load_embedder


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


@pytest.mark.integration
def test_a_set_is_checked_run_and_gated_on_a_real_knowledge_base(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = tmp_path / "規則.txt"
    document.write_text(
        "虹野市ごみ収集規則\n\n第1条 この規則は、ごみの収集について必要な事項を定める。\n"
        "第2条 ごみは、週2回収集する。ただし、祝日を除く。\n",
        encoding="utf-8",
    )
    kb = str(tmp_path / "kb")
    update.apply(Path(kb), [read_document(document, name="規則.txt")], embedder=load_embedder())
    case = {
        "id": "1",
        "question": "規則の第2条は何を定めていますか",
        "audience": "citizen",
        "kind": "article",
        "answerable": True,
        "document": ["規則.txt"],
        "evidence": [["週2回収集する。ただし、祝日を除く"]],
        "facts": [["週2回"]],
        "label": ["第2条"],
    }
    questions = tmp_path / "own.jsonl"
    questions.write_text(json.dumps(case), encoding="utf-8")
    out = tmp_path / "out"

    assert main(["check", str(questions), "--kb", kb]) == 0
    assert (
        main(["run", str(questions), "--kb", kb, "--out", str(out), "--require", "failed=0"]) == 0
    )

    run = read_run(out)
    assert run.header.knowledge_base["documents"] == 1
    assert run.header.sets[0]["name"] == "own"
    assert len(run.records) == 1
    assert run.records[0].error is None
    assert "質問 1 問" in capsys.readouterr().out

    questions.write_text(json.dumps({**case, "label": ["第9条"]}), encoding="utf-8")
    assert main(["check", str(questions), "--kb", kb]) == 1
    assert "own.jsonl 1行目: label 「第9条」" in capsys.readouterr().out


def test_a_missing_knowledge_base_is_said_before_anything_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    questions = tmp_path / "own.jsonl"
    questions.write_text(json.dumps(GARBAGE_CASE.to_json()), encoding="utf-8")

    status = main(["run", str(questions), "--kb", str(tmp_path / "none"), "--out", str(tmp_path)])

    assert status == 1
    assert "知識ベース" in capsys.readouterr().err
    assert not (tmp_path / "run.jsonl").exists()
