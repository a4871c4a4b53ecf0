from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stored_samples import make_passage

from kb.names import (
    abbreviated_names,
    department_names,
    find_names,
    heading_names,
    name_form,
    passage_names,
    title_names,
)

WIDE = str.maketrans("ABC0123456789", "ＡＢＣ０１２３４５６７８９")


def test_names_are_compared_without_width_case_space_and_quotes() -> None:
    assert name_form("「ＣＳ９０＋ 行動目標」") == "cs90+行動目標"


@given(st.text(alphabet="ABC0123456789市課　 「」", max_size=20))
def test_width_makes_no_difference_to_a_name(text: str) -> None:
    assert name_form(text.translate(WIDE)) == name_form(text)


def test_a_department_is_called_by_its_whole_name_and_by_each_part() -> None:
    assert department_names(("環境局 資源循環推進部",)) == {
        "環境局資源循環推進部",
        "環境局",
        "資源循環推進部",
    }


def test_a_ward_office_is_called_by_its_ward() -> None:
    assert department_names(("みなと区役所 健康福祉部",)) == {
        "みなと区役所健康福祉部",
        "みなと区役所",
        "みなと区",
        "健康福祉部",
        "みなと区健康福祉部",
    }


def test_a_title_is_called_without_its_city_and_without_what_follows_in_brackets() -> None:
    assert title_names("みなと市行動目標（案）", "みなと市") == {
        "みなと市行動目標(案)",
        "みなと市行動目標",
        "行動目標(案)",
        "行動目標",
    }


def test_parts_of_a_title_and_what_it_is_called_without_its_period_are_names() -> None:
    title = "第3次みなと市総合計画「しおさいプラン」 前期基本計画"
    assert {"総合計画", "しおさいプラン", "前期基本計画"} <= title_names(title, "みなと市")


def test_a_rule_about_something_is_called_by_its_subject() -> None:
    title = "みなと市個人情報の保護に関する条例"
    assert "個人情報保護条例" in title_names(title, "みなと市")
    assert "個人情報保護法律" not in title_names(title, "みなと市")


def test_departments_are_called_for_short_without_what_they_are() -> None:
    assert abbreviated_names(("環境局 資源循環推進部",)) == {"環境", "資源循環推進", "資源循環"}
    assert abbreviated_names(("浦港区役所 市民課",)) == {"浦港", "市民"}
    assert abbreviated_names(("港区役所",)) == set()


@pytest.mark.parametrize("title", ["窓口一覧", "窓口の一覧", "窓口一覧表"])
def test_short_names_that_could_be_anything_are_no_names(title: str) -> None:
    assert "窓口" not in title_names(title, None)


def test_a_passage_is_called_by_its_departments_and_its_title() -> None:
    passage = make_passage("条例.txt", 1, "定める。", departments=("総務課",))
    assert passage_names(passage) == {"総務課", "みなと市自治基本条例", "自治基本条例"}


def test_the_longest_names_are_found_from_left_to_right() -> None:
    gazetteer = {"環境局", "環境局資源循環推進部", "北区", "区"}
    assert find_names("北区と環境局 資源循環推進部、環境局", gazetteer) == [
        "北区",
        "環境局資源循環推進部",
        "環境局",
    ]


def test_a_text_without_names_has_none() -> None:
    assert find_names("ごみの出し方", {"環境局"}) == []
    assert find_names("", {"環境局"}) == []


def test_names_in_latin_letters_are_whole_words_and_short_ones_no_words_of_english() -> None:
    gazetteer = {"and", "ict", "kor", "ごみ"}
    assert find_names("land KOR ごみ", gazetteer) == ["kor", "ごみ"]
    assert find_names("and 国コード", gazetteer) == ["and"]
    assert find_names("rock and roll", gazetteer) == []
    assert find_names("the ICT plan", gazetteer) == ["ict"]


def test_a_heading_with_an_open_end_is_also_called_without_it() -> None:
    assert heading_names(make_passage("a.txt", 1, "…", heading="（会議の公開等）")) == {
        "会議の公開等",
        "会議の公開",
    }
