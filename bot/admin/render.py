"""The administration pages as HTML: use, questions without an answer, words, switches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from bot.admin import figures as counted
from bot.admin.figures import Topic
from bot.admin.parts import Own, audience_choice, box, table
from bot.admin.trial import Effect, Told
from bot.page.texts import Texts
from bot.records.audit import Entry as AuditEntry
from bot.records.audit import Verdict
from bot.records.switches import Name, State
from kb.catalog import StoredDocument
from kb.vocabulary import Entry


def why(reason: str, texts: Texts) -> str:
    """Return why there was no answer in words; of a status its words."""
    return texts.rows.get(f"why_{reason}") or texts.of("status", reason)


def figures(
    rows: Sequence[Mapping[str, Any]],
    state: State,
    stored: Sequence[StoredDocument],
    waiting: int,
    texts: Texts,
) -> str:
    """Return the figures by day with plots, and how the system is."""
    days = counted.figures_by_day(rows)
    bot, llm = state.switch("bot"), state.switch("llm")
    off = f"{texts.admin_off}: {{}}"
    passages = sum(document.passages for document in stored)
    health = (
        (texts.admin_answers, texts.admin_on if bot.is_on else off.format(bot.reason)),
        (texts.admin_model, texts.admin_model_on if llm.is_on else off.format(llm.reason)),
        (
            texts.page_documents,
            texts.documents_total.format(documents=len(stored), passages=f"{passages:,}"),
        ),
        (texts.admin_waiting, texts.admin_lines.format(count=waiting)),
    )
    by_day = [
        (
            day.day, day.questions, day.answered,
            texts.comma.join(f"{why(name, texts)} {n}" for name, n in day.not_answered.items()),
            round(day.median_ms), round(day.slowest_ms),
        )
        for day in reversed(days)
    ]  # fmt: skip
    columns = (
        texts.admin_day, texts.admin_questions, texts.admin_answered,
        texts.admin_not_answered, texts.admin_median, texts.admin_slowest,
    )  # fmt: skip
    named = [(Own(name), count) for name, count in counted.departments(rows)[:30]]
    state_now = table((texts.admin_item, texts.admin_state), health, name=texts.admin_state)
    plots = _plot(days, texts.admin_questions_plot, "questions", texts) + _plot(
        days, texts.admin_time_plot, "median_ms", texts
    )
    daily = (
        plots + table(columns, by_day, name=texts.admin_daily)
        if days
        else f"<p>{escape(texts.admin_no_questions)}</p>"
    )
    departments = _listed(
        (texts.admin_department, texts.admin_answered),
        named,
        name=texts.admin_departments,
        none=texts.admin_none,
    )
    return (
        _part(texts.admin_state, state_now)
        + _part(texts.admin_daily, daily)
        + _part(texts.admin_departments, departments)
    )


def _plot(days: Sequence[counted.Day], title: str, shown: str, texts: Texts) -> str:
    most = max((float(getattr(day, shown)) for day in days), default=0)
    return counted.plot(
        days, title=title, shown=shown, note=texts.admin_most.format(most=f"{most:,.0f}")
    )


def _part(title: str, body: str) -> str:
    return f"<h2>{escape(title)}</h2>{body}"


def questions(topics: Sequence[Topic], judged: Sequence[Mapping[str, Any]], texts: Texts) -> str:
    """Return questions without an answer by topic, each with drafts to approve, and feedback."""
    listed = "".join(_topic(topic, texts) for topic in topics[:50])
    rows = [
        (
            row["at"][:10],
            texts.helpful if row["helpful"] else texts.unhelpful,
            texts.of("reason", row["reason"]) if row["reason"] else "",
            Own(row["question"]),
            Own("、".join(row["labels"])),
        )
        for row in reversed(judged[-200:])
    ]
    columns = (
        texts.admin_day, texts.admin_judgements, texts.admin_why, texts.asked,
        texts.sources,
    )  # fmt: skip
    return (listed or f"<p>{escape(texts.admin_no_topics)}</p>") + _part(
        texts.admin_judgements,
        _listed(columns, rows, name=texts.admin_judgements, none=texts.admin_no_judgements),
    )


def _listed(
    columns: Sequence[str], rows: Sequence[Sequence[object]], *, name: str, none: str
) -> str:
    return table(columns, rows, name=name) if rows else f"<p>{escape(none)}</p>"


def _topic(topic: Topic, texts: Texts) -> str:
    asked = "".join(f"<li>{escape(question)}</li>" for question in topic.questions[:10])
    words = escape("・".join(topic.words))
    named = f'<span lang="ja">{words}</span>' if words else escape(texts.admin_other_topic)
    times = escape(texts.admin_times.format(count=topic.count))
    return (
        f'<details><summary>{named} <span class="count">{times}</span></summary>'
        f'<ul lang="ja">{asked}</ul>{_draft_faq(topic, texts)}{_draft_words(topic, texts)}'
        "</details>"
    )


def _draft_faq(topic: Topic, texts: Texts) -> str:
    question = (
        f'<input name="question" maxlength="400" required value="{escape(topic.questions[0])}">'
    )
    answer = '<textarea name="answer" rows="3" maxlength="4000" required></textarea>'
    return (
        f'<form method="post" action="/admin/faq">{box(texts.asked, question)}'
        f"{box(texts.admin_answer, answer)}{audience_choice(texts)}"
        f"<p><button>{escape(texts.admin_add_faq)}</button></p></form>"
    )


def _draft_words(topic: Topic, texts: Texts) -> str:
    everyday = escape(topic.words[0] if topic.words else "")
    return (
        '<form method="get" action="/admin/words">'
        + box(texts.admin_everyday, f'<input name="everyday" value="{everyday}" maxlength="100">')
        + box(texts.admin_terms, '<input name="terms" maxlength="400">')
        + f"<p><button>{escape(texts.admin_try_words)}</button></p></form>"
    )


def words(
    known: Sequence[Entry],
    everyday: str,
    terms: str,
    effects: Sequence[Effect] | None,
    texts: Texts,
) -> str:
    """Return the words that were added, the form for another, and what it would change."""
    tried = "" if effects is None else _part(texts.admin_tried, _effects(effects, texts))
    rows = [(Own(entry.everyday), Own("、".join(entry.administrative))) for entry in known]
    listed = _listed(
        (texts.admin_everyday, texts.admin_office_words),
        rows,
        name=texts.admin_known_words,
        none=texts.admin_no_words,
    )
    said = f'<input name="everyday" value="{escape(everyday)}" maxlength="100" required>'
    written = f'<input name="terms" value="{escape(terms)}" maxlength="400">'
    return (
        f'<form method="get" action="/admin/words">{box(texts.admin_everyday, said)}'
        f"{box(texts.admin_terms_or_none, written)}"
        f'<p><button class="primary">{escape(texts.admin_try)}</button> '
        f'<button formmethod="post">{escape(texts.admin_save)}</button></p></form>'
        f"{tried}{_part(texts.admin_known_words, listed)}"
    )


def _effects(effects: Sequence[Effect], texts: Texts) -> str:
    changed = sum(effect.is_changed for effect in effects)
    told = texts.admin_changed.format(total=len(effects), changed=changed)
    rows = [
        (Own(effect.question), _told(effect.before, texts), _told(effect.after, texts))
        for effect in effects
    ]
    columns = (texts.asked, texts.admin_now, texts.admin_then)
    listed = table(columns, rows, name=texts.admin_tried) if rows else ""
    return f"<p>{escape(told)}</p>{listed}"


def _told(told: Told, texts: Texts) -> str:
    cited = "、".join(told.labels)
    outcome = why(told.reason or told.status, texts)
    return f"{outcome}: {cited}" if cited else outcome


def switches(state: State, verdict: Verdict, entries: Sequence[AuditEntry], texts: Texts) -> str:
    """Return the switches and the audit log."""
    forms = _switch("bot", texts.admin_answers, state, texts) + _switch(
        "llm", texts.admin_model, state, texts
    )
    whole = escape(texts.admin_log_whole.format(count=verdict.entries))
    checked = (
        f'<p class="done">{whole} <code>{verdict.entries}:{verdict.last_digest}</code></p>'
        if verdict.problem is None
        else f'<p class="problem" lang="ja">{escape(verdict.problem)}</p>'
    )
    rows = [
        (
            entry.number, entry.at[:19].replace("T", " "), entry.actor,
            texts.of("act", entry.action), _detail(entry.detail.items(), texts),
        )
        for entry in entries
    ]  # fmt: skip
    columns = (
        texts.admin_number, texts.admin_at, texts.admin_who, texts.admin_what, texts.admin_detail,
    )  # fmt: skip
    return f"{forms}{_part(texts.admin_log, checked)}" + table(columns, rows, name=texts.admin_log)


def _switch(name: Name, title: str, state: State, texts: Texts) -> str:
    switch = state.switch(name)
    on = texts.admin_on if name == "bot" else texts.admin_model_on
    reason = f'<input name="reason" maxlength="400" value="{escape(switch.reason)}">'
    return _part(
        title,
        f"<p>{escape(on if switch.is_on else texts.admin_off)}</p>"
        '<form method="post" action="/admin/switches">'
        f'<input type="hidden" name="name" value="{name}">{box(texts.admin_off_reason, reason)}'
        f'<p><button name="on" value="false">{escape(texts.admin_switch_off)}</button> '
        f'<button name="on" value="true">{escape(texts.admin_switch_on)}</button></p></form>',
    )


def _detail(detail: Iterable[tuple[str, Any]], texts: Texts) -> str:
    """Return what an entry of the audit log tells: 資料 船着場.txt、対象 公開."""
    parts = []
    for name, value in detail:
        if isinstance(value, bool):
            shown = texts.admin_on if value else texts.admin_off
        elif isinstance(value, list):
            shown = "、".join(map(str, value)) or texts.admin_none
        elif name in ("audience", "role"):
            shown = texts.of(name, str(value))
        else:
            shown = "" if value is None else str(value)
        if shown:
            parts.append(f"{texts.of('detail', name)} {shown}")
    return texts.comma.join(parts)
