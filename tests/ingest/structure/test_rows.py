from ingest.lines import cut_lines
from ingest.records import SourceText
from ingest.structure.parser import Draft
from ingest.structure.rows import RowsParser


def parse(text: str) -> list[Draft]:
    assert RowsParser().score(cut_lines(text)) >= 0.6
    return RowsParser().parse(SourceText("x", text), 0, len(text))


def test_each_row_is_a_procedure_with_its_columns_and_department() -> None:
    text = """# 手続一覧

| No. | 手続名 | 担当課 | 電話 | 必要なもの |
|---|---|---|---|---|
| 1 | 転入届 | 市民局 市民課<br>支所 | 099-900-0001 | 転出証明書 |
| 2 | 印鑑登録 | 市民課 | 099-900-0002 | 印鑑 |
"""
    drafts = [d for d in parse(text) if d.kind == "procedure"]
    assert [(d.locator, d.departments, d.label_suffix) for d in drafts] == [
        ("転入届", ("市民局 市民課", "支所"), "手続一覧 転入届"),
        ("印鑑登録", ("市民課",), "手続一覧 印鑑登録"),
    ]
    assert drafts[0].text.split("\n") == [
        "No.: 1",
        "手続名: 転入届",
        "担当課: 市民局 市民課",
        "支所",
        "電話: 099-900-0001",
        "必要なもの: 転出証明書",
    ]
    assert [text[p.start : p.start + p.length] for p in drafts[1].pieces] == [
        "2",
        "印鑑登録",
        "市民課",
        "099-900-0002",
        "印鑑",
    ]


def test_lines_cut_by_tabs_are_rows_too() -> None:
    text = (
        "施設名\t所在地\t電話番号\n汐野図書館\t本町1丁目\t099-900-1000\n"
        "潟見公民館\t潟見2丁目\t099-900-1001\n"
    )
    drafts = parse(text)
    assert [(d.kind, d.locator) for d in drafts] == [("row", "汐野図書館"), ("row", "潟見公民館")]
    assert drafts[0].text == "施設名: 汐野図書館\n所在地: 本町1丁目\n電話番号: 099-900-1000"


def test_an_empty_first_cell_takes_the_name_above_and_a_repeated_head_goes() -> None:
    text = """| 区分 | 内容 |
|---|---|
| 市税 | 市民税の申告 |
|  | 固定資産税の申告 |
| 区分 | 内容 |
| 国保 | 加入の届出 |
"""
    assert [d.locator for d in parse(text)] == [
        "市税 市民税の申告",
        "市税 固定資産税の申告",
        "国保",
    ]


def test_rows_are_named_by_the_column_that_tells_them_apart() -> None:
    rows = "".join(f"| 1 | 国コード | {code} | {name} |\n" for code, name in NAMES)
    text = f"| 一覧No. | 一覧の名前 | コード | 国の名前 |\n|---|---|---|---|\n{rows}"
    drafts = RowsParser().parse(SourceText("x", text), 0, len(text))
    assert [draft.locator for draft in drafts] == ["日本", "韓国", "中国", "米国", "英国"]


NAMES = (("392", "日本"), ("410", "韓国"), ("156", "中国"), ("840", "米国"), ("826", "英国"))


def test_columns_in_everyday_words_are_recognized() -> None:
    text = """| お手続きの名前 | お問合せ | だれが | いつまで | 持ってくるもの |
|---|---|---|---|---|
| 転入の届 | 市民課 住民係 | 転入した方 | 14日以内 | 転出証明書 |
"""
    [draft] = parse(f"# 一覧\n\n{text}")
    assert (draft.kind, draft.locator, draft.departments) == (
        "procedure",
        "転入の届",
        ("市民課 住民係",),
    )


def test_bare_amounts_carry_the_unit_that_stands_above_their_table() -> None:
    text = """# 予算の概要

（単位：千円）

| 事業名 | 予算額 | 前年度 | 箇所数 | 主管課 |
|---|---|---|---|---|
| 灯台公園の整備 | 2,400 | △100 | 3 | 公園課 |
| 浜の清掃 | 1,150 | 皆増 | 12 | 環境課 |
"""
    drafts = [draft for draft in parse(text) if draft.kind == "row"]
    assert drafts[0].text.split("\n") == [
        "事業名: 灯台公園の整備",
        "予算額（千円）: 2,400",
        "前年度（千円）: △100",
        "箇所数: 3",
        "主管課: 公園課",
    ]


def test_rows_of_questions_and_answers_are_entries() -> None:
    text = """# よくある質問

| No | 分類 | 質問 | 回答 | 担当課 |
|---|---|---|---|---|
| 7 | 税 | 市税はいつ納めますか。 | 年に4回です。<br>口座振替もできます。 | 税務課 |
| 8 | 税 | 郵送で取れますか。 |  | 税務課 |
"""
    drafts = parse(text)
    assert [
        (d.kind, d.locator, d.heading, d.departments) for d in drafts if d.kind != "section"
    ] == [
        ("faq", "問7", "市税はいつ納めますか。", ("税務課",)),
        ("row", "税 郵送で取れますか。", "税 郵送で取れますか。", ("税務課",)),
    ]
    [entry] = [d for d in drafts if d.kind == "faq"]
    assert entry.text.split("\n") == [
        "市税はいつ納めますか。",
        "年に4回です。",
        "口座振替もできます。",
        "No: 7",
        "分類: 税",
        "担当課: 税務課",
    ]


def test_a_table_of_divisions_and_what_they_do_is_one_of_duties() -> None:
    text = """# 事務分掌表

| 部 | 課 | 係 | 分掌事務 | 内線 |
|---|---|---|---|---|
| 市民部 | 税務課 | 諸税係 | ・軽自動車税に関すること。<br>・標識に関すること。 | 2211 |
| 市民部 | 税務課 | 市民税係 | ・市民税に関すること。 | 2215 |
"""
    drafts = parse(text)
    assert [(d.kind, d.locator, d.departments) for d in drafts] == [
        ("duty", "市民部 税務課 諸税係", ("市民部 税務課 諸税係",)),
        ("duty", "市民部 税務課 市民税係", ("市民部 税務課 市民税係",)),
    ]
    assert drafts[0].text.split("\n") == [
        "市民部 税務課 諸税係",
        "・軽自動車税に関すること。",
        "・標識に関すること。",
        "内線: 2211",
    ]


def test_bureau_and_division_in_columns_side_by_side_are_one_department() -> None:
    text = (
        "| 部局名 | 課名 | 事業名 | 予算額 |\n|---|---|---|---|\n"
        "| 市民部 | 税務課 | 納税案内 | 30 |\n| 土木部 | 公園課 | 花壇 | 20 |\n"
    )
    assert [d.departments for d in parse(text)] == [("市民部 税務課",), ("土木部 公園課",)]


def test_opinions_and_what_a_city_says_to_them_are_entries() -> None:
    text = (
        "| No | 該当箇所 | 意見の概要 | 市の考え方 |\n|---|---|---|---|\n"
        "| 1 | 第3章 | 店が遠い。 | 移動販売を増やします。 |\n"
        "| 2 | 第3章 | 字が小さい。 | 大きくします。 |\n"
    )
    assert [(d.kind, d.heading) for d in parse(text)] == [
        ("faq", "店が遠い。"),
        ("faq", "字が小さい。"),
    ]


def test_a_table_of_speakers_is_read_by_who_asks_and_who_answers() -> None:
    text = """| 発言者 | 発言の内容 |
|---|---|
| 会長 | 議題(1)病児保育の拡充について、事務局から説明をお願いします。 |
| 事務局（保育課長） | 来年２施設目を開きます。 |
| Ａ委員 | 当日の朝も申し込めますか。 |
| 事務局（保育課長） | 午前７時半まで申し込めるようにします。 |
"""
    assert [(draft.locator, draft.text.split("\n")) for draft in parse(text)] == [
        (
            "病児保育の拡充について 会長・事務局(保育課長)",
            [
                "会長",
                "議題(1)病児保育の拡充について、事務局から説明をお願いします。",
                "事務局（保育課長）",
                "来年２施設目を開きます。",
            ],
        ),
        (
            "病児保育の拡充について A委員・事務局(保育課長)",
            [
                "Ａ委員",
                "当日の朝も申し込めますか。",
                "事務局（保育課長）",
                "午前７時半まで申し込めるようにします。",
            ],
        ),
    ]


def test_a_comparison_of_two_versions_is_called_by_its_articles() -> None:
    text = """| 改正後 | 改正前 |
|---|---|
| （使用料）<br>第１２条　別表第２による。 | （使用料）<br>第１２条　別表第１による。 |
| （過料）<br>第２０条　５万円以下とする。 | （過料）<br>第２０条　２万円以下とする。 |
"""
    assert [d.locator for d in parse(text)] == ["第１２条（使用料）", "第２０条（過料）"]


def test_an_organization_chart_without_column_names_gives_each_section_its_duties() -> None:
    text = """| 町長 | 総務課 | 総務係 | 55-2201 | 職員の人事、条例 |
| 町長 | 総務課 | 防災係 | 55-2202 | 防災、消防団 |
| 町長 | 住民課 | 住民係 | 55-2209 | 戸籍、住民票 |
| 町長 | 住民課 | 環境係 | 55-2210 | ごみ、犬の登録 |
"""
    drafts = parse(text)
    assert [(d.kind, d.departments) for d in drafts] == [
        ("duty", ("総務課 総務係",)),
        ("duty", ("総務課 防災係",)),
        ("duty", ("住民課 住民係",)),
        ("duty", ("住民課 環境係",)),
    ]
    assert drafts[3].text == "住民課 環境係\nごみ、犬の登録\n電話: 55-2210"


def test_rooms_of_a_table_of_fees_are_no_departments() -> None:
    text = "| 室名 | 料金 |\n|---|---|\n| 和室 | 1,000円 |\n| 会議室 | 900円 |\n"
    assert [d.departments for d in parse(text)] == [(), ()]
