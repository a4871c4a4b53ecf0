from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from contract import INGESTED_FILE, KINDS, PASSAGE, Commands, check

from ingest.normalize import match_form

pytestmark = pytest.mark.integration

COMMANDS = ["ingest", "remove", "documents", "passages", "ask", "search", "batch", "serve"]
ORDINANCE = """沖浜町見本条例

（目的）
第1条　この条例は、町の見本について必要な事項を定めることを目的とする。

（見本の展示）
第2条　町長は、毎年10月に見本を展示するものとする。
"""
# Kinds whose text stands in one piece in most documents.
CONTIGUOUS = {"article", "preamble", "supplementary", "duty"}


def madoguchi(*arguments: str, kb: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, **({"MADOGUCHI_KB": str(kb)} if kb else {})}
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", *arguments],
        capture_output=True,
        env=environment,
        check=False,
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    from bot.cli import main

    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert f"madoguchi {command}" in capsys.readouterr().out


def test_help_names_every_command() -> None:
    result = madoguchi("--help")
    assert result.returncode == 0
    assert all(command in result.stdout.decode() for command in COMMANDS)


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["fly"],
        ["ask"],
        ["ask", "ごみ", "--audience", "mayor"],
        ["search", "ごみ", "--limit", "0"],
        ["search", "ごみ", "--limit", "many"],
        ["ingest"],
        ["ingest", "a.txt", "--audience", "citizen"],
        ["remove"],
        ["batch", "questions.jsonl"],
        ["serve", "--port", "http"],
        ["documents", "--city", "汐野市"],
    ],
)
def test_wrong_usage_ends_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    from bot.cli import main

    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    written = capsys.readouterr()
    assert not written.out
    assert "usage" in written.err


def test_the_program_asks_in_a_process_of_its_own(sample_kb: Path) -> None:
    result = madoguchi("ask", "粗大ごみの申込みはどこですか", "--json", kb=sample_kb)
    assert result.returncode == 0
    assert json.loads(result.stdout)["status"] == "answered"
    missing = madoguchi("documents", "--json", kb=sample_kb / "nowhere")
    assert missing.returncode == 1
    assert b"Traceback" not in missing.stderr
    assert json.loads(missing.stdout)["status"] == "error"


def test_a_reader_that_goes_early_is_no_error(sample_kb: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "bot.cli", "passages", "--kb", str(sample_kb)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait() == 0
    process.stderr.close()


def test_json_is_utf8_whatever_the_terminal(sample_kb: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "bot.cli", "documents", "--json", "--kb", str(sample_kb)],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "cp932", "PYTHONUTF8": "0"},
        check=True,
    )
    assert len(json.loads(result.stdout.decode("utf-8"))) == 8


def test_ingest_says_what_each_file_was_taken_for(empty: Commands, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(ORDINANCE, encoding="utf-8")
    outcome = empty.run("ingest", path, "--json")
    assert outcome.status == 0
    [file] = outcome.json["files"]
    check(file, INGESTED_FILE)
    assert {name: file[name] for name in INGESTED_FILE} == {
        "document": "a.txt",
        "municipality": "沖浜町",
        "title": "沖浜町見本条例",
        "kind": "ordinance",
        "date": None,
        "passages": 2,
        "warnings": [],
    }
    shown = empty.run("ingest", path)
    assert shown.status == 0
    for words in ("a.txt", "沖浜町", "沖浜町見本条例", "2"):
        assert words in shown.out


def test_the_sample_city_is_recognized(own: Commands, sample_city: Path) -> None:
    outcome = own.run("ingest", sample_city / "public", "--json")
    assert outcome.status == 0
    assert {file["municipality"] for file in outcome.json["files"]} == {"汐野市"}
    assert {file["kind"] for file in outcome.json["files"]} == {
        "ordinance", "duties", "roadmap", "procedures", "measure_sheets", "plan", "goal_table",
    }  # fmt: skip
    assert outcome.json["documents"] == 8


def test_a_second_ingest_changes_nothing(own: Commands, sample_city: Path) -> None:
    before = own.files()
    outcome = own.run("ingest", sample_city / "public", "--json")
    assert outcome.json["added"] == outcome.json["changed"] == []
    assert len(outcome.json["unchanged"]) == 7
    assert own.files() == before


def test_only_a_changed_file_is_replaced(empty: Commands, tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "a.txt").write_text(ORDINANCE, encoding="utf-8")
    (folder / "b.txt").write_text(ORDINANCE.replace("沖浜町", "山手村"), encoding="utf-8")
    assert empty.run("ingest", folder).status == 0
    (folder / "a.txt").write_text(ORDINANCE.replace("10月", "11月"), encoding="utf-8")
    outcome = empty.run("ingest", folder, "--json")
    assert (outcome.json["changed"], outcome.json["unchanged"]) == (["a.txt"], ["b.txt"])
    texts = " ".join(row["text"] for row in empty.run("passages", "--json").lines)
    assert "11月に見本を" in texts
    assert texts.count("10月に見本を") == 1


def test_a_manifest_wins_over_what_was_recognized(empty: Commands, tmp_path: Path) -> None:
    path, manifest = tmp_path / "a.txt", tmp_path / "manifest.csv"
    path.write_text(ORDINANCE, encoding="utf-8")
    manifest.write_text(
        "file,title,municipality,date,audience,url,licence\n"
        "a.txt,見本の決まり,みさき市,2025-04-01,staff,https://example.jp/,CC BY 4.0\n"
        "b.txt,ない資料,,,,,\n",
        encoding="utf-8",
    )
    outcome = empty.run("ingest", path, "--manifest", manifest, "--json")
    assert outcome.status == 0
    assert "b.txt" in outcome.err
    [row] = empty.run("documents", "--json").json
    assert {name: row[name] for name in ("title", "municipality", "date", "audience")} == {
        "title": "見本の決まり",
        "municipality": "みさき市",
        "date": "2025-04-01",
        "audience": "staff",
    }
    assert (row["url"], row["licence"]) == ("https://example.jp/", "CC BY 4.0")
    [first, _] = empty.run("passages", "--json").lines
    assert first["label"] == "みさき市「見本の決まり」第1条"
    assert not empty.ask("見本の展示は何月ですか")["passages"]


def test_a_manifest_that_cannot_be_used_stops_before_anything_is_stored(
    empty: Commands, tmp_path: Path
) -> None:
    path, manifest = tmp_path / "a.txt", tmp_path / "manifest.toml"
    path.write_text(ORDINANCE, encoding="utf-8")
    manifest.write_text('["a.txt"]\ndate = "きのう"\n', encoding="utf-8")
    empty.run("ingest", path, "--manifest", manifest).check_refusal("きのう", "a.txt")
    assert not empty.kb.exists()


def test_remove_takes_out_what_is_there_and_names_what_is_not(own: Commands) -> None:
    outcome = own.run("remove", "工程表.txt", "ない.txt", "--json")
    outcome.check_refusal("ない.txt", "madoguchi documents")
    assert outcome.json == {"removed": ["工程表.txt"], "missing": ["ない.txt"]}
    names = [row["document"] for row in own.run("documents", "--json").json]
    assert len(names) == 7
    assert "工程表.txt" not in names
    assert not [row for row in own.run("passages", "--json").lines if row["kind"] == "stage"]
    assert own.run("remove", "総合計画.md").status == 0


def test_documents_are_listed_with_what_they_were_taken_for(sample: Commands) -> None:
    outcome = sample.run("documents", "--json")
    assert outcome.status == 0
    rows = outcome.json
    assert len(rows) == 8
    for row in rows:
        check(row, INGESTED_FILE)
    assert [row["audience"] for row in rows].count("staff") == 1
    shown = sample.run("documents").out
    assert all(row["document"] in shown for row in rows)


def test_passages_are_one_object_a_line_with_spans_of_the_source(sample: Commands) -> None:
    outcome = sample.run("passages", "--json")
    assert outcome.status == 0
    rows = outcome.lines
    assert len(rows) > 400
    sources: dict[str, str] = {}
    for row in rows:
        check(row, PASSAGE)
        assert row["kind"] in KINDS
        assert row["audience"] in ("public", "staff")
        assert row["text"].strip()
        if row["document"] not in sources:
            sources[row["document"]] = sample.source_text(row["document"])
        source = sources[row["document"]]
        assert 0 <= row["start"] < row["end"] <= len(source)
        if row["kind"] in CONTIGUOUS:
            assert match_form(row["text"]) in match_form(source[row["start"] : row["end"]])
    assert len({row["passage_id"] for row in rows}) == len(rows)
    # Reading order: documents one after the other, passages by their place.
    for name in sources:
        starts = [row["start"] for row in rows if row["document"] == name]
        assert starts == sorted(starts)
    order = [row["document"] for row in rows]
    assert order == sorted(order, key=list(sources).index)


def test_passages_of_one_document_can_be_asked_for(sample: Commands) -> None:
    rows = sample.run("passages", "--document", "まちづくり基本条例.txt", "--json").lines
    assert {row["document"] for row in rows} == {"まちづくり基本条例.txt"}
    locators = [row["locator"] for row in rows]
    assert locators.index("第30条の2") == locators.index("第30条") + 1
    sample.run("passages", "--document", "ない.txt", "--json").check_refusal("ない.txt")


@pytest.mark.parametrize(
    "arguments",
    [
        ["documents"],
        ["documents", "--json"],
        ["passages"],
        ["ask", "粗大ごみの申込みはどこですか"],
        ["ask", "男性職員の育児休業の目標は何％ですか", "--json", "--audience", "counter"],
        ["search", "避難所", "--explain"],
        ["search", "避難所", "--json", "--city", "汐野市"],
    ],
)
def test_reading_changes_no_byte(sample: Commands, arguments: list[str]) -> None:
    before = sample.files()
    assert sample.run(arguments[0], *arguments[1:]).status == 0
    assert sample.files() == before


@pytest.mark.parametrize(
    "arguments",
    [["documents"], ["passages"], ["ask", "ごみ"], ["search", "ごみ"], ["remove", "a.txt"]],
)
def test_a_missing_knowledge_base_stays_missing(empty: Commands, arguments: list[str]) -> None:
    empty.run(arguments[0], *arguments[1:]).check_refusal("madoguchi ingest")
    assert not empty.kb.parent.exists()


def test_batch_and_serve_without_a_knowledge_base_leave_nothing(
    empty: Commands, tmp_path: Path
) -> None:
    outcome, answers = empty.batch(tmp_path, '{"question": "ごみ"}')
    outcome.check_refusal("madoguchi ingest")
    assert answers == []
    empty.run("serve", "--port", "1").check_refusal("madoguchi ingest")
    assert not empty.kb.parent.exists()
