import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.normalize import (
    find_dates,
    map_radicals,
    match_form,
    parse_date,
    parse_number,
    to_kanji,
)


def test_match_form_folds_width_radicals_white_space_and_marks() -> None:
    assert match_form("**⺠ 間** ＡＢＣ<br>ｶﾞｲﾄﾞ\n| ＃１ |") == "民間ABCガイド1"


@given(st.text())
def test_match_form_applied_twice_changes_nothing(text: str) -> None:
    once = match_form(text)
    assert match_form(once) == once


@given(st.text(alphabet=st.characters(min_codepoint=0x2E80, max_codepoint=0x2FDF)))
def test_radicals_are_mapped_one_to_one(text: str) -> None:
    mapped = map_radicals(text)
    assert len(mapped) == len(text)
    assert map_radicals(mapped) == mapped


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("24", 24),
        ("２４", 24),
        ("二十四", 24),
        ("二四", 24),
        ("百二十", 120),
        ("千三百五", 1305),
        ("二〇", 20),
        ("元", 1),
        ("", None),
        ("条", None),
    ],
)
def test_numbers_are_read_in_ascii_full_width_and_kanji(written: str, number: int | None) -> None:
    assert parse_number(written) == number


@given(st.integers(min_value=1, max_value=9999))
def test_a_number_written_in_kanji_reads_back(number: int) -> None:
    assert parse_number(to_kanji(number)) == number


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("令和元年5月1日", "2019-05-01"),
        ("平成 24 年 3 月改定版", "2012-03"),
        ("昭和六十三年十二月一日", "1988-12-01"),
        ("平成二四年一月二〇日", "2012-01-20"),
        ("２０２４年４月", "2024-04"),
        ("2024.4.1現在", "2024-04-01"),
        ("平成19（2007）年に", "2007"),
        ("令和５年度末に54.1%以上", None),
        ("第3条第2項", None),
    ],
)
def test_dates_are_read_in_wareki_and_western_years(written: str, date: str | None) -> None:
    assert parse_date(written) == date


def test_each_date_comes_with_its_place() -> None:
    text = "令和6年4月1日から令和7年3月31日まで"
    assert [(text[a:b], date) for a, b, date in find_dates(text)] == [
        ("令和6年4月1日", "2024-04-01"),
        ("令和7年3月31日", "2025-03-31"),
    ]
