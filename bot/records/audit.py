"""The audit log: entries that can be added and not changed unnoticed.

Each entry's digest is an HMAC over the entry and the digest before it. Who can write to the
database but does not hold the secret cannot change, insert or drop an entry without breaking
the chain; entries cut off at the end are noticed by who has noted a later digest.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any

from sqlalchemy import Connection, insert, select, text

from bot.records.clock import current_time
from bot.records.database import Database
from bot.records.schema import audit
from bot.records.secret import sign

FIRST = "0" * 64
"""What stands in for the digest before the first entry."""
_PAGE = 1_000


@dataclass(frozen=True)
class Entry:
    """One entry."""

    number: int
    """1, 2, 3 … without a gap."""
    at: str
    actor: str
    action: str
    detail: Mapping[str, Any]
    digest: str


@dataclass(frozen=True)
class Verdict:
    """What became of checking the log."""

    entries: int
    last_digest: str
    problem: str | None
    """What is wrong, at which entry; None where nothing is."""


class AuditLog:
    """Adds to the log and checks it."""

    def __init__(self, database: Database, *, secret: bytes) -> None:
        self._database = database
        self._secret = secret

    def add(self, actor: str, action: str, **detail: Any) -> None:
        """Add an entry; RecordsError where it cannot be kept."""
        with self._database.write() as connection:
            self.add_within(connection, actor, action, **detail)

    def add_within(self, connection: Connection, actor: str, action: str, **detail: Any) -> None:
        """Add an entry in a transaction that also does what the entry tells."""
        if not self._database.is_sqlite:
            connection.execute(text("LOCK TABLE audit IN EXCLUSIVE MODE"))
        last = connection.execute(
            select(audit.c.number, audit.c.digest).order_by(audit.c.number.desc()).limit(1)
        ).first()
        number, previous = (last.number + 1, last.digest) if last else (1, FIRST)
        row = {
            "number": number,
            "at": current_time(),
            "actor": actor,
            "action": action,
            "detail": json.dumps(detail, ensure_ascii=False, sort_keys=True),
            "previous": previous,
        }
        connection.execute(insert(audit).values(**row, digest=self._digest(row)))

    def latest(self, most: int = 100) -> list[Entry]:
        """Return the newest entries, newest first."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(audit).order_by(audit.c.number.desc()).limit(most)
            ).mappings()
            return [
                Entry(
                    number=row["number"],
                    at=row["at"],
                    actor=row["actor"],
                    action=row["action"],
                    detail=json.loads(row["detail"]),
                    digest=row["digest"],
                )
                for row in rows
            ]

    def verify(self, noted: tuple[int, str] | None = None) -> Verdict:
        """Return whether the log is whole.

        Args:
            noted: number and digest of an entry, as an earlier check told them.
        """
        count, previous, seen = 0, FIRST, None
        for row in self._rows():
            count += 1
            if row["number"] != count:
                return Verdict(count - 1, previous, f"{count}番の記録がありません。")
            fields = {name: row[name] for name in row if name != "digest"}
            if row["previous"] != previous or not compare_digest(
                row["digest"], self._digest(fields)
            ):
                return Verdict(
                    count - 1, previous, f"{count}番の記録が書き換えられたか、鍵が違います。"
                )
            previous = row["digest"]
            if noted and noted[0] == count:
                seen = previous
        if noted and seen != noted[1]:
            return Verdict(
                count, previous, f"控えにある{noted[0]}番の記録がないか、控えと違います。"
            )
        return Verdict(count, previous, None)

    def _rows(self) -> Iterator[dict[str, Any]]:
        after = -1
        while True:
            with self._database.read() as connection:
                rows = connection.execute(
                    select(audit)
                    .where(audit.c.number > after)
                    .order_by(audit.c.number)
                    .limit(_PAGE)
                ).mappings()
                page = [dict(row) for row in rows]
            if not page:
                return
            yield from page
            after = page[-1]["number"]

    def _digest(self, row: Mapping[str, Any]) -> str:
        names = ("number", "at", "actor", "action", "detail", "previous")
        message = json.dumps([row[name] for name in names], ensure_ascii=False)
        return sign(message, secret=self._secret, purpose="audit")
