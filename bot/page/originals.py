"""The documents as they were before they were read: where published, and the file itself."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from kb.catalog import StoredDocument


def published_at(document: StoredDocument) -> str | None:
    """Return the web address that the operator gave, or None where it is no such address."""
    if not document.url:
        return None
    parts = urlsplit(document.url)
    return document.url if parts.scheme in ("http", "https") and parts.netloc else None


def original_file(document: StoredDocument) -> Path | None:
    """Return the file that was read, where it is still there and was not changed since.

    A member of an archive has none. A link is never followed: who may write to the folder
    could put one in the file's place that leads to any file of the server.
    """
    path = Path(document.origin)
    try:
        if not path.is_absolute() or not path.is_file() or path.resolve() != path:
            return None
        read_at = datetime.fromisoformat(document.ingested_at).timestamp()
        # Times are kept to the second.
        return path if path.stat().st_mtime <= read_at + 1 else None
    except (OSError, ValueError):
        return None
