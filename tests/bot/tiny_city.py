"""Passages of a made-up city, and a knowledge base over them that is held in memory."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import numpy as np

from bot.case import Case
from bot.compose.draft import Draft
from bot.evidence import Judge, question_terms
from bot.question import understand
from ingest.records import Passage, Piece
from kb.analysis import CHANNELS, Analysed, analyse
from kb.lexical import Channel, LexicalIndex
from kb.names import name_form
from kb.query import analyse_query
from kb.records import Filters, Hit
from kb.snapshot import Found, Snapshot
from kb.vocabulary import Vocabulary

CITY = "みなと市"
NO_VOCABULARY = Vocabulary([])


def make_passage(text: str, **values: Any) -> Passage:
    """Return a passage that is the whole text of a document of its own."""
    digest = hashlib.sha256(f"{text}{sorted(values.items())}".encode()).hexdigest()[:8]
    passage = Passage(
        passage_id=digest,
        document=f"{digest}.txt",
        title="みなと市自治基本条例",
        municipality=CITY,
        date="2020-04-01",
        audience="public",
        kind="section",
        locator="",
        label="みなと市自治基本条例",
        heading="",
        path=(),
        departments=(),
        text=text,
        page=None,
        start=0,
        end=len(text),
        pieces=(Piece(0, 0, len(text)),),
    )
    return replace(passage, **values)


def make_article(number: int, caption: str, text: str, **values: Any) -> Passage:
    locator = f"第{number}条"
    return make_passage(
        text,
        kind="article",
        locator=locator,
        heading=caption,
        label=f"{values.get('title', 'みなと市自治基本条例')} {locator}",
        path=("第1章 総則", caption),
        **values,
    )


def make_channels(passages: Sequence[Passage]) -> LexicalIndex:
    """Return channels that know in which passages a term occurs; every weight is 1."""
    analysed = [Analysed.from_bytes(analyse(passage)).terms for passage in passages]
    channels: dict[str, Channel] = {}
    for name in CHANNELS:
        rows: dict[str, set[int]] = {}
        for row, terms in enumerate(analysed):
            for found in terms[name].values():
                for term in found:
                    rows.setdefault(term, set()).add(row)
        flat = [row for found in rows.values() for row in sorted(found)]
        channels[name] = Channel(
            name=name,
            vocabulary={term: number for number, term in enumerate(rows)},
            indptr=np.cumsum([0, *(len(found) for found in rows.values())]),
            indices=np.array(flat, dtype=np.int32),
            weights=np.ones(len(flat), dtype=np.float32),
            size=len(passages),
        )
    return cast(LexicalIndex, SimpleNamespace(channel=channels.__getitem__))


class TinySnapshot:
    """What the bot asks of a snapshot, over a few passages."""

    def __init__(self, *passages: Passage) -> None:
        self._passages = passages
        self._index = make_channels(passages)
        self.columns = SimpleNamespace(
            mask=lambda filters: np.array([_is_visible(p, filters) for p in passages], dtype=bool)
        )
        self.catalog = SimpleNamespace(
            passages_by_rows=lambda rows: [passages[int(row)] for row in rows]
        )

    def index_for(self, filters: Filters) -> LexicalIndex:
        return self._index

    def visible(self, filters: Filters) -> list[Passage]:
        return [passage for passage in self._passages if _is_visible(passage, filters)]

    def municipalities(self, filters: Filters) -> list[str]:
        return sorted({p.municipality for p in self.visible(filters) if p.municipality})

    def works(self, filters: Filters) -> list[tuple[str, str | None]]:
        return list(dict.fromkeys((p.title, p.municipality) for p in self.visible(filters)))

    def passages_containing(
        self, phrase: str, *, filters: Filters, most: int = 50
    ) -> list[Passage]:
        form = name_form(phrase)
        return [p for p in self.visible(filters) if form in name_form(f"{p.label}\n{p.text}")][
            :most
        ]

    def passages(self, document: str | None = None) -> list[Passage]:
        return [p for p in self._passages if document in (None, p.document)]

    def source_text(self, document: str) -> str:
        return next(p.text for p in self._passages if p.document == document)


def _is_visible(passage: Passage, filters: Filters) -> bool:
    return (filters.include_staff or passage.audience == "public") and (
        filters.municipality in (None, passage.municipality)
    )


def make_snapshot(*passages: Passage) -> Snapshot:
    return cast(Snapshot, TinySnapshot(*passages))


def make_judge(question: str, *passages: Passage, expects: str | None = None) -> Judge:
    """Return a judge who knows words alone: no text is near in meaning."""
    channel = make_channels(passages).channel("words")
    return Judge(
        question_terms(analyse_query(question, NO_VOCABULARY), channel),
        lambda texts: [0.0] * len(texts),
        re.compile(expects) if expects else None,
    )


def make_found(question: str, *hits: Passage) -> Found:
    """Return passages found in this order, each with half the score of the one before."""
    query = analyse_query(question, NO_VOCABULARY)
    return Found(query, tuple(Hit(p, 8.0 / 2**n) for n, p in enumerate(hits)), ())


def make_case(question: str, *hits: Passage, others: Sequence[Passage] = ()) -> Case:
    """Return a case over a knowledge base of the hits and of other passages."""
    everything = (*hits, *others)
    return Case(
        understand(question, city=None, municipalities=[CITY]),
        make_found(question, *hits),
        make_judge(question, *everything),
        make_snapshot(*everything),
        Filters(),
    )


def make_draft(*passages: Passage) -> Draft:
    texts = {passage.document: passage.text for passage in passages}
    return Draft(texts.__getitem__)
