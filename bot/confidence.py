"""Whether the documents answer at all."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.evidence import Judge, credit
from kb.lexical import Channel
from kb.records import Hit

# Logistic regression on answerable and unanswerable questions of two knowledge bases;
# docs/retrieval.md has the sets, the calibration plot and the choice of the threshold.
INTERCEPT = -6.9
WEIGHTS: Mapping[str, float] = {
    "nouns": 2.1,
    "all": 0.2,
    "sentence": 1.3,
    "dense": 0.0,
    "words": 2.7,
    "unknown": 0.0,
    "named": 0.4,
}
THRESHOLD = 0.2
_LOOKED_AT = 3


@dataclass(frozen=True)
class Confidence:
    """How sure it is that the best passages carry the question."""

    value: float
    """Estimated probability, 0–1."""
    features: Mapping[str, float]
    missing: tuple[str, ...]
    """Nouns of the question that no retrieved passage carries, the rarest first."""


def confidence(hits: Sequence[Hit], judge: Judge, channel: Channel, *, named: bool) -> Confidence:
    """Return how well the retrieved passages carry the question.

    Args:
        hits: best first.
        judge: the question's words, and who scores sentences.
        channel: the channel of words, which knows how rare each is.
        named: whether the question holds a name of the knowledge base.
    """
    terms = judge.terms
    if not hits or not terms.weights:
        return Confidence(0.0, {}, tuple(terms.weights))
    nouns = {word: weight for word, weight in terms.weights.items() if word in terms.nouns}
    shares: list[tuple[float, float]] = []
    seen = dict.fromkeys(terms.weights, 0.0)
    for hit in hits[:_LOOKED_AT]:
        passage = hit.passage
        text = "\n".join([passage.label, *passage.path, *passage.departments, passage.text])
        found = credit(terms, text)
        shares.append((_share(nouns or terms.weights, found), _share(terms.weights, found)))
        seen = {word: max(value, found[word]) for word, value in seen.items()}
    unknown = {w: v for w, v in nouns.items() if not channel.document_frequency(w)}
    features = {
        "nouns": max(share for share, _ in shares),
        "all": max(share for _, share in shares),
        "sentence": max(
            (s.score for hit in hits[:2] for s in judge.sentences(hit.passage)), default=0.0
        ),
        "dense": max(hit.channels.get("dense", 0.0) for hit in hits[:_LOOKED_AT]),
        "words": math.log1p(max(0.0, hits[0].channels.get("words", 0.0))),
        "unknown": sum(unknown.values()) / (sum(nouns.values()) or 1.0),
        "named": float(named),
    }
    score = INTERCEPT + sum(WEIGHTS[name] * value for name, value in features.items())
    missing = sorted((w for w in nouns if seen[w] < 0.5), key=lambda word: -nouns[word])
    return Confidence(1.0 / (1.0 + math.exp(-score)), features, tuple(missing))


def _share(weights: Mapping[str, float], found: Mapping[str, float]) -> float:
    total = sum(weights.values())
    return sum(weight * found[word] for word, weight in weights.items()) / total if total else 0.0
