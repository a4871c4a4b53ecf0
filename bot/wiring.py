"""Settings → the objects that answer."""

from __future__ import annotations

from bot.chain import Assistant
from bot.settings import Settings
from kb.embedding import load_embedder
from kb.knowledge_base import KnowledgeBase
from kb.vocabulary import load_vocabulary


def open_knowledge_base(settings: Settings) -> KnowledgeBase:
    """Return the knowledge base of the settings; it is read at its first use."""
    vocabulary = load_vocabulary(settings.vocabulary) if settings.vocabulary else None
    return KnowledgeBase(settings.knowledge_base, load_embedder(settings.embedder), vocabulary)


def open_assistant(settings: Settings) -> Assistant:
    """Return the assistant of the settings."""
    return Assistant(open_knowledge_base(settings))
