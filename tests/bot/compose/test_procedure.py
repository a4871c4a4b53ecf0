from __future__ import annotations

import pytest
from tiny_city import make_draft, make_passage

from bot.answer import ResponsibleDepartment
from bot.compose.procedure import Cell, asked_columns, cells, compose_row
from bot.question import understand
from ingest.records import Passage

ROW = make_passage(
    "手続名：転入届\n期限：14日以内\n必要なもの：本人確認書類\n手数料：無料\n"
    "担当課：市民課\n電話：048-000-0000\n備考：",
    kind="procedure",
    heading="転入届",
    departments=("市民課",),
)


def answer(question: str, passage: Passage = ROW) -> str | None:
    draft = make_draft(passage)
    asked = understand(question, city=None, municipalities=[])
    return draft.text if compose_row(draft, passage, asked) else None


def test_a_row_is_read_as_its_filled_cells() -> None:
    row = cells(ROW)
    assert row[1] == Cell("期限", "14日以内", 11, 16)
    assert [cell.column for cell in row] == [
        "手続名",
        "期限",
        "必要なもの",
        "手数料",
        "担当課",
        "電話",
    ]
    assert all(ROW.text[cell.at : cell.end].strip() == cell.value for cell in row)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("転入届はいつまでですか", "期限：14日以内"),
        ("転入届に必要な書類は", "必要なもの：本人確認書類"),
        ("転入届の手数料はいくら", "手数料：無料"),
        ("What is the deadline?", "期限：14日以内"),
    ],
)
def test_the_asked_cell_is_told_and_then_who_is_responsible(question: str, told: str) -> None:
    assert answer(question) == f"転入届[1]\n{told}\n担当課：市民課\n電話：048-000-0000"


def test_who_asks_for_the_counter_is_told_the_department_first() -> None:
    draft = make_draft(ROW)
    question = understand("転入届の窓口はどこですか", city=None, municipalities=[])
    assert compose_row(draft, ROW, question)
    assert draft.parts[0] == "担当は、市民課です[1]。"
    assert draft.departments == [ResponsibleDepartment("市民課", "みなと市", "048-000-0000", 1)]


def test_a_row_asked_for_as_a_whole_gives_its_first_cells() -> None:
    told = answer("転入届について")
    assert told is not None
    assert "期限：14日以内" in told
    assert "手続名：転入届" not in told
    assert told.endswith("電話：048-000-0000")


def test_a_row_without_the_asked_column_says_nothing() -> None:
    assert answer("対象は誰ですか") is None


def test_a_passage_without_cells_is_no_row() -> None:
    assert answer("転入届について", make_passage("転入届を出す。", kind="procedure")) is None


def test_a_question_may_ask_for_several_columns() -> None:
    assert len(asked_columns("手数料と必要な書類は")) == 2
    assert asked_columns("転入届とは") == []


def test_each_of_two_facts_is_told_whatever_its_column() -> None:
    row = make_passage(
        "手続名：相談\n備考：平日の9:00から受付\n電話：048-000-0000",
        kind="procedure",
        heading="相談",
    )
    assert answer("相談 電話番号 受付時間", row) == (
        "相談[1]\n電話：048-000-0000\n備考：平日の9:00から受付"
    )


def test_a_column_that_the_question_names_is_told_and_codes_are_not() -> None:
    row = make_passage(
        "全国地方公共団体コード: 999999\n名称: 総合体育館\n所在地: 緑が丘2\n設置位置: 2階事務室前\n"
        "利用可能曜日: 月火水\n小児対応設備の有無: 有",
        kind="row",
        heading="総合体育館",
    )
    assert "設置位置：2階事務室前" in (answer("総合体育館 AED 設置位置", row) or "")
    assert "小児対応設備の有無：有" in (answer("総合体育館のAEDは小児対応ですか", row) or "")
    assert "999999" not in (answer("総合体育館のAED", row) or "")


def test_a_year_names_its_column_however_it_is_written() -> None:
    stage = make_passage(
        "項目：案内役の配置\n工程 R6：調査\n工程 R7：試行（週3日）\n所管課：市民課",
        kind="row",
        heading="案内役の配置",
        departments=("市民課",),
    )
    told = answer("案内役の配置は令和７年度にどこまで進みますか", stage)
    assert told == "案内役の配置[1]\n工程 R7：試行（週3日）\n所管課：市民課"


def test_the_cell_that_holds_a_word_of_the_question_is_told() -> None:
    row = make_passage(
        "手続名：証明書の交付\n対象：本人\n時間：9時から\n備考：代理人の分は不可",
        kind="procedure",
        heading="証明書の交付",
    )
    assert answer("証明書の交付 代理人", row) == "証明書の交付[1]\n備考：代理人の分は不可"
