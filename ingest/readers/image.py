"""Scanned pages and photographs as image files, read by recognition."""

from __future__ import annotations

import io
import time

from PIL import Image, UnidentifiedImageError

from ingest.errors import ReadError
from ingest.marked import MarkedText
from ingest.readers import ocr
from ingest.readers.pages import Page, write_pages
from ingest.readers.scan_page import read_page
from ingest.readers.scan_repair import repair_pages
from ingest.reading import Limits, ReadFile

_MAX_PIXELS = 80_000_000
"""More than A3 at 600 dots per inch; what unpacks to more may be a bomb."""
_MAX_SIDE = 6_000
_SMALL = 1_000
"""Pixels up to which an image is enlarged: Tesseract needs letters of some 20 pixels."""


def read(content: bytes, name: str, limits: Limits) -> ReadFile:
    """Return the text in an image; a TIFF may have several pages.

    Raises:
        ReadError: It is broken or too large, Tesseract is missing, or nothing is read.
    """
    deadline = time.monotonic() + limits.max_recognition_seconds
    pages: list[Page] = []
    warnings = ["画像から読み取った文字です（OCR）。読み違いがあり得るので原本を確かめてください。"]
    try:
        with Image.open(io.BytesIO(content)) as image:
            if image.width * image.height > _MAX_PIXELS:
                raise ReadError(
                    f"「{name}」の画像は大きすぎます（{image.width}×{image.height}画素、"
                    f"上限 {_MAX_PIXELS:,}画素）。小さくして保存し直してください。"
                )
            if ocr.find_tesseract() is None:
                raise ReadError(f"「{name}」は画像です。{ocr.HOW_TO_INSTALL}")
            frames = getattr(image, "n_frames", 1)
            for number in range(min(frames, limits.max_pages)):
                left = deadline - time.monotonic()
                if left < 1:
                    warnings.append(
                        f"{number + 1}ページ目からは時間の上限までに読み取れませんでした。"
                    )
                    break
                image.seek(number)
                pages.append(
                    read_page(
                        _sized(image), dots_per_inch=None, seconds=min(left, limits.max_seconds)
                    )
                )
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise ReadError(
            f"「{name}」は画像として開けません（壊れているか、途中で切れています）。"
            "元のファイルをもう一度受け取ってください。"
        ) from error
    except Image.DecompressionBombError as error:
        raise ReadError(
            f"「{name}」の画像は大きすぎます。小さくして保存し直してください。"
        ) from error
    out = MarkedText(max_characters=limits.max_characters)
    if pages:
        repair_pages(pages)
        write_pages(out, pages)
    if out.empty:
        raise ReadError(
            f"「{name}」から文字を読み取れませんでした。文字のある画像か確かめてください。"
        )
    return ReadFile(out.build(name), warnings=tuple(warnings))


def _sized(image: Image.Image) -> Image.Image:
    page = image.convert("L")
    side = max(page.size)
    if side < _SMALL:
        page = page.resize((page.width * 2, page.height * 2))
    elif side > _MAX_SIDE:
        page.thumbnail((_MAX_SIDE, _MAX_SIDE))
    return page
