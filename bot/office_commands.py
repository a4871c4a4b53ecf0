"""What the commands ``records``, ``audit`` and ``users`` do."""

from __future__ import annotations

import getpass
import sys
from argparse import Namespace
from datetime import date, datetime
from pathlib import Path
from typing import Any, cast

from bot.accounts.store import Accounts
from bot.output import log, print_json
from bot.records.clock import written
from bot.records.export import Format, export
from bot.records.office import RecordOffice
from bot.records.retention import prune
from bot.records.store import KINDS
from ingest.errors import MadoguchiError

ACTOR = "コマンド"
"""Who stands in the audit log for what was done on the command line."""


def run_records(office: RecordOffice, options: Namespace) -> int:
    """Export or prune the records."""
    if options.action == "prune":
        return _prune(office, options)
    target = Path(options.out)
    form = options.format or target.suffix.lstrip(".").lower()
    if form not in ("csv", "xlsx"):
        raise MadoguchiError(
            f"「{target}」の形式が分かりません。"
            "名前を .csv か .xlsx にするか、--format で指定してください。"
        )
    columns = [column.name for column in KINDS[options.kind].columns]
    rows = office.records.rows(options.kind, since=_since(options.since))
    count = export(rows, target, columns=columns, as_=cast("Format", form))
    office.audit.add(ACTOR, "records.export", kind=options.kind, rows=count)
    if options.json:
        print_json({"kind": options.kind, "rows": count, "file": str(target)})
    else:
        print(f"{count}行を「{target}」に書き出しました。")
    return 0


def _prune(office: RecordOffice, options: Namespace) -> int:
    days = office.retention_days if options.days is None else options.days
    if days < 0:
        raise MadoguchiError(f"--days の値「{days}」は使えません。0 以上にしてください。")
    deleted = prune(office.database, days=days)
    office.audit.add(ACTOR, "records.prune", days=days, rows=deleted)
    if options.json:
        print_json({"days": days, "deleted": deleted})
    else:
        print(f"{days}日より前の記録 {deleted}行を消しました。")
    return 0


def _since(day: str) -> str:
    if not day:
        return ""
    try:
        first = date.fromisoformat(day)
    except ValueError as error:
        raise MadoguchiError(
            f"--since の値「{day}」は日付ではありません。2026-04-01 のように書いてください。"
        ) from error
    return written(datetime(first.year, first.month, first.day).astimezone())


def run_audit(office: RecordOffice, options: Namespace) -> int:
    """Check the audit log, or list its newest entries."""
    if options.action == "list":
        rows: list[dict[str, Any]] = [
            {
                "number": entry.number,
                "at": entry.at,
                "actor": entry.actor,
                "action": entry.action,
                "detail": dict(entry.detail),
                "digest": entry.digest,
            }
            for entry in office.audit.latest(options.limit)
        ]
        if options.json:
            print_json(rows)
        for row in () if options.json else rows:
            print(f"{row['number']} {row['at']} {row['actor']} {row['action']} {row['detail']}")
        return 0
    verdict = office.audit.verify(_noted(options.against))
    if options.json:
        print_json(
            {
                "entries": verdict.entries,
                "digest": verdict.last_digest,
                "problem": verdict.problem,
            }
        )
    elif verdict.problem is None:
        print(f"{verdict.entries}件すべて、書き換えられていません。")
        print(f"控え: {verdict.entries}:{verdict.last_digest}")
    if verdict.problem is not None:
        log(f"監査ログに問題があります。{verdict.problem}")
        return 1
    return 0


def _noted(text: str | None) -> tuple[int, str] | None:
    if not text:
        return None
    number, _, digest = text.partition(":")
    if not number.isdigit() or len(digest) != 64:
        raise MadoguchiError(
            f"--against の値「{text}」は使えません。audit verify が示した「控え」を書いてください。"
        )
    return int(number), digest


def run_users(office: RecordOffice, options: Namespace) -> int:
    """Add, list, change or remove accounts."""
    accounts = Accounts(office.database, audit=office.audit)
    if options.action == "list":
        rows = [
            {"name": account.name, "role": account.role, "created_at": account.created_at}
            for account in accounts.all()
        ]
        if options.json:
            print_json(rows)
        for row in () if options.json else rows:
            print(f"{row['name']}  {row['role']}  {row['created_at']}")
        return 0
    if options.action == "add":
        accounts.add(options.name, _password(options), role=options.role, actor=ACTOR)
        done = f"アカウント「{options.name}」（{options.role}）を作りました。"
    elif options.action == "passwd":
        accounts.require(options.name)
        accounts.set_password(options.name, _password(options), actor=ACTOR)
        done = f"「{options.name}」のパスワードを変え、ログインを終わらせました。"
    elif options.action == "role":
        accounts.set_role(options.name, options.role, actor=ACTOR)
        done = f"「{options.name}」の役割を {options.role} にし、ログインを終わらせました。"
    else:
        accounts.remove(options.name, actor=ACTOR)
        done = f"アカウント「{options.name}」を消し、ログインを終わらせました。"
    if options.json:
        print_json({"action": options.action, "name": options.name})
    else:
        print(done)
    return 0


def _password(options: Namespace) -> str:
    if options.password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise MadoguchiError(
            "パスワードを尋ねられません。--password-stdin を付けて標準入力で渡してください。"
        )
    first = getpass.getpass("パスワード: ")
    if first != getpass.getpass("もう一度: "):
        raise MadoguchiError("二度のパスワードが違います。もう一度やり直してください。")
    return first
