"""The weights of the channels, fitted to questions of several knowledge bases."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from eval.cases import Case
from eval.corpus import Corpus
from eval.fitting import Candidates, Floats, fit_ranking
from eval.matching import holds
from eval.retrieval import DEPTH, evaluate
from kb.records import Filters
from kb.search import WEIGHTS
from kb.snapshot import Snapshot

FEATURES = tuple(WEIGHTS)
_POOL = 120
"""Passages of a question that the product puts first; the others never compete."""


@dataclass(frozen=True)
class LeftOut:
    """How well a group of questions is ranked by weights that never saw it."""

    group: str
    questions: int
    shipped: float
    """nDCG@10 of the candidates by the product's weights, which may have seen the group."""
    fitted: float
    """nDCG@10 by the weights fitted to the other groups."""


@dataclass(frozen=True)
class Wanted:
    """One search and the passages that are right."""

    text: str
    filters: Filters
    rows: Sequence[int]
    """Of the knowledge base; some may not be visible."""


def wanted_by_cases(snapshot: Snapshot, cases: Sequence[Case]) -> list[Wanted]:
    """Return the searches of questions with evidence, follow-ups left out."""
    texts = [passage.text for passage in snapshot.passages()]
    return [
        Wanted(
            case.question,
            Filters(municipality=case.city, include_staff=case.audience != "citizen"),
            [
                row
                for row, text in enumerate(texts)
                if any(holds(text, alternatives) for alternatives in case.evidence)
            ],
        )
        for case in cases
        if case.evidence and not case.history
    ]


def wanted_by_corpus(snapshot: Snapshot, corpus: Corpus) -> list[Wanted]:
    """Return the searches of a corpus that the knowledge base holds."""
    rows = {passage.passage_id: row for row, passage in enumerate(snapshot.passages())}
    return [
        Wanted(query.text, Filters(), [rows[entry] for entry in sorted(query.relevant)])
        for query in corpus.queries
    ]


def candidates_of(
    snapshot: Snapshot, searches: Sequence[Wanted], *, progress: Callable[[], None]
) -> list[Candidates]:
    """Return the passages that compete in each search that wants one of those it may see."""
    found = []
    for wanted in searches:
        progress()
        _, ranking = snapshot.rank(wanted.text, filters=wanted.filters, limit=_POOL)
        seen = [row for row in wanted.rows if np.isfinite(ranking.scores[row])]
        if not seen:
            continue
        rows = np.union1d(ranking.rows, np.array(seen))
        values = np.stack([ranking.channels[name][rows] for name in FEATURES], axis=1)
        others = [scores[rows] for name, scores in ranking.channels.items() if name not in WEIGHTS]
        found.append(
            Candidates(
                values.astype(np.float64),
                np.sum(others, axis=0, dtype=np.float64),
                np.isin(rows, seen),
            )
        )
    return found


def leave_one_out(groups: Mapping[str, Sequence[Candidates]]) -> list[LeftOut]:
    """Return for each group how it fares with the product's weights and with the others' fit."""
    shipped = np.array([WEIGHTS[name] for name in FEATURES])
    return [
        LeftOut(
            name,
            len(group),
            ndcg(group, shipped),
            ndcg(group, fit_ranking({n: g for n, g in groups.items() if n != name})),
        )
        for name, group in groups.items()
    ]


def ndcg(questions: Sequence[Candidates], weights: Floats) -> float:
    """Return the mean nDCG@10 of the candidates ranked by weights.

    Raises:
        MadoguchiError: ir-measures is not installed.
    """
    relevant, run = {}, {}
    for number, question in enumerate(questions):
        scores = question.values @ weights + question.given
        best = np.argsort(-scores, kind="stable")[:DEPTH]
        run[str(number)] = [str(place) for place in best]
        relevant[str(number)] = frozenset(map(str, np.flatnonzero(question.is_relevant)))
    return evaluate(relevant, run)["nDCG@10"].value


def weights_markdown(left_out: Sequence[LeftOut], weights: Floats) -> str:
    """Return both as tables."""
    lines = ["| 質問集 | 問 | いまの重み nDCG@10 | ほかの質問集で決めた重み |", "|---|---|---|---|"]
    lines += [f"| {g.group} | {g.questions} | {g.shipped:.3f} | {g.fitted:.3f} |" for g in left_out]
    lines += ["", "| 検索経路 | いまの重み | すべての質問集で決めた重み |", "|---|---|---|"]
    lines += [
        f"| {name} | {WEIGHTS[name]:g} | {weight:.2f} |"
        for name, weight in zip(FEATURES, weights, strict=True)
    ]
    return "\n".join(lines) + "\n"
