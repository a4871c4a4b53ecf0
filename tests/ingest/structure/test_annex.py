from ingest.assembly import make_document
from ingest.read import make_source
from ingest.reading import ReadFile
from ingest.records import Passage


def annex(table: str) -> list[Passage]:
    text = f"""汐野市組織規則

第1条 この規則は、組織を定める。

第2条 部及び課の分掌事務は、別表第1のとおりとする。

附 則

この規則は、平成17年9月20日から施行する。

別表第1(第2条関係)

{table}
"""
    document = make_document(
        ReadFile(make_source(text, "x.txt")), origin="x", sha256="0", audience="public"
    )
    return [p for p in document.passages if p.locator.startswith("別表")]


def test_each_row_of_a_table_is_a_passage_with_the_names_of_its_columns() -> None:
    passages = annex("| 区分 | 宿泊料 |\n|---|---|\n| 市長 | 12,000円 |\n| 職員 | 9,000円 |")
    assert [(p.kind, p.locator, p.text) for p in passages] == [
        ("section", "別表第1", "別表第1(第2条関係)"),
        ("row", "別表第1 市長", "区分: 市長\n宿泊料: 12,000円"),
        ("row", "別表第1 職員", "区分: 職員\n宿泊料: 9,000円"),
    ]
    assert passages[1].label == "汐野市組織規則 別表第1 市長"


def test_a_table_of_duties_gives_each_division_its_own_under_its_department() -> None:
    passages = annex(
        "| 部 | 課 | 分掌事務 |\n"
        "| 総務部 | 総務課 | 1 条例の審査に関すること。<br>2 文書に関すること。 |\n"
        "|  | 税務課 | 1 市税の賦課に関すること。 |\n"
        "| 福祉部 | 福祉課 | 1 生活保護に関すること。 |\n"
        "|  |  | 2 民生委員に関すること。 |"
    )
    assert [(p.kind, p.departments) for p in passages] == [
        ("section", ()),
        ("duty", ("総務部 総務課",)),
        ("duty", ("総務部 税務課",)),
        ("duty", ("福祉部 福祉課",)),
    ]
    assert passages[3].text.split("\n") == [
        "福祉部 福祉課",
        "1 生活保護に関すること。",
        "2 民生委員に関すること。",
    ]


def test_duties_that_an_annex_lists_without_a_table_belong_to_their_section() -> None:
    passages = annex(
        "総務部\n\n税務課\n\n市民税係\n\n(1) 市民税の賦課に関すること。\n\n"
        "固定資産税係\n\n(1) 固定資産税の賦課に関すること。"
    )
    assert [p.departments for p in passages if p.kind == "duty"] == [
        ("総務部 税務課 市民税係",),
        ("総務部 税務課 固定資産税係",),
    ]


def test_a_table_that_came_cell_by_cell_is_put_together_by_its_captions_and_amounts() -> None:
    cells = "区分 撤去費用 保管費用 自転車 二、〇〇〇円 一〇〇円 原付 四、〇〇〇円 二〇〇円"
    passages = annex(cells.replace(" ", "\n") + "\n備考　保管費用は、七日目から徴収する。")
    assert [(p.kind, p.locator, p.text) for p in passages if p.locator.startswith("別表")] == [
        ("section", "別表第1", "別表第1(第2条関係)\n備考　保管費用は、七日目から徴収する。"),
        ("row", "別表第1 自転車", "区分: 自転車\n撤去費用: 二、〇〇〇円\n保管費用: 一〇〇円"),
        ("row", "別表第1 原付", "区分: 原付\n撤去費用: 四、〇〇〇円\n保管費用: 二〇〇円"),
    ]
