"""Vectors of sentences and headings: the only file that knows Chroma.

Chroma is embedded and used through LangChain's vector store. Importing the two takes
most of a second, so that happens when a store is opened and not before. Records hold no
text: the catalog has it, and Chroma's full-text index would double time and space.
"""

from __future__ import annotations

import errno
import shutil
import tempfile
import time
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt
from filelock import FileLock, Timeout

from ingest.errors import KnowledgeBaseError
from kb.records import Embedder, Filters

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from langchain_chroma import Chroma

COLLECTION = "passages"
Where = Mapping[str, Any]
ClientFactory = Callable[[Path], "Client"]
"""Gives a client for a folder; a server would be another factory."""

# Bytes. A batch that failed has given back what it had taken.
_AS_GOOD_AS_FULL = 64 << 20
_COPY_PREFIX = "madoguchi-vectors-"
_COPY_LOCK = "in-use.lock"


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

    return cast("Client", chromadb.PersistentClient(path=str(folder), settings=_settings()))


def where_of(filters: Filters) -> Where | None:
    """Return the filters as Chroma's condition, None for everything."""
    conditions: list[dict[str, Any]] = []
    if not filters.include_staff:
        conditions.append({"is_staff": False})
    if filters.municipality is not None:
        conditions.append({"municipality": filters.municipality})
    if filters.documents:
        conditions.append({"document": {"$in": sorted(filters.documents)}})
    if filters.kinds:
        conditions.append({"kind": {"$in": sorted(filters.kinds)}})
    if len(conditions) > 1:
        return {"$and": conditions}
    return conditions[0] if conditions else None


def record_id(passage_id: str, view: int) -> str:
    """Return the identifier of a view's record."""
    return f"{passage_id}#{view}"


class VectorStore:
    """Searches the vectors of one generation; safe to share between threads."""

    def __init__(self, client: Client, *, embedder: Embedder) -> None:
        self._client = client
        self._store = _langchain_store(client, embedder)
        self._release: Callable[[], object] = client.close

    @property
    def langchain(self) -> Chroma:
        """Return LangChain's store; its documents have no text, their ids name the view."""
        return self._store

    def count(self) -> int:
        """Return the number of records."""
        return int(self._client.get_collection(COLLECTION, embedding_function=None).count())

    def search(
        self, vector: npt.NDArray[np.float32], *, limit: int, where: Where | None = None
    ) -> list[VectorMatch]:
        """Return the records nearest to a vector, nearest first.

        Args:
            vector: (dimension,), float32, unit length.
            limit: how many to return at most.
            where: Chroma's condition on document, municipality, is_staff, kind, view.

        Raises:
            KnowledgeBaseError: the store cannot be read.
        """
        with chroma_errors():
            found = self._store.similarity_search_by_vector_with_relevance_scores(
                cast("list[float]", vector), k=limit, filter=cast("dict[str, str] | None", where)
            )
        matches = []
        for document, distance in found:
            passage_id, _, view = str(document.id).rpartition("#")
            matches.append(VectorMatch(passage_id, int(view), 1.0 - float(distance)))
        return matches

    def check_health(self, *, expected: int) -> None:
        """Do nothing where every record is there with its vector.

        Raises:
            KnowledgeBaseError: records or the graph are missing.
        """
        with chroma_errors():
            count = self.count()
            # Chroma answers searches with next to nothing, and no error, where the graph
            # is missing; reading vectors back does raise.
            vectors = self._store.get(limit=5, include=["embeddings"])["embeddings"]
        if count != expected or len(vectors) != min(5, expected):
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
    copy = _private_view(folder)
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


def _close_copy(client: Client, copy: _PrivateView) -> None:
    client.close()
    copy.release()


@dataclass(frozen=True)
class _PrivateView:
    folder: Path
    lock: FileLock

    def release(self) -> None:
        self.lock.release()
        shutil.rmtree(self.folder, ignore_errors=True)


def _private_view(folder: Path) -> _PrivateView:
    _sweep_copies()
    try:
        copy = Path(tempfile.mkdtemp(prefix=_COPY_PREFIX))
        lock = FileLock(copy / _COPY_LOCK, timeout=0)
        lock.acquire()
        for path in folder.iterdir():
            if path.is_dir():
                _link_folder(path.resolve(), copy / path.name)
            else:
                shutil.copyfile(path, copy / path.name)
    except OSError as error:
        raise KnowledgeBaseError(
            f"一時フォルダ「{tempfile.gettempdir()}」に索引の写しを作れません({error})。"
            "空きを作るか、環境変数 TMPDIR で別のフォルダを指定してください。"
        ) from error
    return _PrivateView(copy, lock)


def _link_folder(source: Path, target: Path) -> None:
    try:
        target.symlink_to(source, target_is_directory=True)
    except OSError:  # Windows, without the right to make links
        shutil.copytree(source, target)


def _sweep_copies() -> None:
    """Remove the copies of processes that were killed; a living one holds its lock."""
    for path in Path(tempfile.gettempdir()).glob(f"{_COPY_PREFIX}*/{_COPY_LOCK}"):
        with suppress(OSError, Timeout):
            if time.time() - path.stat().st_mtime > 60:
                with FileLock(path, timeout=0):
                    shutil.rmtree(path.parent, ignore_errors=True)


def _settings() -> Any:
    from chromadb.config import Settings

    # A stray .env in the working folder must not decide anything.
    without_env: dict[str, Any] = {"_env_file": None}
    return Settings(**without_env, anonymized_telemetry=False, is_persistent=True)


def _langchain_store(client: Client, embedder: Embedder) -> Chroma:
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
        client_settings=_settings(),
        collection_name=COLLECTION,
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
