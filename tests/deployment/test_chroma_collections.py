"""What a Chroma server holds of one generation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import numpy as np
import pytest
from servers import ChromaProcess

from kb.chroma_server import ChromaServer
from kb.records import Filters
from kb.vectors import Group

pytestmark = pytest.mark.integration


class Records:
    """As much of a collection as filling a server asks for."""

    def __init__(self, vectors: Mapping[str, list[float]]) -> None:
        self._vectors = vectors

    def count(self) -> int:
        return len(self._vectors)

    def get(self, *, limit: int, offset: int, include: list[str]) -> dict[str, Any]:
        ids = list(self._vectors)[offset : offset + limit]
        return {
            "ids": ids,
            "embeddings": [self._vectors[one] for one in ids],
            "metadatas": [{"document": "a.txt"}] * len(ids),
        }


def test_collections_are_found_where_numbers_between_them_are_missing(
    chroma: ChromaProcess,
) -> None:
    server = ChromaServer(chroma.url, name=lambda: "kb")
    holes: dict[Group, Any] = {
        # The first of the public ones lost all its records, and one in the middle.
        Group(False, 1): Records({"a#0": [1.0, 0.0]}),
        Group(False, 3): Records({"b#0": [0.0, 1.0]}),
        Group(True, 2): Records({"c#0": [0.6, 0.8]}),
    }
    server.fill("first", cast("Any", holes))
    server.fill("firstborn", cast("Any", {Group(False): Records({"x#0": [1.0, 0.0]})}))

    assert set(server.collections("first")) == set(holes)
    assert server.count("first") == 3
    vector = np.array([0.0, 1.0], dtype=np.float32)
    served = server.open("first", expected=3)
    everything = served.search(vector, limit=9, filters=Filters(include_staff=True))
    assert [match.passage_id for match in everything] == ["b", "c", "a"]
    public = served.search(vector, limit=9, filters=Filters())
    assert [match.passage_id for match in public] == ["b", "a"]

    # Filled again, nothing of before is left over.
    server.fill("first", cast("Any", {Group(False, 2): Records({"d#0": [1.0, 0.0]})}))
    assert set(server.collections("first")) == {Group(False, 2)}
    server.forget_others(["first"])
    assert (server.count("first"), server.count("firstborn")) == (1, 0)


def test_many_collections_are_all_found(chroma: ChromaProcess) -> None:
    server = ChromaServer(chroma.url, name=lambda: "kb")
    many = {Group(False, number): Records({f"{number}#0": [1.0, 0.0]}) for number in range(130)}
    server.fill("large", cast("Any", many))

    assert len(server.collections("large")) == len(many)
