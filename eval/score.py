"""The second of the two steps: records → figures, by question and by group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eval.cases import Case
from eval.intervals import Estimate, estimate_mean, percentile
from eval.metrics import METRICS, Metric, expected_reason, failed
from eval.outcome import Outcome
from eval.records import Record

Values = Mapping[str, float | None]
GROUPINGS: Mapping[str, Callable[[Record], Iterable[str]]] = {
    "split": lambda record: [record.case.split],
    "set": lambda record: [record.set_name],
    "kind": lambda record: [record.case.kind],
    "audience": lambda record: [record.case.audience],
    "language": lambda record: [record.case.language],
    "city": lambda record: [record.case.city or "（選択なし）"],
    "document": lambda record: record.case.documents,
}
FAULTS: Mapping[str, str] = {
    "failed": "失敗した",
    "answered_unanswerable": "答えられない質問に答えた",
    "wrong_reason": "断りの理由が違う",
    "false_refusal": "答えられるのに断った",
    "not_retrieved": "根拠が検索結果の10件にない",
    "missing_evidence": "根拠を引用していない",
    "missing_facts": "答えるべき事実が足りない",
    "wrong_label": "出典の表示が違う",
    "wrong_department": "担当部署が違う",
    "invented_quote": "引用が原文どおりでない",
    "unsupported_claim": "引用が支えない文がある",
    "missing_condition": "ただし書きなどの条件を落とした",
    "wrong_marks": "引用番号が合わない",
    "slow": "応答が遅い",
}
"""What can be wrong with an answer, in Japanese, the gravest first."""


@dataclass(frozen=True)
class Judgement:
    """One question, scored."""

    outcome: Outcome
    values: Values
    """By name of metric."""
    faults: tuple[str, ...]
    """Names of ``FAULTS``, the gravest first; empty for an answer without fault."""

    @property
    def record(self) -> Record:
        """What was scored."""
        return self.outcome.record

    @property
    def case(self) -> Case:
        """The question and its gold."""
        return self.record.case

    @property
    def is_right(self) -> bool:
        """Whether the answer is correct, or the unanswerable question handled."""
        return self.values["right"] == 1.0

    def to_json(self) -> dict[str, Any]:
        """Return what the score adds to the record."""
        return {
            "key": self.record.key,
            "right": self.is_right,
            "faults": list(self.faults),
            "status": self.outcome.status,
            "reason": self.outcome.reason,
            **{
                name: None if value is None else round(value, 4)
                for name, value in self.values.items()
            },
        }


@dataclass(frozen=True)
class Figure:
    """A metric over a group of questions."""

    metric: Metric
    mean: Estimate
    median: float
    p95: float

    @property
    def value(self) -> float:
        """Return what is reported first: the mean of shares, the median of the others."""
        return self.mean.value if self.metric.unit == "share" else self.median

    def to_json(self) -> dict[str, float | int]:
        """Return mean, interval and count, and for lengths and times median and p95."""
        figure = self.mean.to_json()
        if self.metric.unit != "share":
            figure = {
                "median": round(self.median, 2),
                "p95": round(self.p95, 2),
                "mean": figure["value"],
                "low": figure["low"],
                "high": figure["high"],
                "count": figure["count"],
            }
        return figure


Figures = Mapping[str, Figure]


@dataclass(frozen=True)
class Summary:
    """The figures of a run."""

    questions: int
    figures: Figures
    """By name of metric; those without a value are left out."""
    groups: Mapping[str, Mapping[str, Figures]]
    """grouping → group → figures."""
    faults: Mapping[str, int]
    """How many answers have a fault."""
    refusals: Mapping[str, Mapping[str, int]]
    """What was wanted (``answer`` or a reason) → what came (``answered`` or a reason) → how
    many."""

    def to_json(self) -> dict[str, Any]:
        """Return all figures."""
        return {
            "questions": self.questions,
            "figures": _figures_to_json(self.figures),
            "groups": {
                grouping: {group: _figures_to_json(figures) for group, figures in groups.items()}
                for grouping, groups in self.groups.items()
            },
            "faults": dict(self.faults),
            "refusals": {wanted: dict(came) for wanted, came in self.refusals.items()},
            "refusals_by_reason": {
                reason: rates.to_json() for reason, rates in refusal_rates(self.refusals).items()
            },
        }


def _figures_to_json(figures: Figures) -> dict[str, dict[str, float | int]]:
    return {name: figure.to_json() for name, figure in figures.items()}


def judge(record: Record) -> Judgement:
    """Return a record with all its values and faults."""
    outcome = Outcome(record)
    values = {metric.name: metric.compute(outcome) for metric in METRICS}
    return Judgement(outcome, values, tuple(_faults(outcome, values)))


def _faults(outcome: Outcome, values: Values) -> Iterable[str]:
    present = {
        "failed": failed(outcome) == 1.0,
        "answered_unanswerable": values["handled"] == 0.0,
        "wrong_reason": values["refusal_reason"] == 0.0 and not failed(outcome),
        "false_refusal": values["false_refusal"] == 1.0,
        "not_retrieved": values["recall@10"] == 0.0,
        "missing_evidence": outcome.is_answered and _below(values["evidence"]),
        "missing_facts": outcome.is_answered and _below(values["facts"]),
        "wrong_label": values["label"] == 0.0,
        "wrong_department": outcome.is_answered and values["department@1"] == 0.0,
        "invented_quote": _below(values["verbatim"]),
        "unsupported_claim": _below(values["claims_carried"]),
        "missing_condition": _below(values["conditions"]),
        "wrong_marks": values["marked"] == 0.0,
        "slow": values["slow"] == 1.0,
    }
    return (name for name in FAULTS if present[name])


def _below(value: float | None) -> bool:
    return value is not None and value < 1.0


def summarize(judgements: Sequence[Judgement]) -> Summary:
    """Return the figures of a run, overall and by group."""
    groups: dict[str, dict[str, Figures]] = {}
    for grouping, names_of in GROUPINGS.items():
        members: dict[str, list[Judgement]] = {}
        for judgement in judgements:
            for name in names_of(judgement.record):
                members.setdefault(name, []).append(judgement)
        groups[grouping] = {name: _figures(members[name]) for name in sorted(members)}
    faults = Counter(fault for judgement in judgements for fault in judgement.faults)
    return Summary(
        questions=len(judgements),
        figures=_figures(judgements),
        groups=groups,
        faults={name: faults[name] for name in FAULTS if faults[name]},
        refusals=_refusals(judgements),
    )


def _figures(judgements: Sequence[Judgement]) -> dict[str, Figure]:
    figures = {}
    for metric in METRICS:
        given = [judgement.values[metric.name] for judgement in judgements]
        values = [value for value in given if value is not None]
        mean = estimate_mean(values)
        median, p95 = percentile(values, 50), percentile(values, 95)
        if mean is not None and median is not None and p95 is not None:
            figures[metric.name] = Figure(metric, mean, median, p95)
    return figures


def _refusals(judgements: Sequence[Judgement]) -> dict[str, dict[str, int]]:
    table: dict[str, Counter[str]] = {}
    for judgement in judgements:
        outcome = judgement.outcome
        wanted = expected_reason(outcome) or "answer"
        came = "answered" if outcome.is_answered else outcome.reason or outcome.status
        table.setdefault(wanted, Counter())[came] += 1
    return {wanted: dict(sorted(came.items())) for wanted, came in sorted(table.items())}


@dataclass(frozen=True)
class RefusalRates:
    """How well one reason for not answering is given; None where there is nothing to count."""

    precision: Estimate | None
    """Of the answers with this reason: the share whose question called for it."""
    recall: Estimate | None
    """Of the questions that call for it: the share that got it."""

    def to_json(self) -> dict[str, dict[str, float | int] | None]:
        """Return both with their intervals."""
        return {
            "precision": self.precision.to_json() if self.precision else None,
            "recall": self.recall.to_json() if self.recall else None,
        }


def refusal_rates(refusals: Mapping[str, Mapping[str, int]]) -> dict[str, RefusalRates]:
    """Return precision and recall of each reason for not answering."""
    reasons = {r for r in refusals if r != "answer"}
    reasons |= {r for came in refusals.values() for r in came if r != "answered"}
    rates = {}
    for reason in sorted(reasons):
        right = refusals.get(reason, {}).get(reason, 0)
        given = sum(came.get(reason, 0) for came in refusals.values())
        wanted = sum(refusals.get(reason, {}).values())
        rates[reason] = RefusalRates(_share(right, given), _share(right, wanted))
    return rates


def _share(right: int, count: int) -> Estimate | None:
    return estimate_mean([1.0] * right + [0.0] * (count - right))
