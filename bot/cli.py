"""The command line: ``madoguchi``."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import Any

from bot import commands
from bot.office_cli import add_office_commands
from bot.output import log, prepare_streams, print_json
from ingest.errors import MadoguchiError

LANGUAGES = ("ja", "en", "easy")
AUDIENCES = ("citizen", "onboarding", "counter")


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = argparse.ArgumentParser(
        prog="madoguchi",
        description="自治体の資料に質問し、出典つきで答えを得る / "
        "Ask the documents of a municipality and get cited answers.",
    )
    commands_ = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, text: str, *, needs_json: bool = True) -> argparse.ArgumentParser:
        sub = commands_.add_parser(name, help=text, description=text)
        sub.add_argument(
            "--kb", metavar="DIR", help="知識ベースのフォルダー（なければ環境変数 MADOGUCHI_KB）"
        )
        if needs_json:
            sub.add_argument("--json", action="store_true", help="JSONで標準出力に書く")
        return sub

    ingest = add("ingest", "ファイルやフォルダーを知識ベースに取り込む")
    ingest.add_argument("paths", nargs="+", metavar="PATH")
    ingest.add_argument("--audience", choices=("public", "staff"), default="public")
    ingest.add_argument(
        "--manifest",
        metavar="FILE",
        help="ファイルごとの題名・自治体・日付・対象・URL・ライセンスを書いたTOMLかCSV",
    )

    sync = add("sync", "フォルダーの中身に知識ベースを合わせる")
    sync.add_argument("folder", metavar="FOLDER")
    sync.add_argument("--dry-run", action="store_true", help="何が変わるかを示すだけで変更しない")
    sync.add_argument("--watch", action="store_true", help="変わるたびに合わせる（Ctrl-Cで終了）")
    sync.add_argument(
        "--interval", type=_positive, default=10, metavar="SECONDS", help="--watch で見る間隔（秒）"
    )
    sync.add_argument("--audience", choices=("public", "staff"), default="public")
    sync.add_argument("--manifest", metavar="FILE", help="ingest と同じマニフェスト")

    remove = add("remove", "資料を知識ベースから外す")
    remove.add_argument("documents", nargs="+", metavar="DOCUMENT")

    add("documents", "登録されている資料の一覧")

    departments = add("departments", "部署の名簿（出典つき）")
    departments.add_argument("--city", help="自治体を選ぶ")
    departments.add_argument("--audience", choices=AUDIENCES, default="citizen")

    passages = add("passages", "すべての箇所を順に出す")
    passages.add_argument("--document", metavar="DOCUMENT")

    ask = add("ask", "質問に答える")
    ask.add_argument("question", metavar="QUESTION")
    ask.add_argument("--city", help="自治体を選ぶ")
    ask.add_argument("--audience", choices=AUDIENCES, default="citizen")
    ask.add_argument(
        "--language",
        choices=LANGUAGES,
        help="答えの言葉。easy はやさしい日本語（引用は原文のまま。省くと質問の言葉）",
    )

    _add_narrowing(ask)

    search = add("search", "箇所を検索する（答えは作らない）")
    search.add_argument("words", metavar="WORDS")
    search.add_argument("--city", help="自治体を選ぶ")
    search.add_argument("--audience", choices=AUDIENCES, default="citizen")
    search.add_argument("--limit", type=_positive, default=10, metavar="N")
    search.add_argument("--explain", action="store_true", help="各チャンネルの点数を示す")

    _add_narrowing(search)

    batch = add("batch", "質問のファイルにまとめて答える", needs_json=False)
    batch.add_argument("questions", metavar="QUESTIONS.jsonl")
    batch.add_argument("--out", required=True, metavar="ANSWERS.jsonl")

    serve = add("serve", "画面とAPIを動かす", needs_json=False)
    serve.add_argument("--host", help="待ち受けるアドレス")
    serve.add_argument("--port", type=_positive, help="待ち受けるポート")
    add_office_commands(commands_)
    return parser


def _add_narrowing(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("絞り込み")
    group.add_argument("--document", action="append", default=[], help="資料の名前(何度でも)")
    group.add_argument("--kind", action="append", default=[], help="箇所の種類(何度でも)")
    group.add_argument("--since", metavar="DATE", help="この日付より前の資料を除く")
    group.add_argument("--until", metavar="DATE", help="この日付より後の資料を除く")


def _positive(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"1以上の整数にしてください: {text}")
    return number


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns 0 done, 1 something asked for could not be done, 2 wrong usage."""
    options = build_parser().parse_args(arguments)
    is_json = getattr(options, "json", False)
    prepare_streams(is_json=is_json)
    try:
        run: Any = getattr(commands, f"run_{options.command}")
        status = int(run(options))
        sys.stdout.flush()  # a reader that has gone is noticed here, not at exit
    except MadoguchiError as error:
        if is_json:
            print_json({"status": "error", "message": str(error)}, indent=None)
        log(str(error))
        return 1
    except BrokenPipeError:
        # What is still buffered would fail again when the interpreter ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        log("中断しました。それまでに保存されていた内容はそのままです。")
        return 1
    return status


if __name__ == "__main__":
    sys.exit(main())
