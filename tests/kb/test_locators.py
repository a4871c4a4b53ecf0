from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stored_samples import make_passage

from ingest.normalize import to_kanji
from kb.locators import Locator, find_locators, passage_keys

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def keys(text: str) -> list[tuple[str, int | None, int | None]]:
    return [(found.key, found.paragraph, found.item) for found in find_locators(text)]


@given(st.integers(1, 999))
def test_an_article_has_one_key_however_its_number_is_written(number: int) -> None:
    wide = str(number).translate(FULL_WIDTH)
    forms = [f"第{to_kanji(number)}条", f"{number}条", f"第{number}条", f"{wide}条", f"第{wide}条"]
    assert [keys(form) for form in forms] == [[(f"条{number}", None, None)]] * 5


@given(st.integers(1, 99), st.integers(2, 20), st.integers(1, 20), st.integers(1, 30))
def test_branch_paragraph_and_item_are_read_in_digits_and_in_kanji(
    article: int, branch: int, paragraph: int, item: int
) -> None:
    wanted = [(f"条{article}の{branch}", paragraph, item)]
    kanji = [to_kanji(number) for number in (article, branch, paragraph, item)]
    assert keys(f"第{article}条の{branch}第{paragraph}項第{item}号") == wanted
    assert keys("第{}条の{}第{}項第{}号".format(*kanji)) == wanted


@given(st.text(max_size=60))
def test_a_text_and_its_compatibility_form_name_the_same_places(text: str) -> None:
    assert find_locators(text) == find_locators(unicodedata.normalize("NFKC", text))


@given(st.text(alphabet="第条項号の二十百24３段階章節-経 つ", max_size=30))
def test_no_run_of_numerals_and_units_is_too_odd_to_read(text: str) -> None:
    assert all(isinstance(found, Locator) for found in find_locators(text))


@pytest.mark.parametrize("text", ["18条2項", "18条 2項", "18条の2項", "第18条第2項", "十八条二項"])
def test_a_paragraph_is_found_with_and_without_no_and_space(text: str) -> None:
    assert keys(text) == [("条18", 2, None)]


def test_an_item_of_an_article_without_paragraphs_is_found() -> None:
    assert keys("第3条第4号") == [("条3", None, 4)]


def test_a_counted_thing_after_an_article_is_no_branch() -> None:
    assert keys("第3条の2つの原則") == [("条3", None, None)]


def test_a_paragraph_or_an_item_alone_has_no_key() -> None:
    assert find_locators("2項と3号は？") == [
        Locator("", paragraph=2, text="2項"),
        Locator("", item=3, text="3号"),
    ]


def test_chapters_sections_and_stages_have_keys_in_order_of_appearance() -> None:
    assert keys("第二章第1節の段階3、第４段階") == [
        ("章2", None, None),
        ("節1", None, None),
        ("段階3", None, None),
        ("段階4", None, None),
    ]


@pytest.mark.parametrize("text", ["経2-1", "経２－１", "経２ー１", "経2‐1", "経2−1", "経2―1"])
def test_every_dash_writes_the_same_code(text: str) -> None:
    assert keys(text) == [("経2-1", None, None)]


def test_codes_in_small_letters_are_those_in_capitals() -> None:
    assert keys("a1-2の目標") == [("A1-2", None, None)]


@pytest.mark.parametrize(
    "text",
    [
        "百条委員会とは",
        "三条市との協定",
        "三条件を満たす人",
        "8項目の理念",
        "隣の102号室",
        "台風19号の被害",
        "国道16号の渋滞",
        "令和3年条例第24号",
        "規則第7号",
        "3-5歳の定員",
        "4-6月の予定",
        "電話は048-829-1234",
        "2024-04-01から",
        "駅前文化センターの場所",
        "3段階に分ける",
        "2章ほど読んだ",
    ],
)
def test_what_only_looks_like_a_place_is_none(text: str) -> None:
    assert find_locators(text) == []


def test_preamble_and_supplementary_provisions_are_places() -> None:
    assert keys("前文と附則") == [("前文", None, None), ("附則", None, None)]


def test_a_passage_is_found_under_its_article_and_the_headings_above() -> None:
    passage = make_passage("条例.txt", 24, "公開する。", path=("第2章 情報", "第1節 公開"))
    assert passage_keys(passage) == {"条24", "章2", "節1"}


def test_an_article_named_in_a_heading_above_is_not_the_passages_own() -> None:
    passage = make_passage("条例.txt", 2, "定める。", path=("第1条関係",), locator="段階2")
    assert passage_keys(passage) == {"段階2"}


def test_articles_of_supplementary_provisions_are_not_those_of_the_ordinance() -> None:
    passage = make_passage("条例.txt", 1, "施行する。", kind="supplementary", path=())
    assert passage_keys(passage) == {"附則"}


def test_a_preamble_is_found_as_such() -> None:
    passage = make_passage("条例.txt", 1, "わたしたちは", kind="preamble", locator="", path=())
    assert passage_keys(passage) == {"前文"}


def test_a_place_numbered_without_its_unit_is_one_where_it_stands_by_itself() -> None:
    assert [each.key for each in find_locators("ごみ出し支援要綱 第9")] == ["第9"]
    assert [each.key for each in find_locators("第３の２の規定")] == ["第3の2"]
    assert find_locators("第1、第3木曜日と第2次計画") == []
