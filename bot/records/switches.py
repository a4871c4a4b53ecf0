"""What administrators switch while the application runs, seen by all its processes."""

from __future__ import annotations

import json
import logging
import threading
import time
from dataclasses import asdict, dataclass
from typing import Literal

from sqlalchemy import delete, insert, select

from bot.records import schema
from bot.records.audit import AuditLog
from bot.records.clock import current_time
from bot.records.database import Database, RecordsError
from kb.directory_corrections import corrections_in
from kb.directory_lines import DirectoryLine
from kb.vocabulary import Entry

Name = Literal["bot", "llm"]
SEEN_SECONDS = 2.0
"""A change of another process is seen after so long."""
SYNONYM_WEIGHT = 0.7
DIRECTORY = "部署の表"
"""Name of the text that corrects the directory of departments."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Switch:
    """Whether something is on, and what visitors are told where it is off."""

    is_on: bool = True
    reason: str = ""


@dataclass(frozen=True)
class State:
    """Everything that was changed while running."""

    switches: tuple[tuple[str, Switch], ...] = ()
    synonyms: tuple[Entry, ...] = ()
    directory: str = ""
    """Table (CSV) that corrects the directory of departments."""

    corrections: tuple[DirectoryLine, ...] = ()
    """What that table says."""

    def switch(self, name: Name) -> Switch:
        """Return one switch; on where nobody touched it."""
        return dict(self.switches).get(name, Switch())


class Switchboard:
    """Reads and changes the state; every change stands in the audit log."""

    def __init__(self, database: Database, *, audit: AuditLog) -> None:
        self._database = database
        self._audit = audit
        self._lock = threading.Lock()
        self._state = State()
        self._read_at: float | None = None

    def state(self) -> State:
        """Return the state as it was a moment ago; the last known where the database is away."""
        with self._lock:
            now = time.monotonic()
            if self._read_at is None or now - self._read_at > SEEN_SECONDS:
                self._read_at = now
                try:
                    self._state = self._read()
                except RecordsError as error:
                    log.error("switches stay as they were: %s", error)
            return self._state

    def set(self, name: Name, switch: Switch, *, actor: str) -> None:
        """Switch something; RecordsError where it cannot be kept."""
        table = schema.switches
        row = {
            "name": name,
            "value": json.dumps(asdict(switch), ensure_ascii=False),
            "changed_at": current_time(),
            "actor": actor,
        }
        with self._database.write() as connection:
            connection.execute(delete(table).where(table.c.name == name))
            connection.execute(insert(table).values(**row))
            self._audit.add_within(connection, actor, f"switch.{name}", **asdict(switch))
        self._forget()

    def set_synonym(self, everyday: str, terms: tuple[str, ...], *, actor: str) -> None:
        """Keep an everyday word's administrative words; without words forget it."""
        table = schema.synonyms
        with self._database.write() as connection:
            connection.execute(delete(table).where(table.c.everyday == everyday))
            if terms:
                row = {
                    "everyday": everyday,
                    "terms": json.dumps(terms, ensure_ascii=False),
                    "changed_at": current_time(),
                    "actor": actor,
                }
                connection.execute(insert(table).values(**row))
            self._audit.add_within(
                connection, actor, "synonym", everyday=everyday, terms=list(terms)
            )
        self._forget()

    def set_directory(self, table: str, *, actor: str) -> None:
        """Keep the table that corrects the directory; an empty one is none.

        Raises:
            SettingsError: a row cannot be used; nothing is changed.
        """
        if table.strip():
            corrections_in(table, DIRECTORY)
        row = {"name": DIRECTORY, "text": table, "changed_at": current_time(), "actor": actor}
        with self._database.write() as connection:
            connection.execute(delete(schema.texts).where(schema.texts.c.name == DIRECTORY))
            if table.strip():
                connection.execute(insert(schema.texts).values(**row))
            self._audit.add_within(connection, actor, "directory", lines=table.count("\n"))
        self._forget()

    def _forget(self) -> None:
        with self._lock:
            self._read_at = None

    def _read(self) -> State:
        with self._database.read() as connection:
            switches = tuple(
                (row.name, Switch(**json.loads(row.value)))
                for row in connection.execute(select(schema.switches))
            )
            rows = connection.execute(select(schema.synonyms).order_by(schema.synonyms.c.everyday))
            synonyms = tuple(synonym(row.everyday, json.loads(row.terms)) for row in rows)
            table = connection.scalar(
                select(schema.texts.c.text).where(schema.texts.c.name == DIRECTORY)
            )
        corrections = tuple(corrections_in(table, DIRECTORY)) if table else ()
        return State(switches, synonyms, table or "", corrections)


def synonym(everyday: str, terms: list[str]) -> Entry:
    """Return a row of the vocabulary as administrators write them."""
    return Entry(everyday, tuple(terms), "管理", SYNONYM_WEIGHT)
