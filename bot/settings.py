"""Settings, read in one place: command line, environment, settings file, defaults."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from bot.office_settings import (
    AccessSettings,
    RecordSettings,
    ServerSettings,
    access_settings,
    record_settings,
    server_settings,
    user_folder,
)
from bot.options import read_values, settings_file
from bot.sync_settings import SyncSettings, sync_settings
from ingest.errors import SettingsError
from ingest.reading import Limits

_MEGABYTE = 1024 * 1024

PROVIDERS = ("openai", "ollama")


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
    chroma: str | None = None
    """URL of a Chroma server: the knowledge base is shared with other machines by it and
    the database of the records; None where its folder is all (MADOGUCHI_CHROMA)."""
    old_after_years: int = 10
    """An answer from a document dated longer ago says so (MADOGUCHI_ANSWERS_OLD_AFTER_YEARS)."""
    limits: Limits = field(default_factory=Limits)
    """Bounds on the files that are read."""
    server: ServerSettings = field(default_factory=ServerSettings)
    access: AccessSettings = field(default_factory=AccessSettings)
    records: RecordSettings = field(default_factory=RecordSettings)
    page: PageSettings = field(default_factory=PageSettings)
    sync: SyncSettings = field(default_factory=SyncSettings)
    """Folders that the administration page may bring the knowledge base in line with."""
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
    folder = folder or default_knowledge_base()
    records = record_settings(values)
    vocabulary = values["knowledge_base.vocabulary"]
    if vocabulary and not vocabulary.is_file():
        raise SettingsError(
            f"語彙表 {vocabulary} がありません。MADOGUCHI_VOCABULARY を確かめてください。"
        )
    return Settings(
        knowledge_base=folder,
        embedder=values["knowledge_base.model"],
        query_prompt=values["knowledge_base.query_prompt"],
        passage_prompt=values["knowledge_base.passage_prompt"],
        reranker=values["knowledge_base.reranker"],
        vocabulary=vocabulary,
        departments=values["knowledge_base.departments"],
        chroma=_chroma(values),
        old_after_years=values["answers.old_after_years"],
        limits=_limits(values),
        server=server_settings(values),
        access=access_settings(values),
        records=records,
        page=_page(values),
        sync=sync_settings(values, own=(folder, records.folder)),
        llm=_model(values),
    )


def default_knowledge_base() -> Path:
    """Return the per-user folder of the knowledge base."""
    return user_folder() / "kb"


def _chroma(values: Mapping[str, Any]) -> str | None:
    url: str | None = values["knowledge_base.chroma"]
    if url and not record_settings(values).database.startswith("postgresql"):
        raise SettingsError(
            "knowledge_base.chroma（MADOGUCHI_CHROMA）を使うには、records.database"
            "（MADOGUCHI_DATABASE）に PostgreSQL が要ります。"
        )
    return url


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


def _page(values: Mapping[str, Any]) -> PageSettings:
    logo = values["page.office_logo"]
    if logo and not logo.is_file():
        raise SettingsError(f"画像 {logo} がありません。page.office_logo を確かめてください。")
    return PageSettings(office_name=values["page.office_name"] or "", office_logo=logo)
