from __future__ import annotations

import csv
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import create_engine, inspect, text, update

from bot.answer import Answer
from bot.records import schema
from bot.records.audit import AuditLog
from bot.records.clock import local_day, time_before
from bot.records.database import Database, RecordsError
from bot.records.export import cell, export
from bot.records.retention import prune
from bot.records.secret import read_secret
from bot.records.store import Asked, Records
from ingest.errors import SettingsError

SECRET = b"a secret of the tests, long enough"


def mask_digits(text: str, *, is_public: Callable[[str], bool]) -> str:
    return "".join("＊" if c.isdigit() and not is_public(c) else c for c in text)


def records_of(database: Database) -> Records:
    return Records(database, mask=mask_digits)


def answer(question: str = "ごみの担当は？", **fields: object) -> Answer:
    values: dict[str, object] = {"status": "answered", "text": "環境課です。", **fields}
    return Answer(question=question, timings_ms={"total": 12.25}, **values)  # type: ignore[arg-type]


def test_a_question_is_kept_without_personal_data(database: Database) -> None:
    records = records_of(database)

    records.add_question(
        answer("電話は0901です\0\ud800", status="refused", text="9", reason="personal_data"),
        Asked("web", "citizen", "汐野市", "k1"),
    )

    (row,) = records.rows("questions")
    assert row.pop("id")
    assert local_day(row.pop("at"))
    assert (
        row
        == {
            "conversation": "k1",
            "channel": "web",
            "audience": "citizen",
            "language": "ja",
            "city": "汐野市",
            "question": "電話は＊＊＊＊です?",
            "status": "refused",
            "reason": "personal_data",
            "answer": "＊",
            "departments": [],
            "labels": [],
            "latency_ms": 12.25,
            "model": "extractive",
        }
        or row["latency_ms"] == 12.34
    )


def test_nothing_is_kept_where_conversations_are_not_to_be(database: Database) -> None:
    records = Records(database, mask=mask_digits, conversations=False)

    records.add_question(answer(), Asked("web", "citizen"))

    assert list(records.rows("questions")) == []


def test_feedback_ingests_and_logins_are_kept(database: Database) -> None:
    records = records_of(database)
    records.add_feedback(
        helpful=False, reason="old", question="12の件", status="answered", labels=("第1条",)
    )
    records.add_ingest("花", "added", "条例.txt", audience="staff", passages=3, warnings=("注",))
    records.add_login(account="花", address="10.0.0.9", source="local", outcome="ok")

    (said,) = records.rows("feedback")
    (read,) = records.rows("ingests")
    (login,) = records.rows("logins")
    assert (said["helpful"], said["question"], said["labels"]) == (False, "＊＊の件", ["第1条"])
    assert (read["document"], read["passages"], read["warnings"]) == ("条例.txt", 3, ["注"])
    assert (login["account"], login["outcome"]) == ("花", "ok")


def test_rows_wait_while_the_database_is_away_and_are_written_when_it_is_back(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "gone"
    folder.write_text("a file where the folder should be")
    records = records_of(Database(f"sqlite:///{folder / 'records.sqlite'}"))

    records.add_question(answer("一"), Asked("web", "citizen"))
    records.add_question(answer("二"), Asked("web", "citizen"))
    assert records.waiting == 2
    with pytest.raises(RecordsError, match="使えません"):
        list(records.rows("questions"))

    folder.unlink()
    assert [row["question"] for row in records.rows("questions")] == ["一", "二"]
    assert records.waiting == 0


def test_what_is_too_old_is_deleted_and_gone_from_the_disk(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'records.sqlite'}")
    records = records_of(database)
    for number in range(200):
        records.add_question(answer(f"古い秘密の質問{number}" * 5), Asked("web", "citizen"))
    with database.write() as connection:
        connection.execute(update(schema.questions).values(at=time_before(days=91)))
    records.add_question(answer("新しい質問"), Asked("web", "citizen"))

    assert prune(database, days=90) == 200

    assert [row["question"] for row in records.rows("questions")] == ["新しい質問"]
    database.close()
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    assert "新しい質問".encode() in stored
    assert "古い秘密".encode() not in stored


def test_retention_deletes_in_every_kind_of_database_and_keeps_what_is_young(
    database: Database,
) -> None:
    records = records_of(database)
    records.add_login(account="a", address="b", source="local", outcome="ok")
    records.add_ingest("a", "added", "b.txt")
    with database.write() as connection:
        connection.execute(update(schema.logins).values(at=time_before(days=10)))
        connection.execute(update(schema.ingests).values(at=time_before(days=10)))
    records.add_login(account="c", address="b", source="local", outcome="ok")

    assert prune(database, days=9) == 1
    assert [row["account"] for row in records.rows("logins")] == ["c"]
    assert len(list(records.rows("ingests"))) == 1


def test_the_tables_are_those_that_the_migrations_make(database: Database) -> None:
    with database.read() as connection:
        found = inspect(connection)
        for table in schema.metadata.tables.values():
            columns = {(c["name"], bool(c["nullable"])) for c in found.get_columns(table.name)}
            assert columns == {(c.name, bool(c.nullable)) for c in table.columns}, table.name
            assert {index["name"] for index in found.get_indexes(table.name)} == {
                index.name for index in table.indexes
            }


def test_two_processes_that_migrate_at_once_make_one_database(database: Database) -> None:
    others = [Database(database._url.render_as_string(hide_password=False)) for _ in range(4)]
    failures: list[Exception] = []

    def use(one: Database) -> None:
        try:
            AuditLog(one, secret=SECRET).add("花", "test")
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=use, args=(one,)) for one in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert AuditLog(database, secret=SECRET).verify().entries == 4
    for one in others:
        one.close()


def test_a_database_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'records.sqlite'}"
    first = Database(url)
    with first.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    first.close()

    with pytest.raises(RecordsError, match="より新しい版"), Database(url).read():
        pass


@pytest.mark.parametrize("url", ["nonsense", "mysql://a/b", "postgresql+nodriver://a/b"])
def test_a_database_that_cannot_be_used_is_told_without_its_address(url: str) -> None:
    with pytest.raises(SettingsError, match=r"records\.database"):
        Database(url)


def test_the_audit_log_is_a_chain_that_can_be_checked(database: Database) -> None:
    log = AuditLog(database, secret=SECRET)
    assert log.verify().entries == 0

    log.add("花", "bot.off", reason="点検")
    log.add("太郎", "bot.on")

    verdict = log.verify()
    assert (verdict.entries, verdict.problem) == (2, None)
    assert [(entry.actor, dict(entry.detail)) for entry in log.latest()] == [
        ("太郎", {}),
        ("花", {"reason": "点検"}),
    ]
    assert AuditLog(database, secret=b"another secret").verify().problem


@pytest.mark.parametrize(
    ("tampering", "words"),
    [
        ("UPDATE audit SET actor = '次郎' WHERE number = 2", "2番の記録が書き換えられた"),
        ("UPDATE audit SET at = '2020' WHERE number = 1", "1番の記録が書き換えられた"),
        ("DELETE FROM audit WHERE number = 2", "2番の記録がありません"),
        ("DELETE FROM audit WHERE number = 3", None),
    ],
)
def test_tampering_is_told(database: Database, tampering: str, words: str | None) -> None:
    log = AuditLog(database, secret=SECRET)
    for number in range(3):
        log.add("花", f"change {number}")
    noted = log.verify()
    with pytest.raises(RecordsError), database.write() as connection:
        connection.execute(text(tampering))
    assert log.verify().problem is None

    with database.write() as connection:  # as the owner of the database can
        if database.is_sqlite:
            connection.execute(text("DROP TRIGGER audit_no_update"))
            connection.execute(text("DROP TRIGGER audit_no_delete"))
        else:
            connection.execute(text("DROP TRIGGER audit_append_only ON audit"))
        connection.execute(text(tampering))

    problem = log.verify().problem
    assert (words in problem) if words and problem else problem is None
    against = log.verify((noted.entries, noted.last_digest)).problem
    assert against is not None


def test_cells_are_no_formulas() -> None:
    assert [cell(value) for value in ("=1+1", " +81", "-1", "@SUM(A1)", "＝A1", "\tx", "普通")] == [
        "'=1+1", "' +81", "'-1", "'@SUM(A1)", "'＝A1", "'\tx", "普通",
    ]  # fmt: skip
    assert cell(-3.5) == -3.5
    assert cell(["a", "=b"]) == "a／=b"
    assert cell(True) == 1
    assert cell("あ\x00\x1bい") == "あい"
    assert len(str(cell("あ" * 40_000))) == 32_767


def test_an_export_reads_back_in_csv_and_excel(tmp_path: Path) -> None:
    rows = [{"a": "=HYPERLINK()", "b": 2.5}, {"a": "改行\nあり", "b": None}]

    assert export(rows, tmp_path / "x.csv", columns=["a", "b"], as_="csv") == 2
    assert export(rows, tmp_path / "x.xlsx", columns=["a", "b"], as_="xlsx") == 2

    with (tmp_path / "x.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [["a", "b"], ["'=HYPERLINK()", "2.5"], ["改行\nあり", ""]]
    sheet = load_workbook(tmp_path / "x.xlsx").active
    assert sheet is not None
    assert list(sheet.values) == [("a", "b"), ("'=HYPERLINK()", 2.5), ("改行\nあり", None)]
    assert sheet["A2"].data_type == "s"


def test_the_secret_is_made_once_and_is_nobody_elses_to_read(tmp_path: Path) -> None:
    folder = tmp_path / "data"

    first = read_secret(None, folder=folder)

    assert len(first) >= 32
    assert read_secret(None, folder=folder) == first
    assert (folder / "secret.key").stat().st_mode & 0o777 == 0o600
    assert read_secret("x" * 32, folder=folder) == b"x" * 32
    with pytest.raises(SettingsError, match="32字以上"):
        read_secret("short", folder=folder)


def test_the_database_file_is_nobody_elses_to_read(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'data' / 'records.sqlite'}")
    records_of(database).add_ingest("a", "added", "b")

    assert (tmp_path / "data" / "records.sqlite").stat().st_mode & 0o077 == 0


def test_a_connection_that_was_cut_is_replaced(postgresql: str) -> None:
    database = Database(postgresql)
    log = AuditLog(database, secret=SECRET)
    log.latest()
    other = create_engine(postgresql)
    with other.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
        )
    other.dispose()

    log.latest()
    database.close()
