"""This machine's copy of a shared knowledge base, kept up with what is published."""

from __future__ import annotations

import logging
import threading
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from bot.output import log as tell
from ingest.errors import KnowledgeBaseError
from kb.generations import current_name

if TYPE_CHECKING:
    from bot.settings import Settings
    from kb.share import Share

SECONDS = 2.0
"""Between two looks at what is published."""

log = logging.getLogger(__name__)


def share_of(settings: Settings) -> Share | None:
    """Return where the knowledge base is shared, or None where its folder is all.

    Raises:
        SettingsError: the Chroma server's address cannot be used.
    """
    return open_share(settings.records.database, settings.chroma) if settings.chroma else None


@cache
def open_share(database: str, chroma: str) -> Share:
    """Return the share of a database and a server, one in a process."""
    from kb.share import Share

    return Share(database=database, chroma=chroma)


def read_settings_and_refresh(knowledge_base: str | None) -> Settings:
    """Return the settings, with a shared knowledge base's copy as new as it can be had.

    Raises:
        SettingsError: a setting has a value that cannot be used.
        KnowledgeBaseError: nothing can be fetched, and there is no copy.
    """
    from bot.settings import read_settings

    settings = read_settings(knowledge_base=knowledge_base)
    if share := share_of(settings):
        try:
            share.pull(settings.knowledge_base)
        except KnowledgeBaseError as error:
            if current_name(settings.knowledge_base) is None:
                raise
            tell(f"注意: {error} この機械にある写しで続けます。")
    return settings


class Following:
    """Keeps a copy up with what is published, until it is stopped."""

    def __init__(self, share: Share, folder: Path) -> None:
        self._share = share
        self._folder = folder
        self._stopped = threading.Event()
        self._is_told = False
        self._thread = threading.Thread(target=self._run, name="following", daemon=True)

    def start(self) -> None:
        """Begin, in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """End; what is being fetched is thrown away by the next one who looks."""
        self._stopped.set()

    def look(self) -> None:
        """Fetch what is new; a failure is told once and tried again."""
        try:
            if self._share.pull(self._folder):
                log.info("the knowledge base is now %s", current_name(self._folder))
            if self._is_told:
                log.warning("the shared knowledge base can be reached again")
            self._is_told = False
        except KnowledgeBaseError as error:
            if not self._is_told:
                log.warning("answering from this machine's copy: %s", error)
            self._is_told = True

    def _run(self) -> None:
        while not self._stopped.wait(SECONDS):
            self.look()
