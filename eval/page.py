"""The report as one self-contained HTML page: figures, and every miss side by side.

Nothing is loaded from anywhere, and every text that comes from documents, questions or
answers is escaped; the only script is the one below, allowed by its hash alone.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from html import escape
from importlib import resources

from eval.calibration import calibrate, calibration_error
from eval.intervals import Estimate
from eval.metrics import METRICS
from eval.page_questions import question_section
from eval.plots import calibration_plot, histogram, share_plot
from eval.records import Header
from eval.report import (
    GROUP_TITLES,
    GROUPING_TITLES,
    estimate_text,
    figure_short,
    figure_text,
    group_title,
    percent,
)
from eval.score import Figures, Judgement, Summary, refusal_rates

_HEADLINES: Mapping[str, str] = {
    "right": "質問全体で正しく応じた割合",
    "correct": "答えられる質問に正しく答えた割合",
    "handled": "答えられない質問に答えなかった割合",
    "verbatim": "引用が原文どおりの割合",
    "department@1": "担当部署を最初に挙げた割合",
    "length": "引用を除く文の長さ",
    "latency_ms": "応答時間",
}
_PLOTTED = ("split", "kind", "audience", "language")
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
            _overview(summary, judgements),
            _figures_table(summary.figures),
            *(_groups_table(name, groups) for name, groups in summary.groups.items()),
            _refusals_table(summary),
            question_section(summary, judgements),
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


def _overview(summary: Summary, judgements: Sequence[Judgement]) -> str:
    """For those who decide: how often it is right, for whom, and how sure it is of it."""
    figures = summary.figures
    sentences = [
        f"{title} {figure_text(figures[name])}"
        for name, title in _HEADLINES.items()
        if name in figures
    ]
    plots = [
        share_plot(f"正しい応答: {GROUPING_TITLES[grouping]}別", _shares(summary.groups[grouping]))
        for grouping in _PLOTTED
        if len(summary.groups[grouping]) > 1
    ]
    bins = calibrate(judgements)
    error = calibration_error(bins)
    if error is not None:
        title = f"確信度と実際（ずれの平均 {error * 100:.1f}点）"
        plots.append(calibration_plot(title, bins))
    times = [value for j in judgements if (value := j.values["latency_ms"]) is not None]
    plots.append(histogram("応答時間の分布", times, unit="ms", limit=1_000))
    return (
        f"<section><h2>要点</h2><ul class=headlines>"
        f"{''.join(f'<li>{escape(sentence)}</li>' for sentence in sentences)}</ul>"
        f"<div class=plots>{''.join(plots)}</div></section>"
    )


def _shares(groups: Mapping[str, Figures]) -> list[tuple[str, Estimate]]:
    """Return the share of right answers of each group, the lowest first."""
    rows = [
        (GROUP_TITLES.get(name, name), figures["right"].mean)
        for name, figures in groups.items()
        if "right" in figures
    ]
    return sorted(rows, key=lambda row: row[1].value)


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
        "<section><h2>全体</h2><div class=scroll><table><thead><tr>"
        "<th>指標<th><th>値（95%区間）<th>問数</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table></div></section>"
    )


def _groups_table(grouping: str, groups: Mapping[str, Figures]) -> str:
    if len(groups) < 2:
        return ""
    head = "".join(f"<th>{escape(name)}" for name in _IN_GROUPS)
    rows = []
    for group, figures in groups.items():
        cells = "".join(f"<td>{escape(figure_short(figures.get(n)))}</td>" for n in _IN_GROUPS)
        rows.append(f"<tr><th scope=row>{escape(group_title(group))}</th>{cells}</tr>")
    title = GROUPING_TITLES[grouping]
    return (
        f"<details><summary>{title}別</summary><div class=scroll><table class=sortable>"
        f"<thead><tr><th>{title}{head}"
        f"</tr></thead><tbody>{''.join(rows)}</tbody></table></div></details>"
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
        "<details><summary>断りの理由</summary><div class=scroll><table>"
        "<thead><tr><th>求められた応答<th>実際の応答"
        f"</tr></thead><tbody>{rows}</tbody></table><table><thead><tr><th>理由<th>適合率<th>再現率"
        f"</tr></thead><tbody>{rates}</tbody></table></div></details>"
    )
