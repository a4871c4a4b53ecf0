"""What is left of a desk that is killed at random moments; the long run is ``eval.killed``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import main
from eval.killed_actions import Desk, check_knowledge_base

pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked to be killed"),
]
ROOT = Path(__file__).parents[2]


def test_six_actions_killed_at_random_moments_lose_nothing() -> None:
    # In a process of its own: this one has threads, which a fork does not take along.
    done = subprocess.run(
        [sys.executable, "-m", "eval.killed", "--rounds", "6", "--seed", "6"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "1"},
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    outcome = json.loads(done.stdout)
    assert outcome["failures"] == []
    assert sum(outcome["killed"].values()) + sum(outcome["finished"].values()) == 6


def test_two_editions_at_once_are_noticed(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    old, new = desk.write_documents(1), desk.write_documents(2)
    (new / "第0課.txt").write_bytes((old / "第0課.txt").read_bytes())
    assert main(["ingest", "--kb", str(tmp_path / "kb"), str(new)]) == 0
    with pytest.raises(AssertionError, match="at once"):
        check_knowledge_base(desk)
