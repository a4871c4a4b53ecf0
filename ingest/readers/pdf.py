"""PDF: text by PDFium, ruled tables, pages; scanned pages by recognition."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pypdfium2 as pdfium

from ingest.errors import ReadError
from ingest.marked import MarkedText
from ingest.readers.boxes import TextLine
from ingest.readers.page_tables import PageTable
from ingest.readers.pages import Page, write_pages
from ingest.readers.pdf_columns import find_open_tables
from ingest.readers.pdf_page import PageReader
from ingest.readers.pdf_tables import find_tables
from ingest.reading import Limits, ReadFile

if TYPE_CHECKING:
    from PIL import Image

_FEW = 8
"""Characters up to which a page counts as one without text."""


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
    write_pages(out, pages)
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


def _read_page(document: Any, number: int) -> Page:
    try:
        page = document[number]
    except pdfium.PdfiumError:
        return Page()
    try:
        reader = PageReader(page)
        try:
            read = Page(height=reader.frame.height)
            read.scanned = reader.unreadable or (reader.characters < _FEW and _has_image(page))
            if read.scanned or not reader.characters:
                return read
            tables = find_tables(page, reader)
            taken = frozenset(at for table in tables for at in table.characters)
            tables += find_open_tables(reader, taken)
            if tables:
                _place(read, reader, tables)
            else:
                read.lines = reader.lines()
            return read
        finally:
            reader.close()
    finally:
        page.close()


def _place(read: Page, reader: PageReader, tables: Sequence[PageTable]) -> None:
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


def _recognize(document: Any, pages: list[Page], deadline: float, limits: Limits) -> list[str]:
    """Recognize the scanned pages until the deadline; return what the clerk must know."""
    scanned = [number for number, page in enumerate(pages) if page.scanned]
    if not scanned:
        return []
    # What pictures need takes long to import, and most files have none.
    from ingest.readers import ocr
    from ingest.readers.scan_page import read_page
    from ingest.readers.scan_repair import repair_pages

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
            image, dots = _render(document, number, ocr.RESOLUTION)
            pages[number] = read_page(
                image, dots_per_inch=dots, seconds=min(left, limits.max_seconds)
            )
        except (ReadError, pdfium.PdfiumError):
            failed.append(number)
    repair_pages(pages)
    warnings = ["画像から読み取った文字です（OCR）。読み違いがあり得るので原本を確かめてください。"]
    if failed:
        warnings.append(f"{_names(failed)}の文字を画像から読み取れませんでした。")
    if late:
        warnings.append(
            f"{_names(late)}は時間の上限までに読み取れませんでした。分割して取り込んでください。"
        )
    return warnings


def _render(document: Any, number: int, resolution: int) -> tuple[Image.Image, int]:
    """Return a page as a grey picture, and its dots per inch."""
    page = document[number]
    try:
        width, height = page.get_size()
        # A poster of several metres must not take gigabytes.
        scale = min(resolution / 72, 6000 / max(width, height, 1.0))
        image: Image.Image = page.render(scale=scale, grayscale=True).to_pil()
    finally:
        page.close()
    return image, round(scale * 72)


def _names(numbers: Sequence[int]) -> str:
    shown = "、".join(str(number + 1) for number in numbers[:8])
    more = f"ほか計{len(numbers)}" if len(numbers) > 8 else ""
    return f"{shown}{more}ページ"


def _usable(title: str | None) -> str | None:
    """Return the title of the file's properties unless a program made it up."""
    if title is None or title.lower().startswith(("microsoft", "untitled", "無題")):
        return None
    return None if "." in title[-6:] else title


def _why_empty(name: str, pages: Sequence[Page], warnings: Sequence[str]) -> str:
    if any(page.scanned for page in pages):
        return f"「{name}」から文字を読み取れませんでした。{' '.join(warnings)}"
    return f"「{name}」には文字がありません。内容を確かめてください。"
