"""Settings → the objects that answer."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.chain import Assistant
from bot.desk import Asks
from bot.model import ChatModel, open_model
from bot.models import open_embedder
from bot.privacy import mask
from bot.replica import share_of
from bot.settings import Settings
from kb.directory_corrections import Corrections
from kb.knowledge_base import KnowledgeBase
from kb.reranking import load_reranker
from kb.vocabulary import load_vocabulary

if TYPE_CHECKING:
    from bot.admin.pages import Administration
    from bot.operation.probes import Probes
    from bot.records.desk import RecordedDesk
    from bot.records.office import RecordOffice
    from bot.records.store import Channel
    from bot.records.switches import State


def open_knowledge_base(settings: Settings) -> KnowledgeBase:
    """Return the knowledge base of the settings; it is read at its first use."""
    vocabulary = load_vocabulary(settings.vocabulary) if settings.vocabulary else None
    return KnowledgeBase(
        settings.knowledge_base,
        open_embedder(settings),
        vocabulary,
        corrections=Corrections(settings.departments) if settings.departments else tuple,
        reranker=load_reranker(settings.reranker),
        share=share_of(settings),
    )


# LangSmith sends every run of a chain where one of these is set on the host.
_TRACING = (
    "LANGSMITH_TRACING",
    "LANGSMITH_TRACING_V2",
    "LANGCHAIN_TRACING",
    "LANGCHAIN_TRACING_V2",
)


def open_assistant(
    settings: Settings, *, around_model: Callable[[ChatModel], ChatModel] | None = None
) -> Assistant:
    """Return the assistant of the settings; questions leave the machine through no tracer.

    Args:
        settings: of this process.
        around_model: puts something between the assistant and its language model.
    """
    for name in _TRACING:
        os.environ[name] = "false"
    model: ChatModel | None = open_model(settings.llm) if settings.llm else None
    if model and around_model:
        model = around_model(model)
    return Assistant(
        open_knowledge_base(settings),
        model=model,
        max_input_tokens=settings.llm.max_input_tokens if settings.llm else 0,
        old_after_years=settings.old_after_years,
    )


def open_record_office(settings: Settings) -> RecordOffice:
    """Return the records of the settings; their database is opened at its first use."""
    from bot.records.office import open_records

    return open_records(settings.records, mask=_masked)


def open_recorded_desk(assistant: Assistant, office: RecordOffice) -> RecordedDesk:
    """Return a desk that writes down what the assistant answers, and can be switched off."""
    from bot.records.desk import RecordedDesk
    from bot.records.secret import sign

    def use_changes(state: State) -> None:
        assistant.knowledge_base.add_synonyms(state.synonyms)
        assistant.knowledge_base.add_corrections(state.corrections)

    return RecordedDesk(
        assistant,
        records=office.records,
        switchboard=office.switchboard,
        sign=lambda key: sign(key, secret=office.secret, purpose="conversation"),
        without_model=Assistant(assistant.knowledge_base),
        changed=use_changes,
    )


@contextmanager
def noting(assistant: Assistant, settings: Settings, *, channel: Channel) -> Iterator[Asks]:
    """Yield who answers a command, and writes it down where the settings want that."""
    if not settings.records.commands:
        yield assistant
        return
    from bot.records.desk import NotedDesk

    office = open_record_office(settings)
    try:
        yield NotedDesk(assistant, records=office.records, channel=channel)
    finally:
        office.close()


def open_administration(
    settings: Settings, assistant: Assistant, office: RecordOffice
) -> Administration:
    """Return what the administration pages work on."""
    from bot.admin.kept import KeptFiles
    from bot.admin.pages import Administration
    from bot.admin.shelf import Shelf
    from bot.admin.sync_book import SyncBook
    from bot.admin.sync_work import SyncWork
    from bot.admin.syncs import Syncs

    knowledge_base = assistant.knowledge_base
    embedder, share = open_embedder(settings), share_of(settings)
    return Administration(
        # What is tried is not recorded.
        assistant,
        office,
        Shelf(
            settings.records.folder,
            knowledge_base=settings.knowledge_base,
            embedder=embedder,
            kept=KeptFiles(office.database),
            records=office.records,
            audit=office.audit,
            limits=settings.limits,
            share=share,
        ),
        with_words=lambda entry: Assistant(knowledge_base.with_synonyms((entry,))),
        syncs=Syncs(
            settings.sync,
            work=SyncWork(
                settings.knowledge_base, embedder=embedder, records=office.records, share=share
            ),
            book=SyncBook(office.database, audit=office.audit),
            limits=settings.limits,
        ),
    )


def open_probes(settings: Settings, assistant: Assistant, office: RecordOffice) -> Probes:
    """Return what monitors are told of the assistant and the records."""
    from bot.operation.figures import Figures, Holdings
    from bot.operation.probes import Probes

    base = assistant.knowledge_base

    def holdings() -> Holdings:
        manifest = base.snapshot().generation.manifest
        return Holdings(int(manifest.generation[1:]), manifest.documents, manifest.passages)

    return Probes(
        Figures(holdings),
        {"knowledge_base": base.snapshot, "records": office.check},
        settings.server.metrics_token,
        settings.server.trusted_proxies,
    )


def _masked(text: str, *, is_public: Callable[[str], bool]) -> str:
    return mask(text, is_public=is_public).text
