"""The vectors of all passages as one matrix in row order, for what Chroma cannot do fast.

Chroma holds the vectors and finds the nearest ones among all of an audience's. A filter
costs it 5 µs a record of the whole store, and it cannot score given passages; a matrix of
the same vectors, quantized and memory-mapped, does both exactly in 0.1 µs a vector.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kb.records import FloatMatrix

Rows = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

# Vectors that stay in the processor's cache while they are widened and multiplied.
_BLOCK = 2048
_WRITE_BLOCK = 50_000
_VECTORS, _SCALES, _STARTS = "vectors.npy", "scales.npy", "starts.npy"


class DenseMatrix:
    """Scores passages by their views; safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        self._vectors = np.load(folder / _VECTORS, mmap_mode="r")
        self._scales = np.load(folder / _SCALES, mmap_mode="r")
        self._starts = np.load(folder / _STARTS)

    def __len__(self) -> int:
        """Return the number of vectors."""
        return int(self._starts[-1])

    def views_of(self, rows: Rows) -> int:
        """Return how many vectors some passages have together."""
        return int((self._starts[rows + 1] - self._starts[rows]).sum())

    def similarities(self, vector: Floats, rows: Rows) -> tuple[Floats, Floats, Floats]:
        """Return the cosine of a vector to passages: (best sentence, heading, whole).

        A passage without a sentence is taken as a whole.

        Args:
            vector: (dimension,), float32, unit length.
            rows: passages, (n,).
        """
        if not len(rows):
            nothing = np.empty(0, np.float32)
            return nothing, nothing, nothing
        counts = self._starts[rows + 1] - self._starts[rows]
        ends = np.cumsum(counts)
        firsts = ends - counts
        views = np.repeat(self._starts[rows] - firsts, counts) + np.arange(ends[-1])
        cosines = self._cosines(vector, views)
        heading, whole = cosines[firsts], cosines[firsts + 1]
        # The best of the views after these two.
        cosines[firsts] = -np.inf
        cosines[firsts[counts > 2] + 1] = -np.inf
        return np.maximum.reduceat(cosines, firsts), heading, whole

    def _cosines(self, vector: Floats, views: Rows) -> Floats:
        """Return (views,); neighbours are read together, because gathering costs more."""
        order = None if np.all(views[1:] > views[:-1]) else np.argsort(views, kind="stable")
        wanted = views if order is None else views[order]
        cosines = np.empty(len(wanted), dtype=np.float32)
        cuts = np.searchsorted(wanted, np.arange(0, len(self) + _BLOCK, _BLOCK))
        for number in np.flatnonzero(np.diff(cuts)):
            first, last = cuts[number], cuts[number + 1]
            here = wanted[first:last]
            if 4 * len(here) > here[-1] - here[0]:
                block = _products(self._vectors[here[0] : here[-1] + 1], vector)
                cosines[first:last] = block[here - here[0]]
            else:
                cosines[first:last] = _products(self._vectors[here], vector)
        cosines *= self._scales[wanted]
        if order is None:
            return cosines
        restored = np.empty_like(cosines)
        restored[order] = cosines
        return restored

    def nearest(self, vector: Floats, count: int) -> list[tuple[int, int]]:
        """Return (row, view) of the vectors nearest to one, nearest first; all are compared."""
        cosines = np.empty(len(self), dtype=np.float32)
        for at in range(0, len(self), _BLOCK):
            block = _products(self._vectors[at : at + _BLOCK], vector)
            cosines[at : at + _BLOCK] = block * self._scales[at : at + _BLOCK]
        best = np.argsort(-cosines, kind="stable")[:count]
        rows = np.searchsorted(self._starts, best, side="right") - 1
        return [
            (int(row), int(view - self._starts[row])) for row, view in zip(rows, best, strict=True)
        ]


def _products(vectors: npt.NDArray[np.int8], vector: Floats) -> Floats:
    # Not ``@``: the threads of BLAS wait for each other longer than one thread needs.
    products: Floats = np.einsum("ij,j->i", vectors.astype(np.float32), vector)
    return products


class DenseMatrixWriter:
    """Collects vectors as they are made, and lays them out in row order at the end."""

    def __init__(
        self, folder: Path, *, dimension: int, before: tuple[Path, Mapping[str, int]] | None = None
    ) -> None:
        """Start a matrix.

        Args:
            folder: where it will lie; made here.
            dimension: length of a vector.
            before: the matrix of the generation before, and where the first vector of each
                of its passages is.
        """
        folder.mkdir(exist_ok=True)
        self._folder = folder
        self._dimension = dimension
        self._new: dict[str, int] = {}
        self._count = 0
        self._scales: list[Floats] = []
        self._raw = (folder / "new").open("wb")
        self._old: tuple[npt.NDArray[np.int8], Floats] | None = None
        self._old_firsts: Mapping[str, int] = {}
        if before is not None:
            self._old = (
                np.load(before[0] / _VECTORS, mmap_mode="r"),
                np.load(before[0] / _SCALES),
            )
            self._old_firsts = before[1]

    def append(self, passages: Iterable[tuple[str, int]], vectors: FloatMatrix) -> None:
        """Take in vectors.

        Args:
            passages: whose they are: identifier and number of views, in the vectors' order.
            vectors: (sum of the views, dimension), float32, unit length.
        """
        for passage_id, views in passages:
            self._new[passage_id] = self._count
            self._count += views
        scales = np.abs(vectors).max(axis=1) / 127.0
        scales[scales == 0.0] = 1.0
        self._raw.write(np.rint(vectors / scales[:, None]).astype(np.int8).tobytes())
        self._scales.append(scales.astype(np.float32))

    def finish(self, passages: Iterable[tuple[str, int]]) -> None:
        """Write the matrix.

        Args:
            passages: identifier and number of views of every passage, in row order.
        """
        self._raw.close()
        counts: list[int] = []
        firsts: list[int] = []
        is_new: list[bool] = []
        for passage_id, views in passages:
            counts.append(views)
            first = self._new.get(passage_id)
            is_new.append(first is not None)
            firsts.append(self._old_firsts[passage_id] if first is None else first)
        starts = np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]).astype(np.int64)
        source = np.repeat(np.array(firsts, dtype=np.int64) - starts[:-1], counts)
        source += np.arange(starts[-1])
        fresh = np.repeat(np.array(is_new, dtype=np.bool_), counts)
        self._lay_out(source, fresh)
        np.save(self._folder / _STARTS, starts)
        (self._folder / "new").unlink()

    def _lay_out(self, source: Rows, fresh: npt.NDArray[np.bool_]) -> None:
        shape = (len(source), self._dimension)
        vectors = (
            np.lib.format.open_memmap(
                self._folder / _VECTORS, mode="w+", dtype=np.int8, shape=shape
            )
            if len(source)
            else np.empty(shape, dtype=np.int8)
        )
        scales = np.empty(len(source), dtype=np.float32)
        raw = np.empty((0, self._dimension), dtype=np.int8)
        if self._count:
            raw = np.memmap(
                self._folder / "new", np.int8, "r", shape=(self._count, self._dimension)
            )
        raw_scales = np.concatenate([*self._scales, np.empty(0, np.float32)])
        for at in range(0, len(source), _WRITE_BLOCK):
            block = np.arange(at, min(at + _WRITE_BLOCK, len(source)))
            mine = block[fresh[block]]
            vectors[mine], scales[mine] = raw[source[mine]], raw_scales[source[mine]]
            kept = block[~fresh[block]]
            if len(kept) and self._old is not None:
                vectors[kept] = self._old[0][source[kept]]
                scales[kept] = self._old[1][source[kept]]
        if isinstance(vectors, np.memmap):
            vectors.flush()
        else:
            np.save(self._folder / _VECTORS, vectors)
        np.save(self._folder / _SCALES, scales)

    def close(self) -> None:
        """Let go of the files; without ``finish`` before it there is no matrix."""
        self._raw.close()
