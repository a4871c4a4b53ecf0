"""A list, complete, from the passage's structure."""

from __future__ import annotations

from bot.citations import Quote
from bot.compose.draft import Draft, short_label
from bot.compose.items import Item, list_items
from bot.evidence import Judge, coverage
from ingest.records import Passage
from ingest.structure.article import split_article

_SHORT = 24
# Where one line carries this much more of the question than the heading, it is the answer.
_ONE_LINE = 0.25


def compose_list(draft: Draft, passage: Passage, judge: Judge) -> bool:
    """Give all items of the passage's list; False where it has no list that is asked for."""
    items = _article_items(passage, judge) if passage.kind == "article" else list_items(passage)
    if not items or _is_one_line(passage, judge):
        return False
    citation = draft.cite(Quote(passage, items[0].at, items[-1].end))
    if citation is None:
        return False
    names = [item.name for item in items]
    draft.parts.append(
        draft.frames.list_count.format(
            place=short_label(passage), count=len(names), mark=f"[{citation.number}]"
        )
    )
    if all(len(name) <= _SHORT for name in names):
        draft.parts.append("／".join(names))
    else:
        draft.parts.extend(f"・{name}" for name in names)
    return True


def _article_items(passage: Passage, judge: Judge) -> list[Item]:
    """Return the items (号) of the paragraph whose words fit the question best."""
    paragraphs = [p for p in split_article(passage.text) if len(p.items) > 1]
    if not paragraphs:
        return []
    best = max(
        paragraphs,
        key=lambda p: coverage(judge.terms, passage.text[p.start : p.items[0].start]),
    )
    return [
        Item(passage.text[item.start : item.end].strip(), item.start, item.end)
        for item in best.items
        if item.depth == 0
    ]


def _is_one_line(passage: Passage, judge: Judge) -> bool:
    if passage.kind in ("article", "stage"):
        return False
    above = coverage(judge.terms, "\n".join([passage.title, *passage.path]))
    best = max((sentence.coverage for sentence in judge.sentences(passage)), default=0.0)
    return best > above + _ONE_LINE
