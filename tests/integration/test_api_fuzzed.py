"""Requests made from the API's own description: whatever they hold, no server error."""

from __future__ import annotations

from pathlib import Path

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error

from bot.server import build_application
from bot.settings import read_settings
from bot.wiring import open_assistant

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def application(sample_kb: Path) -> FastAPI:
    return build_application(open_assistant(read_settings({}, knowledge_base=str(sample_kb))))


@pytest.fixture(scope="module")
def api(application: FastAPI) -> object:
    return schemathesis.openapi.from_asgi("/api/openapi.json", application)


schema = schemathesis.pytest.from_fixture("api")


@schema.parametrize()
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_no_request_makes_a_server_error(case: schemathesis.Case) -> None:
    case.validate_response(case.call(), checks=[not_a_server_error])
