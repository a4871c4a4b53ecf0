from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from servers import ChromaProcess, PostgreSQL, chroma_program, postgresql_programs


@pytest.fixture
def postgresql() -> Iterator[PostgreSQL]:
    """An empty PostgreSQL server."""
    if postgresql_programs() is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    server = PostgreSQL()
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture
def chroma(tmp_path: Path) -> Iterator[ChromaProcess]:
    """An empty Chroma server."""
    if chroma_program() is None:
        pytest.skip("the command chroma is not beside this Python")
    server = ChromaProcess(tmp_path / "chroma")
    server.start()
    yield server
    server.stop()
