from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import textwrap
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sample_desk import SampleDesk

from bot.page import layout
from bot.security import CLOSED, AllowedHosts
from bot.server import build_application, listen
from ingest.errors import MadoguchiError


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(build_application(SampleDesk()), base_url="http://127.0.0.1")


def test_page_and_api_come_with_headers_that_keep_them_to_themselves(client: TestClient) -> None:
    for path in ("/", "/healthz", "/api/documents", "/config", "/gradio_api/upload"):
        headers = client.get(path).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("path", CLOSED)
def test_routes_of_gradio_that_are_not_used_are_closed(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404
    assert client.post(path, files={"files": b"x"}).status_code == 404


def test_bodies_that_are_too_long_or_of_unknown_length_are_refused(client: TestClient) -> None:
    assert client.post("/api/ask", content=b"x" * 1_000_001).status_code == 413
    assert client.post("/api/ask", content=iter([b"{}"])).status_code == 411


def test_gradio_lists_the_functions_for_programs_and_none_of_the_page_s_handlers(
    client: TestClient,
) -> None:
    described = client.get("/gradio_api/info").json()

    assert set(described["named_endpoints"]) == {"/ask", "/search", "/get_passage"}


def test_the_page_keeps_no_history_and_names_no_other_host(client: TestClient) -> None:
    config = client.get("/config").json()

    assert config["run_history"] is False
    assert config["footer_links"] == []
    assert config["analytics_enabled"] is False


def test_the_page_is_japanese_from_its_first_byte_and_describes_itself(
    client: TestClient,
) -> None:
    response = client.get("/")
    assert re.search(r'<html\s+lang="ja"', response.text[:200])
    assert "gradio" not in response.text[: response.text.index("window.gradio_config")].lower()
    assert '<meta property="og:title" content="Madoguchi">' in response.text
    assert "<noscript><p>この画面を使うには" in response.text
    assert int(response.headers["content-length"]) == len(response.content)


def test_the_page_has_an_icon_of_its_own(client: TestClient) -> None:
    own = Path(layout.__file__).parent / "assets" / "favicon.png"

    assert client.get("/favicon.ico").content == own.read_bytes()


def test_a_place_is_a_piece_of_the_page_in_either_language(client: TestClient) -> None:
    japanese = client.get("/page/places/jichi-2")
    english = client.get("/page/places/jichi-2", params={"lang": "en"})

    assert "&lt;b&gt;" in japanese.text
    assert "前の箇所" in japanese.text
    assert "Previous passage" in english.text


def test_a_place_for_staff_is_hidden_from_a_page_for_citizens(client: TestClient) -> None:
    assert client.get("/page/places/tebiki-1").status_code == 404


def test_only_named_hosts_are_answered_where_hosts_are_named() -> None:
    application = FastAPI()
    application.add_middleware(AllowedHosts, hosts=("madoguchi.example.jp", "127.0.0.1", "[::1]"))
    client = TestClient(application)

    def status(host: str) -> int:
        return client.get("/openapi.json", headers={"host": host}).status_code

    assert status("madoguchi.example.jp") == 200
    assert status("127.0.0.1:7860") == 200
    assert status("[::1]:7860") == 200
    assert status("[::1]") == 200
    assert status("attacker.example") == 400


def test_a_port_in_use_is_told_with_what_to_do() -> None:
    with listen("127.0.0.1", 0) as taken, pytest.raises(MadoguchiError) as told:
        listen("127.0.0.1", taken.getsockname()[1])

    assert "すでに使われています" in str(told.value)
    assert "--port" in str(told.value)


@pytest.mark.parametrize(
    ("host", "port"), [("127.0.0.1", 70_000), ("192.0.2.1", 7860), ("名前のない機械.invalid", 7860)]
)
def test_an_address_that_cannot_be_listened_on_is_told(host: str, port: int) -> None:
    with pytest.raises(MadoguchiError):
        listen(host, port)


@pytest.mark.integration
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_server_says_where_it_is_and_ends_in_order_when_told_to(number: signal.Signals) -> None:
    here = Path(__file__).parent
    program = f"""
        import sys
        sys.path[:0] = [{str(here.parents[2])!r}, {str(here)!r}]
        from sample_desk import SampleDesk
        from bot.server import build_application, serve
        serve(build_application(SampleDesk()), port=0)
        print("ended")
    """
    server = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
    )  # fmt: skip
    try:
        assert server.stderr is not None
        line = next(line for line in server.stderr if "で動いています" in line)
        address = line.split()[2]
        assert httpx.get(f"{address}/healthz").json()["status"] == "ok"
        with socket.create_connection(("127.0.0.1", int(address.rsplit(":", 1)[1]))) as page:
            # An open page holds this.
            page.sendall(b"GET /gradio_api/heartbeat/open HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            assert b"200 OK" in page.recv(4096)
            server.send_signal(number)
            out, error = server.communicate(timeout=60)
        assert server.returncode == 0
        assert out == "ended\n"
        assert "Error" not in error
    finally:
        server.kill()
        server.wait()
