"""Kills ingests, asking, migrations and backups at random moments, and looks what is left.

    python -m eval.killed --rounds 200 --seed 1

Each round ends one action of a desk by SIGKILL and then checks that the knowledge base opens
in one whole state, that nothing which was acknowledged is gone, and that nothing half shows.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sqlite3
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable
from contextlib import closing, redirect_stdout
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from bot.operation.archive import unpack
from bot.operation.backup import back_up
from bot.settings import Settings, read_settings
from bot.wiring import open_assistant, open_record_office, open_recorded_desk

DOCUMENTS = 6
"""Of the knowledge base; each says its edition in every sentence."""
ASKED = 40
"""Questions of one round of asking, at most."""
OLD_ROWS = 300
"""Rows of the database that is migrated."""
_QUESTION = "第{}課の窓口はどこですか（{}）"


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


class Desk:
    """Folders of one desk, and its editions of documents."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.edition = 0
        self.environment = {
            "MADOGUCHI_KB": str(folder / "kb"),
            "MADOGUCHI_DATA": str(folder / "data"),
        }

    @property
    def settings(self) -> Settings:
        """Where everything is."""
        return read_settings(self.environment)

    def write_documents(self, edition: int) -> Path:
        """Write an edition of the documents and return their folder."""
        folder = self.folder / f"edition-{edition}"
        folder.mkdir(exist_ok=True)
        for number in range(DOCUMENTS):
            lines = [f"汐野市 第{number}課の案内", ""]
            lines += [
                f"第{number}課の窓口{place}は、第{edition}版では庁舎{place}階にある。"
                for place in range(5)
            ]
            (folder / f"第{number}課.txt").write_text("\n".join(lines), encoding="utf-8")
        return folder


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
    actions: dict[str, tuple[Callable[[Desk, int, int], None], Callable[..., None]]] = {
        "ingest": (_ingest, _check_ingest),
        "ask": (_ask, _check_asked),
        "migrate": (_migrate, _check_migrated),
        "backup": (_back_up, _check_backup),
    }
    # Models and dictionaries are read once, here; each action is a fork.
    _warm_up(desk)
    seconds = {name: _timed(act, desk) for name, (act, _) in actions.items()}
    tell("undisturbed: " + ", ".join(f"{name} {took:.2f} s" for name, took in seconds.items()))
    killed: Counter[str] = Counter()
    finished: Counter[str] = Counter()
    failures: list[str] = []
    for number in range(1, rounds + 1):
        name = chance.choice(sorted(actions))
        act, check = actions[name]
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
        if name == "ingest":
            desk.edition = _edition_of(desk)
        if number % 20 == 0:
            tell(f"{number} rounds, {len(failures)} failures")
    return Killed(rounds, dict(killed), dict(finished), failures)


def _warm_up(desk: Desk) -> None:
    import chromadb  # noqa: F401  # imported once for all forks

    from kb.embedding import shipped_model
    from kb.words import content_words

    content_words("窓口")
    shipped_model()
    assert _run_and_kill(_ingest, desk, 0, after=None)[0] == 0


def _timed(act: Callable[[Desk, int, int], None], desk: Desk) -> float:
    """Return how long an action takes that nobody kills."""
    if act is _migrate:
        _make_old(desk)
    began = time.monotonic()
    ended_by, _ = _run_and_kill(act, desk, 0, after=None)
    assert ended_by == 0, act
    if act is _ingest:
        desk.edition = _edition_of(desk)
    return time.monotonic() - began


def _run_and_kill(
    act: Callable[[Desk, int, int], None], desk: Desk, number: int, *, after: float | None
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


def _say(pipe: int, what: object) -> None:
    if pipe >= 0:
        os.write(pipe, f"{what}\n".encode())


# What is killed.


def _ingest(desk: Desk, number: int, pipe: int) -> None:
    from bot.cli import main

    edition = desk.edition + 1
    status = main(
        [
            *("ingest", "--json", "--kb", str(desk.settings.knowledge_base)),
            str(desk.write_documents(edition)),
        ]
    )
    assert status == 0
    _say(pipe, edition)


def _ask(desk: Desk, number: int, pipe: int) -> None:
    settings = desk.settings
    office = open_record_office(settings)
    asked = open_recorded_desk(open_assistant(settings), office)
    for turn in range(ASKED):
        question = _QUESTION.format(turn % DOCUMENTS, f"{number}-{turn}")
        answer = asked.ask(question)
        _say(pipe, json.dumps([question, answer.text], ensure_ascii=False))


def _migrate(desk: Desk, number: int, pipe: int) -> None:
    office = open_record_office(read_settings(_old(desk)))
    office.audit.add("試験", "migrated")
    _say(pipe, "migrated")


def _back_up(desk: Desk, number: int, pipe: int) -> None:
    target = desk.folder / "backup.zip"
    back_up(desk.settings, target, environment=desk.environment, force=True)
    _say(pipe, number)


# What has to hold afterwards.


def _check_ingest(desk: Desk, number: int, acknowledged: list[str]) -> None:
    edition = check_knowledge_base(desk)
    allowed = {desk.edition, desk.edition + 1}
    if acknowledged:
        allowed = {int(acknowledged[-1])}
    assert edition in allowed, f"edition {edition}, not of {allowed}"


def _check_asked(desk: Desk, number: int, acknowledged: list[str]) -> None:
    check_knowledge_base(desk)
    kept = {row["question"]: row["answer"] for row in _rows(desk.settings)}
    for line in acknowledged:
        question, answer = json.loads(line)
        assert kept.get(question) == answer, f"{question}: {kept.get(question)!r}"


def _check_migrated(desk: Desk, number: int, acknowledged: list[str]) -> None:
    settings = read_settings(_old(desk))
    office = open_record_office(settings)
    assert len(list(office.records.rows("questions"))) == OLD_ROWS
    assert office.audit.verify().problem is None
    entries = [entry.action for entry in office.audit.latest(10)]
    assert not acknowledged or "migrated" in entries, entries
    office.close()
    _check_whole(Path(settings.records.folder) / "records.sqlite")


def _check_backup(desk: Desk, number: int, acknowledged: list[str]) -> None:
    check_knowledge_base(desk)
    _rows(desk.settings)
    target = desk.folder / "backup.zip"
    with zipfile.ZipFile(target) as archive, tempfile.TemporaryDirectory() as staging:
        contents = unpack(archive, Path(staging))
        assert contents.generation
        _check_whole(Path(staging) / "records.sqlite")


def check_knowledge_base(desk: Desk) -> int:
    """Return the edition of the one whole state that opens and answers."""
    from bot.models import open_embedder
    from kb.generations import load, open_generation
    from kb.knowledge_base import KnowledgeBase
    from kb.records import Filters
    from kb.vectors import open_store

    settings = desk.settings
    embedder = open_embedder(settings)
    generation = open_generation(settings.knowledge_base, embedder_fingerprint=embedder.fingerprint)
    load(settings.knowledge_base, generation.name, thorough=True)
    expected = generation.manifest.vectors
    with open_store(generation.chroma_path, embedder=embedder, expected=expected):
        pass
    snapshot = KnowledgeBase(settings.knowledge_base, embedder).snapshot()
    editions = {
        passage.text.partition("は、第")[2].partition("版")[0] for passage in snapshot.passages()
    }
    assert len(snapshot.documents) == DOCUMENTS
    assert len(editions) == 1, f"editions {editions} at once"
    (edition,) = editions
    found = snapshot.search("第3課の窓口2", filters=Filters()).hits
    assert found[0].passage.document == "第3課.txt"
    assert f"第{edition}版" in found[0].passage.text
    return int(edition)


def _edition_of(desk: Desk) -> int:
    from kb.catalog import Catalog
    from kb.generations import open_generation

    catalog = Catalog(open_generation(desk.settings.knowledge_base).catalog_path)
    text = next(iter(catalog.passages())).text
    catalog.close()
    return int(text.partition("は、第")[2].partition("版")[0])


def _rows(settings: Settings) -> list[dict[str, Any]]:
    office = open_record_office(settings)
    try:
        assert office.audit.verify().problem is None
        return list(office.records.rows("questions"))
    finally:
        office.close()
        _check_whole(settings.records.folder / "records.sqlite")


def _check_whole(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def _old(desk: Desk) -> dict[str, str]:
    return {**desk.environment, "MADOGUCHI_DATA": str(desk.folder / "old")}


def _make_old(desk: Desk) -> None:
    """Make records as the first revision had them, with rows."""
    problem = _in_fork(lambda: _write_old(read_settings(_old(desk))))
    assert not problem, problem


def _write_old(settings: Settings) -> None:
    import shutil

    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine

    import bot.records

    shutil.rmtree(settings.records.folder, ignore_errors=True)
    settings.records.folder.mkdir(mode=0o700)
    config = Config()
    scripts = Path(str(bot.records.__file__)).parent / "migrations"
    config.set_main_option("script_location", str(scripts))
    engine = create_engine(settings.records.database)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.exec_driver_sql("PRAGMA user_version = 0")
        for number in range(OLD_ROWS):
            connection.exec_driver_sql(
                "INSERT INTO questions VALUES (?, ?, NULL, 'web', 'citizen', 'ja', NULL, ?, "
                "'answered', NULL, '答え', '[]', '[]', 1.0, 'extractive')",
                (f"row{number}", f"2026-04-01T00:00:{number % 60:02d}", f"質問{number}"),
            )
    engine.dispose()


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
