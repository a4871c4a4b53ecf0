"""The sample city in every format: text → HTML, CSV, DOCX, XLSX, PDF, scanned PDF.

    python scripts/make_formats.py OUT [FORMAT…]

LibreOffice makes DOCX, XLSX and PDF of the HTML (Debian: libreoffice-writer,
libreoffice-calc, fonts-noto-cjk). A scan is the PDF's pages as images, turned by 0.5
degrees. OUT/FORMAT/public and OUT/FORMAT/staff hold the documents, OUT/FORMAT/core.jsonl
the core questions with the documents' names in that format, for `madoguchi-eval run`.
"""

from __future__ import annotations

import csv
import html
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from ingest.decoding import decode

ROOT = Path(__file__).resolve().parents[1]
FORMATS = ("html", "csv", "docx", "xlsx", "pdf", "scan")
_DEGREES = 0.5
_RESOLUTION = 300
_FILTERS = {
    "docx": ("HTML (StarWriter)", "docx:MS Word 2007 XML"),
    "xlsx": ("HTML (StarCalc)", "xlsx:Calc MS Excel 2007 XML"),
    "pdf": ("HTML (StarWriter)", "pdf:writer_web_pdf_Export"),
}
_ROW = re.compile(r"\|(.+)\|\s*$")
_RULE = re.compile(r"\|[\s:|-]+\|\s*$")


def main() -> None:
    """Make the formats that are named, all by default."""
    out = Path(sys.argv[1])
    for name in sys.argv[2:] or FORMATS:
        make(name, out / name)
        write_questions(out / name)
        print(f"{name}: {out / name}")


def make(form: str, folder: Path) -> None:
    """Write the sample city in one format."""
    for path in sorted((ROOT / "sample").glob("*/*")):
        target = folder / path.parent.name / ending(path.name, form)
        target.parent.mkdir(parents=True, exist_ok=True)
        text = decode(path.read_bytes(), path.name)
        if form == "csv":
            if "|---" in text and text.count("\n|") > text.count("\n") / 2:
                write_csv(text, target)
            else:  # what is no table, nobody keeps in a CSV
                target.with_suffix(path.suffix).write_text(text, encoding="utf-8")
            continue
        page = as_html(text, path.stem)
        if form == "html":
            # A page breaks lines within a paragraph; a word processor has a paragraph a line.
            page = re.sub(r"(?<=[^>])</p>\n<p>(?!<br>)", "<br>\n", page)
            target.write_text(page, encoding="utf-8")
        elif form == "scan":
            with tempfile.TemporaryDirectory() as temporary:
                printed = Path(temporary) / "page.pdf"
                convert(page, "pdf", printed)
                scan(printed, target)
        else:
            convert(page, form, target)


def ending(name: str, form: str) -> str:
    """Return a document's name in a format."""
    return f"{Path(name).stem}.{'pdf' if form == 'scan' else form}"


def name_in(folder: Path, name: str) -> str:
    """Return the name under which a document was written."""
    return next(path.name for path in folder.glob("*/*") if path.stem == Path(name).stem)


def write_questions(folder: Path) -> None:
    """Write the core questions with the names of the documents in the format."""
    lines = []
    for line in (ROOT / "eval/sets/sample_core.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        if isinstance(case.get("document"), list):
            case["document"] = [name_in(folder, name) for name in case["document"]]
        elif case.get("document"):
            case["document"] = name_in(folder, case["document"])
        lines.append(json.dumps(case, ensure_ascii=False))
    (folder / "core.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def as_html(text: str, title: str) -> str:
    """Return the text as a page: headings, tables, lists and one paragraph a line."""
    parts: list[str] = []
    rows: list[list[str]] = []
    for line in [*text.replace("\f", "\n").split("\n"), ""]:
        if _RULE.match(line):
            continue
        if found := _ROW.match(line):
            rows.append([cell.strip() for cell in found[1].split("|")])
            continue
        if rows:
            parts.append(_table(rows))
            rows = []
        if heading := re.match(r"(#{1,6})\s+(.*)", line):
            level = len(heading[1])
            parts.append(f"<h{level}>{_inline(heading[2])}</h{level}>")
        elif item := re.match(r"- (?![0-9]+ -)(.*)", line):
            parts.append(f"<ul><li>{_inline(item[1])}</li></ul>")
        else:
            parts.append(f"<p>{_inline(line) or '<br>'}</p>")
    body = "\n".join(parts).replace("</ul>\n<ul>", "\n")
    style = "body{font-family:'Noto Sans CJK JP';font-size:10pt} td,th{border:1px solid black}"
    return (
        f'<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{style} p{{margin:0}}</style></head><body>\n{body}\n</body></html>\n"
    )


def _inline(text: str) -> str:
    return re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", html.escape(text))


def _table(rows: list[list[str]]) -> str:
    head = "".join(f"<th>{_inline(cell)}</th>" for cell in rows[0])
    body = "".join(
        "<tr>" + "".join(f"<td>{_cell(cell)}</td>" for cell in row) + "</tr>\n" for row in rows[1:]
    )
    return (
        f'<table border="1" cellspacing="0"><thead><tr>{head}</tr></thead>\n'
        f"<tbody>{body}</tbody></table>"
    )


def _cell(text: str) -> str:
    return "<br>".join(_inline(part) for part in re.split(r"<br\s*/?>", text))


def write_csv(text: str, target: Path) -> None:
    """Write the text as a spreadsheet would: a line a row, a table's cells in columns."""
    with target.open("w", encoding="cp932", errors="replace", newline="") as stream:
        writer = csv.writer(stream)
        for line in text.split("\n"):
            if _RULE.match(line):
                continue
            found = _ROW.match(line)
            cells = [c.strip() for c in found[1].split("|")] if found else [line.lstrip("# ")]
            writer.writerow([cell.replace("<br>", "\n") for cell in cells])


def convert(page: str, form: str, target: Path) -> None:
    """Let LibreOffice make a file of a page."""
    program = shutil.which("soffice")
    if program is None:
        raise SystemExit(
            "LibreOffice がありません: apt install libreoffice-writer libreoffice-calc"
        )
    come_from, go_to = _FILTERS[form]
    with tempfile.TemporaryDirectory() as temporary:
        source = Path(temporary) / "page.html"
        source.write_text(page, encoding="utf-8")
        subprocess.run(
            [
                *(program, f"-env:UserInstallation=file://{temporary}/profile", "--headless"),
                *(f"--infilter={come_from}", "--convert-to", go_to),
                *("--outdir", temporary, str(source)),
            ],
            check=True,
            capture_output=True,
            timeout=300,
        )
        shutil.move(str(source.with_suffix(f".{form}")), target)


def scan(printed: Path, target: Path) -> None:
    """Write the pages of a PDF as a scanner would: images, slightly turned."""
    import pypdfium2 as pdfium

    with pdfium.PdfDocument(printed) as document:
        pages = [
            page.render(scale=_RESOLUTION / 72, grayscale=True)
            .to_pil()
            .rotate(_DEGREES, fillcolor=255, resample=3)
            for page in document
        ]
    pages[0].save(target, save_all=True, append_images=pages[1:], resolution=_RESOLUTION)


if __name__ == "__main__":
    main()
