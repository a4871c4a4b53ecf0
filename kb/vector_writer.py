"""Fills the vector store of a generation that is being built."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from ingest.records import Passage
from kb.dense import DenseMatrixWriter
from kb.records import Embedder, FloatMatrix
from kb.vectors import (
    ClientFactory,
    Group,
    VectorStore,
    chroma_errors,
    collections_of,
    persistent_client,
    record_id,
    records_in,
)

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

# Chroma 1.5 takes 5,461 records a call; what waits is stored a little before that, because
# the last passage may bring many.
_BATCH, _STORE_AT = 5400, 5000
# Records of a collection; a little more, because a batch stays together.
_FULL = 50_000
# Records between two writes of a graph to disk. What is not written is built again at the
# next opening; a graph is never large enough for writing it to cost more.
_SYNC_WHILE_FILLING, _SYNC_AT_ONCE = 5_000, 2
# Rules repeat sentences word for word, and equal vectors cut Chroma's usual graph (16
# neighbours) to pieces: of 20,000 records, a third of them repeated, it finds 0.94 of the ten
# nearest, this one all, for 0.3 ms more a record when it is built and no more when it is asked.
GRAPH = {
    "space": "cosine",
    "ef_search": 400,
    "ef_construction": 200,
    "max_neighbors": 32,
}
# Below this many deleted vectors the space is not worth the work.
_DELETED_TOLERATED = 2000


@dataclass(frozen=True)
class VectorSummary:
    """What a store holds when it is finished."""

    vectors: int
    deleted: int
    """Deleted vectors that still take space."""
    similarity_mean: float
    similarity_deviation: float


class VectorWriter:
    """Adds and removes the vectors of a generation that is being built.

    The store is complete after ``finish``. Texts are embedded and stored in batches, so
    memory does not grow with the number of passages.
    """

    def __init__(
        self,
        folder: Path,
        *,
        embedder: Embedder,
        matrix: DenseMatrixWriter | None = None,
        client_factory: ClientFactory = persistent_client,
    ) -> None:
        folder.mkdir(exist_ok=True)
        self._folder = folder
        self._embedder = embedder
        self._matrix = matrix
        self._client_factory = client_factory
        # By audience, whether it is staff, and the record's identifier.
        self._pending: dict[tuple[bool, str], tuple[str | FloatMatrix, dict[str, Any]]] = {}
        self._stale: dict[tuple[bool, str], None] = {}
        self._replaced: set[tuple[bool, str]] = set()
        self._sync = _SYNC_AT_ONCE
        self.embedded = 0
        """Texts embedded so far."""
        with chroma_errors(writing_to=self._folder):
            self._client = client_factory(folder)
            self._collections = collections_of(self._client)
            self._sizes = {group: found.count() for group, found in self._collections.items()}

    def add(self, passage: Passage, views: Sequence[str] | FloatMatrix) -> None:
        """Store the vectors of a passage; one that is there has to be removed before.

        Args:
            passage: whose they are.
            views: texts to embed, or their vectors (views, dimension); the first is the
                heading view, the others sentences.
        """
        for view, content in enumerate(views):
            key = (passage.audience == "staff", record_id(passage.passage_id, view))
            if key in self._stale:
                del self._stale[key]
                self._replaced.add(key)
            # In its place at the end: a passage's views stay together.
            self._pending.pop(key, None)
            # Only what searches ask for: each further value costs a tenth of a record.
            self._pending[key] = (content, {"document": passage.document, "kind": passage.kind})
        if len(self._pending) > _STORE_AT:
            self._fill_many()
            self._flush()

    def vectors_of(self, passage_id: str, *, is_staff: bool, views: int) -> FloatMatrix | None:
        """Return the stored vectors of a passage, (views, dimension), or None without all."""
        identifiers = [record_id(passage_id, view) for view in range(views)]
        if not identifiers:
            return None
        vectors: dict[str, Any] = {}
        for collection in self._of(is_staff).values():
            with chroma_errors():
                found = collection.get(ids=identifiers, include=["embeddings"])
            if found["embeddings"] is not None:
                vectors.update(zip(found["ids"], found["embeddings"], strict=True))
        if len(vectors) != views:
            return None
        return np.array([vectors[identifier] for identifier in identifiers], dtype=np.float32)

    def remove(self, passage_id: str, *, is_staff: bool, views: int) -> None:
        """Take out the vectors of a passage; if it is added again, they are replaced."""
        for view in range(views):
            self._stale[is_staff, record_id(passage_id, view)] = None

    def finish(
        self, sample: Sequence[tuple[str, int]], *, expected: int, deleted_before: int = 0
    ) -> VectorSummary:
        """Write everything to disk, check it and close the store.

        Args:
            sample: identifiers of passages and a view of each, for the similarity of
                sentences that have nothing to do with each other.
            expected: how many records there must be.
            deleted_before: vectors deleted in earlier generations that still take space.

        Raises:
            KnowledgeBaseError: records are missing.
            OSError: the disk is full.
        """
        self._flush()
        with chroma_errors(writing_to=self._folder):
            self._delete_stale()
            deleted = deleted_before + len(self._stale)
            if deleted > max(expected, _DELETED_TOLERATED):
                self._write_anew()
                deleted = 0
            self._write_graph()
        store = VectorStore(self._client, embedder=self._embedder)
        store.check_health(expected=expected)
        mean, deviation = self._similarity_of(sample)
        self.close()
        return VectorSummary(expected, deleted, mean, deviation)

    def close(self) -> None:
        """Let go of the files; without ``finish`` before it the store is not usable."""
        self._client.close()

    def _fill_many(self) -> None:
        if self._sync != _SYNC_WHILE_FILLING:
            with chroma_errors(writing_to=self._folder):
                self._set_sync(_SYNC_WHILE_FILLING)

    def _set_sync(self, records: int) -> None:
        for collection in self._collections.values():
            collection.modify(configuration={"hnsw": {"sync_threshold": records}})
        self._sync = records
        # It counts from the next opening.
        self._reopen()

    def _reopen(self) -> None:
        self._client.close()
        self._client = self._client_factory(self._folder)
        self._collections = collections_of(self._client)

    def _flush(self) -> None:
        if not self._pending:
            return
        waiting = [content for content, _ in self._pending.values() if isinstance(content, str)]
        texts = list(dict.fromkeys(waiting))
        embedded = (
            dict(zip(texts, self._embedder.embed_passages(texts), strict=True)) if texts else {}
        )
        stacked = np.stack(
            [embedded[c] if isinstance(c, str) else c for c, _ in self._pending.values()]
        )
        keys, metadatas = list(self._pending), [m for _, m in self._pending.values()]
        for is_staff in dict.fromkeys(is_staff for is_staff, _ in keys):
            rows = [row for row, key in enumerate(keys) if key[0] == is_staff]
            with chroma_errors(writing_to=self._folder):
                self._upsert(
                    is_staff,
                    [keys[row][1] for row in rows],
                    stacked[rows],
                    [metadatas[row] for row in rows],
                )
        if self._matrix is not None:
            views = Counter(key[1].rpartition("#")[0] for key in self._pending)
            self._matrix.append(views.items(), stacked)
        self.embedded += len(waiting)
        self._pending.clear()
        self._replaced.clear()

    def _upsert(
        self, is_staff: bool, ids: list[str], vectors: FloatMatrix, metadatas: list[Any]
    ) -> None:
        places = self._places(is_staff, [i for i in ids if (is_staff, i) in self._replaced])
        for at in range(0, len(ids), _BATCH):
            batch = range(at, min(at + _BATCH, len(ids)))
            rows_of: dict[Group, list[int]] = {}
            room = self._room(is_staff)
            for row in batch:
                rows_of.setdefault(places.get(ids[row], room), []).append(row)
            for group, rows in rows_of.items():
                collection = self._collections.get(group) or self._create(group)
                collection.upsert(
                    ids=[ids[row] for row in rows],
                    embeddings=vectors[rows],
                    metadatas=[metadatas[row] for row in rows],
                    # LangChain leaves out records whose document is None.
                    documents=[""] * len(rows),
                )
                self._sizes[group] += sum(ids[row] not in places for row in rows)

    def _of(self, is_staff: bool) -> dict[Group, Collection]:
        return {group: c for group, c in self._collections.items() if group.is_staff == is_staff}

    def _places(self, is_staff: bool, ids: list[str]) -> dict[str, Group]:
        """Return in which collection records are that are there already."""
        return {
            identifier: group
            for group, collection in self._of(is_staff).items()
            for at in range(0, len(ids), _BATCH)
            for identifier in collection.get(ids=ids[at : at + _BATCH], include=[])["ids"]
        }

    def _room(self, is_staff: bool) -> Group:
        """Return the collection that new records of an audience go to."""
        last = max(self._of(is_staff), default=Group(is_staff), key=lambda group: group.number)
        return Group(is_staff, last.number + 1) if self._sizes.get(last, 0) >= _FULL else last

    def _create(self, group: Group) -> Collection:
        self._sizes[group] = 0
        self._collections[group] = self._client.create_collection(
            group.collection,
            metadata=group.to_metadata(),
            embedding_function=None,
            configuration={"hnsw": cast("Any", {**GRAPH, "sync_threshold": self._sync})},
        )
        return self._collections[group]

    def _delete_stale(self) -> None:
        for group, collection in self._collections.items():
            ids = [identifier for is_staff, identifier in self._stale if is_staff == group.is_staff]
            for at in range(0, len(ids), _BATCH):
                collection.delete(ids=ids[at : at + _BATCH])
        # Chroma writes the graph of an empty collection anew when it is opened, through the
        # links of a reader's private view into the generation itself.
        for group in [g for g, collection in self._collections.items() if not collection.count()]:
            self._client.delete_collection(group.collection)
            del self._collections[group]

    def _write_graph(self) -> None:
        if self._sync == _SYNC_AT_ONCE:
            return
        self._set_sync(_SYNC_AT_ONCE)
        anything = np.ones((1, self._embedder.dimension), dtype=np.float32)
        for collection in self._collections.values():
            # The first search puts into the graph what is not there yet, and writes it.
            collection.query(query_embeddings=anything, n_results=1)

    def _write_anew(self) -> None:
        """Write the same records to a new store, where deleted ones take no space."""
        folder = self._folder.with_name(f"{self._folder.name}-anew")
        anew = VectorWriter(folder, embedder=self._embedder, client_factory=self._client_factory)
        anew._fill_many()
        for group, ids, vectors, metadatas in records_in(self._collections, _BATCH):
            anew._upsert(group.is_staff, ids, vectors, metadatas)
        anew._write_graph()
        anew.close()
        self._client.close()
        shutil.rmtree(self._folder)
        folder.rename(self._folder)
        self._sync = _SYNC_AT_ONCE
        self._reopen()

    def _similarity_of(self, sample: Sequence[tuple[str, int]]) -> tuple[float, float]:
        identifiers = [record_id(passage_id, view) for passage_id, view in sample]
        if len(identifiers) < 2:
            return 0.0, 1.0
        vectors: FloatMatrix = np.zeros((0, self._embedder.dimension), dtype=np.float32)
        for collection in self._collections.values():
            with chroma_errors():
                found = collection.get(ids=identifiers, include=["embeddings"])["embeddings"]
            if found is not None and len(found):
                vectors = np.vstack([vectors, np.asarray(found, dtype=np.float32)])
        pairs = (vectors @ vectors.T)[np.triu_indices(len(vectors), k=1)]
        return float(pairs.mean()), float(pairs.std()) or 1.0
