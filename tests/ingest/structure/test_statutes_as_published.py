"""Statutes with what surrounds them where they are published: notes, contents, menus, bills."""

from ingest.assembly import make_document
from ingest.read import make_source
from ingest.reading import ReadFile
from ingest.records import Document


def read(text: str) -> Document:
    file = ReadFile(make_source(text, "x.txt"))
    return make_document(file, origin="x", sha256="0", audience="public")


def places(document: Document) -> list[tuple[str, str]]:
    return [(passage.kind, passage.locator) for passage in document.passages]


PAY = """○汐野市議会議員の議員報酬に関する条例

昭和44年4月1日

条例第7号

注 平成11年12月から改正経過を注記した。

(目的)

第1条 この条例は、議員報酬の額を定める。

(平20条例22・一部改正)

(議員報酬の額)

第2条 議員報酬の額は、次のとおりとする。

(1) 議長 月額 410,000円

(2) 副議長 月額 360,000円

(平20条例22・平29条例1・一部改正)

第3条 議長には、選挙された日から支給する。

附 則

この条例は、公布の日から施行する。

附 則(平成20年9月30日条例第22号)

(施行期日)

1 この条例は、平成20年10月1日から施行する。

2 次の表の額は、なお従前の例による。

| 区分 | 額 |
| 議長 | 400,000円 |

附 則(令和3年3月26日条例第16号)

この条例は、令和3年4月1日から施行する。
"""


def test_the_history_of_an_article_is_its_own_and_no_caption_of_the_next() -> None:
    document = read(PAY)
    assert (document.kind, document.municipality, document.date) == (
        "ordinance",
        "汐野市",
        "1969-04-01",
    )
    articles = [p for p in document.passages if p.kind == "article"]
    assert [(p.locator, p.heading) for p in articles] == [
        ("第1条", "目的"),
        ("第2条", "議員報酬の額"),
        ("第3条", "議員報酬の額"),
    ]
    assert articles[1].text.endswith("(平20条例22・平29条例1・一部改正)")


def test_a_table_in_a_supplement_does_not_end_the_statute() -> None:
    assert places(read(PAY))[3:] == [
        ("supplementary", "附則"),
        ("supplementary", "附則（平成20年9月30日条例第22号）"),
        ("supplementary", "附則（令和3年3月26日条例第16号）"),
    ]


def test_contents_without_a_heading_of_their_own_are_no_supplement() -> None:
    text = """汐野市会議規則
（令和二年三月一日規則第二号）

　第一章　総則
　第二章　会議
　附則

　　　第一章　総則
第一条　この規則は、会議の運営を定める。
　　　第二章　会議
第二条　会議は、公開とする。

　　　附　則
この規則は、令和二年四月一日から施行する。
"""
    assert places(read(text)) == [
        ("article", "第1条"),
        ("article", "第2条"),
        ("supplementary", "附則"),
    ]


def test_articles_without_a_space_after_their_number_are_told_by_their_caption() -> None:
    text = """汐野市港湾管理条例

（趣旨）
第一条この条例は、港湾の管理について定める。
（使用の許可）
第二条各施設を使用しようとする者は、市長の許可を受けなければならない。
第三条削除
（罰則）
第十条第二条の規定に違反した者は、五万円以下の過料に処する。
附　則
この条例は、公布の日から施行する。
"""
    assert [place for kind, place in places(read(text)) if kind == "article"] == [
        "第1条",
        "第2条",
        "第3条",
        "第10条",
    ]


def test_items_with_branch_numbers_stay_in_their_article() -> None:
    text = """汐野市手数料条例
第一条　手数料を徴収する事務は、次のとおりとする。
一　証明
一の二　再交付
二　閲覧
第二条　手数料は、申請の際に徴収する。
"""
    assert read(text).passages[0].text.split("\n")[1:] == ["一　証明", "一の二　再交付", "二　閲覧"]


def test_the_menu_of_a_saved_page_is_no_second_statute() -> None:
    text = """かもめ町表彰規程
昭和43年9月10日規程第9号

第1条　この規程は、功労のあった者を表彰することを目的とする。
第2条　表彰は、町長が行う。
附則
この規程は、昭和43年10月10日から施行する。
条項目次
沿革
本則
第1条(目的)
第2条(表彰)
附則
第1項
体系情報
"""
    document = read(text)
    assert document.kind == "ordinance"
    assert places(document) == [
        ("article", "第1条"),
        ("article", "第2条"),
        ("supplementary", "附則"),
    ]


BILLS = """議案第18号

汐野市手話言語条例について

汐野市手話言語条例を別紙のとおり提出する。

提案理由

手話が言語であるとの認識に基づき、提案するものである。

汐野市手話言語条例

手話は、ろう者の言語である。
（目的）
第１条　この条例は、市の責務を明らかにすることを目的とする。
（市の責務）
第２条　市は、手話の普及に努めなければならない。
附　則
この条例は、令和６年４月１日から施行する。

議案第19号

汐野市税条例の一部を改正する条例について

汐野市税条例の一部を改正する条例

汐野市税条例（昭和45年汐野市条例第10号）の一部を次のように改正する。
第12条第2項中「納税者」を「納税義務者」に改める。
附　則
第１条　この条例は、令和６年４月１日から施行する。
第２条　改正後の第12条の規定は、令和６年度分から適用する。
"""


def test_a_bill_with_an_ordinance_and_one_that_amends_are_two_works() -> None:
    document = read(BILLS)
    works = [
        (p.title, p.locator)
        for p in document.passages
        if p.title.endswith("条例") and p.municipality == "汐野市"
    ]
    assert works == [
        ("汐野市手話言語条例", "前文"),
        ("汐野市手話言語条例", "第1条"),
        ("汐野市手話言語条例", "第2条"),
        ("汐野市手話言語条例", "附則"),
        ("汐野市税条例の一部を改正する条例", "改正規定"),
        ("汐野市税条例の一部を改正する条例", "附則 第1条"),
        ("汐野市税条例の一部を改正する条例", "附則 第2条"),
    ]


def test_a_national_order_has_no_municipality_though_it_names_many() -> None:
    text = """検査所組織規則
（平成十三年一月六日国土省令第十七号）

第一条　検査所は、浜里市及び汐野市に置く。
第二条　総務課は、庶務に関する事務をつかさどる。
第三条　浜里支所は、浜里市に置く。
"""
    document = read(text)
    assert document.municipality is None
    assert document.date == "2001-01-06"
