"""What each command does: settings in, text or JSON out."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from bot.directory_command import run_departments as run_departments
from bot.document_commands import run_documents as run_documents
from bot.document_commands import run_ingest as run_ingest
from bot.document_commands import run_passages as run_passages
from bot.document_commands import run_remove as run_remove
from bot.operation.commands import run_backup as run_backup
from bot.operation.commands import run_doctor as run_doctor
from bot.operation.commands import run_restore as run_restore
from bot.output import log, print_json, without_surrogates
from bot.replica import read_settings_and_refresh
from bot.search_command import chosen, run_search
from bot.serve_command import run_serve
from bot.sync_command import run_sync as run_sync
from bot.upgrade_command import run_upgrade as run_upgrade

__all__ = ["run_ask", "run_batch", "run_search", "run_serve"]

# Heavy imports stay inside the commands that need them: `documents` must not wait for
# what `ask` loads.


def _settings(options: Namespace) -> Any:
    from bot.settings import read_settings

    return read_settings(knowledge_base=options.kb)


def run_ask(options: Namespace) -> int:
    """Answer one question."""
    from bot.frames.choose import frames_for
    from bot.wiring import noting, open_assistant

    settings = read_settings_and_refresh(options.kb)
    assistant = open_assistant(settings)
    question = without_surrogates(options.question)
    within = chosen(options, assistant.knowledge_base.snapshot())
    with noting(assistant, settings, channel="cli") as desk:
        answer = desk.ask(
            question,
            city=options.city,
            audience=options.audience,
            language=options.language,
            within=within,
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
    from bot.wiring import noting, open_assistant

    settings = read_settings_and_refresh(options.kb)
    assistant = open_assistant(settings)
    assistant.knowledge_base.snapshot()
    with noting(assistant, settings, channel="batch") as desk:
        counts = answer_file(desk, Path(options.questions), Path(options.out))
    log(f"{counts.lines}件のうち{counts.failed}件が失敗しました。")
    return 1 if counts.failed else 0


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
