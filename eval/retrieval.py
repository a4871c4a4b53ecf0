"""Retrieval alone, on any corpus, through the product's own index and search.

Every query is searched once; the scores of its channels are then added up again with one
channel left out, and one channel alone, so that each shows its worth.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from eval.corpus import Corpus
from eval.intervals import Estimate, estimate_mean
from ingest.errors import MadoguchiError
from kb import update
from kb.generations import open_generation
from kb.records import Embedder, Filters
from kb.search import WEIGHTS, Ranking
from kb.snapshot import Snapshot
from kb.vocabulary import Vocabulary, load_vocabulary

Scores = npt.NDArray[np.float32]
DEPTH = 10
"""Results that are looked at."""
FUSED = "すべて"
MEASURES = ("nDCG@10", "RR@10", "R@1", "R@10")
"""As ir-measures names them: normalized discounted cumulative gain (Järvelin & Kekäläinen
2002), reciprocal rank, recall."""


@dataclass(frozen=True)
class Variant:
    """A way of adding the channels up, and how well it finds."""

    name: str
    measures: Mapping[str, Estimate]


def measure(
    corpus: Corpus,
    embedder: Embedder,
    *,
    vocabulary: Vocabulary | None = None,
    progress: Callable[[int], None] | None = None,
) -> list[Variant]:
    """Return how well each variant finds what the queries want, all channels first.

    Raises:
        MadoguchiError: ir-measures is not installed.
    """
    runs: dict[str, dict[str, list[str]]] = {}
    with indexed(corpus, embedder, vocabulary) as snapshot:
        ids = [passage.passage_id for passage in snapshot.passages()]
        for number, query in enumerate(corpus.queries, 1):
            _, ranking = snapshot.rank(query.text, filters=Filters(), limit=DEPTH)
            for name, scores in _variants(ranking).items():
                best = np.argsort(-scores, kind="stable")[:DEPTH]
                found = [ids[int(row)] for row in best]
                runs.setdefault(name, {})[query.query_id] = found
            if progress:
                progress(number)
    relevant = {query.query_id: query.relevant for query in corpus.queries}
    return [Variant(name, evaluate(relevant, run)) for name, run in runs.items()]


@contextmanager
def indexed(
    corpus: Corpus, embedder: Embedder, vocabulary: Vocabulary | None = None
) -> Iterator[Snapshot]:
    """Open a knowledge base of a corpus for a while, a passage each in the order of entries."""
    with tempfile.TemporaryDirectory(prefix="madoguchi-eval-") as folder:
        path = Path(folder) / "kb"
        update.apply(path, [corpus.to_document()], embedder=embedder)
        generation = open_generation(path, embedder_fingerprint=embedder.fingerprint)
        snapshot = Snapshot(generation, embedder, vocabulary or load_vocabulary())
        try:
            yield snapshot
        finally:
            snapshot.close()


def _variants(ranking: Ranking) -> dict[str, Scores]:
    weighted = {
        name: np.float32(WEIGHTS.get(name, 1.0)) * scores
        for name, scores in ranking.channels.items()
    }
    variants: dict[str, Scores] = {FUSED: ranking.scores}
    for name in weighted:
        others = [scores for other, scores in weighted.items() if other != name]
        variants[f"{name} なし"] = np.sum(others, axis=0, dtype=np.float32)
    for name in weighted:
        variants[f"{name} だけ"] = weighted[name]
    return variants


def evaluate(
    relevant: Mapping[str, frozenset[str]], run: Mapping[str, Sequence[str]]
) -> dict[str, Estimate]:
    """Return the measures of a run by ir-measures, averaged over the queries.

    Args:
        relevant: query → identifiers of what it wants, all of one grade.
        run: query → identifiers of what was found, best first.

    Raises:
        MadoguchiError: ir-measures is not installed.
    """
    try:
        import ir_measures
    except ImportError as error:
        raise MadoguchiError(
            "検索の評価には ir-measures が要ります。"
            "`pip install 'madoguchi[dev]'` で入れてください。"
        ) from error
    qrels = [
        ir_measures.Qrel(query, entry, 1)
        for query, entries in relevant.items()
        for entry in entries
    ]
    # Ties are broken by identifier there: the rank is given as the score.
    found = [
        ir_measures.ScoredDoc(query, entry, -float(rank))
        for query, entries in run.items()
        for rank, entry in enumerate(entries)
    ]
    values: dict[str, list[float]] = {name: [] for name in MEASURES}
    measures = [ir_measures.parse_measure(name) for name in MEASURES]
    for metric in ir_measures.iter_calc(measures, qrels, found):
        values[str(metric.measure)].append(float(metric.value))
    estimates = {name: estimate_mean(given) for name, given in values.items()}
    return {name: estimate for name, estimate in estimates.items() if estimate}


def variants_markdown(corpus: Corpus, variants: Sequence[Variant]) -> str:
    """Return the figures as a table."""
    lines = [
        f"# 検索の評価: {corpus.name}（項目 {len(corpus.entries)}、質問 {len(corpus.queries)}）",
        "",
        f"| 検索経路 | {' | '.join(MEASURES)} | nDCG@10 の95%区間 |",
        "|---" * (len(MEASURES) + 2) + "|",
    ]
    for variant in variants:
        figures = " | ".join(f"{variant.measures[name].value:.3f}" for name in MEASURES)
        main = variant.measures[MEASURES[0]]
        lines.append(f"| {variant.name} | {figures} | {main.low:.3f}–{main.high:.3f} |")
    return "\n".join(lines) + "\n"


def variants_json(corpus: Corpus, variants: Sequence[Variant]) -> dict[str, object]:
    """Return the figures as JSON."""
    return {
        "corpus": corpus.name,
        "entries": len(corpus.entries),
        "queries": len(corpus.queries),
        "variants": {
            variant.name: {name: value.to_json() for name, value in variant.measures.items()}
            for variant in variants
        },
    }
