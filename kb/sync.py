"""What has to change so that the knowledge base holds what a folder holds, and doing it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import KnowledgeBaseError
from ingest.files import FailedFile, UnchangedFile
from ingest.manifest import FileManifest
from ingest.pipeline import hash_documents, read_documents
from ingest.reading import Limits
from ingest.records import Audience, Document
from kb.catalog import StoredDocument
from kb.records import Embedder
from kb.stored import stored_documents
from kb.update import Removal, UpdateReport, apply

if TYPE_CHECKING:
    from kb.share import Share

Outcome = Document | UnchangedFile | FailedFile

# Parsed files between two published states: what an interruption loses at most.
_BATCH = 200


@dataclass(frozen=True)
class Followed:
    """A folder whose files the knowledge base is to hold, and how they are read."""

    path: Path
    audience: Audience = "public"
    """Who may see them, where the manifest does not say."""
    manifest: FileManifest | None = None
    limits: Limits | None = None

    def audience_of(self, file: UnchangedFile) -> Audience:
        """Return who may see a file."""
        entry = self.manifest.entry_for(Path(file.origin)) if self.manifest else None
        return (entry and entry.audience) or self.audience


@dataclass(frozen=True)
class SyncPlan:
    """What a sync would do; names in the order of the files."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    moved: tuple[tuple[str, str], ...]
    """(name until now, name from now on) of files with another name and the same content."""
    relocated: Mapping[str, str]
    """Name → path now, of files that are elsewhere under the same name."""
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]
    failed: tuple[FailedFile, ...]
    found: Mapping[str, UnchangedFile]
    """Name → file, of all that can be read."""

    @property
    def files(self) -> int:
        """Number of files that are read or compared."""
        return len(self.added) + len(self.changed) + len(self.moved) + len(self.unchanged)

    @property
    def read(self) -> tuple[str, ...]:
        """Names of the files that have to be parsed."""
        return (*self.added, *self.changed, *(after for _, after in self.moved))

    @property
    def is_empty(self) -> bool:
        """Whether nothing has to be done."""
        return not (self.added or self.changed or self.moved or self.relocated or self.removed)


def plan_sync(
    followed: Followed,
    stored: Mapping[str, StoredDocument],
    *,
    compared: Callable[[], None] = lambda: None,
) -> SyncPlan:
    """Return what has to change; files are read and hashed, not parsed.

    A document belongs to the folder where its file was read from there. A file that cannot
    be read leaves its document as it is.

    Args:
        followed: the folder.
        stored: documents of the knowledge base by name.
        compared: called after each file.

    Raises:
        KnowledgeBaseError: the folder is missing, or empty though documents came from it:
            a drive that is not there must not empty the knowledge base.
    """
    folder = followed.path
    if not folder.is_dir():
        raise KnowledgeBaseError(f"フォルダー「{folder}」がありません。場所を確かめてください。")
    inside = documents_of(folder, stored)
    found: dict[str, UnchangedFile] = {}
    failed: list[FailedFile] = []
    for outcome in hash_documents(
        [folder],
        audience=followed.audience,
        limits=followed.limits,
        manifest=followed.manifest,
        stored={name: document.origin for name, document in stored.items()},
    ):
        compared()
        if isinstance(outcome, FailedFile):
            failed.append(outcome)
        else:
            found[outcome.name] = outcome
    if inside and not found:
        raise KnowledgeBaseError(
            f"フォルダー「{folder}」に読めるファイルがありませんが、"
            f"そこから取り込んだ資料が{len(inside)}件あります。接続や場所を確かめてください。"
            "資料を外すときは、管理のページの「取り下げる」か madoguchi remove を使ってください。"
        )
    unread = [Path(file.origin) for file in failed]
    gone = [
        name
        for name, document in inside.items()
        if name not in found and not any(Path(document.origin).is_relative_to(p) for p in unread)
    ]
    new = [name for name in found if name not in stored]
    moved = _moved({name: inside[name].sha256 for name in gone}, {n: found[n].sha256 for n in new})
    known = [name for name in found if name in stored]
    same = [name for name in known if found[name].sha256 == stored[name].sha256]
    return SyncPlan(
        added=tuple(name for name in new if name not in moved.values()),
        changed=tuple(name for name in known if name not in same),
        moved=tuple(moved.items()),
        relocated={
            name: found[name].origin
            for name in same
            if found[name].origin != stored[name].origin and not Path(stored[name].origin).exists()
        },
        removed=tuple(name for name in gone if name not in moved),
        unchanged=tuple(same),
        failed=tuple(failed),
        found=found,
    )


def documents_of(folder: Path, stored: Mapping[str, StoredDocument]) -> dict[str, StoredDocument]:
    """Return the documents whose files were read from a folder."""
    root = folder.resolve()
    return {n: d for n, d in stored.items() if Path(d.origin).is_relative_to(root)}


def apply_plan(
    plan: SyncPlan,
    followed: Followed,
    *,
    kb_path: Path,
    embedder: Embedder,
    share: Share | None = None,
    read: Callable[[Outcome], None] = lambda _: None,
) -> Iterator[UpdateReport]:
    """Do what a plan says; yield a report for each batch of files that is stored.

    What was stored stays when a later batch fails. A file that came after the plan was made
    is left for the next one; a document whose file moved goes when the file was read at its
    new place, not before.

    Args:
        plan: of this folder, made a moment ago.
        followed: the folder.
        kb_path: the knowledge base's folder.
        embedder: makes the vectors.
        share: where other machines see the knowledge base.
        read: called with what came of each file; what it raises ends the sync.

    Raises:
        KnowledgeBaseError: see ``kb.update.apply``.
    """
    stored = stored_documents(kb_path)
    outcomes = read_documents(
        [followed.path],
        audience=followed.audience,
        manifest=followed.manifest,
        stored={name: document.origin for name, document in stored.items()},
        limits=followed.limits,
        hashes={name: document.sha256 for name, document in stored.items()},
    )
    before_of = {after: before for before, after in plan.moved}
    is_over = False

    def batch() -> Iterator[Document | UnchangedFile | Removal]:
        nonlocal is_over
        parsed = 0
        while parsed < _BATCH:
            outcome = next(outcomes, None)
            if outcome is None:
                is_over = True
                return
            if isinstance(outcome, FailedFile):
                read(outcome)
                continue
            if outcome.name not in plan.found:
                continue
            read(outcome)
            parsed += isinstance(outcome, Document)
            if outcome.name in before_of:
                yield Removal(before_of[outcome.name])
            yield outcome

    remove, origins = plan.removed, plan.relocated
    while not is_over:
        yield apply(
            kb_path,
            batch(),
            remove=remove,
            origins=origins,
            embedder=embedder,
            share=share,
        )
        remove, origins = (), {}


def _moved(gone: Mapping[str, str], new: Mapping[str, str]) -> dict[str, str]:
    """Return old name → new name of what has the same hash, each once."""
    moved: dict[str, str] = {}
    free = dict(new)
    for before, sha256 in gone.items():
        after = next((name for name, other in free.items() if other == sha256), None)
        if after is not None:
            moved[before] = after
            del free[after]
    return moved
