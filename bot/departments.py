"""What the documents say of a department: its bureau and its telephone number."""

from __future__ import annotations

import re

from ingest.records import Passage
from kb.records import Filters
from kb.snapshot import Snapshot

# 消費者庁組織令, 広域連合事務局組織規則: whose departments the document sets up.
_BODY = re.compile(
    r"^(?P<body>[ぁ-んァ-ヶー一-龥]{2,20}?(?:庁|省|府|委員会|機構|組合|連合|公社))(?:本庁|事務局)?"
    r"(?:組織|分課|事務分掌|事務組織|内部組織)(?:に関する)?(?:令|規則|規程|規定|細則|条例)"
)


def department_name(passage: Passage) -> str:
    """Return the passage's department, with the body that it belongs to where that is no city's."""
    name = passage.departments[0]
    body = _BODY.match(passage.title) if passage.municipality is None else None
    return f"{body['body']} {name}" if body and not name.startswith(body["body"]) else name


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
