"""The time as the records write it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


def current_time() -> str:
    """Return the time now, ISO 8601 in UTC, to the microsecond."""
    return written(datetime.now(UTC))


def time_before(**units: float) -> str:
    """Return the time so many days, hours, minutes or seconds ago."""
    return written(datetime.now(UTC) - timedelta(**units))


def written(time: datetime) -> str:
    """Return a time as the records write it."""
    return time.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def local_day(time: str) -> str:
    """Return the day of a written time in this machine's time zone: 2026-04-01."""
    return datetime.fromisoformat(time).astimezone().date().isoformat()
