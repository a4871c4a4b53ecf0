"""Drafts of questions fit the documents that they come from."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from planted import GARBAGE, WATER

from eval.asked import AskedQuestion, draft_asked, read_asked
from eval.cases import QuestionSetError, parse_case
from eval.check import Library, check_case
from eval.draft import draft_cases
from kb.records import Hit

DUTIES = replace(
    GARBAGE,
    kind="duty",
    locator="第7条 資源循環推進部",
    label="虹野市事務分掌規則 第7条 資源循環推進部",
    heading="資源循環推進部",
    path=("虹野市事務分掌規則", "第7条 資源循環推進部"),
    text="第七条　資源循環推進部の分掌事務は、次のとおりとする。\n"
    "一　ごみの減量に関すること。\n二　局内他課の主管に属しないこと。",
)
PROCEDURE = replace(
    WATER,
    kind="procedure",
    locator="水道の使用開始",
    label="虹野市 手続一覧 水道の使用開始",
    heading="水道の使用開始",
    path=("虹野市 手続一覧", "水道の使用開始"),
    text="手続名: 水道の使用開始\n期限: 令和7年度からは使う日の3日前まで\n手数料: 無料",
)
ARTICLE = replace(
    WATER,
    locator="第2条",
    heading="基本原則",
    path=("虹野市くらしの規則", "第2条 基本原則"),
    text="第2条　次に掲げる原則による。\n(1)　公開の原則\n(2)　参加の原則\n(3)　協働の原則",
)


def questions(*passages: object, limit: int = 40) -> dict[str, tuple[tuple[str, ...], ...]]:
    drafts = draft_cases(passages, limit=limit)  # type: ignore[arg-type]
    return {case.question: case.facts for case in drafts if case.answerable}


def test_a_duty_is_asked_for_its_department() -> None:
    assert questions(DUTIES) == {
        "ごみの減量のことは、どこに聞けばいいですか。": (("資源循環推進部",),)
    }


def test_cells_are_asked_for_what_stands_in_them_and_not_for_a_year() -> None:
    assert questions(PROCEDURE) == {
        "水道の使用開始は、いつまでにすればいいですか。": (("3日",),),
        "水道の使用開始には、いくらかかりますか。": (("無料",),),
    }


def test_an_article_is_asked_by_number_by_content_and_for_its_list() -> None:
    assert questions(ARTICLE) == {
        "基本原則について定めているのは、虹野市くらしの規則の第何条ですか。": (("第2条",),),
        "虹野市くらしの規則第2条は、何を定めていますか。": (("基本原則",),),
        "虹野市くらしの規則第2条（基本原則）に挙げられているものを、全部教えてください。": (
            ("公開の原則",),
            ("参加の原則",),
            ("協働の原則",),
        ),
    }


def test_drafts_pass_the_check_and_every_line_can_be_read() -> None:
    passages = (DUTIES, PROCEDURE, ARTICLE)
    drafts = draft_cases(passages, limit=20)
    library = Library(passages, frozenset({"虹野市"}))

    for case in drafts:
        assert parse_case(case.to_json())[1] == []
        assert check_case(case, library) == []
    kinds = Counter(case.kind for case in drafts)
    assert kinds["false_premise"] == 1  # 第8条 is not there
    assert sum(not case.answerable for case in drafts) == 5
    assert len({case.case_id for case in drafts}) == len(drafts)


def test_unanswered_questions_of_a_log_are_counted_once(tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text(
        "question,status,audience,city\n"
        "駐車場は？,not_found,citizen,虹野市\n"
        "ごみは？,answered,citizen,虹野市\n"
        "駐車場 は？,not_found,citizen,虹野市\n"
        "'=SUM(1),refused,機械,\n",
        encoding="utf-8-sig",
    )

    assert read_asked(log) == [
        AskedQuestion("駐車場は？", "citizen", "虹野市", 2),
        AskedQuestion("=SUM(1)", "citizen", None, 1),
    ]


def test_a_log_without_status_gives_all_questions_and_open_lines(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    log.write_text(json.dumps({"question": "駐車場は？"}), encoding="utf-8")

    [line] = draft_asked(read_asked(log), lambda question: [Hit(GARBAGE, 1.0)] * 5)

    assert (line["asked"], len(line["candidates"])) == (1, 3)
    assert line["candidates"][0]["label"] == GARBAGE.label
    assert "answerable は true か false にしてください（いまは null）。" in parse_case(line)[1]


@pytest.mark.parametrize("text", ["", "{", "a,b\n1,2\n", '{"text": "question がない"}'])
def test_what_is_no_log_is_said(tmp_path: Path, text: str) -> None:
    log = tmp_path / "log.jsonl"
    log.write_text(text, encoding="utf-8")

    with pytest.raises(QuestionSetError, match="質問の記録"):
        read_asked(log)
