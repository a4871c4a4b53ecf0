"""Every setting that there is: its key in the file, its variable, its kind, its default.

``docs/settings.md`` is the reference; a test holds that it names all of them.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ingest.errors import SettingsError

Kind = Literal["text", "path", "paths", "switch", "number", "words"]


@dataclass(frozen=True)
class Option:
    """One setting."""

    key: str
    """``section.name`` in the settings file."""
    kind: Kind
    """``words`` and ``paths`` are lists in the file, and separated by commas in a variable."""
    default: object = None
    own_variable: str | None = None
    """Variable of the environment where it is not the key's own."""
    least: int = 0
    """Of numbers."""

    @property
    def variable(self) -> str:
        """Name of the variable of the environment."""
        return self.own_variable or f"MADOGUCHI_{self.key.replace('.', '_').upper()}"


OPTIONS: tuple[Option, ...] = (
    Option("knowledge_base.folder", "path", own_variable="MADOGUCHI_KB"),
    Option("knowledge_base.model", "text", own_variable="MADOGUCHI_MODEL"),
    Option("knowledge_base.query_prompt", "text", own_variable="MADOGUCHI_QUERY_PROMPT"),
    Option("knowledge_base.passage_prompt", "text", own_variable="MADOGUCHI_PASSAGE_PROMPT"),
    Option("knowledge_base.reranker", "text", own_variable="MADOGUCHI_RERANKER"),
    Option("knowledge_base.vocabulary", "path", own_variable="MADOGUCHI_VOCABULARY"),
    Option("knowledge_base.departments", "path", own_variable="MADOGUCHI_DEPARTMENTS"),
    Option("knowledge_base.chroma", "text", own_variable="MADOGUCHI_CHROMA"),
    Option("answers.old_after_years", "number", 10, least=1),
    Option("llm.model", "text", own_variable="MADOGUCHI_LLM"),
    Option("llm.url", "text"),
    Option("llm.key", "text"),
    Option("llm.timeout", "number", 20, least=1),
    Option("llm.input_tokens", "number", 3_000, least=600),
    Option("llm.output_tokens", "number", 600, least=50),
    Option("reading.megabytes", "number", 50, least=1),
    Option("reading.seconds", "number", 180, least=1),
    Option("reading.recognition_seconds", "number", 1800, least=1),
    Option("reading.memory_megabytes", "number", 2048, least=256),
    Option("reading.unpacked_megabytes", "number", 400, least=1),
    Option("reading.files_in_archive", "number", 5_000, least=1),
    Option("reading.pages", "number", 3_000, least=1),
    Option("reading.rows", "number", 100_000, least=1),
    Option("server.host", "text", "127.0.0.1"),
    Option("server.port", "number", 7860),
    Option("server.hosts", "words", ()),
    Option("server.trusted_proxies", "words", ()),
    Option("server.questions_per_minute", "number", 60),
    Option("server.upload_megabytes", "number", 50, least=1),
    Option("server.logs", "text", "plain"),
    Option("server.metrics_token", "text"),
    Option("access.staff", "switch", False, own_variable="MADOGUCHI_STAFF_ACCESS"),
    Option("access.session_hours", "number", 10, least=1),
    Option("access.plain_http", "switch", False),
    Option("access.proxy_header", "text"),
    Option("access.proxy_role", "text"),
    Option("access.oidc_issuer", "text"),
    Option("access.oidc_client_id", "text"),
    Option("access.oidc_client_secret", "text"),
    Option("access.oidc_name_claim", "text", "preferred_username"),
    Option("access.oidc_role_claim", "text", "roles"),
    Option("access.oidc_readers", "words", ()),
    Option("access.oidc_editors", "words", ()),
    Option("access.oidc_administrators", "words", ()),
    Option("access.public_address", "text"),
    Option("page.office_name", "text"),
    Option("page.office_logo", "path"),
    Option("sync.public_folders", "paths", ()),
    Option("sync.staff_folders", "paths", ()),
    Option("sync.manifest", "path"),
    Option("records.folder", "path", own_variable="MADOGUCHI_DATA"),
    Option("records.database", "text", own_variable="MADOGUCHI_DATABASE"),
    Option("records.secret", "text", own_variable="MADOGUCHI_SECRET"),
    Option("records.conversations", "switch", True),
    Option("records.commands", "switch", False),
    Option("records.retention_days", "number", 90, least=1),
)

FILE_VARIABLE = "MADOGUCHI_SETTINGS"
FILE_NAME = "madoguchi.toml"

_TRUE = ("1", "yes", "true", "on")
_FALSE = ("0", "no", "false", "off")


def settings_file(environment: Mapping[str, str]) -> Path | None:
    """Return the settings file: the one that is named, or the one in the current folder.

    Raises:
        SettingsError: the named one does not exist.
    """
    if named := environment.get(FILE_VARIABLE):
        if not Path(named).is_file():
            raise SettingsError(
                f"設定ファイル {named} がありません。{FILE_VARIABLE} を確かめてください。"
            )
        return Path(named)
    return Path(FILE_NAME) if Path(FILE_NAME).is_file() else None


def read_values(environment: Mapping[str, str], file: Path | None) -> dict[str, Any]:
    """Return the value of every option by its key: environment, then file, then default.

    Paths in the file are relative to the file's folder, those of variables to the current one.

    Raises:
        SettingsError: the file cannot be read, names an unknown setting, or a value is unusable.
    """
    written = _flatten(file) if file else {}
    values: dict[str, Any] = {}
    for option in OPTIONS:
        if said := environment.get(option.variable, "").strip():
            values[option.key] = _parsed(option, said, source=option.variable, base=Path())
        elif option.key in written and file:
            source = f"{file} の {option.key}"
            values[option.key] = _parsed(
                option, written[option.key], source=source, base=file.parent
            )
        else:
            values[option.key] = option.default
    return values


def _flatten(file: Path) -> dict[str, Any]:
    try:
        tree = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SettingsError(f"設定ファイル {file} を読めません（{error.strerror}）。") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(
            f"設定ファイル {file} をTOMLとして読めません（{error}）。"
            "UTF-8で保存し、書き方を確かめてください。"
        ) from error
    flat: dict[str, Any] = {}
    for section, content in tree.items():
        if isinstance(content, dict):
            flat |= {f"{section}.{name}": value for name, value in content.items()}
        else:
            flat[section] = content
    known = [option.key for option in OPTIONS]
    for key in flat:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            hint = (
                f"「{near[0]}」ではありませんか。"
                if near
                else "docs/settings.md に一覧があります。"
            )
            raise SettingsError(f"設定ファイル {file} の「{key}」という設定はありません。{hint}")
    return flat


def _parsed(option: Option, value: object, *, source: str, base: Path) -> object:
    if option.kind == "switch":
        return _switch(value, source)
    if option.kind == "number":
        return _number(value, source, option.least)
    if option.kind in ("words", "paths"):
        parts = value.split(",") if isinstance(value, str) else value
        if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
            raise SettingsError(f"{source} は文字列の並びにしてください。")
        words = tuple(part.strip() for part in parts if part.strip())
        if option.kind == "words":
            return words
        return tuple(base / Path(word).expanduser() for word in words)
    if not isinstance(value, str):
        raise SettingsError(f"{source} の値「{value}」は使えません。文字列にしてください。")
    if option.kind == "path":
        return base / Path(value).expanduser()
    return value.strip() or None


def _switch(value: object, source: str) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in (*_TRUE, *_FALSE):
        return value.lower() in _TRUE
    raise SettingsError(
        f"{source} の値「{value}」は使えません。1（はい）か 0（いいえ）にしてください。"
    )


def _number(value: object, source: str, least: int) -> int:
    try:
        number = int(value) if isinstance(value, str) else value
    except ValueError:
        number = None
    if not isinstance(number, int) or isinstance(number, bool) or number < least:
        raise SettingsError(
            f"{source} の値「{value}」は使えません。{least} 以上の整数にしてください。"
        )
    return number
