from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from contract import Commands

pytestmark = pytest.mark.integration

MANUAL = "窓口応対マニュアル.txt"
# Things that only the staff manual says, asked for as somebody would who has heard of it.
QUESTIONS = [
    "釣銭準備金は1窓口につきいくらですか",
    "五つの約束は何ですか",
    "混雑したときの応援の黄の段階は何分ですか",
    "窓口応対マニュアルには何が書いてありますか",
    "番号発券機を止めるのは何時ですか",
]
# Words of the manual that stand in no public document.
ONLY_IN_THE_MANUAL = ("釣銭準備金", "五つの約束", "差額報告書", "窓口応対マニュアル", "番号発券機")


@pytest.fixture
def manual_ids(sample: Commands) -> set[str]:
    rows = sample.run("passages", "--document", MANUAL, "--json").lines
    assert {row["audience"] for row in rows} == {"staff"}
    return {row["passage_id"] for row in rows}


def parts_shown(answer: dict[str, Any]) -> str:
    """Return everything in an answer but the question that it repeats."""
    return json.dumps({**answer, "question": ""}, ensure_ascii=False)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_citizen_sees_nothing_of_the_staff_manual(
    sample: Commands, manual_ids: set[str], question: str
) -> None:
    for arguments in ([], ["--audience", "citizen", "--city", "汐野市"]):
        answer = sample.ask(question, *arguments)
        shown = parts_shown(answer)
        assert not [identifier for identifier in manual_ids if identifier in shown]
        assert MANUAL not in shown
        text = answer["text"].replace(question, "")
        for words in ONLY_IN_THE_MANUAL:
            if words not in question:
                assert words not in shown
            assert words not in "".join(answer["suggestions"])
            assert words not in "".join(row["text"] for row in answer["passages"])
            assert words not in text or words in question
        assert len(answer["passages"]) == 10
    shown = sample.run("search", question, "--limit", "600", "--json").out
    assert not [identifier for identifier in manual_ids if identifier in shown]


@pytest.mark.parametrize("audience", ["onboarding", "counter"])
def test_staff_are_answered_from_the_manual(sample: Commands, audience: str) -> None:
    answer = sample.ask(QUESTIONS[0], "--audience", audience)
    assert answer["status"] == "answered"
    assert MANUAL in {citation["document"] for citation in answer["citations"]}
    assert "50,000円" in answer["text"]
    rows = sample.run("search", "釣銭準備金", "--audience", audience, "--json").json["passages"]
    assert rows[0]["document"] == MANUAL


def test_a_staff_document_does_not_change_what_citizens_get(own: Commands, tmp_path: Path) -> None:
    before = [own.run("search", words, "--json").json["passages"] for words in ("釣銭", "避難所")]
    assert own.run("remove", MANUAL).status == 0
    after = [own.run("search", words, "--json").json["passages"] for words in ("釣銭", "避難所")]
    assert [[row["passage_id"] for row in rows] for rows in before] == [
        [row["passage_id"] for row in rows] for rows in after
    ]


def test_a_batch_keeps_audiences_apart_line_by_line(
    sample: Commands, tmp_path: Path, manual_ids: set[str]
) -> None:
    _, [staff, citizen, unnamed] = sample.batch(
        tmp_path,
        json.dumps({"question": QUESTIONS[0], "audience": "counter"}),
        json.dumps({"question": QUESTIONS[0], "audience": "citizen"}),
        json.dumps({"question": "それはどこで数えますか", "history": [[QUESTIONS[0], "五万円"]]}),
    )
    assert MANUAL in parts_shown(staff)
    for answer in (citizen, unnamed):
        assert not [identifier for identifier in manual_ids if identifier in parts_shown(answer)]


def test_a_document_becomes_hidden_when_it_is_ingested_for_staff(
    own: Commands, sample_city: Path
) -> None:
    path = sample_city / "public" / "工程表.txt"
    assert own.run("ingest", path, "--audience", "staff", "--json").json["changed"] == [
        "工程表.txt"
    ]
    rows = own.run("search", "工程表の防災の段階2", "--limit", "600", "--json").json["passages"]
    assert "工程表.txt" not in {row["document"] for row in rows}
    assert own.run("ingest", path, "--audience", "public").status == 0
    rows = own.run("search", "工程表の防災の段階2", "--json").json["passages"]
    assert "工程表.txt" in {row["document"] for row in rows}
