"""Furigana over the text of a finished page."""

from __future__ import annotations

import re
from html import unescape

from bot.furigana import ruby_html

_TAG = re.compile(r"(<[^>]*>)")
_NAME = re.compile(r"</?([a-zA-Z0-9]+)")
# Browsers show no ruby inside these, and readings there are none yet may not get others.
_LEFT_ALONE = frozenset(("option", "script", "style", "textarea", "title", "ruby", "rt", "rp"))


def with_furigana(html: str) -> str:
    """Return HTML with readings over the kanji of its text; tags and attributes stay.

    Args:
        html: as this project's pages are rendered: no ``>`` inside an attribute. A ``div``
            with ``data-read`` has its readings already.
    """
    parts: list[str] = []
    inside = 0
    read = 0
    for part in _TAG.split(html):
        if part.startswith("<"):
            name = _NAME.match(part)
            closes = part.startswith("</")
            if name and name[1].lower() in _LEFT_ALONE:
                inside += -1 if closes else 1
            elif name and name[1].lower() == "div" and (read or " data-read" in part):
                read += -1 if closes else 1
            parts.append(part)
        elif inside or read or not part.strip():
            parts.append(part)
        else:
            parts.append(ruby_html(unescape(part)))
    return "".join(parts)
