"""An answer written by a language model, sentence by sentence held to its sources.

What passes is shown; what does not is dropped. Where too little remains, or the model fails,
the answer composed from the sources stands.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from bot.answer import Answer, ResponsibleDepartment, Sentence
from bot.citations import Quote
from bot.compose.draft import Draft
from bot.facts import expected_fact
from bot.frames.choose import frames_for
from bot.model import ChatModel, ModelError
from bot.prompt import build_prompt
from bot.question import Question
from bot.verify.check import check_sentence
from ingest.records import Passage
from kb.snapshot import Snapshot

# At least this share of the sentences must pass for the rest to be trusted as an answer.
MIN_PASSED = 0.5
MAX_SENTENCES = 8

_BRACKETED = re.compile(
    r"[\[［【]\s*(?:資料|出典)?\s*(\d{1,2}(?:\s*[,、，・]\s*\d{1,2})*)\s*[\]］】]"
)
_END = re.compile(r"[。！？!?]+[」』）)]*|\n+")
_TRAILING_MARKS = re.compile(r"(?:\s*[\[［【]\s*(?:資料|出典)?\s*\d[\d\s,、，・]*[\]］】])+[。]?")
_OPEN_MARK = re.compile(r"\s*[\[［【][^\]］】]{0,20}$|\s*$")
_DECORATION = re.compile(r"^(?:\s|[#>*•・\-]|\d{1,2}[.)．、]\s)+|\*\*|__")
_THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL)


@dataclass
class _Writing:
    """What has been written so far."""

    draft: Draft
    sentences: list[str] = field(default_factory=list)
    dropped: int = 0


def is_for_model(question: Question, extracted: Answer) -> bool:
    """Return whether a model may write the answer.

    Refusals have fixed words, and who asks for an article by its number wants its text.
    """
    return extracted.status == "answered" and question.wanted != "clause"


def write(
    question: Question,
    extracted: Answer,
    *,
    asked: str,
    snapshot: Snapshot,
    model: ChatModel,
    max_input_tokens: int,
) -> Iterator[Sentence | Answer]:
    """Yield each sentence that passed, then the whole answer as the last element.

    Args:
        question: what is asked, understood.
        extracted: the answer composed from the sources; given where the model's fails.
        asked: the question as it may be sent, personal data masked.
        snapshot: the knowledge base.
        model: who writes.
        max_input_tokens: budget of the prompt.
    """
    prompt = build_prompt(
        asked,
        _passages(extracted),
        max_tokens=max_input_tokens,
        language=extracted.language,
    )
    frames = frames_for(extracted.language)
    writing = _Writing(Draft(snapshot.source_text, frames))
    try:
        for sentence in sentences(model.stream(prompt.system, prompt.user)):
            if shown := _accept(sentence, prompt.passages, writing):
                yield Sentence(shown)
            if len(writing.sentences) >= MAX_SENTENCES:
                break
    except ModelError:
        yield _told(extracted, frames.model_not_used)
        return
    if not _is_enough(writing, question, extracted):
        yield _told(extracted, frames.model_not_used)
        return
    text, departments = _with_department(writing, extracted)
    answer = replace(
        extracted,
        text=text,
        citations=tuple(writing.draft.citations),
        departments=tuple(departments),
        model=model.label,
    )
    yield _told(answer, frames.written_by_model)


def _passages(extracted: Answer) -> list[Passage]:
    """Return what the composed answer cites, then the other best passages."""
    cited = [citation.passage for citation in extracted.citations]
    found = [hit.passage for hit in extracted.hits]
    return list({passage.passage_id: passage for passage in (*cited, *found)}.values())


def _told(answer: Answer, notice: str) -> Answer:
    return replace(answer, text=f"{answer.text}\n{notice}")


def _accept(sentence: str, passages: Mapping[int, Passage], writing: _Writing) -> str:
    """Return the sentence with its marks where a passage that it cites supports it."""
    body, numbers = read_marks(sentence)
    if not body:
        return ""
    marks: list[int] = []
    for number in numbers:
        if number not in passages:
            continue
        passage = passages[number]
        verdict = check_sentence(body, passage)
        if not verdict.supported:
            continue
        citation = writing.draft.cite(Quote(passage, *verdict.span))
        if citation is not None and citation.number not in marks:
            marks.append(citation.number)
    if not marks:
        writing.dropped += 1
        return ""
    shown = f"{body.rstrip('。')}{''.join(f'[{mark}]' for mark in marks)}。"
    if shown in writing.sentences:
        return ""
    writing.sentences.append(shown)
    return shown


def _is_enough(writing: _Writing, question: Question, extracted: Answer) -> bool:
    passed = len(writing.sentences)
    if passed == 0 or passed / (passed + writing.dropped) < MIN_PASSED:
        return False
    # A price was asked: an answer without one is none where the sources have it.
    wanted = expected_fact(question.text)
    text = "".join(writing.sentences)
    return not (wanted and wanted.search(extracted.text) and not wanted.search(text))


def _with_department(
    writing: _Writing, extracted: Answer
) -> tuple[str, list[ResponsibleDepartment]]:
    """Return text and departments; the responsible one is named where the model left it out."""
    text = "".join(writing.sentences)
    departments: list[ResponsibleDepartment] = []
    by_number = {citation.number: citation for citation in extracted.citations}
    for department in extracted.departments:
        source = by_number.get(department.citation)
        if source is None:
            continue
        same = [
            c for c in writing.draft.citations if c.passage.passage_id == source.passage.passage_id
        ]
        if same:
            departments.append(replace(department, citation=same[0].number))
        elif department is extracted.departments[0]:
            number = len(writing.draft.citations) + 1
            writing.draft.citations.append(replace(source, number=number))
            departments.append(replace(department, citation=number))
            frame = writing.draft.frames.department
            text += "\n" + frame.format(name=department.name, mark=f"[{number}]")
    return text, departments


def read_marks(sentence: str) -> tuple[str, list[int]]:
    """Return a sentence without its citation marks and decoration, and the numbers it cites."""
    numbers = [
        int(number)
        for match in _BRACKETED.finditer(sentence)
        for number in re.findall(r"\d+", match[1])
    ]
    body = _DECORATION.sub("", _BRACKETED.sub("", sentence))
    body = "".join(c for c in body if unicodedata.category(c) != "Cc").strip()
    return body, list(dict.fromkeys(numbers))


def sentences(pieces: Iterator[str]) -> Iterator[str]:
    """Yield whole sentences of a text that comes in pieces, each with the marks behind it."""
    held = ""
    for piece in pieces:
        held += piece
        if "<think" in held and "</think" not in held:
            continue
        held = _THOUGHT.sub("", held)
        while (end := _end_of_sentence(held)) is not None:
            if sentence := held[:end].strip():
                yield sentence
            held = held[end:]
    if rest := _THOUGHT.sub("", held).strip():
        yield rest


def _end_of_sentence(text: str) -> int | None:
    """Return where the first whole sentence ends; None while more of it may come."""
    for match in _END.finditer(text):
        if not text[: match.end()].strip():
            continue
        end = match.end()
        if trailing := _TRAILING_MARKS.match(text, end):
            end = trailing.end()
        # A mark may just be coming.
        return None if _OPEN_MARK.fullmatch(text, end) else end
    return None
