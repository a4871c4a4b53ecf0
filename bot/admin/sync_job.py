"""One thing at a time in a thread of its own, which says how far it is and can be stopped."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from bot.admin.told import PageError
from bot.records.database import RecordsError

PULSE_SECONDS = 1.0
"""How often a process writes down how far it is."""
RETRY_SECONDS = 5.0
"""What was done is written again after so long where the database is away."""
STOP_SECONDS = 10.0
"""What is being done is given so long to end when the application stops."""

log = logging.getLogger(__name__)


class BusyError(PageError):
    """Something else is going on."""


class Job:
    """What is going on."""

    def __init__(self, token: str, actor: str, *, stopped: threading.Event) -> None:
        self.token, self.actor = token, actor
        self.done, self.total = 0, 0
        """Files so far and in all; 0 in all where that is not known yet."""
        self._stopped = stopped

    def expect(self, files: int) -> None:
        """Begin to count anew."""
        self.done, self.total = 0, files

    def count(self) -> None:
        """Count a file; MadoguchiError where the application stops."""
        self.done += 1
        if self._stopped.is_set():
            raise PageError("sync_stopped")


Write = Callable[[], None]
"""Writes down what came of a job; RecordsError where the database is away."""


class Jobs:
    """Does one job at a time."""

    def __init__(self, pulse: Callable[[Job], None]) -> None:
        """Make a place for jobs.

        Args:
            pulse: writes down how far a job is; RecordsError where the database is away.
        """
        self._pulse = pulse
        self._busy = threading.Lock()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def begin(self, enter: Callable[[], str], *, actor: str, work: Callable[[Job], Write]) -> str:
        """Begin a job; return its token.

        Args:
            enter: writes down that it begins, and gives the token; it may refuse.
            actor: who began it.
            work: does it, catching what goes wrong, and gives what writes down what came of it.

        Raises:
            BusyError: another one is going on here.
        """
        if not self._busy.acquire(blocking=False):
            raise BusyError("busy")
        try:
            job = Job(enter(), actor, stopped=self._stopped)
            self._thread = threading.Thread(
                target=self._do, args=(job, work), name="job", daemon=True
            )
            self._thread.start()
        except BaseException:
            self._busy.release()
            raise
        return job.token

    def wait(self) -> None:
        """Return when nothing is going on."""
        if self._thread is not None:
            self._thread.join()

    def close(self) -> None:
        """Have what is going on end soon, and wait for it a while."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(STOP_SECONDS)

    def _do(self, job: Job, work: Callable[[Job], Write]) -> None:
        ended = threading.Event()
        beat = threading.Thread(target=self._beat, args=(job, ended), daemon=True)
        try:
            beat.start()
            try:
                write = work(job)
            finally:
                ended.set()
                beat.join()
            self._write(write)
        finally:
            self._busy.release()

    def _beat(self, job: Job, ended: threading.Event) -> None:
        while not ended.wait(PULSE_SECONDS):
            try:
                self._pulse(job)
            except RecordsError as error:
                log.error("how far a job is cannot be written down: %s", error)

    def _write(self, write: Write) -> None:
        while True:
            try:
                write()
                return
            except RecordsError as error:
                log.error("what a job did waits for the database: %s", error)
                if self._stopped.wait(RETRY_SECONDS):
                    return
