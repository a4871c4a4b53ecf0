"""The models of the settings."""

from __future__ import annotations

from bot.settings import Settings
from kb.embedding import load_embedder
from kb.records import Embedder


def open_embedder(settings: Settings) -> Embedder:
    """Return the embedding model, with its prompts.

    Raises:
        SettingsError: it cannot be loaded.
    """
    return load_embedder(
        settings.embedder,
        query_prompt=_prompt(settings.query_prompt),
        passage_prompt=_prompt(settings.passage_prompt),
    )


def _prompt(setting: str | None) -> str | None:
    """Return a prompt as it stands before a text; settings lose the space at their end."""
    if setting is None:
        return None
    if setting == "none":
        return ""
    return f"{setting} " if setting.endswith(":") else setting
