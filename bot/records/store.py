"""Writing questions, feedback, ingests and logins down, and reading them back."""

from __future__ import annotations

import json
import logging
import math
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from sqlalchemy import Connection, Table, insert, select

from bot.answer import Answer
from bot.records import schema
from bot.records.clock import current_time
from bot.records.database import Database, RecordsError

Channel = Literal["web", "cli", "batch"]
KINDS: Mapping[str, Table] = {
    "questions": schema.questions,
    "feedback": schema.feedback,
    "ingests": schema.ingests,
    "logins": schema.logins,
    "audit": schema.audit,
}
"""What can be read back and exported."""

MAX_WAITING = 1_000
"""Rows kept in memory while the database is away; the oldest goes first."""
RETRY_SECONDS = 5.0
"""A database that was away is tried again after so long."""
_PAGE = 1_000

log = logging.getLogger(__name__)


class Mask(Protocol):
    """Takes personal data out of a text."""

    def __call__(self, text: str, *, is_public: Callable[[str], bool]) -> str:
        """Return the text with personal data masked, save what is public."""


@dataclass(frozen=True)
class Asked:
    """How a question came in."""

    channel: Channel
    audience: str
    city: str | None = None
    conversation: str | None = None
    """Tells the conversations apart; says nothing of the person."""


class Records:
    """The records of one database; safe to share between threads.

    A question or a judgement is never lost because the database is away for a while, and
    never keeps a visitor waiting for it: such rows wait in memory and go with the next one.
    """

    def __init__(self, database: Database, *, mask: Mask, conversations: bool = True) -> None:
        self._database = database
        self._mask = mask
        self._conversations = conversations
        self._lock = threading.Lock()
        self._away_since = -math.inf
        self._waiting: deque[tuple[Table, dict[str, Any]]] = deque(maxlen=MAX_WAITING)

    def add_question(self, answer: Answer, asked: Asked) -> None:
        """Keep a question and its answer, personal data masked."""
        if not self._conversations:
            return
        sources = [citation.passage.text for citation in answer.citations]
        self._keep(
            schema.questions,
            conversation=asked.conversation,
            channel=asked.channel,
            audience=asked.audience,
            language=answer.language,
            city=self._masked(asked.city) if asked.city else None,
            question=self._masked(answer.question),
            status=answer.status,
            reason=answer.reason,
            answer=self._mask(
                answer.text, is_public=lambda words: any(words in text for text in sources)
            ),
            departments=_as_json([department.name for department in answer.departments]),
            labels=_as_json([citation.label for citation in answer.citations]),
            latency_ms=round(answer.timings_ms.get("total", 0.0), 2),
            model=answer.model,
        )

    def add_feedback(
        self,
        *,
        helpful: bool,
        reason: str | None,
        question: str,
        status: str,
        labels: tuple[str, ...],
    ) -> None:
        """Keep what somebody said of an answer, personal data masked."""
        self._keep(
            schema.feedback,
            helpful=helpful,
            reason=reason,
            question=self._masked(question),
            status=status,
            labels=_as_json(labels),
        )

    def add_ingest(
        self,
        actor: str,
        action: str,
        document: str,
        *,
        audience: str | None = None,
        passages: int | None = None,
        warnings: tuple[str, ...] = (),
    ) -> None:
        """Keep that a document was added, changed or removed."""
        self._keep(
            schema.ingests,
            actor=actor,
            action=action,
            document=document,
            audience=audience,
            passages=passages,
            warnings=_as_json(warnings),
        )

    def add_login(self, *, account: str, address: str, source: str, outcome: str) -> None:
        """Keep that somebody logged in, failed to, or logged out."""
        self._keep(
            schema.logins,
            account=account[:200],
            address=address,
            source=source,
            outcome=outcome,
        )

    def rows(self, kind: str, *, since: str = "") -> Iterator[dict[str, Any]]:
        """Yield the rows of one of ``KINDS``, oldest first; lists as lists.

        Raises:
            RecordsError: the database cannot be read.
        """
        self.flush()
        table = KINDS[kind]
        order = (table.c.at, table.c[next(iter(table.primary_key.columns)).name])
        with self._database.read() as connection:
            found = connection.execution_options(yield_per=_PAGE).execute(
                select(table).where(table.c.at >= since).order_by(*order)
            )
            for row in found.mappings():
                yield {name: _from_json(name, value) for name, value in row.items()}

    def flush(self) -> None:
        """Write what waits; leaves it waiting where the database is still away."""
        with self._lock:
            if self._waiting:
                self._write_waiting()

    @property
    def waiting(self) -> int:
        """How many rows wait for the database."""
        return len(self._waiting)

    def _masked(self, text: str) -> str:
        return self._mask(text, is_public=lambda words: False)

    def _keep(self, table: Table, **values: Any) -> None:
        # Text of surrogates or null characters has no place in a database.
        row = {name: _storable(value) for name, value in values.items()}
        row |= {"id": secrets.token_urlsafe(12), "at": current_time()}
        with self._lock:
            self._waiting.append((table, row))
            if time.monotonic() - self._away_since >= RETRY_SECONDS:
                self._write_waiting()

    def _write_waiting(self) -> None:
        try:
            with self._database.write() as connection:
                for table, row in self._waiting:
                    _insert(connection, table, row)
        except RecordsError as error:
            self._away_since = time.monotonic()
            log.error("records wait for the database (%d rows): %s", len(self._waiting), error)
            return
        self._away_since = -math.inf
        self._waiting.clear()


def _insert(connection: Connection, table: Table, row: dict[str, Any]) -> None:
    connection.execute(insert(table).values(**row))


def _storable(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return value.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _as_json(values: Any) -> str:
    return json.dumps(list(values), ensure_ascii=False)


def _from_json(name: str, value: Any) -> Any:
    return json.loads(value) if name in ("departments", "labels", "warnings") else value
