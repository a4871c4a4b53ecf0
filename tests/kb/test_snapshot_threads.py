"""A snapshot that several threads ask at once."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from stored_samples import LetterEmbedder, make_document

import kb.knowledge_base
from kb.generations import open_generation
from kb.knowledge_base import Snapshot
from kb.records import Filters
from kb.update import apply
from kb.vectors import VectorStore, open_copy
from kb.vocabulary import load_vocabulary


@pytest.mark.integration
def test_first_questions_at_once_open_the_vectors_once(
    kb_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedder = LetterEmbedder()
    apply(kb_path, [make_document("a.txt", "市民は参加できます。")], embedder=embedder)
    opened: list[VectorStore] = []

    def open_slowly(*arguments: Any, **options: Any) -> VectorStore:
        time.sleep(0.05)
        opened.append(open_copy(*arguments, **options))
        return opened[-1]

    monkeypatch.setattr(kb.knowledge_base, "open_copy", open_slowly)
    snapshot = Snapshot(open_generation(kb_path), embedder, load_vocabulary())
    together = threading.Barrier(4)

    def ask() -> int:
        together.wait()
        return len(snapshot.search("参加", filters=Filters()).hits)

    with ThreadPoolExecutor(4) as threads:
        found = [each.result() for each in [threads.submit(ask) for _ in range(4)]]
    snapshot.close()
    assert (found, len(opened)) == ([1] * 4, 1)
