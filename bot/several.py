"""Several questions in one text: each is answered, and the answers are put together."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from bot.answer import Answer, Citation, ResponsibleDepartment
from bot.conversation import is_follow_up
from bot.each import asked_of_each
from bot.fact_kind import NOTHING
from bot.facts import fact_kind, fact_pattern
from kb.locators import find_locators

_MOST = 3
_END = re.compile(r"(?<=[。?])\s*")
_ASKS = re.compile(
    r"(?:か。?|\?|(?:教えて|(?:知り|確認し|確かめ)たい)(?:下さい|ください|です|ほしい|欲しい)*。?)$"
)
# 離別とはどういう状態ですか: the sentence names what it asks about.
_OWN_TERM = re.compile(r"^[^。?、はが]{2,20}(?:とは|って(?:何|どう|どん)|の(?:意味|定義)は)")
_JOINED = re.compile(
    r"^(?:また|それと|あと|それから|そして|加えて|さらに|ついでに|もう一つ|and|also)[、, ]*",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[「『][^\n]*?[」』]\[\d+\]")
_MARK = re.compile(r"\[(\d+)\]")


def split_questions(text: str) -> list[str]:
    """Return the questions of a text, two or three; empty for one question.

    Every sentence has to ask, and each behind the first to say that it asks for more (また) or
    all to name a place of their own: 二十歳のつどいって成人式のこと？どこの課？ is one question.
    """
    if each := asked_of_each(text):
        return each
    sentences = [s.strip() for s in _END.split(unicodedata.normalize("NFKC", text)) if s.strip()]
    if not 1 < len(sentences) <= _MOST or not all(map(_ASKS.search, sentences)):
        return []
    joined = all(_JOINED.search(s) or _OWN_TERM.search(s) for s in sentences[1:])
    if not joined and not all(map(find_locators, sentences)):
        return []
    return [_JOINED.sub("", sentence) for sentence in sentences]


def answered_together(
    questions: Sequence[str], answers: Sequence[Answer], whole: Answer, *, each: bool = False
) -> Answer:
    """Return one answer for several questions of a text.

    Args:
        questions: of the text, in its order.
        answers: to each of them.
        whole: to the text as if it were one question; kept where it answers all of them, or
            where the parts lose what it is about.
        each: whether the same is asked of several things; each has its own words then.
    """
    if each and all(answer.status == "answered" for answer in answers):
        shown = {(c.passage.passage_id, c.start, c.end) for c in whole.citations}
        parts = {(c.passage.passage_id, c.start, c.end) for a in answers for c in a.citations}
        return whole if parts <= shown else _joined(answers, whole)
    if not any(answer.status == "answered" for answer in answers):
        return whole
    for question, before, answer in zip(questions[1:], answers, answers[1:], strict=False):
        # 手数料は? is about what was asked before: of another passage it is no answer.
        spoken_of = {citation.passage.passage_id for citation in before.citations}
        if is_follow_up(question) and not spoken_of & _passages(answer):
            return whole
    if whole.status == "answered":
        cited = _passages(whole)
        firsts = {a.citations[0].passage.passage_id for a in answers if a.citations}
        if whole.citations[0].passage.passage_id not in firsts:
            return whole
        if firsts <= cited and all(
            answer.citations or (is_follow_up(question) and not _is_missed(question, whole))
            for question, answer in zip(questions, answers, strict=True)
        ):
            return whole
    elif whole.status != "not_found":
        return whole
    return _joined(answers, whole)


def _passages(answer: Answer) -> set[str]:
    return {citation.passage.passage_id for citation in answer.citations}


def _is_missed(question: str, whole: Answer) -> bool:
    """Return whether an answer lacks the kind of fact that a question asks for."""
    holds = fact_pattern(fact_kind(question))
    if holds is None or holds is NOTHING:
        return False
    return not holds.search(unicodedata.normalize("NFKC", whole.text))


def _joined(answers: Sequence[Answer], whole: Answer) -> Answer:
    """Return the answers one below the other, their citations numbered through."""
    numbers: dict[tuple[str, int, int, str], int] = {}
    citations: list[Citation] = []
    departments: dict[tuple[str, str | None], ResponsibleDepartment] = {}
    texts: list[str] = []
    for answer in answers:
        renumbered: dict[int, int] = {}
        for citation in answer.citations:
            place = (citation.passage.passage_id, citation.start, citation.end, citation.label)
            if place not in numbers:
                numbers[place] = len(numbers) + 1
                citations.append(replace(citation, number=numbers[place]))
            renumbered[citation.number] = numbers[place]
        said = _said("\n".join(texts))
        lines = _renumbered(answer.text, renumbered).split("\n")
        # What is told once is not told again as what else may be meant.
        texts += [line for line in lines if not (_said(line) and _said(line) <= said)]
        for department in answer.departments:
            departments.setdefault(
                (department.name, department.municipality),
                replace(department, citation=renumbered[department.citation]),
            )
    return replace(
        whole,
        status="answered",
        reason=None,
        text="\n".join(texts),
        citations=tuple(citations),
        departments=tuple(departments.values()),
    )


def _said(text: str) -> set[str]:
    """Return the quotes of a text, each with its mark."""
    return set(_QUOTED.findall(text))


def _renumbered(text: str, numbers: dict[int, int]) -> str:
    def mark(match: re.Match[str]) -> str:
        return f"[{numbers.get(int(match[1]), int(match[1]))}]"

    return _MARK.sub(mark, text)
