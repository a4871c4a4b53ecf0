import io
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from docx.opc.constants import CONTENT_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from placed_pdf import placed_pdf

from ingest.isolation import FileReader
from ingest.reading import Limits

DATA = Path(__file__).parent / "data"
FOOTNOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"


@pytest.fixture(scope="module")
def reader() -> Iterator[FileReader]:
    with FileReader(Limits()) as reader:
        yield reader


def lines_of(reader: FileReader, content: bytes, name: str) -> list[str]:
    text = reader.read(content, name=name).source.text
    return [line for line in text.splitlines() if line.strip()]


def test_vertical_writing_is_read_column_by_column_from_the_right(reader: FileReader) -> None:
    columns = (
        "汐野市の窓口は一階にあります",
        "届出は十四日以内にしてください",
        "問合せは市民課まで",
    )
    letters = [
        (500.0 - 24 * column, 780.0 - 14 * row, letter)
        for column, text in enumerate(columns)
        for row, letter in enumerate(text)
    ]
    assert lines_of(reader, placed_pdf(letters), "a.pdf") == list(columns)


def test_the_left_column_is_read_before_the_right_one(reader: FileReader) -> None:
    left = [f"左の段の{n}行目には市民の手続を書く" for n in range(1, 9)]
    right = [f"右の段の{n}行目には窓口の場所を書く" for n in range(1, 9)]
    placed = [(50.0, 760.0 - 18 * row, text) for row, text in enumerate(left)]
    placed += [(320.0, 760.0 - 18 * row, text) for row, text in enumerate(right)]
    assert lines_of(reader, placed_pdf(placed), "a.pdf") == [*left, *right]


def test_a_footnote_of_word_stands_in_the_text(reader: FileReader) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("居住地で届け出る。")
    paragraph.add_run()._r.append(parse_xml(f'<w:footnoteReference {nsdecls("w")} w:id="2"/>'))
    notes = (
        f'<w:footnotes {nsdecls("w")}><w:footnote w:id="2"><w:p><w:r>'
        "<w:t>住民票のある所をいう。</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    part = Part(
        PackURI("/word/footnotes.xml"),
        CONTENT_TYPE.WML_FOOTNOTES,
        notes.encode(),
        document.part.package,
    )
    document.part.relate_to(part, FOOTNOTES)
    text = "\n".join(lines_of(reader, saved(document), "a.docx"))
    assert text.index("居住地で届け出る。") < text.index("住民票のある所をいう。")


def test_a_text_box_of_word_is_read_once(reader: FileReader) -> None:
    document = docx.Document()
    box = (
        f'<w:r {nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
        ' xmlns:v="urn:schemas-microsoft-com:vml"><mc:AlternateContent>'
        '<mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent><w:p><w:r>'
        "<w:t>担当は税務課です。</w:t></w:r></w:p></w:txbxContent></wps:txbx></w:drawing></mc:Choice>"
        "<mc:Fallback><w:pict><v:textbox><w:txbxContent><w:p><w:r>"
        "<w:t>担当は税務課です。</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    document.add_paragraph("市税のお知らせ")._p.append(parse_xml(box))
    assert sorted(lines_of(reader, saved(document), "a.docx")) == [
        "市税のお知らせ",
        "担当は税務課です。",
    ]


def test_an_old_workbook_has_its_merged_cells_names_of_two_rows_and_dates(
    reader: FileReader,
) -> None:
    read = reader.read((DATA / "madoguchi.xls").read_bytes(), name="madoguchi.xls")
    assert read.source.text == (
        "# 汐野市 窓口一覧\n\n"
        "| 区 | 窓口 場所 | 窓口 電話 | 開設日 |\n|---|---|---|---|\n"
        "| 本町区 | 1階1番 | 099-900-5120 | 令和7年4月1日 |\n"
        "| 本町区 | 2階21番 | 099-900-5140 | 令和7年10月1日 |\n"
        "| 汐浜区 | 1階3番 | 099-900-5220 | 令和7年4月1日 |\n\n"
    )
    assert read.warnings == ("非表示のシート（控え）は取り込んでいません。",)


def saved(document: docx.document.Document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def placed(
    rows: list[list[tuple[float, str]]], *, top: float = 760.0
) -> list[tuple[float, float, str]]:
    return [(x, top - 22 * n, text) for n, row in enumerate(rows) for x, text in row]


def test_columns_that_only_places_tell_are_a_table(reader: FileReader) -> None:
    rows = [
        [(60.0, "文化会館の料金")],
        [(60.0, "室名"), (180.0, "定員"), (260.0, "午前"), (360.0, "午後")],
        [(256.0, "9時から"), (356.0, "13時から")],
        [(60.0, "大ホール"), (180.0, "420人"), (260.0, "12,000円"), (360.0, "18,500円")],
        [(60.0, "会議室"), (180.0, "30人"), (260.0, "900円"), (360.0, "1,200円")],
        [(60.0, "和室"), (260.0, "1,000円"), (360.0, "1,300円")],
    ]
    assert lines_of(reader, placed_pdf(placed(rows)), "料金.pdf") == [
        "文化会館の料金",
        "| 室名 | 定員 | 午前 9時から | 午後 13時から |",
        "|---|---|---|---|",
        "| 大ホール | 420人 | 12,000円 | 18,500円 |",
        "| 会議室 | 30人 | 900円 | 1,200円 |",
        "| 和室 |  | 1,000円 | 1,300円 |",
    ]


def test_columns_of_a_newspaper_and_items_with_their_time_are_no_table(reader: FileReader) -> None:
    left = [(60.0, 760.0 - 22 * n, f"左の段の{n}行目です") for n in range(6)]
    right = [(320.0, 760.0 - 22 * n, f"右の段の{n}行目です") for n in range(6)]
    items = placed(
        [[(60.0, f"({n}) 8:2{n}"), (180.0, "窓口を開く前に確かめる。")] for n in range(1, 6)],
        top=500.0,
    )
    lines = lines_of(reader, placed_pdf([*left, *right, *items]), "広報.pdf")
    assert [line for line in lines if line.startswith("|")] == []
    assert lines[:6] == [text for _, _, text in left]
