"""The next generation of a knowledge base while its documents change."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from ingest.records import Document
from kb.analyser import Analyser
from kb.catalog_writer import CatalogWriter, content_of
from kb.dense import DenseMatrixWriter
from kb.generation_writer import Writer
from kb.generations import (
    Generation,
    catalog_path,
    chroma_path,
    dense_path,
    lexical_path,
    public_path,
)
from kb.manifest import Manifest
from kb.records import Embedder, FloatMatrix
from kb.vector_writer import VectorWriter

# Sentences compared with each other for the similarity of unrelated texts: 80,000 pairs.
_SAMPLE = 400
# Passages of documents that are replaced, with their vectors: about 10 KB each.
_MOST_KEPT = 5_000


class Build:
    """The parts of the generation that is being built; see ``kb.update``."""

    def __init__(
        self, held: Writer, *, embedder: Embedder, analyser: Analyser, reuses_live: bool
    ) -> None:
        self._held = held
        self._embedder = embedder
        self._analyser = analyser
        self._reuses_live = reuses_live
        self._kept: dict[tuple[object, ...], tuple[bytes, FloatMatrix]] = {}
        self.folder = held.start()
        before: tuple[Path, dict[str, int]] | None = None
        if held.live is not None and reuses_live:
            shutil.copyfile(held.live.catalog_path, catalog_path(self.folder))
            _copy_folder(held.live.chroma_path, chroma_path(self.folder))
        self.catalog = CatalogWriter(catalog_path(self.folder))
        if held.live is not None and reuses_live:
            before = held.live.dense_path, _firsts(self.catalog.views())
        self.matrix = DenseMatrixWriter(
            dense_path(self.folder), dimension=embedder.dimension, before=before
        )
        self.vectors = VectorWriter(chroma_path(self.folder), embedder=embedder, matrix=self.matrix)

    def close(self) -> None:
        """Let go of the files; what was not published is thrown away by the writer."""
        self.catalog.close()
        self.matrix.close()
        with suppress(Exception):  # what matters has been said, or is on its way up
            self.vectors.close()

    def remove(self, name: str) -> None:
        """Take a document out, with its vectors; passages that come again are not read anew."""
        for passage in self.catalog.remove(name):
            is_staff = passage.audience == "staff"
            if self._reuses_live and len(self._kept) < _MOST_KEPT:
                vectors = self.vectors.vectors_of(
                    passage.passage_id, is_staff=is_staff, views=passage.views
                )
                if vectors is not None:
                    self._kept[passage.content] = (passage.terms, vectors)
            self.vectors.remove(passage.passage_id, is_staff=is_staff, views=passage.views)

    def add(self, document: Document) -> None:
        """Store a document that is not there."""
        terms, counts = [], []
        for passage in document.passages:
            kept = self._kept.get(content_of(passage))
            if kept is not None:
                self.vectors.add(passage, kept[1])
                terms.append(kept[0])
                counts.append(len(kept[1]))
                continue
            read = self._analyser.read_passage(passage)
            self.vectors.add(passage, read.views)
            terms.append(read.terms)
            counts.append(len(read.views))
        self.catalog.add(document, analysed=terms, views=counts)

    def publish(self, *, deleted_before: int) -> Generation:
        """Build the indexes and make this the live generation.

        Args:
            deleted_before: vectors deleted in earlier generations that still take space.
        """
        counts = self.catalog.finish()
        lexical = lexical_path(self.folder)
        self._analyser.build_lexical(lexical, self.catalog.analysed())
        is_staff = self.catalog.is_staff()
        if is_staff.any():
            # Which words are rare, and which are known at all, would tell citizens what
            # stands in documents for staff.
            self._analyser.build_lexical(
                public_path(lexical), self.catalog.analysed(), seen=~is_staff
            )
        summary = self.vectors.finish(
            self.catalog.sample_views(_SAMPLE),
            expected=counts.views,
            deleted_before=deleted_before,
        )
        self.matrix.finish(self.catalog.views())
        self.close()
        return self._held.publish(
            lambda name: Manifest(
                generation=name,
                embedder=self._embedder.fingerprint,
                analyser=self._analyser.fingerprint,
                dimension=self._embedder.dimension,
                documents=counts.documents,
                passages=counts.passages,
                vectors=summary.vectors,
                deleted_vectors=summary.deleted,
                similarity_mean=summary.similarity_mean,
                similarity_deviation=summary.similarity_deviation,
                made_at=datetime.now(UTC).isoformat(timespec="seconds"),
            )
        )


def _firsts(views: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Return identifier → number of its first vector."""
    firsts, count = {}, 0
    for passage_id, number in views:
        firsts[passage_id] = count
        count += number
    return firsts


def _copy_folder(source: Path, target: Path) -> None:
    # shutil.copytree says only in words that the disk is full.
    target.mkdir()
    for path in source.iterdir():
        if path.is_dir():
            _copy_folder(path, target / path.name)
        else:
            shutil.copyfile(path, target / path.name)
