from ingest.records import SourceText
from ingest.structure.headings import HeadingsParser


def sections(text: str) -> list[str]:
    drafts = HeadingsParser().parse(SourceText("x", text), 0, len(text))
    for draft in drafts:
        for piece in draft.pieces:
            run = text[piece.start : piece.start + piece.length]
            assert draft.text[piece.at : piece.at + piece.length] == run
    return [draft.text for draft in drafts if draft.kind == "section"]


def test_what_the_rows_of_a_short_table_are_called_stands_below_its_heading() -> None:
    text = (
        "# 窓口の手引\n\n## 三つの心構え\n\n| 心構え | 行動 | 点検 |\n|---|---|---|\n"
        "| ① 笑顔 | 目を見る。 | 毎日 |\n| ② 先手 | 声をかける。 | 毎日 |\n"
        "| 傾聴 | よく聞く。 | 毎週 |\n\n## 終わりに\n\n続けます。\n"
    )
    assert sections(text)[0].split("\n") == ["三つの心構え", "① 笑顔", "② 先手", "・傾聴"]


def test_of_two_columns_both_are_told() -> None:
    rows = "| 第１順位 | 副町長 |\n| 第２順位 | 教育長 |\n"
    text = f"# 計画\n\n## 代わる順\n\n| 順位 | 職 |\n|---|---|\n{rows}"
    assert sections(text)[-1].split("\n") == [
        "代わる順",
        "・第１順位　副町長",
        "・第２順位　教育長",
    ]


def test_years_and_sums_are_no_list() -> None:
    rows = "| 令和４年度 | 12 | 3 |\n| 令和５年度 | 14 | 4 |\n| 計 | 26 | 7 |\n"
    text = f"# 統計\n\n## 件数\n\n| 年度 | 件数 | 人 |\n|---|---|---|\n{rows}"
    assert not any("令和４年度" in section for section in sections(text))
