from __future__ import annotations

from ingest.lines import Line, cut_lines
from ingest.normalize import map_radicals
from ingest.records import SourceText
from ingest.structure.measure_sheet import MeasureSheetParser
from ingest.structure.parser import Draft
from ingest.structure.sheet_forms import Code, read_code

TABLE = "施策実現のための取組み\n\n取組み名 内容\n行革の視点 行革の視点からの取組み内容\n\n"
FORM = " 方針\n\n施策\n\n目指す姿\n\n【用語説明】\n\n"


def sheet(code: str, name: str, rows: str, *, top: str = FORM) -> str:
    return (
        f"{top}基本方針１　みんなの暮らし\n\n{code}　{name}\n\n"
        f"{name}が進み、だれもが安心している\n\n"
        f"現状と課題\n\n●{name}の担い手が足りません。\n●{name}の費用が増えています。\n\n"
        f"SDGｓに向けた方向性\n\n{name}を次の世代につなぎます。\n\n{TABLE}{rows}"
        f"関連する個別計画\n\n{name}推進計画\n"
    )


WATER = sheet(
    "暮１-１",
    "水道の維持",
    "水道管の取替え\n\n古い水道管を年に五キロメートルずつ取り替えます。\n\n"
    "①市民サービス 断水を減らす\n\n"
    "検針の自動化\n検針の機械を新しくします。\n\n⑤財政運営 費用の節約\n\n",
)
PARKS = sheet(
    "暮１-２",
    "公園の手入れ",
    "遊具の点検\n\nすべての遊具を毎月点検し、\n壊れたものを直します。\n\n②参加と協働\n\n",
)
ROADS = sheet(
    "暮１-３", "道路の補修", "穴の補修\n\n通報から三日で直します。\n\n②参加と協働 通報\n\n"
)


def read_sheets(text: str) -> list[Draft]:
    drafts = MeasureSheetParser().parse(SourceText("sheets.txt", text), 0, len(text))
    for draft in drafts:
        for piece in draft.pieces:
            run = text[piece.start : piece.start + piece.length]
            assert draft.text[piece.at : piece.at + piece.length] == map_radicals(run)
    return drafts


def texts(drafts: list[Draft]) -> dict[str, str]:
    return {draft.locator: draft.text for draft in drafts}


def test_a_sheet_gives_overview_issues_and_each_initiative() -> None:
    found = texts(read_sheets(WATER + PARKS + ROADS))
    assert list(found)[:4] == [
        "暮1-1",
        "暮1-1 現状と課題",
        "暮1-1 取組み「水道管の取替え」",
        "暮1-1 取組み「検針の自動化」",
    ]
    assert found["暮1-1"] == (
        "暮１-１　水道の維持\n目指す姿\n水道の維持が進み、だれもが安心している\n"
        "SDGｓに向けた方向性\n水道の維持を次の世代につなぎます。\n"
        "関連する個別計画\n水道の維持推進計画"
    )
    assert found["暮1-1 現状と課題"] == (
        "●水道の維持の担い手が足りません。\n●水道の維持の費用が増えています。"
    )
    assert found["暮1-1 取組み「水道管の取替え」"] == (
        "水道管の取替え\n古い水道管を年に五キロメートルずつ取り替えます。\n"
        "①市民サービス 断水を減らす"
    )


def test_a_sheets_passages_carry_its_code_and_policy() -> None:
    drafts = read_sheets(WATER + PARKS + ROADS)
    initiative = drafts[2]
    assert initiative.kind == "measure"
    assert initiative.heading == "水道管の取替え"
    assert initiative.label_suffix == "暮1-1 水道の維持 取組み「水道管の取替え」"
    assert initiative.path == ("基本方針1 みんなの暮らし", "暮1-1 水道の維持", "水道管の取替え")


def test_a_sheet_that_comes_twice_is_read_once_in_its_fuller_form() -> None:
    lost = "検針の自動化\n検針の機械を新しくします。\n\n⑤財政運営 費用の節約\n\n"
    cut = WATER.replace(lost, "")
    drafts = read_sheets(cut + WATER + PARKS + PARKS + ROADS)
    locators = [draft.locator for draft in drafts]
    assert len(locators) == len(set(locators))
    assert "暮1-1 取組み「検針の自動化」" in locators


def test_a_page_without_a_code_goes_on_with_the_sheet_before_it() -> None:
    more = FORM + "漏水の調査\n\n夜に音で漏水を探します。\n\n③政策形成 調査\n\n"
    found = texts(read_sheets(WATER + more + PARKS + ROADS))
    assert found["暮1-1 取組み「漏水の調査」"].startswith("漏水の調査\n夜に音で")


def test_the_list_of_contents_is_no_sheet() -> None:
    contents = "暮 1-1 水道の維持・・・・・・・・Ｐ３\n暮 1-2 公園の手入れ・・・・・・・Ｐ５\n\n"
    assert read_sheets(contents + WATER + PARKS + ROADS)[0].locator == "暮1-1"


def test_broken_names_of_initiatives_are_joined() -> None:
    text = sheet(
        "暮１-１",
        "文化",
        "市民が集う文化会館の改\n修\n\n舞台の照明を新しくし、客席の段差をなくします。\n\n"
        "⑥市有財産 長寿命化\n\n",
    )
    drafts = read_sheets(text + PARKS + ROADS)
    assert drafts[2].heading == "市民が集う文化会館の改修"


def test_one_name_far_from_its_content_is_given_back_to_the_one_without_a_name() -> None:
    text = sheet(
        "暮１-１",
        "河川",
        "夜間にも水位を測り、あふれる前に知らせます。\n\n①市民サービス 早い知らせ\n\n"
        "堤防の点検\n\n年に二回、堤防を歩いて点検します。\n\n②参加と協働 点検\n\n水位の見張り\n\n",
    )
    found = texts(read_sheets(text + PARKS + ROADS))
    assert found["暮1-1 取組み「水位の見張り」"] == (
        "水位の見張り\n夜間にも水位を測り、あふれる前に知らせます。\n①市民サービス 早い知らせ"
    )


def test_contents_without_a_sure_name_stay_without_one() -> None:
    text = sheet(
        "暮１-１",
        "河川",
        "夜間にも測り、あふれる前に知らせます。\n\n①市民サービス 早い知らせ\n\n"
        "年に二回、歩いて調べます。\n\n②参加と協働 点検\n\n堤防の見回り\n\n防災無線\n\n",
    )
    drafts = read_sheets(text + PARKS + ROADS)
    unnamed = [draft for draft in drafts if draft.locator == "暮1-1 取組み"]
    assert [draft.text.split("\n")[0] for draft in unnamed] == [
        "夜間にも測り、あふれる前に知らせます。",
        "年に二回、歩いて調べます。",
    ]
    assert "堤防の見回り" in drafts[0].text


def test_a_term_is_a_passage_of_its_sheet() -> None:
    text = WATER.replace("現状と課題\n", "用語：「検針」\n使った水の量を調べること\n\n現状と課題\n")
    found = texts(read_sheets(text + PARKS + ROADS))
    assert found["暮1-1 用語「検針」"] == "用語：「検針」\n使った水の量を調べること"


def test_notes_that_lie_over_the_form_are_kept_apart() -> None:
    notes = (
        "「目指す姿」に向かう上での現状と課題\n\n課題を解決するための取り組みの例\n\n"
        "《改革の進め方》\n仕事のしかたを見直します。\n"
    )
    found = texts(read_sheets(WATER + "\n" + notes + PARKS + ROADS))
    assert "改革の進め方" in found
    assert all("進め方" not in text for place, text in found.items() if place.startswith("暮"))


def test_other_codes_labels_and_numbered_initiatives_are_read() -> None:
    def page(code: str, name: str) -> str:
        return (
            f"施策の名称\n{code} {name}\n担当課：市民課、福祉課\n"
            f"現状\n・{name}の相談が増えています。\n課題\n・{name}を知らない人が多くいます。\n"
            f"めざす姿\n{name}が身近にある。\n主な取組\n"
            f"(1) {name}の窓口\n窓口を週に六日開きます。\n"
            f"(2) {name}の案内\n案内の紙を全戸に配ります。\n"
            f"成果指標\n{name}の相談 10件 → 20件\n"
        )

    drafts = read_sheets(page("A-1", "子育て") + page("A-2", "介護") + page("施策12", "健康"))
    found = texts(drafts)
    assert {"A-1", "A-2", "施策12"} <= set(found)
    assert found["A-2 取組み「介護の案内」"] == "(2) 介護の案内\n案内の紙を全戸に配ります。"
    assert found["施策12 成果指標"] == "健康の相談 10件 → 20件"
    assert found["A-1 現状と課題"] == (
        "現状\n・子育ての相談が増えています。\n課題\n・子育てを知らない人が多くいます。"
    )
    assert drafts[0].departments == ("市民課", "福祉課")


def test_tables_without_blank_lines_and_with_marks_alone_are_read() -> None:
    rows = (
        "窓口の案内板の\n取替え\n庁舎の案内板を四つの言葉で書き直し、\n色を分けます。\n①\n"
        "階ごとに担当を決めます。\n予約の受付\n予約を電話でも受けます。\n① ④\n"
        "係を越えて助け合います。\n"
    )
    found = texts(read_sheets(sheet("暮１-１", "窓口", rows) + PARKS + ROADS))
    assert found["暮1-1 取組み「窓口の案内板の取替え」"].endswith("①\n階ごとに担当を決めます。")
    assert found["暮1-1 取組み「予約の受付」"].endswith("① ④\n係を越えて助け合います。")


def test_measure_sheets_are_told_from_other_text() -> None:
    assert MeasureSheetParser().score(cut_lines(WATER + PARKS + ROADS)) > 0.8
    assert MeasureSheetParser().score(cut_lines("電話 099-900-1130 にどうぞ。\n")) == 0.0


def test_initiatives_may_stand_in_a_markdown_table() -> None:
    drafts = read_sheets(
        "## 健2-1 体を動かす\n\n担当課\n健康課、公園課\n\n### 目指す姿\n\nだれもが歩いている。\n\n"
        "### 現状と課題\n\n・歩く人が減りました。\n\n### 主な取組\n\n| 取組名 | 内容 |\n|---|---|\n"
        "| 歩く会 | 週に一度、みんなで歩きます。 |\n"
    )
    assert drafts[0].departments == ("健康課", "公園課")
    assert drafts[-1].locator == "健2-1 取組み「歩く会」"
    assert drafts[-1].text == "歩く会\n内容：週に一度、みんなで歩きます。"


def test_a_view_that_is_no_sentence_does_not_take_the_next_name() -> None:
    rows = (
        "案内板の取替え\n案内板を四つの言葉で書き直します。\n①市民サービス 分かりやすさ\n"
        "予約の受付\n予約を電話でも受けます。\n②参加と協働 声を聞く\n"
    )
    found = texts(read_sheets(sheet("暮１-１", "窓口", rows) + PARKS + ROADS))
    assert found["暮1-1 取組み「予約の受付」"] == (
        "予約の受付\n予約を電話でも受けます。\n②参加と協働 声を聞く"
    )


def test_a_sheet_s_number_may_stand_behind_one_letter_and_no_other_word() -> None:
    assert read_code(Line("環１  海を守るまちづくり", 0, 12)) == Code("環1", "海を守るまちづくり")
    assert read_code(Line("図１  海の位置", 0, 8)) is None
    assert read_code(Line("第１ 趣旨", 0, 5)) is None


def test_indicators_of_a_sheet_are_rows_under_the_column_names_that_all_sheets_share() -> None:
    figures = "\n指標 基準値（令和５年度） 目標値（令和12年度）\n{} 12 60\n{} 18 100\n"
    text = "".join(
        sheet(code, name, "朝市の開催 朝市を毎月開きます。\n") + figures.format(first, second)
        for code, name, first, second in (
            ("海1-1", "港を生かす", "来場者数（人）", "出店数（店）"),
            ("海1-2", "船を生かす", "乗船者数（人）", "便数（便）"),
            ("海1-3", "浜を生かす", "海水浴客（人）", "清掃回数（回）"),
        )
    )
    rows = [
        d
        for d in MeasureSheetParser().parse(SourceText("x", text), 0, len(text))
        if d.kind == "row"
    ]
    assert [row.label_suffix for row in rows[:2]] == [
        "海1-1 港を生かす 来場者数（人）",
        "海1-1 港を生かす 出店数（店）",
    ]
    assert (
        rows[2].text == "指標: 乗船者数（人）\n基準値（令和５年度）: 12\n目標値（令和12年度）: 60"
    )
