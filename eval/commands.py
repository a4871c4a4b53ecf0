"""What each command does: options in, files and text out, exit status back."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from eval.cases import read_sets
from eval.gate import failures, parse_requirements, read_thresholds
from eval.records import FILE_NAME, Run, read_run, write_run
from eval.report import misses_text, report_json, report_markdown, summary_text
from eval.score import Judgement, Summary, judge, summarize
from ingest.errors import MadoguchiError

# What only some commands need is imported inside them: scoring an old run opens no
# knowledge base.


def run_run(options: Namespace) -> int:
    """Answer question sets, record, score and report; gate where thresholds are given."""
    sets = read_sets(options.sets)
    thresholds = _thresholds(options)
    from bot.settings import read_settings
    from bot.wiring import open_assistant
    from eval.provenance import describe_run
    from eval.run import run_sets

    settings = read_settings(knowledge_base=options.kb)
    assistant = open_assistant(settings)
    snapshot = assistant.knowledge_base.snapshot()
    header = describe_run(settings, sets, snapshot)
    total = sum(len(questions.cases) for questions in sets)
    records = run_sets(assistant, sets, source_text=snapshot.source_text, progress=_Counter(total))
    folder = options.out or Path("runs") / datetime.now().strftime("%Y%m%d-%H%M%S")
    write_run(folder / FILE_NAME, header, records)
    summary = _report(Run(header, tuple(records)), folder, options)
    return _gate(summary, thresholds)


def run_score(options: Namespace) -> int:
    """Score a recorded run again and write its report."""
    folder = options.record if options.record.is_dir() else options.record.parent
    _report(read_run(options.record), folder, options)
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


def run_check(options: Namespace) -> int:
    """Print what is wrong with question sets and what they consist of; 1 for something wrong."""
    from bot.settings import read_settings
    from eval.cases import examine_set
    from eval.check import check_set, read_library
    from eval.inventory import take_inventory

    library = read_library(read_settings(knowledge_base=options.kb).knowledge_base)
    problems = [problem for path in options.sets for problem in check_set(path, library)]
    for problem in problems:
        print(problem)
    cases = [case for path in options.sets for case in examine_set(path)[0].cases]
    print(take_inventory(cases, library), file=sys.stderr)
    print(f"問題 {len(problems)} 件" if problems else "問題はありません。", file=sys.stderr)
    return 1 if problems else 0


def run_draft(options: Namespace) -> int:
    """Print drafts of questions, from the passages or from a log of questions."""
    from bot.settings import read_settings
    from bot.wiring import open_knowledge_base
    from eval.asked import draft_asked, read_asked
    from eval.draft import draft_cases
    from kb.records import Filters

    snapshot = open_knowledge_base(read_settings(knowledge_base=options.kb)).snapshot()
    lines: Sequence[Mapping[str, object]]
    if options.log:
        seen = Filters(include_staff=True)
        asked = read_asked(options.log)[: options.limit]
        lines = draft_asked(
            asked, lambda question: snapshot.search(question, filters=seen, limit=3).hits
        )
    else:
        cases = draft_cases(list(snapshot.passages()), limit=options.limit)
        lines = [case.to_json() for case in cases]
    text = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)
    if options.out:
        write(options.out, text)
        print(
            f"下書き {len(lines)}問を {options.out} に書きました。人が使う言葉に直してから、"
            "madoguchi-eval check で確かめてください。",
            file=sys.stderr,
        )
    else:
        print(text, end="")
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
    """Time the product against its bare parts."""
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
    write(folder / "scores.json", dump(report_json(*described)))
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
