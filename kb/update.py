"""Documents → the next generation of a knowledge base; what did not change is kept."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ingest.files import UnchangedFile
from ingest.records import Document
from kb.analyser import Analyser, JapaneseAnalyser
from kb.build import Build
from kb.catalog import Catalog
from kb.catalog_writer import StoredIdentity, stored_identities
from kb.generation_writer import Writer, writer
from kb.records import Embedder
from kb.stored import stored_again

if TYPE_CHECKING:
    from kb.share import Share

Action = Literal["added", "changed", "unchanged", "removed"]


@dataclass(frozen=True)
class DocumentUpdate:
    """What happened to one document."""

    name: str
    action: Action
    passages: int


@dataclass(frozen=True)
class UpdateReport:
    """What an update did, names in the order they came."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    missing: tuple[str, ...]
    """Names that were to be removed and are not there."""
    notes: tuple[str, ...]
    """Sentences in Japanese for the person who ingests."""
    generation: str | None
    """Name of the live generation afterwards; None where nothing was ever stored."""
    documents: int
    """In the knowledge base afterwards."""
    passages: int
    """In the knowledge base afterwards."""
    vectors_embedded: int
    """Texts embedded by this update."""
    is_new_generation: bool


@dataclass(frozen=True)
class Removal:
    """A document that goes, among those that come."""

    name: str


Progress = Callable[[DocumentUpdate], None]


def apply(
    kb_path: Path,
    documents: Iterable[Document | UnchangedFile | Removal],
    *,
    remove: Collection[str] = (),
    origins: Mapping[str, str] | None = None,
    embedder: Embedder,
    analyser: Analyser | None = None,
    progress: Progress | None = None,
    share: Share | None = None,
    replaces_older: bool = False,
) -> UpdateReport:
    """Bring a knowledge base up to date with some documents and return what was done.

    Documents that are stored with the same hash are left alone; others of the same name
    are replaced; those not mentioned stay. A knowledge base whose vectors or terms were
    made by another model, or are damaged, is indexed again from what it stores. Without
    any change there is no new generation.

    Args:
        kb_path: the knowledge base's folder; made where there is none.
        documents: consumed one at a time; an unchanged file stands for what is stored.
        remove: names of documents to take out.
        origins: name → path of documents whose file is elsewhere now.
        embedder: makes the vectors.
        analyser: makes the terms; the Japanese one where None.
        progress: called after each document.
        share: where other machines see the knowledge base; None where this folder is all.
        replaces_older: whether the documents are those of an older program's state, which
            is followed by one that holds them alone.

    Raises:
        KnowledgeBaseError: see ``kb.generation_writer.writer``; nothing has changed then.
    """
    with writer(kb_path, share=share, replaces_older=replaces_older) as held:
        update = _Update(
            held,
            embedder=embedder,
            analyser=analyser or JapaneseAnalyser(),
            progress=progress or (lambda _: None),
        )
        try:
            for name in dict.fromkeys(remove):
                update.remove(name)
            for name, origin in (origins or {}).items():
                update.relocate(name, origin)
            for document in documents:
                if isinstance(document, UnchangedFile):
                    update.keep(document)
                elif isinstance(document, Removal):
                    update.remove(document.name)
                else:
                    update.store(document)
            return update.finish()
        finally:
            update.close()


class _Update:
    def __init__(
        self, held: Writer, *, embedder: Embedder, analyser: Analyser, progress: Progress
    ) -> None:
        self._held = held
        self._embedder = embedder
        self._analyser = analyser
        self._progress = progress
        self._build: Build | None = None
        self._actions: dict[str, Action] = {}
        self._missing: list[str] = []
        self._notes: list[str] = []
        self._stored: dict[str, StoredIdentity] = {}
        self._reuses_live = False
        live = held.live
        if live is not None:
            self._stored.update(stored_identities(live.catalog_path))
            self._reuses_live = not held.damaged and (
                (live.manifest.embedder, live.manifest.analyser)
                == (embedder.fingerprint, analyser.fingerprint)
            )
            if not self._reuses_live:
                self._notes.append(
                    "索引が壊れているか、別のモデルで作られているため、"
                    "保存されている文書から索引を作り直しました。"
                )
        self._waiting = {} if self._reuses_live else dict(self._stored)
        """Stored documents that the next generation does not have yet."""

    def close(self) -> None:
        if self._build is not None:
            self._build.close()

    def remove(self, name: str) -> None:
        if self._stored.pop(name, None) is None:
            self._missing.append(name)
            return
        if self._waiting.pop(name, None) is None:
            self._building().remove(name)
        self._actions[name] = "removed"
        self._progress(DocumentUpdate(name, "removed", 0))

    def relocate(self, name: str, origin: str) -> None:
        before = self._stored.get(name)
        if before is not None and before.origin != origin and name not in self._waiting:
            self._building().catalog.relocate(name, origin)
            self._stored[name] = before._replace(origin=origin)

    def store(self, document: Document) -> None:
        before = self._stored.get(document.name)
        action = self._action(document, before)
        if action != "unchanged" or document.name in self._waiting:
            building = self._building()
            if before is not None and self._waiting.pop(document.name, None) is None:
                building.remove(document.name)
            building.add(document)
            self._stored[document.name] = StoredIdentity(
                document.sha256, document.origin, len(document.passages)
            )
        if self._actions.get(document.name) not in ("added", "changed"):
            self._actions[document.name] = action
        self._progress(DocumentUpdate(document.name, action, len(document.passages)))

    def keep(self, file: UnchangedFile) -> None:
        before = self._stored.get(file.name)
        if before is None or before.sha256 != file.sha256:
            raise ValueError(f"{file.name} is not stored as it is")
        action = self._actions.setdefault(file.name, "unchanged")
        self._progress(DocumentUpdate(file.name, action, before.passages))

    def _action(self, document: Document, before: StoredIdentity | None) -> Action:
        if before is None:
            return "changed" if self._actions.get(document.name) == "removed" else "added"
        if before.sha256 == document.sha256:
            return "unchanged"
        if before.origin != document.origin:
            self._notes.append(
                f"同じ名前の文書「{document.name}」を置き換えました"
                f"(これまで: {before.origin}、今回: {document.origin})。"
            )
        return "changed"

    def finish(self) -> UpdateReport:
        for document in self._waiting_documents():
            self._building().add(document)
        live = self._held.live
        is_new = self._build is not None or bool(live and not self._reuses_live)
        if is_new:
            live = self._building().publish(deleted_before=self._deleted_before)
        else:
            self._held.adopt()
        return UpdateReport(
            added=self._names("added"),
            changed=self._names("changed"),
            unchanged=self._names("unchanged"),
            removed=self._names("removed"),
            missing=tuple(self._missing),
            notes=tuple(self._notes),
            generation=live.name if live else None,
            documents=live.manifest.documents if live else 0,
            passages=live.manifest.passages if live else 0,
            vectors_embedded=self._build.vectors.embedded if self._build else 0,
            is_new_generation=is_new,
        )

    @property
    def _deleted_before(self) -> int:
        live = self._held.live
        return live.manifest.deleted_vectors if live and self._reuses_live else 0

    def _names(self, action: Action) -> tuple[str, ...]:
        return tuple(name for name, done in self._actions.items() if done == action)

    def _building(self) -> Build:
        if self._build is None:
            self._build = Build(
                self._held,
                embedder=self._embedder,
                analyser=self._analyser,
                reuses_live=self._reuses_live,
            )
        return self._build

    def _waiting_documents(self) -> Iterator[Document]:
        if self._held.live is None or not self._waiting:
            return
        catalog = Catalog(self._held.live.catalog_path)
        try:
            for stored in catalog.documents():
                if stored.name in self._waiting:
                    yield stored_again(catalog, stored)
        finally:
            catalog.close()
