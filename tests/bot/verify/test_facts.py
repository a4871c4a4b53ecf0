from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.verify.facts import find_facts, folded, supports


def facts(text: str) -> list[tuple[str, str]]:
    return [(fact.kind, fact.value) for fact in find_facts(folded(text))]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("５日以内", "5日以内"),
        ("五日以内", "5日以内"),
        ("41万2,380人", "412380人"),
        ("6千円", "6,000円"),
        ("1万円", "10,000円"),
        ("平成20年10月1日", "2008年10月1日"),
        ("令和元年", "2019年"),
        ("令和7年度", "2025年度"),
        ("午後4時30分", "16:30"),
        ("3ヶ月", "3か月"),
        ("２分の１", "二分の一"),
        ("95パーセント", "95％"),
        ("099（900）1234", "099-900-1234"),
    ],
)
def test_spellings_of_one_fact_are_one(one: str, other: str) -> None:
    assert facts(one) == facts(other) != []


@pytest.mark.parametrize(
    ("source", "stated", "is_supported"),
    [
        ("7日以内", "7日以内", True),
        ("7日以内", "7日", True),
        ("7日以内", "14日以内", False),
        ("7日以内", "7か月以内", False),
        ("7日前まで", "7日以内", False),
        ("60歳未満", "60歳以上", False),
        ("10冊", "10冊まで", True),
        ("10冊", "10冊以上", False),
        ("2008年10月1日", "2008年", True),
        ("2008年", "2008年10月1日", False),
        ("三を超える", "3つを超える", True),
        ("三を超える", "3日を超える", False),
        ("12年度", "12分", False),
    ],
)
def test_a_figure_supports_what_says_no_more(source: str, stated: str, is_supported: bool) -> None:
    (said,) = find_facts(folded(stated))
    assert any(supports(fact, said) for fact in find_facts(folded(source))) is is_supported


def test_words_that_hold_numerals_are_no_figures() -> None:
    assert facts("一般の三者通話を統一する") == []


@given(st.text(alphabet="0123456789一二三十百千万年月日時分円:-.、令和平成 ", max_size=40))
def test_folding_twice_changes_nothing_and_spans_are_inside(text: str) -> None:
    once = folded(text)
    assert all(0 <= fact.at < fact.end <= len(once) for fact in find_facts(once))
