from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.accounts.passwords import fits, hash_password
from bot.accounts.roles import Person
from bot.accounts.store import MAX_FAILURES, Account, Accounts, Sessions
from bot.records import schema
from bot.records.audit import AuditLog
from bot.records.clock import time_before
from bot.records.database import Database
from bot.records.store import Records
from ingest.errors import MadoguchiError

SECRET = b"a secret of the tests, long enough"
PASSWORD = "しおの-3丁目-cats"
HANA = Person("hana", "editor", "local")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'records.sqlite'}")
    yield made
    made.close()


@pytest.fixture
def accounts(database: Database) -> Accounts:
    return Accounts(database, audit=AuditLog(database, secret=SECRET))


@pytest.fixture
def sessions(database: Database) -> Sessions:
    return Sessions(database, secret=SECRET, hours=1)


def test_a_password_fits_its_own_hash_alone() -> None:
    hashed = hash_password(PASSWORD, name="hana")

    assert hashed.startswith("$argon2id$")
    assert hash_password(PASSWORD, name="hana") != hashed
    assert fits(PASSWORD, hashed)
    assert not fits("しおの-3丁目-dogs", hashed)
    assert not fits(PASSWORD, None)
    assert not fits("a password that nobody has", None)
    assert not fits("x" * 1_000_000, hashed)
    assert not fits(PASSWORD, "no hash")


@pytest.mark.parametrize("password", ["short", "a" * 12, "hana-hana-1234", "x" * 201])
def test_a_password_that_is_easy_to_guess_is_refused(password: str) -> None:
    with pytest.raises(MadoguchiError, match="パスワード"):
        hash_password(password, name="Hana")


def test_an_account_lets_its_owner_in(accounts: Accounts) -> None:
    accounts.add("hana", PASSWORD, role="editor", actor="test")

    assert accounts.check("hana", PASSWORD) == HANA
    assert accounts.check("hana", "another password") is None
    assert accounts.check("taro", PASSWORD) is None
    (account,) = accounts.all()
    assert account == Account("hana", "editor", account.created_at)


def test_changes_are_told_in_the_audit_log_without_passwords(
    accounts: Accounts, database: Database
) -> None:
    accounts.add("hana", PASSWORD, role="reader", actor="test")
    accounts.set_role("hana", "administrator", actor="test")
    accounts.set_password("hana", "もうひとつの合言葉-77", actor="test")
    accounts.remove("hana", actor="test")

    entries = AuditLog(database, secret=SECRET).latest()
    assert [(entry.action, dict(entry.detail)) for entry in reversed(entries)] == [
        ("users.add", {"name": "hana", "role": "reader"}),
        ("users.role", {"name": "hana", "role": "administrator"}),
        ("users.passwd", {"name": "hana"}),
        ("users.remove", {"name": "hana"}),
    ]
    assert accounts.all() == []


def test_names_that_are_taken_missing_or_unusable_are_told(accounts: Accounts) -> None:
    accounts.add("hana", PASSWORD, role="reader", actor="test")

    with pytest.raises(MadoguchiError, match="もうあります"):
        accounts.add("hana", PASSWORD, role="reader", actor="test")
    with pytest.raises(MadoguchiError, match="名前に使えません"):
        accounts.add("ha na", PASSWORD, role="reader", actor="test")
    for change in (
        lambda: accounts.remove("taro", actor="test"),
        lambda: accounts.set_role("taro", "reader", actor="test"),
        lambda: accounts.set_password("taro", PASSWORD, actor="test"),
    ):
        with pytest.raises(MadoguchiError, match="「taro」はありません"):
            change()


def test_a_session_lasts_until_it_is_ended_on_the_server(sessions: Sessions) -> None:
    cookie, other = sessions.begin(HANA), sessions.begin(HANA)

    assert sessions.person(cookie) == HANA
    sessions.end(cookie)
    assert sessions.person(cookie) is None
    assert sessions.person(other) == HANA
    sessions.end_all_of("hana")
    assert sessions.person(other) is None


def test_a_session_ends_with_its_time(sessions: Sessions, database: Database) -> None:
    cookie = sessions.begin(HANA)
    with database.write() as connection:
        connection.execute(update(schema.sessions).values(expires_at=time_before(seconds=1)))

    assert sessions.person(cookie) is None


def test_a_cookie_that_was_not_signed_here_is_no_session(
    sessions: Sessions, database: Database
) -> None:
    cookie = sessions.begin(HANA)
    token = cookie.split(".")[0]

    forged = Sessions(database, secret=b"another secret", hours=1).begin(HANA)
    for wrong in (
        "",
        ".",
        token,
        f"{token}.",
        f"{token}.{'0' * 64}",
        f"x{cookie}",
        forged,
        "あ.い",
    ):
        assert sessions.person(wrong) is None


def test_the_database_does_not_hold_the_cookie(sessions: Sessions, tmp_path: Path) -> None:
    token, signature = sessions.begin(HANA).split(".")

    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert token.encode() not in stored
    assert signature.encode() not in stored


def test_role_password_and_removal_end_the_sessions(accounts: Accounts, sessions: Sessions) -> None:
    accounts.add("hana", PASSWORD, role="editor", actor="test")
    for change in (
        lambda: accounts.set_role("hana", "reader", actor="test"),
        lambda: accounts.set_password("hana", PASSWORD, actor="test"),
        lambda: accounts.remove("hana", actor="test"),
    ):
        cookie = sessions.begin(HANA)
        change()
        assert sessions.person(cookie) is None


def test_who_fails_too_often_has_to_wait_whether_the_name_exists_or_not(
    accounts: Accounts, database: Database
) -> None:
    accounts.add("hana", PASSWORD, role="reader", actor="test")
    records = Records(database, mask=lambda text, *, is_public: text)
    for name in ("hana", "nobody"):
        assert not accounts.must_wait(name, "10.0.0.1")
        for _ in range(MAX_FAILURES):
            records.add_login(account=name, address="10.0.0.1", source="local", outcome="failed")
        assert accounts.must_wait(name, "10.0.0.1")
        assert not accounts.must_wait(name, "10.0.0.2")
    with database.write() as connection:
        connection.execute(update(schema.logins).values(at=time_before(minutes=16)))
    assert not accounts.must_wait("hana", "10.0.0.1")


def test_each_role_may_do_what_the_ones_before_it_may() -> None:
    assert [Person("a", role, "local").may("editor") for role in ("reader", "editor")] == [
        False,
        True,
    ]
    assert Person("a", "administrator", "local").may("reader")
