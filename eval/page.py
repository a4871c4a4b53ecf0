"""The report as one self-contained HTML page: figures, and every miss side by side.

Nothing is loaded from anywhere, and every text that comes from documents, questions or
answers is escaped; the only script is the one below, allowed by its hash alone.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from importlib import resources
from typing import Any

from eval.matching import group_in
from eval.metrics import METRICS, expected_reason
from eval.records import Header
from eval.report import GROUPING_TITLES, estimate_text, figure_short, figure_text, percent
from eval.score import FAULTS, Figures, Judgement, Summary, refusal_rates

_IN_GROUPS = ("correct", "handled", "facts", "evidence", "label", "recall@5", "mrr", "length")


def report_page(header: Header, summary: Summary, judgements: Sequence[Judgement]) -> str:
    """Return the whole page."""
    style, script = _asset("page.css"), _asset("page.js")
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="ja"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            "<title>回答精度の報告</title>",
            f"<style>{style}</style></head><body>",
            "<header><h1>回答精度の報告</h1>",
            f"<p>{_provenance(header)}</p></header><main>",
            _figures_table(summary.figures),
            *(_groups_table(name, groups) for name, groups in summary.groups.items()),
            _refusals_table(summary),
            _filters(summary, judgements),
            *(_question(judgement) for judgement in _worst_first(judgements)),
            f"</main><script>{script}</script></body></html>",
            "",
        ]
    )


def _asset(name: str) -> str:
    return resources.files("eval").joinpath("assets", name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _provenance(header: Header) -> str:
    base = header.knowledge_base
    sets = "、".join(f"{s['name']} {s['questions']}問" for s in header.sets)
    return escape(
        f"{header.started_at} ／ {sets} ／ 知識ベース: 文書 {base.get('documents')} 件、"
        f"箇所 {base.get('passages')} 件 ／ madoguchi {header.versions.get('madoguchi', '?')} "
        f"{header.versions.get('commit', '')}"
    )


def _figures_table(figures: Figures) -> str:
    rows = []
    for metric in METRICS:
        figure = figures.get(metric.name)
        if figure is None:
            continue
        mean = figure.mean
        bar = ""
        if metric.unit == "share":
            bar = (
                '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" '
                f'role="img" aria-label="{percent(mean.value)}">'
                f'<rect class="{metric.better}" width="{mean.value * 100:.1f}" height="10"/>'
                f'<rect class="interval" x="{mean.low * 100:.1f}" y="4" '
                f'width="{max(0.5, (mean.high - mean.low) * 100):.1f}" height="2"/></svg>'
            )
        rows.append(
            f"<tr><th scope=row>{escape(metric.title)} <code>{escape(metric.name)}</code></th>"
            f"<td>{bar}</td><td>{escape(figure_text(figure))}</td><td>{mean.count}</td></tr>"
        )
    return (
        "<section><h2>全体</h2><table><thead><tr><th>指標<th><th>値（95%区間）<th>問数</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table></section>"
    )


def _groups_table(grouping: str, groups: Mapping[str, Figures]) -> str:
    if len(groups) < 2:
        return ""
    head = "".join(f"<th>{escape(name)}" for name in _IN_GROUPS)
    rows = []
    for group, figures in groups.items():
        cells = "".join(f"<td>{escape(figure_short(figures.get(n)))}</td>" for n in _IN_GROUPS)
        rows.append(f"<tr><th scope=row>{escape(group)}</th>{cells}</tr>")
    title = GROUPING_TITLES[grouping]
    return (
        f"<details><summary>{title}別</summary><table class=sortable><thead><tr><th>{title}{head}"
        f"</tr></thead><tbody>{''.join(rows)}</tbody></table></details>"
    )


def _refusals_table(summary: Summary) -> str:
    rows = "".join(
        f"<tr><th scope=row>{escape(wanted)}</th>"
        f"<td>{escape('、'.join(f'{reason} {count}' for reason, count in came.items()))}</td></tr>"
        for wanted, came in summary.refusals.items()
    )
    rates = "".join(
        f"<tr><th scope=row>{escape(reason)}</th>"
        f"<td>{escape(estimate_text(rates.precision))}</td>"
        f"<td>{escape(estimate_text(rates.recall))}</td></tr>"
        for reason, rates in refusal_rates(summary.refusals).items()
    )
    return (
        "<details><summary>断りの理由</summary><table><thead><tr><th>求められた応答<th>実際の応答"
        f"</tr></thead><tbody>{rows}</tbody></table><table><thead><tr><th>理由<th>適合率<th>再現率"
        f"</tr></thead><tbody>{rates}</tbody></table></details>"
    )


def _filters(summary: Summary, judgements: Sequence[Judgement]) -> str:
    wrong = sum(not judgement.is_right for judgement in judgements)
    options = "".join(
        f'<option value="{escape(name)}">{escape(FAULTS[name])}（{count}）</option>'
        for name, count in summary.faults.items()
    )
    return (
        "<h2>質問ごとの結果</h2><form id=filter><label>表示 <select id=shown>"
        f'<option value="wrong">正しくなかった質問（{wrong}）</option>'
        '<option value="faulty">問題のあった回答すべて</option>'
        f'<option value="all">すべて（{len(judgements)}）</option>{options}</select></label> '
        "<label>検索 <input id=words type=search></label> <output id=count></output></form>"
    )


def _worst_first(judgements: Sequence[Judgement]) -> list[Judgement]:
    return sorted(judgements, key=lambda j: (j.is_right, not j.faults))


def _question(judgement: Judgement) -> str:
    case, outcome = judgement.case, judgement.outcome
    faults = "".join(f"<li>{escape(FAULTS[fault])}</li>" for fault in judgement.faults)
    history = "".join(
        f"<p class=turn>利用者: {escape(asked)}<br>回答: {escape(said)}</p>"
        for asked, said in case.history
    )
    about = "、".join(filter(None, (case.kind, case.audience, case.city, *case.documents)))
    names = " ".join(judgement.faults)
    return (
        f'<article data-right="{int(judgement.is_right)}" data-faults="{escape(names)}">'
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
