"""The retrieval chain: question → understood → retrieved → composed → answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from langchain_core.runnables import Runnable, RunnableLambda

from bot.about import (
    asks_for_age,
    asks_for_documents,
    compose_document,
    compose_documents,
    topic_of,
    works_with_clause,
)
from bot.answer import Answer, Sentence
from bot.case import Case, make_case
from bot.compose.clause import MissingPartError
from bot.compose.draft import Draft
from bot.composer import compose
from bot.confidence import THRESHOLD, Confidence, confidence
from bot.conversation import (
    Turn,
    carries_own_words,
    is_said,
    may_follow_up,
    resolve,
    spoken_places,
)
from bot.examples import example_questions
from bot.expected import unknown_phrase, with_expected_fact
from bot.frames.choose import frames_for, language_of
from bot.frames.table import Frames, Language
from bot.furigana import annotated_outside, ruby, without_readings
from bot.model import ChatModel
from bot.premises import check_premises
from bot.privacy import Masked, mask
from bot.question import Question, understand
from bot.refusals import refuse
from bot.several import answered_together, split_questions
from bot.writer import is_for_model, write
from kb.knowledge_base import Found, KnowledgeBase, Snapshot
from kb.locators import passage_keys
from kb.records import Filters

AudienceOfAsker = Literal["citizen", "onboarding", "counter"]
MAX_QUESTION_LENGTH = 1_000
_SHOWN = 10
# Kinds of passages that mostly answer a kind of question.
_PREFERRED = {
    "department": frozenset(("duty", "procedure", "goal")),
    "contact": frozenset(("procedure", "section")),
    "which_clause": frozenset(("article", "supplementary")),
}


@dataclass(frozen=True)
class Request:
    """What came in."""

    question: str
    """Without personal data: what is searched for."""
    typed: str
    """As the person wrote it; it goes no further than the rules of refusal."""
    city: str | None
    audience: AudienceOfAsker
    history: tuple[Turn, ...]
    lean: bool = False
    """Whether the question takes the last turn's topic over in any case."""
    language: Language = "ja"
    """Of the bot's own words."""
    within: Filters = field(default_factory=Filters)
    """Documents, kinds and dates to look within."""

    @property
    def frames(self) -> Frames:
        """The bot's own sentences."""
        return frames_for(self.language)


@dataclass(frozen=True)
class State:
    """What the steps of the chain hand on."""

    request: Request
    snapshot: Snapshot
    filters: Filters
    """Of the asker, the city aside."""
    question: Question | None = None
    context: str = ""
    said: str = ""
    """What was answered already and is not to be said again."""
    found: Found | None = None
    confidence: float | None = None
    """How sure it is that the passages carry the question; None where nobody asked."""
    answer: Answer | None = None
    """Set as soon as a step decides; later steps leave it alone."""
    timings_ms: dict[str, float] = field(default_factory=dict)


class Assistant:
    """Answers questions from one knowledge base; safe to share between threads."""

    def __init__(
        self,
        knowledge_base: KnowledgeBase,
        *,
        model: ChatModel | None = None,
        max_input_tokens: int = 3_000,
    ) -> None:
        """Answer from a knowledge base.

        Args:
            knowledge_base: where answers come from.
            model: who writes answers that are then checked; None for composed ones.
            max_input_tokens: budget of a prompt.
        """
        self.knowledge_base = knowledge_base
        self._model = model
        self._max_input_tokens = max_input_tokens
        self.chain: Runnable[Request, State] = (
            RunnableLambda(self._open)
            | RunnableLambda(_understand)
            | RunnableLambda(_retrieve)
            | RunnableLambda(_answer)
        )

    def ask(
        self,
        question: str,
        *,
        city: str | None = None,
        audience: AudienceOfAsker = "citizen",
        history: Sequence[tuple[str, str]] = (),
        language: Language | None = None,
        within: Filters | None = None,
    ) -> Answer:
        """Return the answer to a question; see ``stream``."""
        *_, answer = self.stream(
            question,
            city=city,
            audience=audience,
            history=history,
            language=language,
            within=within,
        )
        assert isinstance(answer, Answer)
        return answer

    def stream(
        self,
        question: str,
        *,
        city: str | None = None,
        audience: AudienceOfAsker = "citizen",
        history: Sequence[tuple[str, str]] = (),
        language: Language | None = None,
        within: Filters | None = None,
    ) -> Iterator[Sentence | Answer]:
        """Yield the sentences that a model wrote and that passed, then the whole answer.

        Without a model the answer is all there is. It is the last element in any case, and
        may be another one than the sentences before it: they stand only if enough passed.

        Args:
            question: as typed; personal data go no further.
            city: municipality that the person chose; None for all.
            audience: onboarding and counter are staff and see documents for staff.
            history: earlier turns (question, answer), oldest first.
            language: of the bot's own words; None for the language of the question.
            within: documents, kinds and dates to look within; its city and audience do not
                count.

        Raises:
            KnowledgeBaseError: there is no usable knowledge base.
        """
        started = time.perf_counter()
        snapshot = self.knowledge_base.snapshot()
        is_public = _stands_in(snapshot, _filters(None, audience))
        masked = mask(question, is_public=is_public)
        turns = tuple(
            (mask(asked, is_public=is_public).bare, mask(without_readings(said)).text)
            for asked, said in history
        )
        language = language or language_of(question)
        request = Request(masked.bare, question, city, audience, turns, language=language)
        if within is not None:
            request = replace(request, within=within)
        state = self._compose(request)
        assert state.answer is not None
        answer = replace(state.answer, question=masked.text, language=language)
        if self._model and state.question and is_for_model(state.question, answer):
            for written in write(
                state.question,
                answer,
                asked=masked.text,
                snapshot=state.snapshot,
                model=self._model,
                max_input_tokens=self._max_input_tokens,
            ):
                if isinstance(written, Answer):
                    answer = written
                else:
                    yield written
        answer = _worded(_with_notice(answer, masked))
        total = (time.perf_counter() - started) * 1000
        yield replace(answer, timings_ms={"total": total, **answer.timings_ms})

    def _compose(self, request: Request) -> State:
        """Return the state with the answer that is composed from the sources."""
        state = self._one(request)
        whole, questions = state.answer, split_questions(request.question)
        if not questions or whole is None or whole.status not in ("answered", "not_found"):
            return state
        answers: list[Answer] = []
        for question in questions:
            # The next question may lean on the one before it.
            said = zip(questions, (answer.text for answer in answers), strict=False)
            turns = (*request.history, *said)
            part = self._one(replace(request, question=question, history=turns)).answer
            assert part is not None
            answers.append(part)
        return replace(state, answer=answered_together(questions, answers, whole))

    def _one(self, request: Request) -> State:
        """Return the state with the answer to one question."""
        state = self.chain.invoke(request)
        assert state.answer is not None
        if request.history and may_follow_up(request.question):
            return self._leaning(request, state)
        return state

    def _leaning(self, request: Request, alone: State) -> State:
        """Return the state that takes the last turn's topic over, where it is the better one.

        It is where the question alone has no answer, or where the article that was spoken of
        carries every noun of the question.
        """
        assert alone.answer is not None
        places = spoken_places(request.history)
        answered = alone.answer.status == "answered"
        if answered and (not places or _cites(alone.answer, places)):
            return alone
        if not answered and alone.answer.status != "not_found":
            return alone
        leaning = self.chain.invoke(replace(request, lean=True))
        found = leaning.answer
        if found is None or found.status != "answered":
            return alone
        better = carries_own_words(request.question, found, every=answered)
        return leaning if better and (not answered or _cites(found, places)) else alone

    def warm_up(self) -> None:
        """Load what the first question would wait for."""
        self.knowledge_base.snapshot().search("準備", filters=Filters(), limit=1)

    def examples(
        self, *, city: str | None = None, audience: AudienceOfAsker = "citizen", most: int = 6
    ) -> list[str]:
        """Return questions that the loaded documents answer."""
        snapshot = self.knowledge_base.snapshot()
        return example_questions(snapshot, _filters(city, audience), most=most)

    def _open(self, request: Request) -> State:
        snapshot = self.knowledge_base.snapshot()
        who = _filters(None, request.audience)
        filters = replace(request.within, municipality=None, include_staff=who.include_staff)
        return State(request, snapshot, filters)


def _cites(answer: Answer, places: frozenset[str]) -> bool:
    return bool(answer.citations) and bool(passage_keys(answer.citations[0].passage) & places)


def _filters(city: str | None, audience: AudienceOfAsker) -> Filters:
    return Filters(municipality=city, include_staff=audience != "citizen")


def _refusal(
    state: State, status: Literal["not_found", "refused"], reason: str, text: str
) -> State:
    found = state.found
    return replace(
        state,
        answer=Answer(
            question=state.request.question,
            status=status,
            reason=reason,
            text=text,
            hits=found.hits[:_SHOWN] if found else (),
            suggestions=_suggestions(state),
        ),
    )


def _suggestions(state: State) -> tuple[str, ...]:
    city = state.question.municipality if state.question else state.request.city
    filters = replace(state.filters, municipality=city)
    near = state.found.hits if state.found else ()
    return tuple(example_questions(state.snapshot, filters, most=3, near=near))


def _understand(state: State) -> State:
    request = state.request
    text = request.question.strip()
    typed = request.typed.strip()
    if typed and not text:  # nothing but personal data
        return _refusal(state, "refused", "personal_data", request.frames.question_empty)
    if not text or len(text) > MAX_QUESTION_LENGTH:
        return _refusal(
            state,
            "refused",
            "invalid_question",
            request.frames.question_too_long.format(length=len(text), most=MAX_QUESTION_LENGTH)
            if text
            else request.frames.question_empty,
        )
    if rule := refuse(typed):
        return _refusal(state, "refused", rule.reason, request.frames.refusals[rule.reason])
    resolved = resolve(text, request.history, lean=request.lean)
    question = understand(
        resolved.text,
        city=request.city,
        municipalities=state.snapshot.municipalities(state.filters),
        language=request.language,
    )
    if question.municipality is None and resolved.context:
        before = understand(
            resolved.context,
            city=None,
            municipalities=state.snapshot.municipalities(state.filters),
        )
        question = replace(question, municipality=before.named_municipality)
    return replace(state, question=question, context=resolved.context, said=resolved.said)


def _retrieve(state: State) -> State:
    if state.answer or state.question is None:
        return state
    question = state.question
    known = state.snapshot.municipalities(state.filters)
    started = time.perf_counter()
    city = question.municipality if question.municipality in known else None
    found = state.snapshot.search(
        question.topic if city else question.text,
        filters=replace(state.filters, municipality=city),
        limit=_SHOWN,
        context=state.context,
        prefer_kinds=_PREFERRED.get(question.wanted, frozenset()),
    )
    found = _in_conversation(found, state)
    elapsed = (time.perf_counter() - started) * 1000
    state = replace(state, found=found, timings_ms={**state.timings_ms, "retrieval": elapsed})
    if question.municipality and city is None:
        frames = state.request.frames
        text = frames.city_unknown.format(
            city=question.municipality, cities=frames.separator.join(known)
        )
        return _refusal(state, "not_found", "no_evidence", text)
    return state


def _in_conversation(found: Found, state: State) -> Found:
    """Return the hits without what was said, those of the article spoken of first."""
    hits = found.hits
    if state.said:
        hits = tuple(hit for hit in hits if not is_said(hit.passage, state.said))
    places = spoken_places(state.request.history) if state.context else frozenset()
    if places:
        hits = tuple(sorted(hits, key=lambda hit: not passage_keys(hit.passage) & places))
    return replace(found, hits=hits)


def _answer(state: State) -> State:
    if state.answer is None:
        state = _compose(state)
    assert state.answer is not None
    answer = replace(state.answer, timings_ms=state.timings_ms, confidence=state.confidence)
    return replace(state, answer=answer)


def _compose(state: State) -> State:
    question, found = state.question, state.found
    assert question is not None
    assert found is not None
    filters = replace(state.filters, municipality=question.municipality)
    if about := _about_documents(state, question, filters):
        return about
    if not state.context and (
        works := works_with_clause(question, [h.passage for h in found.hits])
    ):
        return _which_work(state, works)
    premise = check_premises(question, found, state.snapshot, filters)
    if premise:
        status: Literal["refused", "not_found"] = (
            "refused" if premise.reason == "false_premise" else "not_found"
        )
        return _refusal(state, status, premise.reason, premise.text)
    asked = make_case(question, found, state.snapshot, filters)
    state = replace(state, confidence=case_confidence(asked).value)
    case = _answerable(asked)
    if case is None:
        return _refusal(state, "not_found", "no_evidence", _not_found_text(question, state))
    try:
        draft = compose(case)
    except MissingPartError as missing:
        return _refusal(state, "refused", "false_premise", str(missing))
    if not draft.citations:
        return _refusal(state, "not_found", "no_evidence", _not_found_text(question, state))
    return replace(
        state,
        answer=Answer(
            question=state.request.question,
            status="answered",
            text=draft.text,
            citations=tuple(draft.citations),
            departments=tuple(draft.departments),
            hits=found.hits[:_SHOWN],
            suggestions=_suggestions(state),
        ),
    )


def _about_documents(state: State, question: Question, filters: Filters) -> State | None:
    """Return the answer to a question about the documents themselves; None for another one."""
    draft = Draft(state.snapshot.source_text, state.request.frames)
    if asks_for_documents(question.text):
        compose_documents(draft, state.snapshot, filters)
    elif state.request.history and asks_for_age(question.text) and state.found:
        for hit in state.found.hits[:1]:
            compose_document(draft, hit.passage)
    if not draft.citations:
        return None
    return replace(
        state,
        answer=Answer(
            question=state.request.question,
            status="answered",
            text=draft.text,
            citations=tuple(draft.citations),
            hits=state.found.hits[:_SHOWN] if state.found else (),
            suggestions=_suggestions(state),
        ),
    )


def _which_work(state: State, works: Sequence[tuple[str, str]]) -> State:
    """Return the request to say which of several ordinances is meant."""
    choices = [f"{title} {locator}" for title, locator in works]
    text = state.request.frames.which_work.format(clause=works[0][1])
    return replace(
        state,
        answer=Answer(
            question=state.request.question,
            status="clarify",
            reason="several_documents",
            text="\n".join([text, *(f"・{choice}" for choice in choices)]),
            hits=state.found.hits[:_SHOWN] if state.found else (),
            suggestions=tuple(f"{choice}の内容を教えてください" for choice in choices[:3]),
        ),
    )


def _answerable(case: Case) -> Case | None:
    """Return the case if the passages carry the question and hold the fact it asks for."""
    hits = case.found.hits
    if not hits:
        return None
    if case.question.cities or any(hit.channels.get("places", 0.0) > 10 for hit in hits[:3]):
        return case
    if case_confidence(case).value < THRESHOLD or unknown_phrase(case):
        return None
    return with_expected_fact(case)


def case_confidence(case: Case) -> Confidence:
    """Return how sure it is that the retrieved passages answer."""
    return confidence(case.found.hits, case.judge)


def _not_found_text(question: Question, state: State) -> str:
    frames = state.request.frames
    city = question.municipality
    if not state.context and (topic := topic_of(question.topic)):
        if city:
            return frames.not_found_topic_in_city.format(city=city, topic=topic)
        return frames.not_found_topic.format(topic=topic)
    if question.municipality:
        return frames.not_found_in_city.format(city=question.municipality)
    return frames.not_found


def _stands_in(snapshot: Snapshot, filters: Filters) -> Callable[[str], bool]:
    """Return whether words stand in the visible documents: a public office's phone."""
    return lambda words: bool(snapshot.passages_containing(words, filters=filters, most=1))


def _with_notice(answer: Answer, masked: Masked) -> Answer:
    """Return the answer with the request to enter no personal data, where some were masked."""
    if not masked.kinds:
        return answer
    frames = frames_for(answer.language)
    kinds = frames.separator.join(frames.personal_data_kinds[kind] for kind in masked.kinds)
    notice = frames.personal_data_notice.format(kinds=kinds)
    return replace(answer, text=f"{answer.text}\n{notice}")


def _worded(answer: Answer) -> Answer:
    """Return the answer with readings where it is in やさしい日本語; quotes stay as they are."""
    if answer.language != "easy":
        return answer
    kept = [citation.quote for citation in answer.citations]
    # A clause is given line by line as its passage has it, a row cell by cell.
    lines = {part.strip() for line in answer.text.split("\n") for part in line.split("：", 1)[-1:]}
    lines |= {line.strip() for line in answer.text.split("\n")}
    kept += [line for line in lines if any(line in c.passage.text for c in answer.citations)]
    return replace(answer, text=annotated_outside(answer.text, kept), ruby=tuple(ruby(answer.text)))
