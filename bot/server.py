"""The web application: page and API in one server, with headers that keep it to itself."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import uvicorn
from fastapi import FastAPI

from bot.access import Access, OpenAccess
from bot.accounts.gate import Gate
from bot.admin.pages import Administration, admin_router
from bot.api import build_api
from bot.desk import Desk
from bot.feedback import FeedbackBook, FeedbackFile
from bot.operation.logs import RequestLog, write_json_logs
from bot.operation.probes import Probes, probes_router
from bot.page.frame import Office
from bot.page.site import Site
from bot.security import AllowedHosts, ClosedRoutes, SecurityHeaders
from ingest.errors import MadoguchiError

STOP_SECONDS = 3
"""Open pages hold a connection; they are given so long when the server stops."""
FINISH_SECONDS = 30
"""Answers that are being made are given so long before; a language model takes 20."""
_LOOK_SECONDS = 0.05

log = logging.getLogger(__name__)


def build_application(
    desk: Desk,
    *,
    staff_access: bool = False,
    allowed_hosts: Sequence[str] = (),
    access: Access | None = None,
    office: Office | None = None,
    feedback: FeedbackBook | None = None,
    gate: Gate | None = None,
    admin: Administration | None = None,
    probes: Probes | None = None,
) -> FastAPI:
    """Return pages and API as one application.

    Args:
        desk: who answers.
        staff_access: whether everybody may ask as staff and see what is for staff.
        allowed_hosts: host names under which it answers; empty for any.
        access: who may ask as whom; by default everybody as ``staff_access`` says.
        office: whose desk it is.
        feedback: where judgements of answers are kept; in memory by default.
        gate: logins, sessions and limits; without it nobody logs in.
        admin: what the administration pages work on; without it there are none.
        probes: what monitors are told; without it they are told that the process is up.
    """
    from bot.page.documents import documents_router
    from bot.page.layout import build_page
    from bot.page.learn import learn_router
    from bot.page.look import mount_options
    from bot.page.lookup import lookup_router
    from bot.page.places import places_router
    from bot.page.programs import programs_router
    from bot.page.shell import Shell

    import gradio as gr  # isort: skip  # after bot.page, which sets what it reads

    site = Site(
        desk,
        access or (gate.access if gate else OpenAccess(staff=staff_access)),
        office or Office(),
        feedback or FeedbackFile(),
        gate.login if gate else (lambda request: None),
    )
    application = build_api(desk, access=site.access, feedback=site.feedback)
    application.state.office = site.office
    application.state.login = site.login
    for router in (documents_router, learn_router, lookup_router, places_router):
        application.include_router(router(site))
    application.include_router(programs_router())
    if gate:
        gate.add_pages(application)
    if probes:
        application.include_router(probes_router(probes))
    if admin:
        application.include_router(admin_router(admin))
    gr.mount_gradio_app(application, build_page(site), path="/", **mount_options())
    application.add_middleware(Shell, office=site.office, login=site.login)
    if gate:
        application.add_middleware(ClosedRoutes, most_bytes=gate.most_bytes)
    else:
        application.add_middleware(ClosedRoutes)
    if gate:
        gate.add_guards(application)
    application.add_middleware(SecurityHeaders)
    if allowed_hosts:
        application.add_middleware(AllowedHosts, hosts=tuple(allowed_hosts))
    return application


def serve(
    application: FastAPI,
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    running: Callable[[], int] = lambda: 0,
    json_logs: bool = False,
) -> None:
    """Serve pages and API until SIGINT or SIGTERM, and finish the answers that are being made.

    Args:
        application: as ``build_application`` returns it.
        host: address to listen on.
        port: port to listen on; 0 for any free one.
        running: gives how many answers are being made.
        json_logs: whether logs are lines of JSON, one for each request among them.

    Raises:
        MadoguchiError: the address cannot be listened on.
    """
    if json_logs:
        write_json_logs()
        application.add_middleware(RequestLog)
    with listen(host, port) as listening:
        server = Server(application, listening, running=running, json_logs=json_logs)
        server.run(sockets=[listening])


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens on the address.

    Raises:
        MadoguchiError: the port is taken, or the address is none of this machine's.
    """
    if not 0 <= port <= 65_535:
        raise MadoguchiError(
            f"ポート {port} は使えません。0〜65535 の番号を --port で指定してください。"
        )
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, socket.SOCK_STREAM)
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(address)
            listening.listen(socket.SOMAXCONN)
        except OSError:
            listening.close()
            raise
    except (OSError, UnicodeError) as error:
        raise MadoguchiError(
            f"{host} のポート {port} で待ち受けられません（{_reason(error)}）。"
            "別のサーバーが動いていないか確かめるか、--port で別の番号を指定してください。"
        ) from error
    return listening


def _reason(error: OSError | UnicodeError) -> str:
    import errno

    known = {
        errno.EADDRINUSE: "すでに使われています",
        errno.EACCES: "この番号を使う権限がありません",
        errno.EADDRNOTAVAIL: "このアドレスはこの機械のものではありません",
    }
    if isinstance(error, socket.gaierror) or not isinstance(error, OSError):
        return "このアドレスは見つかりません"
    return known.get(error.errno or 0, error.strerror or "理由は分かりません")


def _is_news(record: logging.LogRecord) -> bool:
    """Tell whether a line of uvicorn's log is more than that open pages were left on stopping.

    Each of them would be an error with its traceback; nothing else cancels a request.
    """
    error = record.exc_info[1] if record.exc_info else None
    is_left = str(record.msg).startswith("Cancel %s running task")
    return not is_left and not isinstance(error, asyncio.CancelledError)


class Server(uvicorn.Server):
    """Uvicorn that says when it is ready and ends quietly on SIGINT and SIGTERM."""

    def __init__(
        self,
        application: FastAPI,
        listening: socket.socket,
        *,
        running: Callable[[], int] = lambda: 0,
        json_logs: bool = False,
    ) -> None:
        own_logs: dict[str, Any] = {"log_config": None} if json_logs else {}
        super().__init__(
            uvicorn.Config(
                application,
                log_level="warning",
                access_log=False,
                server_header=False,
                # Who is trusted to name the browser's address is bot.accounts' to decide.
                proxy_headers=False,
                timeout_graceful_shutdown=STOP_SECONDS,
                **own_logs,
            )
        )
        logging.getLogger("uvicorn.error").addFilter(_is_news)
        self._running = running
        self._json_logs = json_logs
        host, port = listening.getsockname()[:2]
        self.address = f"http://{f'[{host}]' if ':' in host else host}:{port}"

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say where."""
        await super().startup(sockets)
        if not self.started:
            return
        if self._json_logs:
            log.info("serving at %s", self.address)
        else:
            print(f"Madoguchi は {self.address} で動いています", file=sys.stderr, flush=True)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take nobody new, let running answers end, then stop."""
        for listener in self.servers:
            listener.close()
        give_up = time.monotonic() + FINISH_SECONDS
        while self._running() and not self.force_exit and time.monotonic() < give_up:
            await asyncio.sleep(_LOOK_SECONDS)
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop on the first signal, at once on the second; raise neither again afterwards."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {
            number: signal.signal(number, self.handle_exit)
            for number in (signal.SIGINT, signal.SIGTERM)
        }
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
