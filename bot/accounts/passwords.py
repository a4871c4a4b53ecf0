"""Passwords as argon2id hashes."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from ingest.errors import MadoguchiError

LEAST_CHARACTERS = 12
MOST_CHARACTERS = 200
"""Longer ones would let anybody keep the server busy with hashing."""

_hasher = PasswordHasher()  # argon2id with the library's parameters, RFC 9106's second choice


def hash_password(password: str, *, name: str) -> str:
    """Return the hash of a password.

    Raises:
        MadoguchiError: it is too short, too long or too plain.
    """
    if not LEAST_CHARACTERS <= len(password) <= MOST_CHARACTERS:
        raise MadoguchiError(
            f"パスワードは{LEAST_CHARACTERS}字以上{MOST_CHARACTERS}字以内にしてください。"
        )
    if len(set(password)) < 5 or name.lower() in password.lower():
        raise MadoguchiError(
            "このパスワードは推測されやすいので使えません。"
            "同じ字の繰返しや名前を含まないものにしてください。"
        )
    return _hasher.hash(password)


def fits(password: str, hashed: str | None) -> bool:
    """Return whether a password is the one of the hash; as slow where there is no hash."""
    if len(password) > MOST_CHARACTERS:
        password = password[:1]
        hashed = None
    try:
        return _hasher.verify(hashed or _nobodys(), password) and hashed is not None
    except (VerifyMismatchError, VerificationError, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    return _hasher.hash("a password that nobody has")
