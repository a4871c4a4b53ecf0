"""What a look at a folder and a sync do; when and by whom is ``bot.admin.syncs``'s."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.admin.sync_job import Job
from bot.admin.sync_look import (
    Look,
    Reading,
    Report,
    failures_of,
    fingerprint_of,
    reading_of,
    versions_after,
)
from bot.admin.told import PageError
from bot.records.store import Records
from ingest.errors import MadoguchiError
from ingest.files import FailedFile
from ingest.pipeline import read_documents
from ingest.records import Document
from kb.catalog import StoredDocument
from kb.records import Embedder
from kb.stored import stored_documents
from kb.sync import Followed, Outcome, SyncPlan, apply_plan, documents_of, plan_sync

if TYPE_CHECKING:
    from kb.share import Share
    from kb.update import UpdateReport

READ_AHEAD = 30
"""So many new or changed files are read before anything is changed, and shown as they are."""
READ_AHEAD_SECONDS = 60
"""Reading ahead ends after so long; scanned pages take minutes."""


@dataclass
class _Read:
    """What came of the files so far."""

    job: Job
    failed: list[FailedFile] = field(default_factory=list)
    readings: dict[str, Reading] = field(default_factory=dict)

    def take(self, outcome: Outcome) -> None:
        """Take what came of a file."""
        self.job.count()
        if isinstance(outcome, FailedFile):
            self.failed.append(outcome)
        elif isinstance(outcome, Document):
            self.readings[outcome.name] = reading_of(outcome)


@dataclass
class Syncing:
    """A sync that is going on, and what it did when it has ended, however it ended."""

    job: Job
    plan: SyncPlan | None = None
    """None where nothing was begun."""
    reports: list[UpdateReport] = field(default_factory=list)
    """Of each batch that is live."""

    def __post_init__(self) -> None:
        self.read = _Read(self.job)


class SyncWork:
    """Compares folders with the knowledge base and changes it."""

    def __init__(
        self,
        knowledge_base: Path,
        *,
        embedder: Embedder,
        records: Records,
        share: Share | None = None,
    ) -> None:
        self._knowledge_base = knowledge_base
        self._embedder = embedder
        self._records = records
        self._share = share

    def look(self, followed: Followed, job: Job) -> Look:
        """Return what a sync of a folder would change; nothing is changed.

        Raises:
            KnowledgeBaseError: see ``kb.sync.plan_sync``.
        """
        stored, plan = self._plan(followed, job)
        origins = {name: plan.found[name].origin for name in plan.read}
        first = {origins[name]: name for name in (*plan.added, *plan.changed)[:READ_AHEAD]}
        job.expect(len(first))
        read = _Read(job)
        give_up = time.monotonic() + READ_AHEAD_SECONDS
        for outcome in read_again(followed, first):
            read.take(outcome)
            if time.monotonic() > give_up:
                break
        readings = tuple(read.readings.values())
        # A file that cannot be read leaves everything as it is.
        unread = {file.name for file in read.failed}
        return Look(
            added=tuple(name for name in plan.added if name not in unread),
            changed=tuple(name for name in plan.changed if name not in unread),
            moved=plan.moved,
            relocated=len(plan.relocated),
            removed=plan.removed,
            unchanged=plan.unchanged,
            failed=failures_of([*plan.failed, *read.failed]),
            readings=readings,
            superseded=versions_after(plan, stored, readings),
            opened=tuple(
                name
                for name in plan.changed
                if stored[name].audience == "staff"
                and followed.audience_of(plan.found[name]) == "public"
            ),
            documents=len(documents_of(followed.path, stored)),
            origins=tuple(origins.items()),
            fingerprint=fingerprint_of(plan),
        )

    def run(self, followed: Followed, look: Look, syncing: Syncing) -> None:
        """Do what a look showed; what was done stands in ``syncing`` even where it fails.

        Raises:
            MadoguchiError: folder or knowledge base are not as they were looked at (nothing
                is changed then), or the knowledge base cannot be written to.
        """
        _, plan = self._plan(followed, syncing.job)
        if fingerprint_of(plan) != look.fingerprint:
            raise PageError("sync_changed")
        syncing.plan = plan
        syncing.job.expect(plan.files)
        for report in apply_plan(
            plan,
            followed,
            kb_path=self._knowledge_base,
            embedder=self._embedder,
            share=self._share,
            read=syncing.read.take,
        ):
            syncing.reports.append(report)
            self._record(syncing, report)

    def report(self, syncing: Syncing, *, problem: str) -> Report:
        """Return what a sync did.

        Args:
            syncing: the sync, which has ended.
            problem: why it ended before its end; empty where it did not.
        """
        plan, readings = syncing.plan, syncing.read.readings
        if plan is None:
            return Report(problem=problem)
        live = {name for report in syncing.reports for name in (*report.added, *report.changed)}
        gone = {name for report in syncing.reports for name in report.removed}
        try:
            stored = stored_documents(self._knowledge_base)
        except MadoguchiError as error:
            stored, problem = {}, problem or str(error)
        return Report(
            added=tuple(name for name in plan.added if name in live),
            changed=tuple(name for name in plan.changed if name in live),
            moved=tuple((before, after) for before, after in plan.moved if after in live),
            removed=tuple(name for name in plan.removed if name in gone),
            unchanged=len(plan.unchanged),
            failed=failures_of(syncing.read.failed if syncing.reports else plan.failed),
            readings=tuple(r for name, r in readings.items() if name in live),
            superseded=tuple(
                (name, document.superseded_by)
                for name, document in stored.items()
                if document.superseded_by in live
            ),
            documents=len(stored),
            problem=problem,
        )

    def _plan(self, followed: Followed, job: Job) -> tuple[Mapping[str, StoredDocument], SyncPlan]:
        if self._share is not None:
            self._share.pull(self._knowledge_base)
        stored = stored_documents(self._knowledge_base)
        return stored, plan_sync(followed, stored, compared=job.count)

    def _record(self, syncing: Syncing, report: UpdateReport) -> None:
        """Write down what became of each document of a batch that is live now."""
        done = (("added", report.added), ("changed", report.changed), ("removed", report.removed))
        for action, names in done:
            for name in names:
                reading = syncing.read.readings.get(name)
                if action == "removed" or reading is None:
                    self._records.add_ingest(syncing.job.actor, action, name)
                else:
                    self._records.add_ingest(
                        syncing.job.actor,
                        action,
                        name,
                        audience=reading.audience,
                        passages=reading.passages,
                        warnings=reading.warnings,
                    )


def read_again(followed: Followed, wanted: Mapping[str, str]) -> Iterator[Outcome]:
    """Yield what comes of some files, each under the name that it was found by.

    Args:
        followed: the folder.
        wanted: path → name; paths of archives' members go on behind the archive's.
    """
    root = followed.path.resolve()
    files = dict.fromkeys(
        file for origin in wanted if (file := _file_of(Path(origin), root=root)) is not None
    )
    left = dict(wanted)
    for outcome in read_documents(
        files, audience=followed.audience, limits=followed.limits, manifest=followed.manifest
    ):
        if name := left.pop(outcome.origin, None):
            yield replace(outcome, name=name)
        if not left:
            return


def _file_of(origin: Path, *, root: Path) -> Path | None:
    """Return the file that holds a document: the archive of a member; None where it is gone.

    What was put in a file's place since, and leads out of the folder, is none.
    """
    for path in (origin, *origin.parents):
        if path.is_file():
            return path if path.resolve().is_relative_to(root) else None
    return None
