"""Kills ingests, syncs, asking, migrations and backups at random moments, and looks what is left.

    python -m eval.killed --rounds 200 --seed 1

Each round ends one action of a desk by SIGKILL and then checks that the knowledge base opens
in one whole state, that nothing which was acknowledged is gone, and that nothing half shows.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import random
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from eval.killed_actions import ACTIONS, Action, Desk, edition_of, ingest, make_old

_CHANGING = ("ingest", "sync")
"""Actions that end in the next edition."""


@dataclass(frozen=True)
class Killed:
    """The outcome of all rounds."""

    rounds: int
    killed: dict[str, int]
    """Action → rounds in which it was ended before its end."""
    finished: dict[str, int]
    """Action → rounds in which it was done before."""
    failures: list[str]
    """What was found wrong, with the round."""


def run(rounds: int, *, seed: int, folder: Path, tell: Callable[[str], None]) -> Killed:
    """Kill so many actions and return what was found.

    Args:
        rounds: how many.
        seed: of the choice of actions and moments.
        folder: an empty one.
        tell: called with progress.
    """
    chance = random.Random(seed)
    desk = Desk(folder)
    # Models and dictionaries are read once, here; each action is a fork.
    _warm_up(desk)
    seconds = {name: _timed(name, desk) for name in ACTIONS}
    tell("undisturbed: " + ", ".join(f"{name} {took:.2f} s" for name, took in seconds.items()))
    killed: Counter[str] = Counter()
    finished: Counter[str] = Counter()
    failures: list[str] = []
    for number in range(1, rounds + 1):
        name = chance.choice(sorted(ACTIONS))
        act, check = ACTIONS[name]
        if name == "migrate":
            _make_old(desk)
        moment = chance.uniform(0.0, seconds[name] * 1.1)
        ended_by, acknowledged = _run_and_kill(act, desk, number, after=moment)
        (killed if ended_by == signal.SIGKILL else finished)[name] += 1
        if ended_by not in (0, signal.SIGKILL):
            failures.append(f"round {number}: {name} ended with {ended_by}")
        problem = _in_fork(partial(check, desk, number, acknowledged))
        if problem:
            failures.append(f"round {number}: {name} after {moment:.3f} s: {problem}")
        if name in _CHANGING:
            desk.edition = edition_of(desk)
        if number % 20 == 0:
            tell(f"{number} rounds, {len(failures)} failures")
    return Killed(rounds, dict(killed), dict(finished), failures)


def _warm_up(desk: Desk) -> None:
    # Imported once for all forks.
    for name in ("alembic.command", "bot.admin.pages", "bot.accounts.gate", "chromadb"):
        importlib.import_module(name)
    from kb.embedding import shipped_model
    from kb.words import content_words

    content_words("窓口")
    shipped_model()
    assert _run_and_kill(ingest, desk, 0, after=None)[0] == 0


def _make_old(desk: Desk) -> None:
    problem = _in_fork(partial(make_old, desk))
    assert not problem, problem


def _timed(name: str, desk: Desk) -> float:
    """Return how long an action takes that nobody kills."""
    act, _ = ACTIONS[name]
    if name == "migrate":
        _make_old(desk)
    began = time.monotonic()
    ended_by, _ = _run_and_kill(act, desk, 0, after=None)
    assert ended_by == 0, name
    if name in _CHANGING:
        desk.edition = edition_of(desk)
    return time.monotonic() - began


def _run_and_kill(
    act: Action, desk: Desk, number: int, *, after: float | None
) -> tuple[int, list[str]]:
    """Run an action in a fork, kill it, and return what ended it and what it acknowledged."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        status = 1
        try:
            with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
                act(desk, number, writing)
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    os.close(writing)
    if after is not None:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    with os.fdopen(reading, encoding="utf-8") as said:
        acknowledged = said.read().splitlines()
    _, status = os.waitpid(child, 0)
    return (os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)), acknowledged


def _in_fork(check: Callable[[], None]) -> str:
    """Run a check in a fork, as a new process would see it; return what was wrong."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            check()
        except BaseException:
            os.write(writing, traceback.format_exc().encode()[-4000:])
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8", errors="replace") as said:
        problem = said.read()
    os.waitpid(child, 0)
    return problem


def _main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="madoguchi-killed-") as folder:
        outcome = run(
            options.rounds,
            seed=options.seed,
            folder=Path(folder),
            tell=lambda text: print(text, file=sys.stderr, flush=True),
        )
    print(json.dumps(asdict(outcome), ensure_ascii=False, indent=1))
    return 1 if outcome.failures else 0


if __name__ == "__main__":
    sys.exit(_main())
