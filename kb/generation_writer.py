"""Writes generations of a knowledge base: lock, build, switch, clean up.

The next generation is built beside the live one, and the file ``current`` is replaced
when everything is on the disk, so being killed at any moment leaves the old state or
the new one.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from ingest.errors import KnowledgeBaseError
from kb.generations import (
    CURRENT,
    GENERATIONS,
    NAME,
    DamagedGenerationError,
    Generation,
    catalog_path,
    complete_names,
    current_name,
    load,
    why_not_a_knowledge_base,
)
from kb.manifest import FILE_NAME, Manifest, measure_parts
from kb.upgrade import older_schema

if TYPE_CHECKING:
    from kb.share import Share

LOCK = "writer.lock"
KEPT_GENERATIONS = 2

BUILDING = ".building-"
_DISCARDED = ".discarded-"
_FULL = {errno.ENOSPC, errno.EDQUOT}
_NOT_WRITABLE = {errno.EACCES, errno.EPERM, errno.EROFS}


class Writer:
    """The one process that may change a knowledge base, while it holds the lock."""

    def __init__(
        self, kb_path: Path, *, share: Share | None = None, replaces_older: bool = False
    ) -> None:
        self._kb_path = kb_path
        self._share = share
        self._generations = kb_path / GENERATIONS
        self._building: Path | None = None
        self.live: Generation | None = None
        """What the next generation starts from; None where there is nothing yet."""
        self.damaged: list[str] = []
        """Parts of ``live`` that have to be made again; its catalog is never among them."""
        if not (replaces_older and older_schema(kb_path)):
            self._find_live()

    def _find_live(self) -> None:
        complete = complete_names(self._kb_path)
        # Without ``current`` the newest complete generation is what a killed writer left.
        name = current_name(self._kb_path) or (complete[-1] if complete else None)
        if name is None:
            return
        try:
            self.live = load(self._kb_path, name, thorough=True)
        except DamagedGenerationError as error:
            if error.generation is None or catalog_path(Path()).as_posix() in error.parts:
                raise
            self.live, self.damaged = error.generation, error.parts

    @property
    def is_current(self) -> bool:
        """Return whether readers already see ``live``."""
        return self.live is not None and current_name(self._kb_path) == self.live.name

    def start(self) -> Path:
        """Return a new, empty folder to build the next generation in."""
        self._generations.mkdir(exist_ok=True)
        self._building = self._generations / f"{BUILDING}{uuid.uuid4().hex[:8]}"
        self._building.mkdir()
        return self._building

    def publish(self, make_manifest: Callable[[str], Manifest]) -> Generation:
        """Make what was built the live generation and return it.

        Args:
            make_manifest: gives the manifest, without ``parts``, for a generation's name.
        """
        if self._building is None:
            raise ValueError("nothing has been built")
        complete = complete_names(self._kb_path)
        name = f"g{int(complete[-1][1:]) + 1 if complete else 1:06d}"
        manifest = make_manifest(name).with_parts(measure_parts(self._building))
        (self._building / FILE_NAME).write_text(manifest.to_json(), encoding="utf-8")
        sync_tree(self._building)
        folder = self._generations / name
        self._building.rename(folder)
        self._building = None
        _sync(self._generations)
        generation = Generation(folder, manifest)
        if self._share is not None:
            self._share.publish(generation, instead_of=self.live)
        switch(self._kb_path, name)
        return generation

    def adopt(self) -> None:
        """Make ``live`` what readers see, where a killed writer had not come to that."""
        if self.live is None:
            return
        if self._share is not None:
            self._share.repair(self.live)
        if not self.is_current:
            switch(self._kb_path, self.live.name)


def discard(kb_path: Path) -> None:
    """Remove what is being built, left-over folders, and generations nobody needs."""
    generations = kb_path / GENERATIONS
    if not generations.is_dir():
        return
    live = current_name(kb_path)
    if live is None:
        keep = set(complete_names(kb_path)[-KEPT_GENERATIONS:])
    else:
        older = [n for n in complete_names(kb_path) if int(n[1:]) <= int(live[1:])]
        keep = {live, *older[-KEPT_GENERATIONS:]}
    for path in generations.iterdir():
        if path.name.startswith((BUILDING, _DISCARDED)):
            shutil.rmtree(path, ignore_errors=True)
        elif NAME.fullmatch(path.name) and path.name not in keep:
            discarded = path.with_name(f"{_DISCARDED}{path.name}")
            with suppress(OSError):  # the next writer tries again
                path.rename(discarded)
                shutil.rmtree(discarded, ignore_errors=True)


def switch(kb_path: Path, name: str) -> None:
    """Make a complete generation what readers see."""
    temporary = kb_path / f".{CURRENT}.new"
    temporary.write_text(f"{name}\n", encoding="utf-8")
    _sync(temporary)
    temporary.replace(kb_path / CURRENT)
    _sync(kb_path)


@contextmanager
def writer(
    kb_path: Path, *, share: Share | None = None, replaces_older: bool = False
) -> Iterator[Writer]:
    """Hold the lock of a knowledge base, made where there is none.

    On leaving, whatever was not published is removed, and a folder that was made for
    nothing as well.

    Args:
        kb_path: the knowledge base's folder.
        share: where other machines see what is published; it is fetched first.
        replaces_older: whether a state of an older program is followed by one that starts
            from nothing; without it such a state is an error.

    Raises:
        DamagedGenerationError: the stored documents cannot be read.
        KnowledgeBaseError: another process writes, the folder is not a knowledge base or
            cannot be written, the disk is full, or the live generation was made by
            another version.
    """
    try:
        if kb_path.exists() and current_name(kb_path) is None and _is_foreign(kb_path):
            raise KnowledgeBaseError(why_not_a_knowledge_base(kb_path))
        is_new = not kb_path.exists()
        kb_path.mkdir(parents=True, exist_ok=True)
        lock = FileLock(kb_path / LOCK, timeout=0)
        lock.acquire()
    except Timeout as error:
        raise KnowledgeBaseError(
            f"ほかのプロセスが知識ベース「{kb_path}」に書き込んでいます。"
            "それが終わってから、もう一度実行してください。"
        ) from error
    except OSError as error:
        raise KnowledgeBaseError(explain(error, kb_path)) from error
    try:
        with share.writing(kb_path) if share else nullcontext():
            held = Writer(kb_path, share=share, replaces_older=replaces_older)
            try:
                discard(kb_path)
                yield held
            finally:
                discard(kb_path)
                if is_new and current_name(kb_path) is None:
                    _remove_empty(kb_path)
    except OSError as error:
        raise KnowledgeBaseError(explain(error, kb_path)) from error
    except sqlite3.OperationalError as error:
        code = errno.ENOSPC if "full" in str(error) else errno.EIO
        raise KnowledgeBaseError(explain(OSError(code, str(error)), kb_path)) from error
    finally:
        lock.release()


def _is_foreign(kb_path: Path) -> bool:
    if not kb_path.is_dir():
        return True
    ours = {LOCK, GENERATIONS, CURRENT, f".{CURRENT}.new"}
    names = {path.name for path in kb_path.iterdir()}
    return bool(names) and not names & ours


def _remove_empty(kb_path: Path) -> None:
    with suppress(OSError):
        (kb_path / GENERATIONS).rmdir()
    with suppress(OSError):
        (kb_path / LOCK).unlink()
        kb_path.rmdir()


def explain(error: OSError, kb_path: Path) -> str:
    """Return what to tell a person whose knowledge base could not be written."""
    if error.errno in _FULL:
        return (
            f"ディスクに空きがないため、知識ベース「{kb_path}」に書き込めません。"
            "それまでに保存された内容はそのままです。空きを作ってから、もう一度実行してください。"
        )
    if error.errno in _NOT_WRITABLE:
        return (
            f"知識ベース「{kb_path}」に書き込めません({error.strerror})。フォルダが読み取り専用でないか、"
            "書き込む権限があるか確かめるか、--kb で別のフォルダを指定してください。"
        )
    if error.errno in {errno.ENOTDIR, errno.EEXIST}:
        return why_not_a_knowledge_base(kb_path)
    return f"知識ベース「{kb_path}」の読み書きに失敗しました({error})。もう一度実行してください。"


def sync_tree(folder: Path) -> None:
    """Return when everything below a folder is on the disk."""
    for path in folder.rglob("*"):
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    if path.is_dir() and os.name == "nt":
        return  # Windows cannot open a folder
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
