from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from planted import (
    GARBAGE_CASE,
    PASSPORT_CASE,
    PlantedBot,
    make_header,
    make_set,
    refusal,
    right_answer,
    source_text,
)

from eval.records import Record, Run, RunFileError, read_run, write_run
from eval.run import run_sets


def test_the_bot_is_asked_what_the_case_says_and_the_first_twice() -> None:
    followed = replace(GARBAGE_CASE, history=(("ごみは?", "週2回。"),))
    bot = PlantedBot({followed.question: right_answer(), PASSPORT_CASE.question: refusal()})

    run_sets(bot, [make_set(followed, PASSPORT_CASE)], source_text=source_text)

    first = {
        "question": "ごみは何回集めに来ますか",
        "city": "虹野市",
        "audience": "citizen",
        "history": (("ごみは?", "週2回。"),),
    }
    second = {
        "question": "パスポートの手数料は",
        "city": None,
        "audience": "counter",
        "history": (),
    }
    assert bot.asked == [first, first, second]


def test_a_failure_is_a_record_and_the_rest_goes_on() -> None:
    bot = PlantedBot({GARBAGE_CASE.question: OSError("満杯"), PASSPORT_CASE.question: refusal()})
    seen: list[Record] = []

    records = run_sets(
        bot,
        [make_set(GARBAGE_CASE, PASSPORT_CASE)],
        source_text=source_text,
        progress=seen.append,
    )

    assert [record.key for record in records] == ["small/q1", "small/u1"]
    assert [record.error for record in records] == ["OSError: 満杯", None]
    assert records[0].answer["status"] == "error"
    assert records[1].answer["status"] == "not_found"
    assert seen == records


def test_a_record_keeps_what_the_source_has_at_each_quote() -> None:
    bot = PlantedBot({GARBAGE_CASE.question: right_answer()})

    [record] = run_sets(bot, [make_set(GARBAGE_CASE)], source_text=source_text)

    assert record.sources == ("第1条 ごみは週２回\n集めます。ただし、祝日を除きます。",)


def test_a_run_is_read_as_it_was_written(tmp_path: Path) -> None:
    bot = PlantedBot({GARBAGE_CASE.question: right_answer(), PASSPORT_CASE.question: KeyError(1)})
    records = run_sets(bot, [make_set(GARBAGE_CASE, PASSPORT_CASE)], source_text=source_text)
    records = [replace(r, wall_ms=5.25, case=replace(r.case, line=0)) for r in records]

    write_run(tmp_path / "out" / "run.jsonl", make_header(), records)

    expected = Run(make_header(), tuple(records))
    assert read_run(tmp_path / "out") == expected
    assert read_run(tmp_path / "out" / "run.jsonl") == expected


def test_a_broken_run_file_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    write_run(path, make_header(), [])
    header = path.read_text(encoding="utf-8")

    for text, message in (
        (header + "{\n", "2 行目が JSON として読めません"),
        (header + '{"set": "a"}\n', "2 行目が欠けています"),
        ('{"set": "a"}\n', "1 行目は実行の記録の見出しではありません"),
        ('{"run": {"sets": []}}\n', "別の版の記録です"),
    ):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(RunFileError, match=message):
            read_run(tmp_path)
    with pytest.raises(RunFileError, match="読めません"):
        read_run(tmp_path / "none")
