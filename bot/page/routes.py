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
                return await run_in_threadpool(_problem, request, 503, str(error))
            except MadoguchiError as error:
                return await run_in_threadpool(_problem, request, 400, str(error))
            except Exception:
                log.exception("a page failed")
                return await run_in_threadpool(_problem, request, 500, None)

        return told


def _problem(request: Request, status: int, message: str | None) -> HTMLResponse:
    preferences = read_preferences(request.cookies, request.query_params)
    texts = preferences.texts
    office = getattr(request.app.state, "office", None) or Office()
    body = (
        f'<h1>{escape(texts.error)}</h1><section class="notice error">'
        f"<p>{escape(message or texts.unexpected)}</p></section>"
    )
    find = getattr(request.app.state, "login", None)
    page = render_page(
        "", texts.error, body,
        preferences=preferences, office=office, login=find(request) if find else None,
    )  # fmt: skip
    return HTMLResponse(page, status_code=status)
