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
