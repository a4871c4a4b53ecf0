"""The command ``madoguchi-eval``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from eval.cases import read_sets
from eval.gate import failures, parse_requirements, read_thresholds
from eval.records import FILE_NAME, Record, Run, read_run, write_run
from eval.report import report_json, report_markdown, summary_text
from eval.score import Judgement, Summary, judge, summarize
from ingest.errors import MadoguchiError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status: 0, 1 where something failed, 2 for usage."""
    parser = build_parser()
    options = parser.parse_args(arguments)
    try:
        status: int = options.run(options)
    except MadoguchiError as error:
        print(f"madoguchi-eval: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 1
    return status


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all subcommands."""
    parser = argparse.ArgumentParser(
        prog="madoguchi-eval", description="回答の精度と速さを測ります。"
    )
    commands = parser.add_subparsers(required=True, metavar="コマンド")

    run = commands.add_parser("run", help="質問集に答えさせ、記録し、採点します")
    run.add_argument("sets", nargs="+", type=Path, metavar="SET.jsonl", help="質問集")
    _add_knowledge_base(run)
    run.add_argument(
        "--out", type=Path, metavar="DIR", help="記録と報告のフォルダ（既定: runs/日時）"
    )
    _add_gate(run)
    run.add_argument("--json", action="store_true", help="集計を JSON で出します")
    run.set_defaults(run=_run)

    score = commands.add_parser("score", help="記録を採点し直し、報告を書きます")
    score.add_argument("record", type=Path, metavar="RUN", help="run が書いたフォルダ")
    score.add_argument("--json", action="store_true", help="集計を JSON で出します")
    score.set_defaults(run=_score)

    gate = commands.add_parser("gate", help="しきい値に届かなければ終了コード 1 を返します")
    gate.add_argument("record", type=Path, metavar="RUN", help="run が書いたフォルダ")
    _add_gate(gate, required=True)
    gate.set_defaults(run=_gate)
    return parser


def _add_knowledge_base(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--kb",
        metavar="DIR",
        help="知識ベースのフォルダ（既定: MADOGUCHI_KB、なければ利用者ごとの場所）",
    )


def _add_gate(parser: argparse.ArgumentParser, *, required: bool = False) -> None:
    group = parser.add_mutually_exclusive_group(required=required)
    group.add_argument(
        "--require", metavar="correct=0.85,handled=0.85", help="しきい値を並べて書きます"
    )
    group.add_argument(
        "--thresholds", type=Path, metavar="FILE", help='しきい値の JSON（{"correct": 0.85}）'
    )


def _run(options: argparse.Namespace) -> int:
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
    summary, judgements = _write_report(Run(header, tuple(records)), folder)
    _print_summary(summary, judgements, as_json=options.json)
    print(f"記録と報告: {folder}", file=sys.stderr)
    return _report_failures(summary, thresholds)


def _score(options: argparse.Namespace) -> int:
    run = read_run(options.record)
    folder = options.record if options.record.is_dir() else options.record.parent
    summary, judgements = _write_report(run, folder)
    _print_summary(summary, judgements, as_json=options.json)
    return 0


def _gate(options: argparse.Namespace) -> int:
    summary = summarize([judge(record) for record in read_run(options.record).records])
    return _report_failures(summary, _thresholds(options))


def _thresholds(options: argparse.Namespace) -> dict[str, float]:
    if options.thresholds:
        return read_thresholds(options.thresholds)
    return parse_requirements(options.require or "")


def _report_failures(summary: Summary, thresholds: dict[str, float]) -> int:
    sentences = failures(summary, thresholds)
    for sentence in sentences:
        print(f"不合格 {sentence}", file=sys.stderr)
    if thresholds and not sentences:
        print("しきい値にすべて届いています。", file=sys.stderr)
    return 1 if sentences else 0


def _write_report(run: Run, folder: Path) -> tuple[Summary, list[Judgement]]:
    judgements = [judge(record) for record in run.records]
    summary = summarize(judgements)
    _write(folder / "scores.json", _dump(report_json(run.header, summary, judgements)))
    _write(folder / "report.md", report_markdown(run.header, summary, judgements))
    return summary, judgements


def _print_summary(summary: Summary, judgements: list[Judgement], *, as_json: bool) -> None:
    print(_dump(summary.to_json()) if as_json else summary_text(summary, judgements))


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise MadoguchiError(
            f"報告「{path}」が書けません（{error.strerror}）。フォルダの権限を確かめてください。"
        ) from error


class _Counter:
    """Shows on standard error how far a run is, on a terminal only."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = 0

    def __call__(self, record: Record) -> None:
        self._done += 1
        if sys.stderr.isatty():
            end = "\n" if self._done == self._total else ""
            print(f"\r{self._done}/{self._total}", end=end, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
