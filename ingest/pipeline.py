"""Paths to documents."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.archives import is_archive, read_members
from ingest.errors import ReadError
from ingest.files import FailedFile, FoundFile, UnchangedFile, as_utf8, find_files
from ingest.identify import Identity, common_title, identify
from ingest.isolation import FileReader
from ingest.manifest import NOTHING, Entry, FileManifest, amend
from ingest.municipality import is_national
from ingest.passages import make_passages
from ingest.read import read_bytes
from ingest.reading import MAX_TOKENS, ReadFile
from ingest.reading import Limits as Limits
from ingest.records import Audience, Document, SourceText
from ingest.split import split_draft
from ingest.structure.detect import Work, find_works, forget_lines, parse_work
from ingest.structure.parser import Draft

STRUCTURE_VERSION = "6"
"""Goes into ``Document.sha256``: raise it when a parser gives other passages than before."""


_BILL = re.compile(r"議案第\s*\S{1,4}\s*号")


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


def make_document(
    file: ReadFile,
    *,
    origin: str,
    sha256: str,
    audience: Audience,
    max_tokens: int = MAX_TOKENS,
    entry: Entry = NOTHING,
) -> Document:
    """Return the document of a read file, structure recognized.

    Raises:
        ReadError: No passage comes out of it.
    """
    source = file.source
    forget_lines()
    works = [] if file.drafts is not None else find_works(source)
    if file.drafts is None:
        drafts = _parse(source, works, file.title)
    else:
        whole = _whole(source, file.drafts)
        drafts = [(draft, whole) for draft in file.drafts]
    cut = [
        (part, identity)
        for draft, identity in drafts
        for part in split_draft(draft, max_tokens=max_tokens)
    ]
    if not cut:
        raise ReadError(
            f"「{source.name}」から文章を取り出せませんでした。内容を確かめてください。"
        )
    main = _main_identity(source, works, drafts)
    passages = make_passages(source, amend(cut, main, entry), audience=audience)
    main = Identity(
        entry.title or main.title,
        entry.municipality or main.municipality,
        entry.date or main.date,
    )
    warnings = list(file.warnings)
    located = main.municipality or any(p.municipality for p in passages)
    if not located and not is_national(main.title, source.text):
        warnings.append("自治体名を本文から判定できませんでした。")
    return Document(
        name=source.name,
        origin=origin,
        sha256=sha256,
        title=main.title,
        municipality=main.municipality,
        date=main.date,
        audience=audience,
        kind=file.kind or _main_kind(works, [draft for draft, _ in drafts]),
        text=source.text,
        page_starts=source.page_starts,
        passages=passages,
        warnings=tuple(warnings),
        url=entry.url,
        licence=entry.licence,
    )


def _parse(
    source: SourceText, works: Sequence[Work], title: str | None
) -> list[tuple[Draft, Identity]]:
    """Return each work's drafts with its identity; ranges around statutes are one work."""
    fallback = title or _stem(source.name)
    result: list[tuple[Draft, Identity]] = []
    around = [work for work in works if not work.is_statute]
    parsed = [(work, draft) for work in around for draft in parse_work(source, work)]
    words = "\n".join(source.text[work.start : work.end] for work in around)
    known = common_title([draft.title or "" for _, draft in parsed])
    outer = identify(words, title=known, fallback=fallback) if around else None
    result += [(draft, outer) for _, draft in parsed if outer]
    for work in works:
        if not work.is_statute:
            continue
        text = source.text[work.start : work.end]
        own = identify(text, title=work.title, fallback=fallback)
        # A statute in a guideline's appendix is the guideline's city's, a law is nobody's.
        city = own.municipality or _inherited(own.title, outer)
        for draft in parse_work(source, work):
            # A bill says when it was laid before the council; what it enacts, not yet when.
            date = draft.date or (outer.date if outer and _BILL.search(words) else None)
            result.append((draft, Identity(own.title, city, date)))
    return result


def _inherited(title: str, outer: Identity | None) -> str | None:
    local = title.endswith(("条例", "規程", "要綱", "要領", "指針"))
    return outer.municipality if outer and local else None


def _whole(source: SourceText, drafts: Sequence[Draft]) -> Identity:
    title = common_title([draft.title or "" for draft in drafts]) or _stem(source.name)
    return Identity(title, identify(source.text, title=title).municipality, None)


def _main_identity(
    source: SourceText, works: Sequence[Work], drafts: Sequence[tuple[Draft, Identity]]
) -> Identity:
    """Return the identity of the work that is most of the document."""
    sizes: Counter[Identity] = Counter()
    for draft, identity in drafts:
        sizes[Identity(draft.title or identity.title, identity.municipality, identity.date)] += len(
            draft.text
        )
    if not sizes:
        return identify(source.text, fallback=_stem(source.name))
    return sizes.most_common(1)[0][0]


def _main_kind(works: Sequence[Work], drafts: Sequence[Draft]) -> str:
    """Return the kind of the works that most of the passages' words are of."""
    sizes: Counter[str] = Counter()
    for draft in drafts:
        sizes.update(
            {
                work.parser.kind: len(draft.text)
                for work in works
                if work.start <= draft.start < work.end
            }
        )
    kind = sizes.most_common(1)[0][0] if sizes else "text"
    entries = sum(draft.kind == "faq" for draft in drafts)
    if kind in ("text", "procedures") and entries * 2 > len(drafts):
        return "faq"
    return "table" if kind == "procedures" and not _lists_procedures(drafts) else kind


def _lists_procedures(drafts: Sequence[Draft]) -> bool:
    """Return whether rows are of procedures, not of codes, facilities or a budget."""
    return any(draft.kind == "procedure" for draft in drafts)


def _stem(name: str) -> str:
    return Path(name).stem
