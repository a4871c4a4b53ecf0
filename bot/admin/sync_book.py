"""Looks at folders and syncs as rows of the records' database, where every process sees them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any, Literal, cast

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, delete, func, insert, select, tuple_, update

from bot.admin.sync_job import BusyError
from bot.admin.sync_look import Look, Report
from bot.admin.told import PageError
from bot.records import schema
from bot.records.audit import AuditLog
from bot.records.clock import current_time, time_before
from bot.records.database import Database
from bot.sync_settings import SyncFolder
from ingest.records import Audience

State = Literal["looking", "seen", "running", "done", "failed", "interrupted"]
"""``interrupted`` is never written: its process is gone, or cannot reach the database."""

SILENT_SECONDS = 60
"""A process that works says so every few seconds; after so long without it is taken for gone."""
KEPT_DAYS = 30
"""Rows go after so long, when the next look begins; the audit log keeps what was done."""

_TABLE = schema.syncs
_LOOK, _REPORT = TypeAdapter(Look), TypeAdapter(Report)
_ACTIVE = ("looking", "running")


@dataclass(frozen=True)
class SyncRow:
    """A look at a folder and the sync that came of it."""

    token: str
    at: str
    actor: str
    folder: str
    """Key of the folder."""
    path: str
    audience: Audience
    state: State
    done: int
    """Files so far."""
    total: int
    """Files in all; 0 where it is not known yet."""
    look: Look | None
    report: Report | None

    @property
    def is_active(self) -> bool:
        """Whether a process works on it."""
        return self.state in _ACTIVE


class SyncBook:
    """The rows of one database."""

    def __init__(self, database: Database, *, audit: AuditLog) -> None:
        self._database = database
        self._audit = audit

    def begin(self, folder: SyncFolder, *, actor: str) -> str:
        """Keep that somebody looks at a folder; return the token that finds it again.

        Raises:
            BusyError: somebody looks or syncs already.
            RecordsError: the database cannot be written to.
        """
        token, now = secrets.token_hex(8), current_time()
        with self._database.write() as connection:
            _refuse_second(connection)
            connection.execute(delete(_TABLE).where(_TABLE.c.at < time_before(days=KEPT_DAYS)))
            connection.execute(
                insert(_TABLE).values(
                    token=token, at=now, changed_at=now, actor=actor, folder=folder.key,
                    path=str(folder.path), audience=folder.audience,
                    state="looking", done=0, total=0,
                )
            )  # fmt: skip
        return token

    def claim(self, token: str, *, actor: str) -> None:
        """Turn a look into a sync, which only one can do.

        Raises:
            BusyError: somebody looks or syncs at the moment.
            MadoguchiError: there is no such look, or it was turned into a sync already.
            RecordsError: the database cannot be written to.
        """
        with self._database.write() as connection:
            _refuse_second(connection)
            claimed = connection.execute(
                update(_TABLE)
                .where(_TABLE.c.token == token, _TABLE.c.state == "seen")
                .values(state="running", actor=actor, changed_at=current_time(), done=0, total=0)
            )
            if not claimed.rowcount:
                raise PageError("sync_over")

    def pulse(self, token: str, *, done: int, total: int) -> None:
        """Keep how far it is; RecordsError where the database is away."""
        with self._database.write() as connection:
            connection.execute(
                update(_TABLE)
                .where(_TABLE.c.token == token, _TABLE.c.state.in_(_ACTIVE))
                .values(done=done, total=total, changed_at=current_time())
            )

    def keep_look(self, token: str, look: Look) -> None:
        """Keep what was found; RecordsError where the database is away."""
        self._end(token, "seen", look=_LOOK.dump_json(look).decode())

    def keep_report(self, token: str, report: Report, *, actor: str | None) -> None:
        """Keep what was done, with an entry in the audit log; RecordsError without a database.

        Args:
            token: of the row.
            report: what was done, and why it ended where it did before its end.
            actor: who did it; None where no document can have changed.
        """
        state: State = "failed" if report.problem else "done"
        self._end(
            token,
            state,
            report=_REPORT.dump_json(report).decode(),
            audit=(actor, report) if actor is not None else None,
        )

    def find(self, token: str) -> SyncRow:
        """Return a row.

        Raises:
            MadoguchiError: there is none.
        """
        with self._database.read() as connection:
            row = connection.execute(select(_TABLE).where(_TABLE.c.token == token)).first()
        if row is None:
            raise PageError("sync_no_row")
        return _row(row)

    def latest(self) -> dict[str, SyncRow]:
        """Return each folder's newest row, by the folder's key."""
        newest = select(_TABLE.c.folder, func.max(_TABLE.c.at).label("at")).group_by(
            _TABLE.c.folder
        )
        with self._database.read() as connection:
            rows = connection.execute(
                select(_TABLE).where(tuple_(_TABLE.c.folder, _TABLE.c.at).in_(newest))
            )
            return {row.folder: _row(row) for row in rows}

    def _end(
        self, token: str, state: State, *, audit: tuple[str, Report] | None = None, **values: Any
    ) -> None:
        with self._database.write() as connection:
            row = connection.execute(select(_TABLE).where(_TABLE.c.token == token)).first()
            connection.execute(
                update(_TABLE)
                .where(_TABLE.c.token == token)
                .values(state=state, changed_at=current_time(), **values)
            )
            if audit and row is not None:
                actor, report = audit
                self._audit.add_within(
                    connection,
                    actor,
                    "documents.sync",
                    folder=row.path,
                    audience=row.audience,
                    added=len(report.added),
                    changed=len(report.changed),
                    moved=len(report.moved),
                    removed=len(report.removed),
                    failed=sum(not file.skipped for file in report.failed),
                    **({"problem": report.problem} if report.problem else {}),
                )


def _refuse_second(connection: Connection) -> None:
    other = connection.execute(
        select(_TABLE).where(
            _TABLE.c.state.in_(_ACTIVE), _TABLE.c.changed_at > time_before(seconds=SILENT_SECONDS)
        )
    ).first()
    if other is not None:
        raise BusyError("sync_busy", actor=other.actor, path=other.path)


def _row(row: Row[Any]) -> SyncRow:
    state = cast("State", row.state)
    if state in _ACTIVE and row.changed_at < time_before(seconds=SILENT_SECONDS):
        state = "interrupted"
    return SyncRow(
        token=row.token,
        at=row.at,
        actor=row.actor,
        folder=row.folder,
        path=row.path,
        audience=row.audience,
        state=state,
        done=row.done,
        total=row.total,
        look=_LOOK.validate_json(row.look) if row.look else None,
        report=_REPORT.validate_json(row.report) if row.report else None,
    )
