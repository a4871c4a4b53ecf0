from __future__ import annotations

import json
import logging
import sys

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.operation.logs import JsonLines, RequestLog


def line_of(message: str, **more: object) -> dict[str, object]:
    record = logging.LogRecord("bot.test", logging.ERROR, "", 0, message, (), None)
    record.__dict__.update(more)
    written: dict[str, object] = json.loads(JsonLines().format(record))
    return written


def test_a_line_is_json_without_personal_data() -> None:
    line = line_of("連絡先は090-1234-5678です\n二行目")

    assert line["level"] == "error"
    assert line["logger"] == "bot.test"
    assert "1234" not in str(line)
    assert "\n" not in json.dumps(line)


def test_a_trace_is_masked_too() -> None:
    try:
        raise ValueError("090-1234-5678")
    except ValueError:
        line = line_of("失敗", exc_info=sys.exc_info())

    assert "ValueError" in str(line["trace"])
    assert "1234" not in str(line["trace"])


def test_a_request_is_logged_by_its_path_alone(caplog: pytest.LogCaptureFixture) -> None:
    application = FastAPI()
    application.add_middleware(RequestLog)
    with caplog.at_level(logging.INFO, logger="madoguchi.requests"):
        TestClient(application).get("/nothing?q=山田太郎")

    (record,) = caplog.records
    fields = record.__dict__["fields"]
    assert (fields["method"], fields["path"], fields["status"]) == ("GET", "/nothing", 404)
    assert "山田" not in JsonLines().format(record)
