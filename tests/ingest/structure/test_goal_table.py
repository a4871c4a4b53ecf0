from __future__ import annotations

from ingest.lines import cut_lines
from ingest.normalize import map_radicals
from ingest.records import SourceText
from ingest.structure.goal_table import GoalTableParser
from ingest.structure.parser import Draft


def read_goals(text: str) -> list[Draft]:
    drafts = GoalTableParser().parse(SourceText("table.txt", text), 0, len(text))
    for draft in drafts:
        for piece in draft.pieces:
            source = text[piece.start : piece.start + piece.length]
            assert draft.text[piece.at : piece.at + piece.length] == map_radicals(source)
    return [draft for draft in drafts if draft.kind == "goal"]


def test_a_row_gives_its_departments_and_the_whole_goal_without_marks() -> None:
    (goal,) = read_goals(
        "港湾局 振興部 港の見学会を年に\n4回開き、子どもの参加を増やします。 ○ ○\n"
    )
    assert goal.locator == "港湾局 振興部"
    assert goal.departments == ("港湾局 振興部",)
    assert goal.heading == "振興部"
    assert goal.text == "港の見学会を年に4回開き、子どもの参加を増やします。"


def test_names_broken_over_lines_are_put_together() -> None:
    goals = read_goals(
        "市民局 窓口改革推\n進部\n\n待ち時間を減らします。 ○\n\n"
        "選挙管理委員会事務\n局 選挙課 投票所の案内を\n\n分かりやすくします。 ○ ○\n\n"
        "こども局 発達支援セン\nター\n\n相談の予約を早めます。 ○\n"
    )
    assert [goal.locator for goal in goals] == [
        "市民局 窓口改革推進部",
        "選挙管理委員会事務局 選挙課",
        "こども局 発達支援センター",
    ]
    assert goals[1].text == "投票所の案内を分かりやすくします。"


def test_both_names_may_be_broken() -> None:
    (goal,) = read_goals(
        "教育支援委員会事\n務局\n\n地域学習推進セン\nター\n\n講座を増やします。 ○\n"
    )
    assert goal.locator == "教育支援委員会事務局 地域学習推進センター"


def test_a_name_broken_around_the_first_line_of_the_goal_is_put_together() -> None:
    goals = read_goals(
        "土木局 橋梁保全部 橋を点検します。 ○\n\n"
        "土木局 河川・下水\n道整備部 水路の掃除を地域と行い、\nあふれを防ぎます。 ○\n"
    )
    assert goals[1].locator == "土木局 河川・下水道整備部"
    assert goals[1].text == "水路の掃除を地域と行い、あふれを防ぎます。"


def test_ward_offices_are_rows_like_bureaus() -> None:
    goals = read_goals(
        "東区役所 総務課 庁舎の案内を直します。 ○\n東区役所 くらし相談室 苦情に2日で答えます。 ○\n"
    )
    assert [goal.locator for goal in goals] == ["東区役所 総務課", "東区役所 くらし相談室"]


def test_page_headers_between_and_within_rows_are_left_out() -> None:
    header = (
        "「ほほえみ目標」一覧\n各局の職員が一年間取り組むことを、市民の皆さんにお知らせします。\n"
        "局　名 部　名 目標\n"
    )
    goals = read_goals(
        f"{header}財務局 税務部 電話に5回以内で出ます。 ○\n\n"
        f"財務局 契約部 入札の結果を3日で\n{header}公表します。 ○ ○\n\n"
        "財務局 会計部 支払いを早めます。 ○\n"
    )
    assert [goal.text for goal in goals] == [
        "電話に5回以内で出ます。",
        "入札の結果を3日で公表します。",
        "支払いを早めます。",
    ]


def test_text_goes_on_after_marks_that_stand_in_the_middle_of_a_row() -> None:
    goals = read_goals(
        "環境局 緑地部 公園の遊具を\n○ ○\n毎月点検し、安全を守ります。\n\n"
        "環境局 資源部 ごみを減らします。 ○\n環境局 水質部 川を測ります。 ○\n"
        "環境局 大気部 空気を測ります。 ○\n環境局 騒音部 音を測ります。 ○\n"
    )
    assert goals[0].text == "公園の遊具を毎月点検し、安全を守ります。"
    assert len(goals) == 5


def test_rows_without_marks_end_with_the_sentence() -> None:
    goals = read_goals(
        "総務部 防災課 訓練を年3回行い、備蓄を\n点検します。\n"
        "監査委員事務局 指摘事項の改善率を95％にします。\n\n12\n"
    )
    assert [(goal.locator, goal.text) for goal in goals] == [
        ("総務部 防災課", "訓練を年3回行い、備蓄を点検します。"),
        ("監査委員事務局", "指摘事項の改善率を95％にします。"),
    ]


def test_a_bureau_written_once_holds_for_the_rows_below_it() -> None:
    goals = read_goals(
        "都市局 計画部 まちの将来図を公開し、説明会を開きます。\n\n"
        "建築部 耐震診断の費用を助け、年に百件を目指します。\n"
    )
    assert [goal.locator for goal in goals] == ["都市局 計画部", "都市局 建築部"]


def test_what_the_table_says_about_itself_is_kept_once() -> None:
    intro = "この目標は、各部が一年間に取り組むことを市民に約束するものです。\n局 等 部 等 目標\n"
    text = (
        f"{intro}市民局 戸籍部 名前を正しく確かめます。 ○\n\n"
        f"{intro}市民局 文化部 催しを増やします。 ○\n"
    )
    drafts = GoalTableParser().parse(SourceText("table.txt", text), 0, len(text))
    assert [draft.text for draft in drafts if draft.kind == "section"] == [
        "この目標は、各部が一年間に取り組むことを市民に約束するものです。"
    ]


def test_a_table_of_goals_is_told_from_other_text() -> None:
    row = "港湾局 {}部 港のにぎわいをつくるため、催しを年に四回開きます。 ○ ○\n\n"
    table = "".join(row.format(name) for name in ("振興", "管理", "整備", "計画", "安全"))
    assert GoalTableParser().score(cut_lines(table)) > 0.8
    assert (
        GoalTableParser().score(cut_lines("第1条 この規則は、公印について定める。\n" * 20)) == 0.0
    )


def test_a_markdown_table_of_goals_gives_its_rows_too() -> None:
    goals = read_goals(
        "# 各課の目標\n\n| 局名 | 課名 | 行動目標 | 備考 |\n|---|---|---|---|\n"
        "| 港湾局 | 岸壁課 | 船の待ち時間を減らします。 | |\n"
        "| | 客船課 | 案内を増やします。<br>通訳を置きます。 | |\n"
    )
    assert [(goal.locator, goal.text) for goal in goals] == [
        ("港湾局 岸壁課", "船の待ち時間を減らします。"),
        ("港湾局 客船課", "案内を増やします。\n通訳を置きます。"),
    ]


def test_rows_in_blocks_may_end_in_their_indicators() -> None:
    text = "部局名 目標 指標 区分\n\n" + "".join(
        f"{name} {goal}を増やすため、案内を\n分かりやすくします。 "
        f"{goal}数 ６０件以上（４４件） 市\n\n"
        for name, goal in (
            ("海洋部 港湾課", "見学会"),
            ("海洋部 水産課", "朝市"),
            ("市民部 市民課", "日曜窓口"),
            ("市民部 税務課", "相談日"),
        )
    )
    assert GoalTableParser().score(cut_lines(text)) > 0.5
    goals = read_goals(text)
    assert [goal.locator for goal in goals] == [
        "海洋部 港湾課",
        "海洋部 水産課",
        "市民部 市民課",
        "市民部 税務課",
    ]
    assert goals[1].text.endswith("朝市数 ６０件以上（４４件） 市")
