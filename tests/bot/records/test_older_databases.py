"""Databases that earlier migrations left, opened by two processes of this program at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from servers import clean_environment
from sqlalchemy import create_engine, text

from bot.records import database as opened
from bot.records.audit import FIRST, AuditLog
from bot.records.database import Database
from bot.records.schema import REVISION

pytestmark = pytest.mark.integration

SECRET = b"a secret of the tests, long enough"
MIGRATIONS = Path(opened.__file__).parent / "migrations"
REVISIONS = [
    revision.revision
    for revision in ScriptDirectory(str(MIGRATIONS)).walk_revisions()
    if revision.revision != REVISION
]
# Waits until the other one is as far, then opens the database and writes to it.
PROGRAM = """
import sys, time
from pathlib import Path
from bot.records.audit import AuditLog
from bot.records.database import Database
url, secret, me, other = sys.argv[1:]
Path(me).touch()
while not Path(other).exists():
    time.sleep(0.001)
AuditLog(Database(url), secret=secret.encode()).add(me, "test")
"""


def make_older(url: str, revision: str) -> None:
    """Make the database as it was at a revision, with an account and an entry of the audit log."""
    engine = create_engine(url)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.execute(text("INSERT INTO accounts VALUES ('hana', 'x', 'editor', '2026')"))
        row: dict[str, Any] = {
            "number": 1, "at": "2026", "actor": "hana", "action": "test", "detail": "{}",
            "previous": FIRST,
        }  # fmt: skip
        digest = AuditLog(Database(url), secret=SECRET)._digest(row)
        connection.execute(
            text(
                "INSERT INTO audit VALUES (:number, :at, :actor, :action, :detail, :previous, "
                f"'{digest}')"
            ),
            row,
        )
    engine.dispose()


@pytest.mark.parametrize("revision", REVISIONS)
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_two_processes_bring_an_older_database_up_to_date_in_place(
    kind: str, revision: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if kind == "sqlite":
        url = f"sqlite:///{tmp_path / 'records.sqlite'}"
    else:
        url = request.getfixturevalue("empty_postgresql")
    make_older(url, revision)
    flags = [str(tmp_path / "one"), str(tmp_path / "other")]

    processes = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, url, SECRET.decode(), *order],
            env=clean_environment(),
            stderr=subprocess.PIPE,
            text=True,
        )
        for order in (flags, flags[::-1])
    ]
    assert [(p.communicate()[1], p.returncode) for p in processes] == [("", 0)] * 2

    database = Database(url)
    assert database.revision() == REVISION
    verdict = AuditLog(database, secret=SECRET).verify()
    assert (verdict.entries, verdict.problem) == (3, None)
    with database.read() as connection:
        assert connection.scalar(text("SELECT name FROM accounts")) == "hana"
        assert connection.scalar(text("SELECT count(*) FROM syncs")) == 0
    database.close()
