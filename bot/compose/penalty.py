"""Penal clauses, each with the article whose breach it threatens."""

from __future__ import annotations

from collections.abc import Sequence

from bot.compose.draft import Draft, quoted, short_label
from bot.penalties import PenalClause

# An article referred to is quoted along with the clause up to this length, else only named.
_SHORT = 220


def compose_penalties(draft: Draft, clauses: Sequence[PenalClause]) -> bool:
    """Quote each clause, then what it refers to; False where nothing could be cited."""
    told = len(draft.citations)
    for clause in clauses:
        citations = [c for quote in clause.quotes if (c := draft.cite(quote))]
        if not citations:
            continue
        place = short_label(clause.passage)
        draft.parts.append(f"{place}：{''.join(quoted(citation) for citation in citations)}")
    for clause in clauses[:1]:
        basis = clause.refers_to
        if basis is None or basis.end - basis.at > _SHORT:
            continue
        known = len(draft.citations)
        if (citation := draft.cite(basis)) and len(draft.citations) > known:
            draft.parts.append(f"{short_label(basis.passage)}：{quoted(citation)}")
    return len(draft.citations) > told
