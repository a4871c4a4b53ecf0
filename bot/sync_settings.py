"""Settings of the folders that the administration page may bring the knowledge base in line with.

Whoever may name a folder may have any file of the server read into public answers. So folders
are named here, by who runs the server, and the page sends their keys.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.errors import SettingsError
from ingest.records import Audience


@dataclass(frozen=True)
class SyncFolder:
    """One folder."""

    path: Path
    audience: Audience
    """Who may see its documents, where the manifest does not say."""

    @property
    def key(self) -> str:
        """What pages name it by; another one where path or audience change."""
        named = f"{self.audience}\0{self.path}".encode("utf-8", "surrogateescape")
        return hashlib.sha256(named).hexdigest()[:16]


@dataclass(frozen=True)
class SyncSettings:
    """What the administration page offers to sync."""

    folders: tuple[SyncFolder, ...] = ()
    manifest: Path | None = None
    """What the operator says of their files; read anew at each sync."""


def sync_settings(values: Mapping[str, Any], *, own: Sequence[Path]) -> SyncSettings:
    """Return the folders, from the value of every option.

    Args:
        values: by key.
        own: folders of the application, which hold other people's documents and secrets.

    Raises:
        SettingsError: a folder lies in another one, or is one of the application's own.
    """
    folders = tuple(
        SyncFolder(path.absolute(), audience)
        for key, audience in _AUDIENCES.items()
        for path in values[key]
    )
    for number, folder in enumerate(folders):
        for other in folders[:number]:
            if _overlap(folder.path, other.path):
                raise SettingsError(
                    f"sync のフォルダー「{folder.path}」と「{other.path}」が重なっています。"
                    "職員用の資料が公開にならないように、別々のフォルダーにしてください。"
                )
        if any(_overlap(folder.path, path) for path in own):
            raise SettingsError(
                f"sync のフォルダー「{folder.path}」は、知識ベースや記録のフォルダーと"
                "重なっています。資料だけのフォルダーにしてください。"
            )
    return SyncSettings(folders, values["sync.manifest"])


_AUDIENCES: Mapping[str, Audience] = {
    "sync.public_folders": "public",
    "sync.staff_folders": "staff",
}


def _overlap(one: Path, other: Path) -> bool:
    first, second = one.resolve(), other.resolve()
    return first.is_relative_to(second) or second.is_relative_to(first)
