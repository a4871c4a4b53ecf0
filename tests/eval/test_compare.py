from __future__ import annotations

from dataclasses import replace

import pytest
from planted import GARBAGE_CASE, PASSPORT_CASE, make_header, record_of, refusal, right_answer

from bot.answer import Answer
from eval.cases import Case
from eval.compare import CompareError, compare_runs, comparison_markdown
from eval.records import Run


def make_run(*answers: tuple[Case, Answer]) -> Run:
    return Run(make_header(), tuple(record_of(case, answer) for case, answer in answers))


OTHER_CASE = replace(GARBAGE_CASE, case_id="q2", question="ごみの日は")


def test_questions_that_became_right_and_wrong_are_listed() -> None:
    short = replace(right_answer(), text="週2回です[1]。")
    before = make_run(
        (GARBAGE_CASE, refusal()), (OTHER_CASE, right_answer()), (PASSPORT_CASE, refusal())
    )
    after = make_run(
        (GARBAGE_CASE, right_answer()), (OTHER_CASE, short), (PASSPORT_CASE, refusal())
    )

    comparison = compare_runs(before, after)

    assert [(q.first.record.key, q.change) for q in comparison.questions] == [
        ("small/q1", "better"),
        ("small/q2", "worse"),
    ]
    by_name = {found.metric.name: found for found in comparison.metrics}
    assert (by_name["correct"].first, by_name["correct"].second) == (0.5, 0.5)
    assert (by_name["correct"].difference.ups, by_name["correct"].difference.downs) == (1, 1)
    assert not by_name["correct"].difference.is_clear
    assert by_name["facts"].second == 0.75
    assert by_name["handled"].difference.value == 0.0


def test_another_wrong_answer_is_a_change_of_its_own() -> None:
    wrong = replace(right_answer(), text="毎日です[1]。")

    comparison = compare_runs(make_run((GARBAGE_CASE, refusal())), make_run((GARBAGE_CASE, wrong)))

    assert [question.change for question in comparison.questions] == ["other"]


def test_only_questions_with_the_same_gold_are_compared() -> None:
    changed = replace(OTHER_CASE, facts=(("週3回",),))
    before = make_run((GARBAGE_CASE, right_answer()), (OTHER_CASE, right_answer()))
    after = make_run(
        (GARBAGE_CASE, right_answer()), (changed, right_answer()), (PASSPORT_CASE, refusal())
    )

    comparison = compare_runs(before, after)

    assert comparison.common == 1
    assert comparison.changed_gold == ("small/q2",)
    assert comparison.only_first == ()
    assert comparison.only_second == ("small/u1",)


def test_runs_without_a_common_question_are_refused() -> None:
    with pytest.raises(CompareError, match="共通する質問がありません"):
        compare_runs(make_run((GARBAGE_CASE, refusal())), make_run((PASSPORT_CASE, refusal())))


def test_the_comparison_reads_as_markdown_and_json() -> None:
    comparison = compare_runs(
        make_run((GARBAGE_CASE, refusal())), make_run((GARBAGE_CASE, right_answer()))
    )

    text = comparison_markdown(comparison)

    assert "| 正答（答えられる質問） `correct` | 0.0% | 100.0% | +100.0" in text
    assert "## 正しくなった質問（1）\n\n- small/q1 ごみは何回集めに来ますか" in text
    assert comparison.to_json()["metrics"]["correct"]["difference"] == 1.0
