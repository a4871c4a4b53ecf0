"""What a monitor asks: whether the desk can answer, and figures."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hmac import compare_digest

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from bot.accounts.visitor import is_within
from bot.office_settings import Network
from bot.operation.figures import Figures
from ingest.errors import MadoguchiError

_CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Probes:
    """What monitors are told."""

    figures: Figures
    needed: Mapping[str, Callable[[], object]]
    """Name → a look at it, which raises where it cannot be used."""
    token: str | None = None
    """Who shows it may read the figures; without one, programs of this machine may."""
    proxies: Sequence[Network] = ()
    """Requests of these come from elsewhere, whatever their own address."""


def probes_router(probes: Probes) -> APIRouter:
    """Return the routes ``/readyz`` and ``/metrics``."""
    router = APIRouter(include_in_schema=False)

    @router.get("/readyz")
    def ready() -> JSONResponse:
        found = {name: _state(name, probe) for name, probe in probes.needed.items()}
        is_ready = all(state == "ok" for state in found.values())
        return JSONResponse(
            {"status": "ready" if is_ready else "not_ready", **found},
            status_code=200 if is_ready else 503,
        )

    @router.get("/metrics")
    def metrics(request: Request) -> Response:
        if not _may_read(request, probes):
            return JSONResponse(
                {"error": "forbidden", "message": "この機械の中からか、鍵を示して読んでください。"},
                status_code=403,
            )
        return Response(probes.figures.text(), media_type=_CONTENT_TYPE)

    return router


def _state(name: str, probe: Callable[[], object]) -> str:
    try:
        probe()
    except (MadoguchiError, OSError, sqlite3.Error) as error:
        # The message names folders and hosts; those are the operator's to read.
        log.warning("not ready: %s: %s", name, error)
        return "unusable"
    return "ok"


def _may_read(request: Request, probes: Probes) -> bool:
    if probes.token:
        shown = request.headers.get("authorization", "").encode()
        return compare_digest(shown, f"Bearer {probes.token}".encode())
    peer = request.client.host if request.client else ""
    is_forwarded = "x-forwarded-for" in request.headers or "forwarded" in request.headers
    return _is_loopback(peer) and not is_forwarded and not is_within(peer, probes.proxies)


def _is_loopback(address: str) -> bool:
    import ipaddress

    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
