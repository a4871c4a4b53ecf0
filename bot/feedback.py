"""What people say of answers: helpful or not, and why."""

from __future__ import annotations

import json
import threading
from collections import deque
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, Protocol, get_args

Reason = Literal["wrong", "source", "old", "missing", "unclear"]
REASONS: tuple[Reason, ...] = get_args(Reason)

KEPT_IN_MEMORY = 1_000


@dataclass(frozen=True)
class Feedback:
    """One judgement of one answer; names neither the person nor the browser."""

    helpful: bool
    reason: Reason | None
    """Why not helpful; None where none was given."""
    question: str
    status: str
    """Of the answer: answered, not_found, …"""
    labels: tuple[str, ...]
    """Of the citations."""
    time: str = ""
    """ISO 8601, UTC, to the minute."""


class FeedbackBook(Protocol):
    """Where judgements are kept."""

    def add(self, feedback: Feedback) -> None:
        """Keep one."""


class FeedbackFile:
    """Appends JSON lines to a file, without the question's words; in memory without a file.

    Questions may hold personal data: they are only handed to a book that masks them.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._lock = threading.Lock()
        self.latest: deque[Feedback] = deque(maxlen=KEPT_IN_MEMORY)

    def add(self, feedback: Feedback) -> None:
        """Keep one; OSError where the file cannot be written."""
        with self._lock:
            self.latest.append(feedback)
            if self._path is None:
                return
            record = {key: value for key, value in asdict(feedback).items() if key != "question"}
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(record, ensure_ascii=False) + "\n")


def current_minute() -> str:
    """Return the time, ISO 8601, UTC, to the minute."""
    return datetime.now(UTC).isoformat(timespec="minutes")
