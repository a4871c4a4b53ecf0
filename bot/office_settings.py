"""Settings of the office: where it listens, who is let in, and what is written down."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit

from bot.accounts.roles import Role
from ingest.errors import SettingsError

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_LEAST_TOKEN = 16
"""Characters of a token that cannot be guessed."""


@dataclass(frozen=True)
class ServerSettings:
    """Where the application listens and what it bears."""

    host: str = "127.0.0.1"
    port: int = 7860
    hosts: tuple[str, ...] = ()
    """Host names under which it answers; empty for any."""
    trusted_proxies: tuple[Network, ...] = ()
    """Peers whose X-Forwarded-For and login header are believed."""
    questions_per_minute: int = 60
    """Of one person or address; 0 for any number."""
    upload_megabytes: int = 50
    """Of one file that an editor hands in."""
    json_logs: bool = False
    """Whether logs are lines of JSON."""
    metrics_token: str | None = None
    """Who shows it may read the figures; None: programs of this machine may."""


@dataclass(frozen=True)
class OidcSettings:
    """An OpenID Connect provider that staff log in at."""

    issuer: str
    client_id: str
    client_secret: str | None
    name_claim: str
    role_claim: str
    roles: Mapping[str, Role]
    """Value of the role claim → role."""


@dataclass(frozen=True)
class AccessSettings:
    """Who is let in as staff, and how."""

    staff: bool = False
    """Whether everybody may ask as staff."""
    session_hours: int = 10
    plain_http: bool = False
    """Whether the login's cookie may travel without TLS."""
    proxy_header: str | None = None
    """Header in which a trusted proxy names the person."""
    proxy_role: Role | None = None
    """Role of people whom the proxy names and who have no account here."""
    oidc: OidcSettings | None = None
    public_address: str | None = None
    """Address of the application as browsers see it, without a final slash."""


@dataclass(frozen=True)
class RecordSettings:
    """What is written down, where, and for how long."""

    folder: Path = Path()
    database: str = ""
    """SQLAlchemy URL."""
    secret: str | None = None
    """Signs sessions and the audit log; None for one that is kept in the folder."""
    conversations: bool = True
    """Whether questions and answers are recorded, masked."""
    commands: bool = False
    """Whether questions of the commands ask and batch are recorded as well."""
    retention_days: int = 90


def server_settings(values: Mapping[str, Any]) -> ServerSettings:
    """Return where the application listens, from the value of every option."""
    proxies = []
    for written in values["server.trusted_proxies"]:
        try:
            proxies.append(ipaddress.ip_network(written, strict=False))
        except ValueError as error:
            raise SettingsError(
                f"server.trusted_proxies の「{written}」はアドレスではありません。"
                "10.0.0.1 か 10.0.0.0/24 のように書いてください。"
            ) from error
    port = values["server.port"]
    if port > 65_535:
        raise SettingsError(f"server.port の値「{port}」は使えません。65535 までの番号です。")
    if (logs := values["server.logs"]) not in ("plain", "json"):
        raise SettingsError(
            f"server.logs の値「{logs}」は使えません。plain か json にしてください。"
        )
    token = values["server.metrics_token"]
    if token is not None and len(token) < _LEAST_TOKEN:
        raise SettingsError(f"server.metrics_token は{_LEAST_TOKEN}字以上にしてください。")
    return ServerSettings(
        json_logs=logs == "json",
        metrics_token=token,
        host=values["server.host"],
        port=port,
        hosts=values["server.hosts"],
        trusted_proxies=tuple(proxies),
        questions_per_minute=values["server.questions_per_minute"],
        upload_megabytes=values["server.upload_megabytes"],
    )


def access_settings(values: Mapping[str, Any]) -> AccessSettings:
    """Return who is let in, from the value of every option."""
    header = values["access.proxy_header"]
    if header and not values["server.trusted_proxies"]:
        raise SettingsError(
            "access.proxy_header を使うには、そのヘッダーを付けるプロキシのアドレスを"
            " server.trusted_proxies に書いてください。"
        )
    role = values["access.proxy_role"]
    if role is not None and role not in get_args(Role):
        raise SettingsError(
            f"access.proxy_role の値「{role}」は使えません。"
            f"{'、'.join(get_args(Role))} のどれかにしてください。"
        )
    address = values["access.public_address"]
    if address and urlsplit(address).scheme not in ("http", "https"):
        raise SettingsError(
            f"access.public_address の値「{address}」は使えません。https:// から書いてください。"
        )
    return AccessSettings(
        staff=values["access.staff"],
        session_hours=values["access.session_hours"],
        plain_http=values["access.plain_http"],
        proxy_header=header.lower() if header else None,
        proxy_role=role,
        oidc=_oidc(values, address),
        public_address=address.rstrip("/") if address else None,
    )


def _oidc(values: Mapping[str, Any], address: str | None) -> OidcSettings | None:
    issuer, client = values["access.oidc_issuer"], values["access.oidc_client_id"]
    if not issuer and not client:
        return None
    if not (issuer and client and address):
        raise SettingsError(
            "OpenID Connect には access.oidc_issuer、access.oidc_client_id、"
            "access.public_address の三つが要ります。"
        )
    names: tuple[tuple[str, Role], ...] = (
        ("access.oidc_readers", "reader"),
        ("access.oidc_editors", "editor"),
        ("access.oidc_administrators", "administrator"),
    )
    return OidcSettings(
        issuer=issuer.rstrip("/"),
        client_id=client,
        client_secret=values["access.oidc_client_secret"],
        name_claim=values["access.oidc_name_claim"],
        role_claim=values["access.oidc_role_claim"],
        roles={value: role for key, role in names for value in values[key]},
    )


def record_settings(values: Mapping[str, Any]) -> RecordSettings:
    """Return where the records are, from the value of every option."""
    folder = values["records.folder"] or user_folder() / "data"
    return RecordSettings(
        folder=folder,
        database=values["records.database"]
        or f"sqlite:///{(folder / 'records.sqlite').absolute()}",
        secret=values["records.secret"],
        conversations=values["records.conversations"],
        commands=values["records.commands"],
        retention_days=values["records.retention_days"],
    )


def user_folder() -> Path:
    """Return the folder of the person whom the process runs as."""
    from platformdirs import user_data_path

    return user_data_path("madoguchi", appauthor=False)
