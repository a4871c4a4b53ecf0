"""The secret that signs sessions and the audit log."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from ingest.errors import SettingsError

LEAST_CHARACTERS = 32
FILE_NAME = "secret.key"


def read_secret(given: str | None, *, folder: Path) -> bytes:
    """Return the secret of the settings, or the one of the folder, which is made at first use.

    Raises:
        SettingsError: it is too short, or cannot be read or kept.
    """
    if given is not None:
        if len(given) < LEAST_CHARACTERS:
            raise SettingsError(
                f"records.secret（MADOGUCHI_SECRET）は{LEAST_CHARACTERS}字以上にしてください。"
            )
        return given.encode()
    path = folder / FILE_NAME
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            _keep(path, secrets.token_urlsafe(48))
        found = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"署名の鍵「{path}」を使えません（{error}）。"
            "フォルダーに書けるか確かめるか、MADOGUCHI_SECRET で与えてください。"
        ) from error
    if len(found) < LEAST_CHARACTERS:
        raise SettingsError(f"署名の鍵「{path}」が壊れています。控えから戻してください。")
    return found.encode()


def sign(message: str, *, secret: bytes, purpose: str) -> str:
    """Return the signature of a message; one purpose's signature is worth nothing for another."""
    key = hashlib.sha256(purpose.encode() + b"\0" + secret).digest()
    return hmac.new(key, message.encode(), hashlib.sha256).hexdigest()


def _keep(path: Path, secret: str) -> None:
    # Whole or not at all, and the first of two processes wins.
    own = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(own, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(secret)
            file.flush()
            os.fsync(file.fileno())
        os.link(own, path)
    except FileExistsError:
        pass
    finally:
        own.unlink(missing_ok=True)
