"""What the picture says better than Tesseract: spaces between letters, percent signs.

Tesseract draws the places of Japanese words carelessly; the paper between two letters does
not lie. A percent sign is read as 96, 9% or 0% again and again; in the picture it is a long
stroke between two rings of half its height, and no figure has such parts.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from ingest.readers.ocr import Recognized, Word
from ingest.readers.scan_image import Grey, Mask, find_ink

_SPACES = (0.6, 0.4, 0.26)
"""Widths of a letter from which on paper between two letters is a space, by how many of the
two are ideographs that fill their squares. Chosen on pages of known text."""
_FULL = re.compile(r"[㐀-鿿](?<![口日月目白自身小川田中車])")
_PAPER = 190
_FIGURE = re.compile(r"[0-9][0-9.,]*[0-9%]{1,3}")
_TAKEN_FOR_IT = re.compile(r"[0-9]?%{1,2}[0-9]?|96|06|[90]6?")
_MAX_PIXELS = 60_000
"""Size of a word up to which it is looked at; larger letters are titles."""
_RING = (0.3, 0.72)
"""Height of a ring, in heights of the sign."""
_TALL = 0.8
_WIDEST = 0.95
"""Width from which on a part is two figures that touch each other."""


def settle_spaces(page: Grey, lines: Sequence[Recognized]) -> list[Recognized]:
    """Return the lines, each word with whether paper lies between it and the one before."""
    settled = []
    for line in lines:
        words = [line.words[0]]
        for before, word in pairwise(line.words):
            full = sum(map(bool, (_FULL.match(before.text[-1]), _FULL.match(word.text[0]))))
            least = _SPACES[full] * line.pitch
            words.append(dataclasses.replace(word, apart=_paper(page, before, word) > least))
        settled.append(dataclasses.replace(line, words=tuple(words)))
    return settled


def _paper(page: Grey, before: Word, word: Word) -> int:
    """Return the widest run of empty columns between the middles of two letters."""
    start = before.x1 - (before.x1 - before.x0) // (2 * len(before.text))
    end = word.x0 + (word.x1 - word.x0) // (2 * len(word.text))
    top, bottom = min(before.top, word.top), max(before.bottom, word.bottom)
    cut = page[max(0, top) : bottom, max(0, start) : end]
    if cut.size == 0:
        return 0
    empty = (cut > _PAPER).all(axis=0)
    change = np.flatnonzero(np.diff(np.concatenate([[0], empty.view(np.int8), [0]])))
    return int((change[1::2] - change[::2]).max(initial=0))


def settle_signs(page: Grey, lines: Sequence[Recognized]) -> list[Recognized]:
    """Return the lines with percent signs where the picture shows them."""
    return [
        dataclasses.replace(line, words=tuple(_settle(page, word) for word in line.words))
        if any(_FIGURE.fullmatch(word.text) for word in line.words)
        else line
        for line in lines
    ]


def _settle(page: Grey, word: Word) -> Word:
    if not _FIGURE.fullmatch(word.text):
        return word
    high = word.bottom - word.top
    for beyond in (6, high // 4, high // 2):  # the place of the last ring is often left out
        if (text := _figure(page, word, beyond)) is not None:
            return dataclasses.replace(word, text=text)
    return word


def _figure(page: Grey, word: Word, beyond: int) -> str | None:
    """Return the figure with its percent sign, None where the picture shows none."""
    cut = page[max(0, word.top - 2) : word.bottom + 2, max(0, word.x0 - 3) : word.x1 + beyond]
    if not 0 < cut.size <= _MAX_PIXELS:
        return None
    parts = [part for part in _parts(find_ink(cut)) if part[0] > 3]
    height = max((high for high, _ in parts), default=0)
    tall = [wide for high, wide in parts if high >= _TALL * height]
    rings = sum(_RING[0] * height <= high <= _RING[1] * height for high, _ in parts)
    if rings != 2 or len(tall) < 2 or max(tall) > _WIDEST * height:
        return None
    text, figures = "", 0
    for character in word.text:
        if figures == len(tall) - 1:
            break
        text += character
        figures += character.isdigit()
    if not text or not _TAKEN_FOR_IT.fullmatch(word.text[len(text) :]):
        return None
    return f"{text}%"


def _parts(ink: Mask) -> list[tuple[int, int]]:
    """Return height and width of each connected area of ink."""
    rest = {(int(y), int(x)) for y, x in np.argwhere(ink)}
    sizes = []
    while rest:
        stack = [rest.pop()]
        ys, xs = [stack[0][0]], [stack[0][1]]
        while stack:
            y, x = stack.pop()
            for near in ((y + 1, x), (y - 1, x), (y, x + 1), (y, x - 1)):
                if near in rest:
                    rest.remove(near)
                    stack.append(near)
                    ys.append(near[0])
                    xs.append(near[1])
        sizes.append((max(ys) - min(ys) + 1, max(xs) - min(xs) + 1))
    return sizes
