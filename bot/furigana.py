"""Readings over kanji, for who cannot read them yet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from kb import words

_KANJI = re.compile(r"[\u3005\u3006\u30f6\u3400-\u9fff\uf900-\ufaff]")
_READING = re.compile(r"(?<=[\u3005\u3006\u3400-\u9fff])\([ぁ-ゖー]+\)")
_TO_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}


@dataclass(frozen=True)
class Ruby:
    """A run of a text and how it is read."""

    text: str
    """As it stands in the text; all runs together are the text."""
    reading: str = ""
    """Hiragana; empty for what needs none."""


def ruby(text: str) -> list[Ruby]:
    """Return the text in runs, those in kanji with their reading (Sudachi's).

    What Sudachi has no reading for stays without one.
    """
    runs: list[Ruby] = []
    position = 0
    for token in words.tokens(text):
        if token.begin > position:
            runs.append(Ruby(text[position : token.begin]))
        surface = text[token.begin : token.end]
        runs.extend(_over(surface, token.reading.translate(_TO_HIRAGANA)))
        position = token.end
    runs.append(Ruby(text[position:]))
    return _joined(runs)


def _over(surface: str, reading: str) -> list[Ruby]:
    """Return a word in runs: 申し込む, もうしこむ → 申(もう) し 込(こ) む."""
    if not _KANJI.search(surface) or not reading:
        return [Ruby(surface)]
    parts = [
        ("".join(group), is_kanji)
        for is_kanji, group in groupby(surface, lambda character: bool(_KANJI.match(character)))
    ]
    pattern = "".join(
        "(.+)" if is_kanji else f"({re.escape(part.translate(_TO_HIRAGANA))})"
        for part, is_kanji in parts
    )
    match = re.fullmatch(pattern, reading)
    if match is None:
        return [Ruby(surface, reading)]
    return [
        Ruby(part, match[number] if is_kanji else "")
        for number, (part, is_kanji) in enumerate(parts, start=1)
    ]


def _joined(runs: Sequence[Ruby]) -> list[Ruby]:
    joined: list[Ruby] = []
    for run in runs:
        if joined and not run.reading and not joined[-1].reading:
            joined[-1] = Ruby(joined[-1].text + run.text)
        elif run.text:
            joined.append(run)
    return joined


def annotated(text: str) -> str:
    """Return the text with readings in brackets: 担当(たんとう)."""
    return "".join(f"{run.text}({run.reading})" if run.reading else run.text for run in ruby(text))


def annotated_outside(text: str, kept: Sequence[str]) -> str:
    """Return the text with readings in brackets everywhere but in what is kept as it is.

    Args:
        text: what a person reads.
        kept: verbatim words of a source; where they stand in the text, nothing is added.
    """
    longest_first = sorted({words_ for words_ in kept if words_}, key=len, reverse=True)
    if not longest_first:
        return annotated(text)
    pattern = re.compile("(" + "|".join(re.escape(words_) for words_ in longest_first) + ")")
    return "".join(
        part if number % 2 else annotated(part) for number, part in enumerate(pattern.split(text))
    )


def without_readings(text: str) -> str:
    """Return a text that ``annotated`` wrote without its readings."""
    return _READING.sub("", text)


def ruby_html(text: str) -> str:
    """Return the text as HTML with ``<ruby>``; everything of the text itself is escaped."""
    return "".join(ruby_html_of(run) for run in ruby(text))


def ruby_html_of(run: Ruby) -> str:
    """Return one run as HTML."""
    if not run.reading:
        return escape(run.text)
    return f"<ruby>{escape(run.text)}<rp>(</rp><rt>{escape(run.reading)}</rt><rp>)</rp></ruby>"
