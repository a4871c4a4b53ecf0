"""Paragraphs and items of one article, from the text of its passage."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.lines import Line
from ingest.structure.ordinance_marks import read_mark


@dataclass(frozen=True)
class Item:
    """One item (号) or sub-item of a paragraph."""

    mark: str
    """Its number as written: (1), 一, ア."""
    number: int | None
    """Its number where the mark counts in digits or kanji numerals."""
    depth: int
    """0 for 号, 1 for イ or ア below it, 2 below that."""
    start: int
    """First character in the passage's text, the mark included."""
    end: int


@dataclass(frozen=True)
class Paragraph:
    """One paragraph (項) of an article."""

    number: int
    start: int
    """First character in the passage's text; of paragraph 1, the article's number."""
    body: int
    """First character after the number."""
    end: int
    """One past its last character, items included."""
    items: tuple[Item, ...] = ()


def split_article(text: str) -> list[Paragraph]:
    """Return the paragraphs of an article's passage text, each with its items.

    Every line of the text is one paragraph, item, table row or further sentence, as
    the ordinance parser writes them. A text without numbers is one paragraph.
    """
    paragraphs: list[Paragraph] = []
    styles: list[str] = []
    at = 0
    for raw in text.split("\n"):
        start, end = at, at + len(raw)
        at = end + 1
        mark = read_mark(Line(raw, start, end))
        if mark.role == "paragraph" and _opens(paragraphs, mark.number[0], text):
            body = start + mark.label_end
            styles = []
            if paragraphs and paragraphs[-1].number == mark.number[0]:
                paragraphs.pop()
            paragraphs.append(Paragraph(mark.number[0], start, _skip(text, body), end))
            continue
        if not paragraphs:
            body = start + (mark.label_end if mark.role in ("article", "supplement") else 0)
            caption = re.match(r"[\s　]*[（(][^（）()]{1,40}[)）](?=[\s　]|$)", text[body:end])
            body += caption.end() if caption and mark.role == "article" else 0
            paragraphs.append(Paragraph(1, start, min(_skip(text, body), end), end))
            continue
        items = paragraphs[-1].items
        if mark.role in ("item", "paragraph"):
            style = _style(mark.label)
            if style in styles:
                del styles[styles.index(style) + 1 :]
            else:
                styles.append(style)
            number = mark.number[0] if mark.number else None
            items = (*items, Item(mark.label, number, styles.index(style), start, end))
        elif items and mark.role == "text":
            last = items[-1]
            items = (*items[:-1], Item(last.mark, last.number, last.depth, last.start, end))
        last_paragraph = paragraphs[-1]
        paragraphs[-1] = Paragraph(
            last_paragraph.number, last_paragraph.start, last_paragraph.body, end, items
        )
    return paragraphs


def _opens(paragraphs: list[Paragraph], number: int, text: str) -> bool:
    """Return whether a number at the beginning of a line is the next paragraph's."""
    if not paragraphs:
        return number == 1
    last = paragraphs[-1]
    if number == 1:
        return len(paragraphs) == 1 and not text[last.body : last.end].strip()
    return number == last.number + 1


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in " 　\t":
        at += 1
    return at


def _style(mark: str) -> str:
    """Return what kind of numbering a mark belongs to; (1) and （２） are one kind."""
    inner = mark.strip("()（） 　.．、")
    bracket = "(" if mark[:1] in "(（⑴" else ""
    for name, pattern in (
        ("digits", r"[0-9０-９]+(?:の[0-9０-９]+)?|[⑴-⒇]"),
        ("kanji", r"[〇一二三四五六七八九十百の]+"),
        ("circled", r"[①-⑳]"),
        ("kana", r"[ア-ン]"),
        ("latin", r"[a-z]+"),
    ):
        if re.fullmatch(pattern, inner):
            return bracket + name
    return bracket + "other"
