"""Settings, read in one place: command line, environment, settings file, defaults."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit

from pydantic import SecretStr

from bot.accounts.roles import Role
from bot.options import read_values, settings_file
from ingest.errors import SettingsError
from ingest.reading import Limits

_MEGABYTE = 1024 * 1024

_LEAST_TOKEN = 16
"""Characters of a token that cannot be guessed."""

PROVIDERS = ("openai", "ollama")
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True)
class ModelSettings:
    """A language model that an operator chose; none is used unless one is named."""

    provider: str
    """openai for any server of the OpenAI protocol, or ollama."""
    name: str
    """As the server knows the model."""
    url: str | None = None
    """Base URL of the server; None for the provider's own."""
    key: SecretStr | None = None
    """Shown nowhere."""
    deadline_seconds: float = 20.0
    """From the question to the last word; then the composed answer is given."""
    max_input_tokens: int = 3_000
    """Of prompt, question and passages."""
    max_output_tokens: int = 600

    @property
    def label(self) -> str:
        """As answers name it: openai:NAME."""
        return f"{self.provider}:{self.name}"


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
    retention_days: int = 90


@dataclass(frozen=True)
class PageSettings:
    """Whose desk the page is."""

    office_name: str = ""
    """Shown in the header: 汐野市."""
    office_logo: Path | None = None
    """Picture beside the name, PNG or SVG."""


@dataclass(frozen=True)
class Settings:
    """What an operator decides; ``docs/settings.md`` is the reference."""

    knowledge_base: Path
    """Folder of the knowledge base (MADOGUCHI_KB)."""
    embedder: str | None
    """Name or folder of a sentence-transformers model; None for the shipped one
    (MADOGUCHI_MODEL)."""
    vocabulary: Path | None
    """Table of everyday words that replaces the shipped one (MADOGUCHI_VOCABULARY)."""
    departments: Path | None = None
    """Table that corrects the directory of departments (MADOGUCHI_DEPARTMENTS)."""
    query_prompt: str | None = None
    """What stands before a question for that model; None for what its family wants
    (MADOGUCHI_QUERY_PROMPT)."""
    passage_prompt: str | None = None
    """What stands before a passage; None for what its family wants
    (MADOGUCHI_PASSAGE_PROMPT)."""
    reranker: str | None = None
    """Name or folder of a cross-encoder that looks at the best passages again; None for
    none (MADOGUCHI_RERANKER)."""
    limits: Limits = field(default_factory=Limits)
    """Bounds on the files that are read."""
    server: ServerSettings = field(default_factory=ServerSettings)
    access: AccessSettings = field(default_factory=AccessSettings)
    records: RecordSettings = field(default_factory=RecordSettings)
    page: PageSettings = field(default_factory=PageSettings)
    llm: ModelSettings | None = None
    """The language model that writes answers; None for composed ones (MADOGUCHI_LLM)."""

    @property
    def staff_access(self) -> bool:
        """Whether everybody may ask as staff."""
        return self.access.staff


def read_settings(
    environment: Mapping[str, str] | None = None, *, knowledge_base: str | None = None
) -> Settings:
    """Return the settings of this process.

    Args:
        environment: variables; those of the process by default.
        knowledge_base: folder given on the command line; it wins over everything else.

    Raises:
        SettingsError: a setting has a value that cannot be used.
    """
    environment = os.environ if environment is None else environment
    values = read_values(environment, settings_file(environment))
    folder = Path(knowledge_base) if knowledge_base else values["knowledge_base.folder"]
    vocabulary = values["knowledge_base.vocabulary"]
    if vocabulary and not vocabulary.is_file():
        raise SettingsError(
            f"語彙表 {vocabulary} がありません。MADOGUCHI_VOCABULARY を確かめてください。"
        )
    return Settings(
        knowledge_base=folder or default_knowledge_base(),
        embedder=values["knowledge_base.model"],
        query_prompt=values["knowledge_base.query_prompt"],
        passage_prompt=values["knowledge_base.passage_prompt"],
        reranker=values["knowledge_base.reranker"],
        vocabulary=vocabulary,
        departments=values["knowledge_base.departments"],
        limits=_limits(values),
        server=_server(values),
        access=_access(values),
        records=record_settings(values),
        page=_page(values),
        llm=_model(values),
    )


def default_knowledge_base() -> Path:
    """Return the per-user folder of the knowledge base."""
    return _user_folder() / "kb"


def _user_folder() -> Path:
    from platformdirs import user_data_path

    return user_data_path("madoguchi", appauthor=False)


def _model(values: Mapping[str, Any]) -> ModelSettings | None:
    chosen = values["llm.model"]
    if not chosen or chosen.lower() in ("none", "extractive", "0"):
        return None
    provider, _, name = chosen.partition(":")
    if provider not in PROVIDERS or not name:
        raise SettingsError(
            f"MADOGUCHI_LLM の値「{chosen}」は使えません。"
            "openai:モデル名 か ollama:モデル名 にしてください。"
        )
    url = values["llm.url"]
    if url and urlsplit(url).scheme not in ("http", "https"):
        raise SettingsError(
            f"MADOGUCHI_LLM_URL の値「{url}」は使えません。http:// か https:// で始めてください。"
        )
    return ModelSettings(
        provider,
        name,
        url,
        SecretStr(values["llm.key"]) if values["llm.key"] else None,
        values["llm.timeout"],
        values["llm.input_tokens"],
        values["llm.output_tokens"],
    )


def _limits(values: Mapping[str, Any]) -> Limits:
    return Limits(
        max_bytes=values["reading.megabytes"] * _MEGABYTE,
        max_seconds=values["reading.seconds"],
        max_recognition_seconds=values["reading.recognition_seconds"],
        max_memory_bytes=values["reading.memory_megabytes"] * _MEGABYTE,
        max_unpacked_bytes=values["reading.unpacked_megabytes"] * _MEGABYTE,
        max_members=values["reading.files_in_archive"],
        max_pages=values["reading.pages"],
        max_rows=values["reading.rows"],
    )


def _server(values: Mapping[str, Any]) -> ServerSettings:
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


def _access(values: Mapping[str, Any]) -> AccessSettings:
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


def _page(values: Mapping[str, Any]) -> PageSettings:
    logo = values["page.office_logo"]
    if logo and not logo.is_file():
        raise SettingsError(f"画像 {logo} がありません。page.office_logo を確かめてください。")
    return PageSettings(office_name=values["page.office_name"] or "", office_logo=logo)


def record_settings(values: Mapping[str, Any]) -> RecordSettings:
    """Return where the records are, from the value of every option."""
    folder = values["records.folder"] or _user_folder() / "data"
    return RecordSettings(
        folder=folder,
        database=values["records.database"]
        or f"sqlite:///{(folder / 'records.sqlite').absolute()}",
        secret=values["records.secret"],
        conversations=values["records.conversations"],
        retention_days=values["records.retention_days"],
    )
