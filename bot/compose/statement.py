"""The sentence or sentences that answer, quoted."""

from __future__ import annotations

from collections.abc import Sequence

from bot.compose.draft import Draft, quoted, short_label
from bot.evidence import ScoredSentence, Terms, best_sentences, score_sentences
from ingest.records import Passage

MAX_SENTENCES = 3
# A second sentence must add this share of the question.
GAIN = 0.15


def compose_statement(
    draft: Draft, passage: Passage, terms: Terms, *, with_city: bool = False
) -> bool:
    """Add the passage's answering sentences; False where it has none to show."""
    chosen = answering_sentences(passage, terms)
    quotes = [citation for s in chosen if (citation := draft.cite(s.quote))]
    if not quotes:
        return False
    place = short_label(passage)
    if with_city and passage.municipality:
        place = f"{passage.municipality} {place}"
    draft.parts.append(f"{place}：{''.join(quoted(citation) for citation in quotes)}")
    for citation in quotes[:1]:
        draft.name_department(passage, citation, None)
    return True


def answering_sentences(passage: Passage, terms: Terms) -> Sequence[ScoredSentence]:
    """Return the sentences of a passage that carry most of the question, in reading order.

    A goal or table row is one statement: it is quoted whole.
    """
    scored = score_sentences(passage, terms)
    if passage.kind == "goal":
        return scored[:4]
    return best_sentences(scored, terms, most=MAX_SENTENCES, gain=GAIN)
