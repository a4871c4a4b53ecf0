"""Sentences of a passage, with their place in it."""

from __future__ import annotations

from dataclasses import dataclass

_CLOSERS = '」』）)】〕］》”"'
_OPENERS = "「『（(【〔［《“"
_ENDS = "。！？!?"


@dataclass(frozen=True)
class Sentence:
    """A sentence, item or line of a passage."""

    text: str
    start: int
    """Offset in the passage's text; ``passage.text[start:end] == text``."""
    end: int


def split_sentences(text: str) -> list[Sentence]:
    """Cut a passage's text at line ends and after full stops outside brackets.

    White space around a sentence is left out; empty sentences are dropped.
    """
    sentences: list[Sentence] = []
    start = depth = 0
    for position, character in enumerate(text):
        if character == "\n":
            _append(sentences, text, start, position)
            start, depth = position + 1, 0
        elif character in _OPENERS:
            depth += 1
        elif character in _CLOSERS:
            depth = max(0, depth - 1)
        elif character in _ENDS and depth == 0:
            _append(sentences, text, start, position + 1)
            start = position + 1
    _append(sentences, text, start, len(text))
    return sentences


def _append(sentences: list[Sentence], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        sentences.append(Sentence(text[start:end], start, end))
