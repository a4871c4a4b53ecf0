"""Two runs on the same questions: what became better, what worse, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eval.intervals import Difference, compare_means
from eval.metrics import METRICS, Metric
from eval.records import Run
from eval.report import percent
from eval.score import Judgement, judge
from ingest.errors import MadoguchiError


class CompareError(MadoguchiError):
    """Two runs have no question in common."""


@dataclass(frozen=True)
class MetricDifference:
    """One metric over the questions that have a value in both runs."""

    metric: Metric
    first: float
    """Mean of the first run over these questions."""
    second: float
    difference: Difference


@dataclass(frozen=True)
class ChangedQuestion:
    """A question of which the two runs made something different."""

    first: Judgement
    second: Judgement

    @property
    def change(self) -> str:
        """Return ``better``, ``worse`` or ``other`` (as right as before, but not the same)."""
        if self.first.is_right == self.second.is_right:
            return "other"
        return "better" if self.second.is_right else "worse"

    def to_json(self) -> dict[str, Any]:
        """Return the question with both answers."""
        return {
            "key": self.first.record.key,
            "question": self.first.case.question,
            "change": self.change,
            "first": _side(self.first),
            "second": _side(self.second),
        }


def _side(judgement: Judgement) -> dict[str, Any]:
    return {
        "right": judgement.is_right,
        "status": judgement.outcome.status,
        "faults": list(judgement.faults),
        "text": judgement.outcome.text,
    }


@dataclass(frozen=True)
class Comparison:
    """How the second run differs from the first."""

    common: int
    """Questions with the same id and gold in both."""
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]
    changed_gold: tuple[str, ...]
    """Questions whose text or gold differs between the runs; left out."""
    metrics: tuple[MetricDifference, ...]
    questions: tuple[ChangedQuestion, ...]
    """Those that changed: better, then worse, then other."""

    def to_json(self) -> dict[str, Any]:
        """Return the comparison."""
        return {
            "common": self.common,
            "only_first": list(self.only_first),
            "only_second": list(self.only_second),
            "changed_gold": list(self.changed_gold),
            "metrics": {
                m.metric.name: {
                    "first": round(m.first, 4),
                    "second": round(m.second, 4),
                    **m.difference.to_json(),
                }
                for m in self.metrics
            },
            "questions": [question.to_json() for question in self.questions],
        }


def compare_runs(first: Run, second: Run) -> Comparison:
    """Return the differences on the questions that both runs were asked.

    Raises:
        CompareError: they have none in common.
    """
    before = {record.key: judge(record) for record in first.records}
    after = {record.key: judge(record) for record in second.records}
    shared = [key for key in before if key in after]
    changed_gold = [
        key for key in shared if before[key].case.to_json() != after[key].case.to_json()
    ]
    common = [key for key in shared if key not in set(changed_gold)]
    if not common:
        raise CompareError(
            "二つの記録に共通する質問がありません。同じ質問集の記録を指定してください。"
        )
    pairs = [ChangedQuestion(before[key], after[key]) for key in common]
    order = {"better": 0, "worse": 1, "other": 2}
    return Comparison(
        common=len(common),
        only_first=tuple(key for key in before if key not in after),
        only_second=tuple(key for key in after if key not in before),
        changed_gold=tuple(changed_gold),
        metrics=tuple(_differences(pairs)),
        questions=tuple(
            sorted(filter(_is_changed, pairs), key=lambda question: order[question.change])
        ),
    )


def _differences(pairs: Sequence[ChangedQuestion]) -> list[MetricDifference]:
    found = []
    for metric in METRICS:
        values: list[tuple[float, float]] = []
        for pair in pairs:
            one, other = pair.first.values[metric.name], pair.second.values[metric.name]
            if one is not None and other is not None:
                values.append((one, other))
        firsts, seconds = [v[0] for v in values], [v[1] for v in values]
        difference = compare_means(firsts, seconds)
        if difference:
            count = len(values)
            found.append(
                MetricDifference(metric, sum(firsts) / count, sum(seconds) / count, difference)
            )
    return found


def _is_changed(question: ChangedQuestion) -> bool:
    one, other = question.first, question.second
    return (
        one.is_right != other.is_right
        or one.faults != other.faults
        or one.outcome.status != other.outcome.status
    )


def comparison_markdown(comparison: Comparison) -> str:
    """Return the comparison for a person, as Markdown that reads well in a terminal too."""
    lines = [
        f"# 二つの実行の比較（共通の質問 {comparison.common} 問）",
        "",
        "| 指標 | 前 | 後 | 差（95%区間） | 良くなった | 悪くなった | 符号検定 p |",
        "|---|---|---|---|---|---|---|",
        *(_metric_row(m) for m in comparison.metrics),
        "",
        "差は後−前。* は区間が0を含まないもの。",
        "",
    ]
    titles: Mapping[str, str] = {
        "better": "正しくなった質問",
        "worse": "正しくなくなった質問",
        "other": "ほかに変わった質問",
    }
    for change, title in titles.items():
        changed = [question for question in comparison.questions if question.change == change]
        lines += [f"## {title}（{len(changed)}）", ""]
        for question in changed:
            lines += [
                f"- {question.first.record.key} {question.first.case.question}",
                f"  - 前 {_side_text(question.first)}",
                f"  - 後 {_side_text(question.second)}",
            ]
        if changed:
            lines.append("")
    for title, keys in (
        ("前だけにある質問", comparison.only_first),
        ("後だけにある質問", comparison.only_second),
        ("質問か正解が変わったので比べなかったもの", comparison.changed_gold),
    ):
        if keys:
            lines += [f"{title}（{len(keys)}）: {'、'.join(keys)}", ""]
    return "\n".join(lines).rstrip() + "\n"


def _metric_row(found: MetricDifference) -> str:
    difference = found.difference
    if found.metric.unit == "share":
        first, second = percent(found.first), percent(found.second)
        change = f"{difference.value * 100:+.1f}"
        interval = f"{difference.low * 100:+.1f}–{difference.high * 100:+.1f}"
    else:
        first, second = f"{found.first:.1f}", f"{found.second:.1f}"
        change = f"{difference.value:+.1f}"
        interval = f"{difference.low:+.1f}–{difference.high:+.1f}"
    star = " *" if difference.is_clear else ""
    ups, downs = difference.ups, difference.downs
    if found.metric.better == "lower":
        ups, downs = downs, ups
    return (
        f"| {found.metric.title} `{found.metric.name}` | {first} | {second} "
        f"| {change}（{interval}）{star} | {ups} | {downs} | {difference.sign_test:.3f} |"
    )


def _side_text(judgement: Judgement) -> str:
    text = " ".join(judgement.outcome.text.split())
    text = text if len(text) <= 120 else f"{text[:120]}…"
    faults = f"（{'、'.join(judgement.faults)}）" if judgement.faults else ""
    return f"{judgement.outcome.status}{faults}: {text}"
