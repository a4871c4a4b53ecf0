"""The loss of ``kb.alignment``: a text is as near as its words are to those of the question."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional

from kb.training.encoding import Corpus, Numbers, Vocabulary

Integers = npt.NDArray[np.int64]


def inverse_frequencies(corpus: Corpus) -> npt.NDArray[np.float32]:
    """Return how much each word of a corpus tells, (words,), as BM25 has it."""
    texts = np.repeat(np.arange(len(corpus.texts)), np.diff(corpus.offsets))
    together = np.unique(texts * len(corpus.words) + corpus.flat)
    counts = np.bincount(together % len(corpus.words), minlength=len(corpus.words))
    size = len(corpus.texts)
    return np.log1p((size - counts + 0.5) / (counts + 0.5)).astype(np.float32)


def coverages(
    weights: torch.Tensor,
    vocabulary: Vocabulary,
    inverse: npt.NDArray[np.float32],
    queries: list[Numbers],
    documents: list[Numbers],
    as_parts: npt.NDArray[np.bool_],
) -> torch.Tensor:
    """Return the share of each query that each document carries, (queries, documents), 0–1.

    Each word counts by the cosine of its nearest counterpart and by how much it tells, as
    in ``kb.alignment`` (there of one question, here of all at once); that of ColBERT
    (Khattab and Zaharia, 2020) with the same vector for a word wherever it stands.

    Args:
        weights: (tokens, dimensions).
        vocabulary: the tokens of words.
        inverse: how much each word tells.
        queries: the words of each query, at least one.
        documents: the words of each document, at least one.
        as_parts: for all words of the corpus, which are given as if unknown.
    """
    asked = np.unique(np.concatenate(queries))
    held = np.unique(np.concatenate(documents))
    cosines = (
        _units(weights, vocabulary, asked, as_parts) @ _units(weights, vocabulary, held, as_parts).T
    ).clamp(min=0.0)
    longest = max(map(len, documents))
    # Filled up with the first word of each document, which changes no maximum.
    places = np.stack(
        [
            np.pad(np.searchsorted(held, run), (0, longest - len(run)), mode="edge")
            for run in documents
        ]
    )
    # Only the nearest words learn: a gradient through the whole table takes ten times longer.
    with torch.no_grad():
        nearest = cosines[:, torch.from_numpy(places)].argmax(dim=2)
    counterparts = torch.from_numpy(places)[torch.arange(len(documents)), nearest]
    carried = cosines.gather(1, counterparts)
    shares = np.zeros((len(queries), len(asked)), dtype=np.float32)
    for row, run in enumerate(queries):
        np.add.at(shares[row], np.searchsorted(asked, run), inverse[run])
    shares /= shares.sum(axis=1, keepdims=True)
    return torch.from_numpy(shares) @ carried


def _units(
    weights: torch.Tensor,
    vocabulary: Vocabulary,
    distinct: Numbers,
    as_parts: npt.NDArray[np.bool_],
) -> torch.Tensor:
    tokens, offsets = vocabulary.expand(
        [distinct[at : at + 1] for at in range(len(distinct))], as_parts[distinct]
    )
    sums = functional.embedding_bag(
        torch.from_numpy(tokens), weights, torch.from_numpy(offsets), mode="sum"
    )
    return functional.normalize(sums)
