"""Requests that no rule has words for, told by what they look like as a whole.

A linear model over runs of one to four characters and the vector of the shipped embedding model,
fitted by ``bot.rules.train`` to examples of each kind and to thousands of ordinary questions. It
speaks only where it is sure: a question that is refused by mistake is worse than a request that
is answered with 見つかりませんでした.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kb.embedding import shipped_model

WEIGHTS = Path(__file__).parent / "learned.npz"
HARMLESS = "harmless"
LONGEST_RUN = 4
BUCKETS = 1 << 15
# What the vector counts beside the runs.
VECTOR_SHARE = 0.5
# Share of a kind from which a text is one: of 140 ordinary questions that look alike, written
# after fitting, none is above it, nor is one of 810 of the question sets.
THRESHOLD = 0.6
# The names of those who hold an office are asked for in almost the same words.
THRESHOLD_OF_PERSONS = 0.8
# A word or two tell no request, and long texts are questions with a story around them.
MIN_LENGTH = 7
MAX_LENGTH = 120


@dataclass(frozen=True)
class Model:
    """What was learned."""

    kinds: tuple[str, ...]
    """The reasons of refusals, ``harmless`` first."""
    runs: npt.NDArray[np.float16]
    """(kinds, buckets): weights of the runs of characters."""
    vector: npt.NDArray[np.float32]
    """(kinds, dimension): weights of the vector."""
    biases: npt.NDArray[np.float32]
    """(kinds,)."""
    examples: str
    """Fingerprint of the examples that it was fitted to."""
    embedder: str
    """Fingerprint of the embedding model; with another one the weights mean nothing."""


def learned_reason(text: str) -> str | None:
    """Return the reason to refuse a text, or None where it is not surely one.

    Args:
        text: as ``bot.disguises`` reads it, persons marked.
    """
    if not MIN_LENGTH <= len(text) <= MAX_LENGTH:
        return None
    model = load_model()
    if model.embedder != shipped_model().fingerprint:
        return None
    found = buckets(text)
    scores = model.runs[:, found].sum(axis=1, dtype=np.float32) / np.sqrt(len(found))
    scores += model.vector @ vectors([text])[0] + model.biases
    shares = np.exp(scores - scores.max())
    shares /= shares.sum()
    best = int(shares[1:].argmax()) + 1
    kind = model.kinds[best]
    least = THRESHOLD_OF_PERSONS if kind == "personal_data" else THRESHOLD
    return kind if shares[best] > least else None


def buckets(text: str) -> npt.NDArray[np.int64]:
    """Return the buckets of a text's runs of characters, each once, in ascending order."""
    marked = f"^{text}$"
    runs = {
        marked[start : start + length]
        for length in range(1, LONGEST_RUN + 1)
        for start in range(len(marked) - length + 1)
    }
    return np.array(sorted({zlib.crc32(run.encode()) % BUCKETS for run in runs}), dtype=np.int64)


def vectors(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """Return (texts, dimension), as they count beside the runs."""
    return np.asarray(VECTOR_SHARE * shipped_model().embed_queries(texts), dtype=np.float32)


@cache
def load_model() -> Model:
    """Return the model that ships with the program."""
    with np.load(WEIGHTS, allow_pickle=False) as stored:
        return Model(
            tuple(str(kind) for kind in stored["kinds"]),
            stored["runs"],
            stored["vector"],
            stored["biases"],
            str(stored["examples"]),
            str(stored["embedder"]),
        )
