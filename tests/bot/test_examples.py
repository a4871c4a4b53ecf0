from __future__ import annotations

import pytest
from tiny_city import make_article, make_passage, make_snapshot

from bot.examples import example_questions, question_for
from ingest.records import Passage
from kb.records import Filters, Hit

ARTICLE = make_article(24, "（情報公開）", "市は、公開する。")
GOAL = make_passage("ごみを減らす。", kind="goal", departments=("環境局 資源循環推進部",))
PROCEDURE = make_passage("窓口：市民課", kind="procedure", heading="転入届")
MEASURE = make_passage("公園を増やす。", kind="measure", heading="公園の整備")
DUTY = make_passage("ごみの収集", kind="duty", departments=("環境局 資源循環推進部",))
STAFF = make_passage("係長へ。", kind="procedure", heading="苦情の処理", audience="staff")


@pytest.mark.parametrize(
    ("passage", "named"),
    [
        (ARTICLE, "第24条"),
        (GOAL, "環境局 資源循環推進部"),
        (PROCEDURE, "転入届"),
        (MEASURE, "公園の整備"),
        (DUTY, "資源循環推進部"),
    ],
)
def test_a_question_names_what_its_passage_is_about(passage: Passage, named: str) -> None:
    question = question_for(passage)
    assert question is not None
    assert named in question


def test_a_passage_whose_heading_says_nothing_gives_no_question() -> None:
    assert question_for(make_passage("定める。", kind="procedure")) is None
    assert question_for(make_passage("ごみを減らす。", kind="goal")) is None


def test_the_passages_found_come_first_and_none_twice() -> None:
    snapshot = make_snapshot(ARTICLE, GOAL, PROCEDURE)
    hits = [Hit(PROCEDURE, 2.0), Hit(PROCEDURE, 1.0)]
    questions = example_questions(snapshot, Filters(), most=3, near=hits)
    assert questions[0] == question_for(PROCEDURE)
    assert len(set(questions)) == len(questions) == 3


def test_no_more_questions_are_given_than_asked_for() -> None:
    snapshot = make_snapshot(ARTICLE, GOAL, PROCEDURE, MEASURE)
    assert len(example_questions(snapshot, Filters(), most=2)) == 2


def test_citizens_get_no_questions_on_documents_for_staff() -> None:
    snapshot = make_snapshot(STAFF, PROCEDURE)
    citizens = example_questions(snapshot, Filters(), most=5)
    staff = example_questions(snapshot, Filters(include_staff=True), most=5)
    assert citizens == [question_for(PROCEDURE)]
    assert set(staff) == {question_for(PROCEDURE), question_for(STAFF)}


def test_an_empty_knowledge_base_gives_no_questions() -> None:
    assert example_questions(make_snapshot(), Filters(), most=3) == []
