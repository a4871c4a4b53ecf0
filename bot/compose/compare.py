"""Two things side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.compose.draft import Draft, quoted, short_label
from bot.evidence import Judge
from ingest.records import Passage
from kb import words
from kb.names import name_form


def _joined_by(joints: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?:^|[、。,])(?P<first>[^、。,]{{2,40}}?)(?:{joints})(?P<second>[^、。,と]{{2,40}}?)"
        r"(?:とでは|では|には|で|の(?!\d)|は|って|を|が|に)"
        r"(?=.*(?:違|(?<!ま)ちが[いうっ]|使い分け|比べ|くらべ|比較|異な|differ))"
    )


# 署名の数、50分の1と6分の1の違い: と joins what is compared before 、 does.
_PAIRS = (_joined_by("と| and "), _joined_by("、"))
_THE_OTHER = re.compile(r"(?:そう|それ|これ|その)(?:で|では|じゃ|以外|ほか|他|$)")
# Share of a thing's words that a sentence must hold to speak of it.
_MENTIONED = 0.7


def compared(question: str) -> tuple[str, str] | None:
    """Return the two things that a question compares, or None."""
    match = next((found for pair in _PAIRS if (found := pair.search(question))), None)
    if match and _THE_OTHER.match(match["second"]):
        # 代理人の場合とそうでない場合: one passage tells both.
        return None
    return (_bare(match["first"]), _bare(match["second"])) if match else None


def _bare(name: str) -> str:
    return name.strip().strip("「」『』")


def compose_common_sentence(
    draft: Draft, pair: tuple[str, str], passages: Sequence[Passage], judge: Judge
) -> bool:
    """Quote the sentence that speaks of both things; False where none does."""
    both = [
        sentence
        for passage in passages
        for sentence in judge.sentences(passage)
        if all(_mentions(sentence.text, name) for name in pair)
    ]
    if not both:
        return False
    best = max(both, key=lambda sentence: (_is_about(sentence.quote.passage, pair), sentence.score))
    citation = draft.cite(best.quote)
    if citation is None:
        return False
    draft.parts.append(f"{short_label(best.quote.passage)}：{quoted(citation)}")
    return True


def _is_about(passage: Passage, pair: tuple[str, str]) -> bool:
    return all(_mentions(passage.heading, name) for name in pair)


def _mentions(text: str, name: str) -> bool:
    wanted = set(words.content_words(name))
    return bool(wanted) and len(wanted & set(words.content_words(text))) / len(wanted) >= _MENTIONED


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
        best = max(
            scored,
            key=lambda sentence: (
                _mentions(sentence.quote.passage.heading, name)
                and name_form(name) in name_form(sentence.quote.passage.heading),
                sentence.score,
            ),
        )
        citation = draft.cite(best.quote)
        if citation is None:
            return False
        draft.parts.append(f"{name}：{quoted(citation)}（{short_label(best.quote.passage)}）")
    return True
