from __future__ import annotations

import json
from pathlib import Path

import pytest
from contract import RETRIEVED, Commands, check, check_answer

from ingest.normalize import match_form

pytestmark = pytest.mark.integration

QUESTIONS = [
    "まちづくり基本条例の第24条には何が書いてありますか",
    "粗大ごみの申込みはどこですか",
    "総務局人事部の行動目標は何ですか",
    "工程表の防災の段階2には何がありますか",
    "男性職員の育児休業の取得率の目標は何％ですか",
    "住民投票について定めているのは第何条ですか",
    "「早く着く救急」ではどんなことをしますか",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_quotes_stand_verbatim_in_the_source(sample: Commands, question: str) -> None:
    answer = sample.ask(question)
    assert answer["question"] == question
    assert answer["status"] == "answered"
    for citation in answer["citations"]:
        source = sample.source_text(citation["document"])
        assert match_form(citation["quote"]) in match_form(
            source[citation["start"] : citation["end"]]
        )
        assert citation["quote"].strip()
        passages = sample.run("passages", "--document", citation["document"], "--json").lines
        [cited] = [row for row in passages if row["passage_id"] == citation["passage_id"]]
        assert cited["text"] == citation["text"]
        assert citation["label"].startswith(cited["label"])


@pytest.mark.parametrize("question", ["", "空港の滑走路の長さは？", "今日の天気は？", "あ" * 3000])
def test_what_cannot_be_answered_has_a_reason_and_no_citation(
    sample: Commands, question: str
) -> None:
    answer = sample.ask(question)
    assert answer["status"] in ("not_found", "refused", "clarify")
    assert answer["citations"] == []


def test_the_responsible_department_comes_with_its_contact(sample: Commands) -> None:
    answer = sample.ask("粗大ごみの申込みはどこですか")
    first = answer["departments"][0]
    assert "収集業務課" in first["name"]
    assert first["municipality"] == "汐野市"
    assert "099-900-" in first["contact"]


def test_one_department_under_two_names_is_named_once(sample: Commands) -> None:
    answer = sample.ask("住民投票の担当部署はどこですか")
    names = [department["name"] for department in answer["departments"]]
    assert names.count("選挙管理委員会事務局 選挙課") == 1


def test_text_for_people_ends_with_the_sources(sample: Commands) -> None:
    outcome = sample.run("ask", "まちづくり基本条例の第24条には何が書いてありますか")
    assert outcome.status == 0
    assert "[1] 汐野市まちづくり基本条例 第24条" in outcome.out


def test_characters_that_are_none_do_no_harm(sample: Commands) -> None:
    outcome = sample.run("ask", "粗大ごみ\udcffの申込み", "--json")
    assert outcome.status == 0
    check_answer(outcome.json)
    assert sample.run("search", "\udcff\x00", "--json").status == 0


def test_a_city_that_is_not_there_is_said(sample: Commands) -> None:
    answer = sample.ask("粗大ごみの申込みはどこですか", "--city", "沖浜町")
    assert answer["status"] == "not_found"
    assert "沖浜町" in answer["text"]
    outcome = sample.run("search", "粗大ごみ", "--city", "沖浜町", "--json")
    assert (outcome.status, outcome.json["passages"]) == (0, [])


def test_search_ranks_as_many_passages_as_asked_for(sample: Commands) -> None:
    for limit in (1, 3, 25):
        outcome = sample.run("search", "避難所", "--limit", str(limit), "--json")
        rows = outcome.json["passages"]
        check(rows, [RETRIEVED])
        assert len(rows) == limit
        scores = [row["score"] for row in rows]
        assert scores == sorted(scores, reverse=True)
    everything = sample.run("search", "避難所", "--limit", "100000", "--json")
    assert len(everything.json["passages"]) <= 542
    assert len(sample.run("search", "避難所", "--json").json["passages"]) == 10


def test_a_city_narrows_the_search_and_not_its_result(own: Commands, tmp_path: Path) -> None:
    path = tmp_path / "沖浜町.txt"
    path.write_text(
        "沖浜町ごみ条例\n\n（粗大ごみ）\n第1条　粗大ごみは、沖浜町役場の生活係に申し込む。\n",
        encoding="utf-8",
    )
    assert own.run("ingest", path).status == 0
    for city, names in (("沖浜町", {"沖浜町.txt"}), ("汐野市", None)):
        rows = own.run("search", "粗大ごみの申込み", "--city", city, "--limit", "5", "--json")
        documents = {row["document"] for row in rows.json["passages"]}
        assert documents == names if names else "沖浜町.txt" not in documents
        assert names or len(rows.json["passages"]) == 5
        answer = own.ask("粗大ごみの申込みはどこですか", "--city", city)
        assert {citation["municipality"] for citation in answer["citations"]} == {city}
        assert {row["document"] for row in answer["passages"]} <= documents | (
            set() if names else {row["document"] for row in answer["passages"]} - {"沖浜町.txt"}
        )


def test_a_batch_keeps_identifiers_and_order_and_survives_broken_lines(
    sample: Commands, tmp_path: Path
) -> None:
    outcome, answers = sample.batch(
        tmp_path,
        b"\xef\xbb\xbf" + '{"id": "最初", "question": "粗大ごみの申込みはどこですか"}'.encode(),
        "",
        '{"id": 2, "question": ',
        '{"id": {"a": [1]}, "question": "第24条\u2028には何がありますか", "other": 1}',
        b"\xff\xfe\x00",
        '{"id": 4}',
        '{"id": 5, "question": "ごみ", "audience": "mayor"}',
        '{"id": 6, "question": "ごみ", "history": ["a"]}',
        '{"id": 7, "question": "ごみ", "city": 3}',
        '["id"]',
        "   ",
        '{"id": "\\ud800", "question": "\\ud800"}',
        '{"id": 0, "question": "総務局人事部の目標は何ですか", "audience": null, "city": null}\r',
    )
    outcome.check_refusal()
    assert [answer["id"] for answer in answers] == [
        "最初", None, {"a": [1]}, None, 4, 5, 6, 7, None, "\ud800", 0,
    ]  # fmt: skip
    for answer in answers:
        check_answer(answer)
    failed = [answer for answer in answers if answer["status"] == "error"]
    assert [answer["id"] for answer in failed] == [None, None, 4, 5, 6, 7, None]
    assert {answer["reason"] for answer in failed} == {"invalid_line"}
    assert [f"{number}行目" in failed[at].get("text") for at, number in enumerate((3, 5, 6))] == [
        True, True, True,
    ]  # fmt: skip
    assert answers[0]["status"] == answers[-1]["status"] == "answered"


def test_a_batch_without_a_broken_line_ends_with_0(sample: Commands, tmp_path: Path) -> None:
    outcome, answers = sample.batch(tmp_path, '{"id": 1, "question": "空港はありますか"}')
    assert outcome.status == 0
    assert outcome.out == ""
    assert [answer["id"] for answer in answers] == [1]


def test_a_batch_answers_as_ask_does(sample: Commands, tmp_path: Path) -> None:
    _, answers = sample.batch(
        tmp_path, *(json.dumps({"id": at, "question": q}) for at, q in enumerate(QUESTIONS[:3]))
    )
    for question, answer in zip(QUESTIONS, answers, strict=False):
        alone = sample.ask(question)
        for name in ("question", "status", "reason", "text", "citations", "departments"):
            assert answer[name] == alone[name]


def test_history_completes_a_question(sample: Commands, tmp_path: Path) -> None:
    before = ["まちづくり基本条例の第24条には何が書いてありますか", "個人情報の保護です。"]
    line = {"question": "では、第25条は？", "history": [before]}
    _, [answer] = sample.batch(tmp_path, json.dumps(line))
    assert answer["citations"][0]["locator"].startswith("第25条")


@pytest.mark.parametrize("target", ["questions.jsonl", "folder", "nowhere/answers.jsonl"])
def test_answers_that_cannot_be_written_cost_nothing(
    sample: Commands, tmp_path: Path, target: str
) -> None:
    questions = tmp_path / "questions.jsonl"
    questions.write_text('{"question": "ごみ"}\n', encoding="utf-8")
    (tmp_path / "folder").mkdir()
    outcome = sample.run("batch", questions, "--out", tmp_path / target)
    outcome.check_refusal(target.split("/")[0])
    assert questions.read_text(encoding="utf-8") == '{"question": "ごみ"}\n'
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "questions.jsonl"]


def test_questions_that_cannot_be_read_are_said(sample: Commands, tmp_path: Path) -> None:
    outcome = sample.run("batch", tmp_path / "ない.jsonl", "--out", tmp_path / "a.jsonl")
    outcome.check_refusal("ない.jsonl")
    (tmp_path / "utf16.jsonl").write_text('{"question": "ごみ"}', encoding="utf-16")
    outcome = sample.run("batch", tmp_path / "utf16.jsonl", "--out", tmp_path / "a.jsonl")
    outcome.check_refusal("UTF-8")
    assert not (tmp_path / "a.jsonl").exists()
