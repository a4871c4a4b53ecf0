from __future__ import annotations

from dataclasses import replace

import pytest
from planted import GARBAGE_CASE, PASSPORT_CASE, WATER, record_of, refusal, right_answer

from bot.answer import Answer
from eval.calibration import calibrate, calibration_error
from eval.cases import Case
from eval.intervals import estimate_mean
from eval.plots import calibration_plot, histogram, share_plot
from eval.score import Judgement, judge
from kb.records import Hit


def judged(answer: Answer, confidence: float | None, case: Case = GARBAGE_CASE) -> Judgement:
    return judge(record_of(case, replace(answer, confidence=confidence)))


def test_questions_are_put_together_by_how_sure_the_bot_was() -> None:
    missed = replace(right_answer(), hits=(Hit(WATER, 1.0),))
    bins = calibrate(
        [
            judged(right_answer(), 0.92),
            judged(right_answer(), 1.0),
            judged(missed, 0.96),
            judged(refusal(), 0.25, PASSPORT_CASE),  # nothing carries it
            judged(right_answer(), None),
        ]
    )

    assert [(round(b.confidence, 2), b.carried.count) for b in bins] == [(0.25, 1), (0.96, 3)]
    assert bins[0].carried.value == 0.0
    assert bins[1].carried.value == pytest.approx(2 / 3)
    # (0.25 + 3 × |0.96 − 2/3|) / 4
    assert calibration_error(bins) == pytest.approx(0.2825, abs=1e-4)


def test_without_a_confidence_there_is_nothing_to_plot() -> None:
    assert calibrate([judged(right_answer(), None)]) == []
    assert calibration_error([]) is None
    assert calibration_plot("確信度", []) == ""
    assert histogram("時間", [], unit="ms") == ""
    assert share_plot("種類", []) == ""


def test_plots_escape_names_and_stay_on_their_scale() -> None:
    estimate = estimate_mean([1.0, 0.0])
    assert estimate is not None

    plot = share_plot("<種類>", [("<b>", estimate)])

    assert "<b>" not in plot
    assert 'aria-label="&lt;種類&gt;"' in plot
    assert 'cx="220.0"' in plot  # half-way between 110 and 330


def test_a_histogram_draws_the_limit_only_within_its_scale() -> None:
    assert 'class="limit"' in histogram("時間", [10.0, 5_000.0], unit="ms", limit=1_000)
    assert 'class="limit"' not in histogram("時間", [10.0, 50.0], unit="ms", limit=1_000)
