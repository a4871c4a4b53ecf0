"""The tables of the records. Times are ISO 8601 in UTC, which sorts as text."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

REVISION = "0003"
"""The newest migration; a database that says so needs none."""

metadata = MetaData()

questions = Table(
    "questions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("at", Text, nullable=False),
    Column("conversation", Text),
    Column("channel", Text, nullable=False),
    Column("audience", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("city", Text),
    Column("question", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("reason", Text),
    Column("answer", Text, nullable=False),
    Column("departments", Text, nullable=False),
    Column("labels", Text, nullable=False),
    Column("latency_ms", Float, nullable=False),
    Column("model", Text, nullable=False),
    Index("questions_at", "at"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", Text, primary_key=True),
    Column("at", Text, nullable=False),
    Column("helpful", Boolean, nullable=False),
    Column("reason", Text),
    Column("question", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("labels", Text, nullable=False),
    Index("feedback_at", "at"),
)

ingests = Table(
    "ingests",
    metadata,
    Column("id", Text, primary_key=True),
    Column("at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("audience", Text),
    Column("passages", Integer),
    Column("warnings", Text, nullable=False),
    Index("ingests_at", "at"),
)

logins = Table(
    "logins",
    metadata,
    Column("id", Text, primary_key=True),
    Column("at", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Index("logins_at", "at"),
)

accounts = Table(
    "accounts",
    metadata,
    Column("name", Text, primary_key=True),
    Column("password", Text),
    Column("role", Text, nullable=False),
    Column("created_at", Text, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("expires_at", Text, nullable=False),
    Index("sessions_name", "name"),
)

switches = Table(
    "switches",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    Column("changed_at", Text, nullable=False),
    Column("actor", Text, nullable=False),
)

synonyms = Table(
    "synonyms",
    metadata,
    Column("everyday", Text, primary_key=True),
    Column("terms", Text, nullable=False),
    Column("changed_at", Text, nullable=False),
    Column("actor", Text, nullable=False),
)

waiting = Table(
    "waiting",
    metadata,
    Column("token", Text, primary_key=True),
    Column("at", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("audience", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

texts = Table(
    "texts",
    metadata,
    Column("name", Text, primary_key=True),
    Column("text", Text, nullable=False),
    Column("changed_at", Text, nullable=False),
    Column("actor", Text, nullable=False),
)

syncs = Table(
    "syncs",
    metadata,
    Column("token", Text, primary_key=True),
    Column("at", Text, nullable=False),
    Column("changed_at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("folder", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("audience", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("look", Text),
    Column("report", Text),
    Index("syncs_at", "at"),
)

audit = Table(
    "audit",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("digest", Text, nullable=False),
)
