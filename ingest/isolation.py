"""Files read in a process of their own, with limits on its time and memory.

A parser of PDF, Office or image files that runs away, eats the memory or crashes on a
hostile file takes down that process, never the ingest; the next file gets a new one.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import selectors
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

from ingest.errors import ReadError
from ingest.read import DOORS, read_content
from ingest.reading import Limits, ReadFile
from ingest.records import SourceText
from ingest.sniff import find_format

_FILES_PER_PROCESS = 200
"""A worker is replaced after so many files, so that what a library leaks does not add up."""
_GRACE_SECONDS = 5.0
"""Beyond the time limit, for a reader that stops by itself and gives what it has."""


class FileReader:
    """Reads the bytes of files, one after the other."""

    def __init__(self, limits: Limits) -> None:
        """Start nothing: the process comes with the first file that needs it."""
        self._limits = limits
        self._worker: subprocess.Popen[bytes] | None = None
        self._files = 0

    def __enter__(self) -> FileReader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def read(self, content: bytes, *, name: str) -> ReadFile:
        """Return what the bytes hold.

        Raises:
            ReadError: They cannot be read as a document within the limits.
        """
        ending, _ = find_format(content, name)
        if DOORS[ending].module is None:
            return read_content(content, name=name, limits=self._limits)
        if self._files >= _FILES_PER_PROCESS:
            self.close()
        worker = self._worker or self._start()
        self._files += 1
        try:
            return _answer(self._ask(worker, content, name), name)
        except _LostError as error:
            self._kill()
            raise ReadError(f"「{name}」{error}") from error

    def close(self) -> None:
        """End the process."""
        if self._worker and self._worker.stdin:
            with contextlib.suppress(OSError):
                self._worker.stdin.close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._worker.wait(timeout=2)
        self._kill()

    def _start(self) -> subprocess.Popen[bytes]:
        root = str(Path(__file__).resolve().parents[1])
        paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
        self._worker = subprocess.Popen(
            [sys.executable, "-m", "ingest.worker", json.dumps(dataclasses.asdict(self._limits))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "OMP_THREAD_LIMIT": "1"},
            start_new_session=True,  # so that what the reader started ends with it
        )
        self._files = 0
        return self._worker

    def _kill(self) -> None:
        worker, self._worker = self._worker, None
        if worker is None:
            return
        with contextlib.suppress(OSError):
            if hasattr(os, "killpg"):
                os.killpg(worker.pid, signal.SIGKILL)
            else:
                worker.kill()
        worker.wait()
        for stream in (worker.stdin, worker.stdout):
            if stream:
                with contextlib.suppress(OSError):
                    stream.close()

    def _ask(self, worker: subprocess.Popen[bytes], content: bytes, name: str) -> bytes:
        assert worker.stdin is not None
        assert worker.stdout is not None
        header = json.dumps({"name": name, "size": len(content)}).encode("ascii")
        try:
            worker.stdin.write(header + b"\n" + content)
            worker.stdin.flush()
        except OSError as error:
            raise _LostError(_CRASHED) from error
        limits = self._limits
        last = time.monotonic() + limits.max_recognition_seconds + limits.max_seconds
        while True:
            deadline = min(last, time.monotonic() + limits.max_seconds + _GRACE_SECONDS)
            size = int.from_bytes(self._receive(worker, 8, deadline), "big")
            if size:  # nothing: a page of a scan is done, and the next may take its time
                return self._receive(worker, size, deadline)

    def _receive(self, worker: subprocess.Popen[bytes], size: int, deadline: float) -> bytes:
        assert worker.stdout is not None
        descriptor = worker.stdout.fileno()
        received = bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(descriptor, selectors.EVENT_READ)
            while len(received) < size:
                if not selector.select(max(0.0, deadline - time.monotonic())):
                    raise _LostError(
                        f"は{self._limits.max_seconds:.0f}秒たっても読み終わりませんでした。"
                        "分割するか、元のソフトで保存し直してから取り込んでください。"
                    )
                part = os.read(descriptor, min(size - len(received), 1 << 20))
                if not part:
                    raise _LostError(_CRASHED)
                received += part
        return bytes(received)


_CRASHED = (
    "を読む途中で読取りの処理が止まりました（壊れているか、使うメモリが多すぎます）。"
    "元のソフトで開けるか確かめ、保存し直してください。"
)


class _LostError(Exception):
    """The process gave no answer."""


def _answer(raw: bytes, name: str) -> ReadFile:
    """Return what the process sent; JSON, because a pickle from it could run code here."""
    data = json.loads(raw)
    if "error" in data:
        raise ReadError(data["error"])
    return ReadFile(
        SourceText(name, data["text"], tuple(data["page_starts"])),
        kind=data["kind"],
        warnings=tuple(data["warnings"]),
        title=data["title"],
    )
