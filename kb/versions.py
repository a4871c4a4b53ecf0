"""Versions of one document: which is current, and which a newer one has taken the place of."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from kb.names import name_form

_EDITION = re.compile(
    r"[(（](?:案|素案|原案|(?:第?[0-9０-９一二三四五六七八九十]+)?(?:次|版)?(?:改[定訂正]|増補)?版?"
    r"|(?:明治|大正|昭和|平成|令和)[^()（）]{1,16}|(?:19|20)[0-9]{2}[^()（）]{0,12})[)）]$"
)
_SERIES = frozenset({"minutes"})
"""Kinds whose documents of one title stand side by side."""


class Version(NamedTuple):
    """What tells whether a document is a version of another."""

    name: str
    title: str
    municipality: str | None
    date: str | None
    """ISO 8601; without one a document is nobody's version."""
    audience: str
    kind: str


def newer_versions(documents: Iterable[Version]) -> dict[str, str]:
    """Return the name of each superseded document → the name of the newest version.

    Versions have one title, apart from an edition in brackets at its end, one municipality
    and one audience, and different dates: what only staff may see takes nothing from
    citizens. Of two documents of one date neither is older.
    """
    groups: dict[tuple[str, str | None, str], list[tuple[str, str]]] = defaultdict(list)
    for document in documents:
        if document.date and document.kind not in _SERIES:
            title = name_form(_EDITION.sub("", document.title.strip()))
            key = (title, document.municipality, document.audience)
            groups[key].append((document.date, document.name))
    newer: dict[str, str] = {}
    for versions in groups.values():
        newest_date = max(date for date, _ in versions)
        newest = min(name for date, name in versions if date == newest_date)
        for date, name in versions:
            if date < newest_date and not newest_date.startswith(date):
                newer[name] = newest
    return newer
