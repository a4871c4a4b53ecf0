"""The page's outermost HTML: Gradio's own, with the frame of all pages put around it."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.page.frame import Login, Office, head_links, render_footer, render_header
from bot.page.preferences import Preferences, read_preferences

_SHARED_META = re.compile(rb'\s*<meta\s+(?:property|name)="(?:og|twitter):[^>]*>')
_LANGUAGE = re.compile(rb'(<html\s+)lang="en"')


class Shell:
    """Rewrites the page at "/": Gradio's names itself in link previews and calls it English."""

    def __init__(
        self,
        app: ASGIApp,
        office: Office | None = None,
        login: Callable[[HTTPConnection], Login | None] = lambda request: None,
    ) -> None:
        self._app = app
        self._login = login
        self._office = office or Office()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; rewrite what comes back for the page."""
        if scope["type"] != "http" or scope["path"] != "/" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        preferences = read_preferences(request.cookies, request.query_params)
        login = await run_in_threadpool(self._login, request)
        started: Message = {}
        body = b""

        async def gather(message: Message) -> None:
            nonlocal body
            if message["type"] == "http.response.start":
                started.update(message)
                return
            if message["type"] != "http.response.body":
                await send(message)
                return
            body += message.get("body", b"")
            if message.get("more_body"):
                return
            page = rewrite_page(body, preferences, self._office, login)
            started["headers"] = [
                (name, str(len(page)).encode() if name == b"content-length" else value)
                for name, value in started["headers"]
            ]
            await send(started)
            await send({"type": "http.response.body", "body": page})

        await self._app(scope, receive, gather)


def rewrite_page(
    page: bytes, preferences: Preferences, office: Office, login: Login | None = None
) -> bytes:
    """Return the page in its language, framed, with a word for those without scripts.

    A page that looks otherwise than expected is returned with what could be replaced.
    """
    texts = preferences.texts
    attributes = preferences.attributes.encode()
    page = _LANGUAGE.sub(rb"\1" + attributes, _SHARED_META.sub(b"", page), count=1)
    described = (
        f'<meta name="description" content="{escape(texts.subtitle)}">'
        f'<meta property="og:title" content="{escape(office.name or texts.name)}">'
        f'<meta property="og:description" content="{escape(texts.subtitle)}">'
    )
    above = (
        f"{render_header('chat', preferences, office, login)}"
        f"<noscript><p>{escape(texts.needs_script)}</p></noscript>"
    )
    # Before Gradio's own script, which calls ours when it loads the page.
    links = head_links("chat.js").encode()
    page = page.replace(b"<script>", links + b"<script>", 1)
    page = page.replace(b"</head>", f"{described}</head>".encode(), 1)
    page = re.sub(rb"(<body[^>]*>)", lambda m: m[1] + above.encode(), page, count=1)
    return page.replace(b"</body>", f"{render_footer(preferences)}</body>".encode(), 1)
