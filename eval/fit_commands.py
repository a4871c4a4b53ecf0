"""The commands that fit weights to question sets."""

from __future__ import annotations

import sys
from argparse import ArgumentTypeError, Namespace
from contextlib import ExitStack
from pathlib import Path

from eval.cases import QuestionSet, read_sets
from ingest.errors import MadoguchiError
from kb.snapshot import Snapshot


def asked_of(text: str) -> tuple[Path, Path]:
    """Return knowledge base and question set of ``DIR=SET.jsonl``.

    Raises:
        ArgumentTypeError: it is no such pair.
    """
    folder, mark, path = text.partition("=")
    if not (folder and mark and path):
        raise ArgumentTypeError(f"「{text}」は 知識ベースのフォルダ=質問集 の形ではありません")
    return Path(folder), Path(path)


def run_fit_weights(options: Namespace) -> int:
    """Print the channels' weights that fit question sets, and how sets left out fare."""
    from bot.models import open_embedder
    from bot.settings import read_settings
    from eval.corpus import read_squad
    from eval.fit_weights import (
        candidates_of,
        leave_one_out,
        wanted_by_cases,
        wanted_by_corpus,
        weights_markdown,
    )
    from eval.fitting import fit_ranking
    from eval.retrieval import indexed

    groups = {}
    with ExitStack() as stack:
        for snapshot, questions in _opened(options.asked, stack):
            searches = wanted_by_cases(snapshot, questions.cases)
            groups[questions.name] = candidates_of(snapshot, searches, progress=_dot)
        if options.squad:
            corpus = read_squad(options.squad).sample(options.limit)
            embedder = open_embedder(read_settings(knowledge_base="."))
            snapshot = stack.enter_context(indexed(corpus, embedder))
            searches = wanted_by_corpus(snapshot, corpus)
            groups[corpus.name] = candidates_of(snapshot, searches, progress=_dot)
    groups = {name: group for name, group in groups.items() if group}
    if len(groups) < 2:
        raise MadoguchiError("根拠のある質問集が2つ以上要ります(1つを外して確かめるため)。")
    print(weights_markdown(leave_one_out(groups), fit_ranking(groups)), end="")
    return 0


def run_fit_confidence(options: Namespace) -> int:
    """Print the confidence's weights that fit question sets, and what thresholds do."""
    from eval.fit_confidence import ask, confidence_markdown, fit_confidence

    with ExitStack() as stack:
        pairs = _opened(options.asked, stack)
        asked = []
        for snapshot, questions in pairs:
            asked += ask(snapshot, questions.cases, is_own=True, progress=_dot)
            others = {id(other): other for other, _ in pairs if other is not snapshot}
            for other in others.values():
                asked += ask(other, questions.cases, is_own=False, progress=_dot)
    if not any(each.is_found for each in asked) or all(each.is_answerable for each in asked):
        raise MadoguchiError("答えられる質問と答えられない質問の両方が要ります。")
    print(confidence_markdown(fit_confidence(asked)), end="")
    return 0


def _opened(asked: list[tuple[Path, Path]], stack: ExitStack) -> list[tuple[Snapshot, QuestionSet]]:
    """Return each question set with its knowledge base, each opened once."""
    from bot.settings import read_settings
    from bot.wiring import open_knowledge_base

    sets = {path: read_sets([path])[0] for _, path in asked}
    snapshots: dict[Path, Snapshot] = {}
    for folder, _ in asked:
        if folder not in snapshots:
            opened = open_knowledge_base(read_settings(knowledge_base=str(folder))).snapshot()
            stack.callback(opened.close)
            snapshots[folder] = opened
    return [(snapshots[folder], sets[path]) for folder, path in asked]


def _dot() -> None:
    print(".", end="", file=sys.stderr, flush=True)
