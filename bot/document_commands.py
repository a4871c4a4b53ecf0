"""Commands on documents: ingest, remove, documents, passages."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from bot.output import log, print_json, progress_bar, without_surrogates
from bot.replica import read_settings_and_refresh, share_of
from ingest.errors import MadoguchiError
from ingest.records import Document

if TYPE_CHECKING:
    from ingest.files import UnchangedFile
    from kb.catalog import StoredDocument

# Heavy imports stay inside the commands that need them: `documents` must not wait for
# what `ask` loads.


def run_ingest(options: Namespace) -> int:
    """Read files into the knowledge base; a file that fails never stops the others."""
    from bot.models import open_embedder
    from ingest.files import FailedFile, UnchangedFile, find_files
    from ingest.manifest import read_manifest
    from ingest.pipeline import read_documents
    from kb.stored import stored_documents
    from kb.update import DocumentUpdate, apply

    settings = read_settings_and_refresh(options.kb)
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
            bar.update()
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
            with bar.external_write_mode():
                print(f"{_document_line(row)}（{_ACTIONS[update.action]}）", flush=True)
        if (file := Path(row["origin"]).name) != update.name:
            log(f"  注意: 同じ名前の「{file}」と区別するため「{update.name}」として登録します。")
        for warning in row["warnings"]:
            log(f"  注意: {warning}")

    embedder = open_embedder(settings)
    with progress_bar(len(find_files(options.paths))) as bar:
        report = apply(
            settings.knowledge_base,
            documents(),
            embedder=embedder,
            progress=show,
            share=share_of(settings),
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

    settings = read_settings_and_refresh(options.kb)
    open_generation(settings.knowledge_base)  # says what is wrong before anything is locked
    report = apply(
        settings.knowledge_base,
        (),
        remove=[without_surrogates(name) for name in options.documents],
        embedder=open_embedder(settings),
        share=share_of(settings),
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

    settings = read_settings_and_refresh(options.kb)
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

    settings = read_settings_and_refresh(options.kb)
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
