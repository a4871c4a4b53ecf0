"""What each command does: options in, files and text out, exit status back."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from eval.cases import read_sets
from eval.gate import failures, parse_requirements, read_thresholds
from eval.records import FILE_NAME, Run, read_run, write_run
from eval.report import misses_text, report_json, report_markdown, summary_text
from eval.score import Judgement, Summary, judge, summarize
from ingest.errors import MadoguchiError

if TYPE_CHECKING:
    from bot.model import ChatModel
    from eval.model_use import MeteredModel

# What only some commands need is imported inside them: scoring an old run opens no
# knowledge base.


def run_run(options: Namespace) -> int:
    """Answer question sets, record, score and report; gate where thresholds are given."""
    sets = read_sets(options.sets)
    thresholds = _thresholds(options)
    from bot.settings import read_settings
    from bot.wiring import open_assistant
    from eval.model_use import MeteredModel
    from eval.provenance import describe_run
    from eval.run import run_sets

    settings = read_settings(knowledge_base=options.kb)
    metered: list[MeteredModel] = []

    def meter(model: ChatModel) -> MeteredModel:
        metered.append(MeteredModel(model))
        return metered[-1]

    assistant = open_assistant(settings, around_model=meter)
    snapshot = assistant.knowledge_base.snapshot()
    header = describe_run(settings, sets, snapshot)
    total = sum(len(questions.cases) for questions in sets)
    records = run_sets(
        assistant,
        sets,
        source_text=snapshot.source_text,
        take_usage=lambda: metered[0].take_usage() if metered else None,
        progress=_Counter(total),
    )
    folder = options.out or Path("runs") / datetime.now().strftime("%Y%m%d-%H%M%S")
    write_run(folder / FILE_NAME, header, records)
    summary = _report(Run(header, tuple(records)), folder, options)
    return _gate(summary, thresholds)


def run_score(options: Namespace) -> int:
    """Score a recorded run again and write its report."""
    folder = options.record if options.record.is_dir() else options.record.parent
    _report(read_run(options.record), folder, options)
    return 0


def run_judge(options: Namespace) -> int:
    """Let the configured language model give its opinion of a recorded run."""
    from bot.model import open_model
    from bot.settings import read_settings
    from eval.model_use import ask_judge, verdicts_text

    llm = read_settings(knowledge_base=".").llm
    if llm is None:
        raise MadoguchiError(
            "判定する言語モデルが設定されていません。MADOGUCHI_LLM で指定してください。"
        )
    run, model = read_run(options.record), open_model(llm)
    verdicts = [ask_judge(record, model) for record in run.records]
    folder = options.record if options.record.is_dir() else options.record.parent
    lines = [json.dumps(verdict.to_json(), ensure_ascii=False) for verdict in verdicts]
    write(folder / "verdicts.jsonl", "\n".join(lines) + "\n")
    print(verdicts_text(verdicts))
    return 0


def run_gate(options: Namespace) -> int:
    """Return 1 where a figure of a recorded run does not reach its threshold."""
    thresholds = _thresholds(options)
    return _gate(summarize(_judge_all(read_run(options.record))), thresholds)


def run_compare(options: Namespace) -> int:
    """Print how the second run differs from the first."""
    from eval.compare import compare_runs, comparison_markdown

    comparison = compare_runs(read_run(options.first), read_run(options.second))
    if options.json:
        print(dump(comparison.to_json()))
    else:
        print(comparison_markdown(comparison), end="")
    return 0


def run_peers(options: Namespace) -> int:
    """Ask the product and what a tutorial builds the same questions, and compare."""
    from bot.settings import read_settings
    from bot.wiring import open_assistant
    from eval import peers
    from eval.peers_report import make_peer_report, peers_markdown
    from eval.provenance import describe_run
    from eval.run import run_sets

    sets = read_sets(options.sets)
    settings = read_settings(knowledge_base=options.kb)
    assistant = open_assistant(settings)
    snapshot = assistant.knowledge_base.snapshot()
    results = peers.run_peers(
        snapshot,
        sets,
        peers.finders(options.model, options.reranker),
        progress=lambda name: print(name, file=sys.stderr, flush=True),
    )
    own = run_sets(assistant, sets, source_text=snapshot.source_text)
    report = make_peer_report(own, results)
    if options.out:
        header = describe_run(settings, sets, snapshot)
        write_run(options.out / "madoguchi" / FILE_NAME, header, own)
        for result in results:
            if isinstance(result, peers.PeerRun):
                write_run(options.out / result.name / FILE_NAME, header, result.records)
        write(options.out / "peers.json", dump(report.to_json()))
        write(options.out / "peers.md", peers_markdown(report))
    print(dump(report.to_json()) if options.json else peers_markdown(report), end="")
    return 0


def run_verifier(options: Namespace) -> int:
    """Print how the check of sentences judges; 1 where an unsupported one passes."""
    from bot.settings import read_settings
    from eval.verifier import check_file, figures
    from kb.catalog import Catalog
    from kb.generations import open_generation

    settings = read_settings(knowledge_base=options.kb)
    catalog = Catalog(open_generation(settings.knowledge_base).catalog_path)
    checked = check_file(options.set, list(catalog.passages(None)))
    for item in checked:
        if not item.is_right:
            what = "落とした" if item.supported else "通した"
            print(f"{what} {item.case_id} {item.kind}: {item.sentence} {item.reason}")
    print(figures(checked))
    return 1 if any(item.passed and not item.supported for item in checked) else 0


def run_retrieval(options: Namespace) -> int:
    """Measure retrieval alone on a corpus."""
    from bot.models import open_embedder
    from bot.settings import read_settings
    from eval import corpus as corpora
    from eval import retrieval

    if options.squad:
        corpus = corpora.read_squad(options.squad)
    elif options.queries is None:
        raise MadoguchiError("--queries で質問のファイルを指定してください。")
    elif options.faq:
        corpus = corpora.read_faq_list(options.faq, options.queries)
    else:
        corpus = corpora.read_corpus(options.corpus, options.queries)
    corpus = corpus.sample(options.limit)
    # The knowledge base is a temporary one; the setting is not looked up.
    embedder = open_embedder(read_settings(knowledge_base="."))
    variants = retrieval.measure(corpus, embedder, progress=_Counter(len(corpus.queries)))
    if options.json:
        print(dump(retrieval.variants_json(corpus, variants)))
    else:
        print(retrieval.variants_markdown(corpus, variants), end="")
    return 0


def run_bench(options: Namespace) -> int:
    """Time the product against its bare parts, or against the size of what it holds."""
    if options.scale:
        return _run_scale(options)
    from bot.models import open_embedder
    from bot.settings import read_settings
    from eval import bench

    documents = bench.sample_documents()
    sets = options.sets or bench.sample_sets()
    if options.documents:
        documents = tuple((path, "public") for path in options.documents)
        # Questions on the sample city say nothing about other documents.
        sets = options.sets
    figures = bench.run_bench(
        documents,
        sets,
        open_embedder(read_settings(knowledge_base=".")),
        runs=options.runs,
        progress=lambda text: print(text, file=sys.stderr, flush=True),
    )
    if options.out:
        write(options.out / "bench.json", dump(figures))
        write(options.out / "bench.md", bench.bench_markdown(figures))
    print(dump(figures) if options.json else bench.bench_markdown(figures), end="")
    return 0


def _run_scale(options: Namespace) -> int:
    from eval.bench_scale import run_scale
    from eval.scale_report import scale_markdown, scale_page, scale_plot

    figures = run_scale(
        options.scale, progress=lambda text: print(text, file=sys.stderr, flush=True)
    )
    if options.out:
        write(options.out / "scale.json", dump(figures))
        write(options.out / "scale.md", scale_markdown(figures))
        write(options.out / "scale.svg", scale_plot(figures))
        write(options.out / "scale.html", scale_page(figures))
    print(dump(figures) if options.json else scale_markdown(figures), end="")
    return 0


def dump(value: object) -> str:
    """Return JSON for a person and a program."""
    return json.dumps(value, ensure_ascii=False, indent=1)


def write(path: Path, text: str) -> None:
    """Write a file of a report; its folder is made where there is none.

    Raises:
        MadoguchiError: it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise MadoguchiError(
            f"「{path}」が書けません（{error.strerror}）。フォルダの権限を確かめてください。"
        ) from error


def _thresholds(options: Namespace) -> dict[str, float]:
    if options.thresholds:
        return read_thresholds(options.thresholds)
    return parse_requirements(options.require or "")


def _gate(summary: Summary, thresholds: Mapping[str, float]) -> int:
    sentences = failures(summary, thresholds)
    for sentence in sentences:
        print(f"不合格 {sentence}", file=sys.stderr)
    if thresholds and not sentences:
        print("しきい値にすべて届いています。", file=sys.stderr)
    return 1 if sentences else 0


def _judge_all(run: Run) -> list[Judgement]:
    return [judge(record) for record in run.records]


def _report(run: Run, folder: Path, options: Namespace) -> Summary:
    from eval.page import report_page

    judgements = _judge_all(run)
    summary = summarize(judgements)
    described = (run.header, summary, judgements)
    scores = report_json(*described)
    if options.price:
        from eval.model_use import parse_price

        cost = parse_price(options.price).cost(judgements)
        scores["cost"] = {"total": round(cost, 6), "per_question": cost / len(judgements)}
        print(f"費用 {cost:.4g}（1問 {cost / len(judgements):.3g}）", file=sys.stderr)
    write(folder / "scores.json", dump(scores))
    write(folder / "report.md", report_markdown(*described))
    write(folder / "report.html", report_page(*described))
    if options.json:
        print(dump(summary.to_json()))
    else:
        print(summary_text(summary, judgements))
        if options.misses:
            print(misses_text(judgements))
    print(f"記録と報告: {folder}", file=sys.stderr)
    return summary


class _Counter:
    """Shows on standard error how far a run is, on a terminal only."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = 0

    def __call__(self, _: object) -> None:
        self._done += 1
        if sys.stderr.isatty():
            end = "\n" if self._done == self._total else ""
            print(f"\r{self._done}/{self._total}", end=end, file=sys.stderr, flush=True)
