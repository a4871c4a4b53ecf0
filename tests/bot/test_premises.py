from __future__ import annotations

import pytest
from tiny_city import CITY, make_article, make_found, make_passage, make_snapshot

from bot.premises import Premise, check_premises, department_words
from bot.question import understand
from ingest.records import Passage
from kb.records import Filters

FIRST = make_article(1, "目的", "この条例は、自治の基本を定める。")
SECOND = make_article(2, "定義", "市民とは、市内に住む者をいう。", departments=("総務局 企画部",))
STAGE = make_passage(
    "公園の整備を始める。", kind="stage", locator="防災 段階1", title="防災の工程表"
)
GOAL = make_passage(
    "水害を減らす。", kind="measure", locator="防2-1", title="防災プラン", path=("防2-1 水害",)
)
OTHER = make_passage("ごみを減らす。", title="ごみ減量推進計画", municipality="川口市")
EVERYTHING = (FIRST, SECOND, STAGE, GOAL, OTHER)


def check(text: str, *passages: Passage, city: str | None = None) -> Premise | None:
    known = passages or EVERYTHING
    snapshot = make_snapshot(*known)
    filters = Filters()
    question = understand(text, city=city, municipalities=snapshot.municipalities(filters))
    return check_premises(question, make_found(text, *known), snapshot, filters)


@pytest.mark.parametrize(
    "question",
    [
        "自治基本条例の第2条は何を定めていますか",
        "この条例の第1条は",
        "防災の段階1では何をしますか",
        "防2-1は何ですか",
        "総務局企画部の仕事は",
        "みなと市の自治基本条例の目的は",
        "川口市のごみ減量推進計画は",
        "ごみを減らすには",
        "担当課はどこですか",
    ],
)
def test_what_there_is_can_be_asked_about(question: str) -> None:
    assert check(question) is None


def test_an_article_behind_the_last_one_does_not_exist() -> None:
    premise = check("自治基本条例の第40条は何を定めていますか")
    assert premise == Premise(
        "false_premise", "みなと市自治基本条例は第2条までで、第40条はありません。"
    )


def test_a_stage_behind_the_last_one_does_not_exist() -> None:
    premise = check("防災の段階4では何をしますか")
    assert premise is not None
    assert premise.reason == "false_premise"
    assert "段階4はありません" in premise.text


def test_a_number_of_a_measure_that_is_not_there_does_not_exist() -> None:
    premise = check("防9-1は何ですか")
    assert premise is not None
    assert premise.reason == "false_premise"
    assert "防9-1はありません" in premise.text


def test_numbers_are_not_missed_where_no_document_has_such() -> None:
    assert check("第40条は何ですか", OTHER) is None


def test_an_ordinance_that_is_not_loaded_is_not_evidence() -> None:
    premise = check("子どもの権利に関する条例の第15条の内容は")
    assert premise is not None
    assert premise.reason == "no_evidence"
    assert "子どもの権利に関する条例" in premise.text


def test_a_document_of_another_city_is_a_false_premise() -> None:
    premise = check(f"{CITY}のごみ減量推進計画の目標は")
    assert premise == Premise(
        "false_premise", f"「ごみ減量推進計画」は川口市の資料で、{CITY}の資料にはありません。"
    )


def test_a_work_of_its_own_that_the_city_speaks_of_is_no_false_premise() -> None:
    spoken_of = make_passage(f"{CITY}ごみ減量推進計画を令和元年に定めた。", title="概要")
    assert check(f"{CITY}ごみ減量推進計画はいつ定めたか", spoken_of, OTHER) is None


@pytest.mark.parametrize("question", ["「くらし応援課」の仕事は", "くらし応援課の仕事は"])
def test_a_division_that_no_document_knows_does_not_exist(question: str) -> None:
    premise = check(question)
    assert premise is not None
    assert premise.reason == "false_premise"
    assert "「くらし応援課」" in premise.text


def test_a_division_that_a_document_names_in_passing_exists() -> None:
    passing = make_passage("くらし応援課と協議する。")
    assert check("くらし応援課の仕事は", passing) is None


def test_words_like_a_departments_name_are_found() -> None:
    assert department_words("「健康福祉センター」と生活応援課の日課") == [
        "健康福祉センター",
        "生活応援課",
    ]


def test_a_ward_office_that_no_document_knows_does_not_exist() -> None:
    north = make_passage(
        "窓口を開く。", kind="goal", departments=("北区役所 区民課",), label="北区役所 区民課"
    )
    premise = check("西野区役所の電話番号は", north)
    assert premise is not None
    assert "「西野区役所」" in premise.text
    assert check("みなと市北区役所の電話番号は", north) is None
    assert check("西野区役所の電話番号は", FIRST) is None
