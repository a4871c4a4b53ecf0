"""A knowledge base that several machines hold alike, with nothing shared by file.

Whole generations are published in PostgreSQL, their vectors on a Chroma server. Each
machine keeps a copy in a folder of its own: catalog, words and matrix to answer from; who
writes also fetches Chroma's files, builds the next generation beside the live one, and
publishes it before its own folder switches.
"""

from __future__ import annotations

import hashlib
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from ingest.errors import KnowledgeBaseError
from kb.chroma_server import ChromaServer, ServedVectors, VectorsUnreachableError
from kb.generation_writer import BUILDING, LOCK, discard, explain, switch, sync_tree
from kb.generations import (
    GENERATIONS,
    Generation,
    chroma_path,
    complete_names,
    current_name,
)
from kb.manifest import FILE_NAME, Manifest, Part, damaged_parts
from kb.share_database import Published, ShareDatabase
from kb.vectors import stored_collections

_LOCK_SECONDS = 120
"""Another process may be fetching into this folder; a gigabyte takes tens of seconds."""
_CHROMA = f"{chroma_path(Path()).as_posix()}/"


class Share:
    """Where a knowledge base is published; safe to share between threads."""

    def __init__(self, *, database: str, chroma: str) -> None:
        """Name a database and a server; both are opened at their first use.

        Args:
            database: SQLAlchemy URL of a PostgreSQL database.
            chroma: URL of a Chroma server.

        Raises:
            SettingsError: the server's is no such URL.
        """
        self.database = ShareDatabase(database)
        self.server = ChromaServer(chroma, name=self.database.name)

    def close(self) -> None:
        """Let go of connections."""
        self.database.close()

    def vectors(self, generation: Generation) -> ServedVectors:
        """Return the vectors of a published generation."""
        identity = identity_of(generation.manifest)
        return self.server.open(identity, expected=generation.manifest.vectors)

    def pull(self, folder: Path, *, whole: bool = False) -> bool:
        """Bring a folder up to what is published; return whether it was behind.

        Who reads the folder meanwhile sees the old state or the new one.

        Args:
            folder: of this machine.
            whole: fetch Chroma's files too, which only writers and backups need.

        Raises:
            ShareUnreachableError: the database does not answer.
            KnowledgeBaseError: the folder cannot be written to.
        """
        published = self.database.current()
        if published is None or (not whole and _held(folder) == published.identity):
            return False
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with FileLock(folder / LOCK, timeout=_LOCK_SECONDS):
                was_behind = self._fetch(published, folder, whole=whole)
                discard(folder)
                return was_behind
        except Timeout as error:
            raise KnowledgeBaseError(
                f"ほかのプロセスが知識ベース「{folder}」に書き込んでいます。"
                "それが終わってから、もう一度実行してください。"
            ) from error
        except OSError as error:
            raise KnowledgeBaseError(explain(error, folder)) from error

    def is_current(self, folder: Path) -> bool:
        """Return whether a folder's readers see what is published."""
        published = self.database.current()
        return published is None or _held(folder) == published.identity

    @contextmanager
    def writing(self, folder: Path) -> Iterator[None]:
        """Be the only writer of all machines, with the whole published state in the folder.

        The folder's own lock has to be held.

        Raises:
            KnowledgeBaseError: another machine writes.
            ShareUnreachableError: the database does not answer.
            OSError: the folder cannot be written to.
        """
        with self.database.writing():
            published = self.database.current()
            if published is not None:
                self._fetch(published, folder, whole=True)
            yield

    def publish(self, generation: Generation, *, instead_of: Generation | None) -> None:
        """Show a generation to all machines, while ``writing``; nothing is half published.

        Args:
            generation: whole, in this machine's folder.
            instead_of: what it was built from.

        Raises:
            VectorsUnreachableError: the Chroma server does not answer.
            ShareUnreachableError: the database does not answer.
            KnowledgeBaseError: something else was published meanwhile.
        """
        identity = identity_of(generation.manifest)
        self.server.forget_others(self.database.identities())
        self._fill(generation, identity)
        files: Mapping[str, Path] = {
            path: generation.folder / path for path in generation.manifest.parts
        }
        published = self.database.current()
        self.database.publish(
            Published(identity, generation.name, generation.manifest.to_json()),
            files,
            instead_of=published.identity if published and instead_of else None,
        )
        self.server.forget_others(self.database.identities())

    def repair(self, generation: Generation) -> None:
        """Publish what was not, and put vectors back that the server lost; see ``publish``."""
        identity = identity_of(generation.manifest)
        published = self.database.current()
        if published is None or published.identity != identity:
            self.publish(generation, instead_of=generation if published else None)
        elif self.server.count(identity) != generation.manifest.vectors:
            self._fill(generation, identity)

    def _fill(self, generation: Generation, identity: str) -> None:
        with stored_collections(generation.chroma_path) as collections:
            self.server.fill(identity, collections)
        there = self.server.count(identity)
        if there != generation.manifest.vectors:
            raise VectorsUnreachableError(
                f"Chroma のサーバー {self.server.url} に入れたベクトルが {there} 件で、"
                f"あるはずの {generation.manifest.vectors} 件と違います。"
                "もう一度実行してください。"
            )

    def _fetch(self, published: Published, folder: Path, *, whole: bool) -> bool:
        """Put a published generation into a folder whose lock is held, and make it the live one."""
        manifest = Manifest.from_json(published.manifest)
        generations = folder / GENERATIONS
        name = _folder_of(folder, published.identity)
        if name is None:
            generations.mkdir(exist_ok=True)
            building = generations / f"{BUILDING}{uuid.uuid4().hex[:8]}"
            building.mkdir()
            try:
                self._fill_folder(building, published.identity, manifest, whole=whole)
                name = _free_name(folder, published.name)
                building.rename(generations / name)
            finally:
                shutil.rmtree(building, ignore_errors=True)
        elif whole and damaged_parts(generations / name, manifest.parts, thorough=True):
            self._fill_folder(generations / name, published.identity, manifest, whole=True)
        was_behind = current_name(folder) != name
        if was_behind:
            switch(folder, name)
        return was_behind

    def _fill_folder(self, folder: Path, identity: str, manifest: Manifest, *, whole: bool) -> None:
        parts = manifest.parts if whole else _without_chroma(manifest)
        missing = damaged_parts(folder, parts, thorough=True)
        self.database.fetch(identity, missing, folder)
        if damaged := damaged_parts(folder, parts, thorough=True):
            raise KnowledgeBaseError(
                f"共有の知識ベースから受け取ったファイルが壊れています({'、'.join(damaged[:3])})。"
                "もう一度実行してください。"
            )
        own = folder / f".{FILE_NAME}.new"
        own.write_text(manifest.with_parts(parts).to_json(), encoding="utf-8")
        own.replace(folder / FILE_NAME)
        sync_tree(folder)


def identity_of(manifest: Manifest) -> str:
    """Return what names a generation's contents, the same in every machine's copy."""
    own = manifest.with_parts(_without_chroma(manifest)).to_json()
    return hashlib.sha256(own.encode()).hexdigest()[:16]


def _without_chroma(manifest: Manifest) -> dict[str, Part]:
    return {path: part for path, part in manifest.parts.items() if not path.startswith(_CHROMA)}


def _held(folder: Path) -> str | None:
    """Return the identity of what a folder's readers see, or None."""
    name = current_name(folder)
    return None if name is None else _identity_in(folder, name)


def _identity_in(folder: Path, name: str) -> str | None:
    try:
        text = (folder / GENERATIONS / name / FILE_NAME).read_text(encoding="utf-8")
        return identity_of(Manifest.from_json(text))
    except (OSError, ValueError):
        return None


def _folder_of(folder: Path, identity: str) -> str | None:
    """Return the name of the whole copy of a generation, where there is one."""
    for name in reversed(complete_names(folder)):
        if _identity_in(folder, name) == identity:
            return name
    return None


def _free_name(folder: Path, name: str) -> str:
    """Return the name, or the next number where a folder has another generation of it."""
    numbers = [int(taken[1:]) for taken in complete_names(folder)]
    if int(name[1:]) in numbers:
        return f"g{max(numbers) + 1:06d}"
    return name
