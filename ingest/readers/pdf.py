"""PDF: text by PDFium, ruled tables, pages; scanned pages by recognition."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Any

import pypdfium2 as pdfium

from ingest.errors import ReadError
from ingest.grid import write_grid
from ingest.marked import MarkedText
from ingest.readers import ocr
from ingest.readers.pdf_margins import find_margins
from ingest.readers.pdf_page import PageReader, TextLine
from ingest.readers.pdf_tables import PageTable, find_tables
from ingest.reading import Limits, ReadFile

_FEW = 8
"""Characters up to which a page counts as one without text."""
_PARAGRAPH_GAP = 1.6
"""Times the usual distance of lines from which on a gap is one between paragraphs."""
_TITLE_SIZE = 1.35
"""Times the usual size of letters from which on the largest lines of page 1 are the title."""
_CUT = re.compile(r"[-‐－、・のをにがはとでや]$")
_GOES_ON = re.compile(r"[、。）)」ーょゃゅっァィゥェォャュョッ]")
_NO_TITLE = re.compile(r"[\s　]*(?:議案|議第|報告|別紙|別添|資料|様式|目\s*次|第.{1,6}[号条])|.*。")


@dataclass
class _Page:
    """What was read of one page."""

    lines: list[TextLine] = field(default_factory=list)
    tables: dict[int, PageTable] = field(default_factory=dict)
    """Tables by the number of the line before which they stand."""
    height: float = 0.0
    scanned: bool = False
    """Whether its text has to be, or was, recognized from its image."""
    recognized: str = ""


def read(content: bytes, name: str, limits: Limits) -> ReadFile:
    """Return the PDF's text as marked text, with its pages.

    Raises:
        ReadError: It is broken, encrypted, too long, or holds nothing readable.
    """
    deadline = time.monotonic() + limits.max_recognition_seconds
    document = _open(content, name)
    try:
        count = len(document)
        if count > limits.max_pages:
            raise ReadError(
                f"「{name}」はページが多すぎます"
                f"（{count:,}ページ、上限 {limits.max_pages:,}ページ）。"
                "分割してから取り込んでください。"
            )
        pages = [_read_page(document, number) for number in range(count)]
        warnings = _recognize(document, pages, deadline, limits)
        title = (document.get_metadata_value("Title") or "").strip() or None
    finally:
        document.close()
    out = MarkedText(max_characters=limits.max_characters)
    _write(out, pages)
    if out.empty:
        raise ReadError(_why_empty(name, pages, warnings))
    return ReadFile(out.build(name), warnings=tuple(warnings), title=_usable(title))


def _open(content: bytes, name: str) -> Any:
    try:
        document = pdfium.PdfDocument(content)
        if len(document) == 0:
            raise ReadError(f"「{name}」にはページがありません。内容を確かめてください。")
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise ReadError(
                f"「{name}」はパスワードで保護されています。"
                "パスワードを外して保存し直してから取り込んでください。"
            ) from error
        raise ReadError(
            f"「{name}」は PDF として開けません（壊れているか、途中で切れています）。"
            "元のファイルをもう一度受け取ってください。"
        ) from error
    return document


def _read_page(document: Any, number: int) -> _Page:
    try:
        page = document[number]
    except pdfium.PdfiumError:
        return _Page()
    try:
        reader = PageReader(page)
        try:
            read = _Page(height=reader.frame.height)
            read.scanned = reader.unreadable or (reader.characters < _FEW and _has_image(page))
            if read.scanned or not reader.characters:
                return read
            tables = find_tables(page, reader)
            if tables:
                _place(read, reader, tables)
            else:
                read.lines = reader.lines()
            return read
        finally:
            reader.close()
    finally:
        page.close()


def _place(read: _Page, reader: PageReader, tables: Sequence[PageTable]) -> None:
    """Fill a page's lines with what stands around its tables, and its tables between them."""
    owner = {index: table for table in tables for index in table.characters}
    kept = "".join("\n" if at in owner else c for at, c in enumerate(reader.text))
    starts = sorted(tables, key=lambda table: table.first)
    whole, reader.text = reader.text, kept
    at = 0
    for table in starts:
        reader.text = "\n" * at + kept[at : table.first] + "\n" * (len(whole) - table.first)
        read.lines += reader.lines()
        line = len(read.lines)
        while line in read.tables:  # nothing stands between two tables
            read.lines.append(TextLine("", None))
            line = len(read.lines)
        read.tables[line] = table
        at = table.first
    reader.text = "\n" * at + kept[at:]
    read.lines += reader.lines()
    reader.text = whole


def _has_image(page: Any) -> bool:
    return any(True for _ in page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_IMAGE], max_depth=3))


def _recognize(document: Any, pages: Sequence[_Page], deadline: float, limits: Limits) -> list[str]:
    """Recognize the scanned pages until the deadline; return what the clerk must know."""
    scanned = [number for number, page in enumerate(pages) if page.scanned]
    if not scanned:
        return []
    if ocr.find_tesseract() is None:
        return [f"{_names(scanned)}は画像だけで、文字を読めませんでした。{ocr.HOW_TO_INSTALL}"]
    failed: list[int] = []
    late: list[int] = []
    for number in scanned:
        left = deadline - time.monotonic()
        if left < 1:
            late.append(number)
            continue
        try:
            pages[number].recognized = ocr.recognize(
                _render(document, number), seconds=min(left, limits.max_seconds)
            )
        except (ReadError, pdfium.PdfiumError):
            failed.append(number)
    warnings = ["画像から読み取った文字です（OCR）。読み違いがあり得るので原本を確かめてください。"]
    if failed:
        warnings.append(f"{_names(failed)}の文字を画像から読み取れませんでした。")
    if late:
        warnings.append(
            f"{_names(late)}は時間の上限までに読み取れませんでした。分割して取り込んでください。"
        )
    return warnings


def _render(document: Any, number: int) -> bytes:
    page = document[number]
    try:
        width, height = page.get_size()
        # A poster of several metres must not take gigabytes.
        scale = min(ocr.RESOLUTION / 72, 6000 / max(width, height, 1.0))
        image = page.render(scale=scale, grayscale=True).to_pil()
    finally:
        page.close()
    buffer = io.BytesIO()
    image.save(buffer, format="PNG", compress_level=1)
    return buffer.getvalue()


def _write(out: MarkedText, pages: Sequence[_Page]) -> None:
    _rejoin_rows(pages)
    title = _find_title(pages[0])
    margins = find_margins([(page.lines, page.height) for page in pages])
    before: PageTable | None = None
    for page, gone in zip(pages, margins, strict=True):
        numbers = [n for n in range(len(page.lines)) if n not in gone and page.lines[n].text]
        first = page.tables.get(min(page.tables, default=-1)) if page.tables else None
        opens = first is not None and not any(n < min(page.tables) for n in numbers)
        goes_on = opens and before is not None and first is not None and _same(before, first)
        out.page(within_table=goes_on)
        if page.recognized:
            out.line(page.recognized)
        if page is pages[0] and title:
            out.heading(_joined([page.lines[n] for n in title], page), level=1)
            numbers = [n for n in numbers if n not in title]
        before = _write_page(out, page, numbers, above=before if goes_on else None)


def _write_page(
    out: MarkedText, page: _Page, numbers: Sequence[int], *, above: PageTable | None
) -> PageTable | None:
    """Write a page; return the table that ends it, if one does.

    Args:
        out: Where to.
        page: The page.
        numbers: Its lines that are text.
        above: Table of the page before that this page's first one goes on with.
    """
    pitch = _pitch([page.lines[n] for n in numbers])
    last: TextLine | None = None
    ended: PageTable | None = None
    kept = set(numbers)
    for number in range(len(page.lines) + 1):
        if table := page.tables.get(number):
            if above:
                # Column names that are printed again would be taken for a page's header.
                again = table.rows[:1] == above.rows[:1]
                rows = [row for row in table.rows[again:] if any(row)]
                out.table(rows, head=0, goes_on=True)
                out.end_table()
                above = None
            else:
                write_grid(out, table.rows, spans=table.spans)
            last, ended = None, table
        if number in kept:
            line = page.lines[number]
            if last and _apart(last, line, pitch):
                out.gap()
            out.line(line.text)
            last, ended = line, None
    return ended


def _rejoin_rows(pages: Sequence[_Page]) -> None:
    """Put rows together that a page break cuts."""
    for page, following in pairwise(pages):
        if not page.tables or not following.tables:
            continue
        one, two = page.tables[max(page.tables)], following.tables[min(following.tables)]
        if not _same(one, two) or two.spans or len(one.rows) < 3:
            continue
        first = 1 if two.rows[0] == one.rows[0] else 0
        if first < len(two.rows) and _is_cut(one.rows, two.rows[first]):
            for column, cell in enumerate(two.rows.pop(first)):
                one.rows[-1][column] += cell


def _is_cut(rows: Sequence[Sequence[str]], rest: Sequence[str]) -> bool:
    """Return whether a row is the rest of the last one of the page before.

    It leaves cells empty that the table fills, or goes on in the middle of a word.
    """
    full = sum(all(row) for row in rows) >= 0.8 * len(rows)
    if full and any(rest) and not all(rest):
        return True
    for before, after in zip(rows[-1], rest, strict=True):
        opened = before.count("（") + before.count("(") - before.count("）") - before.count(")")
        if before and after and (_CUT.search(before) or _GOES_ON.match(after) or opened > 0):
            return True
    return False


def _find_title(page: _Page) -> list[int]:
    """Return the lines of the first page that are set largest, where they are the title."""
    sizes = [
        line.box.bottom - line.box.top if line.box and line.text.strip() else 0.0
        for line in page.lines
    ]
    filled = [size for size in sizes if size]
    if len(filled) < 4:
        return []
    largest = max(filled)
    found = [n for n, size in enumerate(sizes) if size > 0.9 * largest]
    run = [n for at, n in enumerate(found) if n - found[0] == at]
    text = "".join(page.lines[n].text for n in run)
    plain = largest < _TITLE_SIZE * median(filled) or len(run) > 3 or not 4 <= len(text) <= 60
    return [] if plain or len(found) > len(run) or _NO_TITLE.match(text) else run


def _joined(lines: Sequence[TextLine], page: _Page) -> str:
    """Return the lines of a title as one; no space where the first runs to the margin."""
    margin = max(line.box.x1 for line in page.lines if line.box)
    text = ""
    for number, line in enumerate(lines):
        before = lines[number - 1].box if number else None
        size = line.box.bottom - line.box.top if line.box else 0.0
        wrapped = before is not None and before.x1 > margin - 1.5 * size
        text += line.text.strip() if number == 0 or wrapped else f" {line.text.strip()}"
    return text


def _same(one: PageTable, two: PageTable) -> bool:
    return len(one.edges) == len(two.edges) and all(
        abs(a - b) < 4 for a, b in zip(one.edges, two.edges, strict=True)
    )


def _pitch(lines: Sequence[TextLine]) -> float:
    steps = [
        b.box.top - a.box.top
        for a, b in pairwise(lines)
        if a.box and b.box and b.box.top - a.box.top > 2
    ]
    return median(steps) if steps else 0.0


def _apart(last: TextLine, line: TextLine, pitch: float) -> bool:
    if last.box is None or line.box is None or not pitch:
        return False
    return line.box.top - last.box.top > _PARAGRAPH_GAP * pitch


def _names(numbers: Sequence[int]) -> str:
    shown = "、".join(str(number + 1) for number in numbers[:8])
    more = f"ほか計{len(numbers)}" if len(numbers) > 8 else ""
    return f"{shown}{more}ページ"


def _usable(title: str | None) -> str | None:
    """Return the title of the file's properties unless a program made it up."""
    if title is None or title.lower().startswith(("microsoft", "untitled", "無題")):
        return None
    return None if "." in title[-6:] else title


def _why_empty(name: str, pages: Sequence[_Page], warnings: Sequence[str]) -> str:
    if any(page.scanned for page in pages):
        return f"「{name}」から文字を読み取れませんでした。{' '.join(warnings)}"
    return f"「{name}」には文字がありません。内容を確かめてください。"
