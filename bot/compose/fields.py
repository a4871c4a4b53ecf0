"""A named part of a sheet: what stands below 「目指す姿」 or 「対象」 alone on a line."""

from __future__ import annotations

from bot.citations import Quote
from bot.compose.draft import Draft, quoted, short_label
from bot.evidence import is_field_name
from ingest.records import Passage
from kb.names import name_form

_MIN_NAME = 3


def compose_field(draft: Draft, passage: Passage, question: str) -> bool:
    """Quote the part of the passage whose name stands in the question; False without one."""
    form = name_form(question)
    lines: list[tuple[int, str]] = []
    at = 0
    for line in passage.text.split("\n"):
        lines.append((at, line))
        at += len(line) + 1
    heads = {name_form(text) for text in (passage.heading, passage.locator, *passage.path)}
    for number, (_, line) in enumerate(lines):
        name = name_form(line)
        if len(name) < _MIN_NAME or name in heads or name not in form or not is_field_name(line):
            continue
        below: list[tuple[int, str]] = []
        for start, other in lines[number + 1 :]:
            if is_field_name(other) and below:
                break
            below.append((start, other))
        if not below:
            continue
        citation = draft.cite(Quote(passage, below[0][0], below[-1][0] + len(below[-1][1])))
        if citation is None:
            continue
        draft.parts.append(f"{short_label(passage)} {line.strip()}：{quoted(citation)}")
        draft.name_department(passage, citation, None)
        return True
    return False
