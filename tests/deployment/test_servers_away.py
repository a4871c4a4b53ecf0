"""What people see while Chroma's server or PostgreSQL is away, and that nobody has to restart."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from servers import ChromaProcess, Desk, PostgreSQL

pytestmark = pytest.mark.integration

_QUESTION = "粗大ごみはどこに申し込むの？"


@pytest.fixture
def desk(tmp_path: Path, postgresql: PostgreSQL, chroma: ChromaProcess, sample_city: Path) -> Desk:
    made = Desk(
        tmp_path / "desk",
        {"MADOGUCHI_CHROMA": chroma.url, "MADOGUCHI_DATABASE": postgresql.url},
    )
    made.command("ingest", str(sample_city / "public" / "手続一覧.md"))
    return made


def _until(holds: Callable[[], bool]) -> None:
    give_up = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < give_up
        time.sleep(0.5)


def test_answers_go_on_while_the_chroma_server_is_away_and_ingests_say_so(
    desk: Desk, chroma: ChromaProcess, tmp_path: Path
) -> None:
    more = tmp_path / "給水所の案内.txt"
    more.write_text("汐野市 臨時給水所の案内\n\n臨時の給水所は、北口に置く。\n", encoding="utf-8")
    desk.start()
    try:
        answer = desk.ask(_QUESTION)
        assert answer["status"] == "answered"
        chroma.stop()
        assert desk.ask(_QUESTION)["text"] == answer["text"]
        assert "searching without the Chroma server" in desk.log
        refused = desk.command("ingest", str(more), check=False)
        assert refused.returncode == 1
        assert f"Chroma のサーバー {chroma.url} を使えません" in refused.stderr
        assert desk.ask(_QUESTION)["text"] == answer["text"]
        chroma.start()
        desk.command("ingest", str(more))
        _until(lambda: "北口" in desk.ask("臨時の給水所はどこですか")["text"])
    finally:
        desk.stop()


def test_a_chroma_server_that_lost_its_data_is_filled_by_the_next_ingest(
    desk: Desk, chroma: ChromaProcess, tmp_path: Path, sample_city: Path
) -> None:
    chroma.stop()
    (tmp_path / "empty").mkdir()
    replaced = ChromaProcess(tmp_path / "empty")
    desk.environment["MADOGUCHI_CHROMA"] = replaced.url
    replaced.start()
    try:
        told = desk.command("doctor", check=False)
        assert "のベクトルが 0 件" in told.stdout
        desk.command("ingest", str(sample_city / "public" / "手続一覧.md"))
        assert "のベクトルが" not in desk.command("doctor", check=False).stdout
    finally:
        replaced.stop()


def test_answers_go_on_while_postgresql_is_away_and_their_records_come_later(
    desk: Desk, postgresql: PostgreSQL, tmp_path: Path, sample_city: Path
) -> None:
    desk.start()
    try:
        answer = desk.ask(_QUESTION)
        assert desk.ready() == (
            200,
            {"status": "ready", "knowledge_base": "ok", "records": "ok"},
        )
        postgresql.stop()
        assert desk.ask(_QUESTION)["text"] == answer["text"]
        status, said = desk.ready()
        assert (status, said["records"], said["knowledge_base"]) == (503, "unusable", "ok")
        refused = desk.command("ingest", str(sample_city / "public"), check=False)
        assert refused.returncode == 1
        assert "共有の知識ベースのデータベース" in refused.stderr
        assert "を使えません" in refused.stderr
        asked = desk.command("ask", _QUESTION)
        assert "この機械にある写しで続けます" in asked.stderr
        postgresql.start()
        _until(lambda: desk.ready()[0] == 200)
        desk.ask(_QUESTION)
        out = tmp_path / "questions.csv"

        def all_recorded() -> bool:
            desk.ready()
            desk.command("records", "export", "questions", "--out", str(out))
            return out.read_text(encoding="utf-8-sig").count(_QUESTION) >= 3

        _until(all_recorded)
        desk.command("ingest", str(sample_city / "public" / "事務分掌規則.txt"))
    finally:
        desk.stop()


def test_a_machine_without_a_copy_says_that_nothing_can_be_fetched(
    desk: Desk, postgresql: PostgreSQL, tmp_path: Path
) -> None:
    postgresql.stop()
    try:
        other = Desk(
            tmp_path / "other",
            {name: desk.environment[name] for name in ("MADOGUCHI_CHROMA", "MADOGUCHI_DATABASE")},
        )
        refused = other.command("ask", _QUESTION, check=False)
        assert refused.returncode == 1
        assert "共有の知識ベースのデータベース" in refused.stderr
        assert "Traceback" not in refused.stderr
    finally:
        postgresql.start()
