"""The assistant as functions for programs: Gradio's API and the tools of MCP.

Their docstrings are what a language model reads of the tools; types are those that
Gradio can describe.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import gradio as gr
from gradio.events import api
from starlette.requests import HTTPConnection

from bot.access import chosen_audience, widest_audience
from bot.answer import passage_to_json
from bot.desk import MAX_QUESTION_CHARACTERS, filters_for, may_see
from bot.frames.table import LANGUAGES, Language
from bot.outward import told_outside
from bot.page.excerpt import place_of_passage
from bot.page.site import Site
from bot.page.texts import JAPANESE
from ingest.errors import MadoguchiError

MOST_PASSAGES = 50


class ToolError(MadoguchiError):
    """A tool was asked for something that it cannot do."""


class Tools:
    """Ask, search, get a passage; each sees what its caller may see."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def add_to(self, page: Any) -> None:
        """Make the functions endpoints of a page, a ``gradio.Blocks`` that is being built."""
        with page:
            for name in ("ask", "search", "get_passage"):
                api(getattr(self, name), api_name=name, concurrency_limit=None)

    def ask(  # noqa: D417  # the request is no argument of the tool
        self,
        question: str,
        city: str = "",
        audience: str = "citizen",
        language: str = "",
        request: gr.Request | None = None,
    ) -> str:
        """Answer a question from the municipality's documents, with verbatim citations.

        Args:
            question: The question in everyday words, Japanese or English.
            city: Name of one municipality; empty for all.
            audience: citizen, onboarding or counter; the last two need access as staff.
            language: Language of the answer: ja, en or easy; empty for the question's own.

        Returns:
            JSON: status (answered, not_found, refused, clarify), text with marks [1], citations
            with label, document and quote, responsible departments, suggestions.
        """
        words = _checked(question)
        connection = _connection(request)
        spoken: Language | None = next((name for name in LANGUAGES if name == language), None)
        return _told(
            lambda: self._site.desk.ask(
                words,
                city=city or None,
                audience=chosen_audience(self._site.access, connection, audience),
                language=spoken,
            ).to_json()
        )

    def search(  # noqa: D417
        self,
        words: str,
        city: str = "",
        limit: int = 10,
        request: gr.Request | None = None,
    ) -> str:
        """Find passages of the documents by words or by a number such as 第24条; no answer.

        Args:
            words: Words, the name of a department, or the number of an article or measure.
            city: Name of one municipality; empty for all.
            limit: How many passages at most, 1 to 50.

        Returns:
            JSON: passages, best first, each with passage_id, label, document and text.
        """
        asked = _checked(words)
        audience = widest_audience(self._site.access, _connection(request))
        most = max(1, min(MOST_PASSAGES, limit))
        filters = filters_for(audience, city=city)

        def found() -> dict[str, Any]:
            snapshot = self._site.desk.knowledge_base.snapshot()
            hits = snapshot.search(asked, filters=filters, limit=most).hits
            return {
                "passages": [
                    {**passage_to_json(hit.passage), "score": round(hit.score, 4)} for hit in hits
                ]
            }

        return _told(found)

    def get_passage(  # noqa: D417
        self, passage_id: str, request: gr.Request | None = None
    ) -> str:
        """Get one passage as it stands in its document, with what stands around it.

        Args:
            passage_id: As search and the citations of ask give it.

        Returns:
            JSON: the passage with its text, label, document and context, and the identifiers of the
            passages before and after it.
        """
        audience = widest_audience(self._site.access, _connection(request))

        def found() -> dict[str, Any]:
            snapshot = self._site.desk.knowledge_base.snapshot()
            passage = snapshot.catalog.passage(passage_id)
            if passage is None or not may_see(passage.audience, of=audience):
                raise ToolError(f"箇所「{passage_id}」はありません。")
            place = place_of_passage(passage, snapshot)
            return {
                **passage_to_json(passage),
                "context": {"before": place.excerpt.before, "after": place.excerpt.after},
                "previous": place.previous.passage_id if place.previous else None,
                "next": place.next.passage_id if place.next else None,
            }

        return _told(found)


def _connection(request: gr.Request | None) -> HTTPConnection:
    if request is None or request.request is None:
        raise ValueError("a tool was called without a request")
    return request.request


def _checked(words: str) -> str:
    text = (words or "").strip()
    if not text:
        raise gr.Error("質問を入力してください。", print_exception=False)
    if len(text) > MAX_QUESTION_CHARACTERS:
        raise gr.Error(
            JAPANESE.too_long.format(most=MAX_QUESTION_CHARACTERS, length=len(text)),
            print_exception=False,
        )
    return text


def _told(work: Callable[[], dict[str, Any]]) -> str:
    """Return the outcome as JSON; of errors what may be shown reaches the caller."""
    try:
        return json.dumps(work(), ensure_ascii=False)
    except MadoguchiError as error:
        raise gr.Error(told_outside(error), print_exception=False) from error
