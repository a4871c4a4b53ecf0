"""Command line of the training."""

from __future__ import annotations

import argparse
import dataclasses
import logging
import sys
import time
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import torch

from kb.embedding import SHIPPED_MODEL
from kb.training import corpora
from kb.training.contrastive import train
from kb.training.cooccurrence import Vectors, start_vectors
from kb.training.evaluation import Measure, own_retrieval
from kb.training.prepare import Material, prepare
from kb.training.saving import rounded, save_model
from kb.training.settings import OWN_TEXTS, Settings
from kb.training.word_vectors import read_word_vectors

_VOCABULARY = Path(__file__).parents[1] / "data" / "vocabulary.csv"
_log = logging.getLogger(__name__)


def main(arguments: Sequence[str] | None = None) -> int:
    """Train a model, write its folder and report its figures."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    torch.set_num_threads(options.workers)
    settings = dataclasses.replace(Settings(), **_changes(options.set))
    squad = corpora.read_squad(options.jsquad) if options.jsquad else None
    similar = corpora.read_similarities(options.jsts) if options.jsts else []
    texts = [text for row in similar for text in row[:2]]
    if squad:
        texts += [*squad.questions, *squad.paragraphs]
    began = time.monotonic()
    own_files = sorted(options.texts.glob("*.jsonl"))
    material = prepare(
        options.pairs, own_files, options.vocabulary, texts, settings, workers=options.workers
    )
    sizes = {name: len(pairs) for name, pairs in material.pairs.items() if len(pairs)}
    _log.info("read in %.0f s: %s", time.monotonic() - began, sizes)
    package = options.word_vectors
    start = start_vectors(
        material.corpus,
        material.vocabulary,
        material.text_weights,
        settings,
        word_vectors=partial(read_word_vectors, package) if package else None,
    )
    figures = {"start vectors": _figures(start, material, squad, similar)}
    _log.info("start vectors after %.0f s: %s", time.monotonic() - began, figures)
    trained = train(start, material.corpus, material.vocabulary, material.pairs, settings)
    vectors = rounded(trained).astype("float32")
    figures["trained model"] = _figures(vectors, material, squad, similar)
    seconds = time.monotonic() - began
    _log.info("trained after %.0f s: %s", seconds, figures["trained model"])
    card = {
        "tokens": f"{len(material.vocabulary.tokens):,}",
        "dimensions": settings.dimensions,
        "figures": _table(figures),
        "training": f"{seconds / 60:.0f} minutes on {options.workers} cores. Pairs: "
        + ", ".join(f"{name} {size:,}" for name, size in sizes.items())
        + f". The project's own texts: {len(material.learned):,} learned from, "
        f"{len(material.held):,} held out.",
        "settings": _described(settings),
    }
    save_model(options.out, material.vocabulary.tokens, trained, card)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m kb.training", description=main.__doc__)
    parser.add_argument(
        "--pairs", type=Path, nargs="*", default=[], metavar="FILE",
        help="JSON Lines (.gz) of {source, query, document}",
    )  # fmt: skip
    parser.add_argument(
        "--texts", type=Path, default=OWN_TEXTS, help="folder of own texts with questions"
    )
    parser.add_argument(
        "--vocabulary", type=Path, default=_VOCABULARY, help="table of everyday words"
    )
    parser.add_argument(
        "--word-vectors", metavar="PACKAGE", help="spaCy pipeline whose word vectors to start from"
    )
    parser.add_argument("--jsquad", type=Path, help="JSQuAD validation set, only measured")
    parser.add_argument("--jsts", type=Path, help="JSTS validation set, only measured")
    parser.add_argument("--out", type=Path, default=SHIPPED_MODEL, help="folder of the model")
    parser.add_argument("--workers", type=int, default=2, help="processes and threads")
    parser.add_argument(
        "--set", nargs="*", default=[], metavar="NAME=NUMBER", help="change numbers of Settings"
    )
    return parser


def _changes(assignments: Sequence[str]) -> dict[str, Any]:
    kinds = {field.name: field.type for field in dataclasses.fields(Settings)}
    changes: dict[str, Any] = {}
    for assignment in assignments:
        name, _, value = assignment.partition("=")
        if kinds.get(name) not in ("int", "float"):
            raise SystemExit(f"no number of Settings: {name}")
        changes[name] = int(value) if kinds[name] == "int" else float(value)
    return changes


def _figures(
    vectors: Vectors,
    material: Material,
    squad: corpora.RetrievalSet | None,
    similar: Sequence[tuple[str, str, float]],
) -> dict[str, float]:
    measure = Measure(vectors, material.corpus, material.vocabulary)
    figures: dict[str, float] = {}
    sets = {"JSQuAD": squad}
    if material.held:
        sets["own texts"] = own_retrieval(material.held, material.learned)
    for name, data in sets.items():
        if data is not None:
            figures[f"{name}, paragraph, nDCG@10"] = measure.retrieval(data, by_sentence=False)
            figures[f"{name}, sentence, nDCG@10"] = measure.retrieval(data, by_sentence=True)
    if similar:
        figures["JSTS, Spearman"] = measure.similarity(similar)
    return {name: round(figure, 3) for name, figure in figures.items()}


def _table(figures: Mapping[str, Mapping[str, float]]) -> str:
    columns = list(figures)
    lines = ["| | " + " | ".join(columns) + " |", "|---|" + "---|" * len(columns)]
    for name in figures[columns[0]]:
        values = " | ".join(f"{figures[column][name]:.3f}" for column in columns)
        lines.append(f"| {name} | {values} |")
    return "\n".join(lines)


def _described(settings: Settings) -> str:
    values = dataclasses.asdict(
        dataclasses.replace(
            settings, passes=dict(settings.passes), count_weights=dict(settings.count_weights)
        )
    )
    return ", ".join(f"{name}={value}" for name, value in values.items())


if __name__ == "__main__":
    sys.exit(main())
