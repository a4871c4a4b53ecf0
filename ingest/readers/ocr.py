"""Tesseract, where it is installed: pictures → lines of text with their places."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from statistics import median
from typing import Literal

from PIL import Image

from ingest.cleaning import JAPANESE
from ingest.errors import ReadError
from ingest.readers.boxes import DOUBT

HOW_TO_INSTALL = (
    "文字の読取り（OCR）には Tesseract と日本語のデータが要ります。"
    "Debian/Ubuntu では「apt install tesseract-ocr tesseract-ocr-jpn」で入ります。"
    "入れられないときは、文字の入った PDF か Word のファイルを取り込んでください。"
)
RESOLUTION = 300
"""Dots per inch at which pages are rendered for it; what Tesseract's own guide asks for."""
_WIDE = 1.2
"""Times the height of a line from which on a gap is a wide space; below it gaps beside
figures and punctuation, whose places Tesseract draws too narrow, are none."""
_UNSURE = 65.0
"""Confidence of a word below which the rest of the document is asked: on pages of known
text nine of ten errors lie below, one of thirty right words."""
_WORD = 5
"""Level of words in Tesseract's table of what it found."""
_LETTER = re.compile(rf"[{JAPANESE}○〇]")

Layout = Literal["page", "block", "line", "columns"]
"""A page as it comes, one block of lines, one line, or one block of vertical writing."""
_MODES: dict[Layout, tuple[str, str]] = {
    "page": ("3", "jpn"),
    "block": ("6", "jpn"),
    "line": ("13", "jpn"),
    "columns": ("5", "jpn_vert"),
}


@dataclass(frozen=True)
class Word:
    """What Tesseract takes for a word; in Japanese any few characters."""

    text: str
    x0: int
    top: int
    x1: int
    bottom: int
    confidence: float
    """0 to 100."""
    apart: bool = False
    """Whether paper lies between it and the word before it."""


@dataclass(frozen=True)
class Recognized:
    """A line of a picture, in its pixels."""

    words: tuple[Word, ...]
    block: int
    """Number of the block of lines that it belongs to."""
    layout: Layout = "page"

    @property
    def text(self) -> str:
        """The line as it is written, marks of doubt behind its doubtful characters."""
        if self.layout == "columns":
            return "".join(map(_marked, self.words))
        return join(self.words, spaced=self.layout == "page")

    @property
    def pitch(self) -> float:
        """Pixels from one Japanese letter to the next."""
        steps = [(two.x0 - one.x0) / _units(one.text) for one, two in pairwise(self.words)]
        if len(steps) >= 3:
            return median(steps)
        return (self.x1 - self.x0) / max(1.0, sum(_units(word.text) for word in self.words))

    @property
    def x0(self) -> int:
        """Left end."""
        return min(word.x0 for word in self.words)

    @property
    def top(self) -> int:
        """Upper end."""
        return min(word.top for word in self.words)

    @property
    def x1(self) -> int:
        """Right end."""
        return max(word.x1 for word in self.words)

    @property
    def bottom(self) -> int:
        """Lower end."""
        return max(word.bottom for word in self.words)


@lru_cache(maxsize=1)
def find_tesseract() -> str | None:
    """Return the path of Tesseract where it has Japanese, else None."""
    program = shutil.which("tesseract")
    return program if program and "jpn" in find_languages(program) else None


@lru_cache(maxsize=2)
def find_languages(program: str) -> frozenset[str]:
    """Return the names of the languages' data that Tesseract has."""
    try:
        listed = subprocess.run(
            [program, "--list-langs"], capture_output=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return frozenset()
    return frozenset((listed.stdout + listed.stderr).decode("utf-8", "replace").split())


def has_vertical() -> bool:
    """Return whether vertical writing can be read."""
    program = find_tesseract()
    return program is not None and "jpn_vert" in find_languages(program)


def recognize(
    image: Image.Image, *, dots_per_inch: int, layout: Layout, seconds: float
) -> list[Recognized]:
    """Return the lines of a grey picture, in Tesseract's order.

    Args:
        image: What is read.
        dots_per_inch: Its resolution.
        layout: What stands on it.
        seconds: Longest time for it.

    Raises:
        ReadError: Tesseract is missing, fails, or takes longer.
    """
    program = find_tesseract()
    if program is None:
        raise ReadError(HOW_TO_INSTALL)
    mode, language = _MODES[layout]
    command = [program, "stdin", "stdout", "-l", language, "--dpi", str(dots_per_inch)]
    command += ["--psm", mode, "tsv"]
    buffer = io.BytesIO()
    image.save(buffer, format="PPM")
    try:
        done = subprocess.run(
            command,
            input=buffer.getbuffer(),
            capture_output=True,
            timeout=max(1.0, seconds),
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ReadError("文字の読取り（OCR）が時間内に終わりませんでした。") from error
    except OSError as error:
        raise ReadError(f"Tesseract を動かせません（{error.strerror}）。") from error
    if done.returncode != 0:
        raise ReadError(
            "画像から文字を読み取れませんでした。画像が壊れていないか確かめてください。"
        )
    return list(_lines(done.stdout.decode("utf-8", "replace"), layout))


def _lines(table: str, layout: Layout) -> Iterator[Recognized]:
    groups: dict[tuple[str, ...], list[Word]] = {}
    for row in table.split("\n")[1:]:
        cells = row.split("\t")
        if len(cells) < 12 or cells[0] != str(_WORD) or not cells[11].strip():
            continue
        left, top, width, height = map(int, cells[6:10])
        word = Word(cells[11].strip(), left, top, left + width, top + height, float(cells[10]))
        groups.setdefault(tuple(cells[1:5]), []).append(word)
    for key, words in groups.items():
        yield Recognized(tuple(words), int(key[1]), layout)


def join(words: Sequence[Word], *, spaced: bool = True) -> str:
    """Return the words of a line as they are written: Japanese without spaces between.

    Tesseract cuts Japanese into words where it likes; what is a gap says the picture.
    """
    height = max(word.bottom for word in words) - min(word.top for word in words)
    text = _marked(words[0])
    for before, word in pairwise(words):
        gap = word.x0 - before.x1
        one, two = before.text[-1], word.text[0]
        letters = _is_letter(one) and _is_letter(two)
        if gap > _WIDE * height:
            text += "　"
        elif (spaced and letters and word.apart) or (
            one.isascii() and two.isascii() and gap > 0.25 * height
        ):
            text += " "
        text += _marked(word)
    return text


def _units(text: str) -> float:
    """Return the width of a text in Japanese characters."""
    return sum(0.55 if character.isascii() else 1.0 for character in text)


def _marked(word: Word) -> str:
    """Return the word, each character with a mark behind it where it is doubtful."""
    if word.confidence >= _UNSURE:
        return word.text
    return "".join(character + DOUBT for character in word.text)


def _is_letter(character: str) -> bool:
    return _LETTER.match(character) is not None
