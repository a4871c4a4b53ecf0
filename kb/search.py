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

from kb import words
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
# A term in quotation marks is wanted to the letter.
QUOTED_BONUS = 20.0
FIGURE_BONUS = 3.0
# For a passage whose heading is said in the question.
HEADING_BONUS = 2.0
# Passages that the other channels put first get their dense scores as well.
CANDIDATES = 300
# For passages of the kinds that the kind of question is mostly answered by.
KIND_BONUS = 1.5


@dataclass(frozen=True)
class DenseScores:
    """Similarity of the question to some passages; all others are no nearer than ``floor``."""

    rows: npt.NDArray[np.int64]
    """Passages, none twice."""
    sentence: Scores
    """Of the best sentence of each."""
    heading: Scores
    """Of the heading of each."""
    floor: float
    """What the passages that were not compared are taken for, at most as near as that."""
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
    dense: Callable[[npt.NDArray[np.int64]], DenseScores],
    limit: int,
    preferred: npt.NDArray[np.bool_] | None = None,
    quoted: Sequence[npt.NDArray[np.int32]] = (),
    weights: Mapping[str, float] = WEIGHTS,
) -> Ranking:
    """Return the best passages for a question.

    Args:
        query: the question, analysed.
        index: the lexical channels.
        visible: (passages,), which passages the filters let through.
        dense: gives the dense scores of the nearest passages and of those it is given, which
            the other channels put first; not called where the weights are 0.
        limit: how many rows to return at most.
        preferred: (passages,), passages of the kinds that such questions are answered by.
        quoted: rows of the passages that hold each term in quotation marks.
        weights: channel → weight.
    """
    typed = index.channel("words")
    raw: dict[str, Scores] = {
        "words": typed.score(query.words),
        "expanded": typed.score(query.expanded),
        "synonyms": index.channel("synonyms").score(query.synonyms),
        "kanji": index.channel("kanji").score(query.kanji),
        "bigrams": index.channel("bigrams").score(query.bigrams),
    }
    channels = {
        name: _normalize(scores, visible) for name, scores in raw.items() if weights.get(name)
    }
    places, names, found = _exact(query, index)
    channels["places"], channels["names"] = places, names
    channels["figures"] = _figures(query, index)
    channels["quoted"] = _quoted(quoted, index.channel("names").size)
    if preferred is not None:
        channels["kind"] = np.where(preferred, np.float32(KIND_BONUS), np.float32(0.0))
    total = np.zeros(len(visible), dtype=np.float32)
    for name, scores in channels.items():
        total += np.float32(weights.get(name, 1.0)) * scores
    total[~visible] = -np.inf
    count = int(visible.sum())
    if weights.get("dense") or weights.get("heading"):
        similarity = dense(best_rows(total, min(CANDIDATES, count)))
        for name, values in (("dense", similarity.sentence), ("heading", similarity.heading)):
            channels[name] = _dense_channel(values, similarity, len(visible))
            total += np.float32(weights.get(name, 0.0)) * channels[name]
    rows = best_rows(total, min(limit, count))
    return Ranking(rows=rows, scores=total, channels=channels, names=found)


def best_rows(scores: Scores, count: int) -> npt.NDArray[np.int64]:
    """Return the rows of the highest scores, best first, equal ones in their order."""
    if not count:
        return np.empty(0, dtype=np.int64)
    lowest = np.partition(scores, len(scores) - count)[len(scores) - count]
    rows = np.flatnonzero(scores >= lowest)
    return rows[np.argsort(-scores[rows], kind="stable")][:count]


def _normalize(scores: Scores, visible: npt.NDArray[np.bool_]) -> Scores:
    seen = scores if visible.all() else scores[visible]
    deviation = float(seen.std()) if seen.size else 0.0
    if deviation == 0.0:
        return np.zeros_like(scores)
    normalized: Scores = ((scores - seen.mean()) / deviation).astype(np.float32)
    return normalized


def _dense_channel(similarities: Scores, dense: DenseScores, size: int) -> Scores:
    """Return how many deviations each passage is nearer than texts that are unrelated."""
    scores = np.full(size, (dense.floor - dense.mean) / dense.deviation, dtype=np.float32)
    scores[dense.rows] = (np.maximum(similarities, dense.floor) - dense.mean) / dense.deviation
    return scores


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
    short, bigrams = index.channel("abbreviations"), index.channel("bigrams")
    for name in set(find_names(query.text, short.vocabulary)).difference(found):
        rows = short.rows(name)
        # 資源循環 mostly means the department, 市民 hardly ever the division.
        written = bigrams.rows_of_all(words.bigrams(name))
        names[rows] += NAME_BONUS * len(rows) / max(len(rows), len(written), 1)
    headings = index.channel("headings")
    for name in set(find_names(query.text, headings.vocabulary)):
        names[headings.rows(name)] += HEADING_BONUS
    return places, names, found


def _figures(query: Query, index: LexicalIndex) -> Scores:
    channel = index.channel("figures")
    scores = np.zeros(channel.size, dtype=np.float32)
    for figure in query.figures:
        rows = channel.rows(figure)
        scores[rows] += FIGURE_BONUS * (1.0 - len(rows) / max(1, channel.size)) ** 2
    return scores


def _quoted(quoted: Sequence[npt.NDArray[np.int32]], size: int) -> Scores:
    scores = np.zeros(size, dtype=np.float32)
    for rows in quoted:
        scores[rows] += QUOTED_BONUS
    return scores


def weight_of(channel: str) -> float:
    """Return what a channel's value is multiplied by; bonuses count as they are."""
    return WEIGHTS.get(channel, 1.0)


def explain(ranking: Ranking, row: int) -> dict[str, float]:
    """Return what each channel gave one passage, before its weight."""
    return {name: round(float(scores[row]), 3) for name, scores in ranking.channels.items()}
