"""Who sends a request: the address, and the person where one is logged in."""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.access import OpenAccess
from bot.accounts.roles import Person, Role
from bot.accounts.store import Accounts, Sessions
from bot.desk import AUDIENCES, AskedAs
from bot.office_settings import AccessSettings, Network
from bot.records.database import RecordsError

COOKIE = "madoguchi_session"
_KEY = "madoguchi.visitor"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Visitor:
    """Who sends a request."""

    address: str
    """Of the browser, as far as trusted proxies tell it."""
    person: Person | None = None
    """None for citizens."""

    @property
    def key(self) -> str:
        """What limits count by."""
        return f"person {self.person.name}" if self.person else f"address {self.address}"


def visitor_of(request: HTTPConnection) -> Visitor:
    """Return who sends a request; a citizen where nobody has looked."""
    found = request.scope.get(_KEY)
    if isinstance(found, Visitor):
        return found
    return Visitor(request.client.host if request.client else "")


class StaffAccess:
    """Staff who are logged in see what is for staff; others what the settings let them see."""

    def __init__(self, *, staff: bool) -> None:
        self._others = OpenAccess(staff=staff)

    def audiences(self, request: HTTPConnection) -> tuple[AskedAs, ...]:
        """Return whom the request may ask as, the widest last."""
        return AUDIENCES if visitor_of(request).person else self._others.audiences(request)


class Visitors:
    """Finds out who sends each request, before anything else looks at it."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        accounts: Accounts,
        sessions: Sessions,
        settings: AccessSettings,
        proxies: Sequence[Network],
    ) -> None:
        self._app = app
        self._accounts = accounts
        self._sessions = sessions
        self._settings = settings
        self._proxies = tuple(proxies)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its visitor."""
        if scope["type"] in ("http", "websocket"):
            from starlette.concurrency import run_in_threadpool

            peer = scope["client"][0] if scope.get("client") else ""
            headers = [(name.decode("latin-1"), value) for name, value in scope["headers"]]
            is_trusted = is_within(peer, self._proxies)
            address = forwarded_address(peer, headers, self._proxies) if is_trusted else peer
            # Without a cookie or a header there is nothing to look up.
            find = self._finder(headers, is_trusted=is_trusted)
            person = await run_in_threadpool(find) if find else None
            scope[_KEY] = Visitor(address, person)
        await self._app(scope, receive, send)

    def _finder(
        self, headers: Sequence[tuple[str, bytes]], *, is_trusted: bool
    ) -> Callable[[], Person | None] | None:
        name = self._settings.proxy_header
        named = [value for header, value in headers if header == name]
        if name and is_trusted and len(named) == 1 and named[0].strip():
            return lambda: self._person_of_proxy(named[0].decode("utf-8", "replace").strip())
        cookie = session_cookie(headers)
        return (lambda: self._person_of_session(cookie)) if cookie else None

    def _person_of_proxy(self, name: str) -> Person | None:
        try:
            account = self._accounts.find(name)
        except RecordsError as error:
            log.error("nobody is taken for staff: %s", error)
            return None
        role: Role | None = account.role if account else self._settings.proxy_role
        return Person(name[:64], role, "proxy") if role else None

    def _person_of_session(self, cookie: str) -> Person | None:
        try:
            return self._sessions.person(cookie)
        except RecordsError as error:
            # Less is shown while it cannot be told, never more.
            log.error("nobody is taken for staff: %s", error)
            return None


def session_cookie(headers: Sequence[tuple[str, bytes]]) -> str | None:
    """Return the value of the session's cookie, or None where there is none."""
    for name, value in headers:
        if name == "cookie":
            try:
                found = SimpleCookie(value.decode("latin-1")).get(COOKIE)
            except CookieError:
                continue
            if found and found.value:
                return found.value
    return None


def is_within(address: str, networks: Sequence[Network]) -> bool:
    """Return whether an address lies in one of the networks."""
    try:
        parsed = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    return any(parsed.version == network.version and parsed in network for network in networks)


def forwarded_address(
    peer: str, headers: Sequence[tuple[str, bytes]], proxies: Sequence[Network]
) -> str:
    """Return the last address of X-Forwarded-For that is no proxy of ours.

    What stands before it may be anybody's invention.
    """
    chain: list[str] = []
    for name, value in headers:
        if name == "x-forwarded-for":
            chain += [part.strip() for part in value.decode("latin-1").split(",")]
    for address in reversed(chain):
        try:
            ipaddress.ip_address(address)
        except ValueError:
            return peer
        if not is_within(address, proxies):
            return address
    return peer
