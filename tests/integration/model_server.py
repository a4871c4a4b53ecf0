"""A language model's server on loopback: the OpenAI protocol and Ollama's, scripted replies.

It speaks real HTTP, streams Server-Sent Events (OpenAI) or lines of JSON (Ollama), and can be
slow, busy, broken, cut off, malformed or hostile.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Say = Callable[[str], str]
"""The prompt's user text → what the model says."""


@dataclass
class Script:
    """How the server behaves."""

    say: Say = lambda user: ""
    failures: list[int] = field(default_factory=list)
    """HTTP statuses of the first requests; then it answers."""
    delay_seconds: float = 0.0
    """Before the first byte."""
    pause_seconds: float = 0.0
    """Between two pieces."""
    cut_after: int | None = None
    """Pieces after which the connection breaks."""
    raw: bytes | None = None
    """A body that is sent as it is, instead of a reply."""
    piece_length: int = 7
    requests: list[dict[str, Any]] = field(default_factory=list)
    """Bodies received."""
    paths: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    script: Script

    def do_POST(self) -> None:
        script = self.script
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        script.requests.append(body)
        script.paths.append(self.path)
        script.keys.append(self.headers.get("authorization", ""))
        time.sleep(script.delay_seconds)
        if script.failures:
            self._fail(script.failures.pop(0))
            return
        if script.raw is not None:
            self._send_raw(script.raw)
            return
        user = next(m["content"] for m in body["messages"] if m["role"] == "user")
        text = script.say(user)
        step = script.piece_length
        self._stream([text[at : at + step] for at in range(0, len(text), step)])

    def _fail(self, status: int) -> None:
        body = json.dumps({"error": {"message": "busy", "type": "server_error"}}).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _send_raw(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def _stream(self, pieces: list[str]) -> None:
        is_ollama = self.path.startswith("/api/")
        self.send_response(200)
        self.send_header(
            "content-type", "application/x-ndjson" if is_ollama else "text/event-stream"
        )
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        for number, piece in enumerate(pieces):
            if number == self.script.cut_after:
                self.close_connection = True
                self.connection.close()
                return
            self._chunk(_ollama(piece) if is_ollama else _openai(piece))
            time.sleep(self.script.pause_seconds)
        self._chunk(_ollama("", done=True) if is_ollama else _openai("", done=True))
        self.wfile.write(b"0\r\n\r\n")

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.flush()

    def log_message(self, *arguments: object) -> None:
        return


def _openai(piece: str, *, done: bool = False) -> bytes:
    choice = {
        "index": 0,
        "delta": {} if done else {"role": "assistant", "content": piece},
        "finish_reason": "stop" if done else None,
    }
    event = {
        "id": "reply",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "scripted",
        "choices": [choice],
    }
    end = "data: [DONE]\n\n" if done else ""
    return f"data: {json.dumps(event)}\n\n{end}".encode()


def _ollama(piece: str, *, done: bool = False) -> bytes:
    line = {
        "model": "scripted",
        "created_at": "2026-01-01T00:00:00Z",
        "message": {"role": "assistant", "content": piece},
        "done": done,
        **({"done_reason": "stop"} if done else {}),
    }
    return (json.dumps(line) + "\n").encode()


@contextmanager
def serving(script: Script) -> Iterator[str]:
    """Yield the address of a server that follows a script."""
    handler = type("Handler", (_Handler,), {"script": script})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
