"""Which article says something: its number first, down to the item, then its words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.citations import Quote
from bot.compose.definition import defining_sentence
from bot.compose.draft import Draft
from bot.compose.statement import answering_quotes
from bot.evidence import Judge, ScoredSentence
from bot.question import Question, defined_term
from ingest.records import Passage
from ingest.structure.article import split_article

_LOOKED_AT = 3
_ITEM = re.compile(r"(?:何|どの|第何|条と)(?:項|号)|[項号]まで")
_DEFINITION = re.compile(r"定義|意味")
_SUPPLEMENT = re.compile(r"附則|経過措置|施行日|いつから")


def compose_which_clause(
    draft: Draft, passages: Sequence[Passage], judge: Judge, *, question: Question
) -> bool:
    """Name the article first, then the sentence that says so; False where none is found.

    Where the item is asked for, or the article lists what a division does, the item is named.
    """
    near = [passage for passage in passages[:_LOOKED_AT] if _is_clause(passage)]
    if not near:
        return False
    passage, said = near[0], None
    term = defined_term(question) if _DEFINITION.search(question.text) else None
    if term and (defining := defining_sentence(term, near, judge)):
        passage, said = defining.quote.passage, defining
    elif not _SUPPLEMENT.search(question.text):
        passage = next((p for p in near if p.kind != "supplementary"), passage)
    part = None
    if said or passage.kind == "duty" or _ITEM.search(question.text):
        said = said or max(judge.sentences(passage), key=lambda s: s.score, default=None)
        part = _part(passage, said) if said else None
    suffix, quotes = part or ("", answering_quotes(passage, judge))
    # 第6条 都市整備課: the number of the item stands behind that of the article.
    article, gap, name = passage.locator.partition(" ")
    locator = f"{article}{suffix}{gap}{name}"
    label = passage.label.removesuffix(passage.locator) + locator if suffix else ""
    found = [draft.cite(quote, label=label, locator=locator) for quote in quotes]
    citations = [citation for citation in found if citation]
    if not citations:
        return False
    caption = "" if name else passage.heading.strip("()（）")
    clause = locator + (f"（{caption}）" if caption else "")
    mark = f"[{citations[0].number}]"
    if passage.kind == "duty" and passage.departments:
        draft.name_department(passage, citations[0], None)
        draft.parts.append(draft.frames.department.format(name=passage.departments[0], mark=mark))
    draft.parts.append(
        draft.frames.which_clause.format(title=passage.title, clause=clause, mark=mark)
    )
    draft.parts.append(draft.shown(citations))
    return True


def _is_clause(passage: Passage) -> bool:
    is_duty = passage.kind == "duty" and bool(re.match(r"第[^ ]+条", passage.locator))
    return is_duty or passage.kind in ("article", "supplementary")


def _part(passage: Passage, said: ScoredSentence) -> tuple[str, Sequence[Quote]] | None:
    """Return the paragraph and item that hold a sentence, as a suffix of the label; or None."""
    paragraphs = split_article(passage.text)
    for paragraph in paragraphs:
        if not paragraph.start <= said.quote.at < paragraph.end:
            continue
        number = f"第{paragraph.number}項" if len(paragraphs) > 1 else ""
        for item in paragraph.items:
            if item.depth == 0 and item.number and item.start <= said.quote.at < item.end:
                return f"{number}第{item.number}号", [Quote(passage, item.start, item.end)]
        return (number, [said.quote]) if number else None
    return None
