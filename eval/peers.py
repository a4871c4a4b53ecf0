"""What somebody would build from a tutorial, asked the same questions and scored alike.

A peer cuts the same documents (LangChain's recursive splitter, or our passages), finds
with one retriever, and answers with the text of the best chunks, each cited. It never
refuses: none of the tutorials does.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eval.cases import Case, QuestionSet
from eval.records import Record
from ingest.errors import MadoguchiError
from kb.snapshot import Snapshot
from kb.words import content_words

if TYPE_CHECKING:
    from langchain_core.documents import Document
    from langchain_core.embeddings import Embeddings

# The figures of LangChain's tutorial "Build a RAG application".
CHUNK_SIZE, CHUNK_OVERLAP = 1000, 200
DEPTH = 10
RERANKED = 30
"""Chunks that a reranker sees."""
_FOUND = 200
"""Chunks that are retrieved before those that the asker may not see are left out."""

Retrieve = Callable[[str], "list[Document]"]
"""The best chunks for a question, best first."""
Build = Callable[["list[Document]"], Retrieve]


class MissingPeerError(MadoguchiError):
    """What a peer is made of is not installed."""


@dataclass(frozen=True)
class Finder:
    """A retriever by name."""

    name: str
    build: Build


@dataclass(frozen=True)
class PeerRun:
    """One peer's answers."""

    name: str
    records: tuple[Record, ...]


@dataclass(frozen=True)
class Skipped:
    """A retriever that could not be built here."""

    name: str
    reason: str


def finders(models: Sequence[str], rerankers: Sequence[str]) -> list[Finder]:
    """Return the retrievers to ask: two BM25, each model, and each reranker behind BM25.

    Args:
        models: folders or hub names of sentence-transformers models.
        rerankers: folders or hub names of cross-encoders.
    """
    sudachi = _bm25(content_words)
    return [
        Finder("BM25Retriever", _bm25(None)),
        Finder("BM25Retriever + Sudachi", sudachi),
        *(Finder(f"Chroma + {_short(model)}", _chroma(model)) for model in models),
        *(Finder(f"BM25 + Sudachi, {_short(r)}", _reranked(sudachi, r)) for r in rerankers),
    ]


def cut_plainly(snapshot: Snapshot) -> list[Document]:
    """Return the documents cut by LangChain's recursive splitter, as its tutorial does."""
    from langchain_core.documents import Document
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        chunk_size=CHUNK_SIZE, chunk_overlap=CHUNK_OVERLAP, add_start_index=True
    )
    whole = [
        Document(
            page_content=snapshot.source_text(document.name),
            metadata={
                "document": document.name,
                "label": document.title or document.name,
                "municipality": document.municipality,
                "audience": document.audience,
            },
        )
        for document in snapshot.documents
    ]
    return splitter.split_documents(whole)


def cut_by_structure(snapshot: Snapshot) -> list[Document]:
    """Return our passages, each under its label."""
    from langchain_core.documents import Document

    return [
        Document(
            page_content=f"{passage.label}\n{passage.text}",
            metadata={
                "document": passage.document,
                "label": passage.label,
                "municipality": passage.municipality,
                "audience": passage.audience,
                "start_index": passage.start,
            },
        )
        for passage in snapshot.passages()
    ]


CUTS: dict[str, Callable[[Snapshot], list[Document]]] = {
    "再帰分割": cut_plainly,
    "構造分割": cut_by_structure,
}


def run_peers(
    snapshot: Snapshot,
    sets: Sequence[QuestionSet],
    found: Sequence[Finder],
    *,
    shown: Sequence[int] = (1, 4),
    progress: Callable[[str], None] | None = None,
) -> list[PeerRun | Skipped]:
    """Ask every peer every question.

    Args:
        snapshot: the knowledge base whose documents the peers get too.
        sets: the questions.
        found: the retrievers.
        shown: how many chunks an answer consists of; LangChain's retrievers give 4.
        progress: told the name of each peer before it starts.
    """
    results: list[PeerRun | Skipped] = []
    for cut_name, cut in CUTS.items():
        chunks = cut(snapshot)
        for finder in found:
            name = f"{cut_name}、{finder.name}"
            if progress:
                progress(name)
            try:
                asked = _ask_all(finder, chunks, sets)
            except MissingPeerError as error:
                results.append(Skipped(name, str(error)))
                continue
            results += [
                PeerRun(
                    f"{name}、{count}件",
                    tuple(_record(*question, count) for question in asked),
                )
                for count in shown
            ]
    return results


Asked = tuple[str, Case, "list[Document]", float]


def _ask_all(finder: Finder, chunks: list[Document], sets: Sequence[QuestionSet]) -> list[Asked]:
    """Return set, case, chunks found and milliseconds for every question."""
    retrieve = finder.build(chunks)
    asked = []
    for questions in sets:
        for case in questions.cases:
            started = time.perf_counter()
            found = retrieve(case.question)
            elapsed = (time.perf_counter() - started) * 1000
            seen = [chunk for chunk in found if _may_see(chunk, case)][:DEPTH]
            asked.append((questions.name, case, seen, elapsed))
    return asked


def _may_see(chunk: Document, case: Case) -> bool:
    return (chunk.metadata["audience"] == "public" or case.audience != "citizen") and (
        case.city is None or chunk.metadata["municipality"] == case.city
    )


def _record(set_name: str, case: Case, hits: list[Document], wall_ms: float, count: int) -> Record:
    """Return the answer that pastes the best chunks, each with its mark."""
    best = hits[:count]
    answer = {
        "status": "answered" if best else "not_found",
        "reason": None if best else "no_evidence",
        "text": "\n\n".join(f"{c.page_content}[{n}]" for n, c in enumerate(best, 1)),
        "citations": [
            {
                "number": number,
                "label": chunk.metadata["label"],
                "document": chunk.metadata["document"],
                "quote": chunk.page_content,
                "text": chunk.page_content,
            }
            for number, chunk in enumerate(best, 1)
        ],
        "departments": [],
        "passages": [
            {"label": chunk.metadata["label"], "text": chunk.page_content, "score": -float(rank)}
            for rank, chunk in enumerate(hits)
        ],
        "model": "extractive",
    }
    return Record(set_name, case, answer, tuple(c.page_content for c in best), wall_ms)


def _bm25(words: Callable[[str], list[str]] | None) -> Build:
    def build(chunks: list[Document]) -> Retrieve:
        import warnings

        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)
                from langchain_community.retrievers import BM25Retriever
        except ImportError as error:
            raise MissingPeerError(
                "langchain-community と rank-bm25 が入っていません"
                "（`pip install 'madoguchi[peers]'`）。"
            ) from error
        options: dict[str, Any] = {"preprocess_func": words} if words else {}
        retrieve: Retrieve = BM25Retriever.from_documents(chunks, k=_FOUND, **options).invoke
        return retrieve

    return build


def _chroma(model: str) -> Build:
    def build(chunks: list[Document]) -> Retrieve:
        import chromadb
        from langchain_chroma import Chroma

        store = Chroma(
            collection_name=f"peer-{time.monotonic_ns()}",
            embedding_function=_embeddings(model),
            client=chromadb.EphemeralClient(),
        )
        # Chroma takes at most 5,461 records a call.
        for start in range(0, len(chunks), 5_000):
            store.add_documents(chunks[start : start + 5_000])
        return store.as_retriever(search_kwargs={"k": min(_FOUND, len(chunks))}).invoke

    return build


def _embeddings(model: str) -> Embeddings:
    from langchain_core.embeddings import Embeddings

    encoder = _load("SentenceTransformer", model)

    class Encoder(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            vectors: list[list[float]] = encoder.encode(texts, normalize_embeddings=True).tolist()
            return vectors

        def embed_query(self, text: str) -> list[float]:
            return self.embed_documents([text])[0]

    return Encoder()


def _reranked(first: Build, model: str) -> Build:
    def build(chunks: list[Document]) -> Retrieve:
        scorer = _load("CrossEncoder", model)
        retrieve = first(chunks)

        def rerank(question: str) -> list[Document]:
            candidates = retrieve(question)[:RERANKED]
            scores = scorer.predict([(question, chunk.page_content) for chunk in candidates])
            order = sorted(range(len(candidates)), key=lambda row: -float(scores[row]))
            return [candidates[row] for row in order]

        return rerank

    return build


def _load(kind: str, model: str) -> Any:
    try:
        import sentence_transformers
    except ImportError as error:
        raise MissingPeerError(
            "sentence-transformers が入っていません（`pip install 'madoguchi[models]'`）。"
        ) from error
    try:
        return getattr(sentence_transformers, kind)(model)
    except (OSError, ValueError) as error:
        raise MissingPeerError(f"モデル「{model}」が読めません（{error}）。") from error


def _short(model: str) -> str:
    return model.rstrip("/").rsplit("/", 1)[-1]
