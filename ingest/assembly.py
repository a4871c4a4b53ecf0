"""A read file to its document: works, drafts, passages, and what the document is as a whole."""

from __future__ import annotations

import gc
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ingest.errors import ReadError
from ingest.identify import Identity, common_title, identify
from ingest.manifest import NOTHING, Entry, amend
from ingest.municipality import is_national
from ingest.open_data import open_data_title
from ingest.passages import make_passages
from ingest.reading import MAX_TOKENS, ReadFile
from ingest.records import Audience, Document, SourceText
from ingest.split import split_draft
from ingest.structure.detect import Work, find_works, forget_lines, parse_work
from ingest.structure.parser import Draft

_BILL = re.compile(r"議案第\s*\S{1,4}\s*号")


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
    with _without_collection():
        return _assemble(file, origin, sha256, audience, max_tokens, entry)


@contextmanager
def _without_collection() -> Iterator[None]:
    """Keep the collector of cycles from walking again and again over what is being made.

    Lines, drafts and passages are frozen and hold no cycles; a long table has a hundred
    thousand of them, and walking over them took a fifth of the time.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _assemble(
    file: ReadFile, origin: str, sha256: str, audience: Audience, max_tokens: int, entry: Entry
) -> Document:
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
    sizes: Counter[tuple[str, str | None, str | None]] = Counter()
    for draft, identity in drafts:
        own = (draft.title or identity.title, identity.municipality, identity.date)
        sizes[own] += len(draft.text)
    if not sizes:
        return identify(source.text, fallback=_stem(source.name))
    return Identity(*sizes.most_common(1)[0][0])


def _main_kind(works: Sequence[Work], drafts: Sequence[Draft]) -> str:
    """Return the kind of the works that most of the passages' words are of."""
    sizes: Counter[str] = Counter()
    for draft in drafts:
        for work in works:
            if work.start <= draft.start < work.end:
                sizes[work.parser.kind] += len(draft.text)
    kind = sizes.most_common(1)[0][0] if sizes else "text"
    entries = sum(draft.kind == "faq" for draft in drafts)
    if kind in ("text", "procedures") and entries * 2 > len(drafts):
        return "faq"
    return "table" if kind == "procedures" and not _lists_procedures(drafts) else kind


def _lists_procedures(drafts: Sequence[Draft]) -> bool:
    """Return whether rows are of procedures, not of codes, facilities or a budget."""
    return any(draft.kind == "procedure" for draft in drafts)


def _stem(name: str) -> str:
    stem = Path(name).stem
    return open_data_title(stem) or stem
