"""What the bot holds: the newest generation of a folder, reopened when it is replaced."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kb.analyser import Analyser, JapaneseAnalyser
from kb.directory_lines import DirectoryLine
from kb.generations import current_name, open_generation
from kb.records import Embedder
from kb.reranking import Reranker
from kb.snapshot import Snapshot
from kb.vocabulary import Entry, Vocabulary, load_vocabulary

if TYPE_CHECKING:
    from kb.share import Share


class KnowledgeBase:
    """A folder on disk, always seen in its newest complete state; safe to share by threads."""

    def __init__(
        self,
        path: Path,
        embedder: Embedder,
        vocabulary: Vocabulary | None = None,
        *,
        corrections: Callable[[], Sequence[DirectoryLine]] = tuple,
        analyser: Analyser | None = None,
        reranker: Reranker | None = None,
        share: Share | None = None,
    ) -> None:
        self.path = path
        self._share = share
        self._corrections = corrections
        self._embedder = embedder
        self._vocabulary = vocabulary or load_vocabulary()
        self._reranker = reranker
        self._analyser = analyser or JapaneseAnalyser()
        self._own_vocabulary = self._vocabulary
        self._added_corrections: tuple[DirectoryLine, ...] = ()
        self._synonyms: tuple[Entry, ...] = ()
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._name: str | None = None

    def add_synonyms(self, synonyms: tuple[Entry, ...]) -> None:
        """Let these rows be searched with beside the table's own, instead of earlier ones."""
        with self._lock:
            if synonyms == self._synonyms:
                return
            self._synonyms = synonyms
            entries = (*self._own_vocabulary.entries, *synonyms)
            self._vocabulary = Vocabulary(entries) if synonyms else self._own_vocabulary
            self._snapshot = None

    def add_corrections(self, corrections: tuple[DirectoryLine, ...]) -> None:
        """Let these lines correct the directory beside the table's own, instead of earlier ones."""
        self._added_corrections = corrections

    def with_synonyms(self, synonyms: tuple[Entry, ...]) -> KnowledgeBase:
        """Return another view of the folder that searches with these rows as well."""
        return KnowledgeBase(
            self.path,
            self._embedder,
            Vocabulary((*self._vocabulary.entries, *synonyms)),
            corrections=self._corrections,
            analyser=self._analyser,
            reranker=self._reranker,
            share=self._share,
        )

    def _all_corrections(self) -> Sequence[DirectoryLine]:
        return (*self._corrections(), *self._added_corrections)

    def snapshot(self) -> Snapshot:
        """Return the newest generation; one question uses one snapshot throughout.

        Raises:
            KnowledgeBaseError: there is none, or it cannot be used.
        """
        name = current_name(self.path)
        with self._lock:
            if self._snapshot is None or name != self._name:
                generation = open_generation(
                    self.path,
                    embedder_fingerprint=self._embedder.fingerprint,
                    analyser_fingerprint=self._analyser.fingerprint,
                )
                self._snapshot = Snapshot(
                    generation,
                    self._embedder,
                    self._vocabulary,
                    corrections=self._all_corrections,
                    reranker=self._reranker,
                    served=self._share.vectors(generation) if self._share else None,
                )
                self._name = name
            return self._snapshot
