"""Paths to documents."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ingest.archives import is_archive, read_members
from ingest.assembly import make_document
from ingest.errors import ReadError
from ingest.files import FailedFile, FoundFile, UnchangedFile, as_utf8, find_files
from ingest.isolation import FileReader
from ingest.manifest import NOTHING, Entry, FileManifest
from ingest.read import read_bytes
from ingest.reading import Limits as Limits
from ingest.records import Audience, Document

STRUCTURE_VERSION = "11"
"""Goes into ``Document.sha256``: raise it when a parser gives other passages than before."""


@dataclass(frozen=True)
class _Task:
    """What holds for all files of one ingest."""

    audience: Audience
    limits: Limits
    manifest: FileManifest | None
    hashes: Mapping[str, str]
    reader: FileReader | None
    """None where files are only hashed."""


def read_documents(
    paths: Iterable[Path | str],
    *,
    audience: Audience = "public",
    limits: Limits | None = None,
    manifest: FileManifest | None = None,
    stored: Mapping[str, str] | None = None,
    hashes: Mapping[str, str] | None = None,
) -> Iterator[Document | UnchangedFile | FailedFile]:
    """Yield what comes of every file, folders recursively in sorted order.

    A broken file never stops the rest, and only one document is held at a time.

    Args:
        paths: files and folders.
        audience: who may see them, where the manifest does not say.
        limits: bounds on what is read.
        manifest: what is said of the files besides their content.
        stored: name → origin of the documents that are in the knowledge base.
        hashes: name → hash of those that need not be parsed again while it is the same.
    """
    bounds = limits or Limits()
    with FileReader(bounds) as reader:
        task = _Task(audience, bounds, manifest, hashes or {}, reader)
        yield from _read_all(paths, stored, task)


def hash_documents(
    paths: Iterable[Path | str],
    *,
    audience: Audience = "public",
    limits: Limits | None = None,
    manifest: FileManifest | None = None,
    stored: Mapping[str, str] | None = None,
) -> Iterator[UnchangedFile | FailedFile]:
    """Yield name and hash of every file that ``read_documents`` would read, without parsing."""
    task = _Task(audience, limits or Limits(), manifest, {}, None)
    for outcome in _read_all(paths, stored, task):
        if not isinstance(outcome, Document):
            yield outcome


def _read_all(
    paths: Iterable[Path | str], stored: Mapping[str, str] | None, task: _Task
) -> Iterator[Document | UnchangedFile | FailedFile]:
    for found in find_files(paths, stored=stored):
        if isinstance(found, FailedFile):
            yield found
        elif is_archive(found.path):
            yield from _read_archive(found, task)
        else:
            yield _read_one(found.name, found.path, None, task)


def _read_archive(found: FoundFile, task: _Task) -> Iterator[Document | UnchangedFile | FailedFile]:
    """Yield what comes of every file in an archive: 資料.zip/計画/概要.docx."""
    try:
        for member in read_members(found.path, task.limits):
            name, path = f"{found.name}/{member.name}", found.path / member.name
            if member.error is not None:
                yield FailedFile(name, str(path), member.error, skipped=member.skipped)
            else:
                yield _read_one(name, path, member.content, task)
    except ReadError as error:
        yield FailedFile(found.name, str(found.path), str(error))


def _read_one(
    name: str, path: Path, content: bytes | None, task: _Task
) -> Document | UnchangedFile | FailedFile:
    """Return what comes of a file; ``content`` where it is a member of an archive."""
    try:
        if content is None:
            content = read_bytes(path, max_bytes=task.limits.max_bytes)
        entry = task.manifest.entry_for(path) if task.manifest else NOTHING
        return _make(content, name, path, entry, task)
    except ReadError as error:
        return FailedFile(name, str(path), str(error))
    except Exception as error:  # a fault in one parser must not cost the other files
        reason = (
            f"「{name}」の構成を読み取れませんでした（{type(error).__name__}: {error}）。"
            "プログラムの不具合です。このファイルを添えて開発者に知らせてください。"
        )
        return FailedFile(name, str(path), reason)


def read_document(
    path: Path, *, name: str, audience: Audience = "public", limits: Limits | None = None
) -> Document:
    """Return the document that one file holds.

    Args:
        path: The file.
        name: Name of the document, unique within a knowledge base.
        audience: Who may see it.
        limits: Bounds on what is read.

    Raises:
        ReadError: The file cannot be read as a document.
    """
    bounds = limits or Limits()
    with FileReader(bounds) as reader:
        task = _Task(audience, bounds, None, {}, reader)
        content = read_bytes(path, max_bytes=bounds.max_bytes)
        document = _make(content, name, path, NOTHING, task)
    assert isinstance(document, Document)
    return document


def _make(
    content: bytes, name: str, path: Path, entry: Entry, task: _Task
) -> Document | UnchangedFile:
    """Return the document, unparsed where its hash is the known one."""
    audience = entry.audience or task.audience
    digest = hashlib.sha256(content)
    max_tokens = task.limits.max_tokens
    digest.update(f"\x1f{audience}\x1f{STRUCTURE_VERSION}\x1f{max_tokens}".encode())
    digest.update(entry.digest.encode())
    sha256, origin = digest.hexdigest(), as_utf8(str(path.resolve()))
    if task.reader is None or sha256 == task.hashes.get(name):
        return UnchangedFile(name, origin, sha256)
    return make_document(
        task.reader.read(content, name=name),
        origin=origin,
        sha256=sha256,
        audience=audience,
        max_tokens=max_tokens,
        entry=entry,
    )
