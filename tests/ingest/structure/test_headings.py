from ingest.normalize import map_radicals
from ingest.records import SourceText
from ingest.structure.headings import HeadingsParser
from ingest.structure.parser import Draft

LONG = "窓口では、来庁した人の話を最後まで聞き、用件を確かめてから担当する課に案内します。" * 4


def parse(text: str) -> list[Draft]:
    drafts = HeadingsParser().parse(SourceText("x", text), 0, len(text))
    for draft in drafts:
        for piece in draft.pieces:
            run = text[piece.start : piece.start + piece.length]
            assert draft.text[piece.at : piece.at + piece.length] == map_radicals(run)
    return drafts


def test_sections_are_cut_at_numbered_headings_and_know_their_path() -> None:
    text = f"第1章 総論\n\n1.1 目的\n{LONG}\n\n1.2 範囲\n{LONG}\n\n第2章 各論\n\n{LONG}\n"
    assert [(d.locator, d.heading, d.path) for d in parse(text)] == [
        ("第1章 1.1", "目的", ("第1章 総論", "1.1 目的")),
        ("第1章 1.2", "範囲", ("第1章 総論", "1.2 範囲")),
        ("第2章", "各論", ("第2章 各論",)),
    ]


def test_a_list_of_short_principles_is_one_passage() -> None:
    principles = "".join(
        f"##### **【原則{n}】**\n\nみんなで{n}を大切にします。\n\n" for n in "一二三四五六七八"
    )
    text = (
        f"# 手引\n\n{LONG}\n\n## 2 理念\n\n{LONG}\n\n#### 【理念】\n\n{principles}"
        f"## 3 体制\n\n{LONG}\n"
    )
    drafts = parse(text)
    [ideals] = [d for d in drafts if "【原則一】" in d.text]
    assert "【原則八】" in ideals.text
    assert ideals.heading == "理念"


def test_numbers_say_more_than_markdown_levels() -> None:
    text = (
        f"# 1 目的\n\n## (1) 位置づけ\n\n{LONG}\n\n### 〈考え方〉\n\n{LONG}\n\n"
        f"#### (2) 期間\n\n{LONG}\n\n## 2 体制\n\n{LONG}\n"
    )
    assert [d.path for d in parse(text)] == [
        ("1 目的", "(1) 位置づけ"),
        ("1 目的", "(1) 位置づけ", "考え方"),
        ("1 目的", "(2) 期間"),
        ("2 体制",),
    ]


def test_questions_and_answers_are_one_passage_each() -> None:
    text = (
        "よくある質問\n\nQ1 印鑑登録はどこでできますか。\nA 市民課でできます。\n\n"
        "Ｑ２　手数料はいくらですか。\nＡ　300円です。\n"
    )
    drafts = [d for d in parse(text) if d.kind == "faq"]
    assert [(d.locator, d.heading, d.text) for d in drafts] == [
        (
            "問1",
            "印鑑登録はどこでできますか。",
            "Q1 印鑑登録はどこでできますか。\nA 市民課でできます。",
        ),
        ("問2", "手数料はいくらですか。", "Ｑ２　手数料はいくらですか。\nＡ　300円です。"),
    ]


def test_front_matter_contents_and_page_numbers_are_left_out() -> None:
    text = (
        "---\ntitle: 手引\n---\n# 手引\n\n目次\n1 目的 ........ 1\n2 体制 ........ 3\n\n"
        f"# 1 目的\n\n{LONG}\n\n- 12 -\n\n# 2 体制\n\n{LONG}\n"
    )
    words = "\n".join(d.text for d in parse(text))
    assert "....." not in words
    assert "- 12 -" not in words
    assert "title" not in words


def test_headers_that_come_on_every_page_are_left_out() -> None:
    text = "\f".join(f"汐野市の手引\n{LONG}\n{n}\n" for n in range(1, 6))
    words = "\n".join(d.text for d in parse(text))
    assert "汐野市の手引" not in words


def test_a_numbered_list_is_no_row_of_headings() -> None:
    text = f"持ち物\n{LONG}\n1 申請書\n2 印鑑\n3 本人確認書類\n"
    [draft] = parse(text)
    assert draft.text.endswith("1 申請書\n2 印鑑\n3 本人確認書類")


def test_a_text_without_headings_is_one_passage() -> None:
    [draft] = parse(f"{LONG}\n")
    assert (draft.kind, draft.locator, draft.text) == ("section", "", LONG)


def test_headings_that_ask_are_questions_where_several_do() -> None:
    text = (
        "# よくある質問\n\n## 粗大ごみはどう出せばよいですか。\n\n電話で申し込みます。\n"
        "受付は環境保全課です。\n\n## 野焼きはできますか？\n\nできません。\n"
    )
    drafts = [d for d in parse(text) if d.kind == "faq"]
    assert [(d.heading, d.text, d.departments) for d in drafts] == [
        (
            "粗大ごみはどう出せばよいですか。",
            "粗大ごみはどう出せばよいですか。\n電話で申し込みます。\n受付は環境保全課です。",
            ("環境保全課",),
        ),
        ("野焼きはできますか?", "野焼きはできますか？\nできません。", ()),
    ]


def test_one_heading_that_asks_is_a_chapter() -> None:
    text = f"# 計画\n\n## なぜ計画が必要ですか。\n\n{LONG}\n\n## 体制\n\n{LONG}\n"
    assert [d.kind for d in parse(text)] == ["section", "section"]


def test_measures_stand_below_the_section_whose_number_ranks_as_theirs() -> None:
    text = (
        f"# 第1章 福祉\n\n## 第1節 子育て\n\n{LONG}\n\n### 施策1 保育\n\n{LONG}\n\n"
        "主担当課：保育課\n\n"
        "| 指標 | 基準値 | 目標値 |\n|---|---|---|\n| 待つ子の数 | 23 | 0 |\n\n"
        f"## 第2節 高齢\n\n### 施策1 見守り\n\n{LONG}\n\n主担当課：福祉課　電話：099-900-0003\n"
    )
    assert [(d.path[1:], d.departments) for d in parse(text)] == [
        (("第1節 子育て",), ()),
        (("第1節 子育て", "施策1 保育"), ("保育課",)),
        (("第1節 子育て", "施策1 保育", "待つ子の数"), ("保育課",)),
        (("第2節 高齢", "施策1 見守り"), ("福祉課",)),
    ]


def test_short_sections_below_the_title_alone_are_cited_by_their_headings() -> None:
    said = "来た人には立って声をかけ、用件を聞いてから担当の係へ案内します。"
    text = f"# 応対の手引き\n\n{said}\n\n## 電話\n\n{said}\n\n## 苦情\n\n{said}\n"
    assert [d.locator for d in parse(text)] == ["応対の手引き", "電話", "苦情"]


NEWSLETTER = """お知らせ

市民農園の利用者
▽場所＝上里農園（西小学校北側）▽利用料＝年額
6,000円▽申込み＝往復はがきで
問農政課☎55-1151
無料法律相談
▽とき＝12月10日▽ところ＝市役所
問秘書広聴課☎55-1101
"""


def test_notices_of_a_newsletter_are_cut_at_their_headings_and_name_who_is_asked() -> None:
    drafts = [d for d in parse(NEWSLETTER) if d.departments]
    assert [(d.heading, d.departments, d.text) for d in drafts] == [
        (
            "市民農園の利用者",
            ("農政課",),
            "市民農園の利用者\n▽場所＝上里農園（西小学校北側）\n▽利用料＝年額6,000円\n"
            "▽申込み＝往復はがきで\n問農政課☎55-1151",
        ),
        (
            "無料法律相談",
            ("秘書広聴課",),
            "無料法律相談\n▽とき＝12月10日\n▽ところ＝市役所\n問秘書広聴課☎55-1101",
        ),
    ]


def test_entries_of_a_letter_are_no_headings() -> None:
    text = (
        "収集曜日の変更について\n\n下記のとおり変更します。\n\n記\n\n"
        "１　変更日　　４月１日から\n２　変更の内容\n"
        "　(1)　びん　木曜日\n３　出す時間　　午前８時まで\n"
    )
    [draft] = parse(text)
    assert draft.text.split("\n")[-4:] == [
        "１　変更日 ４月１日から",
        "２　変更の内容",
        "(1)　びん　木曜日",
        "３　出す時間 午前８時まで",
    ]


def test_words_in_round_brackets_head_the_paragraphs_of_a_speech() -> None:
    text = f"施政方針\n\n（子育て）\n{LONG}\n\n（安全・安心）\n{LONG}\n"
    assert [d.locator for d in parse(text)][1:] == ["(子育て)", "(安全・安心)"]


def test_numbered_measures_stand_below_the_words_in_brackets_that_hold_them() -> None:
    text = (
        f"基本目標1 資源\n\n【現状】\n{LONG}\n\n【施策】\n施策1－1 減量\n{LONG}\n【担当】環境課\n"
        f"施策1－2 分別\n{LONG}\n【指標】\n{LONG}\n"
    )
    assert [(d.path, d.departments) for d in parse(text)] == [
        (("基本目標1 資源", "現状"), ()),
        (("基本目標1 資源", "施策1－1 減量"), ("環境課",)),
        (("基本目標1 資源", "施策1－2 分別"), ()),
        (("基本目標1 資源", "指標"), ()),
    ]


def test_a_heading_with_nothing_of_its_own_is_no_passage() -> None:
    text = f"# 案内\n\n## 加入\n### 届出\n{LONG}{LONG}\n### 保険料\n{LONG}{LONG}\n"
    assert [d.locator for d in parse(text)] == ["届出", "保険料"]


def test_a_question_broken_over_lines_is_asked_whole_and_ends_before_the_next_matter() -> None:
    text = (
        "通学バスの無償化を\n松下　由美　議員\n"
        "問　遠くから通う生徒もいる。通学バス\nを無償にすべきではないか。\n"
        "答（教育長）　令和８年４月から無償とする。\n避難タワーの整備は\n大野　健一　議員\n"
        "問　整備の時期は。\n答（市長）　令和10年度末である。\n"
    ).replace("\n避難", "\n\n避難")
    assert [(d.kind, d.heading) for d in parse(text)] == [
        ("section", "通学バスの無償化を"),
        ("faq", "遠くから通う生徒もいる。通学バスを無償にすべきではないか。"),
        ("section", "避難タワーの整備は"),
        ("faq", "整備の時期は。"),
    ]


def test_projects_of_a_budget_belong_to_the_division_in_brackets() -> None:
    text = (
        f"（１）にぎわい\n○　朝市の開催（新規）　【商工課】　　　　　　　　　　1,500千円\n{LONG}\n"
        f"（２）安心\n◎　防犯灯の増設（拡充）　【地域安全課】　　8,800千円\n{LONG}\n"
    )
    assert [(d.path[0], d.departments) for d in parse(text)] == [
        ("（１） にぎわい", ("商工課",)),
        ("（２） 安心", ("地域安全課",)),
    ]


def test_whom_a_notice_says_to_ask_is_no_question() -> None:
    text = """■予防接種の助成
対象　65歳以上の方
期間　10月１日から
問　健康福祉課健康づくり係　☎55-2214
■産業まつり
とき　11月23日
問　産業課観光係　☎55-2221
"""
    drafts = HeadingsParser().parse(SourceText("x", text), 0, len(text))
    assert [draft.text.split("\n")[-1] for draft in drafts if draft.kind == "section"] == [
        "問　健康福祉課健康づくり係　☎55-2214",
        "問　産業課観光係　☎55-2221",
    ]


def test_a_member_of_the_council_stands_above_what_is_asked_about() -> None:
    text = """一般質問
藤田　健一　議員（市民クラブ）
コミュニティバスの土曜運行を
問　土曜日の運行を求める声が多い。
答　都市部長　来年１０月から試行運行を行う。
小林　さやか　議員（みらいの会）
学校のトイレの洋式化を
問　体育館のトイレはどうか。
答　教育部長　令和８年度に改修を終える。
"""
    assert [(d.path[-2], d.text.split("\n")[-1]) for d in parse(text) if d.kind == "faq"] == [
        ("コミュニティバスの土曜運行を", "答　都市部長　来年１０月から試行運行を行う。"),
        ("学校のトイレの洋式化を", "答　教育部長　令和８年度に改修を終える。"),
    ]


def test_numbered_sections_of_a_notice_are_cited_by_themselves_however_short() -> None:
    text = (
        "汐野市告示第三号\n放置禁止区域を次のとおり指定する。\n\n汐野市長　海 野　　汐\n\n"
        "一　区域\n汐野駅前広場\n\n二　期日\n令和七年十月一日\n\n三　保管の場所\n本町の保管所\n"
    )
    drafts = HeadingsParser().parse(SourceText("x", text), 0, len(text))
    assert [draft.label_suffix for draft in drafts if draft.heading][-3:] == [
        "一 区域",
        "二 期日",
        "三 保管の場所",
    ]
    assert not any("市長" in draft.heading for draft in drafts)


def test_notices_below_a_word_in_brackets_are_one_passage_each() -> None:
    notice = (
        "とき　11月23日（日）午前９時～午後３時\nところ　海浜公園\n内容　{}の直売と解体の実演\n"
    )
    text = "広報しおの\n\n" + "".join(
        f"【{rubric}】\n■{first}\n{notice.format(first)}\n■{second}\n{notice.format(second)}\n"
        for rubric, first, second in (("催し", "朝市", "花市"), ("相談", "市の日", "食の日"))
    )
    drafts = HeadingsParser().parse(SourceText("x", text), 0, len(text))
    assert [draft.path[-2:] for draft in drafts if "■" in draft.text] == [
        ("催し", "朝市"),
        ("催し", "花市"),
        ("相談", "市の日"),
        ("相談", "食の日"),
    ]
