"""What the web application refuses and which headers it sends."""

from __future__ import annotations

import json
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        # Gradio compiles its templates in the browser and writes styles into its elements.
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    # Not "no-referrer": browsers then send "Origin: null" with a form of our own page.
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
    "strict-transport-security": "max-age=31536000",
}

MAX_BODY_BYTES = 1_000_000

CLOSED = (
    # The page and gradio_client ask through the queue; these two answer bad input with 500.
    "/gradio_api/api/",
    "/gradio_api/run/",
    "/gradio_api/upload",
    "/gradio_api/file",
    "/gradio_api/component_server",
    "/gradio_api/custom_component",
    "/gradio_api/proxy",
    "/gradio_api/stream",
    "/gradio_api/run-history",
    "/gradio_api/runs",
    "/gradio_api/deep_link",
    "/gradio_api/vibe",
    "/gradio_api/undo-vibe",
    "/gradio_api/process_recording",
    "/gradio_api/dev",
    "/monitoring",
)
"""Gradio's routes that this page has no use for."""


class SecurityHeaders:
    """Adds the headers to every response."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name.lower() for name, _ in message.get("headers", ())}
                message["headers"] = [
                    *message.get("headers", ()),
                    *(
                        (name.encode(), value.encode())
                        for name, value in HEADERS.items()
                        if name.encode() not in present
                    ),
                ]
            await send(message)

        await self._app(scope, receive, send_with_headers)


class ClosedRoutes:
    """Answers 404 on routes that are not used, and refuses bodies that are too long."""

    def __init__(
        self, app: ASGIApp, *, most_bytes: Callable[[Scope], int] = lambda scope: MAX_BODY_BYTES
    ) -> None:
        self._app = app
        self._most_bytes = most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] == "http":
            if scope["path"].startswith(CLOSED):
                await refuse(send, 404, "not_found", "ありません。")
                return
            headers = dict(scope["headers"])
            if b"transfer-encoding" in headers:
                await refuse(send, 411, "length_required", "内容の長さを付けて送ってください。")
                return
            length = headers.get(b"content-length", b"0")
            if not length.isdigit() or int(length) > self._most_bytes(scope):
                await refuse(send, 413, "too_large", "送られた内容が大きすぎます。")
                return
        await self._app(scope, receive, send)


PROBES = ("/healthz", "/readyz")
"""What monitors and balancers ask by the machine's address; it says nothing of documents."""


class AllowedHosts:
    """Answers 400 to requests for another host name than the allowed ones."""

    def __init__(self, app: ASGIApp, hosts: tuple[str, ...]) -> None:
        self._app = app
        self._hosts = {host.lower() for host in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] == "http" and scope["path"] not in PROBES:
            named = dict(scope["headers"]).get(b"host", b"").decode("latin-1").lower()
            name = named.rsplit(":", 1)[0] if not named.endswith("]") else named
            if name not in self._hosts:
                await refuse(send, 400, "unknown_host", "このホスト名では利用できません。")
                return
        await self._app(scope, receive, send)


async def refuse(
    send: Send,
    status: int,
    code: str,
    message: str,
    *,
    headers: tuple[tuple[bytes, bytes], ...] = (),
) -> None:
    """Answer a request with an error of the API's form."""
    body = json.dumps({"error": code, "message": message}, ensure_ascii=False).encode()
    own = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        *headers,
    ]
    await send({"type": "http.response.start", "status": status, "headers": own})
    await send({"type": "http.response.body", "body": body})
