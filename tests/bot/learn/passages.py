"""Passages made in a line, for what is learnt from them."""

from __future__ import annotations

from typing import Any

from ingest.records import Passage, Piece


def passage(text: str, **fields: Any) -> Passage:
    """Return a passage of a fictional ordinance, with the given fields in place of its own."""
    values: dict[str, Any] = {
        "passage_id": fields.get("locator", text[:8]),
        "document": "a.txt",
        "title": "みなと市条例",
        "municipality": "みなと市",
        "date": None,
        "audience": "public",
        "kind": "article",
        "locator": "第1条",
        "label": "みなと市条例 第1条",
        "heading": "",
        "path": ("みなと市条例",),
        "departments": (),
        "page": None,
        "start": 0,
        "end": len(text),
        "pieces": (Piece(0, 0, len(text)),),
        **fields,
    }
    return Passage(text=text, **values)
