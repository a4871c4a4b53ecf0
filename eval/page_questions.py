"""Every question of a report: a table to find one, and all that came of it side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from eval.matching import group_in
from eval.metrics import expected_reason
from eval.report import GROUP_TITLES
from eval.score import FAULTS, Judgement, Summary

_FIELDS: Mapping[str, str] = {
    "split": "区分",
    "kind": "種類",
    "audience": "利用者",
    "language": "言葉",
    "city": "選んだ市",
    "set": "質問集",
}


def question_section(summary: Summary, judgements: Sequence[Judgement]) -> str:
    """Return the filter, the table and the articles, the worst first."""
    ordered = _worst_first(judgements)
    rows = "".join(_row(number, judgement) for number, judgement in enumerate(ordered))
    articles = "".join(_question(number, judgement) for number, judgement in enumerate(ordered))
    return (
        f"{_filters(summary, judgements)}"
        "<details><summary>一覧表（見出しで並べ替え）</summary><div class=scroll>"
        "<table class=sortable id=questions><thead><tr><th>質問<th>正<th>種類<th>利用者<th>言葉"
        f"<th>根拠の順位<th>ms<th>問題</tr></thead><tbody>{rows}</tbody></table></div></details>"
        f"{articles}"
    )


def _filters(summary: Summary, judgements: Sequence[Judgement]) -> str:
    wrong = sum(not judgement.is_right for judgement in judgements)
    options = "".join(
        f'<option value="{escape(name)}">{escape(FAULTS[name])}（{count}）</option>'
        for name, count in summary.faults.items()
    )
    selects = "".join(
        f'<label>{title} <select data-field="{field}"><option value="">すべて</option>'
        + "".join(
            f'<option value="{escape(value)}">{escape(GROUP_TITLES.get(value, value))}</option>'
            for value in values
        )
        + "</select></label> "
        for field, title in _FIELDS.items()
        if len(values := sorted({_fields(j)[field] for j in judgements})) > 1
    )
    return (
        "<h2 id=all>質問ごとの結果</h2><form id=filter><label>表示 <select id=shown>"
        f'<option value="wrong">正しくなかった質問（{wrong}）</option>'
        '<option value="faulty">問題のあった回答すべて</option>'
        f'<option value="all">すべて（{len(judgements)}）</option>{options}</select></label> '
        f"{selects}<label>検索 <input id=words type=search></label> "
        "<output id=count></output></form>"
    )


def _fields(judgement: Judgement) -> dict[str, str]:
    case = judgement.case
    return {
        "split": case.split,
        "kind": case.kind,
        "audience": case.audience,
        "language": case.language,
        "city": case.city or "（選択なし）",
        "set": judgement.record.set_name,
    }


def _data(judgement: Judgement) -> str:
    fields = "".join(f' data-{k}="{escape(v)}"' for k, v in _fields(judgement).items())
    names = " ".join(judgement.faults)
    return f'data-right="{int(judgement.is_right)}" data-faults="{escape(names)}"{fields}'


def _row(number: int, judgement: Judgement) -> str:
    case, outcome = judgement.case, judgement.outcome
    rank = outcome.covering_rank or ("–" if case.answerable else "")
    faults = "、".join(FAULTS[fault] for fault in judgement.faults)

    def title(word: str) -> str:
        return escape(GROUP_TITLES.get(word, word))

    return (
        f'<tr {_data(judgement)}><th scope=row><a href="#q{number}">'
        f"{escape(case.question)}</a></th>"
        f"<td>{'○' if judgement.is_right else '×'}</td><td>{title(case.kind)}</td>"
        f"<td>{title(case.audience)}</td><td>{title(case.language)}</td><td>{rank}</td>"
        f"<td>{judgement.record.wall_ms:.0f}</td><td>{escape(faults)}</td></tr>"
    )


def _worst_first(judgements: Sequence[Judgement]) -> list[Judgement]:
    return sorted(judgements, key=lambda j: (j.is_right, not j.faults))


def _question(number: int, judgement: Judgement) -> str:
    case, outcome = judgement.case, judgement.outcome
    faults = "".join(f"<li>{escape(FAULTS[fault])}</li>" for fault in judgement.faults)
    history = "".join(
        f"<p class=turn>利用者: {escape(asked)}<br>回答: {escape(said)}</p>"
        for asked, said in case.history
    )
    about = "、".join(filter(None, (case.kind, case.audience, case.city, *case.documents)))
    return (
        f'<article id="q{number}" {_data(judgement)}>'
        f"<h3>{'○' if judgement.is_right else '×'} {escape(case.question)}</h3>"
        f"<p class=about><code>{escape(judgement.record.key)}</code> {escape(about)}</p>"
        f"{history}<ul class=faults>{faults}</ul><div class=columns>"
        f"<section><h4>正解</h4>{_gold(judgement)}</section>"
        f"<section><h4>回答 <code>{escape(outcome.status)}</code> "
        f"{escape(outcome.reason or '')}</h4>{_answer(judgement)}</section>"
        f"<section><h4>引用</h4>{_citations(judgement)}</section>"
        f"<section><h4>検索結果</h4>{_passages(judgement)}</section></div></article>"
    )


def _gold(judgement: Judgement) -> str:
    case, outcome = judgement.case, judgement.outcome
    if not case.answerable:
        wanted = escape(expected_reason(outcome) or "")
        return f"<p>答えられない質問（{wanted}）</p><p>{escape(case.why or '')}</p>"
    parts = [_checklist("事実", case.facts, [outcome.text])]
    parts.append(_checklist("根拠", case.evidence, outcome.cited_texts))
    if case.labels:
        parts.append(f"<p>出典: {escape(' / '.join(case.labels))}</p>")
    if case.department:
        parts.append(f"<p>担当: {escape(case.department)}</p>")
    return "".join(parts)


def _checklist(title: str, groups: Iterable[Sequence[str]], texts: Sequence[str]) -> str:
    items = "".join(
        f"<li class={'yes' if group_in(group, texts) else 'no'}>{escape(' / '.join(group))}</li>"
        for group in groups
    )
    return f"<p>{title}</p><ul class=checks>{items}</ul>" if items else ""


def _answer(judgement: Judgement) -> str:
    outcome, record = judgement.outcome, judgement.record
    departments = "、".join(outcome.departments)
    return (
        f"<p class=text>{escape(outcome.text)}</p>"
        + (f"<p>担当: {escape(departments)}</p>" if departments else "")
        + (f"<p class=no>{escape(record.error)}</p>" if record.error else "")
        + f"<p class=about>{record.wall_ms:.0f} ms</p>"
    )


def _citations(judgement: Judgement) -> str:
    outcome = judgement.outcome
    items = []
    for number, citation in enumerate(outcome.citations):
        verbatim = "" if outcome.quotes_verbatim[number] else "<p class=no>原文どおりでない</p>"
        covers = "yes" if outcome.covers[number] else "other"
        items.append(
            f"<li class={covers}>[{escape(str(citation['number']))}] "
            f"{escape(str(citation['label']))}<q>{escape(str(citation['quote']))}</q>{verbatim}"
            f"{_folded('引用した箇所', str(citation['text']))}</li>"
        )
    return f"<ol class=plain>{''.join(items)}</ol>" if items else "<p>なし</p>"


def _passages(judgement: Judgement) -> str:
    items = []
    for passage in judgement.outcome.passages:
        text = str(passage["text"])
        covers = any(group_in(group, [text]) for group in judgement.case.evidence)
        items.append(
            f"<li class={'yes' if covers else 'other'}>{_folded(_headline(passage), text)}</li>"
        )
    return f"<ol>{''.join(items)}</ol>" if items else "<p>なし</p>"


def _headline(passage: Mapping[str, Any]) -> str:
    return f"{passage['label']} {float(passage['score']):.2f}"


def _folded(title: str, text: str) -> str:
    return f"<details><summary>{escape(title)}</summary><p class=text>{escape(text)}</p></details>"
