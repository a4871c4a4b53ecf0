"""The retrieval chain: question → understood → retrieved → composed → answer."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from langchain_core.runnables import Runnable, RunnableLambda

from bot.answer import Answer, Sentence
from bot.conversation import (
    carries_own_words,
    may_follow_up,
    spoken_places,
)
from bot.currency import OLD_AFTER_YEARS, age_notice
from bot.each import asked_of_each
from bot.examples import example_questions
from bot.frames.choose import frames_for, language_of
from bot.frames.table import Language
from bot.furigana import annotated_outside, ruby, without_readings
from bot.model import ChatModel
from bot.privacy import Masked, mask
from bot.several import answered_together, split_questions
from bot.state import AudienceOfAsker, Request, State
from bot.steps import answer_question, retrieve, understand_question
from bot.writer import is_for_model, write
from kb.knowledge_base import KnowledgeBase
from kb.locators import passage_keys
from kb.records import Filters
from kb.snapshot import Snapshot


class Assistant:
    """Answers questions from one knowledge base; safe to share between threads."""

    def __init__(
        self,
        knowledge_base: KnowledgeBase,
        *,
        model: ChatModel | None = None,
        max_input_tokens: int = 3_000,
        old_after_years: int = OLD_AFTER_YEARS,
        today: Callable[[], datetime.date] = datetime.date.today,
    ) -> None:
        """Answer from a knowledge base.

        Args:
            knowledge_base: where answers come from.
            model: who writes answers that are then checked; None for composed ones.
            max_input_tokens: budget of a prompt.
            old_after_years: an answer from a document dated longer ago says so.
            today: the day of an answer.
        """
        self.knowledge_base = knowledge_base
        self._model = model
        self._max_input_tokens = max_input_tokens
        self._old_after_years = old_after_years
        self._today = today
        self.chain: Runnable[Request, State] = (
            RunnableLambda(self._open)
            | RunnableLambda(understand_question)
            | RunnableLambda(retrieve)
            | RunnableLambda(answer_question)
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
        answer = self._with_age(answer, state)
        answer = _worded(_with_notice(answer, masked))
        total = (time.perf_counter() - started) * 1000
        yield replace(answer, timings_ms={"total": total, **answer.timings_ms})

    def _with_age(self, answer: Answer, state: State) -> Answer:
        """Return the answer with the warning that a source of it may no longer hold."""
        if answer.status != "answered":
            return answer
        notice = age_notice(
            answer.citations,
            state.snapshot,
            frames_for(answer.language),
            today=self._today(),
            old_after_years=self._old_after_years,
        )
        if notice is None:
            return answer
        return replace(answer, text=f"{answer.text}\n{notice}", notices=(notice,))

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
        each = bool(asked_of_each(request.question))
        return replace(state, answer=answered_together(questions, answers, whole, each=each))

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
