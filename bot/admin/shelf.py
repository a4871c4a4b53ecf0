"""Documents that editors hand in: kept aside, shown as they were read, then taken in."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from bot.admin.kept import KeptFiles
from bot.admin.told import PageError
from bot.records.audit import AuditLog
from bot.records.store import Records
from ingest.errors import MadoguchiError
from ingest.files import FailedFile, UnchangedFile
from ingest.pipeline import read_documents
from ingest.reading import Limits
from ingest.records import Audience, Document
from kb.records import Embedder
from kb.update import UpdateReport, apply

if TYPE_CHECKING:
    from kb.share import Share


@dataclass(frozen=True)
class Preview:
    """A file that was handed in and is not live yet."""

    token: str
    name: str
    audience: Audience
    documents: tuple[Document, ...]
    """How it was read; an archive holds several."""
    problems: tuple[str, ...]
    """Why files of it could not be read."""


class Shelf:
    """Keeps files that were handed in, and takes them into the knowledge base."""

    def __init__(
        self,
        folder: Path,
        *,
        knowledge_base: Path,
        embedder: Embedder,
        kept: KeptFiles,
        records: Records,
        audit: AuditLog,
        limits: Limits | None = None,
        share: Share | None = None,
    ) -> None:
        self._kept = kept
        self._live = folder / "documents"
        self._knowledge_base = knowledge_base
        self._embedder = embedder
        self._records = records
        self._audit = audit
        self._limits = limits
        self._share = share

    def hand_in(self, name: str, content: bytes, *, audience: Audience) -> Preview:
        """Keep a file aside and return how it was read.

        Raises:
            MadoguchiError: the name cannot be one of a file, or it cannot be kept.
        """
        plain = PurePath(name.replace("\\", "/")).name.replace("\0", "").strip()
        if not plain or plain.startswith(".") or len(plain.encode()) > 200:
            raise PageError("bad_name", name=name[:80])
        return self.preview(self._kept.put(plain, content, audience=audience))

    def preview(self, token: str) -> Preview:
        """Return how a file that waits was read.

        Raises:
            MadoguchiError: no such file waits.
        """
        with self._kept.opened(token) as (path, audience):
            documents, problems = self._read(path, audience)
            return Preview(token, path.name, audience, documents, problems)

    def publish(self, token: str, *, actor: str) -> UpdateReport:
        """Take a file that waits into the knowledge base.

        Raises:
            MadoguchiError: no such file waits, nothing of it can be read, or the knowledge
                base cannot be written to; the file goes on waiting then.
        """
        with self._kept.opened(token) as (path, audience):
            documents, problems = self._read(path, audience)
            if not documents:
                if problems:
                    raise MadoguchiError(problems[0])
                raise PageError("unreadable", name=path.name)
            target = self._place(path.name, audience)
            shutil.copyfile(path, target)
        report = self._take_in(target, audience, actor=actor)
        self._kept.discard(token)
        return report

    def publish_text(self, name: str, text: str, *, audience: Audience, actor: str) -> None:
        """Take a text of the editors' own into the knowledge base under a fixed name."""
        target = self._place(name, audience)
        target.write_text(text, encoding="utf-8")
        self._take_in(target, audience, actor=actor)
        self._kept.set_text(f"{audience}/{name}", text, actor=actor)

    def own_text(self, name: str, *, audience: Audience) -> str | None:
        """Return a text that ``publish_text`` keeps, or None where there is none."""
        return self._kept.text(f"{audience}/{name}")

    def discard(self, token: str) -> None:
        """Throw a file away that waits."""
        with self._kept.opened(token):
            self._kept.discard(token)

    def take_back(self, name: str, *, actor: str) -> None:
        """Take a document out of the knowledge base; the next question is answered without it.

        Raises:
            MadoguchiError: there is no such document, or the knowledge base is locked.
        """
        report = apply(
            self._knowledge_base,
            (),
            remove=[name],
            embedder=self._embedder,
            share=self._share,
        )
        if report.missing:
            raise PageError("not_registered", name=name)
        for audience in ("public", "staff"):
            (self._live / audience / name).unlink(missing_ok=True)
        self._records.add_ingest(actor, "removed", name)
        self._audit.add(actor, "documents.remove", document=name)

    def _take_in(self, path: Path, audience: Audience, *, actor: str) -> UpdateReport:
        documents, _ = self._read(path, audience)
        report = apply(self._knowledge_base, documents, embedder=self._embedder, share=self._share)
        for document in documents:
            action = "changed" if document.name in report.changed else "added"
            self._records.add_ingest(
                actor,
                action,
                document.name,
                audience=document.audience,
                passages=len(document.passages),
                warnings=document.warnings,
            )
            self._audit.add(
                actor, f"documents.{action}", document=document.name, audience=document.audience
            )
        return report

    def _place(self, name: str, audience: Audience) -> Path:
        """Return where this machine keeps the original, which the pages offer."""
        target = self._live / audience / name
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return target

    def _read(self, path: Path, audience: Audience) -> tuple[tuple[Document, ...], tuple[str, ...]]:
        documents: list[Document] = []
        problems: list[str] = []
        for outcome in read_documents([path], audience=audience, limits=self._limits):
            if isinstance(outcome, FailedFile):
                problems.append(outcome.reason)
            elif not isinstance(outcome, UnchangedFile):
                documents.append(outcome)
        return tuple(documents), tuple(problems)
