"""What the documents say of a department: its bureau and its telephone number."""

from __future__ import annotations

import re

from kb.knowledge_base import Snapshot
from kb.names import name_form
from kb.records import Filters

PHONE = re.compile(
    r"(?:電話|TEL|Tel|☎)[^\d\n]{0,6}(?P<number>[\d０-９]{2,5}[-－‐(（][\d０-９]{1,4}[-－‐)）][\d０-９]{3,4})"
)


def full_department(snapshot: Snapshot, filters: Filters, name: str, city: str | None) -> str:
    """Return a division's name with its bureau, where one document alone tells it."""
    if " " in name:
        return name
    visible = snapshot.columns.mask(filters)
    rows = [int(r) for r in snapshot.index.channel("names").rows(name_form(name)) if visible[r]]
    full = {
        department
        for passage in snapshot.catalog.passages_by_rows(rows[:50])
        if passage.municipality == city
        for department in passage.departments
        if department.endswith(f" {name}")
    }
    return full.pop() if len(full) == 1 else name


def find_contact(
    snapshot: Snapshot, filters: Filters, name: str, municipality: str | None
) -> str | None:
    """Return a department's telephone number as a document gives it, or None."""
    visible = snapshot.columns.mask(filters)
    rows = [int(r) for r in snapshot.index.channel("names").rows(name_form(name)) if visible[r]]
    for passage in snapshot.catalog.passages_by_rows(rows[:50]):
        if passage.municipality == municipality and (match := PHONE.search(passage.text)):
            return f"電話 {match['number']}"
    return None
