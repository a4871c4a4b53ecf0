"""The page's outermost HTML: Gradio's own, with the language and the description set right."""

from __future__ import annotations

import re
from html import escape

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.page.texts import JAPANESE

_SHARED_META = re.compile(rb'\s*<meta\s+(?:property|name)="(?:og|twitter):[^>]*>')
_LANGUAGE = re.compile(rb'(<html\s+lang=)"en"')


class Shell:
    """Rewrites the page at "/": Gradio's names itself in link previews and calls it English."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; rewrite what comes back for the page."""
        if scope["type"] != "http" or scope["path"] != "/" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
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
            page = rewrite_page(body)
            started["headers"] = [
                (name, str(len(page)).encode() if name == b"content-length" else value)
                for name, value in started["headers"]
            ]
            await send(started)
            await send({"type": "http.response.body", "body": page})

        await self._app(scope, receive, gather)


def rewrite_page(page: bytes) -> bytes:
    """Return the page in Japanese, described as what it is, with a word for those without scripts.

    A page that looks otherwise than expected is returned with what could be replaced.
    """
    page = _LANGUAGE.sub(rb'\1"ja"', _SHARED_META.sub(b"", page), count=1)
    described = (
        f'<meta name="description" content="{escape(JAPANESE.subtitle)}">'
        f'<meta property="og:title" content="{escape(JAPANESE.name)}">'
        f'<meta property="og:description" content="{escape(JAPANESE.subtitle)}">'
    )
    without_scripts = f"<noscript><p>{escape(JAPANESE.needs_script)}</p></noscript>"
    page = page.replace(b"</head>", f"{described}</head>".encode(), 1)
    return re.sub(rb"(<body[^>]*>)", rb"\1" + without_scripts.encode(), page, count=1)
