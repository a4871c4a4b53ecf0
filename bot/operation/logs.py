"""Logs for machines: one JSON object a line on standard error, personal data masked."""

from __future__ import annotations

import logging
import sys
import time
from datetime import UTC, datetime
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.output import as_json
from bot.privacy import mask

requests = logging.getLogger("madoguchi.requests")


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": mask(record.getMessage()).text,
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["trace"] = mask(self.formatException(record.exc_info)).text
        return as_json(line)


def write_json_logs() -> None:
    """Let everything that is logged be lines of JSON on standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in ("madoguchi", "bot"):
        logging.getLogger(name).setLevel(logging.INFO)
    logging.captureWarnings(True)


class RequestLog:
    """Logs each request: method, path, status and time; no query, no address, no body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        status = 500

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, sent)
        finally:
            fields = {
                "method": scope["method"],
                "path": mask(scope["path"]).text,
                "status": status,
                "milliseconds": round((time.perf_counter() - began) * 1000, 1),
            }
            requests.info("request", extra={"fields": fields})
