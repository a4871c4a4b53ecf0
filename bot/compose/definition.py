"""What a term means, where the documents define it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.compose.draft import Draft, quoted, short_label
from bot.compose.items import marks_item
from bot.compose.statement import with_condition, with_items
from bot.evidence import Judge, ScoredSentence
from ingest.records import Passage
from kb import words
from kb.names import name_form

_DEFINES = re.compile(
    r"をいう|をいいます|とする。|とします。|のこと|総称|(?:である|です|場所|施設|制度|者|人)。?$"
)
# Strengths of a definition: in its form, and in any way.
_SURELY = 2.0
_HARDLY = 0.5
# What may stand before the term that an item defines: (1), 一, イ, ・, 「. Not another term.
_INSIDE = re.compile(r"[一-龥ァ-ヶー]$")
_MARKED = re.compile(r"[\W\d_一二三四五六七八九十ア-ン]{0,6}")


def compose_definition(draft: Draft, term: str, passages: Sequence[Passage], judge: Judge) -> bool:
    """Quote the line that defines the term; False where no passage defines it."""
    defining = defining_sentence(term, passages, judge)
    if defining is None:
        return False
    quote = defining.quote
    citation = draft.cite(with_items(with_condition(quote)))
    if citation is None:
        return False
    place, lines = short_label(quote.passage), draft.lines(citation)
    if sum(map(marks_item, lines)) > 1:
        draft.parts.append(f"{term}（{place}）[{citation.number}]")
        draft.parts.extend(lines)
    else:
        draft.parts.append(f"{term}：{quoted(citation)}（{place}）")
    return True


def defining_sentence(
    term: str, passages: Sequence[Passage], judge: Judge, *, surely: bool = False
) -> ScoredSentence | None:
    """Return the sentence that defines a term most surely; None where none defines it.

    Args:
        term: as typed.
        passages: where it may be defined.
        judge: scores sentences for the question.
        surely: whether only the form of a definition counts: 参加 …をいう, 「参加」とは.
    """
    best: tuple[float, ScoredSentence] | None = None
    for passage in passages:
        for sentence in judge.sentences(passage):
            strength = _strength(term, sentence.text, passage)
            if strength < (_SURELY if surely else _HARDLY):
                continue
            if best is None or strength + sentence.score > best[0]:
                best = (strength + sentence.score, sentence)
    return best[1] if best else None


def _strength(term: str, sentence: str, passage: Passage) -> float:
    """Return how surely a sentence defines the term; 0 where it only uses it."""
    text, name = _form(sentence), _form(term)
    where = text.find(name)
    if where < 0:
        # 用語：「子どもの居場所」 stands in the heading, its meaning in the next line.
        heads = _form(passage.heading)
        return 1.5 if name in heads and "用語" in heads else 0.0
    after = text[where + len(name) :]
    if re.match(r"とは(?:何|どう)", after):
        return 0.0  # an item of an agenda asks what it is
    if where <= 12 and re.match(r"(?:とは|[:：])", after):
        # 保有個人データとは defines no 個人データ.
        return 1.0 if _INSIDE.search(text[:where]) else 3.0
    if re.match(r"\([^()]{4,}を(?:いう|いい|言う)", after) or re.search(
        rf"以下(?:単に)?{re.escape(name)}と(?:いう|言う|総称)", text
    ):
        # 住民(…をいいます。), 以下「審議会等」といいます。
        return 2.0
    if (
        _MARKED.fullmatch(text[:where])
        and _DEFINES.search(name_form(sentence))
        and re.match(r"(?!及び|又は|若しくは|並びに|等|と|や|も)[^のはがをにで、]", after)
    ):
        return 2.5
    if re.search(rf"において、?[「『]?{re.escape(name)}[」』]?とは", text):
        return 3.0
    if re.match(r"(?:とは|は、)", after) and _DEFINES.search(name_form(sentence)):
        return 1.0
    return 0.0


def _form(text: str) -> str:
    """Return the text with every word in its normalized form: 子供の居場所."""
    return name_form("".join(token.normalized_form for token in words.tokens(text)))
