from ingest.lines import cut_lines
from ingest.records import SourceText
from ingest.structure.duties import DutiesParser
from ingest.structure.parser import Draft


def parse(text: str) -> list[Draft]:
    assert DutiesParser().score(cut_lines(text)) >= 0.5
    return DutiesParser().parse(SourceText("x", text), 0, len(text))


def test_an_article_about_a_division_is_its_duty_under_its_bureau() -> None:
    text = """汐野市事務分掌規則
第一章　総則
（趣旨）
第一条　この規則は、事務の分掌を定める。
第二章　市民局
（市民課）
第二条　市民課の分掌事務は、次のとおりとする。
一　戸籍に関すること。
二　住民の届出に関すること。
（税務課の分掌事務）
第三条　税務課は、次に掲げる事務をつかさどる。
一　市税に関すること。
附　則
この規則は、令和五年四月一日から施行する。
"""
    drafts = parse(text)
    assert [(d.kind, d.locator, d.departments) for d in drafts] == [
        ("article", "第1条", ()),
        ("duty", "第2条 市民局 市民課", ("市民局 市民課",)),
        ("duty", "第3条 市民局 税務課", ("市民局 税務課",)),
        ("supplementary", "附則", ()),
    ]
    assert drafts[1].text.split("\n") == [
        "第二条　市民課の分掌事務は、次のとおりとする。",
        "一　戸籍に関すること。",
        "二　住民の届出に関すること。",
    ]


def test_one_article_over_many_divisions_is_cut_at_their_names() -> None:
    text = """青嶺町課設置条例施行規則
（目的）
第1条　この規則は、分掌を定める。
（分掌事務）
第2条　各課の分掌事務は、次のとおりとする。
総務部
総務課
(1)　文書に関すること
(2)　人事に関すること
住民課
庶務係
(1)　庶務に関すること
戸籍係
(1)　戸籍に関すること
"""
    drafts = [d for d in parse(text) if d.kind == "duty"]
    assert [d.departments for d in drafts] == [
        ("総務部 総務課",),
        ("総務部 住民課 庶務係",),
        ("総務部 住民課 戸籍係",),
    ]
    assert drafts[0].text.split("\n") == [
        "総務課",
        "(1)　文書に関すること",
        "(2)　人事に関すること",
    ]


def test_a_list_without_articles_is_cut_at_the_names_of_divisions() -> None:
    text = """# 各課の仕事

## 市民部

### 市民課

- 戸籍に関すること
- 印鑑登録に関すること

### 環境課

- ごみの収集に関すること
- 公害の相談に関すること
"""
    assert [(d.heading, d.departments) for d in parse(text)] == [
        ("市民課", ("市民部 市民課",)),
        ("環境課", ("市民部 環境課",)),
    ]


def test_an_ordinance_about_other_things_is_no_division_of_duties() -> None:
    text = (
        "汐野市見本条例\n第1条　市は、次のことを行う。\n(1) 見本を配ること。\n第2条　委任する。\n"
    )
    assert DutiesParser().score(cut_lines(text)) == 0.0


def test_a_division_with_a_single_duty_has_it_and_the_next_not_its_caption() -> None:
    text = """汐野市組織規則
（課の設置）
第一条　総務部に、次の課を置く。
（1）総務課
総務係、文書係
（2）防災課
（広報室の所掌事務）
第二条　広報室は、広報に関する事務をつかさどる。
第三条　防災課（次条において「課」という。）は、次に掲げる事務をつかさどる。
一　防災計画に関すること。
（各課の事務）
第四条　各課は、それぞれの事務を処理する。
"""
    drafts = parse(text)
    assert [(d.kind, d.locator) for d in drafts] == [
        ("article", "第1条"),
        ("duty", "第2条 広報室"),
        ("duty", "第3条 防災課"),
        ("article", "第4条"),
    ]


def test_divisions_below_an_article_about_their_department_know_it() -> None:
    text = (
        "汐野市組織規則\n第1条　この規則は、組織を定める。\n（総務部の分掌事務）\n"
        "第2条　総務部の課の分掌事務は、次のとおりとする。\n総務課\n(1)　文書に関すること。\n"
        "(2)　式典に関すること。\n防災課\n(1)　防災に関すること。\n（支所）\n"
        "第3条　北支所及び南支所の分掌事務は、次のとおりとする。\n(1)　証明に関すること。\n"
    )
    assert [d.departments for d in parse(text) if d.kind == "duty"] == [
        ("総務部 総務課",),
        ("総務部 防災課",),
        ("北支所", "南支所"),
    ]


def test_sections_named_before_what_they_do_are_units_of_their_division() -> None:
    text = (
        "課の仕事\n\n## 町民課\n\n本館1階　電話 099-900-0001\n・住民係：戸籍、住民票に関すること\n"
        "・税務係：町民税に関すること\n\n## 建設課\n\n・土木係：除雪に関すること\n"
    )
    assert [(d.departments, d.text) for d in parse(text)] == [
        (("町民課",), "町民課\n本館1階　電話 099-900-0001"),
        (("町民課 住民係",), "住民係\n戸籍、住民票に関すること"),
        (("町民課 税務係",), "税務係\n町民税に関すること"),
        (("建設課 土木係",), "土木係\n除雪に関すること"),
    ]


def test_a_division_whose_article_lost_its_number_keeps_its_duties() -> None:
    text = (
        "汐野市組織規則\n第1条　緑政課の分掌事務は、次のとおりとする。\n(1)　緑に関すること。\n"
        "（指導課の分掌事務）\n指導課の分掌事務は、次のとおりとする。\n(1)　検査に関すること。\n"
        "第3条　道路課の分掌事務は、次のとおりとする。\n(1)　道路に関すること。\n"
    )
    assert [d.departments for d in parse(text)] == [("緑政課",), ("指導課",), ("道路課",)]


def test_a_room_beside_bureaus_stands_below_none_of_them() -> None:
    text = (
        "海野市組織条例\n\n（設置）\n第１条　次の局及び室を置く。\n\n（分掌）\n"
        "第２条　前条の局及び室の分掌する事務は、次のとおりとする。\n　海洋局\n"
        "　一　港に関する事項\n　二　船に関する事項\n　障がい支援室\n　一　支援に関する事項\n"
        "　二　相談に関する事項\n\n附　則\n"
        "この条例は、公布の日から施行する。\n"
    )
    drafts = DutiesParser().parse(SourceText("x", text), 0, len(text))
    assert [draft.departments for draft in drafts if draft.kind == "duty"] == [
        ("海洋局",),
        ("障がい支援室",),
    ]
