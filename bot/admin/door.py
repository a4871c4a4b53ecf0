"""Who is let in to the administration's pages, and how what goes wrong on them is told."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from html import escape
from typing import Any
from urllib.parse import quote

from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from bot.accounts.frame import render_frame
from bot.accounts.roles import Person, Role
from bot.accounts.visitor import visitor_of
from bot.admin.parts import page, texts_of
from bot.admin.told import PageError
from ingest.errors import MadoguchiError


class NotLetInError(Exception):
    """Somebody has no role for a page; holds the answer that says so."""

    def __init__(self, response: Response) -> None:
        self.response = response


class AdminRoute(APIRoute):
    """Tells what goes wrong on a page, and who is not let in where to log in."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler that catches what the page's own handler raises."""
        handle = super().get_route_handler()

        async def told(request: Request) -> Response:
            try:
                return await handle(request)
            except NotLetInError as refused:
                return refused.response
            except MadoguchiError as error:
                texts = texts_of(request)
                shown = (
                    escape(error.words(texts))
                    if isinstance(error, PageError)
                    # What is below the pages speaks Japanese.
                    else f'<span lang="ja">{escape(str(error))}</span>'
                )
                body = f'<p class="problem" role="alert">{shown}</p>'
                return await run_in_threadpool(page, request, texts.admin_failed, body, status=400)

        return told


def staff(request: Request, role: Role) -> Person:
    """Return who is there; a stranger is sent to log in, a lesser role is refused."""
    person = visitor_of(request).person
    if person is None:
        raise NotLetInError(RedirectResponse(f"/login?next={quote(request.url.path)}", 303))
    if not person.may(role):
        texts = texts_of(request)
        body = (
            f"<h1>{escape(texts.administration)}</h1>"
            f'<p class="problem" role="alert">{escape(texts.admin_no_role)}</p>'
        )
        html = render_frame(request, texts.administration, body)
        raise NotLetInError(HTMLResponse(html, status_code=403))
    return person
