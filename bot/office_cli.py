"""Arguments of the commands that keep an office running: records, audit, users, doctor, backup."""

from __future__ import annotations

import argparse
from typing import Any

from bot.accounts.roles import ROLES

EXPORTED = ("questions", "feedback", "ingests", "logins", "audit")


def add_office_commands(commands: Any) -> None:
    """Add the commands to the parser's."""
    _add_records(commands)
    _add_audit(commands)
    _add_users(commands)
    _add_operation(commands)


def _add_operation(commands: Any) -> None:
    def add(name: str, text: str) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
        parser.add_argument("--kb", metavar="DIR", help="知識ベースのフォルダー")
        parser.add_argument("--json", action="store_true", help="JSONで標準出力に書く")
        return parser

    add("doctor", "動かすのに要るものをすべて確かめ、直し方を示す")
    add("upgrade", "前の版で作った知識ベースと記録を、この版のものに直す")
    backup = add("backup", "知識ベース・記録・設定を、動かしたまま1つのファイルに控える")
    restore = add("restore", "backup で作った控えから戻す")
    for parser in (backup, restore):
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--force", action="store_true", help="すでにあるものを書き換える")


def _command(commands: Any, name: str, text: str) -> Any:
    sub = commands.add_parser(name, help=text, description=text)
    return sub.add_subparsers(dest="action", required=True, metavar="ACTION")


def _action(actions: Any, name: str, text: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = actions.add_parser(name, help=text, description=text)
    parser.add_argument("--json", action="store_true", help="JSONで標準出力に書く")
    parser.set_defaults(kb=None)
    return parser


def _add_records(commands: Any) -> None:
    actions = _command(commands, "records", "質問・評価・取込み・ログインの記録を扱う")
    export = _action(actions, "export", "記録をCSVかExcelに書き出す")
    export.add_argument("kind", choices=EXPORTED)
    export.add_argument("--out", required=True, metavar="FILE")
    export.add_argument("--format", choices=("csv", "xlsx"), help="省くと --out の末尾による")
    export.add_argument("--since", default="", metavar="YYYY-MM-DD", help="この日から")
    prune = _action(actions, "prune", "保存期間を過ぎた記録を消す")
    prune.add_argument("--days", type=int, metavar="N", help="省くと設定の保存期間")


def _add_audit(commands: Any) -> None:
    actions = _command(commands, "audit", "操作の記録（監査ログ）を扱う")
    verify = _action(actions, "verify", "書き換えられていないか確かめる")
    verify.add_argument(
        "--against",
        metavar="N:DIGEST",
        help="前に確かめたときに控えた番号とダイジェスト。末尾が消されていないかも分かる",
    )
    listed = _action(actions, "list", "新しい順に示す")
    listed.add_argument("--limit", type=int, default=50, metavar="N")


def _add_users(commands: Any) -> None:
    actions = _command(commands, "users", "職員のアカウントを扱う")
    _action(actions, "list", "アカウントの一覧")
    add = _action(actions, "add", "アカウントを作る")
    add.add_argument("name", metavar="NAME")
    add.add_argument("--role", choices=ROLES, default="reader")
    password = _action(actions, "passwd", "パスワードを変える")
    password.add_argument("name", metavar="NAME")
    for parser in (add, password):
        parser.add_argument(
            "--password-stdin",
            action="store_true",
            help="パスワードを標準入力の1行目から読む（省くと尋ねる）",
        )
    role = _action(actions, "role", "役割を変える")
    role.add_argument("name", metavar="NAME")
    role.add_argument("role", choices=ROLES)
    remove = _action(actions, "remove", "アカウントを消し、ログインを終わらせる")
    remove.add_argument("name", metavar="NAME")
