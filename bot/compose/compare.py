"""Two things side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.compose.draft import Draft, quoted, short_label
from bot.evidence import Judge
from ingest.records import Passage

_PAIR = re.compile(
    r"(?P<first>[^、。,]{2,40}?)(?:と|、| and )(?P<second>[^、。,]{2,40}?)"
    r"(?:では|とでは|で|の|は|って|を|が|、)?(?=[^と]*(?:違|比べ|比較|異な|differ))"
)


def compared(question: str) -> tuple[str, str] | None:
    """Return the two things that a question compares, or None."""
    match = _PAIR.search(question)
    return (match["first"].strip(), match["second"].strip()) if match else None


def compose_comparison(
    draft: Draft,
    sides: Sequence[tuple[str, Sequence[Passage], Judge]],
) -> bool:
    """Quote for each side the sentence that says most of it.

    Args:
        draft: receives the text.
        sides: (name, passages found for it, who judges their sentences) of each thing compared.
    """
    for name, passages, judge in sides:
        scored = [s for passage in passages[:3] for s in judge.sentences(passage)]
        if not scored:
            return False
        best = max(scored, key=lambda sentence: sentence.score)
        citation = draft.cite(best.quote)
        if citation is None:
            return False
        draft.parts.append(f"{name}：{quoted(citation)}（{short_label(best.quote.passage)}）")
    return True
