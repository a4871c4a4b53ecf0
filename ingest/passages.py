"""Drafts to passages: the facts of the work, label, page and identity."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache

from ingest.identify import Identity
from ingest.normalize import match_form
from ingest.records import Audience, Passage, SourceText
from ingest.structure.parser import Draft


def make_passages(
    source: SourceText,
    drafts: Sequence[tuple[Draft, Identity]],
    *,
    audience: Audience,
) -> tuple[Passage, ...]:
    """Return the passages of the drafts, in order of the source.

    Args:
        source: The document.
        drafts: Each draft with what its work says about itself.
        audience: Who may see them.
    """
    passages: list[Passage] = []
    seen: dict[str, int] = {}
    for draft, identity in sorted(drafts, key=lambda pair: pair[0].start):
        key = _key(source.name, draft.locator, draft.text)
        count = seen.get(key, 0)
        seen[key] = count + 1
        title = draft.title or identity.title
        passages.append(
            Passage(
                passage_id=f"{key}-{count + 1}" if count else key,
                document=source.name,
                title=title,
                municipality=identity.municipality,
                date=draft.date or identity.date,
                audience=audience,
                kind=draft.kind,
                locator=draft.locator,
                label=make_label(draft, title=title, municipality=identity.municipality),
                heading=draft.heading,
                path=(title, *(draft.path[1:] if _opens_with(draft, title) else draft.path)),
                departments=draft.departments,
                text=draft.text,
                page=source.page_of(draft.start),
                start=draft.start,
                end=draft.end,
                pieces=draft.pieces,
            )
        )
    return tuple(passages)


def make_label(draft: Draft, *, title: str, municipality: str | None) -> str:
    """Return the citation label: 汐野市自治基本条例 第24条, 汐野市「行動目標」環境局 環境部.

    The municipality stands first unless the title names it; a title behind a
    municipality stands in brackets. A heading that repeats the title is left out.
    """
    suffix = draft.label_suffix if draft.label_suffix is not None else draft.locator
    suffix = suffix.removeprefix(draft.path[0] if _opens_with(draft, title) else title).strip()
    if municipality and municipality not in title:
        return f"{municipality}「{title}」{suffix}"
    return f"{title} {suffix}".strip()


def _opens_with(draft: Draft, title: str) -> bool:
    """Return whether the first heading above the passage is the title, spaces and width aside."""
    return draft.path != () and _same(draft.path[0], title)


# The passages of a document have few first headings and titles.
@lru_cache(maxsize=256)
def _same(heading: str, title: str) -> bool:
    return match_form(heading) == match_form(title)


def _key(document: str, locator: str, text: str) -> str:
    joined = "\x1f".join((document, locator, text))
    return hashlib.sha256(joined.encode("utf-8")).hexdigest()[:24]
