"""What has to change so that the knowledge base holds what a folder holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import KnowledgeBaseError
from ingest.files import FailedFile, UnchangedFile
from ingest.manifest import FileManifest
from ingest.pipeline import hash_documents
from ingest.reading import Limits
from ingest.records import Audience
from kb.catalog import StoredDocument


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

    @property
    def files(self) -> int:
        """Number of files that are read or compared."""
        return len(self.added) + len(self.changed) + len(self.moved) + len(self.unchanged)

    @property
    def taken_out(self) -> tuple[str, ...]:
        """Names that are no longer there afterwards."""
        return (*(before for before, _ in self.moved), *self.removed)

    @property
    def is_empty(self) -> bool:
        """Whether nothing has to be done."""
        return not (self.added or self.changed or self.moved or self.relocated or self.removed)


def plan_sync(
    folder: Path,
    stored: Mapping[str, StoredDocument],
    *,
    audience: Audience = "public",
    limits: Limits | None = None,
    manifest: FileManifest | None = None,
) -> SyncPlan:
    """Return what has to change; files are read and hashed, not parsed.

    A document belongs to the folder where its file was read from there. A file that cannot
    be read leaves its document as it is.

    Raises:
        KnowledgeBaseError: the folder is missing, or empty though documents came from it:
            a drive that is not there must not empty the knowledge base.
    """
    if not folder.is_dir():
        raise KnowledgeBaseError(f"フォルダー「{folder}」がありません。場所を確かめてください。")
    root = folder.resolve()
    inside = {n: d for n, d in stored.items() if Path(d.origin).is_relative_to(root)}
    found: dict[str, UnchangedFile] = {}
    failed: list[FailedFile] = []
    for outcome in hash_documents(
        [folder],
        audience=audience,
        limits=limits,
        manifest=manifest,
        stored={name: document.origin for name, document in stored.items()},
    ):
        if isinstance(outcome, FailedFile):
            failed.append(outcome)
        else:
            found[outcome.name] = outcome
    if inside and not found:
        raise KnowledgeBaseError(
            f"フォルダー「{folder}」に読めるファイルがありませんが、"
            f"そこから取り込んだ資料が{len(inside)}件あります。接続や場所を確かめてください。"
            "資料を外すときは madoguchi remove を使ってください。"
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
    )


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
