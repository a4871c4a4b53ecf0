"""Paths to documents."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import ReadError
from ingest.identify import Identity, common_title, identify
from ingest.passages import make_passages
from ingest.read import DOORS, MAX_BYTES, ReadFile, read_file
from ingest.records import Audience, Document, SourceText
from ingest.split import MAX_TOKENS, split_draft
from ingest.structure.detect import Work, find_works, parse_work
from ingest.structure.parser import Draft

STRUCTURE_VERSION = "1"
"""Goes into ``Document.sha256``: raise it when a parser gives other passages than before."""


@dataclass(frozen=True)
class Limits:
    """Bounds on what is read."""

    max_bytes: int = MAX_BYTES
    """Largest file."""
    max_tokens: int = MAX_TOKENS
    """Longest section before it is cut."""


@dataclass(frozen=True)
class FailedFile:
    """A file that gave no document."""

    name: str
    origin: str
    reason: str
    """A sentence in Japanese for the person who ingests."""
    skipped: bool = False
    """Whether it was left out on purpose (hidden, no format of ours), not broken."""


@dataclass(frozen=True)
class FoundFile:
    """A file to read, under the name that it has in the knowledge base."""

    path: Path
    name: str


def read_documents(
    paths: Iterable[Path | str], *, audience: Audience = "public", limits: Limits | None = None
) -> Iterator[Document | FailedFile]:
    """Yield a document or a failure for every file, folders recursively in sorted order.

    A broken file never stops the rest, and only one document is held at a time.
    """
    bounds = limits or Limits()
    for found in find_files(paths):
        if isinstance(found, FailedFile):
            yield found
            continue
        try:
            yield read_document(found.path, name=found.name, audience=audience, limits=bounds)
        except ReadError as error:
            yield FailedFile(found.name, str(found.path), str(error))


def find_files(paths: Iterable[Path | str]) -> list[FoundFile | FailedFile]:
    """Return the files under the paths, each once, with unique names.

    A document's name is its file's name; where two files share one, both get the
    folders in front that tell them apart.
    """
    found: dict[Path, Path] = {}
    failed: list[FailedFile] = []
    for given in paths:
        path = Path(given)
        if path.is_dir():
            inside = list(_walk(path, failed))
            for inner in inside:
                found.setdefault(inner.resolve(), inner)
            if not inside and not any(_inside(path, f.origin) for f in failed):
                failed.append(_failed(path, f"フォルダー「{path}」に取り込める文書がありません。"))
        elif path.exists():
            found.setdefault(path.resolve(), path)
        else:
            reason = f"「{path}」が見つかりません。場所を確かめてください。"
            failed.append(_failed(path, reason))
    names = unique_names(list(found))
    return [*(FoundFile(path, names[path]) for path in found), *failed]


def _inside(folder: Path, origin: str) -> bool:
    return Path(origin).is_relative_to(folder)


def _walk(folder: Path, failed: list[FailedFile]) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    except OSError as error:
        failed.append(_failed(folder, f"フォルダー「{folder}」を開けません（{error.strerror}）。"))
        return
    for entry in entries:
        if entry.name.startswith((".", "~$")):
            continue
        if entry.is_dir():
            if entry.is_symlink():
                continue
            yield from _walk(entry, failed)
        elif entry.suffix.lower() in DOORS:
            yield entry
        else:
            known = "、".join(sorted(DOORS))
            reason = (
                f"「{entry.name}」は取り込めない形式のため飛ばしました（{known} を取り込めます）。"
            )
            failed.append(FailedFile(entry.name, str(entry), reason, skipped=True))


def unique_names(paths: Sequence[Path]) -> dict[Path, str]:
    """Return a name for each path: the file's name, with as many folders as it takes."""
    names = {path: path.name for path in paths}
    depth = 1
    while True:
        counts = Counter(names.values())
        clashing = [path for path in paths if counts[names[path]] > 1]
        if not clashing:
            return names
        depth += 1
        for path in clashing:
            names[path] = "/".join(path.parts[-depth:])


def read_document(
    path: Path, *, name: str, audience: Audience = "public", limits: Limits | None = None
) -> Document:
    """Return the document that the file holds.

    Raises:
        ReadError: The file cannot be read as a document.
    """
    bounds = limits or Limits()
    file, content = read_file(path, name=name, max_bytes=bounds.max_bytes)
    digest = hashlib.sha256(content)
    digest.update(f"\x1f{audience}\x1f{STRUCTURE_VERSION}\x1f{bounds.max_tokens}".encode())
    return make_document(
        file,
        origin=str(path.resolve()),
        sha256=digest.hexdigest(),
        audience=audience,
        max_tokens=bounds.max_tokens,
    )


def make_document(
    file: ReadFile, *, origin: str, sha256: str, audience: Audience, max_tokens: int = MAX_TOKENS
) -> Document:
    """Return the document of a read file, structure recognized.

    Raises:
        ReadError: No passage comes out of it.
    """
    source = file.source
    works = [] if file.drafts is not None else find_works(source)
    drafts = (
        [(draft, _whole(source, file.drafts)) for draft in file.drafts]
        if file.drafts is not None
        else _parse(source, works)
    )
    cut = [
        (part, identity)
        for draft, identity in drafts
        for part in split_draft(draft, max_tokens=max_tokens)
    ]
    if not cut:
        raise ReadError(
            f"「{source.name}」から文章を取り出せませんでした。内容を確かめてください。"
        )
    passages = make_passages(source, cut, audience=audience)
    main = _main_identity(source, works, drafts)
    warnings = list(file.warnings)
    if main.municipality is None and not any(p.municipality for p in passages):
        warnings.append("自治体名を本文から判定できませんでした。")
    return Document(
        name=source.name,
        origin=origin,
        sha256=sha256,
        title=main.title,
        municipality=main.municipality,
        date=main.date,
        audience=audience,
        kind=file.kind or _main_kind(works),
        text=source.text,
        page_starts=source.page_starts,
        passages=passages,
        warnings=tuple(warnings),
    )


def _parse(source: SourceText, works: Sequence[Work]) -> list[tuple[Draft, Identity]]:
    """Return each work's drafts with its identity; ranges around statutes are one work."""
    result: list[tuple[Draft, Identity]] = []
    around = [work for work in works if not work.is_statute]
    parsed = [(work, draft) for work in around for draft in parse_work(source, work)]
    words = "\n".join(source.text[work.start : work.end] for work in around)
    known = common_title([draft.title or "" for _, draft in parsed])
    outer = identify(words, title=known, fallback=_stem(source.name)) if around else None
    result += [(draft, outer) for _, draft in parsed if outer]
    for work in works:
        if not work.is_statute:
            continue
        text = source.text[work.start : work.end]
        own = identify(text, title=work.title, fallback=_stem(source.name))
        # A statute in a guideline's appendix is the guideline's city's, a law is nobody's.
        city = own.municipality or _inherited(own.title, outer)
        for draft in parse_work(source, work):
            result.append((draft, Identity(own.title, city, draft.date)))
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


def _main_kind(works: Sequence[Work]) -> str:
    sizes: Counter[str] = Counter()
    for work in works:
        sizes[work.parser.kind] += work.end - work.start
    return sizes.most_common(1)[0][0] if sizes else "text"


def _failed(path: Path, reason: str) -> FailedFile:
    return FailedFile(path.name or str(path), str(path), reason)


def _stem(name: str) -> str:
    return Path(name).stem
