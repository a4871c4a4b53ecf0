"""Requests to the administration made from its routes' own parameters: no server error."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings

from bot.accounts.gate import Gate
from bot.accounts.roles import Person
from bot.accounts.visitor import COOKIE
from bot.admin.pages import admin_router
from bot.office_settings import RecordSettings, ServerSettings
from bot.server import build_application
from bot.settings import Settings
from bot.sync_settings import SyncFolder, SyncSettings
from bot.wiring import open_administration, open_assistant, open_record_office, open_recorded_desk

pytestmark = pytest.mark.integration

REQUESTS = 12
"""To each operation; the same ones every time."""


@dataclass
class Served:
    """The application with a folder that was looked at."""

    application: FastAPI
    described: FastAPI
    """The same routes in a description of their own; others are shown none."""
    cookie: str
    """Of an administrator."""
    real: dict[str, str]
    """Values of parameters that name what there is."""


@pytest.fixture
def served(sample_kb: Path, tmp_path: Path) -> Iterator[Served]:
    folder = tmp_path / "資料"
    folder.mkdir()
    (folder / "案内.txt").write_text("汐野市の案内\n\n船着場は北にある。\n", encoding="utf-8")
    own = Settings(
        knowledge_base=Path(shutil.copytree(sample_kb, tmp_path / "kb")),
        embedder=None,
        vocabulary=None,
        server=ServerSettings(questions_per_minute=0),
        records=RecordSettings(folder=tmp_path, database=f"sqlite:///{tmp_path / 'r.sqlite'}"),
        sync=SyncSettings((SyncFolder(folder, "public"),)),
    )
    office = open_record_office(own)
    gate, assistant = Gate(own, office), open_assistant(own)
    admin = open_administration(own, assistant, office)
    application = build_application(open_recorded_desk(assistant, office), gate=gate, admin=admin)
    described = FastAPI()
    router = admin_router(admin)
    for route in router.routes:
        route.include_in_schema = True  # type: ignore[attr-defined]
    described.router.routes.extend(router.routes)
    token = admin.syncs.look(own.sync.folders[0].key, actor="hana")
    admin.syncs.wait()
    cookie = gate.sessions.begin(Person("hana", "administrator", "local"))
    real = {"token": token, "folder": own.sync.folders[0].key, "name": "案内.txt"}
    yield Served(application, described, cookie, real)
    admin.syncs.close()
    office.close()


def test_no_request_to_the_administration_makes_a_server_error(served: Served) -> None:
    schema = schemathesis.openapi.from_dict(served.described.openapi())
    schema.app = served.application
    headers = {"cookie": f"{COOKIE}={served.cookie}"}
    sent: dict[str, list[int]] = {}
    for found in schema.get_all_operations():
        operation = found.ok()

        @given(case=operation.as_strategy())
        @settings(
            max_examples=REQUESTS,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        def send(case: schemathesis.Case) -> None:
            statuses = sent.setdefault(case.operation.label, [])
            if len(statuses) % 2:
                # Half of them name what there is, so that more than the first check is met.
                for part in (case.path_parameters, case.query, case.body):
                    if isinstance(part, dict):
                        part.update({k: v for k, v in served.real.items() if k in part})
            answer = case.call(headers=headers, base_url="https://x.example")
            assert answer.status_code < 500, (case.as_curl_command(), answer.text)
            assert answer.status_code not in (401, 403), case.operation.label
            statuses.append(answer.status_code)

        send()

    reached = {label for label, statuses in sent.items() if 200 in statuses}
    assert {
        "POST /admin/sync/look", "POST /admin/sync/run", "GET /admin/sync/{token}",
        "GET /admin/sync/{token}/file", "POST /admin/words",
    } <= reached  # fmt: skip
