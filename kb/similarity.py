"""How near the meaning of passages is to that of a question, by vectors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cached_property

import numpy as np
import numpy.typing as npt

from kb.catalog import Catalog
from kb.chroma_server import ServedVectors, VectorsUnreachableError
from kb.dense import ALL_COMPARED, DenseMatrix, Rows
from kb.generations import Generation
from kb.records import Embedder, Filters
from kb.search import DenseScores

# Vectors found per search; the nearest views of a question lie far within.
NEAREST = 400
# Vectors of sentences that were read for earlier questions, 256 numbers each.
MAX_CACHED_VECTORS = 20_000


class Similarity:
    """Compares questions with the passages of one generation; safe to share by threads."""

    def __init__(
        self,
        generation: Generation,
        embedder: Embedder,
        catalog: Catalog,
        *,
        served: ServedVectors | None = None,
    ) -> None:
        self._generation = generation
        self._embedder = embedder
        self._catalog = catalog
        self._served = served
        self._vectors_of: dict[str, npt.NDArray[np.float32]] = {}

    @cached_property
    def matrix(self) -> DenseMatrix:
        """The vectors, opened at their first use."""
        return DenseMatrix(self._generation.dense_path)

    @property
    def model(self) -> str:
        """Fingerprint of the model that made the vectors."""
        return self._embedder.fingerprint

    def scores(
        self,
        text: str,
        *,
        filters: Filters,
        visible: npt.NDArray[np.bool_],
        candidates: Rows,
    ) -> DenseScores:
        """Return the similarity of a question to the passages nearest to it and to others.

        Args:
            text: the question.
            filters: what may be seen.
            visible: (passages,), which rows these let through.
            candidates: rows that are compared in any case.
        """
        vector = self._embedder.embed_queries([text])[0]
        rows, floor = self._nearest(vector, filters, visible, candidates)
        sentence, heading, whole = self.matrix.similarities(vector, rows)
        manifest = self._generation.manifest
        return DenseScores(
            rows,
            sentence,
            heading,
            whole,
            floor=floor,
            mean=manifest.similarity_mean,
            deviation=manifest.similarity_deviation,
        )

    def _nearest(
        self,
        vector: npt.NDArray[np.float32],
        filters: Filters,
        visible: npt.NDArray[np.bool_],
        candidates: Rows,
    ) -> tuple[Rows, float]:
        """Return the passages to compare with a question, and how near others are at most."""
        if not filters.only_audience:
            rows = np.flatnonzero(visible)
            if self.matrix.views_of(rows) <= ALL_COMPARED:
                return rows, -1.0
        elif self._served is not None:
            with suppress(VectorsUnreachableError):  # the matrix has the same vectors
                found = self._served.search(vector, limit=NEAREST, filters=filters)
                known = self._catalog.rows_of([match.passage_id for match in found])
                rows = np.fromiter(known.values(), np.int64, len(known))
                rows = np.union1d(candidates, rows[visible[rows]])
                return rows, found[-1].similarity if len(found) == NEAREST else -1.0
        among = None if visible.all() else visible
        views, cosines = self.matrix.nearest(vector, NEAREST, among=among)
        rows = np.union1d(candidates, self.matrix.rows_of(views))
        return rows, float(cosines[-1]) if len(cosines) == NEAREST else -1.0

    def to_texts(self, question: str) -> Callable[[Sequence[str]], Sequence[float]]:
        """Return a function from texts to their cosine similarity to a question."""
        vector = self._embedder.embed_queries([question])[0]

        def similarities(texts: Sequence[str]) -> Sequence[float]:
            # A copy for this call: another thread may empty the cache meanwhile.
            known = {text: self._vectors_of.get(text) for text in texts}
            unknown = [text for text, found in known.items() if found is None]
            if unknown:
                embedded = dict(zip(unknown, self._embedder.embed_passages(unknown), strict=True))
                known |= embedded
                if len(self._vectors_of) + len(embedded) > MAX_CACHED_VECTORS:
                    self._vectors_of = {}
                self._vectors_of |= embedded
            return [float(np.dot(known[text], vector)) for text in texts]  # type: ignore[arg-type]

        return similarities
