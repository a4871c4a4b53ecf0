"""What each command does: settings in, text or JSON out."""

from __future__ import annotations

import json
import os
import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ingest.errors import MadoguchiError
from ingest.records import Document

# Heavy imports stay inside the commands that need them: `documents` must not wait for
# what `ask` loads.


def _settings(options: Namespace) -> Any:
    from bot.settings import read_settings

    return read_settings(knowledge_base=options.kb)


def _print_json(value: object, *, indent: int | None = 2) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=indent))


def _log(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def run_ingest(options: Namespace) -> int:
    """Read files into the knowledge base; a file that fails never stops the others."""
    from ingest.pipeline import FailedFile, read_documents
    from kb.embedding import load_embedder
    from kb.update import apply

    settings = _settings(options)
    failed: list[FailedFile] = []
    read: list[dict[str, Any]] = []

    def documents() -> Iterator[Document]:
        for outcome in read_documents(
            [Path(path) for path in options.paths], audience=options.audience
        ):
            if isinstance(outcome, FailedFile):
                failed.append(outcome)
                _log(f"× {outcome.name}: {outcome.reason}")
                continue
            read.append(_described(outcome))
            if not options.json:
                _log(_document_line(read[-1]))
            for warning in outcome.warnings:
                _log(f"  注意: {warning}")
            yield outcome

    report = apply(settings.knowledge_base, documents(), embedder=load_embedder(settings.embedder))
    summary = {
        "knowledge_base": str(settings.knowledge_base),
        "files": read,
        "failed": [{"file": item.name, "reason": item.reason} for item in failed],
        "added": list(report.added),
        "changed": list(report.changed),
        "unchanged": list(report.unchanged),
        "removed": list(report.removed),
        "documents": report.documents,
        "passages": report.passages,
    }
    if options.json:
        _print_json(summary)
    else:
        print(
            f"追加 {len(report.added)}件、更新 {len(report.changed)}件、"
            f"変更なし {len(report.unchanged)}件、失敗 {len(failed)}件。"
            f"知識ベースには資料 {report.documents}件、{report.passages}箇所があります。"
        )
    if failed or not read:
        if not read and not failed:
            _log(
                "取り込める資料がありませんでした。フォルダーの場所とファイルの種類を確かめてください。"
            )
        return 1
    return 0


def _described(document: Document) -> dict[str, Any]:
    return {
        "document": document.name,
        "municipality": document.municipality,
        "title": document.title,
        "kind": document.kind,
        "date": document.date,
        "audience": document.audience,
        "passages": len(document.passages),
        "warnings": list(document.warnings),
    }


def _document_line(row: dict[str, Any]) -> str:
    return (
        f"○ {row['document']}: {row['municipality'] or '（自治体名なし）'}「{row['title']}」"
        f" {row['kind']}、{row['date'] or '日付なし'}、{row['passages']}箇所"
        + ("（職員用）" if row["audience"] == "staff" else "")
    )


def run_remove(options: Namespace) -> int:
    """Take documents out; names that are not there are told, the others are removed."""
    from kb.catalog import Catalog
    from kb.embedding import load_embedder
    from kb.generations import open_generation
    from kb.update import apply

    settings = _settings(options)
    catalog = Catalog(open_generation(settings.knowledge_base).catalog_path)
    known = {document.name for document in catalog.documents()}
    catalog.close()
    missing = [name for name in options.documents if name not in known]
    wanted = [name for name in options.documents if name in known]
    report = apply(
        settings.knowledge_base, (), remove=wanted, embedder=load_embedder(settings.embedder)
    )
    for name in missing:
        _log(f"資料「{name}」は登録されていません。madoguchi documents で名前を確かめてください。")
    if options.json:
        _print_json({"removed": list(report.removed), "missing": missing})
    else:
        print(f"{len(report.removed)}件の資料を外しました。")
    return 1 if missing else 0


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
            "warnings": list(stored.warnings),
        }
        for stored in catalog.documents()
    ]
    if options.json:
        _print_json(rows)
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
            _print_json(passage_to_json(passage), indent=None)
        else:
            print(f"■ {passage.label}（{passage.kind}）\n{passage.text}\n")
    return 0


def run_ask(options: Namespace) -> int:
    """Answer one question."""
    from bot.wiring import open_assistant

    assistant = open_assistant(_settings(options))
    answer = assistant.ask(options.question, city=options.city, audience=options.audience)
    if options.json:
        _print_json(answer.to_json())
        return 0
    print(answer.text)
    if answer.citations:
        print()
    for citation in answer.citations:
        page = f" {citation.passage.page}ページ" if citation.passage.page else ""
        date = f"（{citation.passage.date}）" if citation.passage.date else ""
        print(f"[{citation.number}] {citation.label}{page}{date}  {citation.passage.document}")
    if answer.status != "answered" and answer.suggestions:
        print("\nこの資料で答えられる質問の例:")
        for suggestion in answer.suggestions:
            print(f"・{suggestion}")
    return 0


def run_search(options: Namespace) -> int:
    """Print ranked passages."""
    from bot.wiring import open_knowledge_base
    from kb.records import Filters

    snapshot = open_knowledge_base(_settings(options)).snapshot()
    found = snapshot.search(
        options.words,
        filters=Filters(municipality=options.city, include_staff=options.audience != "citizen"),
        limit=options.limit,
    )
    expansions = [
        {"everyday": item.everyday, "term": item.term, "weight": item.weight}
        for item in found.query.expansions
    ]
    rows = [
        {
            "rank": rank,
            "passage_id": hit.passage.passage_id,
            "document": hit.passage.document,
            "label": hit.passage.label,
            "text": hit.passage.text,
            "score": round(hit.score, 4),
            **({"channels": dict(hit.channels)} if options.explain else {}),
        }
        for rank, hit in enumerate(found.hits, start=1)
    ]
    if options.json:
        _print_json({"query": options.words, "expansions": expansions, "passages": rows})
        return 0
    if options.explain:
        for item in expansions:
            print(f"言い換え: {item['everyday']} → {item['term']}（{item['weight']}）")
    for row in rows:
        print(f"{row['rank']}. {row['label']}（{row['score']}）")
        print(f"   {str(row['text'])[:120]}")
        if options.explain:
            print(f"   {row['channels']}")
    return 0


def run_batch(options: Namespace) -> int:
    """Answer every line of a file; a line that fails is written as an error."""
    from bot.wiring import open_assistant

    source, target = Path(options.questions), Path(options.out)
    try:
        lines = source.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise MadoguchiError(f"質問のファイル {source} を読めません（{error}）。") from error
    assistant = open_assistant(_settings(options))
    assistant.knowledge_base.snapshot()
    failed = 0
    temporary = target.with_name(f".{target.name}.part")
    try:
        with temporary.open("w", encoding="utf-8") as out:
            for answer in _batch_answers(assistant, lines):
                failed += answer["status"] == "error"
                out.write(json.dumps(answer, ensure_ascii=False) + "\n")
        os.replace(temporary, target)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise MadoguchiError(f"答えを {target} に書けません（{error}）。") from error
    _log(f"{len([line for line in lines if line.strip()])}件のうち{failed}件が失敗しました。")
    return 1 if failed else 0


def _batch_answers(assistant: Any, lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        identifier: object = None
        try:
            row = json.loads(line)
            if not isinstance(row, dict):
                raise ValueError("JSONのオブジェクトではありません")
            identifier = row.get("id")
            answer = assistant.ask(
                _text(row, "question"),
                city=row.get("city"),
                audience=_audience(row),
                history=[(str(turn[0]), str(turn[1])) for turn in row.get("history") or []],
            )
            yield {"id": identifier, **answer.to_json()}
        except Exception as error:  # one bad line must not cost the others
            yield {
                "id": identifier,
                "question": None,
                "status": "error",
                "reason": "invalid_line" if isinstance(error, ValueError) else "failure",
                "text": f"{number}行目に答えられません: {error}",
                "citations": [],
                "departments": [],
                "passages": [],
                "suggestions": [],
                "timings_ms": {},
                "model": "extractive",
            }


def _text(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str):
        raise ValueError(f"「{name}」がないか、文字列ではありません")
    return value


def _audience(row: dict[str, Any]) -> Any:
    value = row.get("audience") or "citizen"
    if value not in ("citizen", "onboarding", "counter"):
        raise ValueError(f"「audience」の値「{value}」は使えません")
    return value


def run_serve(options: Namespace) -> int:
    """Serve the page and the API until interrupted."""
    from bot.server import serve
    from bot.wiring import open_assistant

    settings = _settings(options)
    assistant = open_assistant(settings)
    assistant.knowledge_base.snapshot()
    serve(assistant, host=options.host, port=options.port, staff_access=settings.staff_access)
    return 0
