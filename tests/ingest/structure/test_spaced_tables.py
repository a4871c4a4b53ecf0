import pytest

from ingest.lines import cut_lines
from ingest.structure.spaced_tables import read_spaced, spaced_runs

INDICATORS = """指標名 単位 令和５年度実績 令和６年度目標
参加率 ％ 61.5 65.0
開催回数 回 12 12"""
FEES = """区　分　　　　使用料
大人　　　　　４００円
子ども　　　　無料"""


def tables(text: str) -> list[list[tuple[str, ...]]]:
    found = []
    for run in spaced_runs(cut_lines(text)):
        table = read_spaced(text, run)
        assert table is not None
        rows = [*table.head, *table.rows]
        for row in rows:
            assert all(text[cell.start : cell.end] == cell.text for cell in row.cells)
        found.append([row.texts for row in rows])
    return found


def test_cells_that_one_space_sets_apart_are_a_table_where_figures_line_up() -> None:
    assert tables(f"２　指標\n{INDICATORS}\n３　評価") == [
        [
            ("指標名", "単位", "令和5年度実績", "令和6年度目標"),
            ("参加率", "%", "61.5", "65.0"),
            ("開催回数", "回", "12", "12"),
        ]
    ]


def test_two_columns_are_a_table_under_known_names_and_letters_set_apart_are_one_cell() -> None:
    assert tables(FEES) == [[("区 分", "使用料"), ("大人", "400円"), ("子ども", "無料")]]


def test_a_table_ends_where_a_line_has_other_cells() -> None:
    assert len(tables(f"{INDICATORS}\n合計\n")[0]) == 3


@pytest.mark.parametrize(
    "text",
    [
        "市長 山田 太郎\n副市長 川田 花子\n教育長 海野 一郎",
        "とき　３月１日　１０時\nところ　市民会館　３階",
        "朝市を 開く 12 日と、\n花市を 開く 15 日とを決める。",
        "参加率 ％ 61.5 65.0\n開催回数 回 12 12",
    ],
)
def test_lines_without_column_names_or_figures_below_each_other_are_no_table(text: str) -> None:
    assert tables(text) == []
