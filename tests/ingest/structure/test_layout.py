from __future__ import annotations

from ingest.lines import cut_lines
from ingest.structure.layout import (
    cite,
    cut_blocks,
    find_departments,
    find_units,
    heading_depth,
    is_page_start,
    squeeze,
    without_list_mark,
    without_marks,
)
from ingest.structure.tables import read_table


def test_a_heading_loses_its_marks_and_keeps_its_place() -> None:
    text = "### **3 応対の心構え**"
    (line,) = cut_lines(text)
    plain = without_marks(line)
    assert plain.text == "3 応対の心構え"
    assert text[plain.start : plain.end] == plain.text
    assert heading_depth(line) == 3


def test_a_hash_alone_is_no_heading() -> None:
    (line,) = cut_lines("#")
    assert without_marks(line).blank


def test_a_list_mark_is_no_text() -> None:
    text = "- ・ 窓口の案内"
    (line,) = cut_lines(text)
    item = without_list_mark(line)
    assert item.text == "・ 窓口の案内"
    assert text[item.start : item.end] == item.text


def test_citations_keep_the_sources_characters_but_no_letter_spacing() -> None:
    assert cite("資 料 編") == "資料編"
    assert cite("附 則") == "附則"
    assert cite("① <b>電話</b>の応対") == "① 電話の応対"
    assert cite("1 例") == "1 例"
    assert cite("<考え方>") == "<考え方>"


def test_lines_are_compared_without_width_and_space() -> None:
    assert squeeze("３段階 工程表") == squeeze("3段階工程表")


def test_a_single_space_before_a_line_marks_a_page() -> None:
    first, second, third = cut_lines("前の頁\n 次の頁\n　字下げ")
    assert is_page_start(second, first)
    assert not is_page_start(third, second)


def test_blocks_are_apart_by_blank_lines() -> None:
    blocks = cut_blocks(cut_lines("一\n二\n\n\n三\n"))
    assert [[line.text for line in block] for block in blocks] == [["一", "二"], ["三"]]


def test_a_line_of_responsible_departments_names_each() -> None:
    lines = cut_lines(
        "主な担当課：防災課、各区総務課及び消防署\n（所管 環境政策課）\n担当者：山の上さん"
    )
    assert find_departments([line] for line in lines) == (
        "防災課",
        "各区総務課",
        "消防署",
        "環境政策課",
    )


def test_departments_are_found_among_the_lines_of_a_contact() -> None:
    lines = cut_lines("市民局 窓口課\n電話：000-111-2222\n市民局 窓口課\n")
    assert find_units(lines) == ("市民局 窓口課",)


def test_a_table_knows_its_captions_and_cells() -> None:
    text = "| 氏 名 | 所属 |\n|---|:-:|\n| 海野 | 総務課 |"
    table = read_table(text, cut_lines(text))
    assert table.column(0) == "氏名"
    assert [row.texts for row in table.rows] == [("海野", "総務課")]
    cell = table.rows[0].cells[1]
    assert text[cell.start : cell.end] == "総務課"
