from __future__ import annotations

import pytest
from tiny_city import make_passage

from bot.years import is_of_another_year

PIPES = make_passage("水道管の耐震化率を、令和5年度末に54%以上とします。")


@pytest.mark.parametrize(
    "question",
    ["令和10年度の水道管の耐震化率は", "２０３０年度には水道管はどうなりますか", "R9年度 耐震化率"],
)
def test_what_is_said_of_another_year_is_no_answer(question: str) -> None:
    assert is_of_another_year(question, [PIPES])


@pytest.mark.parametrize(
    "question", ["令和5年度の耐震化率は", "2023年度の耐震化率は", "耐震化率は", "3年前の耐震化率は"]
)
def test_the_year_itself_and_no_year_are(question: str) -> None:
    assert not is_of_another_year(question, [PIPES])


@pytest.mark.parametrize(
    "text",
    [
        "耐震化率を、令和4年度から令和12年度までに80%とします。",
        "計画の期間は、令和4～12年度です。",
        "耐震化率を80%とします。",
    ],
)
def test_a_period_that_covers_the_year_and_no_year_at_all_are_no_other_year(text: str) -> None:
    assert not is_of_another_year("令和10年度の耐震化率は", [make_passage(text)])


def test_a_passage_further_down_that_tells_of_the_year_counts() -> None:
    later = make_passage("令和10年度に見直します。")
    assert not is_of_another_year("令和10年度の耐震化率は", [PIPES, later])
    assert not is_of_another_year("令和10年度の耐震化率は", [])


def test_a_revision_in_a_year_that_is_told_of_nowhere_is_none() -> None:
    revised = make_passage("平成24年3月に指針を改定した。")
    assert is_of_another_year("令和5年に改定された指針の新しい項目は", [revised])
    assert not is_of_another_year("平成24年に改定された指針の新しい項目は", [revised])
