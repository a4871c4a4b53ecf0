from __future__ import annotations

from ingest.lines import cut_lines
from ingest.normalize import map_radicals
from ingest.records import SourceText
from ingest.structure.guideline import GuidelineParser
from ingest.structure.parser import Draft


def read_guideline(text: str) -> list[Draft]:
    drafts = GuidelineParser().parse(SourceText("guide.md", text), 0, len(text))
    for draft in drafts:
        for piece in draft.pieces:
            run = text[piece.start : piece.start + piece.length]
            assert draft.text[piece.at : piece.at + piece.length] == map_radicals(run)
    return drafts


def labels(drafts: list[Draft]) -> list[str | None]:
    return [draft.label_suffix for draft in drafts]


LONG = "この考え方は、窓口に立つ職員が迷ったときに立ち返るところとして定めるものです。" * 6


def test_numbers_and_brackets_decide_where_a_heading_belongs() -> None:
    drafts = read_guideline(
        f"# 応対の手引\n\n# 1 目的\n\n## (1) 位置づけ\n\n{LONG}\n\n#### (2) 期間\n\n{LONG}\n\n"
        f"##### 〈考え方〉\n\n- ・ {LONG}\n\n### 2 進め方\n\n#### ア 会議\n\n{LONG}\n"
    )
    assert labels(drafts) == [
        "1 目的 (1) 位置づけ",
        "1 目的 (2) 期間",
        "1 目的 (2) 期間 〈考え方〉",
        "2 進め方 ア 会議",
    ]
    assert drafts[2].locator == "1 (2) 〈考え方〉"
    assert drafts[2].text == f"・ {LONG}"


def test_short_principles_are_read_together_and_long_ones_alone() -> None:
    drafts = read_guideline(
        "# 応対の手引\n\n## 3 応対の心構え\n\n### **【応対の心構え】**\n\n#### **【あいさつ】**\n\n"
        "先に声をかけます。\n\n#### **【傾聴】**\n\n最後まで話を聞きます。\n\n<考え方>\n\n"
        f"### 【あいさつ】\n\n{LONG}\n\n## 【傾聴】\n\n{LONG}\n"
    )
    assert labels(drafts) == [
        "3 応対の心構え 【応対の心構え】",
        "3 応対の心構え <考え方> 【あいさつ】",
        "3 応対の心構え <考え方> 【傾聴】",
    ]
    assert drafts[0].text == (
        "【応対の心構え】\n【あいさつ】\n先に声をかけます。\n【傾聴】\n最後まで話を聞きます。"
    )


def test_the_list_of_contents_and_figures_without_text_are_left_out() -> None:
    drafts = read_guideline(
        "# 手引\n\n## 目 次\n\n| 1 目的 ..... | 1 |\n|---|---|\n| 2 方法 ..... | 3 |\n\n"
        f"# 1 目的\n\n{LONG}\n\n【位置づけイメージ】\n\n続きの段落です。\n"
    )
    assert labels(drafts) == ["1 目的"]
    assert drafts[0].text.endswith("続きの段落です。")


def test_a_table_gives_one_passage_a_row_without_tags() -> None:
    drafts = read_guideline(
        f"# 手引\n\n## 1 例\n\n{LONG}\n\n### 【例示】\n\n| 場面 | よい例 | わるい例 |\n|--|--|--|\n"
        "| 電話 | <b>名乗る</b><br>・三回以内に出る | <p>黙る</p> |\n"
    )
    row = drafts[-1]
    assert (row.kind, row.label_suffix) == ("row", "1 例 【例示】 電話")
    assert row.text == "電話\nよい例：名乗る\n・三回以内に出る\nわるい例：黙る"


def test_a_row_with_an_empty_first_cell_belongs_to_the_name_above_it() -> None:
    drafts = read_guideline(
        "# 手引\n\n## 1 各区の例\n\n|  | 年度 | 取組 |\n|--|--|--|\n"
        "| 北区 | 元 | 番号札を置きました。 |\n"
        "|  | 2 | 椅子を増やしました。 |\n"
    )
    assert labels(drafts) == ["1 各区の例 北区 元", "1 各区の例 北区 2年度"]
    assert drafts[1].text == "北区\n年度：2\n取組：椅子を増やしました。"


def test_numbering_that_begins_again_stays_under_its_heading() -> None:
    drafts = read_guideline(
        f"# 手引\n\n## 5 体制\n\n{LONG}\n\n## 資 料 編\n\n資料1 検討の体制\n\n資料2 検討の経過\n\n"
        f"## 検討の体制\n\n### 1 部長の会議\n\n{LONG}\n\n### 2 作業の会議\n\n{LONG}\n"
    )
    assert labels(drafts)[2:] == [
        "資料編 検討の体制 1 部長の会議",
        "資料編 検討の体制 2 作業の会議",
    ]


def test_tables_go_to_the_announced_appendix_whose_heading_is_lost() -> None:
    drafts = read_guideline(
        "# 手引\n\n## 資料編\n\n資料1 検討の経過\n\n資料2 各区役所の取組\n\n## 資料 1\n\n"
        f"{LONG}\n\n| 区役所 | 代表的な取組 |\n|--|--|\n| 北区役所 | 各区の取組をまとめた。 |\n"
    )
    assert drafts[-1].label_suffix == "資料2 各区役所の取組 北区役所"


def test_meetings_by_date_keep_their_date_in_the_text() -> None:
    drafts = read_guideline(
        "# 手引\n\n## 検討の経過\n\n#### 令和5年 4月10日（月） 第1回 会議\n\n"
        "##### 【検討内容】\n\n進め方\n\n"
        f"## 令和5年 5月12日（金） 第2回 会議\n\n{LONG}\n"
    )
    assert drafts[0].text == "令和5年4月10日（月） 第1回 会議\n【検討内容】\n進め方"
    assert drafts[1].label_suffix == "検討の経過 令和5年 5月12日（金） 第2回 会議"


def test_lozenges_broken_over_lines_are_headings() -> None:
    drafts = read_guideline(
        "# 計画\n\n## 体系\n\n◆港の魅力を  \n育てる  \n・朝市の開催  \n"
        "・桟橋の長い通路の  \n改修\n\n"
        f"◆商店街を  \n支える  \n・{LONG}\n"
    )
    assert labels(drafts) == ["体系 ◆港の魅力を育てる", "体系 ◆商店街を支える"]
    assert drafts[0].text == "◆港の魅力を育てる\n・朝市の開催\n・桟橋の長い通路の改修"


def test_the_contact_at_the_end_names_the_department() -> None:
    drafts = read_guideline(
        f"# 応対の手引\n\n## 1 目的\n\n{LONG}\n\n## 応対の手引\n\n【お問い合わせ】\n\n"
        "市民局窓口課\n\n電話：000-111-2222\n"
    )
    assert drafts[-1].departments == ("市民局窓口課",)
    assert drafts[-1].label_suffix == "【お問い合わせ】"
    assert drafts[-1].text.endswith("市民局窓口課\n電話：000-111-2222")


def test_a_guideline_without_markdown_is_read_by_its_numbers() -> None:
    drafts = read_guideline(
        f"広報の指針\n\n１ 趣旨\n\n{LONG}\n\n２ 方法\n\n(1) 紙\n\n{LONG}\n\n(2) 画面\n\n{LONG}\n"
    )
    assert labels(drafts)[1:] == ["１ 趣旨", "２ 方法 (1) 紙", "２ 方法 (2) 画面"]


def test_a_guideline_scores_by_the_forms_of_its_headings() -> None:
    guide = "# 1 目的\n\n## (1) 期間\n\n### 【理念】\n\n#### 〈考え方〉\n\n本文です。\n"
    assert GuidelineParser().score(cut_lines(guide)) > 0.5
    assert GuidelineParser().score(cut_lines("# 案内\n\n## 受付\n\n本文です。\n")) < 0.5
