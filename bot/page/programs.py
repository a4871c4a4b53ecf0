"""The page for who writes programs: every route of the JSON API, and where the others are."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from starlette.requests import Request

from bot.page.preferences import read_preferences
from bot.page.routes import framed
from bot.page.texts import Texts

_ASK = """curl -s $ADDRESS/api/ask -H 'Content-Type: application/json' \\
  -d '{"question": "ごみを減らす担当はどこですか"}'"""
_GRADIO = """from gradio_client import Client

answer = Client("$ADDRESS").predict("ごみを減らす担当はどこですか", api_name="/ask")"""
_MCP = """{"mcpServers": {"madoguchi": {"url": "$ADDRESS/gradio_api/mcp/"}}}"""
_ERROR = """{"error": "invalid", "message": "質問を入力してください。"}"""


def programs_router() -> APIRouter:
    """Return the route of the page."""
    router = APIRouter(include_in_schema=False)

    @router.get("/api/docs")
    def docs(request: Request) -> HTMLResponse:
        texts = read_preferences(request.cookies, request.query_params).texts
        address = str(request.base_url).rstrip("/")
        body = render_routes(request.app.openapi(), texts, address=address)
        return HTMLResponse(framed(request, "", texts.api_title, body))

    return router


def render_routes(description: Mapping[str, Any], texts: Texts, *, address: str) -> str:
    """Return the page's content.

    Args:
        description: of the JSON API, as OpenAPI has it.
        texts: the interface's language.
        address: of this application, as the browser sees it.
    """
    routes = "".join(
        _route(method, path, operation, description, texts)
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    )

    def example(text: str) -> str:
        shown = escape(text.replace("$ADDRESS", address))
        return f'<pre class="example" tabindex="0" lang="zxx">{shown}</pre>'

    return (
        f"<h1>{escape(texts.api_title)}</h1><p>{escape(texts.api_lead)}</p>"
        f'<p>{escape(texts.api_exact)}: <a href="api/openapi.json">/api/openapi.json</a>'
        f" (OpenAPI)</p><h2>{escape(texts.api_routes)}</h2>"
        f'<dl class="terms">{routes}</dl>'
        f"<h2>{escape(texts.api_json_example)}</h2>{example(_ASK)}"
        f"<p>{escape(texts.api_errors)}</p>{example(_ERROR)}"
        f"<h2>Gradio</h2><p>{escape(texts.api_gradio)}</p>{example(_GRADIO)}"
        f"<h2>MCP</h2><p>{escape(texts.api_mcp)}</p>{example(_MCP)}"
    )


def _route(
    method: str,
    path: str,
    operation: Mapping[str, Any],
    description: Mapping[str, Any],
    texts: Texts,
) -> str:
    fields = _fields(operation, description)
    listed = "、".join(f"<code>{escape(name)}</code>" for name in fields)
    told = (
        f'<p><span class="count">{escape(texts.api_fields)}</span> {listed}</p>' if fields else ""
    )
    return (
        f"<div><dt><code>{escape(method.upper())} {escape(path)}</code></dt>"
        f'<dd><p lang="ja">{escape(operation.get("summary", ""))}</p>{told}</dd></div>'
    )


def _fields(operation: Mapping[str, Any], description: Mapping[str, Any]) -> list[str]:
    """Return the names of what a request says: of its address, of its JSON."""
    names = [parameter["name"] for parameter in operation.get("parameters", ())]
    content = operation.get("requestBody", {}).get("content", {})
    reference = content.get("application/json", {}).get("schema", {}).get("$ref", "")
    schema = description.get("components", {}).get("schemas", {}).get(reference.split("/")[-1], {})
    return [*names, *schema.get("properties", ())]
