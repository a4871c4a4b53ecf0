from __future__ import annotations

from ingest.lines import cut_lines
from ingest.records import SourceText
from ingest.structure.parser import Draft
from ingest.structure.plan import PlanParser


def read_plan(text: str) -> list[Draft]:
    return PlanParser().parse(SourceText("plan.txt", text), 0, len(text))


def find(drafts: list[Draft], locator: str) -> Draft:
    (found,) = [draft for draft in drafts if draft.locator == locator]
    return found


PLAIN = """第1章 水と緑
◉川をきれいに保ち、みんなで守ります。

第1節 水辺の保全

現状と課題
●川の水質は良くなりましたが、夏に藻が増え
　ています。
●清掃に参加する人が減っています。

施策展開

1 水質の監視
❖毎月、五か所で水質を測ります。
❖結果を市のホームページで知らせます。

2 清掃活動の支援
❖道具を貸し出し、ごみを回収します。
"""


def test_each_section_gives_its_issues_and_each_measure() -> None:
    drafts = read_plan(PLAIN)
    assert [(draft.kind, draft.locator, draft.heading) for draft in drafts] == [
        ("section", "第1章", "水と緑"),
        ("section", "第1章 第1節 現状と課題", "現状と課題"),
        ("measure", "第1章 第1節 1", "水質の監視"),
        ("measure", "第1章 第1節 2", "清掃活動の支援"),
    ]
    assert drafts[1].text == (
        "●川の水質は良くなりましたが、夏に藻が増えています。\n●清掃に参加する人が減っています。"
    )
    assert drafts[2].label_suffix == "第1章 水と緑 第1節 水辺の保全 1 水質の監視"
    assert drafts[2].path == ("第1章 水と緑", "第1節 水辺の保全", "1 水質の監視")


def test_a_chapter_number_may_stand_after_its_title() -> None:
    drafts = read_plan(
        "学びの都市\nだれもが学べる\nまちづくり\n\n第 2 章\n\n◉図書館を夜も開けます。\n\n"
        "第１節　学校\n\n現状と課題\n●校舎が古くなっています。\n"
    )
    assert drafts[0].locator == "第2章"
    assert drafts[0].label_suffix == "第2章 学びの都市 だれもが学べるまちづくり"
    assert drafts[1].path[:2] == ("第2章 学びの都市", "第1節 学校")


def test_headings_that_stand_after_their_bullets_are_put_back() -> None:
    drafts = read_plan(
        "第1章 道\n第1節 歩道\n施策展開\n\n1 段差の解消\n❖角の段差をなくします。\n\n"
        "❖夜の明かりを増やします。\n❖木を植えます。\n\n2 夜道の安全\n"
    )
    assert find(drafts, "第1章 第1節 1").text == "1 段差の解消\n❖角の段差をなくします。"
    assert find(drafts, "第1章 第1節 2").text == (
        "2 夜道の安全\n❖夜の明かりを増やします。\n❖木を植えます。"
    )


def test_a_sentence_goes_on_behind_headings_and_over_the_page() -> None:
    drafts = read_plan(
        "第1章 財政\n第1節 健全な財政\n施策展開\n\n1 収入の確保\n❖税を公平に集めます。\n\n"
        "❖使わない土地を売り、または貸して、長く続く健全な財政を市民とともに守り続けること\n\n"
        "2 資産の活用\n 3 人を育てる\n\n　に努めます。\n❖建物を長く使います。\n\n"
        "❖研修を増やします。\n"
    )
    assert find(drafts, "第1章 第1節 2").text == (
        "2 資産の活用\n"
        "❖使わない土地を売り、または貸して、長く続く健全な財政を市民とともに守り続けることに努めます。\n"
        "❖建物を長く使います。"
    )
    assert find(drafts, "第1章 第1節 3").text == "3 人を育てる\n❖研修を増やします。"


def test_bullets_stay_unassigned_where_headings_and_blocks_do_not_match() -> None:
    drafts = read_plan(
        "第1章 道\n第1節 歩道\n施策展開\n\n❖一つ目です。\n\n❖二つ目です。\n\n❖三つ目です。\n\n"
        "1 段差の解消\n\n2 夜道の安全\n"
    )
    assert [draft.kind for draft in drafts] == ["section"]
    assert "❖二つ目です。" in drafts[0].text


def test_the_list_of_contents_gives_no_passages() -> None:
    drafts = read_plan("目次\n第1章 水と緑 ………… 2\n第1節 水辺の保全 ………… 3\n\n" + PLAIN)
    assert [draft.locator for draft in drafts] == [
        "第1章",
        "第1章 第1節 現状と課題",
        "第1章 第1節 1",
        "第1章 第1節 2",
    ]


def test_a_markdown_plan_gives_departments_and_rows_of_indicators() -> None:
    drafts = read_plan(
        "# 第3次総合計画\n\n## 第1章 支え合うまち\n\n### 第1節 福祉\n\n#### 現状と課題\n\n"
        "● 一人暮らしの人が増えています。\n\n#### 施策展開\n\n##### 1 見守りの輪\n\n"
        "❖ 新聞店などと協定を結びます。\n\n担当課：福祉総務課、各区保健課\n\n#### 目標指標\n\n"
        "| 指標 | 現状 | 目標 |\n|---|---|---|\n| 協定の数 | 12件 | 30件 |\n"
    )
    assert find(drafts, "第1章 第1節 1").departments == ("福祉総務課", "各区保健課")
    row = find(drafts, "第1章 第1節 目標指標 協定の数")
    assert (row.kind, row.text) == ("row", "協定の数\n現状：12件\n目標：30件")


def test_a_plan_is_told_from_a_list_of_chapters() -> None:
    assert PlanParser().score(cut_lines(PLAIN)) > 0.5
    assert PlanParser().score(cut_lines("第1章 総則\n第1条 この条例は、目的を定める。\n")) == 0.0


def test_headings_before_the_first_chapter_are_passages_without_marks_too() -> None:
    front = (
        "汐野市総合計画\n令和7年3月\n\n計画の背景\n\n"
        "人口は減り続けており、まちの姿も少しずつ変わってきています。\n\n"
        "計画の期間\n\n期間は令和7年度から令和16年度までの10年間とし、5年目に見直します。\n\n"
    )
    drafts = read_plan(front + PLAIN)
    assert [draft.locator for draft in drafts][:3] == ["", "計画の背景", "計画の期間"]
