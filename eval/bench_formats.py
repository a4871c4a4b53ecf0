"""Reading of formats beside the bare libraries, and memory over many files.

Run as ``python -m eval.bench_formats [FILES]``; prints JSON. Both sides of a ratio are
timed in the same run, in turn, and on both the libraries are imported before: the process
that reads files starts once for hundreds of them. "Reading" is the product's reader in that
process; "to embedding" adds structure, passages and labels, which the bare library does not.
"""

from __future__ import annotations

import csv
import html
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from eval.bench_answers import memory_mib
from ingest.decoding import decode
from ingest.isolation import FileReader
from ingest.pipeline import read_documents
from ingest.read import read_bytes
from ingest.reading import Limits
from ingest.records import Document

_PAGES = 200
_LINES_PER_PAGE = 38
_LINE_CHARACTERS = 38
_ROWS = 5_000
_RUNS = 3
_COMPARED = (
    ("pdf", "pages", "ページ", "pypdfium2"),
    ("xlsx", "rows", "行", "openpyxl"),
    ("csv", "rows", "行", "csv"),
    ("html", "lines", "段落", "lxml"),
    ("docx", "lines", "段落", "python-docx"),
)
"""Format, unit, the unit in Japanese, and the library that reads it beside."""
_SAMPLE = Path(__file__).resolve().parents[1] / "sample"


def main(arguments: Sequence[str]) -> None:
    """Print all figures."""
    files = int(arguments[0]) if arguments else 2_000
    print(json.dumps(time_formats(files)))


def time_formats(files: int) -> dict[str, Any]:
    """Return times in seconds, their ratios, and memory in MiB over so many files."""
    with tempfile.TemporaryDirectory(prefix="madoguchi-bench-") as name:
        folder = Path(name)
        pdf, book = folder / "規則.pdf", folder / "手続一覧.xlsx"
        table, page, word = folder / "手続一覧.csv", folder / "規則.html", folder / "規則.docx"
        pdf.write_bytes(make_pdf(sample_text()))
        make_workbook(book)
        with table.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(procedure_rows())
        lines = [line for line in sample_text().replace("\f", "\n").split("\n") if line.strip()]
        body = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
        page.write_text(f"<!doctype html><meta charset=utf-8><h1>規則</h1>{body}", encoding="utf-8")
        make_word(lines, word)
        return {
            "pdf": _compare(pdf, _bare_pdf, _PAGES, "pages"),
            "xlsx": _compare(book, _bare_workbook, _ROWS, "rows"),
            "csv": _compare(table, _bare_csv, _ROWS, "rows"),
            "html": _compare(page, _bare_html, len(lines), "lines"),
            "docx": _compare(word, _bare_word, len(lines), "lines"),
            "memory": _time_memory(folder / "many", files),
        }


def _compare(path: Path, bare: Callable[[Path], object], count: int, unit: str) -> dict[str, Any]:
    bare_times: list[float] = []
    read_times: list[float] = []
    whole_times: list[float] = []
    # One more than is timed: with the first, the process and its libraries come.
    copies = [path.with_stem(f"{path.stem}{number}") for number in range(_RUNS + 1)]
    for copy in copies:
        shutil.copyfile(path, copy)
    documents = read_documents(copies)
    with FileReader(Limits()) as reader:
        content = read_bytes(path, max_bytes=Limits().max_bytes)
        reader.read(content, name=path.name)  # the process and its libraries are there
        next(documents)
        bare(path)
        for _ in range(_RUNS):
            bare_times.append(_timed(lambda: bare(path)))
            read_times.append(_timed(lambda: reader.read(content, name=path.name)))
            whole_times.append(_timed(lambda: next(documents)))
    bare_seconds, read, whole = median(bare_times), median(read_times), median(whole_times)
    return {
        unit: count,
        "bare_seconds": round(bare_seconds, 3),
        "reading_seconds": round(read, 3),
        "to_embedding_seconds": round(whole, 3),
        f"{unit}_a_second": round(count / read, 1),
        "ratio_reading": round(read / bare_seconds, 2),
        "ratio_to_embedding": round(whole / bare_seconds, 2),
    }


def _timed(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def _bare_pdf(path: Path) -> int:
    import pypdfium2

    characters = 0
    with pypdfium2.PdfDocument(path) as document:
        for page in document:
            text = page.get_textpage()
            characters += len(text.get_text_range())
            text.close()
            page.close()
    return characters


def _bare_workbook(path: Path) -> int:
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    return sum(len([cell.value for cell in row]) for row in book.worksheets[0].iter_rows())


def _bare_csv(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        return sum(len(row) for row in csv.reader(file))


def _bare_html(path: Path) -> int:
    from lxml import html as lxml_html

    return len(lxml_html.document_fromstring(path.read_text(encoding="utf-8")).text_content())


def _bare_word(path: Path) -> int:
    import docx

    return sum(len(paragraph.text) for paragraph in docx.Document(str(path)).paragraphs)


def sample_text() -> str:
    """Return the sample city's rules as one long text."""
    return "\n".join(
        decode(path.read_bytes(), path.name) for path in sorted((_SAMPLE / "public").glob("*.txt"))
    )


def make_pdf(text: str) -> bytes:
    """Return a PDF of the text in a Japanese font that is named, not embedded."""
    lines = [
        line[at : at + _LINE_CHARACTERS]
        for line in text.split("\n")
        if line.strip()
        for at in range(0, len(line), _LINE_CHARACTERS)
    ]
    while len(lines) < _PAGES * _LINES_PER_PAGE:
        lines += lines
    out = bytearray(b"%PDF-1.7\n")
    places: list[int] = []

    def add(number: int, body: bytes) -> None:
        places.append(len(out))
        out.extend(b"%d 0 obj\n" % number + body + b"\nendobj\n")

    kids = b" ".join(b"%d 0 R" % (4 + 2 * page) for page in range(_PAGES))
    add(1, b"<< /Type /Catalog /Pages 2 0 R >>")
    add(2, b"<< /Type /Pages /Count %d /Kids [%s] >>" % (_PAGES, kids))
    add(
        3,
        b"<< /Type /Font /Subtype /Type0 /BaseFont /HeiseiMin-W3 /Encoding /UniJIS-UCS2-H "
        b"/DescendantFonts [<< /Type /Font /Subtype /CIDFontType0 /BaseFont /HeiseiMin-W3 "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >> >>] >>",
    )
    for page in range(_PAGES):
        shown = lines[page * _LINES_PER_PAGE : (page + 1) * _LINES_PER_PAGE]
        rows = b"".join(b"<%s> Tj T*\n" % _hexadecimal(line) for line in shown)
        stream = b"BT /F1 10.5 Tf 18 TL 60 780 Td\n" + rows + b"ET"
        add(
            4 + 2 * page,
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % (5 + 2 * page),
        )
        add(5 + 2 * page, b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\n" % (len(places) + 1)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def _hexadecimal(line: str) -> bytes:
    return line.encode("utf-16-be", "ignore").hex().encode("ascii")


def procedure_rows() -> Iterator[list[str]]:
    """Yield the lines of a list of procedures, its column names first."""
    yield ["手続名", "担当課", "窓口", "電話", "対象", "期限", "根拠"]
    for number in range(_ROWS):
        yield [
            *(f"第{number}号の届出", "市民課", f"{number % 40 + 1}番窓口"),
            *(f"099-900-{number:04}", "市内に住む人", f"{number % 30 + 1}日以内"),
            f"汐野市手続条例第{number % 60 + 1}条",
        ]


def make_workbook(path: Path) -> None:
    """Write a list of procedures with many rows."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("手続一覧")
    for row in procedure_rows():
        sheet.append(row)
    book.save(path)


def make_word(lines: Sequence[str], path: Path) -> None:
    """Write the lines as paragraphs of a Word document."""
    import docx

    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(str(path))


def _time_memory(folder: Path, files: int) -> dict[str, Any]:
    """Return the memory after a tenth of the files and after all of them."""
    folder.mkdir()
    sample = sorted(path for path in _SAMPLE.glob("*/*") if path.is_file())
    for number in range(files):
        source = sample[number % len(sample)]
        shutil.copyfile(source, folder / f"{number:05}{source.suffix}")
    early: float | None = None
    passages, started = 0, time.perf_counter()
    for number, document in enumerate(_documents(folder), 1):
        passages += len(document.passages)
        if number == max(1, files // 10):
            early = memory_mib()
    return {
        "files": files,
        "passages": passages,
        "seconds": round(time.perf_counter() - started, 1),
        "after_a_tenth_mib": early,
        "after_all_mib": memory_mib(),
        "peak_mib": memory_mib("VmHWM"),
    }


def _documents(folder: Path) -> Iterator[Document]:
    return (o for o in read_documents([folder]) if isinstance(o, Document))


def formats_markdown(figures: dict[str, Any]) -> list[str]:
    """Return the figures as rows of the benchmark's table."""
    rows = []
    for key, unit, title, library in _COMPARED:
        part = figures[key]
        name = f"{library} だけ"
        rows += [
            f"| {key.upper()} の読み取り（{part[unit]}{title}） | {part['reading_seconds']} 秒、"
            f"毎秒 {part[f'{unit}_a_second']}{title} | {name} {part['bare_seconds']} 秒 "
            f"| {part['ratio_reading']} |",
            f"| 同、埋め込みの手前まで | {part['to_embedding_seconds']} 秒 | 同上 "
            f"| {part['ratio_to_embedding']} |",
        ]
    memory = figures["memory"]
    rows.append(
        f"| メモリ、{memory['files']}件を読んだ後 | {memory['after_all_mib']} MiB "
        f"| 1割を読んだ後 {memory['after_a_tenth_mib']} MiB "
        f"| {memory['after_all_mib'] / memory['after_a_tenth_mib']:.2f} |"
    )
    return rows


if __name__ == "__main__":
    main(sys.argv[1:])
