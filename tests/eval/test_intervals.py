from __future__ import annotations

import pytest

from eval.intervals import compare_means, estimate_mean, percentile, sign_test


def test_the_interval_of_half_right_is_that_of_the_binomial() -> None:
    estimate = estimate_mean([0.0, 1.0] * 50)

    assert estimate is not None
    # The mean of 100 coin tosses: 0.5 ± 1.96 · 0.05.
    assert estimate.value == 0.5
    assert estimate.low == pytest.approx(0.402, abs=0.012)
    assert estimate.high == pytest.approx(0.598, abs=0.012)
    assert estimate.count == 100


def test_all_right_is_not_certain() -> None:
    estimate = estimate_mean([1.0] * 20)

    assert estimate is not None
    # Wilson for 20 of 20: 20 / (20 + 1.96²).
    assert (estimate.value, estimate.high) == (1.0, 1.0)
    assert estimate.low == pytest.approx(20 / (20 + 1.959964**2))


def test_the_same_values_give_the_same_interval() -> None:
    values = [0.0, 0.5, 1.0, 1.0, 0.25]

    assert estimate_mean(values) == estimate_mean(values)
    assert estimate_mean([]) is None
    constant = estimate_mean([7.0, 7.0])
    assert constant is not None
    assert (constant.low, constant.high) == (7.0, 7.0)


def test_a_difference_is_paired() -> None:
    # Both runs vary widely; each question is better by exactly 0.1.
    difference = compare_means([0.0, 0.5, 0.9], [0.1, 0.6, 1.0])

    assert difference is not None
    assert difference.value == pytest.approx(0.1)
    assert difference.low == pytest.approx(0.1)
    assert difference.is_clear
    assert (difference.ups, difference.downs, difference.count) == (3, 0, 3)


def test_as_many_up_as_down_is_not_clear() -> None:
    difference = compare_means([0.0, 1.0] * 10, [1.0, 0.0] * 10)

    assert difference is not None
    assert difference.value == 0.0
    assert not difference.is_clear
    assert difference.sign_test == 1.0


def test_the_sign_test_is_the_exact_binomial() -> None:
    assert sign_test(5, 0) == pytest.approx(2 / 32)
    assert sign_test(1, 5) == pytest.approx(2 * 7 / 64)
    assert sign_test(3, 3) == 1.0
    assert sign_test(0, 0) == 1.0


def test_runs_of_different_length_are_not_paired() -> None:
    with pytest.raises(ValueError, match="2 values against 1"):
        compare_means([0.0, 1.0], [1.0])
    assert compare_means([], []) is None


def test_percentiles_interpolate() -> None:
    assert percentile([10.0, 20.0], 50) == 15.0
    assert percentile([0.0, 100.0], 95) == pytest.approx(95.0)
    assert percentile([], 50) is None
