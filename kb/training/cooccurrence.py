"""First vectors of tokens: what stands near what in the training texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import scipy.sparse as sparse

from kb.training.encoding import Corpus, Vocabulary
from kb.training.settings import Settings

Vectors = npt.NDArray[np.float32]

# Regularization of the map between two spaces, a share of the words that it is fitted on.
_RIDGE = 1e-2 / 256


def start_vectors(
    corpus: Corpus,
    vocabulary: Vocabulary,
    text_weights: npt.NDArray[np.float64],
    settings: Settings,
    *,
    word_vectors: Callable[[Sequence[str], int], Vectors] | None = None,
) -> Vectors:
    """Return a vector per token, (tokens, dimensions): shifted PMI, reduced by a random SVD.

    Words get their own vectors (Levy and Goldberg 2014: neighbours weighted by the
    inverse root of their distance, smoothed contexts). Ideographs and bigrams add the
    mean of the words that they stand in. Frequent tokens are short (Arora et al. 2017).

    Args:
        corpus: the training texts.
        vocabulary: its tokens.
        text_weights: how much each text counts.
        settings: of the training.
        word_vectors: gives vectors from outside for words, to start from where it has them.
    """
    counts = _neighbours(corpus, text_weights, settings.window)
    words = _reduce(_pmi(counts, settings), settings)
    if word_vectors is not None:
        words = complete(word_vectors(corpus.words, settings.dimensions), words)
    return _to_tokens(words, corpus, vocabulary, settings)


def complete(known: Vectors, cooccurrence: Vectors) -> Vectors:
    """Return known vectors with those that are missing taken from co-occurrence.

    The map between the two spaces is a ridge regression on the words that both have.

    Args:
        known: (words, dimensions), zeros where missing.
        cooccurrence: (words, dimensions), zeros where a word has no neighbours.
    """
    left = unit(cooccurrence)
    has_known: npt.NDArray[np.bool_] = np.any(known != 0, axis=1)
    has_left: npt.NDArray[np.bool_] = np.any(left != 0, axis=1)
    both = has_known & has_left
    gram = left[both].T @ left[both]
    gram += _RIDGE * int(both.sum()) * np.eye(len(gram), dtype=np.float32)
    mapping = np.linalg.solve(gram, left[both].T @ known[both])
    completed = known.copy()
    missing = ~has_known & has_left
    completed[missing] = unit(left[missing] @ mapping)
    return completed


def _neighbours(
    corpus: Corpus, text_weights: npt.NDArray[np.float64], window: int
) -> sparse.csr_matrix:
    """Return how often words stand near each other, (words, words), symmetric."""
    size = len(corpus.words)
    lengths = np.diff(corpus.offsets)
    text_of = np.repeat(np.arange(len(lengths)), lengths)
    weights = text_weights[text_of].astype(np.float32)
    total = sparse.csr_matrix((size, size), dtype=np.float32)
    for distance in range(1, window + 1):
        together = text_of[:-distance] == text_of[distance:]
        left, right = corpus.flat[:-distance][together], corpus.flat[distance:][together]
        values = weights[:-distance][together] / np.float32(np.sqrt(distance))
        total += sparse.coo_matrix((values, (left, right)), shape=(size, size)).tocsr()
    return (total + total.T).tocsr()


def _pmi(counts: sparse.csr_matrix, settings: Settings) -> sparse.csr_matrix:
    rows = np.asarray(counts.sum(axis=1)).ravel()
    contexts = rows**settings.context_smoothing
    contexts = contexts / contexts.sum()
    matrix = counts.tocoo()
    expected = rows[matrix.row] * contexts[matrix.col]
    values = np.log(np.maximum(matrix.data / np.maximum(expected, 1e-12), 1e-12))
    keep = values > settings.min_pmi
    return sparse.coo_matrix(
        (values[keep].astype(np.float32), (matrix.row[keep], matrix.col[keep])),
        shape=counts.shape,
    ).tocsr()


def _reduce(matrix: sparse.csr_matrix, settings: Settings) -> Vectors:
    """Return the left singular vectors times the roots of the singular values.

    Randomized range finder with power iterations (Halko, Martinsson and Tropp 2011).
    """
    random = np.random.default_rng(settings.seed)
    width = min(settings.dimensions + 32, matrix.shape[0])
    basis = random.standard_normal((matrix.shape[1], width)).astype(np.float32)
    for _ in range(4):
        basis = np.linalg.qr(matrix @ basis)[0].astype(np.float32)
        basis = matrix.T @ basis
    basis = np.linalg.qr(matrix @ basis)[0].astype(np.float32)
    left, values, _ = np.linalg.svd((matrix.T @ basis).T, full_matrices=False)
    vectors = (basis @ left) * np.sqrt(values)
    reduced = np.zeros((matrix.shape[0], settings.dimensions), dtype=np.float32)
    columns = min(settings.dimensions, vectors.shape[1])
    reduced[:, :columns] = vectors[:, :columns]
    return reduced


def _to_tokens(
    words: Vectors, corpus: Corpus, vocabulary: Vocabulary, settings: Settings
) -> Vectors:
    random = np.random.default_rng(settings.seed + 1)
    words = unit(words)
    ids = vocabulary.ids
    vectors = np.zeros((len(vocabulary.tokens), settings.dimensions), dtype=np.float32)
    flat, offsets = vocabulary.parts
    owners = np.repeat(np.arange(len(corpus.words)), np.diff(offsets))
    np.add.at(vectors, flat, words[owners])
    vectors = unit(vectors)
    for number, word in enumerate(corpus.words):
        token = ids.get(word)
        if token is not None and words[number].any():
            vectors[token] = words[number]
    empty = ~vectors.any(axis=1)
    vectors[empty] = 0.1 * random.standard_normal((int(empty.sum()), settings.dimensions))
    share = vocabulary.counts / vocabulary.counts.sum()
    damping = settings.frequency_damping / (settings.frequency_damping + share)
    started: Vectors = (unit(vectors) * damping[:, None]).astype(np.float32)
    return started


def unit(vectors: Vectors) -> Vectors:
    """Return the vectors at length 1; zeros stay zeros."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Vectors = (vectors / np.maximum(lengths, 1e-12)).astype(np.float32)
    return unit
