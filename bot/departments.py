"""What the documents say of a department: its bureau and its telephone number."""

from __future__ import annotations

from kb.knowledge_base import Snapshot
from kb.records import Filters


def full_department(snapshot: Snapshot, filters: Filters, name: str, city: str | None) -> str:
    """Return a department's present name with its bureau, where documents tell it of one alone."""
    found = snapshot.directory(filters).find(name, city)
    return found.name if found else name


def find_contact(
    snapshot: Snapshot, filters: Filters, name: str, municipality: str | None
) -> str | None:
    """Return a department's telephone number and counter as documents give them, or None."""
    found = snapshot.directory(filters).find(name, municipality)
    if found is None or found.contact is None:
        return None
    window = f"、窓口 {found.window.value}" if found.window else ""
    return f"電話 {found.contact.value}{window}"
