from __future__ import annotations

from eval.bench_page import ASKERS, ROUNDS, Load, put_under_load


def test_waiting_and_throughput_are_counted_over_all_questions() -> None:
    load = Load(tuple(float(n) for n in range(1, 101)), elapsed=50.0, wrong=0)

    assert round(load.p95, 2) == 95.05
    assert load.per_second == 2.0


def test_an_answer_that_belongs_to_another_question_is_counted() -> None:
    questions = [f"問{number}" for number in range(ASKERS)]
    right = put_under_load(questions, questions, lambda client, question: question)
    mixed = put_under_load(questions, questions, lambda client, question: "問0")

    assert (right.wrong, len(right.seconds)) == (0, ASKERS * ROUNDS)
    assert mixed.wrong == ASKERS * ROUNDS - ROUNDS
