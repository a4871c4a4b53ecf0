"""Minutes as a table: a column of speakers beside one of what they said."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.lines import cut_inline
from ingest.normalize import NUMBER
from ingest.structure.minutes import Speech, draft_speech, join_exchanges, speaker_name
from ingest.structure.parser import Draft
from ingest.structure.tables import Table

_SPEAKER = re.compile(r"発言(?:者|委員)(?:名|氏名)?|発言者等|話者")
_SAID = re.compile(r"(?:発言|審議|会議|質疑)?の?(?:内容|要旨|概要)|発言|議事")
_WIDEST = 1_000_000
"""Columns at which lines in a cell are broken: none is but on purpose."""
_CALLED = re.compile(
    r"(?:議題|議案|議事|報告|協議|審議|案件)(?:事項)?[\s　]*(?:第[\s　]*)?[(（]?[\s　]*"
    rf"(?:{NUMBER}|[①-⑳])[\s　]*[)）]?(?:号)?[\s　、]*[「『]?"
    r"(?P<title>[^、。」』]{3,50}?(?:について|の件))"
)


def draft_speeches(
    source: str, table: Table, names: Sequence[str], *, path: tuple[str, ...]
) -> list[Draft]:
    """Return the speeches of a table of minutes, none for any other table.

    Args:
        source: The document's text.
        table: Its head is known.
        names: Captions of its columns.
        path: Headings above the table.
    """
    who = next((n for n, name in enumerate(names) if _SPEAKER.fullmatch(name)), None)
    what = next((n for n, name in enumerate(names) if n != who and _SAID.fullmatch(name)), None)
    if who is None or what is None:
        return []
    speeches: list[Speech] = []
    agenda = ""
    for row in table.rows:
        if max(who, what) >= len(row.cells) or row.cells[what].blank:
            continue
        said = row.cells[what]
        if called := _CALLED.search(said.text):
            agenda = called["title"]
        speaker = speaker_name(row.cells[who].text) or (speeches[-1].speaker if speeches else "")
        lines = cut_inline(source, said.start, said.end)
        if not row.cells[who].blank:
            lines = [row.cells[who], *lines]
        speeches.append(Speech(speaker, agenda, lines))
    drafts = (
        draft_speech(source, each, width=_WIDEST, path=path) for each in join_exchanges(speeches)
    )
    return [draft for draft in drafts if draft is not None]
