"""Corpora for measuring retrieval alone: entries, and queries that say which are relevant."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.errors import MadoguchiError
from ingest.records import Document, Passage, PassageKind, Piece

_SEED = 7


class CorpusError(MadoguchiError):
    """A corpus or its queries cannot be used."""


@dataclass(frozen=True)
class Entry:
    """One text to find."""

    entry_id: str
    text: str
    title: str = ""
    kind: PassageKind = "section"


@dataclass(frozen=True)
class RetrievalQuery:
    """One search and what it should find."""

    query_id: str
    text: str
    relevant: frozenset[str]
    """Identifiers of entries."""


@dataclass(frozen=True)
class Corpus:
    """Entries and queries of one measurement."""

    name: str
    entries: tuple[Entry, ...]
    queries: tuple[RetrievalQuery, ...]

    def sample(self, limit: int | None) -> Corpus:
        """Return the corpus with that many queries at most, always the same ones."""
        if limit is None or limit >= len(self.queries):
            return self
        chosen = random.Random(_SEED).sample(self.queries, limit)
        return Corpus(self.name, self.entries, tuple(chosen))

    def to_document(self) -> Document:
        """Return the entries as a document with a passage each, its identifier the entry's."""
        text = ""
        passages = []
        for entry in self.entries:
            passages.append(_passage(self.name, entry, len(text)))
            text += entry.text + "\n\n"
        return Document(
            name=self.name,
            origin=self.name,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            title=self.name,
            municipality=None,
            date=None,
            audience="public",
            kind="text",
            text=text,
            page_starts=(),
            passages=tuple(passages),
        )


def _passage(document: str, entry: Entry, start: int) -> Passage:
    is_faq = entry.kind == "faq"
    return Passage(
        passage_id=entry.entry_id,
        document=document,
        title=document if is_faq else entry.title or document,
        municipality=None,
        date=None,
        audience="public",
        kind=entry.kind,
        locator=entry.entry_id,
        label=f"{entry.entry_id} {entry.title}".strip(),
        heading=entry.title if is_faq else "",
        path=(entry.title,) if entry.title else (),
        departments=(),
        text=entry.text,
        page=None,
        start=start,
        end=start + len(entry.text),
        pieces=(Piece(0, start, len(entry.text)),),
    )


def read_squad(path: Path) -> Corpus:
    """Return the paragraphs and questions of a file in SQuAD's format.

    A paragraph may begin with its title and ``[SEP]``, as JSQuAD's do.

    Raises:
        CorpusError: the file is not of this format.
    """
    entries: list[Entry] = []
    queries: list[RetrievalQuery] = []
    try:
        for article in _read_json(path)["data"]:
            for paragraph in article["paragraphs"]:
                _, separator, body = paragraph["context"].partition("[SEP]")
                text = body.strip() if separator else paragraph["context"]
                entry = Entry(f"p{len(entries)}", text, str(article.get("title", "")))
                entries.append(entry)
                queries += [
                    RetrievalQuery(qa["id"], qa["question"], frozenset([entry.entry_id]))
                    for qa in paragraph["qas"]
                ]
    except (KeyError, TypeError, AttributeError) as error:
        raise CorpusError(
            f"「{path}」は SQuAD の形式ではありません（{error} がありません）。"
        ) from error
    return _checked(Corpus(path.stem, tuple(entries), tuple(queries)))


def read_faq_list(path: Path, queries: Path) -> Corpus:
    """Return a list of ``{question, answer, id?}`` and the queries of another file.

    An entry without an id is numbered from 1.

    Raises:
        CorpusError: a file is not of its format.
    """
    entries = []
    data = _read_json(path)
    if not isinstance(data, list):
        raise CorpusError(f'「{path}」は [{{"question": …, "answer": …}}] の形ではありません。')
    for number, item in enumerate(data, 1):
        try:
            question, answer = str(item["question"]), str(item["answer"])
        except (KeyError, TypeError) as error:
            raise CorpusError(
                f"「{path}」の {number} 番目に question と answer がありません。"
            ) from error
        entry_id = str(item.get("id", number))
        entries.append(Entry(entry_id, f"{question}\n{answer}", question, "faq"))
    return _checked(Corpus(path.stem, tuple(entries), tuple(_read_queries(queries))))


def read_corpus(path: Path, queries: Path) -> Corpus:
    """Return the entries ``{id, text, title?}`` of one JSONL file and the queries of another.

    Raises:
        CorpusError: a file is not of its format.
    """
    entries = [
        Entry(str(item["id"]), str(item["text"]), str(item.get("title", "")))
        for item in _read_lines(path, ("id", "text"))
    ]
    return _checked(Corpus(path.stem, tuple(entries), tuple(_read_queries(queries))))


def _read_queries(path: Path) -> Iterator[RetrievalQuery]:
    """Yield the queries ``{query, relevant: [id], id?}`` of a JSONL file."""
    for number, item in enumerate(_read_lines(path, ("query", "relevant")), 1):
        relevant = item["relevant"] if isinstance(item["relevant"], list) else [item["relevant"]]
        yield RetrievalQuery(
            str(item.get("id", number)), str(item["query"]), frozenset(map(str, relevant))
        )


def _checked(corpus: Corpus) -> Corpus:
    known = {entry.entry_id for entry in corpus.entries}
    if len(known) < len(corpus.entries):
        raise CorpusError(f"「{corpus.name}」に同じ id の項目があります。")
    if not corpus.entries or not corpus.queries:
        raise CorpusError(f"「{corpus.name}」に項目か質問がありません。")
    unknown = [query.query_id for query in corpus.queries if not query.relevant <= known]
    if unknown:
        raise CorpusError(
            f"質問 {'、'.join(unknown[:5])} の relevant に、項目にない id があります。"
        )
    return corpus


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise CorpusError(f"「{path}」が読めません（{error.strerror}）。") from error
    except ValueError as error:
        raise CorpusError(f"「{path}」が JSON として読めません。") from error


def _read_lines(path: Path, needed: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(
            f"「{path}」が読めません。場所と文字コード（UTF-8）を確かめてください。"
        ) from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
            missing = [name for name in needed if name not in item]
        except (ValueError, TypeError) as error:
            raise CorpusError(f"「{path}」の {number} 行目が JSON として読めません。") from error
        if missing:
            raise CorpusError(f"「{path}」の {number} 行目に {'、'.join(missing)} がありません。")
        yield item
