"""Small documents, an embedder and an analyser whose results can be worked out by hand."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from ingest.records import Audience, Document, Passage, Piece
from kb.analysis import PassageAnalysis
from kb.records import FloatMatrix


class LetterEmbedder:
    """Counts letters in 64 buckets; texts with the same letters have the same vector."""

    def __init__(self, fingerprint: str = "letters-1") -> None:
        self._fingerprint = fingerprint
        self.embedded: list[str] = []

    @property
    def fingerprint(self) -> str:
        return self._fingerprint

    @property
    def dimension(self) -> int:
        return 64

    def embed_passages(self, texts: Sequence[str]) -> FloatMatrix:
        self.embedded.extend(texts)
        vectors = np.zeros((len(texts), 64), dtype=np.float32)
        for row, text in enumerate(texts):
            for letter in text or " ":
                vectors[row, ord(letter) % 64] += 1
        unit: FloatMatrix = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit

    def embed_queries(self, texts: Sequence[str]) -> FloatMatrix:
        return self.embed_passages(texts)


class LetterAnalyser:
    """Takes every letter for a term and every line for a sentence."""

    def __init__(self, fingerprint: str = "letters-1") -> None:
        self.fingerprint = fingerprint
        self.analysed: list[str] = []

    def read_passage(self, passage: Passage) -> PassageAnalysis:
        self.analysed.append(passage.text)
        terms = json.dumps(sorted(passage.text), ensure_ascii=False).encode()
        return PassageAnalysis(terms, self.views(passage))

    def views(self, passage: Passage) -> list[str]:
        return [passage.heading or passage.label, *passage.text.split("\n")]

    def build_lexical(self, folder: Path, analysed: Iterable[bytes], *, seen: Any = None) -> None:
        folder.mkdir(exist_ok=True)
        read = [json.loads(data) for data in analysed]
        terms = [terms for row, terms in enumerate(read) if seen is None or seen[row]]
        (folder / "terms.json").write_text(json.dumps(terms, ensure_ascii=False), "utf-8")


def make_passage(document: str, number: int, text: str, **values: Any) -> Passage:
    locator = f"第{number}条"
    start = 100 * number
    return replace(
        Passage(
            passage_id=hashlib.sha256(f"{document}{locator}{text}".encode()).hexdigest()[:16],
            document=document,
            title="みなと市自治基本条例",
            municipality="みなと市",
            date="2020-04-01",
            audience="public",
            kind="article",
            locator=locator,
            label=f"みなと市自治基本条例 {locator}",
            heading=f"見出し{number}",
            path=("第1章 総則", f"見出し{number}"),
            departments=("総務局 企画部",),
            text=text,
            page=None,
            start=start,
            end=start + len(text),
            pieces=(Piece(0, start, len(text)),),
        ),
        **values,
    )


def make_document(name: str, *texts: str, audience: Audience = "public", **values: Any) -> Document:
    passages = tuple(
        make_passage(name, number, text, audience=audience) for number, text in enumerate(texts, 1)
    )
    whole = "\n".join(texts)
    return replace(
        Document(
            name=name,
            origin=f"/documents/{name}",
            sha256=hashlib.sha256(f"{whole}{audience}".encode()).hexdigest(),
            title="みなと市自治基本条例",
            municipality="みなと市",
            date="2020-04-01",
            audience=audience,
            kind="ordinance",
            text=whole,
            page_starts=(),
            passages=passages,
        ),
        **values,
    )
