"""What the styles of a Word document say: which paragraphs are headings, lists, contents."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ingest.readers.docx_numbering import Numbering, W

_HEADING = re.compile(r"(?:heading|見出し)\s*([1-9])", re.IGNORECASE)
_CONTENTS = re.compile(
    r"(?:toc|目次)\s*\d|toc heading|目次の見出し|table of figures", re.IGNORECASE
)
_TITLE = re.compile(r"title|表題", re.IGNORECASE)
_MAX_DEPTH = 20


@dataclass(frozen=True)
class ParagraphStyle:
    """What a paragraph is."""

    level: int | None
    """Level of the heading that it is; the document's title is 1, Word's level 1 is 2
    where there is a title."""
    is_contents: bool
    """Whether it is an entry of the contents list."""


class Styles:
    """Looks up styles through the styles that they are based on."""

    def __init__(self, document: Any) -> None:
        self._by_id: dict[str, Any] = {}
        self._default: str | None = None
        for style in document.styles.element.iter(f"{W}style"):
            if style.get(f"{W}type") not in (None, "paragraph"):
                continue
            key = style.get(f"{W}styleId")
            if key:
                self._by_id[key] = style
                if style.get(f"{W}default") in ("1", "true"):
                    self._default = key
        self._titled = any(
            _TITLE.fullmatch(self._name(self._key(p) or "")) and "".join(p.itertext()).strip()
            for p in document.element.body.iter(f"{W}p")
        )

    def of(self, paragraph: Any) -> ParagraphStyle:
        """Return what a paragraph is."""
        key = self._key(paragraph)
        name = self._name(key or "")
        if _CONTENTS.match(name):
            return ParagraphStyle(None, is_contents=True)
        if _TITLE.fullmatch(name):
            return ParagraphStyle(1, is_contents=False)
        level = self._outline(paragraph, key)
        if level is None:
            return ParagraphStyle(None, is_contents=False)
        return ParagraphStyle(min(6, level + (1 if self._titled else 0)), is_contents=False)

    def list_of(self, paragraph: Any, numbering: Numbering) -> tuple[str, int] | None:
        """Return list and level of a numbered paragraph, from itself or its style."""
        own = _list_properties(paragraph.find(f"{W}pPr"))
        key = self._key(paragraph)
        chain = self._chain(key)
        number, level = own
        if number is None:
            for style in chain:
                found, at = _list_properties(self._by_id[style].find(f"{W}pPr"))
                if found is not None:
                    number = found
                    tied = numbering.of_style(style)
                    level = level if level is not None else at
                    level = level if level is not None else tied[1] if tied else 0
                    break
        if number is None or number == "0":
            return None
        return number, max(0, min(level or 0, 8))

    def _outline(self, paragraph: Any, key: str | None) -> int | None:
        properties = [paragraph.find(f"{W}pPr")]
        chain = self._chain(key)
        properties += [self._by_id[style].find(f"{W}pPr") for style in chain]
        for found in properties:
            outline = found.find(f"{W}outlineLvl") if found is not None else None
            if outline is not None:
                value = outline.get(f"{W}val") or "9"
                return int(value) + 1 if value.isdecimal() and int(value) < 9 else None
        for style in chain:
            if heading := _HEADING.fullmatch(self._name(style)):
                return int(heading[1])
        return None

    def _key(self, paragraph: Any) -> str | None:
        properties = paragraph.find(f"{W}pPr")
        style = properties.find(f"{W}pStyle") if properties is not None else None
        return (style.get(f"{W}val") if style is not None else None) or self._default

    def _chain(self, key: str | None) -> list[str]:
        chain: list[str] = []
        while key and key in self._by_id and key not in chain and len(chain) < _MAX_DEPTH:
            chain.append(key)
            based = self._by_id[key].find(f"{W}basedOn")
            key = based.get(f"{W}val") if based is not None else None
        return chain

    def _name(self, key: str) -> str:
        style = self._by_id.get(key)
        name = style.find(f"{W}name") if style is not None else None
        return (name.get(f"{W}val") or "") if name is not None else ""


def _list_properties(properties: Any | None) -> tuple[str | None, int | None]:
    listed = properties.find(f"{W}numPr") if properties is not None else None
    if listed is None:
        return None, None
    number, level = listed.find(f"{W}numId"), listed.find(f"{W}ilvl")
    value = level.get(f"{W}val") if level is not None else None
    return (
        number.get(f"{W}val") if number is not None else None,
        int(value) if value and value.isdecimal() else None,
    )
