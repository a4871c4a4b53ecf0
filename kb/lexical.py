"""BM25 channels over analysed passages: built with bm25s, scored with weighted terms."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ingest.errors import KnowledgeBaseError
from kb.analysis import CHANNELS, Analysed
from kb.mapped import mapped

Scores = npt.NDArray[np.float32]

# How often a field's terms count in a passage; docs/retrieval.md has the evaluation.
FIELD_REPETITIONS: Mapping[str, int] = {"heading": 2, "path": 1, "departments": 2, "text": 1}
K1, B = 1.2, 0.75


@dataclass(frozen=True)
class Channel:
    """One inverted index: term → passages with their BM25 weight."""

    name: str
    vocabulary: Mapping[str, int]
    indptr: npt.NDArray[np.int64]
    indices: npt.NDArray[np.int32]
    weights: npt.NDArray[np.float32]
    size: int
    """Number of passages."""
    counted: int = 0
    """How many of them are indexed, which rare terms are measured by; 0 for all."""

    def document_frequency(self, term: str) -> int:
        """Return in how many passages the term occurs."""
        number = self.vocabulary.get(term)
        return 0 if number is None else int(self.indptr[number + 1] - self.indptr[number])

    def share(self, term: str) -> float:
        """Return in which share of the passages the term occurs, 0–1."""
        return self.document_frequency(term) / max(1, self.counted or self.size)

    def idf(self, term: str) -> float:
        """Return the term's inverse document frequency (Lucene's form, never negative)."""
        frequency = self.document_frequency(term)
        passages = self.counted or self.size
        return float(np.log(1 + (passages - frequency + 0.5) / (frequency + 0.5)))

    def rows(self, term: str) -> npt.NDArray[np.int32]:
        """Return the rows of the passages that hold the term."""
        number = self.vocabulary.get(term)
        if number is None:
            return np.empty(0, dtype=np.int32)
        return self.indices[self.indptr[number] : self.indptr[number + 1]]

    def holds(self, term: str, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Return which of some passages hold the term, in their order."""
        held = self.rows(term)
        if not len(held):
            return np.zeros(len(rows), dtype=np.bool_)
        found: npt.NDArray[np.bool_] = held[_places(held, rows)] == rows
        return found

    def rows_of_all(self, terms: Iterable[str]) -> npt.NDArray[np.int32]:
        """Return the rows of the passages that hold every term; none where there is no term."""
        postings = sorted((self.rows(term) for term in set(terms)), key=len)
        if not postings:
            return np.empty(0, dtype=np.int32)
        found = postings[0]
        for rows in postings[1:]:
            if not len(found) or not len(rows):
                return found[:0]
            found = found[rows[_places(rows, found)] == found]
        return found

    def cover(self, terms: Mapping[str, float]) -> Scores:
        """Return the BM25 score of every passage as a share of what the terms could give, 0–1.

        Terms that no passage holds count as missing: a question of which only one ordinary
        word is found is carried badly by every passage.
        """
        possible = sum(weight * self.idf(term) for term, weight in terms.items())
        scores = self.score(terms)
        return scores / np.float32(possible) if possible else scores

    def score(self, terms: Mapping[str, float]) -> Scores:
        """Return the weighted BM25 score of every passage, shape (passages,)."""
        scores = np.zeros(self.size, dtype=np.float32)
        for term, weight in terms.items():
            number = self.vocabulary.get(term)
            if number is None:
                continue
            span = slice(int(self.indptr[number]), int(self.indptr[number + 1]))
            # No passage occurs twice; unlike ``scores[rows] += …`` this makes no copies.
            np.add.at(scores, self.indices[span], np.float32(weight) * self.weights[span])
        return scores


def _places(among: npt.NDArray[Any], rows: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Return where in a sorted array that is not empty each row is, if it is there at all."""
    return np.minimum(np.searchsorted(among, rows), len(among) - 1)


def build(
    folder: Path, analysed: Iterable[bytes], *, seen: npt.NDArray[np.bool_] | None = None
) -> None:
    """Write one index per channel; row *i* of each is the *i*-th analysed passage.

    Args:
        folder: made here.
        analysed: the terms of every passage in row order.
        seen: (passages,), which of them the index is made of; the others leave no trace in it
            but their row. All where None.
    """
    # Numbers of terms one after another and where each passage's end: four bytes a term, so
    # that the terms of 200,000 passages take less than a gigabyte.
    numbers: dict[str, array[int]] = {channel: array("i") for channel in CHANNELS}
    ends: dict[str, array[int]] = {channel: array("q") for channel in CHANNELS}
    vocabularies: dict[str, dict[str, int]] = {channel: {} for channel in CHANNELS}
    rows = array("i")
    size = 0
    for row, data in enumerate(analysed):
        size = row + 1
        if seen is not None and not seen[row]:
            continue
        rows.append(row)
        terms = Analysed.from_bytes(data).terms
        for channel in CHANNELS:
            vocabulary = vocabularies[channel]
            for field, words in terms.get(channel, {}).items():
                found = [vocabulary.setdefault(word, len(vocabulary)) for word in words]
                numbers[channel].extend(found * FIELD_REPETITIONS.get(field, 1))
            ends[channel].append(len(numbers[channel]))
    folder.mkdir(parents=True, exist_ok=True)
    for channel in CHANNELS:
        flat = numbers.pop(channel)
        starts = [0, *ends[channel]]
        corpus = [flat[start:end] for start, end in pairwise(starts)]
        del flat
        _build_channel(
            folder / channel,
            corpus,
            vocabularies.pop(channel),
            rows=np.array(rows, dtype=np.int32),
            size=size,
        )


def _build_channel(
    folder: Path,
    corpus: list[array[int]],
    vocabulary: dict[str, int],
    *,
    rows: npt.NDArray[np.int32],
    size: int,
) -> None:
    import bm25s  # asking never needs it

    folder.mkdir(exist_ok=True)
    arrays: dict[str, npt.NDArray[Any]]
    if not any(corpus):
        arrays = {
            "indptr": np.zeros(len(vocabulary) + 1, dtype=np.int64),
            "indices": np.empty(0, dtype=np.int32),
            "weights": np.empty(0, dtype=np.float32),
        }
    else:
        index = bm25s.BM25(k1=K1, b=B, method="lucene")
        index.index((corpus, vocabulary), create_empty_token=False, show_progress=False)
        arrays = {
            "indptr": index.scores["indptr"].astype(np.int64),
            "indices": rows[index.scores["indices"]],
            "weights": index.scores["data"].astype(np.float32),
        }
    for name, values in arrays.items():
        np.save(folder / f"{name}.npy", values)
    (folder / "vocabulary.json").write_text(
        json.dumps(
            {"size": size, "counted": len(corpus), "terms": list(vocabulary)}, ensure_ascii=False
        ),
        encoding="utf-8",
    )


class LexicalIndex:
    """All channels of one generation, memory-mapped."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._channels: dict[str, Channel] = {}

    def channel(self, name: str) -> Channel:
        """Return a channel, read at its first use.

        Raises:
            KnowledgeBaseError: the generation has no such channel: an earlier program wrote it.
        """
        if name not in self._channels:
            folder = self._folder / name
            try:
                text = (folder / "vocabulary.json").read_text(encoding="utf-8")
            except FileNotFoundError as error:
                raise KnowledgeBaseError(
                    f"知識ベースの索引「{self._folder}」は別の版のプログラムで作られています"
                    f"({name} がありません)。"
                    "madoguchi ingest をもう一度実行すると、索引を作り直します。"
                ) from error
            described: dict[str, Any] = json.loads(text)
            arrays = {
                part: mapped(folder / f"{part}.npy") for part in ("indptr", "indices", "weights")
            }
            self._channels[name] = Channel(
                name=name,
                vocabulary={term: number for number, term in enumerate(described["terms"])},
                size=int(described["size"]),
                counted=int(described.get("counted", 0)),
                **arrays,
            )
        return self._channels[name]
