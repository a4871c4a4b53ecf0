"""Programs that ask: the examples of docs/api.md, against a real server."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.integration

EXAMPLES = re.findall(
    r"```python\n(.*?)```",
    (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8"),
    re.DOTALL,
)


def _aside(program: Callable[[], Any]) -> Any:
    # Playwright keeps an event loop running in the tests' own thread.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(program).result()


@pytest.mark.parametrize("example", EXAMPLES, ids=["stream", "gradio", "mcp"])
def test_the_examples_of_the_documentation_print_an_answer(
    served: Any, capsys: pytest.CaptureFixture[str], example: str
) -> None:
    program = example.replace("http://127.0.0.1:7860", served.address)
    _aside(lambda: exec(program, {"__name__": "example"}))

    assert "担当は、環境局 資源循環推進部です[1]。" in capsys.readouterr().out


def test_mcp_offers_three_tools_and_tells_errors_in_japanese(served: Any) -> None:
    from mcp import ClientSession
    from mcp.client.streamable_http import streamablehttp_client

    async def ask() -> tuple[set[str], Any, Any]:
        address = f"{served.address}/gradio_api/mcp/"
        async with (
            streamablehttp_client(address) as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            tools = {tool.name for tool in (await session.list_tools()).tools}
            found = await session.call_tool("search", {"words": "苦情"})
            hidden = await session.call_tool("get_passage", {"passage_id": "tebiki-1"})
            return tools, found, hidden

    tools, found, hidden = _aside(lambda: asyncio.run(ask()))

    assert tools == {"ask", "search", "get_passage"}
    passages = json.loads(found.content[0].text)["passages"]
    assert [passage["passage_id"] for passage in passages] == ["jichi-2"]
    assert hidden.isError
    assert "箇所「tebiki-1」はありません" in hidden.content[0].text
