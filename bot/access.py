"""Who may ask as whom: the one question that page, API and tools put about a request."""

from __future__ import annotations

from typing import Protocol

from starlette.requests import HTTPConnection

from bot.desk import AUDIENCES, AskedAs


class Access(Protocol):
    """Tells what a request is allowed to see."""

    def audiences(self, request: HTTPConnection) -> tuple[AskedAs, ...]:
        """Return whom the request may ask as, the widest last; never empty."""


class OpenAccess:
    """Everybody alike: citizens, or on a staff network staff."""

    def __init__(self, *, staff: bool) -> None:
        self._audiences: tuple[AskedAs, ...] = AUDIENCES if staff else ("citizen",)

    def audiences(self, request: HTTPConnection) -> tuple[AskedAs, ...]:
        """Return the same for every request."""
        return self._audiences


def chosen_audience(access: Access, request: HTTPConnection, chosen: object) -> AskedAs:
    """Return the audience that was chosen where it is allowed, otherwise the first allowed."""
    allowed = access.audiences(request)
    return next((audience for audience in allowed if audience == chosen), allowed[0])


def widest_audience(access: Access, request: HTTPConnection) -> AskedAs:
    """Return the audience that sees most of what the request may see."""
    return access.audiences(request)[-1]
