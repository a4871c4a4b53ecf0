"""Conversations as HTML. Everything that is not this module's own markup is escaped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from bot.answer import Answer, Citation, ResponsibleDepartment
from bot.page.conversation import Turn
from bot.page.excerpt import Neighbour, Place
from bot.page.texts import Texts, readable_date

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
        body = (
            f'<p class="searching">{escape(texts.searching)}'
            '<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span></p>'
        )
    return (
        f'<article class="turn" data-turn="{turn.number}"'
        f"{' data-pending' if turn.pending else ''}>"
        f'<h2 class="question" tabindex="-1"><span class="hidden">{escape(texts.asked)}: </span>'
        f'<span lang="ja">{escape(turn.question)}</span></h2>'
        f'<div class="answer">{body}</div></article>'
    )


def render_answer(turn: Turn, answer: Answer, texts: Texts) -> str:
    """Return an answer: text, department, suggestions, sources."""
    labels = {citation.number: citation.label for citation in answer.citations}
    prose = render_text(answer.text, labels, turn.number, texts)
    if answer.status == "answered":
        parts = [f'<div class="prose-ja" lang="ja" data-answer>{prose}</div>']
        parts.append(_departments(answer.departments, labels, turn.number, texts))
    else:
        title = {
            "not_found": texts.not_found,
            "refused": texts.refused,
            "clarify": texts.clarify,
        }.get(answer.status, texts.error)
        body = f'<div class="prose-ja" lang="ja" data-answer>{prose}</div>'
        parts = [_notice(answer.status, title, body)]
    parts.append(_city_buttons(turn, texts))
    parts.append(_sources(answer.citations, turn, texts))
    if answer.status == "answered":
        parts.append(_copy_button(texts))
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


def _copy_button(texts: Texts) -> str:
    return (
        f'<p class="actions"><button type="button" data-copy '
        f'data-copied="{escape(texts.copied)}">{escape(texts.copy)}</button></p>'
    )


def _mark(number: int, label: str, turn: int, texts: Texts) -> str:
    name = escape(texts.open_source.format(number=number, label=label))
    return (
        f'<button type="button" class="mark" data-open="{source_id(turn, number)}" '
        f'aria-label="{name}" title="{escape(label)}">{number}</button>'
    )


def source_id(turn: int, number: int) -> str:
    """Return the identifier on the page of a turn's citation."""
    return f"source-{turn}-{number}"


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
    card = (
        f'<section class="department"><h3>{escape(texts.department)}</h3>'
        f'<p class="name" lang="ja">{city}{escape(first.name)}'
        f"{mark}</p>{contact}"
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


def _sources(citations: Sequence[Citation], turn: Turn, texts: Texts) -> str:
    if not citations:
        return ""
    rows = "".join(
        _source(citation, place, turn.number, texts)
        for citation, place in zip(citations, turn.places, strict=True)
    )
    return f'<section class="sources"><h3>{escape(texts.sources)}</h3>{rows}</section>'


def _source(citation: Citation, place: Place, turn: int, texts: Texts) -> str:
    passage = citation.passage
    facts = [passage.municipality or "", readable_date(passage.date, texts)]
    if passage.page is not None:
        facts.append(texts.page_number.format(page=passage.page))
    title = "" if passage.title and passage.title in citation.label else passage.title
    meta = " ・ ".join(escape(fact) for fact in [title, *facts] if fact)
    return (
        f'<details class="source" id="{source_id(turn, citation.number)}"><summary>'
        f'<span class="number" aria-hidden="true">{citation.number}</span>'
        f'<span class="what"><span class="label" lang="ja">{escape(citation.label)}</span>'
        f'<span class="meta" lang="ja">{meta}</span>'
        f'<q lang="ja">{escape(citation.quote)}</q></span></summary>'
        f'<div class="place">{render_place(place, texts)}</div></details>'
    )


def render_place(place: Place, texts: Texts, *, named: bool = False) -> str:
    """Return a passage in its document: heading path, surroundings, the quote marked.

    Args:
        place: what is shown.
        texts: the interface's language.
        named: whether it takes the place of a citation's passage: its own label stands
            above it, and a button leads back.
    """
    passage, excerpt = place.passage, place.excerpt
    label = f'<p class="label" lang="ja">{escape(passage.label)}</p>' if named else ""
    path = "".join(f"<li>{escape(heading)}</li>" for heading in passage.path if heading)
    headings = f'<ol class="path" lang="ja">{path}</ol>' if path else ""
    quote = f"<mark>{escape(excerpt.quote)}</mark>" if excerpt.quote else ""
    back = (
        f'<button type="button" data-back>{escape(texts.back_to_quote)}</button>' if named else ""
    )
    return (
        f'{label}{headings}<div class="excerpt" role="group" tabindex="0" lang="ja" '
        f'aria-label="{escape(texts.passage_in_document)}">{_around(excerpt.before)}'
        f'<span class="passage">{escape(excerpt.lead)}{quote}{escape(excerpt.rest)}</span>'
        f"{_around(excerpt.after)}</div>"
        f'<div class="steps">{_step(place.previous, texts.previous_passage)}'
        f"{_step(place.next, texts.next_passage)}{back}</div>"
        f'<p class="file">{escape(texts.file_name)}: {escape(passage.document)}</p>'
    )


def _around(text: str) -> str:
    return f'<span class="around">{escape(text)}</span>' if text else ""


def _step(neighbour: Neighbour | None, name: str) -> str:
    if neighbour is None:
        return ""
    return (
        f'<button type="button" data-place="{escape(neighbour.passage_id)}" '
        f'title="{escape(neighbour.label)}">{escape(name)}</button>'
    )


def render_problem(message: str, texts: Texts) -> str:
    """Return what stands in place of the welcome where no question can be answered."""
    return f'<div class="answer">{_notice("error", texts.error, f"<p>{escape(message)}</p>")}</div>'
