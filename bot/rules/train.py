"""Fit the model of ``bot.rules.learned``: ``python -m bot.rules.train``.

Examples of what is refused stand in ``bot/rules/examples``, one file per kind, one request a
line; ``harmless.txt`` holds what looks alike. The questions of the training texts and the words
of the vocabulary are ordinary ones.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, hstack

import kb
from bot.disguises import as_read
from bot.persons import with_persons_marked
from bot.rules.learned import BUCKETS, HARMLESS, WEIGHTS, buckets, vectors
from kb.embedding import shipped_model
from kb.vocabulary import load_vocabulary

EXAMPLES = Path(__file__).parent / "examples"
ORDINARY = Path(kb.__file__).parent / "training" / "texts"
# Inverse of the weight decay: of 5, 30 and 100 this found most at no false alarm.
FREEDOM = 30.0
_STEPS = 300

FloatArray = npt.NDArray[np.float64]


def main() -> int:
    """Fit the model to the examples and write it."""
    kinds, texts, labels = read_examples()
    weights, biases = fit(texts, labels, kinds=len(kinds))
    np.savez_compressed(
        WEIGHTS,
        kinds=np.array(kinds),
        runs=weights[:, :BUCKETS].astype(np.float16),
        vector=weights[:, BUCKETS:].astype(np.float32),
        biases=biases.astype(np.float32),
        examples=np.array(fingerprint()),
        embedder=np.array(shipped_model().fingerprint),
    )
    print(f"{len(texts)} examples, {WEIGHTS.stat().st_size // 1024} KB", file=sys.stderr)
    return 0


def read_examples() -> tuple[list[str], list[str], list[int]]:
    """Return the kinds, harmless first, the texts as they are read, and the kind of each."""
    files = sorted(EXAMPLES.glob("*.txt"), key=lambda file: (file.stem != HARMLESS, file.stem))
    texts: list[str] = []
    labels: list[int] = []
    for number, file in enumerate(files):
        lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        texts += lines
        labels += [number] * len(lines)
    for file in sorted(ORDINARY.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            questions = json.loads(line)["questions"]
            texts += questions
            labels += [0] * len(questions)
    everyday = [entry.everyday for entry in load_vocabulary().entries]
    texts += everyday
    labels += [0] * len(everyday)
    return [file.stem for file in files], [with_persons_marked(as_read(t)) for t in texts], labels


def fingerprint() -> str:
    """Return a digest of the examples of requests."""
    digest = hashlib.sha256()
    for file in sorted(EXAMPLES.glob("*.txt")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def fit(
    texts: Sequence[str], labels: Sequence[int], *, kinds: int
) -> tuple[FloatArray, FloatArray]:
    """Return weights and biases of multinomial logistic regression.

    Returns:
        (kinds, buckets + dimension) and (kinds,).
    """
    found = [buckets(text) for text in texts]
    starts = np.cumsum([0, *(len(row) for row in found)])
    values = np.concatenate([np.full(len(row), 1.0 / np.sqrt(len(row))) for row in found])
    runs = csr_matrix((values, np.concatenate(found), starts), shape=(len(texts), BUCKETS))
    matrix = csr_matrix(hstack([runs, csr_matrix(vectors(texts))]))
    width = matrix.shape[1]
    wanted = np.zeros((len(texts), kinds))
    wanted[np.arange(len(texts)), labels] = 1.0

    def loss(flat: FloatArray) -> tuple[float, FloatArray]:
        weights, biases = _apart(flat, width)
        scores = matrix @ weights.T + biases
        scores -= scores.max(axis=1, keepdims=True)
        shares = np.exp(scores)
        shares /= shares.sum(axis=1, keepdims=True)
        missed = -np.log(np.maximum((shares * wanted).sum(axis=1), 1e-12)).sum()
        error = shares - wanted
        gradient = np.concatenate(
            [((matrix.T @ error).T + weights / FREEDOM).ravel(), error.sum(axis=0)]
        )
        return float(missed + (weights**2).sum() / (2 * FREEDOM)), gradient

    start = np.zeros(kinds * width + kinds)
    result = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS})
    return _apart(result.x, width)


def _apart(flat: FloatArray, width: int) -> tuple[FloatArray, FloatArray]:
    kinds = len(flat) // (width + 1)
    return flat[: kinds * width].reshape(kinds, width), flat[kinds * width :]


if __name__ == "__main__":
    sys.exit(main())
