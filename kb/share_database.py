"""Published generations in PostgreSQL: the one place that all machines of a desk agree on.

Files are kept in chunks under their SHA-256, so that what two generations have in common is
there once. A generation appears with the transaction that names it current.
"""

from __future__ import annotations

import hashlib
import threading
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from ingest.errors import KnowledgeBaseError

KEPT_GENERATIONS = 2
"""Who has just read which one is current still finds it."""
CONNECT_SECONDS = 5
_SCHEMA = 1
_CHUNK = 4 << 20
# Numbers of advisory locks, any that are ours.
_MAKING, _WRITING = 6_183_002, 6_183_003

_METADATA = sa.MetaData()
_STATE = sa.Table(
    "kb_state",
    _METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("schema", sa.Integer, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("current", sa.Text),
)
_GENERATIONS = sa.Table(
    "kb_generations",
    _METADATA,
    sa.Column("identity", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("manifest", sa.Text, nullable=False),
    sa.Column("published_at", sa.Text, nullable=False),
    sa.Column("number", sa.Integer, sa.Identity(), nullable=False),
)
_PARTS = sa.Table(
    "kb_parts",
    _METADATA,
    sa.Column("identity", sa.Text, primary_key=True),
    sa.Column("path", sa.Text, primary_key=True),
    sa.Column("digest", sa.Text, nullable=False),
)
_CHUNKS = sa.Table(
    "kb_chunks",
    _METADATA,
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("data", sa.LargeBinary, nullable=False),
)


class ShareUnreachableError(KnowledgeBaseError):
    """The database with the published generations does not answer."""


@dataclass(frozen=True)
class Published:
    """A generation as it was published."""

    identity: str
    """Of its contents, the same wherever it lies."""
    name: str
    """Of its folder: g000003."""
    manifest: str
    """Text of its manifest, with every file."""


class ShareDatabase:
    """Reads and writes published generations; safe to share between threads.

    What fails because the database is gone works again when it is back.
    """

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self._engine = sa.create_engine(
            self._url,
            pool_pre_ping=True,
            connect_args={"connect_timeout": CONNECT_SECONDS},
        )
        self._lock = threading.Lock()
        self._name: str | None = None

    @property
    def shown(self) -> str:
        """Where it is, without the password."""
        return self._url.render_as_string(hide_password=True)

    def close(self) -> None:
        """Let go of connections."""
        self._engine.dispose()

    def name(self) -> str:
        """Return a name that no other knowledge base has, made at the first use."""
        with self._lock:
            if self._name is None:
                with self._told(), self._engine.begin() as connection:
                    self._name = _prepared(connection)
            return self._name

    def current(self) -> Published | None:
        """Return the newest published generation, or None where nothing was published yet.

        Raises:
            ShareUnreachableError: the database does not answer.
        """
        self.name()
        query = sa.select(
            _GENERATIONS.c.identity, _GENERATIONS.c.name, _GENERATIONS.c.manifest
        ).join(_STATE, _STATE.c.current == _GENERATIONS.c.identity)
        with self._told(), self._engine.connect() as connection:
            row = connection.execute(query).first()
        return Published(*row) if row else None

    def identities(self) -> list[str]:
        """Return what is kept, newest first."""
        self.name()
        query = sa.select(_GENERATIONS.c.identity).order_by(_GENERATIONS.c.number.desc())
        with self._told(), self._engine.connect() as connection:
            return list(connection.scalars(query))

    def fetch(self, identity: str, paths: Sequence[str], folder: Path) -> None:
        """Write files of a generation below a folder.

        Raises:
            ShareUnreachableError: the database does not answer, or it was replaced meanwhile.
            OSError: the folder cannot be written to.
        """
        for path in paths:
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            with self._told(), self._engine.connect() as connection, target.open("wb") as file:
                digest = connection.scalar(
                    sa.select(_PARTS.c.digest).where(
                        _PARTS.c.identity == identity, _PARTS.c.path == path
                    )
                )
                if digest is None:
                    raise ShareUnreachableError(
                        "公開されている知識ベースがいま新しくなりました。もう一度実行してください。"
                    )
                for chunk in _chunks_of(connection, digest):
                    file.write(chunk)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only writer of all machines; the lock ends with the connection.

        Raises:
            KnowledgeBaseError: another machine writes.
            ShareUnreachableError: the database does not answer.
        """
        self.name()
        with self._told():
            connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        try:
            with self._told():
                got = connection.scalar(sa.select(sa.func.pg_try_advisory_lock(_WRITING)))
            if not got:
                raise KnowledgeBaseError(
                    "ほかの機械かプロセスが、共有の知識ベースに書き込んでいます。"
                    "それが終わってから、もう一度実行してください。"
                )
            yield
        finally:
            # Given back to the pool it would go on holding the lock.
            connection.invalidate()
            connection.close()

    def publish(self, new: Published, files: Mapping[str, Path], *, instead_of: str | None) -> None:
        """Make a generation the current one, in one transaction.

        Args:
            new: what it is.
            files: path below the generation's folder → where the file lies.
            instead_of: identity of what was current when it was begun.

        Raises:
            KnowledgeBaseError: something else was published meanwhile.
            ShareUnreachableError: the database does not answer.
        """
        self.name()
        with self._told(), self._engine.begin() as connection:
            moved = connection.execute(
                sa.update(_STATE)
                .where(_STATE.c.current.is_not_distinct_from(instead_of))
                .values(current=new.identity)
            )
            if moved.rowcount != 1:
                raise KnowledgeBaseError(
                    "そのあいだに別の機械が知識ベースを新しくしたので、公開しませんでした。"
                    "もう一度実行してください。"
                )
            connection.execute(
                sa.insert(_GENERATIONS).values(
                    identity=new.identity,
                    name=new.name,
                    manifest=new.manifest,
                    published_at=datetime.now(UTC).isoformat(timespec="seconds"),
                )
            )
            for path, file in files.items():
                digest = _stored(connection, file)
                connection.execute(
                    sa.insert(_PARTS).values(identity=new.identity, path=path, digest=digest)
                )
            _forget_old(connection)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            reason = str(getattr(error, "orig", None) or error).strip().split("\n", 1)[0]
            raise ShareUnreachableError(
                f"共有の知識ベースのデータベース（{self.shown}）を使えません（{reason}）。"
                "動いているか、records.database（MADOGUCHI_DATABASE）が正しいか"
                "確かめてください。"
            ) from error


def _prepared(connection: sa.Connection) -> str:
    # Two processes must not make the tables at once.
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MAKING)))
    _METADATA.create_all(connection)
    row = connection.execute(sa.select(_STATE.c.schema, _STATE.c.name)).first()
    if row is None:
        name = uuid.uuid4().hex[:8]
        connection.execute(sa.insert(_STATE).values(id=1, schema=_SCHEMA, name=name))
        return name
    if row.schema != _SCHEMA:
        raise KnowledgeBaseError(
            f"共有の知識ベースは別の版のもの（形式 {row.schema}、このプログラムは {_SCHEMA}）です。"
            "同じ版の Madoguchi を使ってください。"
        )
    return str(row.name)


def _stored(connection: sa.Connection, file: Path) -> str:
    """Put a file into the database unless it is there; return its SHA-256."""
    with file.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
        known = sa.select(_CHUNKS.c.number).where(_CHUNKS.c.digest == digest).limit(1)
        if connection.execute(known).first() is None:
            opened.seek(0)
            number = 0
            # An empty file has one empty chunk, so that it is known.
            while (chunk := opened.read(_CHUNK)) or number == 0:
                connection.execute(
                    sa.insert(_CHUNKS).values(digest=digest, number=number, data=chunk)
                )
                number += 1
    return digest


def _chunks_of(connection: sa.Connection, digest: str) -> Iterator[bytes]:
    number = 0
    while True:
        data = connection.scalar(
            sa.select(_CHUNKS.c.data).where(_CHUNKS.c.digest == digest, _CHUNKS.c.number == number)
        )
        if data is None:
            return
        yield bytes(data)
        number += 1


def _forget_old(connection: sa.Connection) -> None:
    kept = (
        sa.select(_GENERATIONS.c.identity)
        .order_by(_GENERATIONS.c.number.desc())
        .limit(KEPT_GENERATIONS)
    )
    connection.execute(sa.delete(_GENERATIONS).where(_GENERATIONS.c.identity.not_in(kept)))
    still = sa.select(_GENERATIONS.c.identity)
    connection.execute(sa.delete(_PARTS).where(_PARTS.c.identity.not_in(still)))
    used = sa.select(_PARTS.c.digest)
    connection.execute(sa.delete(_CHUNKS).where(_CHUNKS.c.digest.not_in(used)))
