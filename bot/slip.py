"""The counter slip: what a visitor takes along, on one sheet."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.desk import Snapshot
from ingest.records import Passage
from kb.directory_lines import PHONE
from kb.records import Filters

EXCERPT_CHARACTERS = 420
EXCERPT_LINES = 12
"""As much as an A5 sheet holds below the table."""
_ASKED = 8

_WINDOW = re.compile(
    r"^(?:受付|申請|届出|相談)?(?:窓口|場所|先)[:：]\s*(?P<value>.+)$", re.MULTILINE
)
_CONTACT = re.compile(
    r"^(?:電話(?:番号)?|連絡先|問(?:い)?合(?:わ)?せ先?)[:：]\s*(?P<value>.+)$", re.MULTILINE
)


@dataclass(frozen=True)
class Slip:
    """What stands on the sheet."""

    passage: Passage
    topic: str
    """What it is about: the passage's heading."""
    departments: tuple[str, ...]
    contact: str | None
    """As a document gives it; None where none does."""
    window: str | None
    """Counter to go to, as a document gives it."""
    excerpt: str
    """What the passage says, cut at a line where it is long."""


def make_slip(passage: Passage, snapshot: Snapshot, *, filters: Filters) -> Slip:
    """Return the slip of a passage; what it does not say is looked for beside it.

    Args:
        passage: what the visitor was told.
        snapshot: the knowledge base.
        filters: what the visitor may see, narrowed to the municipality.
    """
    first = passage.departments[0] if passage.departments else ""
    known = snapshot.directory(filters).find(first, passage.municipality) if first else None
    contact = _first(_CONTACT, passage.text) or _phone(passage.text)
    if contact is None and known and known.contact:
        contact = known.contact.value
    if contact is None and first:
        contact = _contact_elsewhere(first, snapshot, filters)
    window = _first(_WINDOW, passage.text)
    if window is None and known and known.window:
        window = known.window.value
    return Slip(
        passage=passage,
        topic=passage.heading or passage.locator or passage.title,
        departments=(known.name, *passage.departments[1:]) if known else passage.departments,
        contact=contact,
        window=window,
        excerpt=_cut(passage.text.strip()),
    )


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return match["value"].strip() if match else None


def _phone(text: str) -> str | None:
    match = PHONE.search(text)
    return match.group() if match else None


def _contact_elsewhere(department: str, snapshot: Snapshot, filters: Filters) -> str | None:
    """Return the number that another passage of the same department gives."""
    for hit in snapshot.search(f"{department} 電話", filters=filters, limit=_ASKED).hits:
        own = hit.passage.departments
        # A passage of several departments does not say whose number it gives.
        if own == (department,) and (number := _phone(hit.passage.text)):
            return number
    return None


def _cut(text: str) -> str:
    head = "\n".join(text.split("\n")[:EXCERPT_LINES])
    if len(head) > EXCERPT_CHARACTERS:
        head = head[:EXCERPT_CHARACTERS]
        ends = [head.rfind(mark) + 1 for mark in ("\n", "。")]
        head = head[: max(ends)] or head
    return head if head == text else f"{head}…"
