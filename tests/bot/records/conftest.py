from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from servers import PostgreSQL, postgresql_programs

from bot.records.database import Database

SECRET = b"a secret of the tests, long enough"


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """URL of a PostgreSQL server of the tests' own."""
    if postgresql_programs() is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    server = PostgreSQL()
    try:
        server.start()
        yield server.url
    finally:
        server.remove()


@pytest.fixture
def empty_postgresql(postgresql: str) -> str:
    """URL of that server with nothing in its database."""
    from sqlalchemy import create_engine, text

    engine = create_engine(postgresql)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return postgresql


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database, in SQLite and in PostgreSQL."""
    if request.param == "sqlite":
        made = Database(f"sqlite:///{tmp_path / 'records.sqlite'}")
    else:
        made = Database(request.getfixturevalue("empty_postgresql"))
    yield made
    made.close()
