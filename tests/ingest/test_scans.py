import numpy as np
import pytest
from PIL import Image, ImageDraw

from ingest.marked import MarkedText
from ingest.readers.boxes import DOUBT, Box, TextLine
from ingest.readers.ocr import Recognized, Word, join
from ingest.readers.page_tables import PageTable, edge, find_cells, make_table
from ingest.readers.pages import Page, write_pages
from ingest.readers.scan_image import Rule, erase, find_rules, straighten
from ingest.readers.scan_numbers import repair_numbers
from ingest.readers.scan_repair import repair_line, repair_pages
from ingest.readers.scan_shapes import settle_signs, settle_spaces

ACROSS, DOWN = (100, 300, 700), (200, 260, 380)
"""Where the lines of the drawn table stand, in pixels."""


def drawn_table(*, degrees: float = 0.0, grey: int = 0) -> Image.Image:
    page = Image.new("L", (800, 600), 255)
    pen = ImageDraw.Draw(page)
    for x in ACROSS:
        pen.line((x, DOWN[0], x, DOWN[-1]), fill=grey, width=3)
    for y in DOWN:
        pen.line((ACROSS[0], y, ACROSS[-1], y), fill=grey, width=3)
    return page.rotate(degrees, fillcolor=255, resample=Image.Resampling.BICUBIC)


def cells_of(page: Image.Image) -> list[tuple[int, ...]]:
    rules = find_rules(np.asarray(page), dots_per_inch=150)
    edges = [edge(Box(r.x0 / 2, r.top / 2, r.x1 / 2, r.bottom / 2)) for r in rules]
    return sorted(
        tuple(round(2 * value / 10) * 10 for value in cell)
        for group in find_cells(edges)
        for cell in group
    )


@pytest.mark.parametrize("degrees", [-1.7, -0.5, 0.0, 0.5, 2.0])
@pytest.mark.parametrize("grey", [0, 170])
def test_the_cells_of_a_table_are_found_however_it_lay_on_the_scanner(
    degrees: float, grey: int
) -> None:
    page = straighten(drawn_table(degrees=degrees, grey=grey))
    found = cells_of(page)
    assert len(found) == 4
    widths = sorted({right - left for left, _, right, _ in found})
    assert widths == [200, 400]


def test_a_blank_page_stays_as_it_is() -> None:
    page = Image.new("L", (400, 600), 250)
    assert straighten(page) is page
    assert find_rules(np.asarray(page), dots_per_inch=150) == []


def test_erased_lines_leave_paper() -> None:
    page = np.asarray(drawn_table())
    assert erase(page, [Rule(100, 199, 700, 201)])[195:206, 320:680].min() == 255


def words(*texts: str, gap: int = 4) -> tuple[Word, ...]:
    made, x = [], 0
    for text in texts:
        made.append(Word(text, x, 0, x + 40 * len(text), 40, 95.0))
        x += 40 * len(text) + gap
    return tuple(made)


def test_japanese_words_are_joined_and_latin_ones_kept_apart() -> None:
    assert join(words("汐", "野市", "の", "窓口")) == "汐野市の窓口"
    assert join(words("Email", "address", gap=14)) == "Email address"
    assert join(words("窓口", "電話", gap=60)) == "窓口　電話"


def test_paper_between_ideographs_is_a_space() -> None:
    page = np.full((40, 210), 255, dtype=np.uint8)
    for x in (0, 42, 100, 142):
        page[4:36, x + 2 : x + 38] = 0
    line = Recognized(
        (Word("市民", 0, 0, 80, 40, 95.0), Word("税", 100, 0, 140, 40, 95.0)), block=1
    )
    (settled,) = settle_spaces(page, [line])
    assert settled.text == "市民 税"


def percent(page: Image.Image, x: int) -> None:
    pen = ImageDraw.Draw(page)
    pen.ellipse((x, 4, x + 14, 20), outline=0, width=3)
    pen.line((x + 8, 38, x + 26, 4), fill=0, width=3)
    pen.ellipse((x + 22, 22, x + 36, 38), outline=0, width=3)


def figure(page: Image.Image, x: int) -> None:
    ImageDraw.Draw(page).rectangle((x, 4, x + 18, 38), outline=0, width=4)


@pytest.mark.parametrize("text", ["8596", "859%", "850%", "85%%", "85%"])
def test_a_percent_sign_is_told_by_its_rings(text: str) -> None:
    page = Image.new("L", (120, 44), 255)
    figure(page, 4)
    figure(page, 28)
    percent(page, 54)
    line = Recognized((Word(text, 2, 2, 92, 40, 90.0),), block=1)
    assert settle_signs(np.asarray(page), [line])[0].text == "85%"


def test_figures_without_rings_stay_figures() -> None:
    page = Image.new("L", (120, 44), 255)
    for x in (4, 28, 52, 76):
        figure(page, x)
    line = Recognized((Word("8596", 2, 2, 96, 40, 90.0),), block=1)
    assert settle_signs(np.asarray(page), [line])[0].text == "8596"


@pytest.mark.parametrize(
    ("read", "written"),
    [
        ("信和7年4月1日", "令和7年4月1日"),
        ("昭和50年", "昭和50年"),
        ("(久和8年度)", "（令和8年度）"),
        ("令和9年度未までに88%%", "令和9年度末までに88%"),
        ("5年度未満", "5年度未満"),
        ("9.000人", "9,000人"),
        ("1.125倍", "1.125倍"),
        ("第十ー祭の規定", "第十一条の規定"),
        ("第3回まつり", "第3回まつり"),
        ("第8衝 市民は、", "第8条 市民は、"),
        ("第十八 条 課の", "第十八条 課の"),
        ("ー 市税に関すること", "一 市税に関すること"),
        ("(第1休一第5条)", "（第1条―第5条）"),
        ("窓ロサービス", "窓口サービス"),
        ("協カして", "協力して"),
        ("スーパー", "スーパー"),
        ("プログラム", "プログラム"),
        ("法信により", "法令により"),
    ],
)
def test_how_japanese_is_written_repairs_a_line(read: str, written: str) -> None:
    assert repair_line(read) == written
    assert repair_line(written) == written


def scanned(*texts: str, tables: dict[int, PageTable] | None = None) -> Page:
    lines = [
        TextLine(text, Box(50, 100 + 20 * n, 500, 112 + 20 * n)) for n, text in enumerate(texts)
    ]
    return Page(lines, tables or {}, 842.0, scanned=True)


def test_a_doubtful_letter_is_what_the_document_says_elsewhere() -> None:
    page = scanned(f"少{DOUBT}野市の窓口", "これは汐野市の案内です", "また汐野市の地図です")
    repair_pages([page])
    assert page.lines[0].text == "汐野市の窓口"


def test_a_doubtful_letter_that_nothing_settles_stays() -> None:
    page = scanned(f"青{DOUBT}野市の窓口", "これは汐野市の案内です", "また赤野市の地図です")
    repair_pages([page])
    assert page.lines[0].text == "青野市の窓口"


def test_a_table_goes_on_over_a_page_though_its_names_were_misread() -> None:
    cells = [(50.0, 100.0, 150.0, 120.0), (150.0, 100.0, 300.0, 120.0)]
    cells += [(left, 120.0, right, 140.0) for left, _, right, _ in cells]
    one = make_table(cells, {0: "手続の名前", 1: "担当する課", 2: "転入届", 3: "市民課"})
    two = make_table(cells, {0: "手続の名則", 1: "担当する課", 2: "転出届", 3: "市民課"})
    out = MarkedText()
    write_pages(out, [scanned(tables={0: one}), scanned(tables={0: two})])
    rows = [line for line in out.build("a").text.replace("\f", "\n").split("\n") if line]
    assert [row for row in rows if "転" in row] == ["| 転入届 | 市民課 |", "| 転出届 | 市民課 |"]
    assert not any("名則" in row for row in rows)


def test_a_broken_number_of_an_article_is_told_by_its_neighbours() -> None:
    lines = ["第38条　委員は", "市長は", "第3%条　協議会は", "第4%条　市長は", "第41条　住民は"]
    assert repair_numbers(lines) == [
        "第38条　委員は",
        "市長は",
        "第39条　協議会は",
        "第40条　市長は",
        "第41条　住民は",
    ]
    assert repair_numbers(["第三十八条　一", "第三+九条　二"])[1] == "第三十九条　二"
    assert repair_numbers(["第38条　一", "第7%条　二"])[1] == "第7%条　二"
