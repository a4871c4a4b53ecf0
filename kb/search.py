"""Channels fused into one ranking.

Every channel gives each visible passage a score; scores are z-normalized over the
visible passages and summed with weights. Exact matches of places (第24条, 経2-1) and
names (北区役所, 自治基本条例) are added on top.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from kb.lexical import LexicalIndex
from kb.names import find_names
from kb.query import Query

Scores = npt.NDArray[np.float32]

# Chosen on several question sets together; docs/retrieval.md names them and the figures.
WEIGHTS: Mapping[str, float] = {
    "words": 1.0,
    "expanded": 0.6,
    "synonyms": 0.25,
    "kanji": 0.25,
    "bigrams": 0.3,
    "dense": 1.6,
    "heading": 1.2,
}
# In units of the weighted sum. A clause cited by its number comes first whatever the
# channels say; a name narrows the search but does not decide it alone.
CLAUSE_BONUS = 40.0
PLACE_BONUS = 3.0
NAME_BONUS = 4.0
# For a passage whose heading is said in the question.
HEADING_BONUS = 2.0
# For passages of the kinds that the kind of question is mostly answered by.
KIND_BONUS = 1.5


@dataclass(frozen=True)
class DenseScores:
    """Similarity of the question to the views of passages, by row."""

    sentence: Mapping[int, float]
    heading: Mapping[int, float]
    mean: float
    """Similarity of texts that have nothing to do with each other."""
    deviation: float


@dataclass(frozen=True)
class Ranking:
    """The outcome of one search before passages are read."""

    rows: npt.NDArray[np.int64]
    """Rows of visible passages, best first."""
    scores: Scores
    """(passages,), −inf where not visible."""
    channels: Mapping[str, Scores]
    """What each channel gave every passage, normalized, before its weight."""
    names: Sequence[str] = field(default_factory=tuple)
    """Names of the knowledge base that occur in the question."""


def rank(
    query: Query,
    index: LexicalIndex,
    *,
    visible: npt.NDArray[np.bool_],
    dense: Callable[[], DenseScores],
    limit: int,
    preferred: npt.NDArray[np.bool_] | None = None,
    weights: Mapping[str, float] = WEIGHTS,
) -> Ranking:
    """Return the best passages for a question.

    Args:
        query: the question, analysed.
        index: the lexical channels.
        visible: (passages,), which passages the filters let through.
        dense: gives the dense scores; not called where their weights are 0.
        limit: how many rows to return at most.
        preferred: (passages,), passages of the kinds that such questions are answered by.
        weights: channel → weight.
    """
    words = index.channel("words")
    raw: dict[str, Scores] = {
        "words": words.score(query.words),
        "expanded": words.score(query.expanded),
        "synonyms": index.channel("synonyms").score(query.synonyms),
        "kanji": index.channel("kanji").score(query.kanji),
        "bigrams": index.channel("bigrams").score(query.bigrams),
    }
    channels = {
        name: _normalize(scores, visible) for name, scores in raw.items() if weights.get(name)
    }
    if weights.get("dense") or weights.get("heading"):
        similarity = dense()
        size = len(visible)
        channels["dense"] = _dense_channel(similarity.sentence, similarity, size)
        channels["heading"] = _dense_channel(similarity.heading, similarity, size)
    total = np.zeros(len(visible), dtype=np.float32)
    for name, scores in channels.items():
        total += np.float32(weights.get(name, 0.0)) * scores
    places, names, found = _exact(query, index)
    channels["places"], channels["names"] = places, names
    total += places + names
    if preferred is not None:
        channels["kind"] = np.where(preferred, np.float32(KIND_BONUS), np.float32(0.0))
        total += channels["kind"]
    total[~visible] = -np.inf
    order = np.argsort(-total, kind="stable")[: min(limit, int(visible.sum()))]
    return Ranking(rows=order, scores=total, channels=channels, names=found)


def _normalize(scores: Scores, visible: npt.NDArray[np.bool_]) -> Scores:
    seen = scores[visible]
    deviation = float(seen.std()) if seen.size else 0.0
    if deviation == 0.0:
        return np.zeros_like(scores)
    normalized: Scores = ((scores - seen.mean()) / deviation).astype(np.float32)
    return normalized


def _dense_channel(similarity: Mapping[int, float], dense: DenseScores, size: int) -> Scores:
    """Return z-values; passages that the vector search did not reach get the lowest reached."""
    if not similarity or dense.deviation == 0.0:
        return np.zeros(size, dtype=np.float32)
    scores = np.full(size, min(similarity.values()), dtype=np.float32)
    scores[list(similarity)] = list(similarity.values())
    return ((scores - dense.mean) / dense.deviation).astype(np.float32)


def _exact(query: Query, index: LexicalIndex) -> tuple[Scores, Scores, list[str]]:
    locators, gazetteer = index.channel("locators"), index.channel("names")
    places = np.zeros(locators.size, dtype=np.float32)
    for locator in query.locators:
        if locator.key:
            clause = locator.key.startswith(("条", "別表")) or "-" in locator.key
            places[locators.rows(locator.key)] += CLAUSE_BONUS if clause else PLACE_BONUS
    names = np.zeros(locators.size, dtype=np.float32)
    found = find_names(query.text, gazetteer.vocabulary)
    for name in set(found):
        rows = gazetteer.rows(name)
        # A name that half of the passages bear says little.
        names[rows] += NAME_BONUS * (1.0 - len(rows) / max(1, gazetteer.size)) ** 2
    headings = index.channel("headings")
    for name in set(find_names(query.text, headings.vocabulary)):
        names[headings.rows(name)] += HEADING_BONUS
    return places, names, found


def explain(ranking: Ranking, row: int) -> dict[str, float]:
    """Return what each channel gave one passage, before its weight."""
    return {name: round(float(scores[row]), 3) for name, scores in ranking.channels.items()}
