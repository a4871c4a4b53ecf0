"""Weights fitted to question sets: those of the channels, and those of the confidence.

What the product ships was chosen with the help of these and then rounded by hand;
docs/retrieval.md has the sets and the figures. Nothing here changes the product.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ingest.errors import MadoguchiError

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Candidates:
    """The passages of one question that a fit chooses among."""

    values: Floats
    """(candidates, features)."""
    given: Floats
    """(candidates,), what is added to each score and not fitted."""
    is_relevant: npt.NDArray[np.bool_]
    """(candidates,), at least one."""


def fit_ranking(groups: Mapping[str, Sequence[Candidates]], *, decay: float = 1e-3) -> Floats:
    """Return the weight of each feature, (features,).

    Listwise logistic regression (Cao et al. 2007): what is maximized is the probability that
    a draw by the softmax of the scores is a relevant passage. A group counts by the square
    root of its size, so that a large set does not decide alone.

    Args:
        groups: name → its questions.
        decay: how much the squares of the weights cost, features in their deviations.
    """
    questions = [
        (question, 1.0 / np.sqrt(len(group))) for group in groups.values() for question in group
    ]
    deviation = _deviation(np.concatenate([question.values for question, _ in questions]))
    total = sum(share for _, share in questions)

    def loss(weights: Floats) -> tuple[float, Floats]:
        value, slope = decay * float(weights @ weights), 2 * decay * weights
        for question, share in questions:
            features = question.values / deviation
            scores = features @ weights + question.given
            everything = _softmax(scores)
            wanted = _softmax(np.where(question.is_relevant, scores, -np.inf))
            drawn = float(everything[question.is_relevant].sum())
            value -= share / total * float(np.log(max(drawn, 1e-300)))
            slope = slope + share / total * (features.T @ (everything - wanted))
        return value, slope

    return _minimized(loss, questions[0][0].values.shape[1]) / deviation


def _softmax(scores: Floats) -> Floats:
    powers = np.exp(scores - scores.max())
    shares: Floats = powers / powers.sum()
    return shares


@dataclass(frozen=True)
class Logistic:
    """A logistic regression."""

    intercept: float
    weights: Floats
    """(features,)."""

    def probabilities(self, features: Floats) -> Floats:
        """Return (rows,) for (rows, features), 0–1."""
        found: Floats = 1.0 / (1.0 + np.exp(-(self.intercept + features @ self.weights)))
        return found


def fit_logistic(
    features: Floats, is_true: npt.NDArray[np.bool_], *, decay: float = 1e-2
) -> Logistic:
    """Return the logistic regression of a truth on features.

    Args:
        features: (rows, features).
        is_true: (rows,).
        decay: how much the squares of the weights cost, features in their deviations.
    """
    mean, deviation = features.mean(axis=0), _deviation(features)
    scaled = np.column_stack([np.ones(len(features)), (features - mean) / deviation])

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = scaled @ weights
        value = float(np.mean(np.logaddexp(0, scores) - is_true * scores))
        slope = scaled.T @ (1.0 / (1.0 + np.exp(-scores)) - is_true) / len(scaled)
        kept = np.concatenate([[0.0], weights[1:]])
        return value + decay * float(kept @ kept), slope + 2 * decay * kept

    found = _minimized(loss, scaled.shape[1])
    weights = found[1:] / deviation
    return Logistic(float(found[0] - weights @ mean), weights)


def cross_validated(
    features: Floats, is_true: npt.NDArray[np.bool_], *, parts: int = 8, seed: int = 0
) -> Floats:
    """Return each row's probability by a regression that never saw it, (rows,)."""
    part = np.random.default_rng(seed).permutation(len(features)) % parts
    found = np.empty(len(features))
    for number in np.unique(part):
        left_out = part == number
        model = fit_logistic(features[~left_out], is_true[~left_out])
        found[left_out] = model.probabilities(features[left_out])
    return found


def area_under_curve(scores: Floats, is_true: npt.NDArray[np.bool_]) -> float:
    """Return how often a true row's score is above a false one's, ties half (Hanley 1982)."""
    differences = scores[is_true][:, None] - scores[~is_true][None, :]
    return float(np.mean((differences > 0) + 0.5 * (differences == 0)))


def _deviation(values: Floats) -> Floats:
    deviation: Floats = values.std(axis=0)
    return np.maximum(deviation, 1e-4)


def _minimized(loss: Callable[[Floats], tuple[float, Floats]], size: int) -> Floats:
    try:
        from scipy.optimize import minimize
    except ImportError as error:
        raise MadoguchiError(
            "重みの計算には scipy が要ります。`pip install 'madoguchi[dev]'` で入れてください。"
        ) from error
    found: Any = minimize(loss, np.zeros(size), jac=True, method="L-BFGS-B")
    weights: Floats = found.x
    return weights
