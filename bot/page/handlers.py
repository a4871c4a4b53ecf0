"""What happens on the chat page: it loads, somebody asks, chooses, starts anew."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass

from bot.desk import AskedAs, Desk, filters_for
from bot.outward import told_outside
from bot.page.conversation import Turns, begin_turn, complete_turn
from bot.page.furigana import with_furigana
from bot.page.kept import KeptConversations
from bot.page.rendering import render_conversation, render_problem
from bot.page.texts import Texts
from ingest.errors import MadoguchiError

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Asker:
    """Who asks, as far as the page knows."""

    audience: AskedAs
    texts: Texts
    city: str | None = None
    """Municipality chosen; None for all."""
    key: str = ""
    """Of the tab's conversation."""
    furigana: bool = False
    """Whether readings stand above kanji."""


@dataclass(frozen=True)
class Choices:
    """What the knowledge base lets somebody choose."""

    cities: tuple[str, ...]
    examples: tuple[str, ...]
    problem: str | None = None
    """Why there is nothing to choose, fit to show."""


class Handlers:
    """The page's behaviour, free of Gradio: values in, values out."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._kept = KeptConversations()

    def choices(self, asker: Asker) -> Choices:
        """Return the municipalities and example questions of the knowledge base as it is now."""
        try:
            snapshot = self._desk.knowledge_base.snapshot()
            cities = tuple(snapshot.municipalities(filters_for(asker.audience)))
            if not snapshot.documents:
                return Choices((), (), asker.texts.empty_knowledge_base)
            city = asker.city if asker.city in cities else None
            return Choices(cities, tuple(self._desk.examples(city=city, audience=asker.audience)))
        except MadoguchiError as error:
            return Choices((), (), told_outside(error))
        except Exception:
            log.exception("the page could not read the knowledge base")
            return Choices((), (), asker.texts.unexpected)

    def conversation_of(self, asker: Asker) -> Turns:
        """Return what the tab had asked before it was loaded again."""
        return self._kept.find(asker.key)

    def show(self, turns: Turns, choices: Choices, asker: Asker) -> str:
        """Return the conversation as HTML; before the first question a welcome or a problem."""
        if choices.problem and not turns:
            return _finished(render_problem(choices.problem, asker.texts), asker)
        return _drawn(turns, asker, choices.examples)

    def ask(self, question: str, turns: Turns, asker: Asker) -> Iterator[tuple[Turns, str]]:
        """Yield (conversation, its HTML) with the question asked, then as its answer comes."""
        begun = begin_turn(turns, question.strip())
        yield begun, _drawn(begun, asker)
        for now in complete_turn(
            begun,
            desk=self._desk,
            city=asker.city or None,
            audience=asker.audience,
            texts=asker.texts,
            key=asker.key,
        ):
            if not now[-1].pending:
                self._kept.keep(asker.key, now)
            yield now, _drawn(now, asker)

    def forget(self, asker: Asker) -> None:
        """Forget the tab's conversation."""
        self._kept.keep(asker.key, ())


def _drawn(turns: Turns, asker: Asker, examples: tuple[str, ...] = ()) -> str:
    html = render_conversation(turns, examples, asker.texts, furigana=asker.furigana)
    return _finished(html, asker)


def _finished(html: str, asker: Asker) -> str:
    return with_furigana(html) if asker.furigana else html
