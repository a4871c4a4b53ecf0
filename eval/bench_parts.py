"""What is timed: commands from a cold start, and ingest against its bare parts."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from ingest.errors import MadoguchiError
from ingest.files import FailedFile
from ingest.pipeline import read_documents
from ingest.records import Audience, Document, Passage
from kb import update
from kb.analysis import views as views_of
from kb.records import Embedder, FloatMatrix
from kb.stored import stored_documents
from kb.vectors import persistent_client

IMPORTS = "import chromadb, langchain_chroma"
"""What a cold start is compared with, in the same Python."""
_COMMAND_SECONDS = 300
# Chroma 1.5 takes 5,461 records a call.
_BATCH = 5000

Paths = Sequence[tuple[Path, Audience]]


@dataclass(frozen=True)
class ColdStart:
    """Seconds of whole processes, from start to exit, run in turn."""

    ask: tuple[float, ...]
    imports: tuple[float, ...]

    def to_json(self) -> dict[str, Any]:
        """Return medians, every run, and the ratio of the medians."""
        return {
            "ask_seconds": round(median(self.ask), 3),
            "imports_seconds": round(median(self.imports), 3),
            "ratio": round(median(self.ask) / median(self.imports), 3),
            "runs": {
                "ask": [round(value, 3) for value in self.ask],
                "imports": [round(value, 3) for value in self.imports],
            },
        }


def time_cold_start(kb_path: Path, question: str, *, runs: int) -> ColdStart:
    """Return the times of ``madoguchi ask`` and of importing Chroma and LangChain's store.

    Both are run once before, unrecorded, so that neither pays for reading files from disk
    or for compiling modules.
    """
    ask = [*_madoguchi(), "ask", "--kb", str(kb_path), "--json", question]
    imports = [sys.executable, "-c", IMPORTS]
    times: dict[str, list[float]] = {"ask": [], "imports": []}
    for number in range(runs + 1):
        for name, command in (("ask", ask), ("imports", imports)):
            seconds = _time_command(command)
            if number:
                times[name].append(seconds)
    return ColdStart(tuple(times["ask"]), tuple(times["imports"]))


def _madoguchi() -> list[str]:
    """Return the installed command, or the same through this Python."""
    script = Path(sys.executable).with_name("madoguchi")
    if script.exists():
        return [str(script)]
    return [sys.executable, "-c", "import sys; from bot.cli import main; sys.exit(main())"]


def _time_command(command: Sequence[str]) -> float:
    started = time.perf_counter()
    done = run_command(command)
    seconds = time.perf_counter() - started
    if done.returncode:
        raise MadoguchiError(
            f"計測する命令が失敗しました（{' '.join(command[:3])} …）: {done.stderr.strip()[-400:]}"
        )
    return seconds


def run_command(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Return what a command printed and its exit status."""
    return subprocess.run(
        command, capture_output=True, text=True, timeout=_COMMAND_SECONDS, check=False
    )


@dataclass(frozen=True)
class IngestTimes:
    """Seconds for the same documents, libraries and model already loaded."""

    documents: int
    passages: int
    views: int
    """Vectors: one per sentence and one per heading."""
    characters: int
    reading: tuple[float, ...]
    """Files → documents with passages."""
    total: tuple[float, ...]
    """Files → a knowledge base that answers."""
    bare: tuple[float, ...]
    """Embedding the same texts and adding the vectors to a fresh Chroma collection."""
    bare_passages: tuple[float, ...]
    """The same with one vector per passage."""
    again: tuple[float, ...]
    """A second ingest of the same, unchanged files."""

    def to_json(self) -> dict[str, Any]:
        """Return medians and ratios of medians."""
        total = median(self.total)
        return {
            "documents": self.documents,
            "passages": self.passages,
            "views": self.views,
            "characters": self.characters,
            "seconds": round(total, 3),
            "reading_seconds": round(median(self.reading), 3),
            "bare_seconds": round(median(self.bare), 3),
            "bare_passages_seconds": round(median(self.bare_passages), 3),
            "again_seconds": round(median(self.again), 3),
            "ratio": round(total / median(self.bare), 3),
            "ratio_passages": round(total / median(self.bare_passages), 3),
            "ratio_again": round(median(self.again) / total, 3),
            "passages_per_second": round(self.passages / total, 1),
        }


def time_ingest(paths: Paths, embedder: Embedder, *, folder: Path, runs: int) -> IngestTimes:
    """Return the times of ingesting files and of the bare parts, run in turn.

    The last knowledge base stays under ``folder / "kb"``. Every part is run once before,
    unrecorded.

    Raises:
        MadoguchiError: no document can be read.
    """
    kb_path = folder / "kb"
    documents = _read(paths)
    passages = [passage for document in documents for passage in document.passages]
    views = [(passage, view) for passage in passages for view in views_of(passage)]
    whole = [(passage, passage.text) for passage in passages]
    parts: dict[str, Callable[[], object]] = {
        "reading": lambda: _read(paths),
        "total": lambda: _ingest_anew(paths, kb_path, embedder),
        "again": lambda: ingest_files(paths, kb_path, embedder),
        "bare": lambda: _add_to_chroma(views, embedder, folder / "bare"),
        "bare_passages": lambda: _add_to_chroma(whole, embedder, folder / "bare"),
    }
    times: dict[str, list[float]] = {name: [] for name in parts}
    for number in range(runs + 1):
        for name, part in parts.items():
            started = time.perf_counter()
            part()
            seconds = time.perf_counter() - started
            if number:
                times[name].append(seconds)
    return IngestTimes(
        documents=len(documents),
        passages=len(passages),
        views=len(views),
        characters=sum(len(document.text) for document in documents),
        **{name: tuple(values) for name, values in times.items()},
    )


def _read(paths: Paths) -> list[Document]:
    found = [
        outcome for path, audience in paths for outcome in read_documents([path], audience=audience)
    ]
    documents = [outcome for outcome in found if isinstance(outcome, Document)]
    if not documents:
        places = "、".join(str(path) for path, _ in paths)
        raise MadoguchiError(
            f"取り込める文書がありません（{places}）。--documents を確かめてください。"
        )
    return documents


def ingest_files(paths: Paths, kb_path: Path, embedder: Embedder) -> None:
    """Do what ``madoguchi ingest`` does."""
    stored = stored_documents(kb_path)
    outcomes = (
        outcome
        for path, audience in paths
        for outcome in read_documents(
            [path],
            audience=audience,
            stored={name: document.origin for name, document in stored.items()},
            hashes={name: document.sha256 for name, document in stored.items()},
        )
    )
    documents = (outcome for outcome in outcomes if not isinstance(outcome, FailedFile))
    update.apply(kb_path, documents, embedder=embedder)


def _ingest_anew(paths: Paths, kb_path: Path, embedder: Embedder) -> None:
    shutil.rmtree(kb_path, ignore_errors=True)
    ingest_files(paths, kb_path, embedder)


def _add_to_chroma(texts: Sequence[tuple[Passage, str]], embedder: Embedder, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    client = persistent_client(folder)
    collection = client.create_collection(
        "bare", embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
    )
    for at in range(0, len(texts), _BATCH):
        batch = texts[at : at + _BATCH]
        vectors: FloatMatrix = embedder.embed_passages([text for _, text in batch])
        collection.add(
            ids=[str(at + number) for number in range(len(batch))],
            embeddings=vectors,
            metadatas=[{"document": passage.document} for passage, _ in batch],
        )
    client.close()
