from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.figures import find_figures


@pytest.mark.parametrize(
    "text", ["850g", "８５０ｇ", "850グラム", "850 g", "８５０グラム", "総排出量850gを目指す"]
)
def test_an_amount_has_one_key_however_it_is_written(text: str) -> None:
    assert find_figures(text) == {"850g"}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("54.1%", "54.1%"),
        ("５４．１％以上", "54.1%"),
        ("54.10パーセント", "54.1%"),
        ("3,000円", "3000円"),
        ("3千円", "3000円"),
        ("1万2千円", "12000円"),
        ("1.5億円", "150000000円"),
        ("三十日以内", "30日"),
        ("3開庁日以内", "3開庁日"),
        ("6ヶ月", "6か月"),
        ("8カ所", "8箇所"),
        ("10平方メートル", "10m2"),
        ("10㎡", "10m2"),
    ],
)
def test_units_and_multiples_have_one_form(text: str, key: str) -> None:
    assert find_figures(text) == {key}


@pytest.mark.parametrize(
    "text", ["令和5年度", "令和５年度", "令和五年度", "R5年度", "2023年度", "令和5(2023)年度"]
)
def test_a_fiscal_year_has_one_key_in_every_calendar_and_is_a_year_too(text: str) -> None:
    assert find_figures(text) == {"2023年", "2023年度"}


@pytest.mark.parametrize("text", ["平成元年", "1989年", "平成1年", "H1"])
def test_the_first_year_of_an_era_is_a_year(text: str) -> None:
    assert find_figures(text) == {"1989年"}


def test_a_day_is_read_as_a_whole() -> None:
    assert find_figures("令和5年4月1日から") == {"2023年", "4月1日"}


@pytest.mark.parametrize(
    "text", ["第24条", "一部の人", "十分な日常", "経2-1", "048-829-1234", "SDG5a"]
)
def test_what_is_no_amount_has_no_key(text: str) -> None:
    assert find_figures(text) == set()


@given(st.text(alphabet="0123456789０１,.千万億円%gｋ年月日度令和R五十 ", max_size=24))
def test_width_makes_no_difference_and_nothing_is_too_odd_to_read(text: str) -> None:
    assert find_figures(text) == find_figures(unicodedata.normalize("NFKC", text))
