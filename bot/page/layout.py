"""The chat page: Gradio's components, and which handler each event calls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

import gradio as gr
from starlette.requests import HTTPConnection

from bot.access import Access, chosen_audience, widest_audience
from bot.desk import AUDIENCES, MAX_QUESTION_CHARACTERS, AskedAs
from bot.page.conversation import Turns
from bot.page.frame import Office
from bot.page.handlers import Asker, Choices, Handlers
from bot.page.preferences import read_preferences
from bot.page.site import Site
from bot.page.texts import JAPANESE, Texts
from bot.page.tools import Tools

CONCURRENT_QUESTIONS = 8
REMEMBERED_TABS = 1_000
"""Conversations kept in memory; the oldest goes first."""
TAB_SECONDS = 3_600
"""A tab that has been closed, or idle for so long, is forgotten."""

# Clicks on buttons that carry a question; everything else is in assets/page.js.
_CLICKS = """
element.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-ask]');
  if (button) {
    trigger('ask', { question: button.dataset.ask, city: button.dataset.city || null });
  }
});
"""

# A native list: phones show their own picker, and screen readers know it. The properties hold
# escaped HTML; Gradio puts them in without reading them again as a template.
_CITY = """
<label for="city-list">${caption}</label><select id="city-list">${options}</select>
"""
_CITY_CHOSEN = """
const list = () => element.querySelector('select');
element.addEventListener('change', () => { props.value = list().value; trigger('input'); });
watch(['value', 'options'], () => { list().value = props.value; });
"""


def build_page(site: Site) -> Any:
    """Return the chat page with the endpoints for programs, a ``gradio.Blocks``."""
    blocks = _Page(Handlers(site.desk), site.access, site.office).blocks
    Tools(site).add_to(blocks)
    return blocks


class _Page:
    """Holds the components while their events are tied."""

    def __init__(self, handlers: Handlers, access: Access, office: Office) -> None:
        self._handlers = handlers
        self._access = access
        texts = JAPANESE
        with gr.Blocks(
            title=office.name or texts.name,
            analytics_enabled=False,
            elem_id="madoguchi",
            fill_width=True,
        ) as self.blocks:
            self.turns = gr.State((), time_to_live=TAB_SECONDS)
            self.key = gr.State("", time_to_live=TAB_SECONDS)
            # What the browser alone knows comes in through it, when the page loads.
            self.told = gr.Textbox(visible=False)
            with gr.Row(elem_id="settings"):
                self.city = gr.HTML(
                    "",
                    html_template=_CITY,
                    js_on_load=_CITY_CHOSEN,
                    elem_id="city",
                    apply_default_css=False,
                    **_city_options((), "", texts),
                )
                self.audience = gr.Radio(
                    _audiences(texts),
                    value="citizen",
                    label=texts.audience_label,
                    elem_id="audience",
                    visible=False,
                )
                self.restart = gr.Button(texts.new_conversation, elem_id="restart")
            self.conversation = gr.HTML(
                "",
                elem_id="conversation",
                js_on_load=_CLICKS,
                apply_default_css=False,
            )
            with gr.Row(elem_id="composer"):
                self.question = gr.Textbox(
                    label=texts.question_label,
                    placeholder=texts.placeholder,
                    lines=1,
                    max_lines=6,
                    max_length=MAX_QUESTION_CHARACTERS,
                    elem_id="question",
                    autofocus=False,
                )
                self.send = gr.Button(texts.send, variant="primary", elem_id="send")
            self._tie()
        self.blocks.queue(default_concurrency_limit=CONCURRENT_QUESTIONS)
        self.blocks.state_session_capacity = REMEMBERED_TABS

    def _tie(self) -> None:
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        chosen = [self.key, self.city, self.audience]
        self.blocks.load(
            self._load,
            inputs=[self.told],
            outputs=[
                self.key, self.turns, self.city, self.audience, self.restart,
                self.conversation, self.question, self.send,
            ],
            js="() => [window.madoguchi.key()]",
            **quiet,
        )  # fmt: skip
        gr.on(
            [self.city.input, self.audience.input],
            self._choose,
            inputs=[*chosen, self.turns],
            outputs=[self.city, self.conversation],
            **quiet,
        )
        gr.on(
            [self.question.submit, self.send.click],
            self._ask,
            inputs=[*chosen, self.turns, self.question],
            outputs=[self.question, self.turns, self.conversation],
            trigger_mode="once",
            **quiet,
        )
        self.conversation.ask(
            self._ask_button,
            inputs=[*chosen, self.turns],
            outputs=[self.city, self.turns, self.conversation],
            trigger_mode="once",
            **quiet,
        )
        self.restart.click(
            self._restart,
            inputs=chosen,
            outputs=[self.turns, self.conversation, self.question],
            **quiet,
        )

    def _asker(self, request: gr.Request, key: str | None, city: str | None, chosen: str) -> Asker:
        connection = _connection(request)
        preferences = read_preferences(connection.cookies, connection.query_params)
        return Asker(
            audience=chosen_audience(self._access, connection, chosen),
            texts=preferences.texts,
            city=city or None,
            # What staff asked in a tab is not shown in it after they have logged out.
            key=f"{widest_audience(self._access, connection)} {key}" if key else "",
            furigana=preferences.furigana,
        )

    def _load(self, key: str, request: gr.Request) -> list[Any]:
        connection = _connection(request)
        preferences = read_preferences(connection.cookies, connection.query_params)
        allowed = self._access.audiences(connection)
        asker = self._asker(request, key, preferences.city, allowed[0])
        texts = asker.texts
        choices = self._handlers.choices(asker)
        turns = self._handlers.conversation_of(asker)
        return [
            key,
            turns,
            _city_choice(choices, asker.city, texts),
            gr.update(
                choices=_audiences(texts, allowed),
                label=texts.audience_label,
                value=asker.audience,
                visible=len(allowed) > 1,
            ),
            gr.update(value=texts.new_conversation),
            self._handlers.show(turns, choices, asker),
            gr.update(label=texts.question_label, placeholder=texts.placeholder),
            gr.update(value=texts.send),
        ]

    def _choose(
        self, key: str, city: str | None, audience: str, turns: Turns, request: gr.Request
    ) -> list[Any]:
        asker = self._asker(request, key, city, audience)
        choices = self._handlers.choices(asker)
        shown = gr.skip() if turns else self._handlers.show(turns, choices, asker)
        return [_city_choice(choices, city, asker.texts), shown]

    def _ask(
        self,
        key: str,
        city: str | None,
        audience: str,
        turns: Turns,
        question: str | None,
        request: gr.Request,
    ) -> Iterator[list[Any]]:
        if not (question and question.strip()):
            yield [gr.skip(), gr.skip(), gr.skip()]
            return
        asker = self._asker(request, key, city, audience)
        for step, (now, html) in enumerate(self._handlers.ask(question, turns, asker)):
            yield ["" if step == 0 else gr.skip(), now, html]

    def _ask_button(
        self,
        key: str,
        city: str | None,
        audience: str,
        turns: Turns,
        event: gr.EventData,
        request: gr.Request,
    ) -> Iterator[list[Any]]:
        pressed = event._data if isinstance(event._data, dict) else {}
        city = pressed.get("city") or city
        question = str(pressed.get("question") or "")
        for _, now, html in self._ask(key, city, audience, turns, question, request):
            yield [gr.update(value=city or ""), now, html]

    def _restart(self, key: str, city: str | None, audience: str, request: gr.Request) -> list[Any]:
        asker = self._asker(request, key, city, audience)
        self._handlers.forget(asker)
        return [(), self._handlers.show((), self._handlers.choices(asker), asker), ""]


def _connection(request: gr.Request) -> HTTPConnection:
    # Gradio leaves it out only where a handler is called without a server.
    connection = request.request
    if connection is None:
        raise ValueError("the page was asked without a request")
    return connection


def _audiences(texts: Texts, allowed: Sequence[AskedAs] = AUDIENCES) -> list[tuple[str, str]]:
    names = {
        "citizen": texts.citizen, "onboarding": texts.onboarding, "counter": texts.counter
    }  # fmt: skip
    return [(names[audience], audience) for audience in allowed]


def _city_choice(choices: Choices, city: str | None, texts: Texts) -> Any:
    known = city if city in choices.cities else ""
    return gr.update(value=known, **_city_options(choices.cities, known, texts))


def _city_options(cities: Sequence[str], chosen: str | None, texts: Texts) -> dict[str, Any]:
    """Return the properties of the list of municipalities, as HTML."""
    rows = [
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>'
        f"{escape(name)}</option>"
        for name, value in [(texts.all_cities, ""), *((city, city) for city in cities)]
    ]
    return {"caption": escape(texts.city_label), "options": "".join(rows)}
