"""Whether the documents answer at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.evidence import Terms, credit
from kb.records import Hit

# docs/retrieval.md has the calibration.
MIN_CONFIDENCE = 0.40
_DENSE_CERTAIN = 8.0


@dataclass(frozen=True)
class Confidence:
    """How sure it is that the best passages carry the question."""

    value: float
    """0–1."""
    coverage: float
    """Share of the question's weighted words in the best passage."""
    dense: float
    """The best passage's dense z-value."""
    missing: tuple[str, ...]
    """Words of the question that no retrieved passage carries, the rarest first."""


def confidence(hits: Sequence[Hit], terms: Terms) -> Confidence:
    """Return how well the retrieved passages carry the question.

    Args:
        hits: best first.
        terms: the question's words.
    """
    if not hits or not terms.total:
        return Confidence(0.0, 0.0, 0.0, tuple(terms.weights))
    best, seen = 0.0, dict.fromkeys(terms.weights, 0.0)
    for hit in hits[:3]:
        passage = hit.passage
        text = "\n".join([passage.label, *passage.path, *passage.departments, passage.text])
        found = credit(terms, text)
        share = sum(terms.weights[word] * value for word, value in found.items()) / terms.total
        best = max(best, share)
        for word, value in found.items():
            seen[word] = max(seen[word], value)
    dense = max(hit.channels.get("dense", 0.0) for hit in hits[:3])
    missing = sorted(
        (word for word, value in seen.items() if value < 0.5),
        key=lambda word: -terms.weights[word],
    )
    value = 0.8 * best + 0.2 * min(1.0, max(0.0, dense) / _DENSE_CERTAIN)
    return Confidence(value, best, dense, tuple(missing))
