"""What is refused before it reaches a route: requests of other sites, and too many of them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.accounts.visitor import visitor_of
from bot.security import refuse

SAFE = ("GET", "HEAD", "OPTIONS")
SEARCHING = ("/api/search", "/lookup")
"""Addresses that search although they are only read."""
LOGINS_PER_MINUTE = 20
MOST_REMEMBERED = 10_000
"""Visitors whose pace is remembered; beyond, those at rest are forgotten."""


class SameOrigin:
    """Refuses changes that another site's page sends with a visitor's cookie.

    Browsers say where a request comes from in Sec-Fetch-Site and Origin, which no page can
    forge; programs that are no browsers send neither and hold no cookie of a visitor.
    """

    def __init__(self, app: ASGIApp, *, public_address: str | None = None) -> None:
        self._app = app
        self._own = urlsplit(public_address).netloc.lower() if public_address else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        is_change = scope["type"] == "websocket" or (
            scope["type"] == "http" and scope["method"] not in SAFE
        )
        if is_change and not self._is_own(HTTPConnection(scope)):
            await refuse(send, 403, "cross_site", "ほかのサイトからの操作は受け付けません。")
            return
        await self._app(scope, receive, send)

    def _is_own(self, request: HTTPConnection) -> bool:
        origin = request.headers.get("origin")
        if origin is not None:
            named = urlsplit(origin).netloc.lower()
            return bool(named) and named in (request.headers.get("host", "").lower(), self._own)
        return request.headers.get("sec-fetch-site", "none") in ("same-origin", "none")


class Pace:
    """Lets so many through a minute by key, after a pause again that many at once."""

    def __init__(self, per_minute: int, *, now: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._now = now
        self._lock = threading.Lock()
        self._left: dict[str, tuple[float, float]] = {}

    def wait_seconds(self, key: str) -> float:
        """Return 0 and count one where it may go on, otherwise how long it has to wait."""
        if not self._per_minute:
            return 0.0
        now = self._now()
        rate = self._per_minute / 60
        with self._lock:
            left, at = self._left.get(key, (float(self._per_minute), now))
            left = min(float(self._per_minute), left + (now - at) * rate)
            if left < 1:
                return (1 - left) / rate
            if key not in self._left and len(self._left) >= MOST_REMEMBERED:
                self._forget(now)
            self._left[key] = (left - 1, now)
            return 0.0

    def _forget(self, now: float) -> None:
        self._left = {key: value for key, value in self._left.items() if now - value[1] < 60}
        if len(self._left) >= MOST_REMEMBERED:
            self._left.clear()


class Limits:
    """Refuses what one person or one address sends too fast."""

    def __init__(self, app: ASGIApp, *, questions_per_minute: int) -> None:
        self._app = app
        self._asking = Pace(questions_per_minute)
        self._logins = Pace(LOGINS_PER_MINUTE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] == "http" and (pace := self._pace(scope)):
            key = visitor_of(HTTPConnection(scope)).key
            if seconds := pace.wait_seconds(key):
                after = int(seconds) + 1
                await refuse(
                    send,
                    429,
                    "too_many",
                    f"続けて多くの操作がありました。{after}秒ほど待ってからお試しください。",
                    headers=((b"retry-after", str(after).encode()),),
                )
                return
        await self._app(scope, receive, send)

    def _pace(self, scope: Scope) -> Pace | None:
        if scope["path"].startswith("/login"):
            return self._logins if scope["method"] not in SAFE else None
        is_asking = scope["method"] not in SAFE or scope["path"].startswith(SEARCHING)
        return self._asking if is_asking else None
