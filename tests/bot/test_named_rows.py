from __future__ import annotations

import pytest
from tiny_city import make_case, make_passage

from bot.named_rows import named_row
from ingest.records import Passage


def make_row(code: str, name: str, said: str = "", table: str = "国コード一覧") -> Passage:
    text = f"一覧名: {table}\nコード: {code}\n名称: {name}"
    text += f"\n説明: {said}" if said else ""
    return make_passage(text, kind="row", document="codes.csv", title="コード表", heading=code)


KOREA = make_row("KOR", "大韓民国")
SUDAN = make_row("SDN", "スーダン共和国")
JAPAN = make_row("JPN", "日本国")
STOCK = make_row("301", "株式会社", "株式会社であること。", "法人コード一覧")
LIMITED = make_row("305", "合同会社", "合同会社であること。", "法人コード一覧")
OTHER = make_row("399", "その他", "株式会社、合同会社以外の法人", "法人コード一覧")
ROWS = (OTHER, STOCK, LIMITED, JAPAN, SUDAN, KOREA)


@pytest.mark.parametrize(
    ("question", "row"),
    [
        ("合同会社 法人コード", LIMITED),
        ("「株式会社」のコードは何番ですか", STOCK),
        ("韓国の国コードは", KOREA),
        ("スーダンの国コードは", SUDAN),
    ],
)
def test_the_row_whose_name_is_asked_for_comes_first(question: str, row: Passage) -> None:
    found = named_row(make_case(question, *ROWS))
    assert found.outcome == "found"
    assert found.case.found.hits[0].passage == row
    assert len(found.case.found.hits) == len(ROWS)


def test_a_name_that_goes_beyond_that_of_a_row_is_not_in_the_table() -> None:
    assert named_row(make_case("南スーダン 国コード", SUDAN, JAPAN)).outcome == "absent"


def test_a_name_of_which_no_row_holds_a_word_is_not_in_the_table() -> None:
    assert named_row(make_case("博物館 法人コード", *ROWS)).outcome == "absent"


@pytest.mark.parametrize(
    "question",
    ["日本国の人口は", "会社 法人コード", "電話番号を教えて"],
)
def test_other_questions_name_no_row(question: str) -> None:
    assert named_row(make_case(question, *ROWS)).outcome == "none"
