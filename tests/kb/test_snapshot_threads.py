"""A snapshot that several threads ask at once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from stored_samples import LetterEmbedder, make_document

from kb.generations import open_generation
from kb.records import Filters
from kb.snapshot import Snapshot
from kb.update import apply
from kb.vocabulary import load_vocabulary


@pytest.mark.integration
def test_first_questions_at_once_are_all_answered(kb_path: Path) -> None:
    embedder = LetterEmbedder()
    apply(kb_path, [make_document("a.txt", "市民は参加できます。")], embedder=embedder)
    snapshot = Snapshot(open_generation(kb_path), embedder, load_vocabulary())
    together = threading.Barrier(4)

    def ask() -> int:
        together.wait()
        return len(snapshot.search("参加", filters=Filters()).hits)

    with ThreadPoolExecutor(4) as threads:
        found = [each.result() for each in [threads.submit(ask) for _ in range(4)]]
    snapshot.close()
    assert found == [1] * 4
