"""What editors hand in and write, kept with the records so that every machine sees it."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from sqlalchemy import delete, insert, select

from bot.admin.told import PageError
from bot.records import schema
from bot.records.clock import current_time, time_before
from bot.records.database import Database
from ingest.records import Audience

WAITING_DAYS = 30
"""A file that nobody decided on goes after so long, when the next one is handed in."""


class KeptFiles:
    """Files that wait for a decision, and the editors' own texts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, name: str, content: bytes, *, audience: Audience) -> str:
        """Keep a file; return the token that finds it again.

        Raises:
            RecordsError: the database cannot be written to.
        """
        token, table = secrets.token_hex(8), schema.waiting
        row = {
            "token": token,
            "at": current_time(),
            "name": name,
            "audience": audience,
            "content": content,
        }
        with self._database.write() as connection:
            connection.execute(delete(table).where(table.c.at < time_before(days=WAITING_DAYS)))
            connection.execute(insert(table).values(**row))
        return token

    @contextmanager
    def opened(self, token: str) -> Iterator[tuple[Path, Audience]]:
        """Yield a file that waits, in a folder that goes afterwards, and for whom it is.

        Raises:
            MadoguchiError: no such file waits.
        """
        table = schema.waiting
        with self._database.read() as connection:
            row = connection.execute(select(table).where(table.c.token == token)).first()
        if row is None:
            raise PageError("not_waiting")
        with tempfile.TemporaryDirectory(prefix="madoguchi-waiting-") as folder:
            path = Path(folder) / row.name
            try:
                path.write_bytes(row.content)
            except OSError as error:
                raise PageError("cannot_open", name=row.name, reason=str(error.strerror)) from error
            yield path, cast("Audience", row.audience)

    def discard(self, token: str) -> None:
        """Throw a file away that waits."""
        table = schema.waiting
        with self._database.write() as connection:
            connection.execute(delete(table).where(table.c.token == token))

    def text(self, name: str) -> str | None:
        """Return a text of the editors' own, or None where there is none of this name."""
        table = schema.texts
        with self._database.read() as connection:
            found: str | None = connection.scalar(select(table.c.text).where(table.c.name == name))
        return found

    def set_text(self, name: str, text: str, *, actor: str) -> None:
        """Keep a text in place of the one of this name."""
        table = schema.texts
        row = {"name": name, "text": text, "changed_at": current_time(), "actor": actor}
        with self._database.write() as connection:
            connection.execute(delete(table).where(table.c.name == name))
            connection.execute(insert(table).values(**row))
