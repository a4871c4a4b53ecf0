"""Recognition of scanned pages by Tesseract, where it is installed."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from functools import lru_cache

from ingest.errors import ReadError
from ingest.lines import JAPANESE

HOW_TO_INSTALL = (
    "文字の読取り（OCR）には Tesseract と日本語のデータが要ります。"
    "Debian/Ubuntu では「apt install tesseract-ocr tesseract-ocr-jpn」で入ります。"
    "入れられないときは、文字の入った PDF か Word のファイルを取り込んでください。"
)
RESOLUTION = 300
"""Dots per inch at which pages are rendered for it; what Tesseract's own guide asks for."""
page_done: list[Callable[[], None]] = []
"""Called after each page, for whoever watches that reading goes on."""
_LANGUAGE = "jpn"
_MARKS = "、。，．・「」『』（）〔〕【】：；？！％〜～－―…／＋"
_GAP = re.compile(rf"(?<=[{JAPANESE}{_MARKS}0-9０-９]) +(?=[{JAPANESE}{_MARKS}])")
_GAP_BEFORE_FIGURE = re.compile(rf"(?<=[{JAPANESE}{_MARKS}]) (?=[0-9０-９])")


@lru_cache(maxsize=1)
def find_tesseract() -> str | None:
    """Return the path of Tesseract where it has Japanese, else None."""
    program = shutil.which("tesseract")
    if program is None:
        return None
    try:
        listed = subprocess.run(
            [program, "--list-langs"], capture_output=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    languages = (listed.stdout + listed.stderr).decode("utf-8", "replace").split()
    return program if _LANGUAGE in languages else None


def recognize(image: bytes, *, seconds: float) -> str:
    """Return the text of an image, one line a line.

    Args:
        image: PNG or another format that Leptonica reads.
        seconds: Longest time for it.

    Raises:
        ReadError: Tesseract is missing, fails, or takes longer.
    """
    program = find_tesseract()
    if program is None:
        raise ReadError(HOW_TO_INSTALL)
    command = [program, "stdin", "stdout", "-l", _LANGUAGE, "--dpi", str(RESOLUTION)]
    command += ["--psm", "3", "-c", "preserve_interword_spaces=1"]
    try:
        done = subprocess.run(
            command, input=image, capture_output=True, timeout=max(1.0, seconds), check=False
        )
    except subprocess.TimeoutExpired as error:
        raise ReadError("文字の読取り（OCR）が時間内に終わりませんでした。") from error
    except OSError as error:
        raise ReadError(f"Tesseract を動かせません（{error.strerror}）。") from error
    if done.returncode != 0:
        raise ReadError(
            "画像から文字を読み取れませんでした。画像が壊れていないか確かめてください。"
        )
    for call in page_done:
        call()
    return repair(done.stdout.decode("utf-8", "replace"))


def repair(text: str) -> str:
    """Return recognized text without the spaces that Tesseract puts between Japanese."""
    lines = []
    for line in text.replace("\f", "").split("\n"):
        closed = _GAP_BEFORE_FIGURE.sub("", _GAP.sub("", line))
        lines.append(closed.strip())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
