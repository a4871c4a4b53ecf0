"""What the commands that keep a desk running do."""

from __future__ import annotations

import os
from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from bot.output import log, print_json

if TYPE_CHECKING:
    from bot.settings import Settings

POSTGRESQL = (
    "記録は PostgreSQL にあり、この控えには入っていません。"
    "同じときに pg_dump で控えを取ってください（戻すときは pg_restore）。"
)

_MARKS = {"ok": "○", "note": "△", "broken": "×"}


def run_doctor(options: Namespace) -> int:
    """Check everything; 1 where something is broken."""
    from bot.operation.doctor import examine_all

    checks = []
    for check in examine_all(knowledge_base=options.kb):
        checks.append(check)
        if not options.json:
            print(f"{_MARKS[check.state]} {check.title}: {check.found}", flush=True)
            if check.advice:
                print(f"   → {check.advice}", flush=True)
    broken = [check for check in checks if check.state == "broken"]
    if options.json:
        print_json({"healthy": not broken, "checks": [asdict(check) for check in checks]})
    elif broken:
        print(f"\n{len(broken)}か所に直すところがあります。")
    else:
        print("\n問題はありません。")
    return 1 if broken else 0


def run_backup(options: Namespace) -> int:
    """Put the whole state into one file."""
    from bot.operation.backup import back_up
    from bot.settings import read_settings

    settings = read_settings(knowledge_base=options.kb)
    target = Path(options.file)
    contents = back_up(settings, target, environment=os.environ, force=options.force)
    notes = [POSTGRESQL] if contents.records == "postgresql" else []
    notes += _audited(settings, "backup", file=target.name, generation=contents.generation)
    if contents.generation is None:
        notes.append(f"知識ベース「{settings.knowledge_base}」はまだないので、入っていません。")
    if contents.variables:
        names = "、".join(contents.variables)
        notes.append(f"環境変数による設定の値は入っていません（{names}）。")
    size = target.stat().st_size
    if options.json:
        print_json(
            {
                "file": str(target),
                "bytes": size,
                "files": len(contents.files),
                "generation": contents.generation,
                "records": contents.records,
                "notes": notes,
            }
        )
    else:
        print(f"「{target}」に{len(contents.files)}個のファイルを控えました（{size >> 10:,} KB）。")
    for note in notes:
        log(f"注意: {note}")
    return 0


def run_restore(options: Namespace) -> int:
    """Put the state of a backup back."""
    from bot.operation.restore import restore
    from bot.settings import read_settings

    source = Path(options.file)
    if not source.is_file():
        from ingest.errors import MadoguchiError

        raise MadoguchiError(f"控え「{source}」がありません。名前を確かめてください。")
    restored = restore(
        source, environment=os.environ, knowledge_base=options.kb, force=options.force
    )
    contents = restored.contents
    notes = [POSTGRESQL] if contents.records == "postgresql" else []
    settings = read_settings(os.environ, knowledge_base=options.kb)
    notes += _audited(settings, "restore", file=source.name, made_at=contents.made_at)
    if contents.variables:
        names = "、".join(contents.variables)
        notes.append(f"控えたときは、次の環境変数でも設定していました: {names}")
    if options.json:
        print_json(
            {
                "made_at": contents.made_at,
                "generation": contents.generation,
                "records": contents.records,
                "knowledge_base": str(restored.knowledge_base),
                "data": str(restored.data),
                "settings_file": str(restored.settings_file) if restored.settings_file else None,
                "notes": notes,
            }
        )
    else:
        print(f"{contents.made_at} の控えから戻しました。madoguchi doctor で確かめてください。")
    for note in notes:
        log(f"注意: {note}")
    return 0


def _audited(settings: Settings, action: str, **detail: str | None) -> list[str]:
    """Add an entry to the audit log where there is one; return what to tell if that fails."""
    from bot.office_commands import ACTOR
    from bot.records.database import Database
    from bot.records.schema import REVISION
    from bot.wiring import open_record_office
    from ingest.errors import MadoguchiError

    database = Database(settings.records.database)
    try:
        # Records that are not there, or of an older program, stay as they are.
        if database.revision() != REVISION:
            return []
        office = open_record_office(settings)
        try:
            office.audit.add(ACTOR, action, **detail)
        finally:
            office.close()
    except MadoguchiError as error:
        return [f"監査ログに書けませんでした。{error}"]
    finally:
        database.close()
    return []
