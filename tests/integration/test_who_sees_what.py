"""Every path × role: nothing of a staff document reaches a citizen.

The paths are the application's own routes: a new one without an entry here fails.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.routing import Mount

from bot.accounts.gate import Gate
from bot.accounts.roles import ROLES, Person
from bot.accounts.store import Sessions
from bot.accounts.visitor import COOKIE
from bot.office_settings import RecordSettings, ServerSettings
from bot.security import CLOSED
from bot.server import build_application
from bot.settings import Settings, read_settings
from bot.sync_settings import SyncFolder, SyncSettings
from bot.wiring import open_administration, open_assistant, open_record_office, open_recorded_desk

pytestmark = pytest.mark.integration

MANUAL = "窓口応対マニュアル.txt"
COPY = "写し.txt"
"""The manual again, in a folder that can be synced."""
SECRETS = ("釣銭準備金", "五つの約束", "差額報告書", "窓口応対マニュアル", "番号発券機")
"""Words of the manual that stand in no public document."""
QUESTION = "釣銭準備金は1窓口につきいくらですか"
VISITORS = ("citizen", *ROLES)


@dataclass(frozen=True)
class Sent:
    """Requests to one route."""

    requests: tuple[dict[str, Any], ...] = ({},)
    """``path`` instead of the route's own, ``params``, ``json``, ``data``."""
    shows_staff: bool = False
    """Whether staff see something of the manual in one of the answers."""
    is_hidden: bool = False
    """Whether a citizen is told the same of a staff document as of one that does not exist."""


AS = tuple({"audience": audience} for audience in ("citizen", "onboarding", "counter"))
MANUAL_ID, ABSENT_ID = "$ID", "0" * 16
NAMED = ({"params": {"name": MANUAL}}, {"params": {"name": "存在しない.txt"}})
IDENTIFIED = ({"params": {"id": MANUAL_ID}}, {"params": {"id": ABSENT_ID}})


def with_audience(**parts: Any) -> tuple[dict[str, Any], ...]:
    ((kind, values),) = parts.items()
    return tuple({kind: {**values, **audience}} for audience in ({}, *AS))


ASKED = Sent(
    (
        *with_audience(json={"question": QUESTION}),
        {"json": {"question": QUESTION, "documents": [MANUAL]}},
        {"json": {"question": "それは？", "history": [[QUESTION, "五万円です"]]}},
    ),
    shows_staff=True,
)
ENTRIES: dict[str, Sent] = {
    "POST /api/ask": ASKED,
    "POST /api/ask/stream": ASKED,
    "GET /api/search": Sent(
        (
            *with_audience(params={"q": "釣銭", "limit": 100}),
            {"params": {"q": "釣銭", "document": MANUAL}},
        ),
        shows_staff=True,
    ),
    "GET /api/documents": Sent(({}, *({"params": audience} for audience in AS)), shows_staff=True),
    "GET /api/passages/{passage_id:path}": Sent(
        (
            {"path": f"/api/passages/{MANUAL_ID}"},
            {"path": f"/api/passages/{ABSENT_ID}"},
            *({"path": f"/api/passages/{MANUAL_ID}", "params": audience} for audience in AS),
        ),
        shows_staff=True,
        is_hidden=True,
    ),
    "POST /api/feedback": Sent(({"json": {"helpful": True, "question": QUESTION}},)),
    "GET /healthz": Sent(),
    "GET /api/docs": Sent(),
    "GET /api/openapi.json": Sent(),
    "GET /documents": Sent(shows_staff=True),
    "GET /document": Sent(NAMED, shows_staff=True, is_hidden=True),
    "GET /original": Sent(NAMED, is_hidden=True),
    "GET /source": Sent(IDENTIFIED, shows_staff=True, is_hidden=True),
    "GET /slip": Sent(IDENTIFIED, shows_staff=True, is_hidden=True),
    "GET /learn": Sent(),
    "GET /organization": Sent(),
    "GET /terms": Sent(),
    "GET /quiz": Sent(({}, {"params": {"document": MANUAL}}, {"params": {"seed": "7"}})),
    "GET /lookup": Sent(({}, {"params": {"q": "釣銭"}}), shows_staff=True),
    "GET /page/lookup": Sent(({"params": {"q": "釣銭"}},), shows_staff=True),
    "GET /page/places/{passage_id:path}": Sent(
        (
            {"path": f"/page/places/{MANUAL_ID}"},
            {"path": f"/page/places/{ABSENT_ID}"},
        ),
        shows_staff=True,
        is_hidden=True,
    ),
    "GET /page/assets/{name}": Sent(({"path": "/page/assets/page.js"},)),
    "GET /page/logo": Sent(),
    "GET /login": Sent(({}, {"params": {"next": "/documents"}})),
    "POST /login": Sent(({"data": {"name": MANUAL, "password": "x"}},)),
    "POST /logout": Sent(),
    **{
        f"GET /admin{page}": Sent()
        for page in ("", "/questions", "/documents", "/words", "/directory", "/switches", "/sync")
    },
    "GET /admin/sync/{token}": Sent(({"path": "/admin/sync/$LOOK"}, {"path": "/admin/sync/x"})),
    "GET /admin/sync/{token}/file": Sent(
        ({"path": "/admin/sync/$LOOK/file", "params": {"name": COPY}},)
    ),
    "POST /admin/sync/look": Sent(({"data": {"folder": "$FOLDER"}}, {"data": {"folder": "x"}})),
    "POST /admin/sync/run": Sent(({"data": {"token": "$LOOK"}},)),
    "POST /admin/documents/upload": Sent(({"data": {"audience": "staff"}},)),
    "POST /admin/documents/publish": Sent(({"data": {"token": "x"}},)),
    "POST /admin/documents/remove": Sent(({"data": {"name": MANUAL}},)),
    "POST /admin/faq": Sent(({"data": {"question": QUESTION, "answer": "x"}},)),
    "POST /admin/words": Sent(({"data": {"everyday": "釣銭", "terms": "x"}},)),
    "POST /admin/directory": Sent(({"data": {"table": "x"}},)),
    "POST /admin/switches": Sent(({"data": {"name": "bot", "reason": "x"}},)),
    "GET /": Sent(),
    "GET /config": Sent(),
    "GET /gradio_api/mcp/schema": Sent(),
    **{
        f"POST /gradio_api/{way}/{{api_name}}": Sent(({"path": f"/gradio_api/{way}/none"},))
        for way in ("call", "call/v2")
    },
    **{
        f"GET /gradio_api/{way}/{{api_name}}/{{event_id}}": Sent(
            ({"path": f"/gradio_api/{way}/ask/none"},)
        )
        for way in ("call", "call/v2")
    },
    "GET /gradio_api/info": Sent(),
    "GET /gradio_api/openapi.json": Sent(),
    "GET /gradio_api/queue/status": Sent(),
    "POST /gradio_api/reset": Sent(({"json": {"event_id": "x"}},)),
    "POST /gradio_api/cancel": Sent(
        ({"json": {"session_hash": "x", "fn_index": 0, "event_id": "x"}},)
    ),
    "POST /gradio_api/queue/join": Sent(({"json": {"data": [], "fn_index": 99}},)),
}
# Gradio's own, which hold nothing of documents; every one is asked for all the same.
PLAIN = (
    "/openapi.json", "/login/", "/logout", "/svelte/{path:path}", "/config/",
    "/static/{path:path}", "/assets/{path:path}", "/favicon.ico", "/theme.css", "/robots.txt",
    "/pwa_icon/{size}", "/pwa_icon", "/manifest.json", "/gradio_api/user", "/gradio_api/user/",
    "/gradio_api/login_check", "/gradio_api/login_check/", "/gradio_api/token",
    "/gradio_api/token/", "/gradio_api/app_id", "/gradio_api/app_id/", "/gradio_api/info/",
    "/gradio_api/reset/", "/gradio_api/upload_progress",
    "/gradio_api/theme.css", "/gradio_api/call/{api_name}/", "/gradio_api/call/v2/{api_name}/",
)  # fmt: skip
# Streams without an end, whose content test_the_page_answers_as_the_visitor_may_ask reads, and
# what starts Gradio's queue, which would belong to a client that is gone.
NOT_SENT = (
    "/gradio_api/mcp/sse",
    "/gradio_api/startup-events",
    "/gradio_api/heartbeat/{session_hash}",
    "/gradio_api/queue/data",
)


@dataclass
class City:
    """The application over the sample city, and clients of every role."""

    application: FastAPI
    sessions: Sessions
    manual_ids: frozenset[str]
    running: TestClient
    folder: str
    """Key of a folder that holds the manual."""
    look: str
    """Token of a look at it."""

    def client(self, visitor: str) -> TestClient:
        client = TestClient(
            self.application,
            base_url="https://madoguchi.example",
            raise_server_exceptions=False,
            follow_redirects=False,
        )
        for role in ROLES:
            if role == visitor:
                cookie = self.sessions.begin(Person(role, role, "local"))
                client.cookies.set(COOKIE, cookie, domain="madoguchi.example")
        return client

    def send(self, visitor: str, route: str, request: dict[str, Any]) -> Any:
        method, path = route.split(" ", 1)
        one = min(self.manual_ids)
        text = json.dumps(request).replace(MANUAL_ID, one)
        parts = json.loads(text.replace("$FOLDER", self.folder).replace("$LOOK", self.look))
        return self.client(visitor).request(method, parts.pop("path", path), **parts)

    def leaks(self, text: str, request: dict[str, Any]) -> list[str]:
        """Return what of the manual stands in an answer and not in the request."""
        for said in (QUESTION, MANUAL):
            if said in json.dumps(request, ensure_ascii=False):
                text = text.replace(said, "")
        one = min(self.manual_ids)
        asked = {one} if MANUAL_ID in json.dumps(request) else set()
        said = json.dumps(request, ensure_ascii=False)
        found = [word for word in SECRETS if word in text and word not in said]
        return found + [name for name in self.manual_ids - asked if name in text]


@pytest.fixture(scope="module")
def city(
    sample_kb: Path, sample_city: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[City]:
    data = tmp_path_factory.mktemp("office")
    manuals = tmp_path_factory.mktemp("manuals")
    text = (sample_city / "staff" / MANUAL).read_text(encoding="utf-8")
    (manuals / COPY).write_text(f"{text}\n追記。\n", encoding="utf-8")
    folder = SyncFolder(manuals, "staff")
    settings = Settings(
        knowledge_base=sample_kb,
        embedder=None,
        vocabulary=None,
        server=ServerSettings(questions_per_minute=0),
        records=RecordSettings(folder=data, database=f"sqlite:///{data / 'records.sqlite'}"),
        sync=SyncSettings((folder,)),
    )
    office = open_record_office(settings)
    gate = Gate(settings, office)
    assistant = open_assistant(read_settings({}, knowledge_base=str(sample_kb)))
    passages = assistant.knowledge_base.snapshot().passages(MANUAL)
    admin = open_administration(settings, assistant, office)
    application = build_application(open_recorded_desk(assistant, office), gate=gate, admin=admin)
    look = admin.syncs.look(folder.key, actor="hana")
    admin.syncs.wait()
    names = frozenset(passage.passage_id for passage in passages)
    # Entered, so that the page's queue runs.
    with TestClient(application, base_url="https://madoguchi.example") as running:
        yield City(application, gate.sessions, names, running, folder.key, look)
    office.close()


def routes_of(routes: Any, prefix: str = "") -> Iterator[str]:
    for route in routes:
        if isinstance(route, Mount):
            yield from routes_of(getattr(route.app, "routes", ()), prefix + route.path)
        elif hasattr(route, "original_router"):
            yield from routes_of(route.original_router.routes, prefix)
        else:
            for method in set(route.methods) - {"HEAD"}:
                yield f"{method} {prefix}{route.path}"


def test_every_route_of_the_application_has_an_entry(city: City) -> None:
    found = set(routes_of(city.application.routes))
    known = {
        route
        for route in found
        if route in ENTRIES
        or route.split(" ")[1] in (*PLAIN, *NOT_SENT)
        or route.split(" ")[1].startswith(CLOSED)
    }

    assert sorted(found - known) == []
    assert sorted(set(ENTRIES) - found) == []


@pytest.mark.parametrize("route", ENTRIES)
def test_citizens_see_nothing_of_a_staff_document(city: City, route: str) -> None:
    for request in ENTRIES[route].requests:
        answer = city.send("citizen", route, request)
        assert answer.status_code < 500, request
        assert city.leaks(answer.text, request) == [], request


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("route", [name for name, sent in ENTRIES.items() if sent.shows_staff])
def test_staff_see_it(city: City, route: str, role: str) -> None:
    answers = [(request, city.send(role, route, request)) for request in ENTRIES[route].requests]

    assert all(answer.status_code < 500 for _, answer in answers)
    shown = [bool(city.leaks(answer.text, {})) for _, answer in answers]
    assert any(shown)
    for request, answer in answers:
        asked_as = {**request.get("params", {}), **request.get("json", {})}.get("audience")
        if asked_as == "citizen":
            assert city.leaks(answer.text, request) == []


@pytest.mark.parametrize("route", [name for name, sent in ENTRIES.items() if sent.is_hidden])
def test_a_staff_document_is_told_of_as_one_that_does_not_exist(city: City, route: str) -> None:
    there, absent = (
        city.send("citizen", route, request) for request in ENTRIES[route].requests[:2]
    )
    one = min(city.manual_ids)

    assert there.status_code == absent.status_code == 404
    assert there.text.replace(one, "X").replace(MANUAL, "X") == absent.text.replace(
        ABSENT_ID, "X"
    ).replace("存在しない.txt", "X")
    own = ("content-length",)
    assert [(k, v) for k, v in there.headers.items() if k not in own] == [
        (k, v) for k, v in absent.headers.items() if k not in own
    ]


@pytest.mark.parametrize("route", [name for name in ENTRIES if " /admin" in name])
def test_the_administration_is_closed_below_its_role(city: City, route: str) -> None:
    for visitor, statuses in {"citizen": (303, 422), "reader": (403, 422)}.items():
        for request in ENTRIES[route].requests:
            answer = city.send(visitor, route, request)
            assert answer.status_code in statuses
            assert city.leaks(answer.text, request) == []
    if "switches" in route:
        assert city.send("editor", route, ENTRIES[route].requests[0]).status_code == 403


def test_editors_see_what_waits_in_a_folder_of_staff(city: City) -> None:
    shown = city.send("editor", "GET /admin/sync/{token}", {"path": "/admin/sync/$LOOK"})
    assert COPY in shown.text
    read = ENTRIES["GET /admin/sync/{token}/file"].requests[0]
    assert "釣銭準備金" in city.send("editor", "GET /admin/sync/{token}/file", read).text


@pytest.mark.parametrize("path", PLAIN)
def test_what_is_gradios_own_holds_nothing_of_documents(city: City, path: str) -> None:
    for method in ("GET", "POST"):
        filled = path.replace("{path:path}", "x").replace("{api_name}", "_ask")
        answer = city.send("citizen", f"{method} {filled.replace('{size}', '64')}", {})
        assert city.leaks(answer.text, {}) == []


@pytest.mark.parametrize("path", CLOSED)
def test_what_is_closed_is_closed_to_everybody(city: City, path: str) -> None:
    for visitor in VISITORS:
        for method in ("GET", "POST"):
            assert city.send(visitor, f"{method} {path}", {}).status_code == 404


def test_the_forged_and_the_ended_session_are_a_citizens(city: City) -> None:
    for cookie in ("x.y", f"{'a' * 43}.{'0' * 64}"):
        client = city.client("citizen")
        client.cookies.set(COOKIE, cookie, domain="madoguchi.example")
        answer = client.get("/api/documents", params={"audience": "counter"})
        assert answer.status_code == 403


@pytest.mark.parametrize("visitor", VISITORS)
@pytest.mark.parametrize("audience", ["citizen", "onboarding", "counter"])
def test_the_page_answers_as_the_visitor_may_ask(city: City, visitor: str, audience: str) -> None:
    """The chat page's own events, sent as a browser would that chose any audience."""
    client = city.running
    client.cookies = city.client(visitor).cookies
    functions = client.get("/config").json()["dependencies"]
    shown = ""
    for function in functions:
        inputs = len(function["inputs"])
        for data in (["key", "", audience, None, QUESTION], ["key", "", audience, None]):
            if len(data) != inputs:
                continue
            # A browser makes one at random for each tab; it opens the tab's conversation.
            session = f"{visitor}-{audience}-{function['id']}"
            joined = client.post(
                "/gradio_api/queue/join",
                json={
                    "data": data,
                    "fn_index": function["id"],
                    "session_hash": session,
                    "event_data": {"question": QUESTION},
                },
            )
            assert joined.status_code == 200, joined.text
            with client.stream(
                "GET", "/gradio_api/queue/data", params={"session_hash": session}
            ) as stream:
                for line in stream.iter_lines():
                    shown += line + "\n"
                    if "process_completed" in line or "close_stream" in line:
                        break
    answer = shown.encode().decode("unicode_escape", "ignore") if "\\u" in shown else shown
    leaked = city.leaks(answer, {"question": QUESTION})
    if visitor == "citizen" or audience == "citizen":
        assert leaked == []
    else:
        assert leaked != []
    assert "process_completed" in shown


@pytest.mark.parametrize("visitor", VISITORS)
@pytest.mark.parametrize("name", ["ask", "search", "get_passage"])
def test_the_tools_show_what_the_caller_may_see(city: City, visitor: str, name: str) -> None:
    """The Gradio API's named events, which are the tools of MCP too."""
    client = city.running
    client.cookies = city.client(visitor).cookies
    one = min(city.manual_ids)
    given: dict[str, list[Any]] = {
        "ask": [QUESTION, "", "counter", ""],
        "search": ["釣銭", "", 50],
        "get_passage": [one],
    }
    joined = client.post(f"/gradio_api/call/{name}", json={"data": given[name]})
    assert joined.status_code == 200, joined.text
    told = client.get(f"/gradio_api/call/{name}/{joined.json()['event_id']}").text
    answer = told.encode().decode("unicode_escape", "ignore") if "\\u" in told else told
    request = {"question": QUESTION, "id": MANUAL_ID if name == "get_passage" else ""}

    assert bool(city.leaks(answer, request)) == (visitor != "citizen")
