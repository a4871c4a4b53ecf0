"""The database of the records: SQLite in a folder, or PostgreSQL by URL."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from bot.records.schema import REVISION
from ingest.errors import MadoguchiError, SettingsError

BUSY_SECONDS = 30
"""A writer of another process is waited for so long."""
CONNECT_SECONDS = 5
"""A PostgreSQL server that does not answer is given up after so long."""
_MIGRATING = 6_183_001
"""Number of PostgreSQL's advisory lock for migrations, any number that is ours."""


class RecordsError(MadoguchiError):
    """The records cannot be read or written."""


class Database:
    """One database; opened and brought up to date at its first use, safe to share by threads.

    What fails because the database is gone works again when it is back.
    """

    def __init__(self, url: str) -> None:
        try:
            self._url = make_url(url)
            dialect = self._url.get_backend_name()
            self._url.get_dialect()
        except (ArgumentError, NoSuchModuleError, ImportError) as error:
            raise SettingsError(
                "records.database（MADOGUCHI_DATABASE）の値を読めません。"
                "postgresql+psycopg://利用者:パスワード@ホスト/データベース の形で書いてください。"
            ) from error
        if dialect not in ("sqlite", "postgresql"):
            raise SettingsError(
                f"records.database の「{dialect}」は使えません。sqlite か postgresql です。"
            )
        self.is_sqlite = dialect == "sqlite"
        self._lock = threading.Lock()
        self._engine: Engine | None = None

    @property
    def shown(self) -> str:
        """Where the records are, without the password."""
        return self._url.render_as_string(hide_password=True)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Yield a connection in a transaction that may write.

        Raises:
            RecordsError: the database cannot be reached or written to.
        """
        with self._told(), self._open().execution_options(writes=True).begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Yield a connection for reading.

        Raises:
            RecordsError: the database cannot be reached.
        """
        with self._told(), self._open().connect() as connection:
            yield connection

    def reclaim(self) -> None:
        """Free what was deleted, so that the bytes are gone from the disk.

        Raises:
            RecordsError: the database cannot be written to.
        """
        with self._told():
            options = {"isolation_level": "AUTOCOMMIT", "outside": True}
            engine = self._open().execution_options(**options)
            with engine.connect() as connection:
                connection.exec_driver_sql("VACUUM")
                if self.is_sqlite:
                    connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def check(self) -> None:
        """Do nothing where the database answers; RecordsError where it does not."""
        with self.read() as connection:
            connection.execute(text("SELECT 1"))

    def revision(self) -> str | None:
        """Return the revision that the database has, without making it or bringing it up to date.

        Raises:
            RecordsError: the database cannot be reached.
        """
        if self.is_sqlite and not Path(self._url.database or "").is_file():
            return None
        engine = self._make_engine()
        try:
            with self._told(), engine.connect() as connection:
                return _revision(connection)
        finally:
            engine.dispose()

    def close(self) -> None:
        """Let go of connections; the next use opens new ones."""
        with self._lock:
            if self._engine is not None:
                self._engine.dispose()
                self._engine = None

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, OSError) as error:
            reason = str(getattr(error, "orig", None) or error).strip().split("\n", 1)[0]
            raise RecordsError(
                f"記録のデータベース（{self.shown}）を使えません（{reason}）。"
                "動いているか、ディスクに空きと書く権限があるか確かめてください。"
            ) from error

    def _open(self) -> Engine:
        with self._lock:
            if self._engine is None:
                engine = self._make_engine()
                try:
                    _migrate(engine)
                except BaseException:
                    engine.dispose()
                    raise
                self._engine = engine
            return self._engine

    def _make_engine(self) -> Engine:
        if not self.is_sqlite:
            # A connection that has gone is noticed and replaced before it is used.
            return create_engine(
                self._url,
                pool_pre_ping=True,
                pool_size=5,
                max_overflow=20,
                connect_args={"connect_timeout": CONNECT_SECONDS},
            )
        if self._url.database not in (None, "", ":memory:"):
            _make_private_file(Path(self._url.database or ""))
        engine = create_engine(self._url, connect_args={"timeout": BUSY_SECONDS})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine


def _make_private_file(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def _prepare_sqlite(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # transactions are begun below, DDL included
    _keep_a_log(connection)
    for pragma in ("synchronous=FULL", "secure_delete=ON", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _keep_a_log(connection: Any) -> None:
    """Set WAL; two processes that do so at once fail without the wait of other statements."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    # A reader that turns writer in the middle of a transaction can fail at once; so writers
    # say it first.
    options = connection.get_execution_options()
    if not options.get("outside"):
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")


def _migrate(engine: Engine) -> None:
    with engine.connect() as connection:
        if _revision(connection) == REVISION:
            return
    with engine.execution_options(writes=True).begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATING})"))
        found = _revision(connection)
        if found == REVISION:
            return
        if found is not None and found > REVISION:
            raise RecordsError(
                f"記録のデータベースは、より新しい版のもの（{found}）です。"
                "その版の Madoguchi で開いてください。"
            )
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option(
            "script_location", str(Path(__file__).parent / "migrations").replace("%", "%%")
        )
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found
