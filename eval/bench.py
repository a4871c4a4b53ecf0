"""The benchmark: times and their ratios to the bare parts, all measured in one run.

Absolute times belong to a machine; the ratios are what can be compared. Nothing is
asserted here.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from eval.bench_formats import formats_markdown
from eval.bench_parts import Paths, run_command, time_cold_start, time_ingest
from eval.cases import read_sets
from eval.provenance import machine, versions
from ingest.errors import MadoguchiError
from kb.records import Embedder

ROOT = Path(__file__).resolve().parents[1]
_QUESTION = "ごみを減らす仕事はどの部署の担当ですか"


def sample_documents() -> Paths:
    """Return the sample city's folders.

    Raises:
        MadoguchiError: this is an installation without them.
    """
    sample = ROOT / "sample"
    if not (sample / "public").is_dir():
        raise MadoguchiError("見本の市の文書がありません。--documents で文書を指定してください。")
    return ((sample / "public", "public"), (sample / "staff", "staff"))


def sample_sets() -> list[Path]:
    """Return the question sets on the sample city."""
    return sorted((Path(__file__).parent / "sets").glob("sample*.jsonl"))


def run_bench(
    documents: Paths,
    sets: Sequence[Path],
    embedder: Embedder,
    *,
    runs: int,
    progress: Callable[[str], None],
) -> dict[str, Any]:
    """Return all figures.

    Args:
        documents: files and folders to ingest, with their audience.
        sets: whose questions are asked; without any, answers are not timed.
        embedder: the model.
        runs: how often each part is timed; medians are reported.
        progress: told in Japanese what is measured next.

    Raises:
        MadoguchiError: a part failed.
    """
    cases = [case for questions in read_sets(sets) for case in questions.cases]
    question = next((case.question for case in cases if case.answerable), _QUESTION)
    with tempfile.TemporaryDirectory(prefix="madoguchi-bench-") as name:
        folder = Path(name)
        progress("取り込みを計っています")
        ingest = time_ingest(documents, embedder, folder=folder, runs=runs)
        progress("起動を計っています")
        cold = time_cold_start(folder / "kb", question, runs=max(runs, 5))
        answers = None
        if sets:
            progress("回答を計っています")
            answers = _time_answers(folder / "kb", sets, rounds=runs)
        progress("形式ごとの読み取りを計っています")
        formats = _run_module("eval.bench_formats", [])
    return {
        "machine": machine(),
        "versions": versions(),
        "runs": runs,
        "cold_start": cold.to_json(),
        "ingest": ingest.to_json(),
        "answers": answers,
        "formats": formats,
    }


def _time_answers(kb_path: Path, sets: Sequence[Path], *, rounds: int) -> dict[str, Any]:
    arguments = [str(kb_path), str(rounds), *(str(path.resolve()) for path in sets)]
    return _run_module("eval.bench_answers", arguments)


def _run_module(module: str, arguments: Sequence[str]) -> dict[str, Any]:
    done = run_command([sys.executable, "-m", module, *arguments])
    if done.returncode:
        raise MadoguchiError(f"計測（{module}）が失敗しました: {done.stderr.strip()[-400:]}")
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def bench_markdown(figures: Mapping[str, Any]) -> str:
    """Return the figures for a person."""
    cold, ingest, answers = figures["cold_start"], figures["ingest"], figures["answers"]
    place, runs = figures["machine"], figures["runs"]
    lines = [
        "# 速さの計測",
        "",
        f"{place['system']} {place['architecture']}、{place['cores']}コア、"
        f"Python {figures['versions']['python']}。各 {runs} 回の中央値。"
        "秒は計算機によって変わるので、同じ回に計った比で見てください。",
        "",
        "| 項目 | 値 | 比べるもの | 比 |",
        "|---|---|---|---|",
        f"| 起動から1問（`madoguchi ask`） | {cold['ask_seconds']} 秒 "
        f"| chromadb と langchain_chroma の import {cold['imports_seconds']} 秒 "
        f"| {cold['ratio']} |",
        f"| 取り込み（文書 {ingest['documents']}、箇所 {ingest['passages']}） "
        f"| {ingest['seconds']} 秒 | 同じ {ingest['views']} ベクトルの埋め込みと Chroma への追加 "
        f"{ingest['bare_seconds']} 秒 | {ingest['ratio']} |",
        f"| 同上 | 同上 | 1箇所1ベクトルの場合 {ingest['bare_passages_seconds']} 秒 "
        f"| {ingest['ratio_passages']} |",
        f"| うち文書の読み取り | {ingest['reading_seconds']} 秒 | 取り込み全体 "
        f"| {ingest['reading_seconds'] / ingest['seconds']:.3f} |",
        f"| 変更のない再取り込み | {ingest['again_seconds']} 秒 | 初回の取り込み "
        f"| {ingest['ratio_again']} |",
    ]
    if answers:
        spread, search, memory = (
            answers["answer_ms"],
            answers["retrieval_ms"],
            answers["memory_mib"],
        )
        lines += [
            f"| 回答（{answers['questions']}問×{answers['rounds']}） "
            f"| 中央値 {spread['median']} ms、95% {spread['p95']} ms | うち検索の中央値 "
            f"{search['median']} ms | |",
            f"| 開いてから最初の回答 | {answers['first_ms']} ms | | |",
            f"| メモリ | {memory['end']} MiB（最大 {memory['peak']} MiB） "
            f"| 開始時 {memory['start']} MiB | |",
        ]
    if formats := figures.get("formats"):
        lines += formats_markdown(formats)
    return "\n".join(lines) + "\n"
