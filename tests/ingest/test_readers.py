import io
import json
from collections.abc import Iterator
from pathlib import Path

import docx
import openpyxl
import pptx
import pytest
from bad_files import make_pdf
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from PIL import Image

from eval.bench_formats import make_pdf as make_japanese_pdf
from ingest.errors import ReadError
from ingest.isolation import FileReader
from ingest.pipeline import read_document
from ingest.readers import ocr
from ingest.readers.cells import show_value
from ingest.readers.docx_numbering import format_number
from ingest.reading import Limits, ReadFile


@pytest.fixture(scope="module")
def reader() -> Iterator[FileReader]:
    with FileReader(Limits()) as reader:
        yield reader


def page(reader: FileReader, body: str, *, head: str = "", charset: str = "utf-8") -> ReadFile:
    text = f'<html><head><meta charset="{charset}">{head}</head><body>{body}</body></html>'
    return reader.read(text.encode(charset), name="a.html")


def test_a_saved_page_loses_menus_and_keeps_headings_lists_and_tables(reader: FileReader) -> None:
    menu = "".join(f'<li><a href="/{n}">くらし{n}</a></li>' for n in range(9))
    body = (
        f'<header><a href="/">汐野市</a></header><ul id="gnavi">{menu}</ul>'
        '<div id="main"><h1>転入届</h1><p>引っ越した日から\n14日以内に<br>届け出てください。</p>'
        "<ol><li>届書を書く</li><li>窓口に出す</li></ol>"
        "<table><tr><th>区</th><th>窓口</th></tr><tr><td rowspan=2>本町区</td><td>1番</td></tr>"
        "<tr><td>2番</td></tr></table></div><script>alert(1)</script>"
        '<div class="footer-nav"><a href="/x">サイトマップ</a></div>'
    )
    head = "<title>転入届｜汐野市公式サイト</title>"
    assert page(reader, body, head=head).source.text == (
        "汐野市公式サイト\n\n# 転入届\n\n引っ越した日から 14日以内に\n届け出てください。\n\n"
        "1. 届書を書く\n2. 窓口に出す\n\n"
        "| 区 | 窓口 |\n|---|---|\n| 本町区 | 1番 |\n| 本町区 | 2番 |\n"
    )


def test_the_page_says_its_charset(reader: FileReader) -> None:
    assert "市民課の窓口①" in page(
        reader, "<p>市民課の窓口①</p>", charset="cp932"
    ).source.text.replace("\n", "")


def test_a_csv_of_windows_keeps_line_breaks_in_quotes(reader: FileReader) -> None:
    content = '手続名,担当課,期限\r\n転入届,市民課,"14日\r\n以内"\r\n'.encode("cp932")
    assert reader.read(content, name="a.csv").source.text == (
        "| 手続名 | 担当課 | 期限 |\n|---|---|---|\n| 転入届 | 市民課 | 14日<br>以内 |\n\n"
    )


def test_a_csv_of_procedures_has_one_passage_a_row_with_its_department(tmp_path: Path) -> None:
    path = tmp_path / "手続一覧.csv"
    path.write_bytes(
        "手続名,担当課,窓口,電話,対象,期限,根拠\r\n"
        "転入届,市民課,1番,099-900-1000,転入した人,14日以内,住民基本台帳法\r\n".encode("utf-8-sig")
    )
    [passage] = read_document(path, name=path.name).passages
    assert (passage.kind, passage.heading, passage.departments) == (
        "procedure",
        "転入届",
        ("市民課",),
    )
    assert "電話: 099-900-1000" in passage.text


def test_word_s_own_numbers_are_counted(reader: FileReader) -> None:
    document = docx.Document()
    numbering = document.part.numbering_part.element
    level = (
        '<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        '<w:lvlText w:val="{text}"/></w:lvl>'
    )
    levels = level.format(at=0, form="decimal", text="第%1条")
    levels += level.format(at=1, form="aiueoFullWidth", text="（%2）")
    abstract = f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{levels}</w:abstractNum>'
    numbering.insert(0, parse_xml(abstract))
    numbering.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>')
    )
    for at, text in ((0, "目的"), (1, "市民"), (1, "市長"), (0, "責務"), (1, "議会")):
        paragraph = document.add_paragraph(text)
        paragraph._p.get_or_add_pPr().append(
            parse_xml(
                f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{at}"/><w:numId w:val="77"/></w:numPr>'
            )
        )
    assert _read(reader, document, "a.docx") == (
        "第1条　目的\n（ア）　市民\n（イ）　市長\n第2条　責務\n（ア）　議会\n"
    )


def test_word_s_headings_and_merged_cells_are_marked(reader: FileReader) -> None:
    document = docx.Document()
    document.add_heading("見本計画", 0)
    document.add_heading("基本方針", 1)
    table = document.add_table(3, 3)
    texts = ("局", "部", "目標"), ("環境局", "ごみ部", "減らす"), ("", "水部", "守る")
    for row, cells in zip(table.rows, texts, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    assert _read(reader, document, "a.docx") == (
        "# 見本計画\n\n## 基本方針\n\n| 局 | 部 | 目標 |\n|---|---|---|\n"
        "| 環境局 | ごみ部 | 減らす |\n| 環境局 | 水部 | 守る |\n\n"
    )


def test_column_names_of_two_rows_become_one_and_sheets_are_named(reader: FileReader) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "予算"
    for row in (("課", "令和6年度", None), (None, "予算", "決算"), ("市民課", 1200, 0.5)):
        sheet.append(row)
    sheet.merge_cells("A1:A2")
    sheet.merge_cells("B1:C1")
    sheet["B3"].number_format = '#,##0"円"'
    sheet["C3"].number_format = "0.0%"
    book.create_sheet("窓口").append(["市民課は1階です"])
    hidden = book.create_sheet("作業")
    hidden.append(["見せない"])
    hidden.sheet_state = "hidden"
    buffer = io.BytesIO()
    book.save(buffer)
    file = reader.read(buffer.getvalue(), name="a.xlsx")
    assert file.source.text == (
        "## 予算\n\n| 課 | 令和6年度 予算 | 令和6年度 決算 |\n|---|---|---|\n"
        "| 市民課 | 1,200円 | 50.0% |\n\n## 窓口\n\n市民課は1階です\n\n"
    )
    assert file.warnings == ("非表示のシート（作業）は取り込んでいません。",)


def test_slides_are_pages_under_their_titles(reader: FileReader) -> None:
    presentation = pptx.Presentation()
    for title, body in (("見本の説明", "一つめ"), ("進め方", "二つめ")):
        slide = presentation.slides.add_slide(presentation.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = body
    buffer = io.BytesIO()
    presentation.save(buffer)
    source = reader.read(buffer.getvalue(), name="a.pptx").source
    assert source.text == "# 見本の説明\n\n一つめ\n\n\f## 進め方\n\n二つめ\n\n"
    assert source.page_of(source.text.index("二つめ")) == 2


def test_a_pdf_keeps_its_pages(reader: FileReader) -> None:
    source = reader.read(make_pdf("First page", "Second page"), name="a.pdf").source
    assert source.text == "First page\n\fSecond page\n"
    assert source.page_of(source.text.index("Second")) == 2


def test_japanese_text_of_a_pdf_is_read_as_it_was_written(reader: FileReader) -> None:
    lines = ["第一条　この規則は、事務の分掌について定める。", "（市民課の分掌事務）"]
    source = reader.read(make_japanese_pdf("\n".join(lines)), name="a.pdf").source
    assert "".join(source.text.split("\f")[0].split()).startswith("".join("".join(lines).split()))


def test_a_turned_page_is_read(reader: FileReader) -> None:
    turned = make_pdf("Turned page").replace(b"/MediaBox", b"/Rotate 90 /MediaBox")
    assert reader.read(turned, name="a.pdf").source.text == "Turned page\n"


def test_without_tesseract_an_image_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "find_tesseract", lambda: None)
    with pytest.raises(ReadError, match="tesseract-ocr-jpn"):
        ocr.recognize(Image.new("L", (9, 9)), dots_per_inch=300, layout="page", seconds=1)


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (3, "japaneseCounting", "三"),
        (24, "japaneseCounting", "二十四"),
        (2, "decimalFullWidth", "２"),
        (3, "aiueo", "ウ"),
        (2, "iroha", "ロ"),
        (12, "decimalEnclosedCircle", "⑫"),
        (4, "upperRoman", "IV"),
        (28, "lowerLetter", "bb"),
    ],
)
def test_word_s_forms_of_numbers(value: int, form: str, text: str) -> None:
    assert format_number(value, form) == text


def test_an_old_date_format_shows_the_japanese_year() -> None:
    import datetime

    day = datetime.datetime(2019, 5, 1)
    assert show_value(day, '[$-411]ggge"年"m"月"d"日"') == "令和元年5月1日"
    assert show_value(day, "yyyy/m/d") == "2019年5月1日"
    assert show_value(1200.0, "General") == "1200"


def test_a_list_of_questions_is_read_in_this_process(reader: FileReader) -> None:
    content = json.dumps([{"question": "どこ？", "answer": "1階"}]).encode()
    assert reader.read(content, name="faq.json").kind == "faq"


def _read(reader: FileReader, document: docx.document.Document, name: str) -> str:
    buffer = io.BytesIO()
    document.save(buffer)
    return reader.read(buffer.getvalue(), name=name).source.text


def ruled_page(*rows: tuple[str, str], top: int) -> str:
    """Return what draws a table of two columns, as text that make_pdf puts between brackets."""
    drawn = ") Tj ET "
    for number, row in enumerate(rows):
        y = top - 30 * number
        for column, text in enumerate(row):
            x = 50 + 150 * column
            drawn += f"{x} {y} 150 30 re S BT /F1 12 Tf {x + 5} {y + 10} Td ({text}) Tj ET "
    return drawn + "BT /F1 1 Tf 0 0 Td ("


def test_a_ruled_table_goes_on_overleaf_under_its_column_names(reader: FileReader) -> None:
    head = ("Name", "Office")
    one = ruled_page(head, ("Move", "Hall 1"), ("Birth", "Hall 2"), top=700)
    two = ruled_page(head, ("Tax", "Hall 3"), ("Water", "Hall 4"), top=780)
    source = reader.read(make_pdf(one, two), name="a.pdf").source
    assert [line for line in source.text.splitlines() if line] == [
        "| Name | Office |",
        "| Move | Hall 1 |",
        "| Birth | Hall 2 |",
        "| Tax | Hall 3 |",
        "| Water | Hall 4 |",
    ]
    assert "|\f|" in source.text


def test_questions_of_a_page_are_told_by_lists_folds_and_letters(reader: FileReader) -> None:
    body = (
        "<h1>よくある質問</h1><dl><dt>粗大ごみはどう出せばよいですか。</dt><dd>電話で申し込みます。</dd>"
        "<dt>受付</dt><dd>平日</dd></dl>"
        "<details><summary>野焼きはできますか。</summary><p>できません。</p></details>"
        "<div><span>Q</span><p>点検は要りますか。</p></div>"
        '<div><img alt="A"><p>年3回要ります。</p></div>'
    )
    assert page(reader, body).source.text == (
        "# よくある質問\n\n## 粗大ごみはどう出せばよいですか。\n\n電話で申し込みます。\n"
        "\n受付：平日\n\n"
        "## 野焼きはできますか。\n\nできません。\n\nQ　点検は要りますか。\n\nA　年3回要ります。\n"
    )


def test_a_title_and_its_maker_at_the_edges_of_a_sheet_are_no_table(reader: FileReader) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["D1"], sheet["D2"] = "公園の一覧", "作成：青嶺町 公園課", "令和8年5月1日現在"
    for row in ((), ("名称", "所在地", "面積", "所管課"), ("浜公園", "港1", "200", "公園課")):
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    assert reader.read(content.getvalue(), name="a.xlsx").source.text == (
        "公園の一覧\n作成：青嶺町 公園課\n令和8年5月1日現在\n\n"
        "| 名称 | 所在地 | 面積 | 所管課 |\n|---|---|---|---|\n| 浜公園 | 港1 | 200 | 公園課 |\n\n"
    )
