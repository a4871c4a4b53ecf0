"""What MCP's stream shows to whom: citizens nothing of a staff document, whatever they say."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
from servers import Desk

pytestmark = pytest.mark.integration

_PASSWORD = "しおの-3丁目-cats"
_ONLY_IN_THE_MANUAL = "釣銭準備金"


@pytest.fixture(scope="module")
def desk(sample_kb: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("mcp") / "desk"
    shutil.copytree(sample_kb, folder / "kb")
    made = Desk(folder, {})
    for role in ("reader", "editor", "administrator"):
        subprocess.run(
            [
                *(sys.executable, "-m", "bot.cli", "users", "add", role, "--role", role),
                "--password-stdin",
            ],
            input=_PASSWORD,
            text=True,
            env=made.environment,
            check=True,
            capture_output=True,
        )
    made.start()
    yield made
    made.stop()


def cookie_of(desk: Desk, role: str) -> str:
    """Return the cookie of somebody who logged in."""
    jar = CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    form = urllib.parse.urlencode({"name": role, "password": _PASSWORD}).encode()
    request = urllib.request.Request(f"{desk.url}/login", form, {"origin": desk.url})
    opener.open(request, timeout=60)
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


def shown(desk: Desk, cookie: str | None) -> str:
    """Return what all tools say, asked as counter staff."""
    from mcp import ClientSession
    from mcp.client.streamable_http import streamablehttp_client

    async def call() -> list[str]:
        headers = {"cookie": cookie} if cookie else {}
        async with (
            streamablehttp_client(f"{desk.url}/gradio_api/mcp/", headers=headers) as (
                read,
                write,
                _,
            ),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            told = []
            for tool, given in (
                ("ask", {"question": "1窓口あたりの準備金はいくらですか", "audience": "counter"}),
                ("search", {"words": "窓口の準備金", "limit": 50}),
            ):
                answer = await session.call_tool(tool, given)
                told.append(answer.content[0].text)
            return told

    # In a thread of its own: tests in a browser leave an event loop running in this one.
    with ThreadPoolExecutor(max_workers=1) as thread:
        return json.dumps(thread.submit(asyncio.run, call()).result(), ensure_ascii=False)


@pytest.mark.parametrize("role", [None, "reader", "editor", "administrator"])
def test_the_stream_of_mcp_shows_what_the_caller_may_see(desk: Desk, role: str | None) -> None:
    said = shown(desk, cookie_of(desk, role) if role else None)
    assert (_ONLY_IN_THE_MANUAL in said) == (role is not None)
