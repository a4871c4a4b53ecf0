"""Routes of pages: what goes wrong in them is told on a page, in the visitor's language."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from html import escape
from typing import Any

from fastapi import HTTPException
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from bot.outward import told_outside
from bot.page.frame import Office, render_page
from bot.page.preferences import read_preferences
from ingest.errors import KnowledgeBaseError, MadoguchiError

log = logging.getLogger(__name__)

_Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class PageRoute(APIRoute):
    """Answers errors with a page."""

    def get_route_handler(self) -> _Handler:
        """Return the handler that catches what the page's own handler raises."""
        handle = super().get_route_handler()

        async def told(request: Request) -> Response:
            try:
                return await handle(request)
            except HTTPException as error:
                return await run_in_threadpool(
                    _problem, request, error.status_code, str(error.detail)
                )
            except KnowledgeBaseError as error:
                return await run_in_threadpool(_problem, request, 503, told_outside(error))
            except MadoguchiError as error:
                return await run_in_threadpool(_problem, request, 400, told_outside(error))
            except Exception:
                log.exception("a page failed")
                return await run_in_threadpool(_problem, request, 500, None)

        return told


def framed(
    request: Request, page: str, title: str, body: str, *, scripts: tuple[str, ...] = ()
) -> str:
    """Return a whole page for who sends a request, as the application was set up.

    Args:
        request: whose language, colours and login it is.
        page: which of the pages of the navigation it belongs to; "" for none.
        title: of the window; escaped here.
        body: HTML of the content.
        scripts: assets that it needs beside the common ones.
    """
    find = getattr(request.app.state, "login", None)
    return render_page(
        page, title, body,
        preferences=read_preferences(request.cookies, request.query_params),
        office=getattr(request.app.state, "office", None) or Office(),
        login=find(request) if find else None,
        scripts=scripts,
        root="../" * (request.url.path.count("/") - 1) or "./",
    )  # fmt: skip


def _problem(request: Request, status: int, message: str | None) -> HTMLResponse:
    texts = read_preferences(request.cookies, request.query_params).texts
    body = (
        f'<h1>{escape(texts.page_failed)}</h1><section class="notice error">'
        f"<p>{escape(message or texts.unexpected)}</p></section>"
    )
    return HTMLResponse(framed(request, "", texts.page_failed, body), status_code=status)
