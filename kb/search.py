"""Channels fused into one ranking.

The lexical channels give each passage the share of the question that it carries, the
dense ones its similarity in deviations from that of unrelated texts: a channel in which
nothing fits stays low, and filters change no score. They are summed with weights; exact
matches of places (第24条, 経2-1) and names (北区役所, 自治基本条例) are added on top.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from kb import words
from kb.examples import NO_EXAMPLES, Examples
from kb.lexical import Channel, LexicalIndex
from kb.names import find_names
from kb.query import Query
from kb.records import FloatMatrix

Scores = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]

# Chosen by cross-validation over several question sets; docs/retrieval.md has the figures.
WEIGHTS: Mapping[str, float] = {
    "words": 4.0,
    "expanded": 2.6,
    "synonyms": 0.95,
    "kanji": 0.75,
    "bigrams": 6.2,
    "dense": 0.5,
    "whole": 1.0,
    "heading": 0.42,
    "aligned": 13.0,
    "example_words": 8.0,
    "example_texts": 10.0,
}
# What a passage gets that has nothing to do with the question.
BACKGROUND = 6.0
# In units of the weighted sum. A clause cited by its number comes first whatever the
# channels say; a name narrows the search but does not decide it alone.
CLAUSE_BONUS = 40.0
PLACE_BONUS = 3.0
NAME_BONUS = 9.0
# A term in quotation marks is wanted to the letter, the more the fewer passages hold it.
QUOTED_BONUS = 20.0
FIGURE_BONUS = 3.0
# For a passage whose heading is said in the question.
HEADING_BONUS = 4.5
# Passages that the lexical channels put first are compared by vectors as well.
CANDIDATES = 300
# Of all, so many are compared with the examples' texts, sentence by sentence.
LEADING = 100
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
    whole: Scores
    """Of heading and text together."""
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
    """What each channel gave every passage, before its weight."""
    names: Sequence[str] = field(default_factory=tuple)
    """Names of the knowledge base that occur in the question."""


def rank(
    query: Query,
    index: LexicalIndex,
    *,
    visible: npt.NDArray[np.bool_],
    dense: Callable[[Rows], DenseScores],
    aligned: Callable[[Rows], Scores],
    limit: int,
    examples: Examples = NO_EXAMPLES,
    vectors_of: Callable[[Rows], tuple[FloatMatrix, Rows]] | None = None,
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
            the other channels put first.
        aligned: gives the share of the question's words that passages carry, 0–1.
        limit: how many rows to return at most.
        examples: texts that answer questions like this one.
        vectors_of: gives the vectors of passages and where each's begin, by the model of the
            examples; None where another model made them.
        preferred: (passages,), passages of the kinds that such questions are answered by.
        quoted: rows of the passages that hold each term in quotation marks.
        weights: channel → weight.
    """
    typed = index.channel("words")
    channels: dict[str, Scores] = {
        "words": typed.cover(query.words),
        "expanded": typed.cover(query.expanded),
        "synonyms": index.channel("synonyms").cover(query.synonyms),
        "kanji": index.channel("kanji").cover(query.kanji),
        "bigrams": index.channel("bigrams").cover(query.bigrams),
        "example_words": examples.likeness * typed.cover(_known(examples.words, typed)),
    }
    places, names, found = _exact(query, index)
    channels["places"], channels["names"] = places, names
    channels["figures"] = _figures(query, index)
    channels["quoted"] = _quoted(quoted, index.channel("names").size)
    if preferred is not None:
        channels["kind"] = np.where(preferred, np.float32(KIND_BONUS), np.float32(0.0))
    total = np.full(len(visible), -BACKGROUND, dtype=np.float32)
    for name, scores in channels.items():
        total += np.float32(weights.get(name, 1.0)) * scores
    total[~visible] = -np.inf
    count = int(visible.sum())
    candidates = best_rows(total, min(CANDIDATES, count))
    similarity = dense(candidates)
    compared = {
        "dense": _dense_channel(similarity.sentence, similarity, len(visible)),
        "whole": _dense_channel(similarity.whole, similarity, len(visible)),
        "heading": _dense_channel(similarity.heading, similarity, len(visible)),
        "aligned": np.zeros(len(visible), dtype=np.float32),
    }
    compared["aligned"][similarity.rows] = aligned(similarity.rows)
    for name, scores in compared.items():
        total += np.float32(weights.get(name, 0.0)) * scores
    compared["example_texts"] = np.zeros(len(visible), dtype=np.float32)
    if vectors_of is not None and count and examples.likeness:
        leading = best_rows(total, min(LEADING, count))
        compared["example_texts"][leading] = examples.like(*vectors_of(leading))
        total += np.float32(weights.get("example_texts", 0.0)) * compared["example_texts"]
    if limit <= CANDIDATES:
        # What was not compared came after the candidates and gains no more than they do.
        near = np.union1d(candidates, similarity.rows)
        rows = near[best_rows(total[near], min(limit, count))]
    else:
        rows = best_rows(total, min(limit, count))
    return Ranking(rows=rows, scores=total, channels=channels | compared, names=found)


def best_rows(scores: Scores, count: int) -> npt.NDArray[np.int64]:
    """Return the rows of the highest scores, best first, equal ones in their order."""
    if not count:
        return np.empty(0, dtype=np.int64)
    # Selecting among many equal values is slow: what filters hide is left out before.
    seen = np.flatnonzero(scores > -np.inf)
    if len(seen) <= count:
        return seen[np.argsort(-scores[seen], kind="stable")]
    lowest = np.partition(scores[seen], len(seen) - count)[len(seen) - count]
    rows = np.flatnonzero(scores >= lowest)
    return rows[np.argsort(-scores[rows], kind="stable")][:count]


def _known(terms: Mapping[str, float], typed: Channel) -> dict[str, float]:
    """Return the terms that some passage holds: nobody typed the others."""
    return {term: weight for term, weight in terms.items() if term in typed.vocabulary}


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
        names[rows] += NAME_BONUS * (1.0 - gazetteer.share(name)) ** 2
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
        scores[rows] += FIGURE_BONUS * (1.0 - channel.share(figure)) ** 2
    return scores


def _quoted(quoted: Sequence[npt.NDArray[np.int32]], size: int) -> Scores:
    scores = np.zeros(size, dtype=np.float32)
    for rows in quoted:
        if len(rows):
            scores[rows] += QUOTED_BONUS * (1.0 - np.log(len(rows)) / np.log(size + 1.0))
    return scores


def weight_of(channel: str) -> float:
    """Return what a channel's value is multiplied by; bonuses count as they are."""
    return WEIGHTS.get(channel, 1.0)


def explain(ranking: Ranking, row: int) -> dict[str, float]:
    """Return what each channel gave one passage, before its weight; all of it is its score."""
    given = {name: round(float(scores[row]), 3) for name, scores in ranking.channels.items()}
    return {**given, "background": -BACKGROUND}
