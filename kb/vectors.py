"""Vectors of sentences and headings: the only file that knows Chroma.

Importing Chroma takes most of a second, so that happens when a store is opened and not
before. Records hold no text: the catalog has it, and Chroma's full-text index would
double time and space.
"""

from __future__ import annotations

import errno
import shutil
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt

from ingest.errors import KnowledgeBaseError
from kb.private_view import PrivateView, make_private_view
from kb.records import Embedder, Filters, FloatMatrix

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection
    from langchain_chroma import Chroma

ClientFactory = Callable[[Path], "Client"]
"""Gives a client for a folder; a server would be another factory."""

# Bytes. A batch that failed has given back what it had taken.
_AS_GOOD_AS_FULL = 64 << 20


@dataclass(frozen=True)
class VectorMatch:
    """One record near a vector."""

    passage_id: str
    view: int
    """0 for the heading, n for the n-th sentence."""
    similarity: float
    """Cosine, −1 to 1."""


def persistent_client(folder: Path) -> Client:
    """Return a client of Chroma embedded in this process."""
    import chromadb

    return cast("Client", chromadb.PersistentClient(path=str(folder), settings=client_settings()))


@dataclass(frozen=True)
class Group:
    """Passages of one audience in one collection; a full one is followed by the next.

    Chroma evaluates a condition record by record before it searches, 5 µs each, and the
    condition on the audience is part of every citizen's question. A record costs the more
    the larger its graph is, so graphs stay of one size.
    """

    is_staff: bool
    number: int = 0

    @property
    def collection(self) -> str:
        """Return the name of its collection."""
        audience = "staff" if self.is_staff else "public"
        return f"{audience}-{self.number}" if self.number else audience

    def is_visible(self, filters: Filters) -> bool:
        """Return whether the filters let any of its passages through."""
        return filters.include_staff or not self.is_staff

    def to_metadata(self) -> dict[str, Any]:
        """Return what the collection says of itself."""
        # The first one's is what it was when there was only one.
        numbered = {"number": self.number} if self.number else {}
        return {"is_staff": self.is_staff, **numbered}


def collections_of(client: Client) -> dict[Group, Collection]:
    """Return the collections of a client by what they hold."""
    groups = [Group(**(found.metadata or {})) for found in client.list_collections()]
    return {
        group: client.get_collection(group.collection, embedding_function=None) for group in groups
    }


def nearest_in(
    collections: Iterable[Collection], vector: npt.NDArray[np.float32], *, limit: int
) -> list[VectorMatch]:
    """Return the records of some collections nearest to a vector, nearest first."""
    matches: list[VectorMatch] = []
    for collection in collections:
        with chroma_errors():
            found = collection.query(
                query_embeddings=vector[np.newaxis], n_results=limit, include=["distances"]
            )
        distances = (found["distances"] or [[]])[0]
        for identifier, distance in zip(found["ids"][0], distances, strict=True):
            passage_id, _, view = identifier.rpartition("#")
            matches.append(VectorMatch(passage_id, int(view), 1.0 - float(distance)))
    matches.sort(key=lambda match: -match.similarity)
    return matches[:limit]


def records_in(
    collections: Mapping[Group, Collection], most: int
) -> Iterator[tuple[Group, list[str], FloatMatrix, list[Any]]]:
    """Yield group, identifiers, vectors and metadata of all records, so many at a time."""
    for group, collection in collections.items():
        for at in range(0, collection.count(), most):
            with chroma_errors():
                found = collection.get(limit=most, offset=at, include=["embeddings", "metadatas"])
            vectors = np.asarray(found["embeddings"], dtype=np.float32)
            yield group, found["ids"], vectors, list(found["metadatas"] or ())


def record_id(passage_id: str, view: int) -> str:
    """Return the identifier of a view's record."""
    return f"{passage_id}#{view}"


class VectorStore:
    """Searches the vectors of one generation; safe to share between threads."""

    def __init__(self, client: Client, *, embedder: Embedder) -> None:
        self._client = client
        self._embedder = embedder
        self._collections = collections_of(client)
        self._release: Callable[[], object] = client.close

    def search(
        self, vector: npt.NDArray[np.float32], *, limit: int, filters: Filters
    ) -> list[VectorMatch]:
        """Return the records nearest to a vector, nearest first.

        Only identifiers and distances are asked for: Chroma takes 20 ms to put text and
        metadata to 400 records, and 2 ms to find them.

        Args:
            vector: (dimension,), float32, unit length.
            limit: how many to return at most.
            filters: whose audience decides; for the other filters there is ``kb.dense``.

        Raises:
            KnowledgeBaseError: the store cannot be read.
        """
        return nearest_in(self._visible(filters).values(), vector, limit=limit)

    def langchain_stores(self, filters: Filters) -> list[Chroma]:
        """Return LangChain's stores of what the audience may see.

        Their documents have no text; their ids name passage and view.
        """
        return [
            _langchain_store(self._client, group.collection, self._embedder)
            for group in self._visible(filters)
        ]

    def _visible(self, filters: Filters) -> dict[Group, Collection]:
        return {
            group: collection
            for group, collection in self._collections.items()
            if group.is_visible(filters)
        }

    def check_health(self, *, expected: int) -> None:
        """Do nothing where every record is there with its vector.

        Raises:
            KnowledgeBaseError: records or the graph are missing.
        """
        count = 0
        for collection in self._collections.values():
            with chroma_errors():
                here = collection.count()
                # Chroma answers searches with next to nothing, and no error, where the
                # graph is missing; reading vectors back does raise.
                vectors = collection.get(limit=5, include=["embeddings"])["embeddings"]
            if vectors is None or len(vectors) != min(5, here):
                raise KnowledgeBaseError(_damage("ベクトルのない記録があります"))
            count += here
        if count != expected:
            raise KnowledgeBaseError(_damage(f"ベクトル {count} 件、あるはずの数 {expected} 件"))

    def close(self) -> None:
        """Let go of the files, and remove them where they are a private copy."""
        self._release()


@contextmanager
def open_store(
    folder: Path,
    *,
    embedder: Embedder,
    expected: int,
    client_factory: ClientFactory = persistent_client,
) -> Iterator[VectorStore]:
    """Open a store for a while; see ``open_copy``."""
    store = open_copy(folder, embedder=embedder, expected=expected, client_factory=client_factory)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def stored_collections(folder: Path) -> Iterator[dict[Group, Collection]]:
    """Yield the collections of a folder, which itself never changes; see ``open_copy``."""
    copy = make_private_view(folder)
    try:
        with chroma_errors():
            client = persistent_client(copy.folder)
            collections = collections_of(client)
        try:
            yield collections
        finally:
            client.close()
    finally:
        copy.release()


def open_copy(
    folder: Path,
    *,
    embedder: Embedder,
    expected: int,
    client_factory: ClientFactory = persistent_client,
) -> VectorStore:
    """Return a store over a private view of a folder, which itself never changes.

    Chroma writes to its database even when it is opened to be read, and cannot open a
    read-only folder at all. So the database is copied to a temporary folder and the
    graphs, which are only read, are linked into it. The copy goes with the store or with
    the process; what a killed process left goes at a later opening.

    Args:
        folder: a generation's Chroma folder.
        embedder: the model of the generation.
        expected: how many records the generation's manifest counts.
        client_factory: gives the client.

    Raises:
        KnowledgeBaseError: the store is damaged, or there is no room for the copy.
    """
    copy = make_private_view(folder)
    client: Client | None = None
    try:
        with chroma_errors():
            client = client_factory(copy.folder)
            store = VectorStore(client, embedder=embedder)
        store.check_health(expected=expected)
    except BaseException:
        if client is not None:
            client.close()
        copy.release()
        raise
    store._release = weakref.finalize(store, _close_copy, client, copy)
    return store


def _close_copy(client: Client, copy: PrivateView) -> None:
    client.close()
    copy.release()


def client_settings(*, is_persistent: bool = True) -> Any:
    """Return what a client is made with."""
    from chromadb.config import Settings

    # A stray .env in the working folder must not decide anything.
    without_env: dict[str, Any] = {"_env_file": None}
    return Settings(**without_env, anonymized_telemetry=False, is_persistent=is_persistent)


def _langchain_store(client: Client, collection: str, embedder: Embedder) -> Chroma:
    from langchain_chroma import Chroma
    from langchain_core.embeddings import Embeddings

    class Adapter(Embeddings):
        """Our embedder as LangChain calls it."""

        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return [vector.tolist() for vector in embedder.embed_passages(texts)]

        def embed_query(self, text: str) -> list[float]:
            vector: list[float] = embedder.embed_queries([text])[0].tolist()
            return vector

    return Chroma(
        client=client,
        client_settings=client_settings(),
        collection_name=collection,
        embedding_function=Adapter(),
        create_collection_if_not_exists=False,
    )


@contextmanager
def chroma_errors(*, writing_to: Path | None = None) -> Iterator[None]:
    """Turn what Chroma raises into errors with a message for people.

    Args:
        writing_to: the folder that is being written; an error while its disk is as good
            as full is taken for that, because Chroma often does not say so.

    Raises:
        OSError: the disk is full (ENOSPC).
        KnowledgeBaseError: anything else.
    """
    try:
        yield
    except (KnowledgeBaseError, OSError):
        raise
    except Exception as error:  # Chroma raises its own, PyO3's, and AttributeError
        reason = str(error)
        is_full = "disk is full" in reason or "No space left" in reason
        if writing_to is not None and writing_to.exists():
            is_full |= shutil.disk_usage(writing_to).free < _AS_GOOD_AS_FULL
        if is_full:
            raise OSError(errno.ENOSPC, reason) from error
        raise KnowledgeBaseError(_damage(reason)) from error


def _damage(reason: str) -> str:
    return (
        f"知識ベースのベクトル索引が使えません({reason})。"
        "madoguchi ingest をもう一度実行すると、索引を作り直します。"
    )
