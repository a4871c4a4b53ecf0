from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from contract import Commands

from bot.options import FILE_VARIABLE, OPTIONS


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (FILE_VARIABLE, *(option.variable for option in OPTIONS)):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def sample(sample_kb: Path, capfd: pytest.CaptureFixture[str]) -> Commands:
    """The commands on the sample city's knowledge base; only for reading."""
    return Commands(sample_kb, capfd)


@pytest.fixture
def own(sample_kb: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Commands:
    """The commands on a copy of the sample city's knowledge base."""
    return Commands(Path(shutil.copytree(sample_kb, tmp_path / "copy")), capfd)


@pytest.fixture
def empty(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Commands:
    """The commands on a knowledge base that does not exist yet."""
    return Commands(tmp_path / "new" / "kb", capfd)
