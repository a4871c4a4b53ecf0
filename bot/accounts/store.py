"""Local accounts and everybody's sessions, in the records' database."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Delete, delete, func, insert, select, update

from bot.accounts.passwords import fits, hash_password
from bot.accounts.roles import ROLES, Person, Role, Source
from bot.records import schema
from bot.records.audit import AuditLog
from bot.records.clock import current_time, time_before, written
from bot.records.database import Database
from bot.records.secret import sign
from ingest.errors import MadoguchiError

_NAME = re.compile(r"[\w.@\-]{1,64}")

MAX_FAILURES = 5
"""Failed logins with one name from one address after which they have to wait."""
MOST_FAILURES = 50
"""The same of one name from anywhere, and of one address with any name."""
FAILURE_MINUTES = 15


@dataclass(frozen=True)
class Account:
    """Somebody who may log in here."""

    name: str
    role: Role
    created_at: str


class Accounts:
    """Local accounts; every change stands in the audit log."""

    def __init__(self, database: Database, *, audit: AuditLog) -> None:
        self._database = database
        self._audit = audit

    def all(self) -> list[Account]:
        """Return the accounts in order of their names."""
        with self._database.read() as connection:
            rows = connection.execute(select(schema.accounts).order_by(schema.accounts.c.name))
            return [Account(row.name, _role(row.role), row.created_at) for row in rows]

    def find(self, name: str) -> Account | None:
        """Return one account, or None where there is none of this name."""
        return next((account for account in self.all() if account.name == name), None)

    def require(self, name: str) -> Account:
        """Return one account.

        Raises:
            MadoguchiError: there is none of this name.
        """
        found = self.find(name)
        if found is None:
            raise MadoguchiError(
                f"アカウント「{name}」はありません。madoguchi users list で確かめてください。"
            )
        return found

    def add(self, name: str, password: str, *, role: Role, actor: str) -> None:
        """Make an account.

        Raises:
            MadoguchiError: the name or the password cannot be used, or the name is taken.
        """
        if not _NAME.fullmatch(name):
            raise MadoguchiError(
                f"「{name}」は名前に使えません。文字、数字、. _ - @ の64字以内にしてください。"
            )
        hashed = hash_password(password, name=name)
        if self.find(name):
            raise MadoguchiError(
                f"アカウント「{name}」はもうあります。"
                "madoguchi users passwd か role で変えられます。"
            )
        row = {"name": name, "password": hashed, "role": role, "created_at": current_time()}
        with self._database.write() as connection:
            connection.execute(insert(schema.accounts).values(**row))
            self._audit.add_within(connection, actor, "users.add", name=name, role=role)

    def set_password(self, name: str, password: str, *, actor: str) -> None:
        """Change a password and end the person's sessions; MadoguchiError where it cannot be."""
        self.require(name)
        self._change(name, actor, "users.passwd", password=hash_password(password, name=name))

    def set_role(self, name: str, role: Role, *, actor: str) -> None:
        """Change a role and end the person's sessions; MadoguchiError where there is nobody."""
        self.require(name)
        self._change(name, actor, "users.role", role=role)

    def remove(self, name: str, *, actor: str) -> None:
        """Remove an account and end its sessions; MadoguchiError where there is none."""
        self.require(name)
        with self._database.write() as connection:
            connection.execute(delete(schema.accounts).where(schema.accounts.c.name == name))
            connection.execute(_sessions_of(name))
            self._audit.add_within(connection, actor, "users.remove", name=name)

    def check(self, name: str, password: str) -> Person | None:
        """Return who logs in with this name and password, or None; takes as long either way."""
        with self._database.read() as connection:
            row = connection.execute(
                select(schema.accounts).where(schema.accounts.c.name == name[:64])
            ).first()
        matches = fits(password, row.password if row else None)
        return Person(row.name, _role(row.role), "local") if row and matches else None

    def must_wait(self, name: str, address: str) -> bool:
        """Return whether too many logins failed lately, with this name or from this address."""
        logins = schema.logins
        failed = (logins.c.outcome == "failed") & (
            logins.c.at > time_before(minutes=FAILURE_MINUTES)
        )
        with self._database.read() as connection:

            def count(condition: ColumnElement[bool]) -> int:
                query = select(func.count()).select_from(logins).where(failed, condition)
                return connection.scalar(query) or 0

            by_name, by_address = logins.c.account == name[:200], logins.c.address == address
            return (
                count(by_name & by_address) >= MAX_FAILURES
                or count(by_name) >= MOST_FAILURES
                or count(by_address) >= MOST_FAILURES
            )

    def _change(self, name: str, actor: str, action: str, **values: str) -> None:
        told = {key: value for key, value in values.items() if key != "password"}
        with self._database.write() as connection:
            connection.execute(
                update(schema.accounts).where(schema.accounts.c.name == name).values(**values)
            )
            connection.execute(_sessions_of(name))
            self._audit.add_within(connection, actor, action, name=name, **told)


class Sessions:
    """Who is logged in; the cookie holds a signed random token, the database its digest."""

    def __init__(self, database: Database, *, secret: bytes, hours: int) -> None:
        self._database = database
        self._secret = secret
        self.hours = hours

    def begin(self, person: Person) -> str:
        """Return the cookie of a new session."""
        token = secrets.token_urlsafe(32)
        expires = datetime.now(UTC) + timedelta(hours=self.hours)
        with self._database.write() as connection:
            connection.execute(
                insert(schema.sessions).values(
                    digest=_digest(token),
                    name=person.name,
                    role=person.role,
                    source=person.source,
                    created_at=current_time(),
                    expires_at=written(expires),
                )
            )
        return f"{token}.{self._signature(token)}"

    def person(self, cookie: str) -> Person | None:
        """Return whose session a cookie is, or None where it is none, or ended."""
        token = self._token(cookie)
        if token is None:
            return None
        with self._database.read() as connection:
            row = connection.execute(
                select(schema.sessions).where(
                    schema.sessions.c.digest == _digest(token),
                    schema.sessions.c.expires_at > current_time(),
                )
            ).first()
        return Person(row.name, _role(row.role), _source(row.source)) if row else None

    def end(self, cookie: str) -> None:
        """End a session; the cookie is worth nothing afterwards, wherever it was copied to."""
        token = self._token(cookie)
        if token is not None:
            with self._database.write() as connection:
                connection.execute(
                    delete(schema.sessions).where(schema.sessions.c.digest == _digest(token))
                )

    def end_all_of(self, name: str) -> None:
        """End every session of a person."""
        with self._database.write() as connection:
            connection.execute(_sessions_of(name))

    def _token(self, cookie: str) -> str | None:
        token, _, signature = cookie.partition(".")
        if not token.isascii() or not signature.isascii():
            return None
        is_ours = secrets.compare_digest(signature, self._signature(token))
        return token if is_ours else None

    def _signature(self, token: str) -> str:
        return sign(token, secret=self._secret, purpose="session")


def _sessions_of(name: str) -> Delete:
    return delete(schema.sessions).where(schema.sessions.c.name == name)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _role(text: str) -> Role:
    return next(role for role in ROLES if role == text)


def _source(text: str) -> Source:
    sources: tuple[Source, ...] = ("local", "proxy", "oidc", "open")
    return next(source for source in sources if source == text)
