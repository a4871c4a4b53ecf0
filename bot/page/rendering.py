"""Conversations as HTML. Everything that is not this module's own markup is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from bot.answer import Answer, ResponsibleDepartment
from bot.feedback import REASONS
from bot.furigana import Ruby, ruby
from bot.page.conversation import Turn
from bot.page.sources import render_sources
from bot.page.texts import Texts
from bot.page.words import READ, render_mark, render_text
from kb.directory_lines import PHONE


def render_conversation(
    turns: Sequence[Turn], examples: Sequence[str], texts: Texts, *, furigana: bool = False
) -> str:
    """Return the whole conversation; a welcome with examples before the first question.

    With ``furigana`` readings stand above the words of the answers, nowhere else yet.
    """
    if not turns:
        return render_welcome(examples, texts)
    return "".join(render_turn(turn, texts, furigana=furigana) for turn in turns)


def render_welcome(examples: Sequence[str], texts: Texts) -> str:
    """Return what stands on the page before the first question."""
    more = f"<p>{escape(texts.welcome_more)}</p>"
    if texts.answers_are_japanese:
        more += f"<p>{escape(texts.answers_are_japanese)}</p>"
    return (
        f'<section class="welcome"><h2>{escape(texts.welcome)}</h2>{more}'
        f"{_ask_buttons(texts.examples, examples)}</section>"
    )


def render_turn(turn: Turn, texts: Texts, *, furigana: bool = False) -> str:
    """Return one question with its answer, its failure, or the sign that it is looked for."""
    if turn.answer is not None:
        body = render_answer(turn, turn.answer, texts, furigana=furigana)
    elif turn.failure is not None:
        body = _notice("error", texts.error, f"<p>{escape(turn.failure)}</p>")
    else:
        body = _coming(turn, texts, furigana=furigana)
    return (
        f'<article class="turn" data-turn="{turn.number}"'
        f' data-status="{turn.answer.status if turn.answer else ""}"'
        f"{' data-pending' if turn.pending else ''}>"
        f'<h2 class="question" tabindex="-1"><span class="hidden">{escape(texts.asked)}: </span>'
        f'<span lang="ja" data-asked>{escape(turn.question)}</span></h2>'
        f'<div class="answer">{body}</div></article>'
    )


def _coming(turn: Turn, texts: Texts, *, furigana: bool) -> str:
    """Return as much of an answer as there is: what was written, or first line and department."""
    parts = []
    answer = turn.composed
    if answer and answer.status == "answered":
        labels = {citation.number: citation.label for citation in answer.citations}
        runs = _runs(answer, furigana=furigana)
        # What a model wrote is there already; a composed answer begins with what was asked for.
        lines = None if turn.written else 1
        shown = render_text(runs, labels, turn.number, texts, most_lines=lines)
        parts.append(f'<div class="words"{READ if furigana else ""}>{shown}</div>')
        parts.append(_departments(answer.departments, labels, turn.number, texts))
    elif turn.written:
        shown = render_text((Ruby(turn.written),), {}, turn.number, texts)
        parts.append(f'<div class="words">{shown}</div>')
    told = texts.writing if parts else texts.searching
    parts.append(
        f'<p class="searching">{escape(told)}'
        '<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span></p>'
    )
    return "".join(parts)


def _runs(answer: Answer, *, furigana: bool) -> Sequence[Ruby]:
    """Return an answer's text in runs; those in kanji with their reading where it is wanted."""
    if answer.ruby:
        # The answer's own: its text has readings in brackets, which the page shows above.
        return answer.ruby
    return ruby(answer.text) if furigana else (Ruby(answer.text),)


def render_answer(turn: Turn, answer: Answer, texts: Texts, *, furigana: bool = False) -> str:
    """Return an answer: text, department, suggestions, sources."""
    labels = {citation.number: citation.label for citation in answer.citations}
    spoken = "en" if answer.language == "en" else "ja"
    runs = _runs(answer, furigana=furigana)
    prose = render_text(runs, labels, turn.number, texts)
    words = (
        f'<div class="words" lang="{spoken}" data-answer{READ if furigana else ""}>{prose}</div>'
    )
    if answer.status == "answered":
        parts = [words]
        parts.append(_departments(answer.departments, labels, turn.number, texts))
    else:
        title = {
            "not_found": texts.not_found,
            "refused": texts.refused,
            "clarify": texts.clarify,
        }.get(answer.status, texts.error)
        parts = [_notice(answer.status, title, words)]
    parts.append(_city_buttons(turn, texts))
    parts.append(render_sources(answer.citations, turn.places, turn.number, texts))
    parts.append(_actions(turn, answer, texts))
    parts.append(_feedback(texts))
    if answer.suggestions:
        parts.append(_ask_buttons(texts.suggestions, answer.suggestions))
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
        f"<span>{escape(texts.helpful)}</span></button>"
        f'<button type="button" data-helpful="0">{down}'
        f"<span>{escape(texts.unhelpful)}</span></button></div>"
        f"<fieldset hidden><legend>{escape(texts.feedback_reason)}</legend>{reasons}</fieldset>"
        f'<p role="status" data-thanks="{escape(texts.feedback_thanks)}" '
        f'data-failed="{escape(texts.feedback_failed)}"></p></div>'
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
        f'<span lang="ja">{_with_numbers(first.contact)}</span></p>'
        if first.contact
        else ""
    )
    city = f'<span class="city">{escape(first.municipality)}</span> ' if first.municipality else ""
    known = first.citation in labels
    mark = render_mark(first.citation, labels[first.citation], turn, texts) if known else ""
    why = (
        f'<p class="why"><span>{escape(texts.reason_why)}</span> '
        f'<span lang="ja">{escape(labels[first.citation])}</span></p>'
        if known
        else ""
    )
    card = (
        f'<section class="department"><h3>{escape(texts.department)}</h3>'
        f'<p class="name" lang="ja">{city}{_name(first.name)}'
        f"{mark}</span></p>{contact}{why}"
    )
    if others:
        rows = "".join(f'<li lang="ja">{escape(other.name)}</li>' for other in others)
        card += f'<h4>{escape(texts.other_departments)}</h4><ul class="others">{rows}</ul>'
    return f"{card}</section>"


def _name(name: str) -> str:
    """Return a department's name; its last part is left open, for the mark that belongs to it."""
    *above, own = name.split(" ") if name else [""]
    return f'{escape("".join(f"{part} " for part in above))}<span class="own">{escape(own)}'


def _with_numbers(contact: str) -> str:
    """Return a contact as HTML, each telephone number whole on its line and to be called."""
    parts = []
    at = 0
    for found in PHONE.finditer(contact):
        digits = "".join(str(int(digit)) for digit in found.group() if digit.isdecimal())
        number = f'<a class="keep" href="tel:{digits}">{escape(found.group())}</a>'
        parts += [escape(contact[at : found.start()]), number]
        at = found.end()
    return "".join([*parts, escape(contact[at:])])


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
