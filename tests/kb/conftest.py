"""Fixtures of the knowledge base's tests; their documents are in ``stored_samples``."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from stored_samples import LetterAnalyser, LetterEmbedder


@pytest.fixture
def embedder() -> LetterEmbedder:
    return LetterEmbedder()


@pytest.fixture
def analyser() -> LetterAnalyser:
    return LetterAnalyser()


@pytest.fixture
def kb_path(tmp_path: Path) -> Path:
    return tmp_path / "知識ベース"


@pytest.fixture(autouse=True)
def own_temporary_folder(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Let private copies of vector stores lie where a test can count them."""
    folder = tmp_path_factory.mktemp("copies")
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder
