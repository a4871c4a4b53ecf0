"""The ordinances and laws that a question names: which are there, which are not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kb import words
from kb.locators import Locator
from kb.names import name_form, title_names
from kb.records import Filters
from kb.search import NAME_BONUS
from kb.short_titles import mentioned_works, same_kind, works_called
from kb.snapshot import Found, Snapshot

_FULL = re.compile(
    r"(?P<name>[^、。「」『』\s?]{3,40}?(?:条例|規則|規程|要綱|要領|法律|基本法|政令|省令))(?:の|、|における)?"
    r"(?:第)?[\d一二三四五六七八九十百]+条"
)
_DEMONSTRATIVE = re.compile(r"^(?:この|その|本|同|当該|上記の?|市の|町の|村の)")
_SHOWN = 5


def unknown_work(text: str, titles: Sequence[str]) -> str | None:
    """Return the work whose article a question asks for and that is not among the titles."""
    if match := _FULL.search(text):
        form = name_form(match["name"])
        said = mentioned_works(match["name"])
        if _DEMONSTRATIVE.match(form) or form in ("条例", "規則"):
            return None
        if any(form.endswith(name_form(title)) for title in titles):
            return None
        if not said and any(form in name_form(title) for title in titles):
            return None
        if not any(_is_known(name, titles) for name in said):
            return str(said[-1] if said else match["name"])
        return None
    for name in mentioned_works(text):
        place = re.search(rf"{re.escape(name)}の?、?(?:第)?[\d一二三四五六七八九十百]+条", text)
        if place and not _is_known(name, titles):
            return name
    return None


def _is_known(name: str, titles: Sequence[str]) -> bool:
    """Return whether a name may mean one of the titles, in other words too: 駐輪場条例.

    It is loosely compared: who asks for a work that is there is not told that it is not.
    """
    if works_called(name, titles):
        return True
    tokens = [token for token in words.tokens(name) if token.is_content][:-1]
    for title in (title for title in titles if same_kind(name, title)):
        there = set(words.kanji(title))
        groups = set(words.synonym_groups(words.tokens(title)))
        if tokens and all(
            token.surface in title
            or set(words.synonym_groups([token])) & groups
            or 2 * len(set(words.kanji(token.surface)) & there) >= len(token.surface)
            for token in tokens
        ):
            return True
    return False


def titles_called(text: str, titles: Sequence[str]) -> list[str]:
    """Return the titles that a question names in short, in its order."""
    found = (title for name in mentioned_works(text) for title in works_called(name, titles))
    return list(dict.fromkeys(found))


def works_like(titles: Sequence[str], *, name: str) -> list[str]:
    """Return some titles to choose from instead of a work that is not there."""
    ends = ("法", "法律") if name.endswith(("法", "法律")) else (name[-2:],)
    same = [title for title in titles if title.endswith(ends)]
    laws = [t for t in titles if t.endswith(("条例", "規則", "規程", "要綱", "法律", "法", "令"))]
    return list(dict.fromkeys([*same, *laws]))[:_SHOWN]


def within_named(
    found: Found,
    text: str,
    locators: Sequence[Locator],
    snapshot: Snapshot,
    filters: Filters,
    *,
    search: str,
) -> Found:
    """Return the hits with those of a work that the question names in short put forward.

    A place (第3条) is looked for in that work alone.
    """
    cities = dict(snapshot.works(filters))
    called = titles_called(text, list(cities))
    form = name_form(text)
    known = (name for title in called for name in title_names(title, cities[title]))
    # 自治基本条例 is a name that the search itself goes by.
    if not called or any(name in form for name in known):
        return found
    own = {hit.passage.document for hit in found.hits if hit.passage.title in called}
    if any(locator.key for locator in locators) and own:
        inside = replace(filters, documents=frozenset(own))
        return snapshot.search(search, filters=inside, limit=len(found.hits))
    hits = [
        replace(hit, score=hit.score + NAME_BONUS) if hit.passage.title in called else hit
        for hit in found.hits
    ]
    return replace(found, hits=tuple(sorted(hits, key=lambda hit: -hit.score)))
