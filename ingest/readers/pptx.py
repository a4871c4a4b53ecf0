"""PowerPoint presentations (.pptx, .pptm): one page a slide, its title as heading."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pptx
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.exc import PackageNotFoundError

from ingest.errors import ReadError
from ingest.grid import write_grid
from ingest.lines import starts_item
from ingest.marked import MarkedText
from ingest.readers.office import BROKEN, broken, check_package, no_text
from ingest.reading import Limits, ReadFile
from ingest.spans import Span


def read(content: bytes, name: str, limits: Limits) -> ReadFile:
    """Return the slides' text and notes as marked text.

    Raises:
        ReadError: It is broken, hostile, too long, or holds no text.
    """
    warnings = check_package(content, name, limits)
    out = MarkedText(max_characters=limits.max_characters)
    try:
        presentation = pptx.Presentation(io.BytesIO(content))
        slides = list(presentation.slides)
        if len(slides) > limits.max_pages:
            raise ReadError(
                f"「{name}」はスライドが多すぎます"
                f"（{len(slides):,}枚、上限 {limits.max_pages:,}枚）。"
                "分割してから取り込んでください。"
            )
        for number, slide in enumerate(slides):
            out.page()
            _write_slide(out, slide, level=1 if number == 0 else 2)
        title = (presentation.core_properties.title or "").strip() or None
    except ReadError:
        raise
    except (*BROKEN, PackageNotFoundError, TypeError, AttributeError, SyntaxError) as error:
        raise broken(name) from error
    if out.empty:
        raise no_text(name)
    if title and title.startswith("PowerPoint"):
        title = None
    return ReadFile(out.build(name), warnings=warnings, title=title)


def _write_slide(out: MarkedText, slide: Any, *, level: int) -> None:
    if slide._element.get("show") == "0":  # python-pptx has no name for a hidden slide
        return
    heading = slide.shapes.title
    if heading is not None and heading.has_text_frame:
        out.heading(heading.text_frame.text.replace("\v", " "), level=level)
    # As people read a slide: from above, in each row from the left.
    shapes = sorted(_shapes(slide.shapes), key=lambda s: ((s.top or 0) // 300_000, s.left or 0))
    for shape in shapes:
        if heading is not None and shape.shape_id == heading.shape_id:
            continue
        if getattr(shape, "has_table", False) and shape.has_table:
            _write_table(out, shape.table)
        elif shape.has_text_frame and shape.text_frame.text.strip():
            for paragraph in shape.text_frame.paragraphs:
                text = paragraph.text.replace("\v", "\n").strip()
                if text:
                    mark = "" if paragraph.level == 0 or starts_item(text) else "・"
                    out.line(mark + text)
            out.gap()
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        notes = slide.notes_slide.notes_text_frame.text.strip()
        if notes:
            out.gap()
            out.line(f"（ノート）{notes}")


def _shapes(shapes: Any) -> Iterator[Any]:
    for shape in shapes:
        if shape.shape_type == MSO_SHAPE_TYPE.GROUP:
            yield from _shapes(shape.shapes)
        else:
            yield shape


def _write_table(out: MarkedText, table: Any) -> None:
    rows: list[list[str]] = []
    spans: list[Span] = []
    for number, row in enumerate(table.rows):
        texts = []
        for column, cell in enumerate(row.cells):
            texts.append("" if cell.is_spanned else cell.text.replace("\v", "\n"))
            if cell.is_merge_origin:
                spans.append(Span(number, column, cell.span_height, cell.span_width))
        rows.append(texts)
    write_grid(out, rows, spans=spans, head=1 if table.first_row and len(rows) > 1 else None)
    out.gap()
