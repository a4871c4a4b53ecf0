from __future__ import annotations

from passages import passage

from bot.learn.outline import Section, make_outline, short_name

ONE = passage("一", locator="第1条", path=("条例", "第1章 総則", "第1条 目的"))
TWO = passage("二", locator="第2条", path=("条例", "第1章 総則", "第2条 定義"))
SHEET = passage("全", locator="経1-1", path=("計画", "経1-1 港"))
PART = passage("課題", locator="経1-1 課題", path=("計画", "経1-1 港", "課題"))


def test_passages_stand_under_the_headings_above_their_own() -> None:
    assert make_outline([ONE, TWO]) == (
        Section("条例", sections=(Section("第1章 総則", (ONE, TWO)),)),
    )


def test_a_passage_with_others_under_its_heading_opens_their_section() -> None:
    assert make_outline([SHEET, PART]) == (
        Section("計画", sections=(Section("経1-1 港", (SHEET, PART)),)),
    )


def test_a_heading_that_comes_again_later_is_another_section() -> None:
    again = passage("三", locator="第9条", path=("条例", "附属", "第9条"))
    outline = make_outline([ONE, again, TWO])

    assert [section.heading for section in outline[0].sections] == [
        "第1章 総則", "附属", "第1章 総則",
    ]  # fmt: skip
    assert outline[0].count == 3


def test_a_passage_is_named_by_its_own_heading_or_its_first_words() -> None:
    assert short_name(ONE) == "第1条 目的"
    assert short_name(passage("はじめに\n本文", locator="", path=("計画",))) == "はじめに"
