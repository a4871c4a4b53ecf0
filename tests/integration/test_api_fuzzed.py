"""Requests made from the API's own description: whatever they hold, no server error."""

from __future__ import annotations

from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings

from bot.server import build_application
from bot.settings import read_settings
from bot.wiring import open_assistant

pytestmark = pytest.mark.integration

REQUESTS = 25
"""To each operation; the same ones every time."""


def test_no_request_makes_a_server_error(sample_kb: Path) -> None:
    assistant = open_assistant(read_settings({}, knowledge_base=str(sample_kb)))
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", build_application(assistant))
    sent: dict[str, int] = {}
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
            answer = case.call()
            assert answer.status_code < 500, (case.as_curl_command(), answer.text)
            label = case.operation.label
            sent[label] = sent.get(label, 0) + 1

        send()

    assert {"POST /api/ask", "GET /api/search", "GET /api/passages/{passage_id}"} <= set(sent)
