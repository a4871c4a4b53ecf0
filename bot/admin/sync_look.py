"""What a look at a folder found, and what a sync did: plain values that are kept as JSON."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.output import without_surrogates
from ingest.files import FailedFile, as_utf8
from ingest.records import Document
from kb.catalog import StoredDocument
from kb.sync import SyncPlan
from kb.versions import Version, newer_versions


@dataclass(frozen=True)
class Reading:
    """How a file was read."""

    name: str
    title: str
    municipality: str | None
    kind: str
    date: str | None
    audience: str
    passages: int
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Failure:
    """A file that gave no document."""

    name: str
    reason: str
    skipped: bool
    """Whether it was left out on purpose, not broken."""


@dataclass(frozen=True)
class Look:
    """What a sync would change."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    moved: tuple[tuple[str, str], ...]
    """(name until now, name from now on)."""
    relocated: int
    """Documents whose file is elsewhere in the folder."""
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]
    failed: tuple[Failure, ...]
    readings: tuple[Reading, ...]
    """Of files that are new or changed; of many files not of all."""
    superseded: tuple[tuple[str, str], ...]
    """(older version, newer version), as far as the files were read."""
    opened: tuple[str, ...]
    """Documents of staff that everybody would see."""
    documents: int
    """Of the knowledge base that came from this folder."""
    origins: tuple[tuple[str, str], ...]
    """(name, path) of the files that would be read."""
    fingerprint: str
    """Of what would be done."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing has to be done."""
        return not (self.added or self.changed or self.moved or self.relocated or self.removed)

    @property
    def needs_care(self) -> bool:
        """Whether a person has to say twice that this is meant."""
        return bool(self.opened) or len(self.removed) * 2 > self.documents


@dataclass(frozen=True)
class Report:
    """What a sync did."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    moved: tuple[tuple[str, str], ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0
    failed: tuple[Failure, ...] = ()
    readings: tuple[Reading, ...] = ()
    superseded: tuple[tuple[str, str], ...] = ()
    documents: int = 0
    """In the knowledge base afterwards."""
    problem: str = ""
    """Why it ended before its end, for people; empty where it did not."""


def reading_of(document: Document) -> Reading:
    """Return how a document was read."""
    return Reading(
        document.name,
        document.title,
        document.municipality,
        document.kind,
        document.date,
        document.audience,
        len(document.passages),
        document.warnings,
    )


def failures_of(failed: Iterable[FailedFile]) -> tuple[Failure, ...]:
    """Return the files that gave no document; names that are no text as far as they are."""
    return tuple(
        Failure(as_utf8(file.name), without_surrogates(file.reason), file.skipped)
        for file in failed
    )


def fingerprint_of(plan: SyncPlan) -> str:
    """Return what is another where anything else would be done, or with other contents."""
    done = [
        [(name, plan.found[name].sha256) for name in plan.read],
        plan.moved,
        sorted(plan.relocated.items()),
        plan.removed,
    ]
    return hashlib.sha256(json.dumps(done).encode()).hexdigest()


def versions_after(
    plan: SyncPlan, stored: Mapping[str, StoredDocument], readings: Iterable[Reading]
) -> tuple[tuple[str, str], ...]:
    """Return (older, newer) of documents that would be superseded and are not now.

    Files that were not read are nobody's version yet.
    """
    gone = {*plan.removed, *plan.changed, *(before for before, _ in plan.moved)}
    kept = [
        Version(d.name, d.title, d.municipality, d.date, d.audience, d.kind)
        for d in stored.values()
        if d.name not in gone
    ]
    read = [Version(r.name, r.title, r.municipality, r.date, r.audience, r.kind) for r in readings]
    now = {name: document.superseded_by for name, document in stored.items()}
    newer = newer_versions([*kept, *read])
    return tuple((old, new) for old, new in newer.items() if now.get(old) != new)
