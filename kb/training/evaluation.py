"""Measures token vectors: retrieval by nDCG@10, similarity by Spearman's correlation."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.stats import spearmanr

from kb.sentences import split_sentences
from kb.training.cooccurrence import Vectors
from kb.training.corpora import OwnText, RetrievalSet
from kb.training.encoding import Corpus, Vocabulary


class Measure:
    """Vectors of texts of a corpus, and what they are worth."""

    def __init__(self, vectors: Vectors, corpus: Corpus, vocabulary: Vocabulary) -> None:
        self._vectors = vectors
        self._corpus = corpus
        self._vocabulary = vocabulary

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return (texts, dimensions), unit length; all texts are in the corpus."""
        rows = []
        for start in range(0, len(texts), 2_000):
            part = texts[start : start + 2_000]
            runs = [self._corpus.words_of(self._corpus.texts[text]) for text in part]
            tokens, offsets = self._vocabulary.expand(runs)
            tokens, offsets = np.append(tokens, 0), np.append(offsets, len(tokens))
            sums = np.add.reduceat(self._vectors[tokens], offsets, axis=0)[:-1]
            sums[np.diff(offsets) == 0] = 0
            rows.append(sums)
        matrix = np.concatenate(rows)
        lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
        unit: Vectors = (matrix / np.maximum(lengths, 1e-9)).astype(np.float32)
        return unit

    def retrieval(self, data: RetrievalSet, *, by_sentence: bool) -> float:
        """Return the mean nDCG@10 of the questions.

        Args:
            data: Questions and paragraphs.
            by_sentence: A paragraph is as near as its nearest sentence, not as its mean.
        """
        questions = self.embed(data.questions)
        if not by_sentence:
            return ndcg(questions @ self.embed(data.paragraphs).T, data.answers)
        sentences = [sentences_of(paragraph) for paragraph in data.paragraphs]
        vectors = self.embed([sentence for group in sentences for sentence in group])
        scores = questions @ vectors.T
        starts = np.cumsum([0, *map(len, sentences[:-1])])
        return ndcg(np.maximum.reduceat(scores, starts, axis=1), data.answers)

    def similarity(self, rows: Sequence[tuple[str, str, float]]) -> float:
        """Return Spearman's correlation of cosines with the given similarities."""
        left, right = self.embed([row[0] for row in rows]), self.embed([row[1] for row in rows])
        cosines = (left * right).sum(axis=1)
        return float(spearmanr(cosines, [row[2] for row in rows]).statistic)


def ndcg(scores: npt.NDArray[np.float32], answers: Sequence[int]) -> float:
    """Return the mean nDCG@10 where each row of scores has one right column."""
    right = scores[np.arange(len(answers)), np.array(answers)]
    ranks = (scores > right[:, None]).sum(axis=1)
    return float(np.where(ranks < 10, 1 / np.log2(ranks + 2), 0).mean())


def sentences_of(text: str) -> list[str]:
    """Return the sentences of a text, or the text itself."""
    return [sentence.text for sentence in split_sentences(text)] or [text]


def own_retrieval(held: Sequence[OwnText], learned: Sequence[OwnText]) -> RetrievalSet:
    """Return the questions of texts held out, against all of the project's own texts."""
    paragraphs = tuple(dict.fromkeys(own.text for own in [*held, *learned]))
    numbers = {text: number for number, text in enumerate(paragraphs)}
    asked = [(question, numbers[own.text]) for own in held for question in own.questions]
    return RetrievalSet(
        tuple(question for question, _ in asked), tuple(number for _, number in asked), paragraphs
    )
