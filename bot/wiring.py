"""Settings → the objects that answer."""

from __future__ import annotations

import os

from bot.chain import Assistant
from bot.settings import Settings
from kb.embedding import load_embedder
from kb.knowledge_base import KnowledgeBase
from kb.vocabulary import load_vocabulary


def open_knowledge_base(settings: Settings) -> KnowledgeBase:
    """Return the knowledge base of the settings; it is read at its first use."""
    vocabulary = load_vocabulary(settings.vocabulary) if settings.vocabulary else None
    return KnowledgeBase(settings.knowledge_base, load_embedder(settings.embedder), vocabulary)


# LangSmith sends every run of a chain where one of these is set on the host.
_TRACING = (
    "LANGSMITH_TRACING",
    "LANGSMITH_TRACING_V2",
    "LANGCHAIN_TRACING",
    "LANGCHAIN_TRACING_V2",
)


def open_assistant(settings: Settings) -> Assistant:
    """Return the assistant of the settings; questions leave the machine through no tracer."""
    for name in _TRACING:
        os.environ[name] = "false"
    return Assistant(open_knowledge_base(settings))
