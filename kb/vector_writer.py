"""Fills the vector store of a generation that is being built."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
)

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

# Chroma 1.5 takes 5,461 records a call; what waits is stored a little before that, because
# the last passage may bring many.
_BATCH, _STORE_AT = 5400, 5000
# Records between two writes of the graph to disk. A graph written often costs N²; one that
# is not written at the end is built again at every opening.
_SYNC_WHILE_FILLING, _SYNC_AT_ONCE = 50_000, 2
# Rules repeat sentences word for word, and equal vectors cut Chroma's usual graph (16
# neighbours) to pieces: of 20,000 records, a third of them repeated, it finds 0.94 of the ten
# nearest, this one all, for 0.3 ms more a record when it is built and no more when it is asked.
_NEIGHBOURS, _BUILD_WIDTH, _SEARCH_WIDTH = 32, 200, 400
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
        self._pending: dict[tuple[Group, str], tuple[str | FloatMatrix, dict[str, Any]]] = {}
        self._stale: dict[tuple[Group, str], None] = {}
        self._sync = _SYNC_AT_ONCE
        self.embedded = 0
        """Texts embedded so far."""
        with chroma_errors(writing_to=self._folder):
            self._client = client_factory(folder)
            self._collections = collections_of(self._client)

    def add(self, passage: Passage, views: Sequence[str] | FloatMatrix) -> None:
        """Store the vectors of a passage, in place of those it had.

        Args:
            passage: whose they are.
            views: texts to embed, or their vectors (views, dimension); the first is the
                heading view, the others sentences.
        """
        group = Group(passage.audience == "staff")
        for view, content in enumerate(views):
            key = (group, record_id(passage.passage_id, view))
            self._stale.pop(key, None)
            # In its place at the end: a passage's views stay together.
            self._pending.pop(key, None)
            # Only what searches ask for: each further value costs a tenth of a record.
            self._pending[key] = (content, {"document": passage.document, "kind": passage.kind})
        if len(self._pending) > _STORE_AT:
            self._fill_many()
            self._flush()

    def vectors_of(self, group: Group, passage_id: str, *, views: int) -> FloatMatrix | None:
        """Return the stored vectors of a passage, (views, dimension), or None without all."""
        collection = self._collections.get(group)
        identifiers = [record_id(passage_id, view) for view in range(views)]
        if collection is None or not identifiers:
            return None
        with chroma_errors():
            found = collection.get(ids=identifiers, include=["embeddings"])
        vectors = dict(
            zip(
                found["ids"],
                () if found["embeddings"] is None else found["embeddings"],
                strict=False,
            )
        )
        if len(vectors) != views:
            return None
        return np.array([vectors[identifier] for identifier in identifiers], dtype=np.float32)

    def remove(self, group: Group, passage_id: str, *, views: int) -> None:
        """Take out the vectors of a passage; if it is added again, they are replaced."""
        for view in range(views):
            self._stale[group, record_id(passage_id, view)] = None

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
        for group in dict.fromkeys(group for group, _ in keys):
            rows = [row for row, key in enumerate(keys) if key[0] == group]
            with chroma_errors(writing_to=self._folder):
                self._upsert(
                    group,
                    [keys[row][1] for row in rows],
                    stacked[rows],
                    [metadatas[row] for row in rows],
                )
        if self._matrix is not None:
            views = Counter(key[1].rpartition("#")[0] for key in self._pending)
            self._matrix.append(views.items(), stacked)
        self.embedded += len(waiting)
        self._pending.clear()

    def _upsert(
        self, group: Group, ids: list[str], vectors: FloatMatrix, metadatas: list[Any]
    ) -> None:
        collection = self._collections.get(group) or self._create(group)
        for at in range(0, len(ids), _BATCH):
            batch = slice(at, at + _BATCH)
            collection.upsert(
                ids=ids[batch],
                embeddings=vectors[batch],
                metadatas=metadatas[batch],
                # LangChain leaves out records whose document is None.
                documents=[""] * len(ids[batch]),
            )

    def _create(self, group: Group) -> Collection:
        self._collections[group] = self._client.create_collection(
            group.collection,
            metadata=group.to_metadata(),
            embedding_function=None,
            configuration={
                "hnsw": {
                    "space": "cosine",
                    "ef_search": _SEARCH_WIDTH,
                    "ef_construction": _BUILD_WIDTH,
                    "max_neighbors": _NEIGHBOURS,
                    "sync_threshold": self._sync,
                }
            },
        )
        return self._collections[group]

    def _delete_stale(self) -> None:
        for group, collection in self._collections.items():
            ids = [identifier for owner, identifier in self._stale if owner == group]
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
        for group, collection in self._collections.items():
            for at in range(0, collection.count(), _BATCH):
                found = collection.get(limit=_BATCH, offset=at, include=["embeddings", "metadatas"])
                vectors = np.asarray(found["embeddings"], dtype=np.float32)
                anew._upsert(group, found["ids"], vectors, list(found["metadatas"] or ()))
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
