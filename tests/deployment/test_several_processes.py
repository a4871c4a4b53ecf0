"""Two application processes on one Chroma server and one PostgreSQL; nothing shared by file."""

from __future__ import annotations

import itertools
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from servers import ChromaProcess, Desk, PostgreSQL

pytestmark = pytest.mark.integration

_ASKERS = 50
_QUESTIONS = (
    "粗大ごみはどこに申し込むの？",
    "引っ越してきたときの手続きはどこですか",
    "住民投票の条文は第何条？",
    "ごみを減らす目標を教えて",
    "情報公開の担当はどこですか",
)
_NEW = "臨時の給水所は、汐野市役所の北口に置く。担当は、上下水道局 給水課とする。\n"


def _said(answer: dict[str, Any]) -> dict[str, Any]:
    """Return what an answer says and what was found, without what is measured anew each time.

    A score leans on how near the farthest vector is that a graph of Chroma found, and a
    graph built anew is another one: fourth decimals move.
    """
    found = [passage["passage_id"] for passage in answer["passages"]]
    return {**answer, "timings_ms": {}, "passages": found}


@pytest.fixture
def desks(tmp_path: Path, postgresql: PostgreSQL, chroma: ChromaProcess) -> list[Desk]:
    shared = {"MADOGUCHI_CHROMA": chroma.url, "MADOGUCHI_DATABASE": postgresql.url}
    return [Desk(tmp_path / name, shared) for name in ("first", "second")]


def test_fifty_askers_of_two_processes_get_what_one_process_answers(
    desks: list[Desk], tmp_path: Path, sample_city: Path
) -> None:
    alone = Desk(tmp_path / "alone", {})
    writer = Desk(
        tmp_path / "writer",
        desks[0].environment
        | {
            "MADOGUCHI_KB": str(tmp_path / "writer" / "kb"),
            "MADOGUCHI_DATA": str(tmp_path / "writer" / "data"),
        },
    )
    for desk in (alone, writer):
        desk.command("ingest", str(sample_city / "public"))
        desk.command("ingest", "--audience", "staff", str(sample_city / "staff"))
    notice = tmp_path / "給水所の案内.txt"
    notice.write_text(f"汐野市 臨時給水所の案内\n\n{_NEW}", encoding="utf-8")
    try:
        for desk in (alone, *desks):
            desk.start()
        before = {question: _said(alone.ask(question)) for question in _QUESTIONS}
        alone.command("ingest", str(notice))
        after = {question: _said(alone.ask(question)) for question in _QUESTIONS}
        question_on_new = "臨時の給水所はどこに置きますか"
        new = _said(alone.ask(question_on_new))
        assert "北口" in new["text"]

        def ask_on(asker: int) -> list[tuple[str, dict[str, Any]]]:
            """Ask in turn, each a conversation of one's own, until the ingest is over."""
            heard = []
            for turn in itertools.count():
                question = _QUESTIONS[(asker + turn) % len(_QUESTIONS)]
                answer = desks[asker % 2].ask(question, conversation=f"asker {asker}")
                heard.append((question, _said(answer)))
                if ingest.done() and turn:
                    return heard
            raise AssertionError("unreachable")

        with ThreadPoolExecutor(_ASKERS + 1) as pool:
            ingest = pool.submit(writer.command, "ingest", str(notice))
            heard = [turn for turns in pool.map(ask_on, range(_ASKERS)) for turn in turns]
        assert ingest.result().returncode == 0
        assert len(heard) >= 2 * _ASKERS
        for question, answer in heard:
            assert answer in (before[question], after[question])
        for desk in desks:
            _until_it_answers(desk, question_on_new, new)
            assert {question: _said(desk.ask(question)) for question in _QUESTIONS} == after
            assert "Traceback" not in desk.log
        _no_conversation_is_mixed(desks[0], tmp_path)
    finally:
        for desk in (alone, *desks):
            desk.stop()


def _until_it_answers(desk: Desk, question: str, answer: dict[str, Any]) -> None:
    give_up = time.monotonic() + 60
    while (said := _said(desk.ask(question))) != answer:
        assert time.monotonic() < give_up, said
        time.sleep(0.5)


def _no_conversation_is_mixed(desk: Desk, folder: Path) -> None:
    """Each asker's questions stand in the records as one conversation, in their turn."""
    import csv

    out = folder / "questions.csv"
    desk.command("records", "export", "questions", "--out", str(out))
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["conversation"]]
    by_conversation: dict[str, list[str]] = {}
    for row in rows:
        by_conversation.setdefault(row["conversation"], []).append(row["question"])
    assert len(by_conversation) == _ASKERS
    for questions in by_conversation.values():
        first = _QUESTIONS.index(questions[0])
        assert questions == [
            _QUESTIONS[(first + turn) % len(_QUESTIONS)] for turn in range(len(questions))
        ]
