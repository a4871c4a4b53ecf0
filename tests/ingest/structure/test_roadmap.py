from __future__ import annotations

from ingest.lines import cut_lines
from ingest.records import SourceText
from ingest.structure.parser import Draft
from ingest.structure.roadmap import RoadmapParser


def read_roadmap(text: str) -> list[Draft]:
    return RoadmapParser().parse(SourceText("roadmap.txt", text), 0, len(text))


def stages(drafts: list[Draft]) -> dict[str, str]:
    return {draft.locator: draft.text for draft in drafts if draft.kind == "stage"}


PAGE = """3.1-2

三段階の工程
水道を守る（耐震）

段階１（すぐに） 段階２（3年後） 段階３（6年後）

・耐震計画の策定

・配水管の調査計画
　・古い管の位置の確認
　・工事の順番の検討を行い、地域に知ら

せる

・浄水場の点検計画
　・設備の台帳の作成

・耐震工事の実施

・配水管の取替え
　・年に八キロメートルを更新
　　（令和9年度）

・浄水場の補強
　・二つの池の補強

・地震に強い水道の実現

・配水管の更新の完了
　・断水する地域が少ない

・浄水場の停止がない
　・非常用の電源がある

上下水道業務　１／２

3.1-3

三段階の工程
水道を守る（料金）

段階１（すぐに） 段階２（3年後） 段階３（6年後）

・料金の検討

・収入の見通しの試算
　・使う量の予測

・料金の改定

・収入の確保
　・滞納の整理

・安定した経営

・収入の安定
　・借入れが少ない

上下水道業務　２／２
"""


def test_each_column_of_a_page_is_one_stage() -> None:
    found = stages(read_roadmap(PAGE))
    assert list(found) == [
        "耐震 段階1",
        "耐震 段階2",
        "耐震 段階3",
        "料金 段階1",
        "料金 段階2",
        "料金 段階3",
    ]
    assert found["耐震 段階2"].startswith("・耐震工事の実施\n・配水管の取替え\n")
    assert found["耐震 段階3"].endswith("　・非常用の電源がある")
    assert found["料金 段階3"] == "・安定した経営\n・収入の安定\n　・借入れが少ない"


def test_broken_lines_are_joined_and_nested_items_stay_indented() -> None:
    found = stages(read_roadmap(PAGE))
    assert "　・工事の順番の検討を行い、地域に知らせる\n" in found["耐震 段階1"]
    assert "　・年に八キロメートルを更新（令和9年度）\n" in found["耐震 段階2"]


def test_the_label_names_category_theme_stage_and_page() -> None:
    drafts = read_roadmap(PAGE)
    assert drafts[0].label_suffix == ("上下水道業務 水道を守る（耐震） 段階1（すぐに） [3.1-2]")
    assert drafts[0].path == ("上下水道業務", "水道を守る（耐震）", "段階1（すぐに）")


def test_a_heading_at_the_foot_of_its_page_is_found() -> None:
    first = PAGE.replace("三段階の工程\n水道を守る（耐震）\n\n", "").replace(
        "上下水道業務　１／２\n",
        "上下水道業務　１／２\n三段階の工程\n\n上下水道業務：水道を守る（耐震）\n",
    )
    assert list(stages(read_roadmap(first)))[:1] == ["耐震 段階1"]


def test_columns_apart_by_blank_lines_need_no_summary() -> None:
    found = stages(
        read_roadmap(
            "2.1 給食\n令和6年度 令和7年度 令和8年度 令和9年度\n"
            "・献立を見直す\n・味見の会を開く\n\n・地元の米を使う\n\n・調理場を一つ建て\nる\n\n・全校に広げる\n"
        )
    )
    assert found == {
        "給食 令和6年度": "・献立を見直す\n・味見の会を開く",
        "給食 令和7年度": "・地元の米を使う",
        "給食 令和8年度": "・調理場を一つ建てる",
        "給食 令和9年度": "・全校に広げる",
    }


def test_stages_may_have_headings_of_their_own() -> None:
    found = stages(
        read_roadmap(
            "# 防災の工程表\n\n## 避難所\n\n### 第1段階\n\n- 毛布を買う\n"
            "\n### 第2段階\n\n- 発電機を置く\n"
            "\n## 情報\n\n### 第1段階\n\n- 無線を直す\n\n### 第2段階\n\n- 放送を増やす\n"
        )
    )
    assert found == {
        "避難所 第1段階": "毛布を買う",
        "避難所 第2段階": "発電機を置く",
        "情報 第1段階": "無線を直す",
        "情報 第2段階": "放送を増やす",
    }


def test_a_table_with_stages_for_columns_gives_its_cells() -> None:
    found = stages(
        read_roadmap(
            "| 取組 | 短期 | 長期 |\n|---|---|---|\n| 窓口 | 番号札<br>案内板 | 予約制 |\n"
        )
    )
    assert found == {"窓口 短期": "番号札\n案内板", "窓口 長期": "予約制"}


def test_responsible_departments_go_to_every_stage_of_the_theme() -> None:
    drafts = read_roadmap(
        "1.1 花\n段階1 段階2\n・種をまく\n\n・植え替える\n\n主な担当課 公園課、各区土木課\n1.1-1\n"
        "1.2 木\n段階1 段階2\n・苗を選ぶ\n\n・木を植える\n\n主な担当課 森林課\n1.2-1\n"
    )
    by_locator = {draft.locator: draft for draft in drafts}
    assert by_locator["花 段階2"].departments == ("公園課", "各区土木課")
    assert by_locator["木 段階1"].departments == ("森林課",)
    assert by_locator["木 段階1"].label_suffix == "1.2 木 段階1 [1.2-1]"


def test_the_legend_before_the_pages_is_a_section() -> None:
    drafts = read_roadmap("水道委員会：市の三つの課により構成\n\n凡　例\n\n" + PAGE)
    assert drafts[0].kind == "section"
    assert drafts[0].label_suffix == "凡例"
    assert "水道委員会：市の三つの課により構成" in drafts[0].text


def test_a_roadmap_is_told_from_a_text_that_speaks_of_stages() -> None:
    assert RoadmapParser().score(cut_lines(PAGE)) >= 0.5
    assert RoadmapParser().score(cut_lines("段階1から段階3までの計画を定めます。\n" * 5)) == 0.0


def test_rows_that_say_by_whom_and_to_what_end_are_read_whole() -> None:
    text = (
        "# 汐野市工程表\n\n| 柱 | 取組 | 担当課 | 令和7年度 | 令和8年度 |\n|---|---|---|---|---|\n"
        "| 窓口 | 予約の受付 | 市民課 | 調達 | 開始 |\n| 窓口 | 番号札 | 税務課 | 検討 | 継続 |\n"
    )
    drafts = [draft for draft in read_roadmap(text) if draft.kind == "row"]
    assert [(d.locator, d.departments, d.text.split("\n")[-1]) for d in drafts] == [
        ("予約の受付", ("市民課",), "令和8年度: 開始"),
        ("番号札", ("税務課",), "令和8年度: 継続"),
    ]


def test_stages_in_columns_are_named_after_the_heading_above_them() -> None:
    text = (
        "# 海の工程表\n\n## 1 窓口を変える\n\n| 第１段階 | 第２段階 |\n|---|---|\n"
        "| ・棚卸し | ・予約<br>・短縮 |\n\n所管：市民部 市民課（11）\n\n## 用語\n\n"
        "予約：来る前に時間を決める仕組みをいいます。待つ人を減らすために市が始めるものです。\n"
    )
    drafts = read_roadmap(text)
    assert [
        (d.kind, d.label_suffix, d.text, d.departments) for d in drafts if d.kind == "stage"
    ] == [
        ("stage", "1 窓口を変える 第1段階", "・棚卸し", ("市民部 市民課",)),
        ("stage", "1 窓口を変える 第2段階", "・予約\n・短縮", ("市民部 市民課",)),
    ]
    assert any("用語" in (draft.label_suffix or "") for draft in drafts)
