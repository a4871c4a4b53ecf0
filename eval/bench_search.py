"""Searches of one knowledge base, in a process that does nothing else.

Run as ``python -m eval.bench_search KB QUESTIONS.json``; prints JSON. Every part of a
search is timed from outside by wrapping the functions that the search goes through.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

import kb.snapshot
from eval.bench_answers import memory_mib
from eval.intervals import percentile
from kb import lexical, search
from kb.alignment import Alignment
from kb.dense import DenseMatrix
from kb.embedding import load_embedder
from kb.examples import ExampleStore
from kb.generations import open_generation
from kb.records import Embedder, Filters
from kb.similarity import NEAREST
from kb.snapshot import Snapshot
from kb.spelling import Speller
from kb.vectors import VectorStore, open_store
from kb.vocabulary import load_vocabulary

PART_TITLES: Mapping[str, str] = {
    "spelling": "つづり",
    "question": "質問の分析",
    "words": "言葉",
    "synonyms": "同義語",
    "kanji": "漢字",
    "bigrams": "2文字",
    "exact": "場所と名前",
    "nearest": "近いベクトル",
    "similarities": "ベクトルの比較",
    "aligned": "言葉の対応",
    "examples": "近い質問例",
    "passages": "箇所の読み出し",
}
"""What is timed inside a search."""
_FUNCTIONS: tuple[tuple[Any, str, str | None], ...] = (
    (Speller, "spell", "spelling"),
    (kb.snapshot, "analyse_query", "question"),
    # Four channels, told apart by their names.
    (lexical.Channel, "cover", None),
    (search, "_exact", "exact"),
    (DenseMatrix, "nearest", "nearest"),
    (DenseMatrix, "similarities", "similarities"),
    (Alignment, "coverage", "aligned"),
    (ExampleStore, "near", "examples"),
    (Snapshot, "_hits", "passages"),
)
"""Where it is: the owner of a function, its name, the part; None for the channel's name."""
_WARM = 10
_RECALLED = 10
# The matrix rounds to a byte: vectors of equal sentences are as near as each other.
_AS_NEAR = 2e-3


def main(arguments: Sequence[str]) -> None:
    """Print the figures of a knowledge base."""
    kb_path, questions = arguments
    asked: list[str] = json.loads(Path(questions).read_text(encoding="utf-8"))
    print(json.dumps(time_searches(Path(kb_path), asked)))


def time_searches(kb_path: Path, questions: Sequence[str]) -> dict[str, Any]:
    """Return times in milliseconds, memory in MiB, and the recall of the vector search."""
    start = memory_mib()
    embedder = load_embedder()
    started = time.perf_counter()
    generation = open_generation(kb_path, embedder_fingerprint=embedder.fingerprint)
    snapshot = Snapshot(generation, embedder, load_vocabulary())
    snapshot.search(questions[0], filters=Filters())
    first_ms = (time.perf_counter() - started) * 1000
    cities = snapshot.municipalities(Filters())
    of_city = Filters(municipality=cities[len(cities) // 2] if cities else None)
    with _timed() as parts:
        walls, busy = _ask(snapshot, questions, Filters())
        shares = {name: _spread(_per_question(parts[name], walls)) for name in PART_TITLES}
    filtered, filtered_busy = _ask(snapshot, questions, of_city)
    memory = {"start": start, "end": memory_mib(), "peak": memory_mib("VmHWM")}
    vectors = embedder.embed_queries(questions)
    figures: dict[str, Any] = {
        "passages": len(snapshot.catalog),
        "vectors": generation.manifest.vectors,
        "municipalities": len(cities),
        "questions": len(questions),
        "first_ms": round(first_ms, 1),
        "search_ms": _spread(walls),
        "processor_ms": _spread(busy),
        "parts_ms": shares,
        "filtered_ms": _spread(filtered),
        "filtered_processor_ms": _spread(filtered_busy),
        "memory_mib": memory,
        "recall_at_10": round(_recall(snapshot.similarity.matrix, vectors), 4),
    }
    with open_store(
        generation.chroma_path, embedder=embedder, expected=generation.manifest.vectors
    ) as store:
        figures["bare_ms"] = _bare(snapshot, store, embedder, questions, vectors)
        figures["chroma_recall_at_10"] = round(
            _chroma_recall(store, snapshot.similarity.matrix, vectors), 4
        )
    figures["memory_mib"]["with_chroma"] = memory_mib("VmHWM")
    snapshot.close()
    return figures


def _ask(
    snapshot: Snapshot, questions: Sequence[str], filters: Filters
) -> tuple[list[float], list[float]]:
    """Return the milliseconds of each search: on the clock, and of the processor."""
    for question in questions[:_WARM]:
        snapshot.search(question, filters=filters)
    walls, busy = [], []
    for question in questions:
        clock, processor = time.perf_counter(), time.process_time()
        snapshot.search(question, filters=filters)
        walls.append((time.perf_counter() - clock) * 1000)
        busy.append((time.process_time() - processor) * 1000)
    return walls, busy


def _per_question(times: Sequence[float], walls: Sequence[float]) -> list[float]:
    """Return a part's time per question; its calls are spread evenly over all questions."""
    calls = max(1, round(len(times) / (len(walls) + min(len(walls), _WARM))))
    last = times[-calls * len(walls) :]
    return [sum(last[at : at + calls]) for at in range(0, len(last), calls)]


@contextmanager
def _timed() -> Iterator[dict[str, list[float]]]:
    """Record the milliseconds of the processor of every call of the parts."""
    times: dict[str, list[float]] = defaultdict(list)
    originals = [(owner, name, getattr(owner, name)) for owner, name, _ in _FUNCTIONS]
    for owner, name, part in _FUNCTIONS:
        setattr(owner, name, _recording(getattr(owner, name), times, part))
    try:
        yield times
    finally:
        for owner, name, function in originals:
            setattr(owner, name, function)


def _recording(
    function: Callable[..., Any], times: dict[str, list[float]], part: str | None
) -> Callable[..., Any]:
    def record(owner: Any, *arguments: Any, **options: Any) -> Any:
        started = time.process_time()
        result = function(owner, *arguments, **options)
        times[part or owner.name].append((time.process_time() - started) * 1000)
        return result

    return record


def _bare(
    snapshot: Snapshot,
    store: VectorStore,
    embedder: Embedder,
    questions: Sequence[str],
    vectors: np.ndarray,
) -> dict[str, Any]:
    """Return the times of encoder, Chroma and bm25s alone, milliseconds of the processor."""
    index, tokens = _bm25s(snapshot, questions)
    k = min(_RECALLED, len(snapshot.catalog))

    def encode(number: int) -> object:
        return embedder.embed_queries([questions[number]])

    def ask_chroma(number: int) -> object:
        return store.search(vectors[number], limit=NEAREST, filters=Filters())

    def ask_bm25s(number: int) -> object:
        return index.retrieve([tokens[number]], k=k, show_progress=False, n_threads=0)

    spreads = {}
    for name, ask in (("encoder", encode), ("chroma", ask_chroma), ("bm25s", ask_bm25s)):
        times = []
        for number in [*range(min(_WARM, len(questions))), *range(len(questions))]:
            started = time.process_time()
            ask(number)
            times.append((time.process_time() - started) * 1000)
        spreads[name] = _spread(times[-len(questions) :])
    return spreads


def _bm25s(snapshot: Snapshot, questions: Sequence[str]) -> tuple[Any, list[list[int]]]:
    """Return bm25s' own retriever over the channel of words, and the questions' words."""
    import bm25s

    channel = snapshot.index_for(Filters()).channel("words")
    index = bm25s.BM25(method="lucene")
    index.scores = {
        "data": np.asarray(channel.weights),
        "indices": np.asarray(channel.indices),
        "indptr": np.asarray(channel.indptr),
        "num_docs": channel.size,
    }
    index.vocab_dict = dict(channel.vocabulary)
    index.nonoccurrence_array = None
    index.unique_token_ids_set = set(index.vocab_dict.values())
    queries = [snapshot.rank(question, filters=Filters())[0] for question in questions]
    tokens = [
        [channel.vocabulary[word] for word in query.words if word in channel.vocabulary] or [0]
        for query in queries
    ]
    return index, tokens


def _recall(matrix: DenseMatrix, vectors: np.ndarray) -> float:
    """Return which share of the ten nearest vectors a search finds.

    A vector as near as the tenth is as good: equal sentences occur in many documents.
    """
    found, wanted = 0, 0
    for vector in vectors:
        _, exact = matrix.nearest(vector, _RECALLED, all_compared=len(matrix))
        _, cosines = matrix.nearest(vector, NEAREST)
        found += int((cosines[:_RECALLED] >= exact[-1]).sum())
        wanted += len(exact)
    return found / wanted


def _chroma_recall(store: VectorStore, matrix: DenseMatrix, vectors: np.ndarray) -> float:
    """Return the same of Chroma's graphs."""
    found, wanted = 0, 0
    for vector in vectors:
        _, exact = matrix.nearest(vector, _RECALLED, all_compared=len(matrix))
        nearest = store.search(vector, limit=NEAREST, filters=Filters())[:_RECALLED]
        found += sum(match.similarity >= exact[-1] - _AS_NEAR for match in nearest)
        wanted += len(exact)
    return found / wanted


def _spread(values: Sequence[float]) -> dict[str, float | None]:
    return {
        name: None if (found := percentile(values, share)) is None else round(found, 2)
        for name, share in (("median", 50), ("p95", 95))
    }


if __name__ == "__main__":
    main(sys.argv[1:])
