"""What an asker narrows a search to: documents, kinds of passages, dates."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection
from typing import get_args

from ingest.errors import MadoguchiError
from ingest.normalize import find_dates
from ingest.records import PassageKind
from kb.records import Filters

KINDS: tuple[str, ...] = get_args(PassageKind)
_ISO = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")


class NarrowingError(MadoguchiError):
    """A search cannot be narrowed to that."""


def narrow(
    *,
    documents: Collection[str] = (),
    kinds: Collection[str] = (),
    since: str | None = None,
    until: str | None = None,
) -> Filters:
    """Return what is asked for as filters, city and audience aside.

    Args:
        documents: names as ingested.
        kinds: kinds of passages.
        since: earliest date, as ISO 8601 or as Japanese write it: 2024-04, 令和6年4月.
        until: latest date, inclusive.

    Raises:
        NarrowingError: there is no such kind, or a date cannot be read.
    """
    for kind in kinds:
        if kind not in KINDS:
            raise NarrowingError(
                f"箇所の種類「{kind}」はありません。{'、'.join(KINDS)} から選んでください。"
            )
    return Filters(
        documents=frozenset(documents),
        kinds=frozenset(kinds),
        since=_date(since),
        until=_date(until),
    )


def _date(text: str | None) -> str | None:
    if not text:
        return None
    text = text.strip()
    iso = text if _ISO.fullmatch(text) else None
    found = find_dates(text)
    if iso is None and found and found[0][:2] == (0, len(text)):
        iso = found[0][2]
    try:
        if iso is None:
            raise ValueError(text)
        datetime.date.fromisoformat(iso + "-01-01"[len(iso) - 4 :])
    except ValueError as error:
        raise NarrowingError(
            f"日付「{text}」が読めません。2024-04-01 か 令和6年4月 のように書いてください。"
        ) from error
    return iso
