"""Vectors on a Chroma server that several processes ask, by URL.

Beside ``kb.vectors`` and ``kb.vector_writer`` the only file that knows Chroma. Each
generation has collections of its own, so that an update never changes what is asked.
"""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import numpy as np
import numpy.typing as npt

from ingest.errors import KnowledgeBaseError, SettingsError
from kb.records import Filters
from kb.vector_writer import GRAPH
from kb.vectors import Group, VectorMatch, client_settings, nearest_in, records_in

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

CONNECT_SECONDS = 2.0
ANSWER_SECONDS = 15.0
WAIT_SECONDS = 5.0
"""A server that did not answer is left alone so long; questions do without it meanwhile."""
_BATCH = 1_000

log = logging.getLogger(__name__)


class VectorsUnreachableError(KnowledgeBaseError):
    """The server does not answer, or has not what it should."""


class ChromaServer:
    """The collections of one knowledge base on a server; safe to share between threads."""

    def __init__(self, url: str, *, name: Callable[[], str]) -> None:
        """Make a door to a server; it is opened at its first use.

        Args:
            url: http or https, with the port where it is not the usual one.
            name: gives what tells this knowledge base from others on the server.

        Raises:
            SettingsError: it is no such URL.
        """
        parts = urlsplit(url)
        try:
            self._port = parts.port or (443 if parts.scheme == "https" else 80)
        except ValueError:
            self._port = 0
        if parts.scheme not in ("http", "https") or not parts.hostname or not self._port:
            raise SettingsError(
                f"knowledge_base.chroma（MADOGUCHI_CHROMA）の値「{url}」は使えません。"
                "http://ホスト:8000 のように書いてください。"
            )
        self._host, self._is_tls = parts.hostname, parts.scheme == "https"
        self.url = url
        self._name = name
        self._lock = threading.Lock()
        self._client: Client | None = None

    def open(self, identity: str, *, expected: int) -> ServedVectors:
        """Return the vectors of a generation, of so many records; asked at the first search."""
        return ServedVectors(self, identity, expected=expected)

    def collections(self, identity: str) -> dict[Group, Collection]:
        """Return the collections of a generation, whatever their numbers.

        One whose records are all gone is left out by who writes, so numbers have gaps.

        Raises:
            VectorsUnreachableError: the server does not answer.
        """
        with told(self.url):
            client = self._opened()
            return {
                Group(**(found.metadata or {})): client.get_collection(
                    found.name, embedding_function=None
                )
                for found in client.list_collections()
                if found.name.startswith(f"{self._prefix}{identity}-")
            }

    def count(self, identity: str) -> int:
        """Return how many records of a generation are there."""
        collections = self.collections(identity)
        with told(self.url):
            return sum(collection.count() for collection in collections.values())

    def fill(self, identity: str, source: Mapping[Group, Collection]) -> None:
        """Put all records of a generation there, in place of what is there of it.

        Raises:
            VectorsUnreachableError: the server does not answer.
        """
        with told(self.url):
            client = self._opened()
            for group in self.collections(identity):
                client.delete_collection(f"{self._prefix}{identity}-{group.collection}")
            made: dict[Group, Collection] = {}
            for group, ids, vectors, metadatas in records_in(source, _BATCH):
                if group not in made:
                    made[group] = client.create_collection(
                        f"{self._prefix}{identity}-{group.collection}",
                        metadata=group.to_metadata(),
                        embedding_function=None,
                        configuration={"hnsw": cast("Any", {**GRAPH, "sync_threshold": _BATCH})},
                    )
                made[group].upsert(ids=ids, embeddings=vectors, metadatas=metadatas)

    def forget_others(self, identities: list[str]) -> None:
        """Take the collections of all other generations of this knowledge base away."""
        kept = tuple(f"{self._prefix}{identity}-" for identity in identities)
        with told(self.url):
            client = self._opened()
            for found in client.list_collections():
                if found.name.startswith(self._prefix) and not found.name.startswith(kept):
                    # Another machine may be doing the same.
                    with suppress(Exception):
                        client.delete_collection(found.name)

    @property
    def _prefix(self) -> str:
        return f"madoguchi-{self._name()}-"

    def _opened(self) -> Client:
        with self._lock:
            if self._client is None:
                # Chroma's own client waits without end for a host that does not answer.
                socket.create_connection((self._host, self._port), CONNECT_SECONDS).close()
                self._client = _client(self._host, self._port, is_tls=self._is_tls)
            return self._client


def _client(host: str, port: int, *, is_tls: bool) -> Client:
    import chromadb
    import httpx

    client = chromadb.HttpClient(
        host=host, port=port, ssl=is_tls, settings=client_settings(is_persistent=False)
    )
    server = cast("Any", client)._server
    server._session.timeout = httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS)
    return cast("Client", client)


class ServedVectors:
    """Searches the vectors of one generation on a server.

    While the server is away each search says so at once, and after a while asks again.
    """

    def __init__(self, server: ChromaServer, identity: str, *, expected: int) -> None:
        self._server = server
        self._identity = identity
        self._expected = expected
        self._ask_again = 0.0
        self._opening = threading.Lock()
        self._found: dict[Group, Collection] | None = None

    def search(
        self, vector: npt.NDArray[np.float32], *, limit: int, filters: Filters
    ) -> list[VectorMatch]:
        """Return the records nearest to a vector; see ``kb.vectors.VectorStore.search``.

        Raises:
            VectorsUnreachableError: the server does not answer, or did not a moment ago.
        """
        if time.monotonic() < self._ask_again:
            raise VectorsUnreachableError(f"Chroma のサーバー {self._server.url} が応答しません。")
        try:
            with told(self._server.url):
                visible = [c for group, c in self._opened().items() if group.is_visible(filters)]
                return nearest_in(visible, vector, limit=limit)
        except VectorsUnreachableError as error:
            self._ask_again = time.monotonic() + WAIT_SECONDS
            # A server that lost its data and was filled again has other collections.
            self._found = None
            log.warning("searching without the Chroma server: %s", error)
            raise

    def close(self) -> None:
        """Let go of what it found; the server's connections are shared."""
        self._found = None

    def _opened(self) -> dict[Group, Collection]:
        with self._opening:
            if self._found is None:
                found = self._server.collections(self._identity)
                count = sum(collection.count() for collection in found.values())
                if count != self._expected:
                    raise VectorsUnreachableError(
                        f"Chroma のサーバー {self._server.url} にあるベクトルが {count} 件で、"
                        f"あるはずの {self._expected} 件と違います。madoguchi ingest を"
                        "もう一度実行すると、サーバーに入れ直します。"
                    )
                self._found = found
            return self._found


@contextmanager
def told(url: str) -> Iterator[None]:
    """Turn what Chroma's client raises into errors with a message for people."""
    try:
        yield
    except VectorsUnreachableError:
        raise
    except Exception as error:  # Chroma raises its own, httpx's, and ValueError
        reason = str(error.__cause__ or error) or type(error).__name__
        raise VectorsUnreachableError(
            f"Chroma のサーバー {url} を使えません（{reason}）。"
            "動いているか、knowledge_base.chroma（MADOGUCHI_CHROMA）が正しいか確かめてください。"
        ) from error
