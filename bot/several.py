"""Several questions in one text: each is answered, and the answers are put together."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from bot.answer import Answer, Citation, ResponsibleDepartment
from bot.conversation import is_follow_up
from bot.fact_kinds import NOTHING
from bot.facts import fact_kind, fact_pattern
from kb.locators import find_locators

_MOST = 3
_END = re.compile(r"(?<=[。?])\s*")
_ASKS = re.compile(r"(?:か。?|\?|(?:教えて|知りたい)(?:下さい|ください|です|ほしい|欲しい)*。?)$")
_JOINED = re.compile(
    r"^(?:また|それと|あと|それから|そして|加えて|さらに|ついでに|もう一つ|and|also)[、, ]*",
    re.IGNORECASE,
)
# 議会の役割と、議員の責務をそれぞれ教えて
_EACH = re.compile(
    r"(?P<first>[^。?、]{1,40}?の[^。?、と]{1,20})と、?(?P<second>[^。?、]{1,40}?の[^。?、]{1,20}?)(?:を|は|について)?、?"
    r"(?:それぞれ|各々|両方(?:とも)?|どちらも)(?:教え|知り|何|なに|説明)[^。?]*[。?]*$"
)
_MARK = re.compile(r"\[(\d+)\]")


def split_questions(text: str) -> list[str]:
    """Return the questions of a text, two or three; empty for one question.

    Every sentence has to ask, and each behind the first to say that it asks for more (また) or
    all to name a place of their own: 二十歳のつどいって成人式のこと？どこの課？ is one question.
    """
    if match := _EACH.match(unicodedata.normalize("NFKC", text).strip()):
        return [f"{match[name].strip()}を教えて" for name in ("first", "second")]
    sentences = [s.strip() for s in _END.split(unicodedata.normalize("NFKC", text)) if s.strip()]
    if not 1 < len(sentences) <= _MOST or not all(map(_ASKS.search, sentences)):
        return []
    joined = all(map(_JOINED.search, sentences[1:]))
    if not joined and not all(map(find_locators, sentences)):
        return []
    return [_JOINED.sub("", sentence) for sentence in sentences]


def answered_together(questions: Sequence[str], answers: Sequence[Answer], whole: Answer) -> Answer:
    """Return one answer for several questions of a text.

    Args:
        questions: of the text, in its order.
        answers: to each of them.
        whole: to the text as if it were one question; kept where it answers all of them, or
            where the parts lose what it is about.
    """
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
        texts.append(_renumbered(answer.text, renumbered))
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


def _renumbered(text: str, numbers: dict[int, int]) -> str:
    def mark(match: re.Match[str]) -> str:
        return f"[{numbers.get(int(match[1]), int(match[1]))}]"

    return _MARK.sub(mark, text)
