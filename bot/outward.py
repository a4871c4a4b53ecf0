"""What visitors are told of an error whose message is for those who run the desk."""

from __future__ import annotations

import logging

from bot.records.database import RecordsError
from ingest.errors import KnowledgeBaseError, MadoguchiError, SettingsError

UNUSABLE = "いま資料を調べられません。しばらくしてから、もう一度お試しください。"

log = logging.getLogger(__name__)


def told_outside(error: MadoguchiError) -> str:
    """Return an error's message, or a general one where it names folders, hosts or settings.

    The whole message is in the log then.
    """
    if isinstance(error, (KnowledgeBaseError, RecordsError, SettingsError)):
        log.error("visitors were told that nothing can be looked up: %s", error)
        return UNUSABLE
    return str(error)
