"""Everything about who is let in, put around an application."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.requests import HTTPConnection
from starlette.types import Scope

from bot.accounts.guards import Limits, SameOrigin
from bot.accounts.oidc import OidcDoor
from bot.accounts.pages import login_router
from bot.accounts.store import Accounts, Sessions
from bot.accounts.visitor import StaffAccess, Visitors, visitor_of
from bot.page.frame import Login
from bot.records.database import RecordsError
from bot.records.office import RecordOffice
from bot.security import MAX_BODY_BYTES
from bot.settings import Settings

UPLOAD = "/admin/documents/upload"


class Gate:
    """Logins, sessions, limits and the refusal of other sites' requests."""

    def __init__(self, settings: Settings, office: RecordOffice) -> None:
        self._settings = settings
        self._office = office
        self.access = StaffAccess(staff=settings.access.staff)
        self.accounts = Accounts(office.database, audit=office.audit)
        self.sessions = Sessions(
            office.database, secret=office.secret, hours=settings.access.session_hours
        )

    def add_pages(self, application: FastAPI) -> None:
        """Add the pages on which staff log in; before the page that takes every address."""
        access = self._settings.access
        door = (
            OidcDoor(access.oidc, public_address=access.public_address, secret=self._office.secret)
            if access.oidc and access.public_address
            else None
        )
        application.include_router(
            login_router(
                accounts=self.accounts,
                sessions=self.sessions,
                records=self._office.records,
                door=door,
                plain_http=access.plain_http,
            )
        )

    def login(self, request: HTTPConnection) -> Login | None:
        """Return what a page's header offers; None where nobody can log in."""
        if person := visitor_of(request).person:
            return Login(person.name, person.may("editor"), person.source != "proxy")
        try:
            return Login() if self._settings.access.oidc or self.accounts.all() else None
        except RecordsError:
            return None

    def most_bytes(self, scope: Scope) -> int:
        """Return how long a request's body may be: editors hand documents in."""
        if scope["path"] == UPLOAD:
            person = visitor_of(HTTPConnection(scope)).person
            if person and person.may("editor"):
                return self._settings.server.upload_megabytes * 1_000_000
        return MAX_BODY_BYTES

    def add_guards(self, application: FastAPI) -> None:
        """Add what looks at each request first; the last added looks first."""
        settings = self._settings
        application.add_middleware(
            Limits, questions_per_minute=settings.server.questions_per_minute
        )
        application.add_middleware(SameOrigin, public_address=settings.access.public_address)
        application.add_middleware(
            Visitors,
            accounts=self.accounts,
            sessions=self.sessions,
            settings=settings.access,
            proxies=settings.server.trusted_proxies,
        )
