"""Questions whose answers are known, beside the one asked: how administrations write of it.

The project's own texts hold everyday questions and the administrative text that answers each.
The questions nearest to the one asked lead to texts that its answer is like, in words and in
vectors, even where question and answer share nothing: relevance feedback (Lavrenko and Croft,
Relevance-Based Language Models, 2001) from texts that are known to answer, not from what the
search itself found first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kb.embedding import StaticEmbedder, shipped_model
from kb.records import FloatMatrix

Floats = npt.NDArray[np.float32]

SHIPPED_EXAMPLES = Path(__file__).parent / "data" / "examples.npz"
# Chosen on the sets of docs/retrieval.md.
NEAREST = 50
# How much faster than its distance a farther question counts less.
SHARPNESS = 15.0
WORDS = 25
# Texts of other matters are about as near as this.
UNRELATED = 0.4


@dataclass(frozen=True)
class Examples:
    """Texts that answer questions like the one asked."""

    likeness: float
    """Cosine of the nearest question, at least 0."""
    words: Mapping[str, float]
    """Their most telling words, weight 0–1."""
    vectors: Floats
    """(texts, dimension), unit length."""
    shares: Floats
    """(texts,), how much each counts; sum 1."""

    def like(self, vectors: FloatMatrix, firsts: npt.NDArray[np.int64]) -> Floats:
        """Return how like the texts some passages are, (passages,), 0–1.

        A text is compared with the sentence of a passage that is nearest to it: one duty of a
        division, not all of them.

        Args:
            vectors: (vectors, dimension) of sentences, unit length, by the same model.
            firsts: (passages,), where the vectors of each begin.
        """
        # Not ``@``: the threads of BLAS wait for each other longer than one thread needs.
        cosines = np.einsum("ij,kj->ik", vectors, self.vectors)
        nearest = np.maximum.reduceat(cosines, firsts, axis=0)
        agreed: Floats = np.einsum("ij,j->i", np.maximum(nearest - UNRELATED, 0.0), self.shares)
        return self.likeness * agreed


NO_EXAMPLES = Examples(0.0, {}, np.empty((0, 0), np.float32), np.empty(0, np.float32))


class ExampleStore:
    """The examples of a file of ``kb.training.examples``; safe to share between threads."""

    def __init__(self, path: Path, model: StaticEmbedder) -> None:
        """Read a file.

        Args:
            path: of the file.
            model: what its vectors were made by.
        """
        with np.load(path, allow_pickle=False) as stored:
            self.model = str(stored["model"])
            """Fingerprint of the model that made the vectors."""
            self._components: Floats = stored["components"]
            """(dimension, components): the principal ones of all questions."""
            self._questions: Floats = stored["questions"].astype(np.float32) * stored["step"]
            self._texts_of = stored["texts_of"]
            self._texts: npt.NDArray[np.int8] = stored["texts"]
            self._starts = stored["starts"]
            self._numbers = stored["numbers"]
            self._words = bytes(stored["words"]).decode().split("\n")
            self._telling: Floats = stored["telling"].astype(np.float32)
        self._embedder = model

    def __len__(self) -> int:
        """Return the number of texts."""
        return len(self._texts)

    def near(self, content: Sequence[str]) -> Examples:
        """Return the examples nearest to a question given as its content words."""
        vector = np.einsum("i,ij->j", self._embedder.embed([content])[0], self._components)
        cosines = np.einsum("ij,j->i", self._questions, vector)
        nearest = np.argpartition(-cosines, NEAREST - 1)[:NEAREST]
        best = float(cosines[nearest].max())
        shares = np.exp(SHARPNESS * (cosines[nearest] - best))
        shares /= shares.sum()
        # Several of them lead to one text.
        texts, places = np.unique(self._texts_of[nearest], return_inverse=True)
        shares = np.bincount(places, shares).astype(np.float32)
        vectors = self._texts[texts].astype(np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return Examples(max(best, 0.0), self._words_of(texts, shares), vectors, shares)

    def _words_of(self, texts: npt.NDArray[np.int32], shares: Floats) -> dict[str, float]:
        runs = [self._numbers[self._starts[text] : self._starts[text + 1]] for text in texts]
        numbers = np.concatenate(runs)
        weights = np.repeat(shares, [len(run) for run in runs]) * self._telling[numbers]
        found, places = np.unique(numbers, return_inverse=True)
        totals = np.bincount(places, weights)
        best = np.argsort(-totals, kind="stable")[:WORDS]
        return {self._words[found[place]]: float(totals[place] / totals[best[0]]) for place in best}


@cache
def shipped_examples() -> ExampleStore:
    """Return the examples that come with the program, read once."""
    return ExampleStore(SHIPPED_EXAMPLES, shipped_model())
