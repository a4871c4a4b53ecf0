"""A desk that writes down what it is asked, and can be switched off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Unpack

from bot.answer import Answer, Sentence
from bot.desk import AskedAs, Asking, Asks, Desk, KnowledgeBase
from bot.feedback import Feedback
from bot.records.store import Asked, Channel, Records
from bot.records.switches import State, Switchboard
from ingest.errors import MadoguchiError

OFF = "ただいま、この窓口の自動応答を休止しています。"

_conversation: ContextVar[str | None] = ContextVar("conversation", default=None)


@contextmanager
def within_conversation(key: str | None) -> Iterator[None]:
    """Let what is asked inside be written down as one conversation."""
    token = _conversation.set(key or None)
    try:
        yield
    finally:
        _conversation.reset(token)


class RecordedDesk:
    """Asks another desk, and writes down what it answered."""

    def __init__(
        self,
        desk: Desk,
        *,
        records: Records,
        switchboard: Switchboard,
        sign: Callable[[str], str],
        without_model: Desk | None = None,
        changed: Callable[[State], None] = lambda state: None,
    ) -> None:
        """Make a desk around another.

        Args:
            desk: who answers.
            records: where it is written down.
            switchboard: whether it answers.
            sign: turns a conversation's key, which opens it, into a name, which does not.
            without_model: who answers while the language model is switched off.
            changed: told the state before each question.
        """
        self._desk = desk
        self._without_model = without_model or desk
        self._records = records
        self._switchboard = switchboard
        self._sign = sign
        self._changed = changed

    @property
    def knowledge_base(self) -> KnowledgeBase:
        """Where the answers come from."""
        return self._desk.knowledge_base

    def ask(self, question: str, **asking: Unpack[Asking]) -> Answer:
        """Return the answer to one question, or why nobody answers now."""
        *_, answer = self.stream(question, **asking)
        assert isinstance(answer, Answer)
        return answer

    def stream(self, question: str, **asking: Unpack[Asking]) -> Iterator[Sentence | Answer]:
        """Yield sentences as they are written and the answer, or why nobody answers now."""
        # Read now: the parts may be taken in another context, where nobody has named it.
        key = _conversation.get()

        def parts() -> Iterator[Sentence | Answer]:
            state = self._switchboard.state()
            self._changed(state)
            if not (bot := state.switch("bot")).is_on:
                text = f"{OFF}{bot.reason}"
                yield Answer(question, "refused", text, reason="switched_off")
                return
            desk = self._desk if state.switch("llm").is_on else self._without_model
            for part in desk.stream(question, **asking):
                if isinstance(part, Answer):
                    name = self._sign(key)[:16] if key else None
                    self._records.add_question(part, _asked("web", asking, conversation=name))
                yield part

        return parts()

    def examples(self, *, city: str | None, audience: AskedAs, most: int = 6) -> list[str]:
        """Return example questions; MadoguchiError with the reason where nobody answers now."""
        state = self._switchboard.state()
        if not (bot := state.switch("bot")).is_on:
            raise MadoguchiError(f"{OFF}{bot.reason}")
        return self._desk.examples(city=city, audience=audience, most=most)


class NotedDesk:
    """Asks another desk for a command, and writes down what it answered."""

    def __init__(self, desk: Asks, *, records: Records, channel: Channel) -> None:
        self._desk = desk
        self._records = records
        self._channel = channel

    def ask(self, question: str, **asking: Unpack[Asking]) -> Answer:
        """Return the answer to one question."""
        answer = self._desk.ask(question, **asking)
        self._records.add_question(answer, _asked(self._channel, asking))
        return answer


def _asked(channel: Channel, asking: Asking, *, conversation: str | None = None) -> Asked:
    audience, city = asking.get("audience", "citizen"), asking.get("city")
    return Asked(channel, audience, city, conversation)


class RecordedFeedback:
    """Keeps judgements with the other records."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def add(self, feedback: Feedback) -> None:
        """Keep one."""
        self._records.add_feedback(
            helpful=feedback.helpful,
            reason=feedback.reason,
            question=feedback.question,
            status=feedback.status,
            labels=feedback.labels,
        )
