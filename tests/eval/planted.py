"""A tiny city's rules, questions about it, and a bot that answers as a test plants it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from bot.answer import Answer, Citation, ResponsibleDepartment
from bot.frames.table import Language
from eval.cases import Case, QuestionSet
from eval.records import Header, Record
from eval.run import run_sets
from ingest.errors import KnowledgeBaseError
from ingest.records import Passage, Piece
from kb.records import Hit

RULES = (
    "第1条 ごみは週２回\n集めます。ただし、祝日を除きます。\n"
    "第2条 水道料金は2か月ごとに納めます。\n"
)
SOURCES = {"規則.txt": RULES}


def make_passage(number: int, text: str, *, department: str, label: str) -> Passage:
    start = RULES.index(text[:6])
    end = RULES.index(text[-6:], start) + 6
    return Passage(
        passage_id=f"p{number}",
        document="規則.txt",
        title="くらしの規則",
        municipality="虹野市",
        date=None,
        audience="public",
        kind="article",
        locator=f"第{number}条",
        label=label,
        heading="",
        path=(label,),
        departments=(department,),
        text=text,
        page=None,
        start=start,
        end=end,
        pieces=(Piece(0, start, 6),),
    )


GARBAGE = make_passage(
    1,
    "第1条 ごみは週２回集めます。ただし、祝日を除きます。",
    department="環境局 資源循環推進部",
    label="虹野市くらしの規則 第1条",
)
WATER = make_passage(
    2,
    "第2条 水道料金は2か月ごとに納めます。",
    department="水道局 給水部",
    label="虹野市くらしの規則 第2条",
)

GARBAGE_CASE = Case(
    case_id="q1",
    question="ごみは何回集めに来ますか",
    audience="citizen",
    kind="number",
    answerable=True,
    city="虹野市",
    documents=("規則.txt",),
    evidence=(("週2回集めます",), ("祝日を除きます", "祝日は除く")),
    labels=("第1条",),
    facts=(("週2回", "週に2回"), ("祝日",)),
    department="環境局 資源循環推進部",
    line=1,
)
PASSPORT_CASE = Case(
    case_id="u1",
    question="パスポートの手数料は",
    audience="counter",
    kind="unanswerable",
    answerable=False,
    why="規則にない",
    line=2,
)


def make_citation(passage: Passage, quote: str, *, number: int = 1) -> Citation:
    """Cite a passage; the span is where the quote stands, whatever the quote says."""
    return Citation(
        number=number,
        passage=passage,
        label=passage.label,
        locator=passage.locator,
        quote=quote,
        start=passage.start,
        end=passage.end,
    )


def right_answer() -> Answer:
    """Return an answer to ``GARBAGE_CASE`` that has everything."""
    return Answer(
        question=GARBAGE_CASE.question,
        status="answered",
        text="担当は環境局 資源循環推進部で、週2回です[1]。「ただし、祝日を除きます。」[1]",
        citations=(make_citation(GARBAGE, "ごみは週２回集めます。ただし、祝日を除きます。"),),
        departments=(ResponsibleDepartment("環境局 資源循環推進部", "虹野市", None, 1),),
        hits=(Hit(WATER, 2.0), Hit(GARBAGE, 1.5)),
    )


def refusal(reason: str = "no_evidence") -> Answer:
    """Return an answer that says there is nothing."""
    return Answer(
        question="",
        status="not_found",
        text="記載が見つかりませんでした。",
        reason=reason,
        hits=(Hit(GARBAGE, 0.4),),
    )


class PlantedBot:
    """Answers each question as it was told, and raises where it was told an exception."""

    def __init__(self, answers: Mapping[str, Answer | Exception]) -> None:
        self._answers = answers
        self.asked: list[dict[str, Any]] = []

    def ask(
        self,
        question: str,
        *,
        city: str | None = None,
        audience: Literal["citizen", "onboarding", "counter"] = "citizen",
        history: Sequence[tuple[str, str]] = (),
        language: Language | None = None,
    ) -> Answer:
        self.asked.append(
            {"question": question, "city": city, "audience": audience, "history": tuple(history)}
        )
        answer = self._answers[question]
        if isinstance(answer, Exception):
            raise answer
        return answer


def source_text(document: str) -> str:
    if document not in SOURCES:
        raise KnowledgeBaseError("ありません。")
    return SOURCES[document]


def record_of(case: Case, answer: Answer | Exception) -> Record:
    """Return what a run writes down when the bot gives this answer."""
    bot = PlantedBot({case.question: answer})
    [record] = run_sets(bot, [make_set(case)], source_text=source_text)
    return replace(record, wall_ms=12.0)


def make_set(*cases: Case, name: str = "small") -> QuestionSet:
    return QuestionSet(name, "0" * 64, cases)


def make_header() -> Header:
    return Header(
        started_at="2026-04-01T00:00:00+00:00",
        settings={"embedder": None},
        versions={"python": "3.11", "madoguchi": "0.1.0"},
        sets=({"name": "small", "sha256": "0" * 64, "questions": 2},),
        knowledge_base={"documents": 1, "passages": 2, "documents_sha256": "a" * 64},
        machine={"cores": 2},
    )
