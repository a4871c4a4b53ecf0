"""The command ``madoguchi-eval``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from eval import commands, fit_commands, set_commands
from ingest.errors import MadoguchiError

Command = Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status: 0, 1 where something failed, 2 for usage."""
    options = build_parser().parse_args(arguments)
    command: Command = options.command
    try:
        return command(options)
    except MadoguchiError as error:
        print(f"madoguchi-eval: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 1


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all subcommands."""
    parser = argparse.ArgumentParser(
        prog="madoguchi-eval", description="回答の精度と速さを測ります。"
    )
    subparsers = parser.add_subparsers(required=True, metavar="コマンド")

    def add(name: str, command: Command, description: str) -> argparse.ArgumentParser:
        added = subparsers.add_parser(name, help=description, description=description)
        added.set_defaults(command=command)
        return added

    run = add("run", commands.run_run, "質問集に答えさせ、記録し、採点します。")
    run.add_argument("sets", nargs="+", type=Path, metavar="SET.jsonl", help="質問集")
    _add_knowledge_base(run)
    run.add_argument(
        "--out", type=Path, metavar="DIR", help="記録と報告のフォルダ（既定: runs/日時）"
    )
    _add_thresholds(run)
    _add_output(run)

    score = add("score", commands.run_score, "記録を採点し直し、報告を書きます。")
    score.add_argument("record", type=Path, metavar="RUN", help="run が書いたフォルダ")
    _add_output(score)

    compare = add("compare", commands.run_compare, "二つの記録を質問ごとに比べます。")
    compare.add_argument("first", type=Path, metavar="A", help="前の記録")
    compare.add_argument("second", type=Path, metavar="B", help="後の記録")
    compare.add_argument("--json", action="store_true", help="JSON で出します")

    gate = add("gate", commands.run_gate, "しきい値に届かなければ終了コード 1 を返します。")
    gate.add_argument("record", type=Path, metavar="RUN", help="run が書いたフォルダ")
    _add_thresholds(gate, required=True)

    judge = add("judge", commands.run_judge, "設定した言語モデルに、記録の回答を判定させます。")
    judge.add_argument("record", type=Path, metavar="RUN", help="run が書いたフォルダ")

    check = add(
        "check", set_commands.run_check, "質問集の誤りを、知識ベースと突き合わせて挙げます。"
    )
    check.add_argument("sets", nargs="+", type=Path, metavar="SET.jsonl", help="質問集")
    _add_knowledge_base(check)

    draft = add("draft", set_commands.run_draft, "質問の下書きを、資料か質問の記録から作ります。")
    _add_knowledge_base(draft)
    draft.add_argument(
        "--log",
        type=Path,
        metavar="FILE",
        help="質問の記録（CSV か JSON の行）。答えられなかった質問から作る",
    )
    draft.add_argument(
        "--limit", type=_positive, default=100, metavar="N", help="問数の上限（既定: 100）"
    )
    draft.add_argument("--out", type=Path, metavar="SET.jsonl", help="書く先（既定: 標準出力）")

    retrieval = add("retrieval", commands.run_retrieval, "検索だけを、経路ごとに測ります。")
    source = retrieval.add_mutually_exclusive_group(required=True)
    source.add_argument("--squad", type=Path, metavar="FILE.json", help="SQuAD 形式の段落と質問")
    source.add_argument(
        "--faq", type=Path, metavar="FILE.json", help='[{"question", "answer", "id"?}] の一覧'
    )
    source.add_argument(
        "--corpus", type=Path, metavar="FILE.jsonl", help='{"id", "text", "title"?} の行'
    )
    retrieval.add_argument(
        "--queries", type=Path, metavar="FILE.jsonl", help='{"query", "relevant": [id]} の行'
    )
    retrieval.add_argument(
        "--limit", type=_positive, metavar="N", help="質問の数の上限（無作為に選ぶ）"
    )
    retrieval.add_argument("--json", action="store_true", help="JSON で出します")

    peers = add("peers", commands.run_peers, "手引きどおりに作ったものに同じ質問をし、比べます。")
    peers.add_argument("sets", nargs="+", type=Path, metavar="SET.jsonl", help="質問集")
    _add_knowledge_base(peers)
    peers.add_argument(
        "--model",
        action="append",
        default=[],
        metavar="MODEL",
        help="埋め込みモデルのフォルダーか名前（Chroma で使う。重ねて指定できる）",
    )
    peers.add_argument(
        "--reranker",
        action="append",
        default=[],
        metavar="MODEL",
        help="並べ替えモデルのフォルダーか名前（BM25 の後ろで使う。重ねて指定できる）",
    )
    peers.add_argument("--out", type=Path, metavar="DIR", help="表と、それぞれの記録を書く先")
    peers.add_argument("--json", action="store_true", help="JSON で出します")
    weights = "検索経路の重みを質問集から決めます。"
    confidence = "確信度の重みを質問集から決めます。"
    fits = [
        add("fit-weights", fit_commands.run_fit_weights, weights),
        add("fit-confidence", fit_commands.run_fit_confidence, confidence),
    ]
    for fit in fits:
        fit.add_argument(
            "asked",
            nargs="+",
            type=fit_commands.asked_of,
            metavar="DIR=SET.jsonl",
            help="知識ベースのフォルダと、その資料についての質問集",
        )
    fits[0].add_argument(
        "--squad", type=Path, metavar="FILE.json", help="SQuAD 形式の段落と質問も使う"
    )
    fits[0].add_argument(
        "--limit", type=_positive, default=300, metavar="N", help="その質問の数（既定: 300）"
    )

    verifier = add(
        "verifier", commands.run_verifier, "生成AIの文の照合を、根拠のある文とない文で測ります。"
    )
    verifier.add_argument("set", type=Path, metavar="SET.jsonl", help="文と箇所の一覧")
    _add_knowledge_base(verifier)

    bench = add("bench", commands.run_bench, "速さとメモリを、素の部品との比で計ります。")
    bench.add_argument(
        "--documents",
        nargs="+",
        type=Path,
        default=[],
        metavar="PATH",
        help="取り込む文書（既定: 見本の市）",
    )
    bench.add_argument(
        "--sets",
        nargs="+",
        type=Path,
        default=[],
        metavar="SET.jsonl",
        help="答えさせる質問集（既定: 見本の市の質問集）",
    )
    bench.add_argument(
        "--scale",
        type=_sizes,
        metavar="1000,10000",
        help="その数の箇所を持つ架空の自治体の文書を作り、規模による伸びを計ります",
    )
    bench.add_argument("--runs", type=_positive, default=3, metavar="N", help="計る回数（既定: 3）")
    bench.add_argument("--out", type=Path, metavar="DIR", help="bench.json と bench.md を書く先")
    bench.add_argument("--json", action="store_true", help="JSON で出します")
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _sizes(text: str) -> list[int]:
    return [_positive(part) for part in text.split(",")]


def _add_knowledge_base(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--kb",
        metavar="DIR",
        help="知識ベースのフォルダ（既定: MADOGUCHI_KB、なければ利用者ごとの場所）",
    )


def _add_output(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="集計を JSON で出します")
    parser.add_argument(
        "--price",
        metavar="入力,出力",
        help="言語モデルの百万トークン当たりの価格。費用を出します（例: 0.15,0.60）",
    )
    parser.add_argument(
        "--misses", action="store_true", help="正しくなかった質問の正解と回答も出します"
    )


def _add_thresholds(parser: argparse.ArgumentParser, *, required: bool = False) -> None:
    group = parser.add_mutually_exclusive_group(required=required)
    group.add_argument(
        "--require", metavar="correct=0.85,handled=0.85", help="しきい値を並べて書きます"
    )
    group.add_argument(
        "--thresholds", type=Path, metavar="FILE", help='しきい値の JSON（{"correct": 0.85}）'
    )


if __name__ == "__main__":
    sys.exit(main())
