"""Means with intervals, for one run and for the difference of two."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

RESAMPLES = 2000
SEED = 20260401


@dataclass(frozen=True)
class Estimate:
    """A mean over questions."""

    value: float
    low: float
    """Lower end of the 95% interval."""
    high: float
    count: int
    """Questions that the mean is over."""

    def to_json(self) -> dict[str, float | int]:
        """Return the estimate with four decimals."""
        return {
            "value": round(self.value, 4),
            "low": round(self.low, 4),
            "high": round(self.high, 4),
            "count": self.count,
        }


def estimate_mean(values: Sequence[float]) -> Estimate | None:
    """Return the mean and its 95% interval, None without values.

    Percentile bootstrap over questions (Efron & Tibshirani 1993, ch. 13), 2,000 resamples
    with a fixed seed. Where all values are 0 or all are 1 the bootstrap has nothing to
    vary, and Wilson's score interval stands in: 20 right of 20 is not 100% for certain.
    """
    if not values:
        return None
    data: Floats = np.asarray(values, dtype=np.float64)
    mean = float(data.mean())
    if np.all(data == data[0]):
        low, high = _wilson(mean, len(data)) if mean in (0.0, 1.0) else (mean, mean)
        return Estimate(mean, low, high, len(data))
    low, high = _percentiles(_resampled_means(data))
    return Estimate(mean, low, high, len(data))


@dataclass(frozen=True)
class Difference:
    """The mean of paired differences, second run minus first."""

    value: float
    low: float
    high: float
    ups: int
    """Questions on which the second run is higher."""
    downs: int
    """Questions on which it is lower."""
    count: int
    sign_test: float
    """Two-sided p of the exact sign test over the questions that differ."""

    @property
    def is_clear(self) -> bool:
        """Whether the 95% interval leaves out 0."""
        return self.low > 0 or self.high < 0

    def to_json(self) -> dict[str, float | int | bool]:
        """Return the difference with four decimals."""
        return {
            "difference": round(self.value, 4),
            "low": round(self.low, 4),
            "high": round(self.high, 4),
            "ups": self.ups,
            "downs": self.downs,
            "count": self.count,
            "sign_test": round(self.sign_test, 4),
            "clear": self.is_clear,
        }


def compare_means(first: Sequence[float], second: Sequence[float]) -> Difference | None:
    """Return how the second run differs on the same questions, None without values.

    Paired bootstrap: the questions are resampled, both runs' values together (Koehn 2004).

    Raises:
        ValueError: the lengths differ.
    """
    if len(first) != len(second):
        raise ValueError(f"{len(first)} values against {len(second)}")
    if not first:
        return None
    differences: Floats = np.asarray(second, dtype=np.float64) - np.asarray(first, dtype=np.float64)
    mean = float(differences.mean())
    if np.all(differences == differences[0]):
        low = high = mean
    else:
        low, high = _percentiles(_resampled_means(differences))
    ups, downs = int((differences > 0).sum()), int((differences < 0).sum())
    return Difference(mean, low, high, ups, downs, len(differences), sign_test(ups, downs))


def sign_test(ups: int, downs: int) -> float:
    """Return the two-sided p of the exact sign test; for 0/1 values it is McNemar's test."""
    trials = ups + downs
    tail = sum(math.comb(trials, k) for k in range(min(ups, downs) + 1))
    share: float = 2 * tail / 2**trials
    return min(1.0, share)


def percentile(values: Sequence[float], share: float) -> float | None:
    """Return the percentile of values by linear interpolation, None without values."""
    return float(np.percentile(np.asarray(values), share)) if values else None


def _resampled_means(data: Floats) -> Floats:
    counts = _counts(len(data))
    means: Floats = counts @ data / len(data)
    return means


@lru_cache(maxsize=16)
def _counts(size: int) -> Floats:
    """Return how often each value is drawn, (resamples, values); one draw for all metrics."""
    generator = np.random.default_rng(SEED)
    return generator.multinomial(size, np.full(size, 1 / size), size=RESAMPLES).astype(np.float64)


def _percentiles(means: Floats) -> tuple[float, float]:
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def _wilson(share: float, count: int) -> tuple[float, float]:
    z = 1.959964
    center = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * math.sqrt(share * (1 - share) / count + z * z / 4 / count**2)
    return max(0.0, center - half), min(1.0, center + half)
