from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from planted import GARBAGE_CASE, PASSPORT_CASE

from eval.cases import QuestionSetError, examine_set, read_set, read_sets

GOOD = GARBAGE_CASE.to_json()


def write_lines(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def line(**changes: Any) -> str:
    return json.dumps({**GOOD, **changes}, ensure_ascii=False)


def test_a_set_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = write_lines(
        tmp_path / "small.jsonl",
        "\ufeff" + line(),
        json.dumps(PASSPORT_CASE.to_json(), ensure_ascii=False),
    )

    questions = read_set(path)

    assert questions.name == "small"
    assert questions.cases == (GARBAGE_CASE, PASSPORT_CASE)


def test_fields_that_may_be_left_out_have_defaults(tmp_path: Path) -> None:
    path = write_lines(
        tmp_path / "set.jsonl",
        '{"id": "1", "question": "詩を書いて", "audience": "citizen", '
        '"kind": "out_of_scope", "answerable": false}',
    )

    [case] = read_set(path).cases

    assert (case.city, case.history, case.evidence, case.department) == (None, (), (), None)


def test_history_keeps_its_turns(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "set.jsonl", line(history=[["ごみは?", "週2回。"]]))

    assert read_set(path).cases[0].history == (("ごみは?", "週2回。"),)


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        ('{"id": "a1", ', "JSON として読めません"),
        ("[]", "JSON の {…} ではありません"),
        (line(audience="市民"), "audience は citizen / onboarding / counter にしてください"),
        (line(kind="injection"), "kind は department / goal"),
        (line(answerable="yes"), "answerable は true か false にしてください"),
        (line(evidence=["文字列"]), "evidence は 文字列の配列の配列にしてください"),
        (line(evidence=[[]]), "evidence は 文字列の配列の配列にしてください"),
        (line(evidence=[]), "答えられる質問には evidence"),
        (line(question=" "), "question は 空でない文字列にしてください"),
        (line(history=[["一つだけ"]]), "history は [質問, 答え] の配列にしてください"),
        (line(answerable=False, kind="privacy"), "answerable が false の質問に evidence か facts"),
    ],
)
def test_a_broken_line_is_named_with_what_is_wrong(
    tmp_path: Path, broken: str, message: str
) -> None:
    path = write_lines(tmp_path / "set.jsonl", line(), "", broken)

    with pytest.raises(QuestionSetError) as caught:
        read_set(path)

    assert "set.jsonl 3行目: " in str(caught.value)
    assert message.replace(" ", "") in str(caught.value).replace(" ", "")


def test_the_other_lines_of_a_broken_set_are_still_read(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "set.jsonl", "{", line(), line(id="q2", facts="x"))

    questions, problems = examine_set(path)

    assert [case.case_id for case in questions.cases] == ["q1"]
    assert [problem.line for problem in problems] == [1, 3]


def test_an_id_that_occurs_twice_names_both_lines(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "set.jsonl", line(), line())

    with pytest.raises(QuestionSetError, match=r"2行目: id「q1」は 1 行目でも"):
        read_set(path)


def test_a_missing_an_empty_and_a_foreign_file_are_said_to_be_so(tmp_path: Path) -> None:
    foreign = tmp_path / "sjis.jsonl"
    foreign.write_bytes("質問".encode("cp932"))

    for path, message in (
        (tmp_path / "none.jsonl", "読めません"),
        (write_lines(tmp_path / "empty.jsonl"), "質問が一つもありません"),
        (foreign, "UTF-8 ではありません"),
    ):
        with pytest.raises(QuestionSetError, match=message):
            read_set(path)


def test_two_sets_of_one_name_are_refused(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    paths = [
        write_lines(tmp_path / "set.jsonl", line()),
        write_lines(tmp_path / "b" / "set.jsonl", line()),
    ]

    with pytest.raises(QuestionSetError, match="同じ名前の質問集「set」"):
        read_sets(paths)
