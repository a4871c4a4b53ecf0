"""Each word of a question beside its nearest counterpart in a passage.

BM25 sees equal words alone, a sentence's vector sees all words at once. This channel asks
word by word: does the passage hold it, a synonym, what an everyday word stands for, or at
least something near it? The answer is a share of the question, so that a passage that
carries one word well does not pass for one that carries them all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kb import words
from kb.embedding import StaticEmbedder
from kb.lexical import Channel
from kb.mapped import mapped
from kb.query import Query, telling_words

Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]

# What a counterpart is worth beside the typed word itself, which is worth 1; chosen on the
# sets of docs/retrieval.md.
SYNONYM = 0.85
EXPANSION = 0.9
FOLDER = "alignment"
"""Its folder beside the lexical channels."""
_STARTS, _WORDS, _VECTORS = "starts.npy", "words.npy", "vectors.npy"


def build(folder: Path, typed: Channel, model: StaticEmbedder) -> None:
    """Write which words each passage holds, and the vectors of all words.

    Args:
        folder: made here.
        typed: the channel of words.
        model: gives the vectors; always the shipped model, whatever embeds the passages.
    """
    folder.mkdir(parents=True, exist_ok=True)
    numbers = np.repeat(np.arange(len(typed.vocabulary), dtype=np.int32), np.diff(typed.indptr))
    counts = np.bincount(typed.indices, minlength=typed.size)
    np.save(folder / _STARTS, np.concatenate([[0], np.cumsum(counts)]).astype(np.int64))
    np.save(folder / _WORDS, numbers[np.argsort(typed.indices, kind="stable")])
    np.save(folder / _VECTORS, model.embed_words(typed.vocabulary).astype(np.float16))


class Alignment:
    """Scores passages by how well they carry each word; safe to share between threads."""

    def __init__(self, folder: Path, model: StaticEmbedder) -> None:
        self._starts = mapped(folder / _STARTS)
        self._words = mapped(folder / _WORDS)
        self._vectors = mapped(folder / _VECTORS)
        self._model = model

    def coverage(self, query: Query, rows: Rows, *, typed: Channel, synonyms: Channel) -> Floats:
        """Return the share of the question that each of some passages carries, 0–1.

        Args:
            query: the question, analysed.
            rows: passages, (n,).
            typed: the channel of words.
            synonyms: the channel of synonym groups.
        """
        asked = list(query.words)
        if not len(rows) or not (asked or query.expansions):
            return np.zeros(len(rows), dtype=np.float32)
        carried = self._nearest(asked, rows, typed)
        weights = [typed.idf(word) * query.words[word] for word in asked]
        number = {word: column for column, word in enumerate(asked)}
        for token in query.tokens:
            column = number.get(token.normalized_form)
            for group in words.synonym_groups([token]) if column is not None else ():
                found = synonyms.holds(str(group), rows)
                carried[found, column] = np.maximum(carried[found, column], SYNONYM)
        for everyday, held in _expanded(query, rows, typed).items():
            columns = [number[w] for w in set(words.content_words(everyday)) if w in number]
            for column in columns:
                carried[:, column] = np.maximum(carried[:, column], EXPANSION * held)
            if not columns:  # ピーピー is no content word, and yet what the question is about
                carried = np.column_stack([carried, EXPANSION * held])
                weights.append(typed.idf(everyday))
        share: Floats = (carried @ np.array(weights) / sum(weights)).astype(np.float32)
        return share

    def _nearest(self, asked: Sequence[str], rows: Rows, typed: Channel) -> Floats:
        """Return the cosine of each word to the nearest one of each passage, (n, words)."""
        counts = self._starts[rows + 1] - self._starts[rows]
        ends = np.cumsum(counts)
        places = np.repeat(self._starts[rows] - (ends - counts), counts) + np.arange(ends[-1])
        occurring = self._words[places]
        number = np.zeros(len(self._vectors), dtype=np.int32)
        number[occurring] = 1
        held = np.flatnonzero(number)
        number[held] = np.arange(len(held))
        vectors = self._vectors[held].astype(np.float32)
        cosines = np.empty((len(held), len(asked)), dtype=np.float32)
        for column, vector in enumerate(self._model.embed_words(asked)):
            # Not ``@``: the threads of BLAS wait for each other longer than one thread needs.
            cosines[:, column] = np.einsum("ij,j->i", vectors, vector)
        for column, word in enumerate(asked):
            cosines[held == typed.vocabulary.get(word, -1), column] = 1.0
        # A passage without words would take over those of the next one.
        nearest = np.zeros((len(rows), len(asked)), dtype=np.float32)
        full = counts > 0
        nearest[full] = np.maximum.reduceat(
            cosines[number[occurring]], (ends - counts)[full], axis=0
        )
        return np.maximum(nearest, 0.0)


def _expanded(query: Query, rows: Rows, typed: Channel) -> Mapping[str, Floats]:
    """Return everyday words with how surely each passage holds what they stand for, 0–1.

    Most of a long term counts little: 住宅 is not 住宅用火災警報器.
    """
    held: dict[str, Floats] = {}
    for expansion in query.expansions:
        parts = telling_words(expansion.term)
        weights = [typed.idf(part) for part in parts]
        if not parts or not sum(weights):
            continue
        share = np.zeros(len(rows), dtype=np.float32)
        for part, weight in zip(parts, weights, strict=True):
            share += np.float32(weight / sum(weights)) * typed.holds(part, rows)
        before = held.get(expansion.everyday, np.zeros(len(rows), dtype=np.float32))
        held[expansion.everyday] = np.maximum(before, np.float32(expansion.weight) * share**2)
    return held
