"""The vectors of all passages as one matrix in row order: what a search goes through.

Chroma keeps the vectors. Asking it for the nearest 400 costs 3 ms whatever the size, a filter
5 µs more for each record of the whole store, opening it a second and a copy of its database,
and it cannot score given passages. The same vectors, quantized and memory-mapped, are
compared in 0.1 µs each; where there are many, their signs alone tell in 5 ns each which ones
are worth it (Charikar, Similarity Estimation Techniques from Rounding Algorithms, 2002).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kb.mapped import mapped
from kb.records import FloatMatrix

Rows = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

# Vectors that stay in the processor's cache while they are widened and multiplied.
_BLOCK = 2048
# With more vectors than this, those whose signs differ least are compared, so many or twenty
# for each that is wanted; docs/benchmark.md has the recall.
ALL_COMPARED = 20_000
_LIKELY_FOR_EACH = 20
_SIGNS_BLOCK = 1 << 16
_SAMPLED = 16
_WRITE_BLOCK = 50_000
_VECTORS, _SCALES, _STARTS = "vectors.npy", "scales.npy", "starts.npy"


class DenseMatrix:
    """Scores passages by their views; safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        self._vectors = mapped(folder / _VECTORS)
        self._scales = mapped(folder / _SCALES)
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
        views, firsts = self._spans(rows)
        counts = np.diff(firsts, append=len(views))
        cosines = self._cosines(vector, views)
        heading, whole = cosines[firsts], cosines[firsts + 1]
        # The best of the views after these two.
        cosines[firsts] = -np.inf
        cosines[firsts[counts > 2] + 1] = -np.inf
        return np.maximum.reduceat(cosines, firsts), heading, whole

    def vectors_of(self, rows: Rows) -> tuple[FloatMatrix, Rows]:
        """Return all vectors of some passages, (vectors, dimension), and where each's begin."""
        views, firsts = self._spans(rows)
        vectors: FloatMatrix = self._vectors[views] * self._scales[views][:, np.newaxis]
        return vectors, firsts

    def _spans(self, rows: Rows) -> tuple[Rows, Rows]:
        counts = self._starts[rows + 1] - self._starts[rows]
        ends = np.cumsum(counts)
        firsts = ends - counts
        return np.repeat(self._starts[rows] - firsts, counts) + np.arange(ends[-1]), firsts

    def _cosines(self, vector: Floats, views: Rows) -> Floats:
        """Return (views,); neighbours are read together, because gathering costs more."""
        order = None if np.all(views[1:] > views[:-1]) else np.argsort(views, kind="stable")
        wanted = views if order is None else views[order]
        cosines = np.empty(len(wanted), dtype=np.float32)
        for at in range(0, len(wanted), _BLOCK):
            here = wanted[at : at + _BLOCK]
            if 4 * len(here) > here[-1] - here[0]:
                block = _products(self._vectors[here[0] : here[-1] + 1], vector)
                cosines[at : at + _BLOCK] = block[here - here[0]]
            else:
                cosines[at : at + _BLOCK] = _products(self._vectors[here], vector)
        cosines *= self._scales[wanted]
        if order is None:
            return cosines
        restored = np.empty_like(cosines)
        restored[order] = cosines
        return restored

    def nearest(
        self,
        vector: Floats,
        count: int,
        *,
        among: npt.NDArray[np.bool_] | None = None,
        all_compared: int = ALL_COMPARED,
    ) -> tuple[Rows, Floats]:
        """Return the vectors nearest to one and their cosines, nearest first.

        Args:
            vector: (dimension,), float32, unit length.
            count: how many at most.
            among: (passages,), whose vectors are looked at; all where None.
            all_compared: up to so many vectors every one is compared; of more, only those
                with about the same signs.
        """
        seen = len(self) if among is None else self.views_of(np.flatnonzero(among))
        if seen > all_compared:
            views = self._likely(vector, _LIKELY_FOR_EACH * count, among)
        elif among is None:
            views = np.arange(len(self))
        else:
            views = np.flatnonzero(self._views(among))
        cosines = self._cosines(vector, views)
        best = np.argsort(-cosines, kind="stable")[:count]
        return views[best], cosines[best]

    def rows_of(self, views: Rows) -> Rows:
        """Return whose vectors some are, (views,)."""
        return np.searchsorted(self._starts, views, side="right") - 1

    def _views(self, rows: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        return np.repeat(rows, np.diff(self._starts))

    def _likely(self, vector: Floats, count: int, among: npt.NDArray[np.bool_] | None) -> Rows:
        """Return the vectors that differ in the fewest signs, so many and those as near."""
        asked = _signs(vector[np.newaxis])[:, 0]
        differing = np.zeros(len(self), dtype=np.uint16)
        for at in range(0, len(self), _SIGNS_BLOCK):
            block = slice(at, at + _SIGNS_BLOCK)
            for stored, word in zip(self._stored_signs, asked, strict=True):
                differing[block] += np.bitwise_count(stored[block] ^ word)
        if among is not None:
            differing[~self._views(among)] = np.iinfo(np.uint16).max
        # Counting every sixteenth costs a sixteenth; there are so many or a few less.
        sample = _SAMPLED if len(self) > _SIGNS_BLOCK else 1
        counted = np.cumsum(np.bincount(differing[::sample])) * sample
        most = np.searchsorted(counted, min(count, int(counted[-1])))
        return np.flatnonzero(differing <= min(int(most), len(vector)))

    @cached_property
    def _stored_signs(self) -> npt.NDArray[np.uint64]:
        """The signs of all vectors, 64 in a number, (numbers, views)."""
        blocks = [
            _signs(self._vectors[at : at + _WRITE_BLOCK])
            for at in range(0, len(self), _WRITE_BLOCK)
        ]
        return np.concatenate(blocks, axis=1)


def _signs(vectors: npt.NDArray[Any]) -> npt.NDArray[np.uint64]:
    """Return (dimension / 64, vectors): whether values are above 0, 64 in a number."""
    bits = np.packbits(vectors > 0, axis=1)
    missing = -bits.shape[1] % 8
    padded = np.pad(bits, ((0, 0), (0, missing))) if missing else bits
    return np.ascontiguousarray(padded.view(np.uint64).T)


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
