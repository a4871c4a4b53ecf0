"""``madoguchi sync``: the knowledge base holds what a folder holds, once or whenever it changes."""

from __future__ import annotations

import time
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from bot.output import log, print_json
from bot.replica import read_settings_and_refresh, share_of

if TYPE_CHECKING:
    from bot.settings import Settings
    from ingest.files import FailedFile
    from kb.sync import Outcome, SyncPlan
    from kb.update import UpdateReport


def run_sync(options: Namespace) -> int:
    """Bring the knowledge base in line with a folder; with --watch until Ctrl-C."""
    folder = Path(options.folder)
    if not options.watch:
        return _sync(folder, options)
    status = _sync(folder, options)
    log(
        f"「{folder}」を見ています（{options.interval}秒ごと）。"
        "終わるには Ctrl-C を押してください。"
    )
    try:
        for _ in _changes(folder, seconds=options.interval):
            status = _sync(folder, options)
    except KeyboardInterrupt:
        log("見るのを終わります。ここまでの内容は保存されています。")
    return status


def _sync(folder: Path, options: Namespace) -> int:
    from bot.models import open_embedder
    from bot.output import progress_bar
    from ingest.files import FailedFile
    from ingest.manifest import read_manifest
    from kb.stored import stored_documents
    from kb.sync import Followed, apply_plan, plan_sync

    settings = read_settings_and_refresh(options.kb)
    followed = Followed(
        folder,
        options.audience,
        read_manifest(Path(options.manifest)) if options.manifest else None,
        settings.limits,
    )
    plan = plan_sync(followed, stored_documents(settings.knowledge_base))
    reports: list[UpdateReport] = []
    failed = list(plan.failed)
    if not options.dry_run and not plan.is_empty:
        failed = []
        with progress_bar(plan.files) as bar:

            def count(outcome: Outcome) -> None:
                bar.update()
                if isinstance(outcome, FailedFile):
                    failed.append(outcome)

            reports += apply_plan(
                plan,
                followed,
                kb_path=settings.knowledge_base,
                embedder=open_embedder(settings),
                share=share_of(settings),
                read=count,
            )
    _show(plan, reports, failed, options, settings)
    return 1 if any(not file.skipped for file in failed) else 0


def _show(
    plan: SyncPlan,
    reports: list[UpdateReport],
    failed: list[FailedFile],
    options: Namespace,
    settings: Settings,
) -> None:
    from kb.stored import stored_documents

    stored = stored_documents(settings.knowledge_base)
    older = {n: d.superseded_by for n, d in stored.items() if d.superseded_by is not None}
    if options.json:
        print_json(
            {
                "knowledge_base": str(settings.knowledge_base),
                "folder": str(options.folder),
                "dry_run": options.dry_run,
                "added": list(plan.added),
                "changed": list(plan.changed),
                "moved": [{"from": before, "to": after} for before, after in plan.moved],
                "relocated": dict(plan.relocated),
                "removed": list(plan.removed),
                "unchanged": list(plan.unchanged),
                "failed": [
                    {"file": f.name, "reason": f.reason, "origin": f.origin, "skipped": f.skipped}
                    for f in failed
                ],
                "superseded": older,
                "vectors_embedded": sum(report.vectors_embedded for report in reports),
                "documents": len(stored),
            }
        )
        return
    for mark, names in (
        ("＋ 追加", plan.added),
        ("〜 更新", plan.changed),
        ("－ 削除", plan.removed),
    ):
        for name in names:
            print(f"{mark}: {name}")
    for before, after in plan.moved:
        print(f"→ 移動: {before} → {after}")
    for name, current in older.items():
        print(f"旧版: {name}（新しい版は {current}。検索と回答には新しい版を使います）")
    for file in failed:
        print(f"{'飛ばしました' if file.skipped else '× 読めません'}: {file.name}: {file.reason}")
    done = "行うこと" if options.dry_run else "行ったこと"
    broken = sum(not file.skipped for file in failed)
    print(
        f"{done}: 追加 {len(plan.added)}件、更新 {len(plan.changed)}件、移動 {len(plan.moved)}件、"
        f"削除 {len(plan.removed)}件。"
        f"変更なし {len(plan.unchanged)}件、読めなかったファイル {broken}件。"
        + (
            "何も変更していません（--dry-run を外すと実行します）。"
            if options.dry_run
            else f"知識ベースには資料が{len(stored)}件あります。"
        )
    )


def _changes(folder: Path, *, seconds: float) -> Iterator[None]:
    """Yield when the folder has changed and then stayed the same for one interval.

    Polling sees changes on network drives too, which tell nobody of them.
    """
    known = _signature(folder)
    while True:
        time.sleep(seconds)
        now = _signature(folder)
        while now != known:
            time.sleep(seconds)
            known, now = now, _signature(folder)
            if now == known:
                yield


def _signature(folder: Path) -> dict[str, tuple[int, int]]:
    """Return path → (time of the last change in ns, bytes) of every file below a folder."""
    found: dict[str, tuple[int, int]] = {}
    for path in folder.rglob("*"):
        try:
            status = path.stat()
        except OSError:  # deleted meanwhile, or a link that leads nowhere
            continue
        if path.is_file():
            found[str(path)] = (status.st_mtime_ns, status.st_size)
    return found
