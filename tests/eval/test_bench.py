"""What the benchmark measures and reports; no test looks at how long anything took."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from eval import bench, bench_parts
from eval.bench_answers import time_answers
from eval.bench_parts import ColdStart, IngestTimes, time_cold_start, time_ingest
from ingest.errors import MadoguchiError
from kb.embedding import load_embedder

RULES = """虹野市ごみ収集規則

第1条 この規則は、ごみの収集について必要な事項を定めるものとする。
第2条 ごみは、週2回収集する。ただし、祝日を除く。
第3条 ごみの収集は、環境局資源循環推進部が行う。
"""


def test_ratios_are_those_of_medians() -> None:
    cold = ColdStart(ask=(3.0, 2.0, 9.0), imports=(1.0, 2.0, 1.5)).to_json()

    assert (cold["ask_seconds"], cold["imports_seconds"], cold["ratio"]) == (3.0, 1.5, 2.0)

    ingest = IngestTimes(
        documents=1,
        passages=30,
        views=90,
        characters=900,
        reading=(1.0,),
        total=(6.0,),
        bare=(3.0,),
        bare_passages=(2.0,),
        again=(0.3,),
    ).to_json()

    assert (ingest["ratio"], ingest["ratio_passages"], ingest["ratio_again"]) == (2.0, 3.0, 0.05)
    assert ingest["passages_per_second"] == 5.0


def test_both_commands_run_once_more_than_is_counted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    commands: list[str] = []

    def run(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
        commands.append("imports" if bench_parts.IMPORTS in command else "ask")
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(bench_parts, "run_command", run)

    cold = time_cold_start(tmp_path, "ごみは?", runs=2)

    assert commands == ["ask", "imports"] * 3
    assert (len(cold.ask), len(cold.imports)) == (2, 2)


def test_a_command_that_fails_is_not_a_time(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    failed = subprocess.CompletedProcess([], 1, "", "知識ベースがありません")
    monkeypatch.setattr(bench_parts, "run_command", lambda _: failed)

    with pytest.raises(MadoguchiError, match="知識ベースがありません"):
        time_cold_start(tmp_path, "ごみは?", runs=1)


@pytest.mark.integration
def test_ingest_and_answers_are_measured_on_real_parts(tmp_path: Path) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "規則.txt").write_text(RULES, encoding="utf-8")
    questions = tmp_path / "set.jsonl"
    case = {
        "id": "1",
        "question": "ごみは週に何回集めますか",
        "audience": "citizen",
        "kind": "number",
        "answerable": True,
        "evidence": [["週2回収集する"]],
    }
    questions.write_text(json.dumps(case), encoding="utf-8")

    ingest = time_ingest(((documents, "public"),), load_embedder(), folder=tmp_path, runs=1)
    answers = time_answers(tmp_path / "kb", [questions], rounds=2)

    assert ingest.documents == 1
    assert ingest.passages >= 3
    assert ingest.views > ingest.passages
    assert answers["questions"] == 1
    assert answers["answer_ms"]["median"] is not None
    figures = {
        "machine": {"system": "Linux", "architecture": "x86_64", "cores": 2},
        "versions": {"python": "3.11"},
        "runs": 1,
        "cold_start": ColdStart((1.0,), (1.0,)).to_json(),
        "ingest": ingest.to_json(),
        "answers": answers,
    }
    assert "| 回答（1問×2） |" in bench.bench_markdown(figures)
    assert "| 回答" not in bench.bench_markdown({**figures, "answers": None})


def test_documents_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(MadoguchiError, match="取り込める文書がありません"):
        time_ingest(((tmp_path / "none", "public"),), load_embedder(), folder=tmp_path, runs=1)
