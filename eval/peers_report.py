"""The product beside its peers, as a table and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from eval.intervals import Difference, compare_means
from eval.peers import PeerRun, Skipped
from eval.records import Record
from eval.report import figure_text
from eval.score import Judgement, Summary, judge, summarize

_COLUMNS = ("right", "correct", "handled", "recall@10", "mrr", "text_length")
COMPARED = ("right", "correct")


@dataclass(frozen=True)
class Row:
    """One competitor's figures."""

    name: str
    judgements: tuple[Judgement, ...]
    summary: Summary

    def value(self, metric: str) -> float:
        """Return a figure, 0 where no question has it."""
        figure = self.summary.figures.get(metric)
        return figure.value if figure else 0.0


@dataclass(frozen=True)
class Lead:
    """How far the product is above the best peer."""

    metric: str
    peer: str
    """The best one by this metric."""
    difference: Difference
    """Paired over the questions, product minus peer."""
    length_ratio: float
    """Median characters of the product's answers to those of this peer."""
    are_apart: bool
    """Whether the 95% intervals of the two figures do not touch."""


@dataclass(frozen=True)
class PeerReport:
    """The product, its peers, and its lead over the best of them."""

    product: Row
    peers: tuple[Row, ...]
    """The best first, by all questions answered rightly."""
    skipped: tuple[Skipped, ...]
    leads: tuple[Lead, ...]

    def to_json(self) -> dict[str, Any]:
        """Return all figures."""
        return {
            "product": self.product.summary.to_json()["figures"],
            "peers": {row.name: row.summary.to_json()["figures"] for row in self.peers},
            "skipped": {skipped.name: skipped.reason for skipped in self.skipped},
            "leads": {
                lead.metric: {
                    "peer": lead.peer,
                    **lead.difference.to_json(),
                    "length_ratio": round(lead.length_ratio, 4),
                    "intervals_apart": lead.are_apart,
                }
                for lead in self.leads
            },
        }


def make_peer_report(product: Sequence[Record], results: Sequence[PeerRun | Skipped]) -> PeerReport:
    """Return the comparison of the product with what was run on the same questions."""
    own = _row("Madoguchi", product)
    rows = [_row(result.name, result.records) for result in results if isinstance(result, PeerRun)]
    rows.sort(key=lambda row: -row.value("right"))
    skipped = tuple(result for result in results if isinstance(result, Skipped))
    leads = tuple(_lead(own, rows, metric) for metric in COMPARED) if rows else ()
    return PeerReport(own, tuple(rows), skipped, leads)


def _row(name: str, records: Sequence[Record]) -> Row:
    judgements = tuple(judge(record) for record in records)
    return Row(name, judgements, summarize(judgements))


def _lead(own: Row, peers: Sequence[Row], metric: str) -> Lead:
    best = max(peers, key=lambda row: row.value(metric))
    pairs = [
        (theirs.values[metric], ours.values[metric])
        for theirs, ours in zip(best.judgements, own.judgements, strict=True)
    ]
    known = [(a, b) for a, b in pairs if a is not None and b is not None]
    difference = compare_means([a for a, _ in known], [b for _, b in known])
    assert difference is not None
    ours, theirs = own.summary.figures[metric].mean, best.summary.figures[metric].mean
    length = best.value("text_length")
    return Lead(
        metric,
        best.name,
        difference,
        own.value("text_length") / length if length else 0.0,
        ours.low > theirs.high,
    )


def peers_markdown(report: PeerReport) -> str:
    """Return the comparison for a person."""
    figures = report.product.summary.figures
    titles = [figures[name].metric.title for name in _COLUMNS if name in figures]
    lines = [
        f"# 手引きどおりに作ったものとの比較（{report.product.summary.questions}問）",
        "",
        f"| | {' | '.join(titles)} |",
        "|---" * (len(titles) + 1) + "|",
        *(_line(row, figures) for row in (report.product, *report.peers)),
        "",
    ]
    for lead in report.leads:
        d = lead.difference
        lines.append(
            f"- {figures[lead.metric].metric.title}: 最もよい「{lead.peer}」との差 "
            f"{d.value * 100:+.1f}点（{d.low * 100:+.1f}–{d.high * 100:+.1f}、"
            f"{d.count}問）、回答の長さは {lead.length_ratio:.3f} 倍、"
            f"区間は{'離れている' if lead.are_apart else '重なる'}。"
        )
    lines += [f"- 測れなかったもの: {s.name}（{s.reason}）" for s in report.skipped]
    return "\n".join(lines) + "\n"


def _line(row: Row, figures: Any) -> str:
    cells = [
        figure_text(row.summary.figures[name]) if name in row.summary.figures else "–"
        for name in _COLUMNS
        if name in figures
    ]
    return f"| {row.name} | {' | '.join(cells)} |"
