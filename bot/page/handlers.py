"""What happens on the page: it loads, somebody asks, chooses, switches the language."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass

from bot.desk import AUDIENCES, AskedAs, Desk, filters_for
from bot.page.conversation import Turns, begin_turn, complete_turn
from bot.page.rendering import render_conversation
from bot.page.texts import Texts, texts_for
from ingest.errors import MadoguchiError

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Choices:
    """What the knowledge base lets somebody choose."""

    cities: tuple[str, ...]
    examples: tuple[str, ...]
    problem: str | None = None
    """Why there is nothing to choose, fit to show."""


class Handlers:
    """The page's behaviour, free of Gradio: values in, values out."""

    def __init__(self, desk: Desk, *, staff_access: bool) -> None:
        self._desk = desk
        self._staff_access = staff_access

    def audience_of(self, chosen: object) -> AskedAs:
        """Return whom a question counts as asked by; citizens where staff is not let in."""
        for audience in AUDIENCES if self._staff_access else ():
            if audience == chosen:
                return audience
        return "citizen"

    def choices(self, *, city: str | None, audience: AskedAs, texts: Texts) -> Choices:
        """Return the municipalities and example questions of the knowledge base as it is now."""
        try:
            snapshot = self._desk.knowledge_base.snapshot()
            cities = tuple(snapshot.municipalities(filters_for(audience)))
            if not snapshot.documents:
                return Choices((), (), texts.empty_knowledge_base)
            return Choices(cities, tuple(self._desk.examples(city=city, audience=audience)))
        except MadoguchiError as error:
            return Choices((), (), str(error))
        except Exception:
            log.exception("the page could not read the knowledge base")
            return Choices((), (), texts.unexpected)

    def ask(
        self, question: str, turns: Turns, *, city: str | None, audience: AskedAs, language: str
    ) -> Iterator[tuple[Turns, str]]:
        """Yield (conversation, its HTML) with the question asked, then with its answer."""
        texts = texts_for(language)
        begun = begin_turn(turns, question.strip())
        yield begun, render_conversation(begun, (), texts)
        done = complete_turn(
            begun, desk=self._desk, city=city or None, audience=audience, texts=texts
        )
        yield done, render_conversation(done, (), texts)
