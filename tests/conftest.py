from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# For what several folders of tests start: servers.py.
sys.path.insert(0, str(Path(__file__).parent))

# How long an example takes says something of the machine alone.
settings.register_profile("madoguchi", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("madoguchi")

SHARED = Path(__file__).parents[2] / "shared"
SAMPLE = Path(__file__).parents[1] / "sample"


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


@pytest.fixture(scope="session")
def sample_city() -> Path:
    """Folder of the sample city's documents: ``public`` and ``staff``."""
    return SAMPLE


@pytest.fixture(scope="session")
def sample_kb(tmp_path_factory: pytest.TempPathFactory, sample_city: Path) -> Path:
    """Knowledge base of the sample city, to be read only: tests that write copy it."""
    from bot.cli import main

    folder = tmp_path_factory.mktemp("sample") / "kb"
    for audience in ("public", "staff"):
        paths = ["--audience", audience, str(sample_city / audience)]
        assert main(["ingest", "--kb", str(folder), *paths]) == 0
    return folder
