"""The responsible department first, then why."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.compose.draft import Draft, quoted
from bot.compose.statement import answering_quotes
from bot.departments import department_name
from bot.evidence import Judge
from ingest.records import Passage

Contact = Callable[[str, str | None], str | None]
"""(department, municipality) → contact that a document gives, or None."""


def compose_department(
    draft: Draft,
    passages: Sequence[Passage],
    judge: Judge,
    *,
    contact: Contact,
    with_city: bool = False,
    sure: bool = True,
) -> bool:
    """Name the department of the first passage, its reason and contact, then runners-up.

    Args:
        draft: receives the text.
        passages: passages that name a department, the most likely first; the others are
            named in passing.
        judge: scores sentences for the question.
        contact: looks a department's contact up.
        with_city: whether the municipality's name stands before the department's.
        sure: whether the passages carry the question well; otherwise the first department is
            called the nearest one.
    """
    for position, passage in enumerate(passages):
        name = department_name(passage)
        if with_city and passage.municipality:
            name = f"{passage.municipality} {name}"
        # A runner-up is only named: one quote shows why.
        quotes = answering_quotes(passage, judge, most=2 if position == 0 else 1)
        quotes = quotes if position == 0 else quotes[:1]
        citations = [c for quote in quotes if (c := draft.cite(quote))]
        if not citations:
            continue
        reach = contact(passage.departments[0], passage.municipality)
        draft.name_department(passage, citations[0], reach)
        if position == 0:
            frame = draft.frames.department if sure else draft.frames.department_near
            draft.parts.append(frame.format(name=name, mark=f"[{citations[0].number}]"))
            draft.parts.append("".join(quoted(citation) for citation in citations))
            if reach:
                draft.parts.append(draft.frames.contact.format(contact=reach))
        else:
            draft.parts.append(
                draft.frames.department_also.format(name=name, mark=f"[{citations[0].number}]")
            )
    return bool(draft.citations)
