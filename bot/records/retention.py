"""Deleting what is older than the records are kept, so that it is gone from the disk too."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from sqlalchemy import delete

from bot.records import schema
from bot.records.clock import current_time, time_before
from bot.records.database import Database, RecordsError

EXPIRING = (schema.questions, schema.feedback, schema.logins)
"""Ingests and the audit log tell of documents and staff actions, not of citizens: they stay."""

CHECK_SECONDS = 3_600
JUMP_SECONDS = 86_400
"""A clock that moved by so much against the time that passed is not believed."""

log = logging.getLogger(__name__)


def prune(database: Database, *, days: int) -> int:
    """Delete rows older than so many days and sessions that have ended; return how many rows.

    Raises:
        RecordsError: the database cannot be written to.
    """
    before = time_before(days=days)
    deleted = 0
    with database.write() as connection:
        for table in EXPIRING:
            deleted += connection.execute(delete(table).where(table.c.at < before)).rowcount
        connection.execute(
            delete(schema.sessions).where(schema.sessions.c.expires_at < current_time())
        )
    if deleted:
        database.reclaim()
    return deleted


class Pruning:
    """Prunes now and every hour in a thread of its own, until it is stopped.

    Nothing is pruned by a clock that jumped since the start: a wrong year would delete
    everything.
    """

    def __init__(
        self, prune_now: Callable[[], int], *, now: Callable[[], float] = time.time
    ) -> None:
        self._prune = prune_now
        self._now = now
        self._began = now() - time.monotonic()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="retention", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End; a pruning that is going on is finished."""
        self._stopped.set()
        self._thread.join(timeout=10)

    def _run(self) -> None:
        while not self._stopped.is_set():
            started = time.monotonic()
            self.prune()
            self._stopped.wait(max(1.0, CHECK_SECONDS - (time.monotonic() - started)))

    def prune(self) -> None:
        """Prune once, unless the clock jumped."""
        jumped = self._now() - time.monotonic() - self._began
        if abs(jumped) > JUMP_SECONDS:
            log.error(
                "retention: the clock jumped by %.0f hours since the start; nothing is deleted "
                "until it is put right, or the application is started again",
                jumped / 3600,
            )
            return
        try:
            if deleted := self._prune():
                log.info("retention: %d rows deleted", deleted)
        except RecordsError as error:
            log.error("retention: %s", error)
