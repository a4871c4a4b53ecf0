"""What each command does: settings in, text or JSON out."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from bot.directory_command import run_departments as run_departments
from bot.operation.commands import run_backup as run_backup
from bot.operation.commands import run_doctor as run_doctor
from bot.operation.commands import run_restore as run_restore
from bot.output import log, print_json, without_surrogates
from bot.search_command import chosen, run_search
from bot.sync_command import run_sync as run_sync
from ingest.errors import MadoguchiError
from ingest.records import Document

if TYPE_CHECKING:
    from ingest.files import UnchangedFile
    from kb.catalog import StoredDocument

__all__ = [
    "run_ask",
    "run_batch",
    "run_documents",
    "run_ingest",
    "run_passages",
    "run_remove",
    "run_search",
    "run_serve",
]

# Heavy imports stay inside the commands that need them: `documents` must not wait for
# what `ask` loads.


def _settings(options: Namespace) -> Any:
    from bot.settings import read_settings

    return read_settings(knowledge_base=options.kb)


def run_ingest(options: Namespace) -> int:
    """Read files into the knowledge base; a file that fails never stops the others."""
    from bot.models import open_embedder
    from ingest.files import FailedFile, UnchangedFile
    from ingest.manifest import read_manifest
    from ingest.pipeline import read_documents
    from kb.stored import stored_documents
    from kb.update import DocumentUpdate, apply

    settings = _settings(options)
    manifest = read_manifest(Path(options.manifest)) if options.manifest else None
    failed: list[FailedFile] = []
    read: dict[str, dict[str, Any]] = {}

    def documents() -> Iterator[Document | UnchangedFile]:
        stored = stored_documents(settings.knowledge_base)
        for outcome in read_documents(
            [Path(path) for path in options.paths],
            audience=options.audience,
            manifest=manifest,
            stored={name: document.origin for name, document in stored.items()},
            limits=settings.limits,
            hashes={name: document.sha256 for name, document in stored.items()},
        ):
            if isinstance(outcome, FailedFile):
                failed.append(outcome)
                log(f"× {outcome.name}: {outcome.reason}")
                continue
            if isinstance(outcome, UnchangedFile):
                kept = stored[outcome.name]
                read[outcome.name] = _described(kept, passages=kept.passages)
                read[outcome.name]["origin"] = outcome.origin
            else:
                read[outcome.name] = _described(outcome, passages=len(outcome.passages))
            yield outcome

    def show(update: DocumentUpdate) -> None:
        row = read[update.name]
        row["action"] = update.action
        if not options.json:
            print(f"{_document_line(row)}（{_ACTIONS[update.action]}）", flush=True)
        if (file := Path(row["origin"]).name) != update.name:
            log(f"  注意: 同じ名前の「{file}」と区別するため「{update.name}」として登録します。")
        for warning in row["warnings"]:
            log(f"  注意: {warning}")

    report = apply(
        settings.knowledge_base,
        documents(),
        embedder=open_embedder(settings),
        progress=show,
    )
    notes = list(report.notes)
    if manifest is not None:
        seen = [PurePath(row["origin"]) for row in read.values()]
        notes += [
            f"マニフェストの「{name}」に当たるファイルは取り込まれていません。名前を確かめてください。"
            for name in manifest.unused([*seen, *(PurePath(item.origin) for item in failed)])
        ]
    for note in notes:
        log(f"注意: {note}")
    if options.json:
        print_json(
            {
                "knowledge_base": str(settings.knowledge_base),
                "files": list(read.values()),
                "failed": [
                    {
                        "file": item.name,
                        "reason": item.reason,
                        "origin": item.origin,
                        "skipped": item.skipped,
                    }
                    for item in failed
                ],
                "added": list(report.added),
                "changed": list(report.changed),
                "unchanged": list(report.unchanged),
                "removed": list(report.removed),
                "notes": notes,
                "documents": report.documents,
                "passages": report.passages,
            }
        )
    else:
        print(
            f"追加 {len(report.added)}件、更新 {len(report.changed)}件、"
            f"変更なし {len(report.unchanged)}件、"
            f"失敗 {sum(not item.skipped for item in failed)}件、"
            f"飛ばしたファイル {sum(item.skipped for item in failed)}件。"
            f"知識ベースには資料 {report.documents}件、{report.passages}箇所があります。"
        )
    # What was left out on purpose is told, and is no failure unless nothing else was there.
    return 1 if any(not item.skipped for item in failed) or not read else 0


_ACTIONS = {"added": "追加", "changed": "更新", "unchanged": "変更なし", "removed": "削除"}


def _described(document: Document | StoredDocument, *, passages: int) -> dict[str, Any]:
    return {
        "document": document.name,
        "municipality": document.municipality,
        "title": document.title,
        "kind": document.kind,
        "date": document.date,
        "audience": document.audience,
        "passages": passages,
        "origin": document.origin,
        "url": document.url,
        "licence": document.licence,
        "warnings": list(document.warnings),
    }


def _document_line(row: dict[str, Any]) -> str:
    return (
        f"○ {row['document']}: {row['municipality'] or '（自治体名なし）'}「{row['title']}」"
        f" {row['kind']}、{row['date'] or '日付なし'}、{row['passages']}箇所"
        + ("（職員用）" if row["audience"] == "staff" else "")
        + (f"（旧版。新しい版は {row['superseded_by']}）" if row.get("superseded_by") else "")
        + (f"（{row['url']}）" if row.get("url") else "")
        + (f"（{row['licence']}）" if row.get("licence") else "")
    )


def run_remove(options: Namespace) -> int:
    """Take documents out; names that are not there are told, the others are removed."""
    from bot.models import open_embedder
    from kb.generations import open_generation
    from kb.update import apply

    settings = _settings(options)
    open_generation(settings.knowledge_base)  # says what is wrong before anything is locked
    report = apply(
        settings.knowledge_base,
        (),
        remove=[without_surrogates(name) for name in options.documents],
        embedder=open_embedder(settings),
    )
    for name in report.missing:
        log(f"資料「{name}」は登録されていません。madoguchi documents で名前を確かめてください。")
    if options.json:
        print_json({"removed": list(report.removed), "missing": list(report.missing)})
    else:
        print(f"{len(report.removed)}件の資料を外しました。")
    return 1 if report.missing else 0


def run_documents(options: Namespace) -> int:
    """List the documents."""
    from kb.catalog import Catalog
    from kb.generations import open_generation

    settings = _settings(options)
    catalog = Catalog(open_generation(settings.knowledge_base).catalog_path)
    rows = [
        {
            "document": stored.name,
            "municipality": stored.municipality,
            "title": stored.title,
            "kind": stored.kind,
            "date": stored.date,
            "audience": stored.audience,
            "passages": stored.passages,
            "ingested_at": stored.ingested_at,
            "origin": stored.origin,
            "url": stored.url,
            "licence": stored.licence,
            "superseded_by": stored.superseded_by,
            "warnings": list(stored.warnings),
        }
        for stored in catalog.documents()
    ]
    if options.json:
        print_json(rows)
    else:
        for row in rows:
            print(_document_line(row))
    return 0


def run_passages(options: Namespace) -> int:
    """Print every passage in reading order, with --json one object a line."""
    from bot.answer import passage_to_json
    from kb.catalog import Catalog
    from kb.generations import open_generation

    settings = _settings(options)
    catalog = Catalog(open_generation(settings.knowledge_base).catalog_path)
    if options.document and catalog.document(options.document) is None:
        raise MadoguchiError(
            f"資料「{options.document}」は登録されていません。"
            "madoguchi documents で名前を確かめてください。"
        )
    for passage in catalog.passages(options.document):
        if options.json:
            print_json(passage_to_json(passage), indent=None)
        else:
            print(f"■ {passage.label}（{passage.kind}）\n{passage.text}\n")
    return 0


def run_ask(options: Namespace) -> int:
    """Answer one question."""
    from bot.frames.choose import frames_for
    from bot.wiring import open_assistant

    assistant = open_assistant(_settings(options))
    question = without_surrogates(options.question)
    answer = assistant.ask(
        question,
        city=options.city,
        audience=options.audience,
        language=options.language,
        within=chosen(options, assistant.knowledge_base.snapshot()),
    )
    if options.json:
        print_json(answer.to_json())
        return 0
    print(answer.text)
    if answer.citations:
        print()
    for citation in answer.citations:
        page = f" {citation.passage.page}ページ" if citation.passage.page else ""
        date = f"（{citation.passage.date}）" if citation.passage.date else ""
        print(f"[{citation.number}] {citation.label}{page}{date}  {citation.passage.document}")
    if answer.status != "answered" and answer.suggestions:
        print(f"\n{frames_for(answer.language).suggestions}")
        for suggestion in answer.suggestions:
            print(f"・{suggestion}")
    return 0


def run_batch(options: Namespace) -> int:
    """Answer every line of a file; a line that fails is written as an error."""
    from bot.batch import answer_file
    from bot.wiring import open_assistant

    assistant = open_assistant(_settings(options))
    assistant.knowledge_base.snapshot()
    counts = answer_file(assistant, Path(options.questions), Path(options.out))
    log(f"{counts.lines}件のうち{counts.failed}件が失敗しました。")
    return 1 if counts.failed else 0


def run_serve(options: Namespace) -> int:
    """Serve the pages and the API until interrupted."""
    from bot.accounts.gate import Gate
    from bot.operation.figures import CountedDesk
    from bot.page.frame import Office
    from bot.records.desk import RecordedFeedback
    from bot.records.retention import Pruning
    from bot.server import build_application, serve
    from bot.wiring import (
        open_administration,
        open_assistant,
        open_probes,
        open_record_office,
        open_recorded_desk,
    )

    settings = _settings(options)
    assistant = open_assistant(settings)
    assistant.warm_up()
    records = open_record_office(settings)
    probes = open_probes(settings, assistant, records)
    application = build_application(
        CountedDesk(open_recorded_desk(assistant, records), probes.figures),
        allowed_hosts=settings.server.hosts,
        office=Office(settings.page.office_name, settings.page.office_logo),
        feedback=RecordedFeedback(records.records),
        gate=Gate(settings, records),
        admin=open_administration(settings, assistant, records),
        probes=probes,
    )
    pruning = Pruning(records.prune)
    pruning.start()
    try:
        serve(
            application,
            host=options.host or settings.server.host,
            port=options.port or settings.server.port,
            running=lambda: probes.figures.running,
            json_logs=settings.server.json_logs,
        )
    finally:
        pruning.stop()
        records.close()
    return 0


def run_records(options: Namespace) -> int:
    """Export or prune the records."""
    from bot import office_commands
    from bot.wiring import open_record_office

    return office_commands.run_records(open_record_office(_settings(options)), options)


def run_audit(options: Namespace) -> int:
    """Check or list the audit log."""
    from bot import office_commands
    from bot.wiring import open_record_office

    return office_commands.run_audit(open_record_office(_settings(options)), options)


def run_users(options: Namespace) -> int:
    """Change the accounts of staff."""
    from bot import office_commands
    from bot.wiring import open_record_office

    return office_commands.run_users(open_record_office(_settings(options)), options)
