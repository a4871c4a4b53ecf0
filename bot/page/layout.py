"""The page itself: Gradio's components, and which handler each event calls."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any

# Read by Gradio when it is imported.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

import gradio as gr

from bot.desk import AUDIENCES, MAX_QUESTION_CHARACTERS, Desk
from bot.page.conversation import Turns
from bot.page.handlers import Choices, Handlers
from bot.page.rendering import render_conversation, render_problem
from bot.page.texts import JAPANESE, Texts, texts_for

ASSETS = Path(__file__).parent / "assets"
_HEAD = ("page.css", "page.js")

CONCURRENT_QUESTIONS = 8
REMEMBERED_TABS = 1_000
"""Conversations kept in memory; the oldest goes first."""
TAB_SECONDS = 3_600
"""A tab that has been closed, or idle for so long, is forgotten."""

SANS = (
    "Hiragino Sans",
    "Hiragino Kaku Gothic ProN",
    "Yu Gothic UI",
    "Yu Gothic",
    "Noto Sans CJK JP",
    "Noto Sans JP",
    "Meiryo",
    "system-ui",
    "sans-serif",
)

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


def theme() -> Any:
    """Return Gradio's plainest theme with system fonts; assets/page.css does the rest."""
    fonts = [gr.themes.Font(name) for name in SANS]
    return gr.themes.Base(font=fonts, font_mono=fonts).set(
        body_background_fill="#faf9f6",
        body_background_fill_dark="#16191d",
        body_text_color="#20242a",
        body_text_color_dark="#e8e6e1",
    )


def mount_options() -> dict[str, Any]:
    """Return what ``gradio.mount_gradio_app`` is told about the page's look and limits."""
    style, script = ((ASSETS / name).read_text(encoding="utf-8") for name in _HEAD)
    return {
        "theme": theme(),
        # Not as Gradio's "css": it rewrites every rule, and those with :is() wrongly.
        "head": f"<style>{style}</style><script>{script}</script>",
        "favicon_path": str(ASSETS / "favicon.png"),
        "footer_links": [],
        "run_history": False,
        "show_error": False,
        "ssr_mode": False,
        "pwa": False,
        "mcp_server": False,
        "enable_monitoring": False,
        "max_file_size": 1,
    }


def build_page(desk: Desk, *, staff_access: bool = False) -> Any:
    """Return the chat page, a ``gradio.Blocks``.

    Args:
        desk: who answers.
        staff_access: whether everybody may ask as staff.
    """
    return _Page(Handlers(desk, staff_access=staff_access), staff_access=staff_access).blocks


class _Page:
    """Holds the components while their events are tied."""

    def __init__(self, handlers: Handlers, *, staff_access: bool) -> None:
        self._handlers = handlers
        texts = JAPANESE
        with gr.Blocks(
            title=f"{texts.name}", analytics_enabled=False, elem_id="madoguchi", fill_width=True
        ) as self.blocks:
            self.turns = gr.State((), time_to_live=TAB_SECONDS)
            with gr.Row(elem_id="top"):
                self.heading = gr.HTML(_heading(texts), elem_id="heading")
                self.language = gr.Radio(
                    [("日本語", "ja"), ("English", "en")],
                    value="ja",
                    label=texts.language_label,
                    elem_id="language",
                    container=False,
                )
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
                    visible=staff_access,
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
            self.notice = gr.HTML(_notice(texts), elem_id="notice")
            self._tie()
        self.blocks.queue(default_concurrency_limit=CONCURRENT_QUESTIONS)
        self.blocks.state_session_capacity = REMEMBERED_TABS

    def _tie(self) -> None:
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        chosen = [self.language, self.city, self.audience]
        everything = [
            self.language, self.heading, self.city, self.audience, self.restart,
            self.conversation, self.question, self.send, self.notice,
        ]  # fmt: skip
        self.blocks.load(
            self._load,
            inputs=[self.language, self.turns, self.city, self.audience],
            outputs=everything,
            js="(language, ...rest) => [window.madoguchi.storedLanguage(), ...rest]",
            **quiet,
        )
        self.language.input(
            self._load,
            inputs=[self.language, self.turns, self.city, self.audience],
            outputs=everything,
            js="(language, ...rest) => [window.madoguchi.rememberLanguage(language), ...rest]",
            **quiet,
        )
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
            inputs=[self.question, *chosen, self.turns],
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

    def _welcome(self, turns: Turns, choices: Choices, texts: Texts) -> str:
        if choices.problem and not turns:
            return render_problem(choices.problem, texts)
        return render_conversation(turns, choices.examples, texts)

    def _load(self, language: str, turns: Turns, city: str | None, audience: str) -> list[Any]:
        texts = texts_for(language)
        asked_as = self._handlers.audience_of(audience)
        choices = self._handlers.choices(city=city or None, audience=asked_as, texts=texts)
        return [
            texts.language,
            _heading(texts),
            _city_choice(choices, city, texts),
            gr.update(choices=_audiences(texts), label=texts.audience_label, value=asked_as),
            gr.update(value=texts.new_conversation),
            self._welcome(turns, choices, texts),
            gr.update(label=texts.question_label, placeholder=texts.placeholder),
            gr.update(value=texts.send),
            _notice(texts),
        ]

    def _choose(self, language: str, city: str | None, audience: str, turns: Turns) -> list[Any]:
        texts = texts_for(language)
        asked_as = self._handlers.audience_of(audience)
        choices = self._handlers.choices(city=city or None, audience=asked_as, texts=texts)
        shown = gr.skip() if turns else self._welcome(turns, choices, texts)
        return [_city_choice(choices, city, texts), shown]

    def _ask(
        self, question: str | None, language: str, city: str | None, audience: str, turns: Turns
    ) -> Iterator[list[Any]]:
        if not (question and question.strip()):
            yield [gr.skip(), gr.skip(), gr.skip()]
            return
        asked_as = self._handlers.audience_of(audience)
        for step, (now, html) in enumerate(
            self._handlers.ask(question, turns, city=city, audience=asked_as, language=language)
        ):
            yield ["" if step == 0 else gr.skip(), now, html]

    def _ask_button(
        self, language: str, city: str | None, audience: str, turns: Turns, event: gr.EventData
    ) -> Iterator[list[Any]]:
        pressed = event._data if isinstance(event._data, dict) else {}
        city = pressed.get("city") or city
        question = str(pressed.get("question") or "")
        for _, now, html in self._ask(question, language, city, audience, turns):
            yield [gr.update(value=city or ""), now, html]

    def _restart(self, language: str, city: str | None, audience: str) -> list[Any]:
        texts = texts_for(language)
        asked_as = self._handlers.audience_of(audience)
        choices = self._handlers.choices(city=city or None, audience=asked_as, texts=texts)
        return [(), self._welcome((), choices, texts), ""]


def _heading(texts: Texts) -> str:
    return (
        f'<a class="skip" href="#question">{escape(texts.skip_link)}</a>'
        f"<h1>{escape(texts.name)}<span>窓口</span></h1><p>{escape(texts.subtitle)}</p>"
    )


def _notice(texts: Texts) -> str:
    return f"<p>{escape(texts.notice)}</p>"


def _audiences(texts: Texts) -> list[tuple[str, str]]:
    names = (texts.citizen, texts.onboarding, texts.counter)
    return list(zip(names, AUDIENCES, strict=True))


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
