"""A list, complete, from the passage's structure."""

from __future__ import annotations

from bot.citations import Quote
from bot.compose.draft import Draft, short_label
from bot.compose.items import list_items
from ingest.records import Passage

_SHORT = 24


def compose_list(draft: Draft, passage: Passage) -> bool:
    """Give all items of the passage's list; False where it has no list."""
    items = list_items(passage)
    if not items:
        return False
    citation = draft.cite(Quote(passage, items[0].at, items[-1].end))
    if citation is None:
        return False
    names = [item.name for item in items]
    draft.parts.append(f"{short_label(passage)}：{len(names)}つあります[{citation.number}]。")
    if all(len(name) <= _SHORT for name in names):
        draft.parts.append("／".join(names))
    else:
        draft.parts.extend(f"・{name}" for name in names)
    return True
