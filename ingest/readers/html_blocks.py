"""Elements of a page to marked text: paragraphs, headings, lists, tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.grid import write_grid
from ingest.lines import JAPANESE, starts_item
from ingest.marked import MarkedText
from ingest.spans import Span
from ingest.structure.heading_marks import asks

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_APART = ("p", "ul", "ol", "dl", "blockquote", "section", "article", "table", "figure", "address")
_BLOCKS = (
    *_APART,
    *("div", "li", "dt", "dd", "center", "form", "fieldset", "legend", "main", "header", "footer"),
    *("hr", "caption", "figcaption", "tr", "td", "th", "tbody", "thead", "tfoot", "details"),
    *("summary", "body", "html"),
)
_SPACE = re.compile(r"[ \t\r\n\xa0]+")
_WIDE = "　、。，．・「」『』（）【】"
# A line break in the page's source is no space between two Japanese characters.
_GAP = re.compile(rf"(?<=[{JAPANESE}{_WIDE}])\n(?=[{JAPANESE}{_WIDE}])|(?<=　)[ \n]|[ \n](?=　)")
_MAX_SPAN = 200
_LONGEST_TERM = 12
_BREAK = "\x00"
# Pages draw the letters of questions and answers in boxes of their own, or as pictures.
_LETTER = re.compile(r"(?:[QＱAＡ][\s　]*[0-9０-９]{0,3}|質問|問い?|回答|答え?)[.．:：、]?")


class BlockWriter:
    """Writes elements in their order; text between them is gathered until a block ends."""

    def __init__(self, out: MarkedText) -> None:
        self._out = out
        self._inline: list[str] = []
        self._mark = ""
        self._letter = ""
        self._term = ""
        self._level = 0

    def write(self, element: HtmlElement) -> None:
        """Write an element and what is in it."""
        self._visit(element)
        self._flush()

    def _visit(self, element: HtmlElement) -> None:
        tag = element.tag
        if not isinstance(tag, str):
            return
        if tag == "br":
            self._inline.append(_BREAK)
        elif tag in _HEADINGS:
            self._flush()
            self._heading(inline_text(element), level=int(tag[1]))
        elif tag == "pre":
            self._flush()
            self._out.line("".join(element.itertext()))
            self._out.gap()
        elif tag == "table" and _is_data(element):
            self._flush()
            _write_table(self._out, element)
        elif tag in ("dt", "summary") and asks(inline_text(element)):
            # Lists of questions and what folds out below them: a heading of their own.
            self._flush()
            self._out.heading(inline_text(element), level=min(6, self._level + 1))
        elif tag == "img":
            alt = (element.get("alt") or "").strip()
            if _LETTER.fullmatch(alt):
                self._inline.append(f"{alt}{_BREAK}")
        elif tag == "dt" and 0 < len(term := inline_text(element)) <= _LONGEST_TERM:
            self._flush()
            self._end_term()
            self._term = term
        elif tag in ("li", "dd") and element.getparent() is not None:
            self._flush()
            self._mark = _list_mark(element) if tag == "li" else ""
            self._children(element)
            self._flush()
            self._mark = ""
            if tag == "dd":
                self._out.gap()
        elif tag in _BLOCKS:
            self._flush()
            if tag in _APART:
                self._out.gap()
            self._children(element)
            self._flush()
            if tag == "dl":
                self._end_term()
            if tag in _APART:
                self._out.gap()
        else:
            self._children(element)

    def _children(self, element: HtmlElement) -> None:
        self._inline.append(element.text or "")
        for child in element:
            self._visit(child)
            self._inline.append(child.tail or "")

    def _heading(self, text: str, *, level: int) -> None:
        if text:
            letter, self._letter = self._letter, ""
            self._out.heading(f"{letter}{text}", level=level)
            self._level = level

    def _end_term(self) -> None:
        """Write a term below which nothing stands that explains it."""
        term, self._term = self._term, ""
        if term:
            self._out.line(term)

    def _flush(self) -> None:
        text, self._inline = "".join(self._inline), []
        for said in _lines(text):
            if self._term:
                # 担当 over 公園課 in a list of terms is read as 担当：公園課.
                self._out.line(f"{self._term}：{said}")
                self._term = ""
                continue
            if _LETTER.fullmatch(said):
                self._letter = f"{said.strip()}　"
                continue
            line, self._letter = f"{self._letter}{said}", ""
            mark, self._mark = self._mark, ""
            self._out.line(line if not mark or starts_item(line) else mark + line)


def inline_text(element: HtmlElement) -> str:
    r"""Return the text of an element, its blocks and ``<br>`` as ``\n``."""
    parts: list[str] = []

    def visit(node: HtmlElement) -> None:
        tag = node.tag if isinstance(node.tag, str) else ""
        block = tag in _BLOCKS or tag in _HEADINGS
        if block or tag == "br":
            parts.append(_BREAK)
        if tag == "li":
            parts.append(_list_mark(node))
        parts.append(node.text or "" if tag else "")
        for child in node:
            visit(child)
            parts.append(child.tail or "")
        if block:
            parts.append(_BREAK)

    visit(element)
    return "\n".join(_lines("".join(parts)))


def _lines(text: str) -> Iterator[str]:
    for part in text.split(_BREAK):
        spaced = _SPACE.sub(lambda found: "\n" if "\n" in found.group() else " ", part)
        line = _GAP.sub("", spaced).replace("\n", " ").strip(" ")
        if line.strip():
            yield line


def _list_mark(element: HtmlElement) -> str:
    parent = element.getparent()
    if parent is None or parent.tag != "ol":
        return "・"
    first = parent.get("start", "1")
    number = int(first) if first.isdecimal() else 1
    return f"{number + sum(1 for _ in element.itersiblings('li', preceding=True))}. "


def _is_data(table: HtmlElement) -> bool:
    """Return whether a table is one, and not what a page is laid out with."""
    if table.get("role") == "presentation" or table.find(".//table") is not None:
        return False
    rows = list(table.iter("tr"))
    widest = max((len(_cells(row)) for row in rows), default=0)
    if widest < 2:
        return False
    cells = [cell for row in rows for cell in _cells(row)]
    headed = sum(any(cell.find(f".//{tag}") is not None for tag in _HEADINGS) for cell in cells)
    long = sum(len("".join(cell.itertext())) > 1500 for cell in cells)
    return not headed and long * 2 <= len(cells)


def _cells(row: HtmlElement) -> list[HtmlElement]:
    return [cell for cell in row if cell.tag in ("td", "th")]


def _write_table(out: MarkedText, table: HtmlElement) -> None:
    caption = table.find(".//caption")
    if caption is not None:
        out.gap()
        out.line(inline_text(caption))
    rows = list(table.iter("tr"))
    taken: dict[tuple[int, int], None] = {}
    grid: list[list[str]] = []
    spans: list[Span] = []
    head, heading = 0, True
    for number, row in enumerate(rows):
        texts: dict[int, str] = {}
        at = 0
        for cell in _cells(row):
            while (number, at) in taken:
                at += 1
            down, across = _span(cell, "rowspan"), _span(cell, "colspan")
            texts[at] = inline_text(cell)
            if down > 1 or across > 1:
                spans.append(Span(number, at, down, across))
            for below in range(number, min(number + down, len(rows))):
                taken.update({(below, at + right): None for right in range(across)})
            at += across
        grid.append([texts.get(column, "") for column in range(max(at, 1))])
        heading = heading and bool(texts) and all(c.tag == "th" for c in _cells(row))
        head += heading
    write_grid(out, grid, spans=spans, head=head or None)


def _span(cell: HtmlElement, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return max(1, min(int(value), _MAX_SPAN)) if value.isdecimal() and len(value) < 9 else 1
