from __future__ import annotations

import pytest
from tiny_city import CITY, make_article, make_found, make_passage, make_snapshot

from bot.department_words import department_words
from bot.premises import Premise, check_premises
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


def test_a_law_by_a_name_that_no_title_is_short_for_is_not_evidence() -> None:
    premise = check("道路法の第2条には何が書いてありますか")
    assert premise is not None
    assert premise.reason == "no_evidence"
    assert premise.text.startswith("「道路法」は登録されている資料の中にありません")
    assert premise.text.endswith("登録されている資料には、みなと市自治基本条例などがあります。")


def test_a_work_called_by_other_words_is_not_said_to_be_missing() -> None:
    parking = make_article(3, "時間", "午前4時から使える。", title="みなと市自転車等駐車場条例")
    assert check("駐輪場条例の第3条は", parking) is None


def test_an_article_behind_the_last_one_of_a_work_by_its_short_name_does_not_exist() -> None:
    premise = check("自治条例の第40条は")
    assert premise is not None
    assert premise.text == "みなと市自治基本条例は第2条までで、第40条はありません。"


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


CHAPTERS = tuple(
    make_passage(
        f"{section}について述べる。",
        title="みなと市総合計画",
        label=f"みなと市総合計画 第{chapter}章 第{section}節",
        path=(f"第{chapter}章 暮らし", f"第{section}節 安全"),
    )
    for chapter, section in ((1, 1), (1, 2), (2, 1), (2, 4))
)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (
            "総合計画の第9章には何が書いてありますか",
            "みなと市総合計画にあるのは第1章から第2章までで、第9章はありません。",
        ),
        (
            "総合計画の第1章第4節は何についてですか",
            "みなと市総合計画にあるのは第1節から第2節までで、第4節はありません。",
        ),
        ("基9-9の取組みは", "「基9-9」にあたる箇所は、登録されている資料にありません。"),
        (
            "総合計画の第30条は",
            "「総合計画の第30条」にあたる箇所は、登録されている資料にありません。",
        ),
    ],
)
def test_headings_and_codes_behind_the_last_one_do_not_exist(question: str, text: str) -> None:
    assert check(question, *CHAPTERS, GOAL) == Premise("false_premise", text)


@pytest.mark.parametrize(
    "question",
    ["総合計画の第2章第4節は", "総合計画の第2章は", "総合計画の第2章第3節は", "総合計画に第30条は"],
)
def test_headings_that_may_have_been_missed_are_no_false_premise(question: str) -> None:
    assert check(question, *CHAPTERS, GOAL) is None


def test_a_chapter_that_the_text_speaks_of_exists() -> None:
    notes = make_passage("第5章で述べる。", title="みなと市総合計画", label="みなと市総合計画")
    assert check("総合計画の第5章は", *CHAPTERS, notes) is None


def test_an_article_in_english_is_the_same_article() -> None:
    premise = check("What does Article 80 say?", FIRST, SECOND)
    assert premise is not None
    assert premise.reason == "false_premise"


def test_an_ordinance_without_its_name_has_no_article_of_a_rule() -> None:
    rule = make_article(
        80, "分掌", "庶務に関すること。", title="みなと市事務分掌規則", departments=("総務課",)
    )
    premise = check("条例の第80条は", FIRST, SECOND, rule)
    assert premise == Premise(
        "false_premise", "みなと市自治基本条例は第2条までで、第80条はありません。"
    )
    assert check("規則の第80条は", FIRST, SECOND, rule) is None
    assert check("第80条は", FIRST, SECOND, rule) is None


def test_a_section_of_a_chapter_without_sections_does_not_exist() -> None:
    bare = make_passage("述べる。", title="みなと市総合計画", path=("第3章 財政",))
    assert check("総合計画の第3章第1節は", *CHAPTERS, bare) == Premise(
        "false_premise", "「第3章第1節」にあたる箇所は、登録されている資料にありません。"
    )


def test_a_number_of_copies_is_no_department_and_a_station_of_a_direction_is_one() -> None:
    assert department_words("広報は毎月何部くらい印刷しますか") == []
    assert department_words("テレビ局の取材と市のサッカー部と中心市街地部") == []
    assert department_words("東消防署の目標と最寄り消防署の場所") == ["東消防署"]


def test_a_department_that_its_bureau_does_not_have_does_not_exist() -> None:
    water = make_passage(
        "管を直す。", kind="goal", departments=("水道局 給水部",), label="水道局 給水部"
    )
    premise = check("水道局浄水部の目標は", water)
    assert premise is not None
    assert "「水道局浄水部」" in premise.text
    assert check("水道局給水部の目標は", water) is None
    assert check("水道局の仕事は", water) is None


def test_a_numbered_part_beyond_the_last_does_not_exist() -> None:
    first = make_passage("力を合わせる。", path=("基本方針1 つながり",))
    second = make_passage("町を磨く。", document=first.document, path=("基本方針2 魅力",))
    premise = check("基本方針5の内容は", first, second)
    assert premise is not None
    assert premise.reason == "false_premise"
    assert "基本方針5はありません" in premise.text
