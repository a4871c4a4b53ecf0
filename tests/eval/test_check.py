from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from planted import GARBAGE, GARBAGE_CASE, PASSPORT_CASE, WATER

from eval.cases import Case
from eval.check import Library, check_case, check_set

MANUAL = replace(
    WATER,
    document="手引.txt",
    audience="staff",
    text="窓口は午前八時三十分に開けます。",
    label="虹野市窓口の手引",
)
LIBRARY = Library((GARBAGE, WATER, MANUAL), frozenset({"虹野市"}))
MANUAL_CASE = replace(
    GARBAGE_CASE,
    audience="counter",
    documents=("手引.txt",),
    evidence=(("八時三十分に開けます",),),
    labels=("手引",),
    facts=(("8時30分",),),
    department=None,
)


def test_questions_that_fit_the_documents_have_no_problems() -> None:
    assert check_case(GARBAGE_CASE, LIBRARY) == []
    assert check_case(PASSPORT_CASE, LIBRARY) == []
    # 8時30分 is what 八時三十分 says.
    assert check_case(MANUAL_CASE, LIBRARY) == []


@pytest.mark.parametrize(
    ("case", "message"),
    [
        (
            replace(GARBAGE_CASE, evidence=(("週3回集めます",),)),
            "evidence 「週3回集めます」 はどの箇所にもありません",
        ),
        (
            replace(GARBAGE_CASE, evidence=(("祝日を除きます。第2条",),)),
            "evidence 「祝日を除きます。第2条」 はどの箇所にもありません",
        ),
        (
            replace(GARBAGE_CASE, evidence=(("八時三十分",),)),
            "evidence 「八時三十分」 は別の文書（手引.txt）にあります",
        ),
        (
            replace(MANUAL_CASE, documents=("規則.txt", "手引.txt"), audience="citizen"),
            "のある箇所は、この質問の audience と city からは見えません",
        ),
        (replace(GARBAGE_CASE, facts=(("週3回",),)), "facts 「週3回」 は根拠のある箇所に"),
        (replace(GARBAGE_CASE, labels=("第9条",)), "label 「第9条」 を含む表示が"),
        (replace(GARBAGE_CASE, department="水道局 給水部"), "department「水道局 給水部」は"),
        (replace(GARBAGE_CASE, documents=("ない.txt",)), "文書「ない.txt」は知識ベースに"),
        (replace(GARBAGE_CASE, documents=()), "document（文書のファイル名）が要ります"),
        (replace(GARBAGE_CASE, city="雲野市"), "市「雲野市」の文書は知識ベースに"),
    ],
)
def test_each_misfit_is_named(case: Case, message: str) -> None:
    messages = check_case(case, LIBRARY)

    assert any(message in found for found in messages), messages


def test_a_division_may_be_named_without_its_bureau_that_another_document_names() -> None:
    short = replace(GARBAGE, departments=(), text=f"{GARBAGE.text}（資源循環推進部）")

    assert check_case(GARBAGE_CASE, Library((short, GARBAGE), LIBRARY.cities)) == []
    assert check_case(GARBAGE_CASE, Library((short,), LIBRARY.cities)) != []


@pytest.mark.parametrize(("fact", "problems"), [("はい", 0), ("2回", 0), ("祝日以外", 1)])
def test_facts_may_be_in_other_words_but_not_of_other_words(fact: str, problems: int) -> None:
    assert len(check_case(replace(GARBAGE_CASE, facts=((fact,),)), LIBRARY)) == problems


def test_a_set_is_checked_line_by_line_and_for_the_same_question_twice(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    twice = replace(GARBAGE_CASE, case_id="q3", question="ごみは 何回集めに来ますか")
    wrong = replace(GARBAGE_CASE, case_id="q4", question="収集は", labels=("第9条",))
    lines = [json.dumps(case.to_json()) for case in (GARBAGE_CASE, twice, wrong)]
    path.write_text("\n".join([lines[0], "{", *lines[1:]]), encoding="utf-8")

    problems = [str(problem) for problem in check_set(path, LIBRARY)]

    assert [problem.split(": ")[0] for problem in problems] == [
        "set.jsonl 2行目",
        "set.jsonl 3行目",
        "set.jsonl 4行目",
    ]
    assert problems[1].endswith("1 行目と同じ質問です。")
