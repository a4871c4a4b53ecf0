"""A list, complete, from the passage's structure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.citations import Quote
from bot.compose.draft import Draft, short_label
from bot.compose.items import Branch, Item, branches, list_items
from bot.evidence import Judge, coverage
from ingest.normalize import parse_number
from ingest.records import Passage
from ingest.structure.article import split_article

_SHORT = 24
# Bullets are told with what stands below them up to this length of the list.
_MOST_NESTED = 500
# Where one line carries this much more of the question than the heading, it is the answer.
_ONE_LINE = 0.25
# Share of the question that a bullet carries whose items are asked for.
_MIN_BRANCH = 0.4
_COUNT = re.compile(
    r"(?P<number>\d{1,2}|[二三四五六七八九十]{1,2})(?:つ|個|項目|本柱|種類|か条|ヶ条|箇条)"
    r"(?=の|ある|あり|を|すべて|全|と|$)"
)


def asked_count(question: str) -> int | None:
    """Return how many items a question says there are: 6つの視点, 八つ; or None."""
    match = _COUNT.search(question)
    return parse_number(match["number"]) if match else None


def compose_list(draft: Draft, passage: Passage, judge: Judge, *, count: int | None = None) -> bool:
    """Give all items of the passage's list; False where it has no list that is asked for.

    Args:
        draft: receives the text.
        passage: may hold a list.
        judge: the question's words.
        count: how many items the question says there are.
    """
    place, items = short_label(passage), listed_items(passage, judge)
    if branch := _branch(passage, judge):
        place, items = f"{place} {branch.head.lstrip('・')}", list(branch.items)
    if not items or (len(items) != count and not branch and _is_one_line(passage, judge)):
        return False
    nested = _nested(passage) if passage.kind == "stage" and not branch else ()
    end = len(passage.text.rstrip()) if nested else items[-1].end
    citation = draft.cite(Quote(passage, items[0].at, end))
    if citation is None:
        return False
    names = [item.name for item in items]
    # Where the question says that there are more, the reader is told that these are not all.
    fewer = count is not None and len(names) < count
    frame = draft.frames.list_partial if fewer else draft.frames.list_count
    draft.parts.append(
        frame.format(place=place, count=draft.counted(len(names)), mark=f"[{citation.number}]")
    )
    if nested:
        draft.parts.extend(nested)
    elif all(len(name) <= _SHORT for name in names):
        draft.parts.append("／".join(names))
    else:
        draft.parts.extend(f"・{name}" for name in names)
    return True


def _nested(passage: Passage) -> Sequence[str]:
    """Return the lines of a list whose bullets have others below them; () for a long one."""
    lines = [line.rstrip() for line in passage.text.split("\n") if line.strip()]
    is_nested = any(line[0] in " 　" for line in lines)
    return lines if is_nested and len(passage.text) <= _MOST_NESTED else ()


def compose_names(
    draft: Draft, named: Sequence[tuple[str, Quote]], *, place: str, most: int
) -> bool:
    """Name things one below the other, each with its citation; False where none can be cited.

    Args:
        draft: receives the text.
        named: the things, each with the words that name it.
        place: what they are of.
        most: how many are named; of the rest the number is told.
    """
    lines: list[str] = []
    first = 0
    for name, quote in named[:most]:
        citation = draft.cite(quote)
        if citation is None:
            continue
        first = first or citation.number
        lines.append(f"・{name}[{citation.number}]")
    if not lines:
        return False
    told = draft.counted(len(named))
    draft.parts.append(draft.frames.list_count.format(place=place, count=told, mark=f"[{first}]"))
    draft.parts += lines
    if len(named) > len(lines):
        draft.parts.append(draft.frames.list_more.format(count=len(named) - len(lines)))
    return True


def has_list_of(passage: Passage, judge: Judge, *, count: int) -> bool:
    """Return whether the passage holds a list of exactly so many items."""
    return len(listed_items(passage, judge)) == count


def lists_kind(passage: Passage, kind: re.Pattern[str]) -> bool:
    """Return whether most items of the passage's list end in words of a kind: 者, とき."""
    if passage.kind == "article":
        items = [
            passage.text[item.start : item.end]
            for paragraph in split_article(passage.text)
            for item in paragraph.items
            if item.depth == 0
        ]
    else:
        items = [item.name for item in list_items(passage)]
    fits = [item for item in items if kind.search(item.strip(" 　。\n"))]
    return len(items) > 1 and len(fits) > len(items) / 2


def listed_items(passage: Passage, judge: Judge) -> list[Item]:
    """Return the items of the passage's list, of an article's paragraph that fits best."""
    return _article_items(passage, judge) if passage.kind == "article" else list_items(passage)


def _branch(passage: Passage, judge: Judge) -> Branch | None:
    """Return the bullet that the question is about, where it asks for what is below one."""
    found = branches(passage) if passage.kind == "stage" else []
    best = max(found, key=lambda branch: coverage(judge.terms, branch.head), default=None)
    if best is None or coverage(judge.terms, best.head) < _MIN_BRANCH:
        return None
    return best


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
