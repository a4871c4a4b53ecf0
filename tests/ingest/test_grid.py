from ingest.grid import write_grid
from ingest.marked import MarkedText
from ingest.spans import Span, fill_spans


def written(rows: list[list[str]], spans: list[Span]) -> list[str]:
    out = MarkedText(max_characters=10_000)
    write_grid(out, rows, spans=spans)
    return [line for line in out.build("x").text.split("\n") if line]


def test_labels_above_a_list_are_no_column_names() -> None:
    rows = [
        ["部局名", "海洋部", "", "構成課", "港湾課"],
        ["使命", "海を守る。", "", "", ""],
        ["№", "重点目標", "指標名", "目標値", "担当課"],
        ["1", "朝市", "来場者", "300人", "水産課"],
    ]
    spans = [Span(0, 1, 1, 2), Span(1, 1, 1, 4)]
    assert written(rows, spans) == [
        "部局名　海洋部",
        "構成課　港湾課",
        "使命　海を守る。",
        "| № | 重点目標 | 指標名 | 目標値 | 担当課 |",
        "|---|---|---|---|---|",
        "| 1 | 朝市 | 来場者 | 300人 | 水産課 |",
    ]


def test_a_grid_of_labels_has_no_column_names() -> None:
    rows = [["主管課", "こども課", "関係課", "福祉課"], ["姿", "安心して育てられる。", "", ""]]
    assert written(rows, [Span(1, 1, 1, 3)]) == [
        "主管課　こども課",
        "関係課　福祉課",
        "姿　安心して育てられる。",
    ]


def test_column_names_of_two_rows_may_hold_a_year() -> None:
    rows = [["年", "件数", ""], ["", "総数", "建物"], ["令和５年", "27", "13"]]
    assert (
        written(rows, [Span(0, 0, 2, 1), Span(0, 1, 1, 2)])[0] == "| 年 | 件数 総数 | 件数 建物 |"
    )


def test_merged_cells_stand_in_each_row_that_they_cover() -> None:
    assert fill_spans([["港湾課", "一"], ["", "二"]], [Span(0, 0, 2, 1)]) == [
        ["港湾課", "一"],
        ["港湾課", "二"],
    ]
