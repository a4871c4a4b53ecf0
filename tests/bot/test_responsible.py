from __future__ import annotations

import pytest
from tiny_city import make_case, make_passage

from bot.responsible import is_unclear, without_asking
from ingest.records import Passage


def _goal(department: str, text: str) -> Passage:
    return make_passage(
        text, kind="goal", departments=(department,), label=f"みなと市行動目標 {department}"
    )


MANNERS = [
    _goal("消防局 総務部", "職員の接遇を高めます。"),
    _goal("財政局 税務部", "職員の接遇を学びます。"),
    _goal("港湾局 管理部", "職員の接遇を見直します。"),
]
BICYCLES = _goal("港湾局 計画部", "自転車の駐車場を増やします。")


@pytest.mark.parametrize(
    ("question", "searched"),
    [
        ("ごみを減らす仕事の担当はどこ？", "ごみを減らすはどこ？"),
        ("ごみの収集を担当しているのはどこですか", "ごみの収集をどこですか"),
        ("公園 管理 担当課", "公園 管理 "),
        ("担当課は何を作って町長に上げますか", "担当課は何を作って町長に上げますか"),
        ("政策推進担当の目標は", "政策推進担当の目標は"),
    ],
)
def test_words_that_only_ask_for_a_department_are_not_searched(
    question: str, searched: str
) -> None:
    assert without_asking(question) == searched


def test_what_several_departments_have_as_a_goal_is_the_task_of_none() -> None:
    assert is_unclear(make_case("窓口の接遇と清掃と駐輪の担当はどこですか", *MANNERS))


def test_a_department_whose_goal_carries_the_matter_is_named() -> None:
    assert not is_unclear(make_case("自転車の駐車場の担当はどこですか", BICYCLES, *MANNERS))


def test_whom_to_complain_of_staff_to_is_told_by_no_goal_about_manners() -> None:
    assert is_unclear(make_case("職員の態度が悪い。どこに言えばいいですか", *MANNERS))


def test_an_english_question_is_told_a_department_with_the_same_care() -> None:
    assert is_unclear(make_case("Which department handles public comment and bicycles?", *MANNERS))


def test_duties_tell_a_department_whatever_goals_say() -> None:
    duty = make_passage(
        "接遇に関すること。",
        kind="duty",
        departments=("総務局 人事課",),
        label="みなと市事務分掌規則",
    )
    assert not is_unclear(make_case("職員の態度が悪い。どこに言えばいいですか", duty, *MANNERS))
