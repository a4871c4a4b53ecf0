import pytest

from ingest.identify import Identity, find_date, identify
from ingest.municipality import find_municipality


def test_an_ordinance_names_city_and_title() -> None:
    text = "汐野市見本条例\n令和5年3月20日条例第3号\n第1条　汐野市は、隣の三浜市と連携する。\n"
    assert identify(text) == Identity("汐野市見本条例", "汐野市", None)


def test_a_title_page_gives_title_city_and_date() -> None:
    text = "第3次みどりが丘市総合計画\n令和6年4月改定\nみどりが丘市\n\n本市は人口が増えています。\n"
    assert identify(text) == Identity("第3次みどりが丘市総合計画", "みどりが丘市", "2024-04")


def test_a_markdown_title_wins_and_its_number_is_kept() -> None:
    text = "# 窓口案内\n\n令和7年4月1日現在\n\n## はじめに\n\n汐野市役所の窓口の案内です。\n"
    assert identify(text) == Identity("窓口案内", "汐野市", "2025-04-01")


def test_a_name_in_brackets_that_the_text_explains_is_the_title() -> None:
    text = (
        "環境局 資源部 ごみを減らします。 ○\n"
        "この「まごころ９０＋目標」は、汐野市の全局で決めたものです。\n"
    )
    assert identify(text).title == "まごころ９０＋目標"


def test_numbering_and_notes_around_a_title_are_left_out() -> None:
    text = "1.2.8 三段階工程表(推進委員会)\n\n汐野市長が定める。\n三段階工程表\n三段階工程表\n"
    assert identify(text).title == "三段階工程表"
    assert identify("施策内容（案）\n\n汐野市の施策です。\n").title == "施策内容（案）"


@pytest.mark.parametrize(
    ("text", "municipality"),
    [
        ("藤ノ木市　事務分掌表\n部　課\n", "藤ノ木市"),
        ("手続き\n〒018-0000 青嶺市中央1-1\n電話", "青嶺市"),
        ("編集・発行／児玉台市秘書広聴課", "児玉台市"),
        ("お知らせ\n問市民課☎55-1112\n", None),
        ("汐野市は、三浜市との協定に基づき、三浜市と連携する。汐野市長が定める。", "汐野市"),
        ("本市は政令指定都市や近隣市、各市の例を見て、都市の姿を描く。市民と市が協働する。", None),
        ("四日市市と十日町市の例。\n大村市環境計画\n", "大村市"),
        ("千葉県市川市防災計画\n市川市\n", "市川市"),
        ("つくばみらい市議会は、つくばみらい市の予算を決めた。", "つくばみらい市"),
        ("青嶺町事務分掌規則\n青嶺町長\n", "青嶺町"),
        ("東京都桜川区の手引\n桜川区\n", "桜川区"),
        ("あさぎ野市へ転入した方は、現在あさぎ野市にお住まいの方と同じです。", "あさぎ野市"),
        ("埼玉県環境基本条例\n", "埼玉県"),
        ("公共施設一覧\n作成：青嶺町 総務課\n", "青嶺町"),
        ("避難所は本町、港町、山手町にある。問い合わせは総務課へ。", None),
        ("電子市役所を目指し、市民税課が市場と市街地を調べる。", None),
    ],
)
def test_the_municipality_is_found_by_its_name_s_shape(text: str, municipality: str | None) -> None:
    assert find_municipality(text) == municipality


def test_a_national_law_belongs_to_no_municipality() -> None:
    text = "見本等に関する法律\n第一条　この法律は、汐野市役所の例による。汐野市長\n"
    assert find_municipality(text, title="見本等に関する法律") is None


def test_a_date_inside_a_sentence_is_not_the_document_s() -> None:
    text = "環境計画\n\n平成19年4月に条例を定め、令和2年3月31日から取組を進めてきました。\n"
    assert identify(text).date is None


def test_a_date_on_the_title_page_is_before_a_table_of_revisions() -> None:
    table = "\n| 改定年月日 | 内容 |\n| 2019年3月28日 | 初版決定 |\n| 2022年3月31日 | 改定 |\n"
    assert find_date(f"汐野市の手引\n2022年（令和4年）4月1日\n{table}") == "2022-04-01"
    assert find_date(f"汐野市の手引\n{table}") == "2022-03-31"


def test_a_ministry_or_a_union_alone_on_the_title_page_is_the_issuer() -> None:
    assert identify("手引\n浜里広域連合\n住民の窓口。").municipality == "浜里広域連合"
    assert identify("国の一覧\n\nバチカン市国\nモナコ公国\n").municipality is None


def test_a_letter_is_called_by_what_it_is_about() -> None:
    text = (
        "汐環第１２３号\n令和８年１月15日\n自 治 会 長 各 位\n汐野市長　山田花子\n"
        "資源物の収集曜日の変更について（お知らせ）\n下記のとおり変更します。\n"
    )
    assert identify(text) == Identity("資源物の収集曜日の変更について", "汐野市", "2026-01-15")


def test_an_issue_of_a_newsletter_is_of_its_month() -> None:
    assert find_date("広報しおの　令和７年12月号\n年末の窓口\n") == "2025-12"


def test_what_all_sheets_say_at_their_top_is_the_title_and_not_a_sheet_s_name() -> None:
    text = "# あ～さ行\n\nごみ分別辞典\n\n# た～わ行\n\nごみ分別辞典\n汐野市環境部　令和7年4月版\n"
    assert identify(text) == Identity("ごみ分別辞典", "汐野市", "2025-04")


def test_readings_in_brackets_are_part_of_a_title() -> None:
    assert (
        identify("# ごみの 出(だ)し方(かた)\n\n水曜日です。\n").title == "ごみの 出(だ)し方(かた)"
    )


def test_a_date_beside_the_city_s_name_is_the_document_s() -> None:
    assert find_date("汐野市空家等対策計画\n令和７年３月　汐野市\n") == "2025-03"


def test_who_signs_is_no_title_and_the_number_of_a_notice_is_one() -> None:
    text = "汐野市公告第115号\n\n次のとおり入札に付する。\n\n令和7年10月6日\n\n汐野市長　西村　誠\n"
    assert identify(text) == Identity("汐野市公告第115号", "汐野市", "2025-10-06")


def test_minutes_are_of_the_day_on_which_the_meeting_was_held() -> None:
    text = """子ども会議　会議録

| 日時 | 令和７年８月２６日（火）午後２時 |
| 議題 | 令和８年１０月に施行する計画の案を提出し、これを審議する。 |
"""
    assert identify(text).date == "2025-08-26"


def test_a_deputy_mayor_is_of_no_town() -> None:
    assert find_municipality("| 町長 | 副町長 |\n| 町長 | 副町長 |\n潮見町組織図\n") == "潮見町"


def test_a_name_spelled_in_kana_in_the_title_is_the_city_s_that_the_text_names() -> None:
    text = (
        "わかば市議会だより　第8号\n令和7年8月1日発行　若葉市議会\n若葉市手数料条例の改正を可決\n"
    )
    assert find_municipality(text, title="わかば市議会だより　第8号") == "若葉市"
    text = "しおの市議会だより　第8号\n発行　しおの市議会\nしおの市手数料条例の改正を可決\n"
    assert find_municipality(text, title="しおの市議会だより　第8号") == "しおの市"


def test_the_last_revision_is_the_date_of_what_was_revised() -> None:
    text = "海野町業務継続計画\n平成28年３月　策定\n令和２年３月　改定\n令和６年11月　第２次改定\n"
    assert identify(text).date == "2024-11"


def test_a_date_beside_its_maker_and_a_title_of_statistics_are_told() -> None:
    text = "令和６年版 海野市統計書\n\n海野市 企画部 統計課\n令和７年３月発行\n"
    assert identify(text).title == "令和６年版 海野市統計書"
    assert identify("海野市目標\n令和６年５月 海野市 総務部 総務課\n").date == "2024-05"
