"""Sixty files that nobody should send, made in memory: name, bytes, what the clerk is told."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

import docx
import openpyxl
import pptx
from PIL import Image

ORDINANCE = (
    "沖浜町見本条例\n令和6年3月1日\n\n第1条 この条例は、見本について定める。\n"
    "第2条 町は、毎年10月に見本を展示する。\n"
)
MANY_ROWS = 200_000
MANY_PAGES = 1_000


@dataclass(frozen=True)
class BadFile:
    """A file and what has to come of it."""

    name: str
    content: Callable[[], bytes]
    told: str
    """Words of the message, or of the warning where the file is read all the same."""
    read: bool = False


def make_docx(text: str = "見本の規程\n第1条 見本を置く。") -> bytes:
    document = docx.Document()
    for line in text.split("\n"):
        document.add_paragraph(line)
    return _saved(document.save)


def make_xlsx() -> bytes:
    book = openpyxl.Workbook()
    for row in (("手続名", "担当課", "期限"), ("転入届", "市民課", "14日以内")):
        book.active.append(row)
    return _saved(book.save)


def make_pptx() -> bytes:
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[0])
    slide.shapes.title.text = "見本の説明"
    return _saved(presentation.save)


def make_png() -> bytes:
    return _saved(lambda buffer: Image.new("L", (40, 40), 255).save(buffer, "PNG"))


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    buffer = io.BytesIO()
    save(buffer)
    return buffer.getvalue()


def make_pdf(*pages: str, resources: str = "", catalog: str = "", font: str = "") -> bytes:
    """Return a PDF of Latin text, made by hand; pages may share their content."""
    body: list[bytes] = []

    def add(text: str) -> int:
        body.append(text.encode("latin-1"))
        return len(body)

    own = font or "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    contents = dict.fromkeys(pages, 0)
    add("")  # catalog
    add("")  # pages
    number = add(own)
    for page in contents:
        stream = f"BT /F1 12 Tf 50 700 Td ({page}) Tj ET" if page else ""
        contents[page] = add(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    kids = [
        add(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {contents[page]} 0 R "
            f"/Resources << /Font << /F1 {number} 0 R >> {resources} >> >>"
        )
        for page in pages
    ]
    body[0] = f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode()
    listed = " ".join(f"{kid} 0 R" for kid in kids)
    body[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{listed}] >>".encode()
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for at, item in enumerate(body, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (at, item)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(body) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\n" % (len(body) + 1)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def encrypted_pdf() -> bytes:
    entry = (
        "/Encrypt << /Filter /Standard /V 1 /R 2 /P -1 /O <"
        + "41" * 32
        + "> /U <"
        + "42" * 32
        + "> >>"
    )
    trailer = f"{entry} /ID [<31> <31>] /Size"
    return make_pdf("x").replace(b"trailer << /Size", f"trailer << {trailer}".encode())


def unmapped_pdf() -> bytes:
    """Return a PDF whose font says only the glyphs' numbers, not their characters."""
    font = (
        "<< /Type /Font /Subtype /Type0 /BaseFont /Nothing /Encoding /Identity-H "
        "/DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Nothing "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>] >>"
    )
    return make_pdf("\\001\\002\\001\\003\\001\\004\\001\\005" * 30, font=font)


def make_zip(*members: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


def changed_zip(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return an Office file with one part changed."""
    parts: list[tuple[str, bytes]] = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for part in archive.namelist():
            data = archive.read(part)
            parts.append((part, change(data) if part == name else data))
    return make_zip(*parts)


def with_part(content: bytes, name: str, data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [(part, archive.read(part)) for part in archive.namelist()]
    return make_zip(*parts, (name, data))


def lied_zip() -> bytes:
    """Return an archive whose directory says that 40 MB are 10 bytes."""
    raw = bytearray(make_zip(("条例.txt", b"\x30" * 40_000_000)))
    at = raw.rfind(b"PK\x01\x02")
    raw[at + 24 : at + 28] = struct.pack("<I", 10)
    return bytes(raw)


def encrypted_zip() -> bytes:
    raw = bytearray(make_zip(("条例.txt", ORDINANCE.encode())))
    raw[6] |= 1
    at = raw.rfind(b"PK\x01\x02")
    raw[at + 8] |= 1
    return bytes(raw)


def bomb(data: bytes) -> bytes:
    """Return XML whose entities grow a thousandfold a step."""
    entities = "".join(
        f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' if n else '<!ENTITY e0 "見本">' for n in range(9)
    )
    at = data.find(b"?>") + 2
    return data[:at] + f"<!DOCTYPE x [{entities}]>".encode() + data[at:]


def outside(data: bytes) -> bytes:
    at = data.find(b"?>") + 2
    return data[:at] + b'<!DOCTYPE x SYSTEM "http://192.0.2.1/x.dtd">' + data[at:]


def many_rows_xlsx() -> bytes:
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, MANY_ROWS + 1)
    )
    sheet = (
        '<?xml version="1.0"?><worksheet xmlns='
        '"http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        f"{rows}</sheetData></worksheet>"
    )
    return changed_zip(make_xlsx(), "xl/worksheets/sheet1.xml", lambda _: sheet.encode())


def huge_png() -> bytes:
    """Return a small file that unpacks to an image of 90,000 by 90,000."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", 90_000, 90_000, 8, 0, 0, 0, 0)
    data = zlib.compress(bytes(1000))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    )


def ole(*streams: str) -> bytes:
    """Return the head of an OLE file that names some streams."""
    names = b"".join(stream.encode("utf-16-le").ljust(128, b"\x00") for stream in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + names + bytes(1024)


def page(body: str) -> bytes:
    return (
        f"<!DOCTYPE html><html><head><title>見本</title></head><body>{body}</body></html>".encode()
    )


_SCRIPT = "<script>fetch('http://192.0.2.1/')</script><p onclick='x()'>沖浜町の見本の案内です。</p>"
_IMAGE = "<img src='http://192.0.2.1/a.png'><iframe src='file:///etc/passwd'></iframe>"

BAD_FILES: tuple[BadFile, ...] = (
    # nothing in it
    BadFile("零.txt", lambda: b"", "空のファイル"),
    BadFile("零.pdf", lambda: b"", "空のファイル"),
    BadFile("零.docx", lambda: b"", "空のファイル"),
    BadFile("零.xlsx", lambda: b"\x00" * 512, "空のファイル"),
    BadFile("空白.md", lambda: " \n　\n".encode(), "文字がありません"),
    BadFile("白紙.docx", lambda: make_docx(""), "文字がありません"),
    BadFile("白紙.xlsx", lambda: _saved(openpyxl.Workbook().save), "文字がありません"),
    BadFile("白紙.pdf", lambda: make_pdf(""), "文字がありません"),
    BadFile("白紙.pptx", lambda: _saved(pptx.Presentation().save), "文字がありません"),
    BadFile("白紙.html", lambda: page(""), "本文がありません"),
    BadFile("白紙.csv", lambda: b",,,\r\n,,,\r\n", "文字がありません"),
    BadFile("空.zip", lambda: make_zip(), "空の書庫"),
    # cut off
    BadFile("途中.pdf", lambda: make_pdf("x" * 400)[:300], "PDF として開けません"),
    BadFile("途中.docx", lambda: make_docx()[:4000], "壊れています"),
    BadFile("途中.xlsx", lambda: make_xlsx()[:2000], "壊れています"),
    BadFile("途中.pptx", lambda: make_pptx()[:9000], "壊れています"),
    BadFile("途中.png", lambda: make_png()[:40], "画像"),
    BadFile("途中.zip", lambda: make_zip(("a.txt", b"a" * 999))[:60], "ZIP として開けません"),
    BadFile("途中.xls", lambda: ole("Workbook"), "壊れています"),
    BadFile("途中.json", lambda: b'[{"question": "', "JSON として読めません"),
    BadFile("部品なし.docx", lambda: make_zip(("word/x.xml", b"<a/>")), "壊れています"),
    BadFile("部品なし.xlsx", lambda: make_zip(("xl/x.xml", b"<a/>")), "壊れています"),
    BadFile("部品なし.pptx", lambda: make_zip(("ppt/x.xml", b"<a/>")), "壊れています"),
    BadFile(
        "崩れ.docx",
        lambda: changed_zip(make_docx(), "word/document.xml", lambda data: data[:-90]),
        "壊れて",
    ),
    BadFile(
        "崩れ.xlsx",
        lambda: changed_zip(make_xlsx(), "xl/worksheets/sheet1.xml", lambda data: data[:-30]),
        "壊れて",
    ),
    # locked
    BadFile("鍵.pdf", encrypted_pdf, "パスワード"),
    BadFile("鍵.docx", lambda: ole("EncryptedPackage"), "パスワード"),
    BadFile("鍵.xlsx", lambda: ole("EncryptedPackage"), "パスワード"),
    BadFile("鍵.zip", encrypted_zip, "パスワード"),
    # not what the name says
    BadFile("文書.docx", lambda: make_pdf("Madoguchi sample"), "中身はPDF", read=True),
    BadFile("文書.pdf", make_docx, "中身はWord", read=True),
    BadFile("表.docx", make_xlsx, "中身はExcel", read=True),
    BadFile(
        "表.xls",
        lambda: page("<p>沖浜町の見本の案内です。</p>"),
        "中身はHTML",
        read=True,
    ),
    BadFile("写真.pdf", lambda: b"GIF89a" + bytes(99), "PDF のファイルとして開けません"),
    BadFile("書庫.docx", lambda: make_zip(("a.txt", b"a")), "書庫"),
    BadFile("実行.txt", lambda: b"MZ\x90\x00" + bytes(range(256)) * 9, "文字として読めません"),
    BadFile("写真.md", lambda: make_png() + bytes(range(256)) * 9, "文字として読めません"),
    BadFile("図面.dwg", lambda: b"AC1027" + bytes(99), "取り込めない形式"),
    BadFile("昔.doc", lambda: ole("WordDocument"), ".docx として保存し直して"),
    BadFile("昔.docx", lambda: ole("WordDocument"), "古い形式の Word"),
    # macros, scripts, things to fetch or to run
    BadFile(
        "マクロ.docm",
        lambda: with_part(make_docx(), "word/vbaProject.bin", b"x"),
        "マクロは動かさず",
        read=True,
    ),
    BadFile(
        "マクロ.xlsm",
        lambda: with_part(make_xlsx(), "xl/vbaProject.bin", b"x"),
        "マクロは動かさず",
        read=True,
    ),
    BadFile("スクリプト.html", lambda: page(_SCRIPT), "", read=True),
    BadFile("取得.html", lambda: page(_IMAGE + "<p>沖浜町の見本の案内です。</p>"), "", read=True),
    BadFile(
        "スクリプトだけ.html",
        lambda: page("<script>document.write('x')</script>"),
        "本文がありません",
    ),
    BadFile(
        "動作.pdf",
        lambda: make_pdf(
            "Okihama sample", catalog="/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"
        ),
        "",
        read=True,
    ),
    # bombs
    BadFile("爆弾.docx", lambda: changed_zip(make_docx(), "word/document.xml", bomb), "実体参照"),
    BadFile("爆弾.xlsx", lambda: changed_zip(make_xlsx(), "xl/workbook.xml", bomb), "実体参照"),
    BadFile(
        "外部.pptx", lambda: changed_zip(make_pptx(), "ppt/presentation.xml", outside), "実体参照"
    ),
    BadFile(
        "爆弾.html",
        lambda: bomb(b"<?xml version='1.0'?><html><body>&e8;</body></html>"),
        "文章を取り出せません|本文がありません",
    ),
    BadFile(
        "膨張.docx",
        lambda: with_part(make_docx(), "word/x.bin", bytes(60_000_000)),
        "展開すると大きすぎます",
    ),
    BadFile("膨張.zip", lambda: make_zip(("条例.txt", b"0" * 60_000_000)), "大きすぎます"),
    BadFile("偽り.zip", lied_zip, "大きすぎます|壊れて"),
    BadFile(
        "入れ子.zip", lambda: make_zip(("中.zip", make_zip(("a.txt", b"a")))), "書庫の中の書庫"
    ),
    BadFile("巨大.png", huge_png, "大きすぎます"),
    # too much
    BadFile("大部.pdf", lambda: make_pdf(*(["Sample page"] * MANY_PAGES)), "ページが多すぎます"),
    BadFile(
        "長い表.csv", lambda: ("番号,名称\n" + "1,見本\n" * MANY_ROWS).encode(), "行が多すぎます"
    ),
    BadFile("長い表.xlsx", many_rows_xlsx, "行が多すぎます"),
    BadFile(
        "深い.html",
        lambda: page("<div>" * 5_000 + "沖浜町の見本" + "</div>" * 5_000),
        "本文がありません",
    ),
    BadFile("重い.txt", lambda: "沖浜町の見本。\n".encode() * 500_000, "大きすぎます"),
    # odd names and letters
    BadFile(
        "外へ.zip", lambda: make_zip(("../../etc/見本条例.txt", ORDINANCE.encode())), "", read=True
    ),
    BadFile("文字コードなし.pdf", unmapped_pdf, "読み取れません|文字がありません|読めません"),
)
