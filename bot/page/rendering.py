"""Conversations as HTML. Everything that is not this module's own markup is escaped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from bot.answer import Answer, ResponsibleDepartment
from bot.feedback import REASONS
from bot.furigana import without_readings
from bot.page.conversation import Turn
from bot.page.sources import render_sources, source_id
from bot.page.texts import Texts

_MARK = re.compile(r"\[(\d{1,3})\]")
_MARKS = re.compile(r"(?P<before>[^\s\[\]]?)(?P<marks>(?:\[\d{1,3}\])+)(?P<after>[。、．，）」]*)")


def render_conversation(turns: Sequence[Turn], examples: Sequence[str], texts: Texts) -> str:
    """Return the whole conversation; a welcome with examples before the first question."""
    if not turns:
        return render_welcome(examples, texts)
    return "".join(render_turn(turn, texts) for turn in turns)


def render_welcome(examples: Sequence[str], texts: Texts) -> str:
    """Return what stands on the page before the first question."""
    more = f"<p>{escape(texts.welcome_more)}</p>"
    if texts.answers_are_japanese:
        more += f"<p>{escape(texts.answers_are_japanese)}</p>"
    return (
        f'<section class="welcome"><h2>{escape(texts.welcome)}</h2>{more}'
        f"{_ask_buttons(texts.examples, examples)}</section>"
    )


def render_turn(turn: Turn, texts: Texts) -> str:
    """Return one question with its answer, its failure, or the sign that it is looked for."""
    if turn.answer is not None:
        body = render_answer(turn, turn.answer, texts)
    elif turn.failure is not None:
        body = _notice("error", texts.error, f"<p>{escape(turn.failure)}</p>")
    else:
        body = _coming(turn, texts)
    return (
        f'<article class="turn" data-turn="{turn.number}"'
        f' data-status="{turn.answer.status if turn.answer else ""}"'
        f"{' data-pending' if turn.pending else ''}>"
        f'<h2 class="question" tabindex="-1"><span class="hidden">{escape(texts.asked)}: </span>'
        f'<span lang="ja" data-asked>{escape(turn.question)}</span></h2>'
        f'<div class="answer">{body}</div></article>'
    )


def _coming(turn: Turn, texts: Texts) -> str:
    """Return as much of an answer as there is: what was written, or first line and department."""
    parts = []
    answer = turn.composed
    if answer and answer.status == "answered":
        labels = {citation.number: citation.label for citation in answer.citations}
        text = without_readings(answer.text) if answer.language == "easy" else answer.text
        # What a model wrote is there already; a composed answer begins with what was asked for.
        shown = text if turn.written else text.strip().partition("\n")[0]
        parts.append(f'<div class="words">{render_text(shown, labels, turn.number, texts)}</div>')
        parts.append(_departments(answer.departments, labels, turn.number, texts))
    elif turn.written:
        parts.append(
            f'<div class="words">{render_text(turn.written, {}, turn.number, texts)}</div>'
        )
    told = texts.writing if parts else texts.searching
    parts.append(
        f'<p class="searching">{escape(told)}'
        '<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span></p>'
    )
    return "".join(parts)


def render_answer(turn: Turn, answer: Answer, texts: Texts) -> str:
    """Return an answer: text, department, suggestions, sources."""
    labels = {citation.number: citation.label for citation in answer.citations}
    # The page shows readings above the words, not in brackets behind them.
    text = without_readings(answer.text) if answer.language == "easy" else answer.text
    prose = render_text(text, labels, turn.number, texts)
    spoken = "en" if answer.language == "en" else "ja"
    if answer.status == "answered":
        parts = [f'<div class="words" lang="{spoken}" data-answer>{prose}</div>']
        parts.append(_departments(answer.departments, labels, turn.number, texts))
    else:
        title = {
            "not_found": texts.not_found,
            "refused": texts.refused,
            "clarify": texts.clarify,
        }.get(answer.status, texts.error)
        body = f'<div class="words" lang="{spoken}" data-answer>{prose}</div>'
        parts = [_notice(answer.status, title, body)]
    parts.append(_city_buttons(turn, texts))
    parts.append(render_sources(answer.citations, turn.places, turn.number, texts))
    parts.append(_actions(turn, answer, texts))
    parts.append(_feedback(texts))
    if answer.suggestions:
        parts.append(_ask_buttons(texts.suggestions, answer.suggestions))
    return "".join(parts)


def render_text(text: str, labels: dict[int, str], turn: int, texts: Texts) -> str:
    """Return an answer's text, one paragraph a line, with buttons for its citation marks.

    Brackets with a number that is no citation's stay as they are.
    """
    lines = [line.strip() for line in text.split("\n")]
    return "".join(f"<p>{_with_marks(line, labels, turn, texts)}</p>" for line in lines if line)


def _with_marks(line: str, labels: dict[int, str], turn: int, texts: Texts) -> str:
    parts = []
    at = 0
    for run in _MARKS.finditer(line):
        numbers = [int(number) for number in _MARK.findall(run["marks"])]
        if all(number in labels for number in numbers):
            marks = "".join(_mark(number, labels[number], turn, texts) for number in numbers)
            parts.append(escape(line[at : run.start()]))
            # A mark never starts a line, nor does the full stop after it.
            kept = f"{escape(run['before'])}{marks}{escape(run['after'])}"
            parts.append(f'<span class="keep">{kept}</span>')
            at = run.end()
    parts.append(escape(line[at:]))
    return "".join(parts)


def _actions(turn: Turn, answer: Answer, texts: Texts) -> str:
    copied = f'data-copied="{escape(texts.copied)}"'
    shared = f'data-copied="{escape(texts.shared)}"'
    copy = f'<button type="button" data-copy {copied}>{escape(texts.copy)}</button>'
    return (
        f'<p class="actions">{copy if answer.status == "answered" else ""}'
        f'<button type="button" data-share="{escape(turn.question)}" {shared}>'
        f"{escape(texts.share)}</button>"
        f'<button type="button" data-print>{escape(texts.print)}</button></p>'
    )


_THUMB = (
    '<svg viewBox="0 0 24 24" aria-hidden="true"{turned}><path d="M7 11v9H4v-9zM7 11l4-7c1.5 0 '
    '2.5 1 2.5 2.5V10H19c1 0 1.6.8 1.4 1.7l-1.5 7c-.2.8-.8 1.3-1.6 1.3H7"/></svg>'
)


def _feedback(texts: Texts) -> str:
    down = _THUMB.format(turned=' style="transform:scaleY(-1)"')
    reasons = "".join(
        f'<button type="button" data-helpful="0" data-reason="{reason}">'
        f"{escape(texts.of('reason', reason))}</button>"
        for reason in REASONS
    )
    return (
        f'<div class="feedback"><div><span>{escape(texts.feedback_question)}</span>'
        f'<button type="button" data-helpful="1">{_THUMB.format(turned="")}'
        f"{escape(texts.helpful)}</button>"
        f'<button type="button" data-helpful="0">{down}{escape(texts.unhelpful)}</button></div>'
        f"<fieldset hidden><legend>{escape(texts.feedback_reason)}</legend>{reasons}</fieldset>"
        f'<p role="status" data-thanks="{escape(texts.feedback_thanks)}" '
        f'data-failed="{escape(texts.feedback_failed)}"></p></div>'
    )


def _mark(number: int, label: str, turn: int, texts: Texts) -> str:
    name = escape(texts.open_source.format(number=number, label=label))
    return (
        f'<button type="button" class="mark" data-open="{source_id(turn, number)}" '
        f'aria-label="{name}" title="{escape(label)}">{number}</button>'
    )


def _departments(
    departments: Sequence[ResponsibleDepartment],
    labels: dict[int, str],
    turn: int,
    texts: Texts,
) -> str:
    if not departments:
        return ""
    first, *others = departments
    contact = (
        f'<p class="contact"><span>{escape(texts.contact)}</span> '
        f'<span lang="ja">{escape(first.contact)}</span></p>'
        if first.contact
        else ""
    )
    city = f'<span class="city">{escape(first.municipality)}</span> ' if first.municipality else ""
    known = first.citation in labels
    mark = _mark(first.citation, labels[first.citation], turn, texts) if known else ""
    why = (
        f'<p class="why"><span>{escape(texts.reason_why)}</span> '
        f'<span lang="ja">{escape(labels[first.citation])}</span></p>'
        if known
        else ""
    )
    card = (
        f'<section class="department"><h3>{escape(texts.department)}</h3>'
        f'<p class="name" lang="ja">{city}{escape(first.name)}'
        f"{mark}</p>{contact}{why}"
    )
    if others:
        rows = "".join(f'<li lang="ja">{escape(other.name)}</li>' for other in others)
        card += f'<h4>{escape(texts.other_departments)}</h4><ul class="others">{rows}</ul>'
    return f"{card}</section>"


def _notice(kind: str, title: str, body: str) -> str:
    return f'<section class="notice {escape(kind)}"><h3>{escape(title)}</h3>{body}</section>'


def _city_buttons(turn: Turn, texts: Texts) -> str:
    if not turn.cities:
        return ""
    buttons = "".join(
        f'<li><button type="button" data-ask="{escape(turn.question)}" '
        f'data-city="{escape(city)}" lang="ja">{escape(city)}</button></li>'
        for city in turn.cities
    )
    return (
        f'<section class="choices cities"><h3>{escape(texts.choose_city)}</h3>'
        f"<ul>{buttons}</ul></section>"
    )


def _ask_buttons(title: str, questions: Sequence[str]) -> str:
    if not questions:
        return ""
    buttons = "".join(
        f'<li><button type="button" data-ask="{escape(question)}" lang="ja">'
        f"{escape(question)}</button></li>"
        for question in questions
    )
    return f'<section class="choices"><h3>{escape(title)}</h3><ul>{buttons}</ul></section>'


def render_problem(message: str, texts: Texts) -> str:
    """Return what stands in place of the welcome where no question can be answered."""
    return f'<div class="answer">{_notice("error", texts.error, f"<p>{escape(message)}</p>")}</div>'
