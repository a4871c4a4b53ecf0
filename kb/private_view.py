"""Private views of a folder, for a library that writes where it only has to read."""

from __future__ import annotations

import shutil
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from ingest.errors import KnowledgeBaseError

_PREFIX = "madoguchi-vectors-"
_LOCK = "in-use.lock"


@dataclass(frozen=True)
class PrivateView:
    """A folder that shows what another holds, and may be written to."""

    folder: Path
    lock: FileLock

    def release(self) -> None:
        """Remove the folder."""
        self.lock.release()
        shutil.rmtree(self.folder, ignore_errors=True)


def make_private_view(folder: Path) -> PrivateView:
    """Return a copy of a folder's files in the temporary folder, with links to its folders.

    Raises:
        KnowledgeBaseError: there is no room for it.
    """
    _sweep_copies()
    try:
        copy = Path(tempfile.mkdtemp(prefix=_PREFIX))
        lock = FileLock(copy / _LOCK, timeout=0, thread_local=False)
        lock.acquire()
        for path in folder.iterdir():
            if path.is_dir():
                _link_folder(path.resolve(), copy / path.name)
            else:
                shutil.copyfile(path, copy / path.name)
    except OSError as error:
        raise KnowledgeBaseError(
            f"一時フォルダ「{tempfile.gettempdir()}」に索引の写しを作れません({error})。"
            "空きを作るか、環境変数 TMPDIR で別のフォルダを指定してください。"
        ) from error
    return PrivateView(copy, lock)


def _link_folder(source: Path, target: Path) -> None:
    try:
        target.symlink_to(source, target_is_directory=True)
    except OSError:  # Windows, without the right to make links
        shutil.copytree(source, target)


def _sweep_copies() -> None:
    """Remove the copies of processes that were killed; a living one holds its lock."""
    for path in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*/{_LOCK}"):
        with suppress(OSError, Timeout):
            if time.time() - path.stat().st_mtime > 60:
                with FileLock(path, timeout=0):
                    shutil.rmtree(path.parent, ignore_errors=True)
