"""Whether the bot is as often right as it is sure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from eval.intervals import Estimate, estimate_mean
from eval.score import Judgement

BINS = 10


@dataclass(frozen=True)
class Bin:
    """The questions of which the bot was about equally sure."""

    confidence: float
    """Mean of what it said, 0–1."""
    carried: Estimate
    """Share of which the ten best passages really held the evidence."""

    def to_json(self) -> dict[str, Any]:
        """Return both, the share with its interval and count."""
        return {"confidence": round(self.confidence, 4), **self.carried.to_json()}


def calibrate(judgements: Sequence[Judgement]) -> list[Bin]:
    """Return the questions with a confidence in ten bins of equal width, empty ones left out.

    What the bot estimates is whether the retrieved passages carry the question; it is so
    where the question has an answer and the ten best passages hold all evidence.
    """
    members: dict[int, list[tuple[float, float]]] = {}
    for judgement in judgements:
        sure = judgement.outcome.confidence
        if sure is not None:
            carried = float(judgement.values["recall@10"] == 1.0)
            members.setdefault(min(BINS - 1, int(sure * BINS)), []).append((sure, carried))
    bins = []
    for number in sorted(members):
        estimate = estimate_mean([carried for _, carried in members[number]])
        assert estimate is not None
        mean = sum(sure for sure, _ in members[number]) / len(members[number])
        bins.append(Bin(mean, estimate))
    return bins


def calibration_error(bins: Sequence[Bin]) -> float | None:
    """Return the expected calibration error (Naeini et al. 2015), None without bins.

    The mean distance of confidence and share, each bin by its number of questions.
    """
    total = sum(bin_.carried.count for bin_ in bins)
    if not total:
        return None
    return sum(abs(b.confidence - b.carried.value) * b.carried.count for b in bins) / total
