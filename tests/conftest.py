from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared"


def _shared_folder(name: str) -> Path:
    folder = SHARED / name
    if not folder.is_dir():
        pytest.skip(f"the real documents are not part of the project: no folder {folder}")
    return folder


@pytest.fixture(scope="session")
def real_policies() -> Path:
    """Folder of the real policy documents; the test is skipped where it is absent."""
    return _shared_folder("policies")


@pytest.fixture(scope="session")
def real_documents() -> Path:
    """Folder of real documents in other formats; the test is skipped where it is absent."""
    return _shared_folder("documents")
