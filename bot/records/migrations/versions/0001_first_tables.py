"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _text(name: str, *, nullable: bool = False, key: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=nullable, primary_key=key)


def upgrade() -> None:
    """Make the tables; the audit log can be added to and nothing else."""
    op.create_table(
        "questions",
        _text("id", key=True),
        _text("at"),
        _text("conversation", nullable=True),
        _text("channel"),
        _text("audience"),
        _text("language"),
        _text("city", nullable=True),
        _text("question"),
        _text("status"),
        _text("reason", nullable=True),
        _text("answer"),
        _text("departments"),
        _text("labels"),
        sa.Column("latency_ms", sa.Float, nullable=False),
        _text("model"),
    )
    op.create_table(
        "feedback",
        _text("id", key=True),
        _text("at"),
        sa.Column("helpful", sa.Boolean, nullable=False),
        _text("reason", nullable=True),
        _text("question"),
        _text("status"),
        _text("labels"),
    )
    op.create_table(
        "ingests",
        _text("id", key=True),
        _text("at"),
        _text("actor"),
        _text("action"),
        _text("document"),
        _text("audience", nullable=True),
        sa.Column("passages", sa.Integer),
        _text("warnings"),
    )
    op.create_table(
        "logins",
        _text("id", key=True),
        _text("at"),
        _text("account"),
        _text("address"),
        _text("source"),
        _text("outcome"),
    )
    for name in ("questions", "feedback", "ingests", "logins"):
        op.create_index(f"{name}_at", name, ["at"])
    op.create_table(
        "accounts",
        _text("name", key=True),
        _text("password", nullable=True),
        _text("role"),
        _text("created_at"),
    )
    op.create_table(
        "sessions",
        _text("digest", key=True),
        _text("name"),
        _text("role"),
        _text("source"),
        _text("created_at"),
        _text("expires_at"),
    )
    op.create_index("sessions_name", "sessions", ["name"])
    op.create_table(
        "switches", _text("name", key=True), _text("value"), _text("changed_at"), _text("actor")
    )
    op.create_table(
        "synonyms", _text("everyday", key=True), _text("terms"), _text("changed_at"), _text("actor")
    )
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        _text("at"),
        _text("actor"),
        _text("action"),
        _text("detail"),
        _text("previous"),
        _text("digest"),
    )
    _close_the_audit_log()


def _close_the_audit_log() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_no_{change.lower()} BEFORE {change} ON audit "
                "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()"
    )
