"""A scored run as a few lines, as Markdown and as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from eval.intervals import Estimate
from eval.metrics import METRICS
from eval.records import Header
from eval.score import FAULTS, Figure, Figures, Judgement, Summary, refusal_rates

GROUPING_TITLES: Mapping[str, str] = {
    "split": "区分",
    "set": "質問集",
    "kind": "質問の種類",
    "audience": "利用者",
    "language": "言葉",
    "city": "選んだ市",
    "document": "文書",
}
GROUP_TITLES: Mapping[str, str] = {
    "dev": "調整用",
    "holdout": "取り置き",
    "citizen": "市民",
    "onboarding": "新任の職員",
    "counter": "窓口の職員",
    "ja": "日本語",
    "easy": "やさしい日本語",
    "en": "英語",
    "department": "担当部署",
    "goal": "行動目標",
    "measure": "施策・取組み",
    "article": "条文",
    "number": "数・日付",
    "definition": "用語",
    "list": "一覧",
    "procedure": "手続",
    "compare": "比較",
    "unanswerable": "記載がない",
    "out_of_scope": "対象外",
    "false_premise": "前提の誤り",
    "injection": "指示の乗っ取り",
    "privacy": "個人情報",
    "emergency": "緊急",
    "sensitive": "意見を求める",
}
"""What the words of a question set's fields mean to those who decide."""
_LISTED = 40
"""Wrong answers that a terminal shows; the reports have all."""
_IN_GROUPS = ("correct", "handled", "facts", "label", "recall@5", "mrr", "length", "latency_ms")


def percent(value: float) -> str:
    """Return a share as 85.0%."""
    return f"{value * 100:.1f}%"


def group_title(group: str) -> str:
    """Return the name of a group with what it means, where it is a word of a field."""
    return f"{GROUP_TITLES[group]} {group}" if group in GROUP_TITLES else group


def estimate_text(estimate: Estimate | None) -> str:
    """Return a share with its interval and count."""
    if estimate is None:
        return "–"
    interval = f"{percent(estimate.low)}–{percent(estimate.high)}"
    return f"{percent(estimate.value)}（{interval}、{estimate.count}問）"


def figure_text(figure: Figure) -> str:
    """Return a figure with its interval, or median and 95th percentile."""
    if figure.metric.unit == "share":
        mean = figure.mean
        return f"{percent(mean.value)}（{percent(mean.low)}–{percent(mean.high)}）"
    unit = {"characters": "字", "milliseconds": "ms", "tokens": "トークン"}[figure.metric.unit]
    return f"中央値 {figure.median:.0f}{unit}、95% {figure.p95:.0f}{unit}"


def figure_short(figure: Figure | None) -> str:
    """Return a figure as it stands in a table of groups."""
    if figure is None:
        return "–"
    if figure.metric.unit == "share":
        return f"{percent(figure.value)}（{figure.mean.count}）"
    return f"{figure.value:.0f}"


def summary_text(summary: Summary, judgements: Sequence[Judgement]) -> str:
    """Return what the command prints."""
    lines = [f"質問 {summary.questions} 問"]
    for metric in METRICS:
        if figure := summary.figures.get(metric.name):
            lines.append(
                f"  {metric.name:<19}{figure_text(figure)}  {figure.mean.count}問  {metric.title}"
            )
    for grouping in ("split", "set"):
        if len(summary.groups[grouping]) > 1:
            lines.append(f"{GROUPING_TITLES[grouping]}ごとの正答と対応（問数）")
            lines += [
                f"  {name}: {figure_short(figures.get('correct'))} "
                f"{figure_short(figures.get('handled'))}"
                for name, figures in summary.groups[grouping].items()
            ]
    if summary.faults:
        lines.append("問題のあった回答")
        lines += [
            f"  {name:<23}{count:>4}  {FAULTS[name]}" for name, count in summary.faults.items()
        ]
    wrong = [judgement for judgement in judgements if not judgement.is_right]
    if wrong:
        lines.append(f"正しく答えられなかった質問 {len(wrong)} 問")
        lines += [
            f"  {judgement.record.key}  {'、'.join(judgement.faults)}  {judgement.case.question}"
            for judgement in wrong[:_LISTED]
        ]
    if len(wrong) > _LISTED:
        lines.append(f"  ほか {len(wrong) - _LISTED} 問（報告か --misses で見られます）")
    return "\n".join(lines)


def report_json(
    header: Header, summary: Summary, judgements: Sequence[Judgement]
) -> dict[str, Any]:
    """Return the whole report as ``scores.json`` holds it."""
    return {
        "run": asdict(header),
        "summary": summary.to_json(),
        "questions": [judgement.to_json() for judgement in judgements],
    }


def report_markdown(header: Header, summary: Summary, judgements: Sequence[Judgement]) -> str:
    """Return the report for reading in a repository or a pull request."""
    base = header.knowledge_base
    sets = "、".join(f"{s['name']}（{s['questions']}問、{s['sha256'][:12]}）" for s in header.sets)
    lines = [
        "# 回答精度の報告",
        "",
        f"- 実行: {header.started_at}（madoguchi {header.versions.get('madoguchi', '?')}、"
        f"{header.versions.get('commit', '版管理なし')}）",
        f"- 質問集: {sets}",
        f"- 知識ベース: 文書 {base.get('documents')} 件、箇所 {base.get('passages')} 件"
        f"（{str(base.get('documents_sha256', ''))[:12]}）",
        "",
        "( ) 内はブートストラップによる95%区間。",
        "",
        "| 指標 | 名前 | 値 | 問数 |",
        "|---|---|---|---|",
        *_figure_rows(summary.figures),
        "",
    ]
    for grouping, groups in summary.groups.items():
        lines += _group_table(grouping, groups)
    lines += _refusal_table(summary)
    lines += _fault_lists(summary, judgements)
    return "\n".join(lines).rstrip() + "\n"


def _figure_rows(figures: Figures) -> list[str]:
    return [
        f"| {metric.title} | `{metric.name}` | {figure_text(figures[metric.name])} "
        f"| {figures[metric.name].mean.count} |"
        for metric in METRICS
        if metric.name in figures
    ]


def _group_table(grouping: str, groups: Mapping[str, Figures]) -> list[str]:
    if len(groups) < 2:
        return []
    return [
        f"## {GROUPING_TITLES[grouping]}別",
        "",
        f"| {GROUPING_TITLES[grouping]} | {' | '.join(f'`{name}`' for name in _IN_GROUPS)} |",
        "|---" * (len(_IN_GROUPS) + 1) + "|",
        *(
            f"| {_cell(group_title(group))} | "
            + " | ".join(figure_short(figures.get(name)) for name in _IN_GROUPS)
            + " |"
            for group, figures in groups.items()
        ),
        "",
    ]


def _refusal_table(summary: Summary) -> list[str]:
    lines = ["## 断りの理由", "", "| 求められた応答 | 実際の応答（件数） |", "|---|---|"]
    for wanted, came in summary.refusals.items():
        lines.append(f"| {wanted} | {'、'.join(f'{k} {v}' for k, v in came.items())} |")
    lines += ["", "| 理由 | 適合率 | 再現率 |", "|---|---|---|"]
    for reason, rates in refusal_rates(summary.refusals).items():
        shown = f"{estimate_text(rates.precision)} | {estimate_text(rates.recall)}"
        lines.append(f"| {reason} | {shown} |")
    return [*lines, ""]


def _fault_lists(summary: Summary, judgements: Sequence[Judgement]) -> list[str]:
    lines = ["## 問題のあった回答", ""]
    if not summary.faults:
        return [*lines, "ありません。"]
    for fault in summary.faults:
        found = [judgement for judgement in judgements if fault in judgement.faults]
        lines += [f"### {FAULTS[fault]} `{fault}`（{len(found)}）", ""]
        lines += [f"- {found_.record.key} {_cell(found_.case.question)}" for found_ in found]
        lines.append("")
    return lines


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


def misses_text(judgements: Sequence[Judgement]) -> str:
    """Return question, gold, answer and what was found of every miss, for a terminal."""
    blocks = []
    for judgement in judgements:
        if judgement.is_right:
            continue
        case, outcome = judgement.case, judgement.outcome
        lines = [
            f"■ {judgement.record.key} {case.kind} {case.audience} {case.city or ''}".rstrip(),
            *(f"  利用者: {asked} → {said}" for asked, said in case.history),
            f"  質問: {case.question}",
            f"  問題: {'、'.join(judgement.faults)}",
        ]
        if case.answerable:
            lines.append(f"  事実: {' ＋ '.join(' / '.join(group) for group in case.facts)}")
            lines.append(f"  根拠: {' ＋ '.join(' / '.join(group) for group in case.evidence)}")
        else:
            lines.append(f"  答えられない: {case.reason or ''} {case.why or ''}")
        reason = f"（{outcome.reason}）" if outcome.reason else ""
        lines.append(f"  回答: {outcome.status}{reason} {' '.join(outcome.text.split())}")
        lines += [
            f"  引用[{citation['number']}] {'○' if covers else '×'} {citation['label']}"
            for citation, covers in zip(outcome.citations, outcome.covers, strict=True)
        ]
        if case.answerable:
            rank = outcome.covering_rank
            labels = " | ".join(str(passage["label"]) for passage in outcome.passages[:3])
            lines.append(f"  検索: 根拠は{f'{rank}位' if rank else '10位までになし'}: {labels}")
        if judgement.record.error:
            lines.append(f"  失敗: {judgement.record.error}")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)
