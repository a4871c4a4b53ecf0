from ingest.normalize import map_radicals
from ingest.records import SourceText
from ingest.structure.ordinance import OrdinanceParser
from ingest.structure.ordinance_span import find_ordinances
from ingest.structure.parser import Draft


def parse(text: str) -> list[Draft]:
    drafts = OrdinanceParser().parse(SourceText("x", text), 0, len(text))
    for draft in drafts:
        for piece in draft.pieces:
            run = text[piece.start : piece.start + piece.length]
            assert draft.text[piece.at : piece.at + piece.length] == map_radicals(run)
    return drafts


def locators(text: str) -> list[str]:
    return [draft.locator for draft in parse(text)]


PLAIN = """汐野市見本条例
令和5年3月20日条例第3号
目次
　前文
　第1章　総則（第1条・第2条）
　第2章　雑則（第3条―第4条）
　附則

　海とともに生きるまちを、次の世代に手渡すことを願い、私たちはこの条例を定める。

第1章　総則
（目的）
第1条　この条例は、見本の書き方を定める。
（定義）
第2条　次に掲げる語の意味は、それぞれに定めるとおりとする。
(1)　見本　手本となるもの
(2)　試し書き　次のいずれかのもの
ア　紙に書くもの
イ　板に書くもの
２　前項の語は、第３条において
も同じ意味とする。
第2章　雑則
第3条　市長は、第1条の目的のため、見本を配る。
（委任）
第3条の2　細かいことは、規則で定める。
第4条　削除
附　則
（施行期日）
１　この条例は、令和5年4月1日から施行する。
２　古い見本は、なお従前の例による。
附　則（令和6年3月1日条例第9号）
第1条　この条例は、公布の日から施行する。
第2条　第2条の改正は、なお従前の例による。
別表第1（第3条関係）
見本　部数
"""


def test_each_article_stands_once_under_its_own_number() -> None:
    assert locators(PLAIN) == [
        "前文",
        "第1条",
        "第2条",
        "第3条",
        "第3条の2",
        "第4条",
        "附則",
        "附則（令和6年3月1日条例第9号） 第1条",
        "附則（令和6年3月1日条例第9号） 第2条",
        "別表第1",
    ]


def test_an_article_is_one_line_a_paragraph_and_item() -> None:
    article = parse(PLAIN)[2]
    assert article.text.split("\n") == [
        "第2条　次に掲げる語の意味は、それぞれに定めるとおりとする。",
        "(1)　見本　手本となるもの",
        "(2)　試し書き　次のいずれかのもの",
        "ア　紙に書くもの",
        "イ　板に書くもの",
        "２　前項の語は、第３条においても同じ意味とする。",
    ]
    assert (article.heading, article.path) == ("定義", ("第1章 総則", "第2条 定義"))
    assert (article.title, article.date) == ("汐野市見本条例", "2023-03-20")


def test_an_article_without_caption_has_the_heading_above_it() -> None:
    assert parse(PLAIN)[3].heading == "雑則"


def test_a_supplementary_provision_keeps_its_paragraphs_and_captions() -> None:
    assert parse(PLAIN)[6].text.split("\n") == [
        "附　則".replace("　", ""),
        "（施行期日）",
        "１　この条例は、令和5年4月1日から施行する。",
        "２　古い見本は、なお従前の例による。",
    ]


def test_kanji_numbers_alone_on_a_line_open_articles_paragraphs_and_items() -> None:
    text = """見本令施行規則
（平成二十年三月一日内閣府令第五号）
（届出）
第一条

　見本法
（平成十九年法律第二号）第三条第二項
の規定による届出は、次に掲げる書類による。
一

　氏名

二

　住所

２

　前項の書類は、
第二条
の様式による。

（様式）
第二条の二

　様式は、別に定める。

　　　附　則

　この府令は、平成二十年四月一日から施行する。
"""
    drafts = parse(text)
    assert [draft.locator for draft in drafts] == ["第1条", "第2条の2", "附則"]
    assert drafts[0].text.split("\n") == [
        "第一条　見本法（平成十九年法律第二号）第三条第二項の規定による届出は、"
        "次に掲げる書類による。",
        "一　氏名",
        "二　住所",
        "２　前項の書類は、第二条の様式による。",
    ]
    assert drafts[0].date == "2008-03-01"


def test_captions_may_stand_behind_the_number_or_on_its_line() -> None:
    text = """青嶺町見本規程
第１条（目的）　この規程は、書き方を定める。
（用語）第２条　用語は、次のとおりとする。
第３条（委任）
　町長が定める。
"""
    assert [(d.locator, d.heading) for d in parse(text)] == [
        ("第1条", "目的"),
        ("第2条", "用語"),
        ("第3条", "委任"),
    ]


def test_a_bill_s_wrapper_stays_outside_and_letter_spacing_goes() -> None:
    text = """議案第１８号

　　　汐野市見本言語条例の制定について

　汐野市見本言語条例を次のように制定する。
　　令和７年２月２８日提出
　　　　　　汐野市長　見本　太郎

　　　汐 野 市 見 本 言 語 条 例

　（目的）
第 １ 条　この条例は、言葉を守ることを目的とする。
　（責務）
第 ２ 条　市は、言葉を広める。
　　　附　則
　この条例は、令和７年４月１日から施行する。

提案理由
　言葉を守るため、この条例案を提出する。
"""
    [span] = find_ordinances(text)
    assert span.title == "汐野市見本言語条例"
    assert text[span.start : span.start + 3] == "汐 野"
    assert "提案理由" not in text[span.start : span.end]
    drafts = parse(text)
    assert [d.locator for d in drafts] == ["第1条", "第2条", "附則"]
    assert drafts[0].text == "第１条　この条例は、言葉を守ることを目的とする。"


def test_two_ordinances_in_one_file_are_two_works() -> None:
    text = """汐野市甲条例
（目的）
第１条　甲を定める。
（委任）
第２条　規則で定める。
附則
この条例は、公布の日から施行する。
汐野市乙条例
（目的）
第１条　乙を定める。
（委任）
第２条　規則で定める。
附則
この条例は、公布の日から施行する。
"""
    drafts = parse(text)
    assert [(d.title, d.locator) for d in drafts] == [
        ("汐野市甲条例", "第1条"),
        ("汐野市甲条例", "第2条"),
        ("汐野市甲条例", "附則"),
        ("汐野市乙条例", "第1条"),
        ("汐野市乙条例", "第2条"),
        ("汐野市乙条例", "附則"),
    ]


def test_an_ordinance_inside_markdown_ends_at_the_next_heading() -> None:
    text = """# 手引

本文です。第1条を読んでください。

## 汐野市見本条例

### (目的)

第1条 見本を示す。

### (委任)

第2条 次に掲げることは、規則で定める。

- (1) 書き方
  - (2) 配り方
- 2 市長が定める。

#### 附 則

この条例は、公布の日から施行する。

# 資料

## 統計

表です。
"""
    drafts = parse(text)
    assert [d.locator for d in drafts] == ["第1条", "第2条", "附則"]
    assert drafts[1].text.split("\n") == [
        "第2条 次に掲げることは、規則で定める。",
        "(1) 書き方",
        "(2) 配り方",
        "2 市長が定める。",
    ]
    assert drafts[2].text == "附則\nこの条例は、公布の日から施行する。"


def test_paragraphs_and_items_inside_one_line_are_cut() -> None:
    text = (
        "汐野市見本規則\n第一条　事務は、次のとおりとする。"
        "一　受付に関すること。二　交付に関すること。"
        "２　市長は、別に定める。\n第二条　委任する。\n"
    )
    assert parse(text)[0].text.split("\n") == [
        "第一条　事務は、次のとおりとする。",
        "一　受付に関すること。",
        "二　交付に関すること。",
        "２　市長は、別に定める。",
    ]


def test_a_reference_at_the_beginning_of_a_line_opens_no_article() -> None:
    text = """汐野市見本条例
第1条　市は、次条及び
第3条の規定により、
第4条 に定める手続を行う。
第2条　終わり。
第3条　委任。
"""
    assert locators(text) == ["第1条", "第2条", "第3条"]


def test_page_headers_and_form_feeds_do_not_break_an_article() -> None:
    text = (
        "汐野市見本条例\n第1条　市は、市民の意見をよく聞き、その求めに応じて説明を\f\n行う。\n"
        "第2条　終わり。\n"
    )
    assert parse(text)[0].text == (
        "第1条　市は、市民の意見をよく聞き、その求めに応じて説明を行う。"
    )


def test_a_contents_list_of_links_is_no_ordinance() -> None:
    text = "条項目次\n第1条\n第2条\n第3条\n附則\n"
    assert find_ordinances(text) == []


def test_prose_about_articles_is_no_ordinance() -> None:
    text = "市民の声\n第1条の考え方について、次のとおり回答します。\n第2条についても同じです。\n"
    assert find_ordinances(text) == []


def test_articles_numbered_without_their_unit_are_cut_like_others() -> None:
    text = (
        "汐野市見本事業実施要綱\n（趣旨）\n第１　この要綱は、見本を定める。\n（対象）\n"
        "第２　対象は、次のとおりとする。\n(1)　市民\n２　市外の人は除く。\n附　則\n"
        "この要綱は、令和６年10月１日から施行する。\n"
    )
    assert [(d.kind, d.locator, d.heading) for d in parse(text)] == [
        ("article", "第1", "趣旨"),
        ("article", "第2", "対象"),
        ("supplementary", "附則", "附則"),
    ]


def test_headings_of_a_plan_that_are_numbered_so_are_no_articles() -> None:
    assert (
        find_ordinances("汐野市基本計画\n第１　考え方\n緑を守る。\n第２　進め方\n会を置く。\n")
        == []
    )


def test_page_numbers_and_running_headers_stay_out_of_articles() -> None:
    ends = ["", "よく聞く。\n", "尊重する。\n", "広く求める。\n", "公にする。\n"]
    whose = "市民", "町民", "村民", "区民"
    pages = [
        f"{ends[n - 1]}第{n}条　市は、次の{n}つのことについて{whose[n - 1]}の意見を\n- {n} -"
        for n in range(1, 5)
    ]
    text = "\f".join(f"汐野市見本条例\n{page}" for page in [*pages, f"{ends[4]}- 5 -\n"])
    assert [d.text for d in parse(text)] == [
        f"第{n}条　市は、次の{n}つのことについて{whose[n - 1]}の意見を{ends[n].strip()}"
        for n in range(1, 5)
    ]


def test_a_commentary_has_the_ordinance_s_title_and_keeps_what_it_says_of_each_article() -> None:
    text = (
        "汐野市議会基本条例　逐条解説\n令和6年12月\n汐野市議会\n\n"
        "（目的）\n第１条　この条例は、目的を定める。\n"
        "【解説】\n目的です。\n（公開）\n第２条　議会は、公開する。\n【解説】\n会議のことです。\n"
    )
    [span] = find_ordinances(text)
    assert span.title == "汐野市議会基本条例"
    articles = [d for d in parse(text) if d.kind == "article"]
    assert [d.text.split("\n")[-1] for d in articles] == ["目的です。", "会議のことです。"]


def test_numbers_set_off_by_spaces_do_not_break_a_sentence() -> None:
    text = (
        "汐野市見本条例\n"
        "第 1 条 この条例は、法律(昭和 22 年法律第 67 号)第 227 条の規定に基づき、特定の者\n"
        "のための事務を定める。\n第 2 条 終わり。\n"
    )
    assert parse(text)[0].text.endswith("第227条の規定に基づき、特定の者のための事務を定める。")
