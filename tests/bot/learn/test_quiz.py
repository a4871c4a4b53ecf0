from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from passages import passage

from bot.learn.quiz import make_quiz

NAMES = ("財政局 税務部", "環境局 資源部", "都市局 公園部", "市民局 区政部", "消防局 予防部")
GOALS = [
    passage(f"{n}番目の取組みを年{n}回行います。", kind="goal", departments=(name,), locator=name)
    for n, name in enumerate(NAMES, start=1)
]


@given(st.integers(min_value=0, max_value=10_000))
def test_every_answer_is_what_its_passage_says_and_options_differ(seed: int) -> None:
    for question in make_quiz(GOALS, seed=seed):
        assert question.options[question.answer] == question.passage.departments[0]
        assert question.prompt == question.passage.text
        assert len(set(question.options)) == len(question.options) == 4


def test_the_same_seed_gives_the_same_quiz() -> None:
    assert make_quiz(GOALS, seed=7) == make_quiz(GOALS, seed=7)
    assert len(make_quiz(GOALS, seed=7, most=3)) == 3


def test_a_fact_that_two_departments_share_is_not_asked() -> None:
    shared = [
        passage("待ち時間を10分以内にします。", kind="goal", departments=(name,), locator=name)
        for name in NAMES
    ]

    assert make_quiz(shared, seed=1) == []


def test_a_question_that_holds_its_answer_is_not_asked() -> None:
    told = passage("公園を点検します。", kind="goal", departments=("都市局 公園部",), locator="x")

    assert all(
        question.passage is not told
        for question in make_quiz([*GOALS[:2], *GOALS[3:], told], seed=1)
    )


def test_with_too_few_facts_there_is_no_quiz() -> None:
    assert make_quiz(GOALS[:3], seed=1) == []


def test_duties_that_every_division_has_are_not_asked() -> None:
    duties = [
        passage(
            f"一　{n}丁目の道路の点検に関すること。\n二　局内の庶務に関すること。",
            kind="duty", departments=(name,), locator=name,
        )
        for n, name in enumerate(NAMES)
    ]  # fmt: skip

    prompts = [question.prompt for question in make_quiz(duties, seed=2)]
    assert len(prompts) == 5
    assert all("庶務" not in prompt for prompt in prompts)
