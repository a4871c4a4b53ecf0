"""Passages for the counter: found by words or numbers, grouped by what they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from bot.desk import Snapshot
from ingest.records import Passage
from kb import words
from kb.records import Filters

Group = Literal["department", "procedure", "article", "measure", "other"]
GROUPS: tuple[Group, ...] = get_args(Group)
KINDS: dict[Group, frozenset[str]] = {
    "department": frozenset(("duty", "goal")),
    "procedure": frozenset(("procedure", "faq")),
    "article": frozenset(("article", "preamble", "supplementary")),
    "measure": frozenset(("measure", "stage")),
    "other": frozenset(("section", "row")),
}
_GROUP_OF = {kind: group for group, kinds in KINDS.items() for kind in kinds}

FOUND = 24
IN_GROUP = 6
# Of the best score; what lies lower shares a syllable with the words, no more. Looked at on
# the sample city's documents for a score of words, codes and numbers of articles.
KEPT_SHARE = 0.4
# In units of the search's weighted sum: where no word is shared, the best stays below 1.
LEAST_SCORE = 3.0
SNIPPET_CHARACTERS = 90


@dataclass(frozen=True)
class Snippet:
    """A run of a passage's text around the first word that was looked for."""

    text: str
    marks: tuple[tuple[int, int], ...]
    """Spans of the words looked for."""


@dataclass(frozen=True)
class Result:
    """One passage that was found."""

    passage: Passage
    snippet: Snippet


@dataclass(frozen=True)
class Found:
    """What was found, in groups; the group of the best result first."""

    groups: tuple[tuple[Group, tuple[Result, ...]], ...]

    @property
    def count(self) -> int:
        """Results of all groups."""
        return sum(len(results) for _, results in self.groups)


def group_of(passage: Passage) -> Group:
    """Return the group that a passage is shown in."""
    return _GROUP_OF.get(passage.kind, "other")


def look_up(snapshot: Snapshot, text: str, *, filters: Filters) -> Found:
    """Return the passages that fit, best first within their group.

    Args:
        snapshot: the knowledge base.
        text: words, or the number of an article, measure or stage; "" finds nothing.
        filters: what may be seen and what was chosen.
    """
    looked_for = text.strip()
    if not looked_for:
        return Found(())
    hits = snapshot.search(looked_for, filters=filters, limit=FOUND).hits
    surfaces = _surfaces(looked_for)
    groups: dict[Group, list[Result]] = {}
    least = max(LEAST_SCORE, KEPT_SHARE * hits[0].score) if hits else 0.0
    for hit in hits:
        if hit.score < least:
            break
        results = groups.setdefault(group_of(hit.passage), [])
        if len(results) < IN_GROUP:
            results.append(Result(hit.passage, make_snippet(hit.passage.text, surfaces)))
    return Found(tuple((group, tuple(results)) for group, results in groups.items()))


def _surfaces(text: str) -> list[str]:
    tokens = [
        token.surface
        for token in words.tokens(text)
        if token.is_content and len(token.surface) > 1  # the 条 of 24条 stands everywhere
    ]
    return sorted({*text.split(), *tokens}, key=len, reverse=True)


def make_snippet(text: str, surfaces: Sequence[str]) -> Snippet:
    """Return the part of a text where the words stand, its line breaks closed up."""
    flat = " ".join(text.split())
    alternatives = "|".join(re.escape(surface) for surface in surfaces if surface)
    pattern = re.compile(alternatives or r"(?!)", re.IGNORECASE)
    first = pattern.search(flat)
    start = 0
    if first and first.start() > SNIPPET_CHARACTERS // 2:
        start = max(0, first.start() - 24)
    end = min(len(flat), start + SNIPPET_CHARACTERS)
    before, after = "…" if start else "", "…" if end < len(flat) else ""
    shown = f"{before}{flat[start:end]}{after}"
    return Snippet(shown, tuple(match.span() for match in pattern.finditer(shown)))
