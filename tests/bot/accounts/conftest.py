from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI

sys.path.insert(0, str(Path(__file__).parents[1] / "page"))

sys.path.insert(0, str(Path(__file__).parent))

from argon2 import PasswordHasher
from gated import PASSWORDS, Build
from sample_desk import SampleDesk

from bot.accounts import passwords
from bot.accounts.gate import Gate
from bot.office_settings import AccessSettings, RecordSettings, ServerSettings
from bot.records.office import RecordOffice, open_records
from bot.server import build_application
from bot.settings import Settings


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash at next to no cost; what the cost is, is the library's to know."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=64))
    passwords._nobodys.cache_clear()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[RecordOffice]:
    settings = RecordSettings(
        folder=tmp_path / "data", database=f"sqlite:///{tmp_path / 'data' / 'records.sqlite'}"
    )
    made = open_records(settings, mask=lambda text, *, is_public: text)
    yield made
    made.close()


@pytest.fixture
def build(office: RecordOffice, tmp_path: Path) -> Build:
    """Make the application as it is served, over four passages."""

    def make(**changes: object) -> FastAPI:
        server = ServerSettings(questions_per_minute=0)
        settings = Settings(
            knowledge_base=tmp_path / "kb",
            embedder=None,
            vocabulary=None,
            server=replace(server, **{k: v for k, v in changes.items() if hasattr(server, k)}),  # type: ignore[arg-type]
            access=replace(
                AccessSettings(),
                **{k: v for k, v in changes.items() if hasattr(AccessSettings(), k)},  # type: ignore[arg-type]
            ),
        )
        return build_application(SampleDesk(), gate=Gate(settings, office))

    return make


@pytest.fixture
def people(office: RecordOffice, build: Build) -> None:
    """An account of each role, named as the role."""
    from bot.accounts.store import Accounts

    accounts = Accounts(office.database, audit=office.audit)
    for role, password in PASSWORDS.items():
        accounts.add(role, password, role=role, actor="test")  # type: ignore[arg-type]
