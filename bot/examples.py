"""Questions that the loaded documents answer, made from their own headings."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.records import Passage
from kb.records import Filters, Hit
from kb.snapshot import Snapshot

# What people ask most comes first; one of each kind in turn.
_KINDS = ("procedure", "measure", "article", "duty", "goal")
_SAMPLED = 80


def example_questions(
    snapshot: Snapshot, filters: Filters, *, most: int, near: Sequence[Hit] = ()
) -> list[str]:
    """Return up to ``most`` questions, from the nearest passages first, then one per work.

    Args:
        snapshot: the knowledge base.
        filters: what the asker may see.
        most: how many at most.
        near: passages that were retrieved for a question.
    """
    questions: list[str] = []
    for hit in near:
        _append(questions, hit.passage)
    if len(questions) < most:
        by_kind: dict[str, list[str]] = {kind: [] for kind in _KINDS}
        visible = snapshot.columns.mask(filters)
        rows = [int(row) for row in visible.nonzero()[0]]
        # Spread over the whole knowledge base, the same ones each time.
        step = max(1, len(rows) // _SAMPLED)
        for passage in snapshot.catalog.passages_by_rows(rows[step // 2 :: step]):
            if passage.kind in by_kind:
                _append(by_kind[passage.kind], passage)
        for turn in range(most):
            for kind in _KINDS:
                questions += by_kind[kind][turn : turn + 1]
        questions = list(dict.fromkeys(questions))
    return questions[:most]


def _append(questions: list[str], passage: Passage) -> None:
    question = question_for(passage)
    if question and question not in questions:
        questions.append(question)


def question_for(passage: Passage) -> str | None:
    """Return a question that the passage answers, or None where its heading gives none."""
    heading = passage.heading.strip("()（） ")
    if passage.kind == "article" and heading and "附則" not in passage.locator:
        return f"{passage.title}の{passage.locator}には何が書いてありますか"
    if passage.kind == "goal" and passage.departments:
        return f"{passage.departments[0]}の目標は何ですか"
    if passage.kind == "procedure" and heading:
        return f"{heading}の窓口はどこですか"
    if passage.kind == "measure" and heading:
        return f"「{heading}」ではどんなことをしますか"
    if passage.kind == "duty" and passage.departments:
        return f"{passage.departments[0].split()[-1]}は何を担当していますか"
    return None
