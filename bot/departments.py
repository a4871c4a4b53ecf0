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
    """Return a department's telephone number and counter as documents give them, or None.

    Where they give none for a section (係), its division's is how it is reached.
    """
    directory = snapshot.directory(filters)
    found = directory.find(name, municipality)
    path = found.name.split() if found else name.split()
    while path:
        if found and found.contact:
            window = f"、窓口 {found.window.value}" if found.window else ""
            return f"電話 {found.contact.value}{window}"
        path = path[:-1]
        found = directory.find(" ".join(path), municipality) if path else None
    return None
