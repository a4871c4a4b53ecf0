"""Looks at what is beside the process: the model's server, and who has the port."""

from __future__ import annotations

import ipaddress
from typing import Any

from bot.operation.checks import Outcome, fine
from bot.settings import ModelSettings, Settings
from ingest.errors import MadoguchiError

WAIT_SECONDS = 3.0
_OWN_URLS = {"openai": "https://api.openai.com/v1", "ollama": "http://127.0.0.1:11434"}


def examine_model_server(model: ModelSettings | None) -> Outcome:
    """Ask the server for its list of models; nothing is asked where no model is named."""
    if model is None:
        return fine("使わない設定（どこにもつなぎません）")
    import httpx

    base = (model.url or _OWN_URLS[model.provider]).rstrip("/")
    address = f"{base}/models" if model.provider == "openai" else f"{base}/api/tags"
    headers = {"authorization": f"Bearer {model.key.get_secret_value()}"} if model.key else {}
    try:
        reply = httpx.get(address, headers=headers, timeout=WAIT_SECONDS)
        names = _names(reply.json()) if reply.status_code == 200 else []
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        return (
            "broken",
            f"{base} が答えません（{type(error).__name__}）",
            "サーバーが動いているか、llm.url（MADOGUCHI_LLM_URL）を確かめてください。"
            "それまでは資料からの抜粋で答えます。",
        )
    if reply.status_code in (401, 403):
        return "broken", f"{base} が鍵を受け付けません", "MADOGUCHI_LLM_KEY を確かめてください。"
    if reply.status_code != 200:
        # Some servers of the protocol have no list.
        return "note", f"{base} は動いているが一覧を出さない（{reply.status_code}）", ""
    if names and not any(name in (model.name, f"{model.name}:latest") for name in names):
        return (
            "broken",
            f"{base} に {model.name} がありません",
            f"llm.model（MADOGUCHI_LLM）を {'、'.join(names[:5])} のどれかにしてください。",
        )
    return fine(f"{model.label}、{base}")


def _names(said: Any) -> list[str]:
    if not isinstance(said, dict):
        return []
    rows = said.get("data") or said.get("models") or []
    named = [row.get("id") or row.get("name") for row in rows if isinstance(row, dict)]
    return [name for name in named if isinstance(name, str)]


def examine_share(settings: Settings) -> Outcome:
    """Ask database and Chroma server for what is published; nothing where nothing is shared."""
    from bot.replica import share_of
    from kb.generations import current_name
    from kb.manifest import Manifest

    share = share_of(settings)
    if share is None:
        return fine("共有しない設定（知識ベースはこの機械のフォルダーだけ）")
    published = share.database.current()
    if published is None:
        return "note", "まだ何も公開されていません", "madoguchi ingest で取り込んでください。"
    expected = Manifest.from_json(published.manifest).vectors
    there = share.server.count(published.identity)
    if there != expected:
        return (
            "broken",
            f"{share.server.url} のベクトルが {there} 件（あるはずの数 {expected} 件）",
            "madoguchi ingest をもう一度実行すると入れ直します。それまでは各機械の写しで答えます。",
        )
    folder = settings.knowledge_base
    if not share.is_current(folder):
        found = f"この機械の写し {current_name(folder) or 'なし'} は、公開されているものより古い"
        return "note", found, "madoguchi serve は数秒ごとに新しくします。"
    return fine(f"世代 {published.name}、{share.database.shown}、{share.server.url}")


def examine_port(host: str, port: int) -> Outcome:
    """Say whether ``serve`` could listen, or does already."""
    from bot.server import listen

    try:
        listen(host, port).close()
    except MadoguchiError as error:
        if _is_ours(host, port):
            return fine(f"{host}:{port} で Madoguchi が動いています")
        return "broken", str(error), ""
    return fine(f"{host}:{port} が空いています")


def _is_ours(host: str, port: int) -> bool:
    import httpx

    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        shown = host
    else:
        if address.is_unspecified:
            address = ipaddress.ip_address("::1" if address.version == 6 else "127.0.0.1")
        shown = f"[{address}]" if address.version == 6 else str(address)
    try:
        reply = httpx.get(f"http://{shown}:{port}/healthz", timeout=WAIT_SECONDS, trust_env=False)
        return reply.status_code == 200 and reply.json().get("status") == "ok"
    except (httpx.HTTPError, ValueError, AttributeError):
        return False
