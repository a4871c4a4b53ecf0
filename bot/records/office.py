"""The records of the settings, all of them together."""

from __future__ import annotations

from dataclasses import dataclass

from bot.office_settings import RecordSettings
from bot.records.audit import AuditLog
from bot.records.database import Database
from bot.records.retention import prune
from bot.records.secret import read_secret
from bot.records.store import Mask, Records
from bot.records.switches import Switchboard


@dataclass(frozen=True)
class RecordOffice:
    """What writes down and reads back."""

    database: Database
    secret: bytes
    records: Records
    audit: AuditLog
    switchboard: Switchboard
    retention_days: int

    def close(self) -> None:
        """Write what waits, and let go of the database."""
        self.records.flush()
        self.database.close()

    def prune(self) -> int:
        """Delete what is older than it is kept; return how many rows."""
        return prune(self.database, days=self.retention_days)

    def check(self) -> None:
        """Write what waits for the database; RecordsError where it does not answer.

        Monitors ask regularly, so that what came in while it was away is written soon
        after it is back, whether or not somebody asks another question.
        """
        self.database.check()
        self.records.flush()


def open_records(settings: RecordSettings, *, mask: Mask) -> RecordOffice:
    """Return the records of the settings; the database is opened at its first use.

    Raises:
        SettingsError: the database's address or the secret cannot be used.
    """
    secret = read_secret(settings.secret, folder=settings.folder)
    database = Database(settings.database)
    audit = AuditLog(database, secret=secret)
    return RecordOffice(
        database,
        secret,
        Records(database, mask=mask, conversations=settings.conversations),
        audit,
        Switchboard(database, audit=audit),
        settings.retention_days,
    )
