"""Whether the documents answer at all."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.evidence import Judge, credit
from kb.records import Hit
from kb.search import WEIGHTS as CHANNEL_WEIGHTS

# Logistic regression on answerable and unanswerable questions of two knowledge bases;
# docs/retrieval.md has the sets, the calibration plot and the choice of the threshold.
INTERCEPT = -5.3
WEIGHTS: Mapping[str, float] = {
    "nouns": 1.3,
    "sentence": 0.9,
    "words": 1.4,
    "lexical": 0.2,
    "margin": 0.8,
}
THRESHOLD = 0.22
_LOOKED_AT = 3


@dataclass(frozen=True)
class Confidence:
    """How sure it is that the best passages carry the question."""

    value: float
    """Estimated probability, 0–1."""
    features: Mapping[str, float]
    missing: tuple[str, ...]
    """Nouns of the question that no retrieved passage carries, the rarest first."""


def confidence(hits: Sequence[Hit], judge: Judge) -> Confidence:
    """Return how well the retrieved passages carry the question.

    Args:
        hits: best first.
        judge: the question's words, and who scores sentences.
    """
    terms = judge.terms
    if not hits or not terms.weights:
        return Confidence(0.0, {}, tuple(terms.weights))
    nouns = {word: weight for word, weight in terms.weights.items() if word in terms.nouns}
    shares: list[float] = []
    seen = dict.fromkeys(terms.weights, 0.0)
    for hit in hits[:_LOOKED_AT]:
        passage = hit.passage
        text = "\n".join([passage.label, *passage.path, *passage.departments, passage.text])
        found = credit(terms, text)
        shares.append(_share(nouns or terms.weights, found))
        seen = {word: max(value, found[word]) for word, value in seen.items()}
    features = {
        "nouns": max(shares),
        "sentence": max(
            (s.score for hit in hits[:2] for s in judge.sentences(hit.passage)), default=0.0
        ),
        "words": math.log1p(max(0.0, hits[0].channels.get("words", 0.0))),
        "lexical": math.log1p(max(0.0, _lexical(hits[0]))),
        "margin": math.log1p(max(0.0, hits[0].score - hits[-1].score)),
    }
    score = INTERCEPT + sum(WEIGHTS[name] * value for name, value in features.items())
    missing = sorted((w for w in nouns if seen[w] < 0.5), key=lambda word: -nouns[word])
    return Confidence(1.0 / (1.0 + math.exp(-score)), features, tuple(missing))


def _lexical(hit: Hit) -> float:
    """Return the weighted sum of the lexical channels, exact matches aside."""
    lexical = ("words", "expanded", "synonyms", "kanji", "bigrams")
    return sum(CHANNEL_WEIGHTS[name] * hit.channels.get(name, 0.0) for name in lexical)


def _share(weights: Mapping[str, float], found: Mapping[str, float]) -> float:
    total = sum(weights.values())
    return sum(weight * found[word] for word, weight in weights.items()) / total if total else 0.0
