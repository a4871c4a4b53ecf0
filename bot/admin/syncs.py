"""Bringing the knowledge base in line with a folder of the settings, from the page.

First a look, which changes nothing; then, when a person agreed to what it found, the sync. It
does what was looked at or nothing: if folder or knowledge base changed in between, it says so.
"""

from __future__ import annotations

import logging

from bot.admin.shelf import Preview
from bot.admin.sync_book import SyncBook, SyncRow
from bot.admin.sync_job import Job, Jobs, Write
from bot.admin.sync_look import Report
from bot.admin.sync_work import Syncing, SyncWork, read_again
from bot.admin.told import PageError
from bot.sync_settings import SyncFolder, SyncSettings
from ingest.errors import MadoguchiError
from ingest.files import FailedFile
from ingest.manifest import read_manifest
from ingest.reading import Limits
from ingest.records import Document
from kb.sync import Followed

log = logging.getLogger(__name__)


class Syncs:
    """Looks at the folders of the settings and syncs them, one at a time."""

    def __init__(
        self,
        settings: SyncSettings,
        *,
        work: SyncWork,
        book: SyncBook,
        limits: Limits | None = None,
    ) -> None:
        self._settings = settings
        self._work = work
        self._book = book
        self._limits = limits
        self._jobs = Jobs(lambda job: book.pulse(job.token, done=job.done, total=job.total))
        self.wait, self.close = self._jobs.wait, self._jobs.close

    @property
    def folders(self) -> tuple[SyncFolder, ...]:
        """The folders of the settings."""
        return self._settings.folders

    def latest(self) -> dict[str, SyncRow]:
        """Return each folder's newest look or sync, by the folder's key."""
        return self._book.latest()

    def find(self, token: str) -> SyncRow:
        """Return a look or a sync; MadoguchiError where there is none."""
        return self._book.find(token)

    def look(self, key: str, *, actor: str) -> str:
        """Begin a look at a folder; return the token that finds it.

        Raises:
            MadoguchiError: the settings have no such folder, or somebody is at work.
        """
        folder = self._folder(key)

        def work(job: Job) -> Write:
            try:
                found = self._work.look(self._followed(folder), job)
            except Exception as error:
                failed = Report(problem=_told(error))
                return lambda: self._book.keep_report(job.token, failed, actor=None)
            return lambda: self._book.keep_look(job.token, found)

        return self._jobs.begin(
            lambda: self._book.begin(folder, actor=actor), actor=actor, work=work
        )

    def run(self, token: str, *, actor: str, confirmed: bool = False) -> None:
        """Begin the sync that a look showed.

        Args:
            token: of the look.
            actor: who agreed to it.
            confirmed: whether the person said that many documents are meant to go, or that
                everybody is to see what was for staff.

        Raises:
            MadoguchiError: there is no such look, it has to be confirmed, or somebody is at
                work.
        """
        row = self.find(token)
        look, folder = row.look, self._folder(row.folder)
        if look is None or row.state != "seen":
            raise PageError("sync_over")
        if look.needs_care and not confirmed:
            raise PageError("sync_care")

        def work(job: Job) -> Write:
            syncing, problem = Syncing(job), ""
            try:
                self._work.run(self._followed(folder), look, syncing)
            except Exception as error:
                problem = _told(error)
            report = self._work.report(syncing, problem=problem)
            actor = job.actor if syncing.plan else None
            return lambda: self._book.keep_report(token, report, actor=actor)

        def enter() -> str:
            self._book.claim(token, actor=actor)
            return token

        self._jobs.begin(enter, actor=actor, work=work)

    def preview(self, token: str, name: str) -> Preview:
        """Return how a new or changed file of a look is read.

        Raises:
            MadoguchiError: the look has no such file, or it is not there any more.
        """
        row = self.find(token)
        followed = self._followed(self._folder(row.folder))
        origin = dict(row.look.origins if row.look else ()).get(name)
        if origin is None:
            raise PageError("sync_no_file", name=name[:80])
        outcome = next(read_again(followed, {origin: name}), None)
        if outcome is None:
            raise PageError("sync_gone", name=name)
        documents = (outcome,) if isinstance(outcome, Document) else ()
        problems = (outcome.reason,) if isinstance(outcome, FailedFile) else ()
        return Preview(token, name, followed.audience, documents, problems)

    def _folder(self, key: str) -> SyncFolder:
        for folder in self.folders:
            if folder.key == key:
                return folder
        raise PageError("sync_no_folder")

    def _followed(self, folder: SyncFolder) -> Followed:
        manifest = self._settings.manifest
        return Followed(
            folder.path,
            folder.audience,
            read_manifest(manifest) if manifest else None,
            self._limits,
        )


def _told(error: Exception) -> str:
    """Return what people are told of a failure."""
    if isinstance(error, MadoguchiError):
        return str(error)
    log.error("a sync failed", exc_info=error)
    return "思わぬ問題が起きました。もう一度調べてください。続くときはログを確かめてください。"
