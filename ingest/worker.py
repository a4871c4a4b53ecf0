"""The process in which files are read that may be hostile: `python -m ingest.worker LIMITS`.

It takes requests on standard input (a line of JSON, then the bytes of a file) and answers
on standard output (eight bytes of length, then JSON; a length of nothing says that a page
was recognized and that it is alive). It connects to nothing, starts no
program but Tesseract, and writes no file.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from pathlib import PurePath
from typing import Any

from ingest.errors import MadoguchiError
from ingest.read import read_content
from ingest.reading import Limits, page_done

_FORBIDDEN = (
    "socket.connect",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "socket.bind",
    "urllib.Request",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.startfile",
)


def main() -> None:
    """Read files until standard input ends."""
    limits = Limits(**json.loads(sys.argv[1]))
    answers = os.dup(1)
    with open(os.devnull, "wb") as nothing:  # noqa: PTH123
        # What a library prints must not be taken for an answer.
        os.dup2(nothing.fileno(), 1)
        os.dup2(nothing.fileno(), 2)
    _limit_resources(limits)
    sys.addaudithook(_watch)
    page_done.append(lambda: _send(answers, bytes(8)))
    requests = sys.stdin.buffer
    while header := requests.readline():
        request = json.loads(header)
        content = requests.read(request["size"])
        answer = _read(content, request["name"], limits)
        raw = json.dumps(answer).encode("ascii")
        _send(answers, len(raw).to_bytes(8, "big") + raw)
    os._exit(0)  # nothing is left to write, and taking libraries down takes its time


def _read(content: bytes, name: str, limits: Limits) -> dict[str, Any]:
    try:
        file = read_content(content, name=name, limits=limits)
    except MadoguchiError as error:
        message = str(error)
        return {"error": message if name in message else f"「{name}」: {message}"}
    except MemoryError:
        return {
            "error": f"「{name}」を読むにはメモリが足りません"
            f"（上限 {limits.max_memory_bytes / 1e6:.0f} MB）。分割してから取り込んでください。"
        }
    except RecursionError:
        return {"error": f"「{name}」は入れ子が深すぎて読めません。保存し直してください。"}
    except Exception as error:  # libraries raise anything at all on a broken file
        return {
            "error": f"「{name}」を読み取れませんでした（{type(error).__name__}）。"
            "壊れているおそれがあります。元のソフトで開けるか確かめ、保存し直してください。"
        }
    return {
        "text": file.source.text,
        "page_starts": file.source.page_starts,
        "kind": file.kind,
        "warnings": file.warnings,
        "title": file.title,
    }


def _limit_resources(limits: Limits) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits; the time limit still holds there
        return
    bound = limits.max_memory_bytes
    for kind, value in (
        (resource.RLIMIT_AS, bound),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (value, value))


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _FORBIDDEN:
        raise PermissionError(event)
    if event == "subprocess.Popen" and PurePath(str(arguments[0])).stem != "tesseract":
        raise PermissionError(event)


def _send(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


if __name__ == "__main__":
    main()
