"""The pages on which staff log in and out."""

from __future__ import annotations

from html import escape
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from bot.accounts import oidc
from bot.accounts.frame import render_frame
from bot.accounts.oidc import LoginError, OidcDoor
from bot.accounts.roles import Person
from bot.accounts.store import FAILURE_MINUTES, Accounts, Sessions
from bot.accounts.visitor import COOKIE, visitor_of
from bot.page.preferences import read_preferences
from bot.page.texts import Texts
from bot.records.database import RecordsError
from bot.records.store import Records
from ingest.errors import MadoguchiError


def login_router(
    *,
    accounts: Accounts,
    sessions: Sessions,
    records: Records,
    door: OidcDoor | None,
    plain_http: bool,
) -> APIRouter:
    """Return the routes of logging in and out.

    Args:
        accounts: local accounts.
        sessions: who is logged in.
        records: where logins are written down.
        door: the OpenID Connect provider, None where there is none.
        plain_http: whether cookies may travel without TLS.
    """
    router = APIRouter(include_in_schema=False)

    def begin(request: Request, person: Person, next_page: str) -> Response:
        _note(records, request, person.name, person.source, "ok")
        old = request.cookies.get(COOKIE)
        if old:
            sessions.end(old)
        response = RedirectResponse(own_page(next_page), status_code=303)
        _set(response, COOKIE, sessions.begin(person), hours=sessions.hours)
        return response

    def _set(response: Response, name: str, value: str, *, hours: float) -> None:
        response.set_cookie(
            name,
            value,
            max_age=int(hours * 3_600),
            path="/",
            secure=not plain_http,
            httponly=True,
            samesite="lax",  # strict would drop it on the way back from a provider
        )

    @router.get("/login")
    def form(request: Request, next: str = "/") -> HTMLResponse:  # noqa: A002
        return HTMLResponse(_form(request, next, has_door=door is not None))

    @router.post("/login")
    def login(
        request: Request,
        name: Annotated[str, Form(max_length=200)] = "",
        password: Annotated[str, Form(max_length=10_000)] = "",
        next: Annotated[str, Form(max_length=2_000)] = "/",  # noqa: A002
    ) -> Response:
        def again(problem: str, status: int) -> Response:
            html = _form(request, next, has_door=door is not None, problem=problem)
            return HTMLResponse(html, status_code=status)

        try:
            if accounts.must_wait(name, visitor_of(request).address):
                return again(_texts(request).login_wait.format(minutes=FAILURE_MINUTES), 429)
            person = accounts.check(name, password)
            if person is None:
                _note(records, request, name, "local", "failed")
                # The same whether the name exists or not.
                return again(_texts(request).login_wrong, 401)
            return begin(request, person, next)
        except RecordsError as error:
            return again(str(error), 503)

    @router.post("/logout")
    def logout(request: Request) -> Response:
        if cookie := request.cookies.get(COOKIE):
            person = visitor_of(request).person
            sessions.end(cookie)
            if person:
                _note(records, request, person.name, person.source, "out")
        response = RedirectResponse("/", status_code=303)
        response.delete_cookie(COOKIE, path="/")
        return response

    if door is not None:
        _add_door(router, door, begin=begin, set_cookie=_set, records=records)
    return router


def _add_door(
    router: APIRouter, door: OidcDoor, *, begin: object, set_cookie: object, records: Records
) -> None:
    @router.get("/login/oidc")
    def leave(request: Request, next: str = "/") -> Response:  # noqa: A002
        try:
            trip = door.begin(next)
        except MadoguchiError as error:
            return _refused(request, error, 503)
        response = RedirectResponse(trip.address, status_code=303)
        set_cookie(response, oidc.COOKIE, trip.cookie, hours=oidc.TRIP_SECONDS / 3_600)  # type: ignore[operator]
        return response

    @router.get(oidc.CALLBACK)
    def arrive(request: Request) -> Response:
        try:
            arrival = door.complete(
                dict(request.query_params), request.cookies.get(oidc.COOKIE, "")
            )
            response: Response = begin(request, arrival.person, arrival.next_page)  # type: ignore[operator]
        except LoginError as error:
            _note(records, request, "", "oidc", "failed")
            response = _refused(request, error, 403)
        except RecordsError as error:
            response = _refused(request, error, 503)
        response.delete_cookie(oidc.COOKIE, path="/")
        return response


def own_page(address: str) -> str:
    """Return an address of this site; the first page for any other."""
    is_own = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if is_own and address.isprintable() and "\\" not in address else "/"


def _note(records: Records, request: Request, account: str, source: str, outcome: str) -> None:
    address = visitor_of(request).address
    records.add_login(account=account, address=address, source=source, outcome=outcome)


def _texts(request: Request) -> Texts:
    return read_preferences(request.cookies, request.query_params).texts


def _refused(request: Request, error: MadoguchiError, status: int) -> HTMLResponse:
    texts = _texts(request)
    body = (
        f'<h1>{escape(texts.login_title)}</h1><p class="problem" role="alert">'
        f'{escape(str(error))}</p><p><a href="login">{escape(texts.login_again)}</a></p>'
    )
    return HTMLResponse(render_frame(request, texts.login_title, body), status_code=status)


def _form(request: Request, next_page: str, *, has_door: bool, problem: str = "") -> str:
    texts = _texts(request)
    kept = escape(own_page(next_page))
    told = f'<p class="problem" role="alert">{escape(problem)}</p>' if problem else ""
    person = visitor_of(request).person
    who = (
        f"<p>{escape(texts.login_as.format(name=person.name, role=texts.of('role', person.role)))}"
        '</p><form method="post" action="/logout">'
        f"<button>{escape(texts.log_out)}</button></form>"
        if person
        else ""
    )
    elsewhere = (
        f'<p><a class="button" href="/login/oidc?next={kept}">{escape(texts.login_elsewhere)}</a>'
        "</p>"
        if has_door
        else ""
    )
    return render_frame(
        request,
        texts.login_title,
        f"<h1>{escape(texts.login_title)}</h1>{told}{who}{elsewhere}"
        f'<form method="post" action="/login"><input type="hidden" name="next" value="{kept}">'
        f'<p><label for="name">{escape(texts.login_name)}</label>'
        '<input id="name" name="name" autocomplete="username" required maxlength="64"></p>'
        f'<p><label for="password">{escape(texts.login_password)}</label>'
        '<input id="password" name="password" '
        'type="password" autocomplete="current-password" required maxlength="200"></p>'
        f'<p><button class="primary">{escape(texts.login_button)}</button></p></form>',
    )
