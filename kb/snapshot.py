"""One open generation: what the bot searches and reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from ingest.errors import KnowledgeBaseError
from ingest.records import Passage
from kb import words
from kb.audience_words import WordsByAudience
from kb.catalog import Catalog, StoredDocument
from kb.chroma_server import ServedVectors
from kb.directory import Directory, visible_directory
from kb.directory_lines import DirectoryLine
from kb.examples import shipped_examples
from kb.filter_columns import FilterColumns
from kb.generations import Generation
from kb.lexical import LexicalIndex
from kb.names import name_form
from kb.query import Query, analyse_query
from kb.records import Embedder, Filters, Hit
from kb.reranking import RERANKED, Reranker, rerank
from kb.search import Ranking, explain, rank
from kb.similarity import Similarity
from kb.vocabulary import Vocabulary

if TYPE_CHECKING:
    pass

# Passages read to see whether they hold a term in quotation marks to the letter; of more,
# the pairs of characters are believed.
MAX_CHECKED = 300
# Filters whose visible rows are remembered, a byte a passage each.
MAX_CACHED_MASKS = 32


@dataclass(frozen=True)
class Found:
    """The outcome of a search."""

    query: Query
    hits: tuple[Hit, ...]
    """Best first."""
    names: tuple[str, ...]
    """Names of the knowledge base that the question holds."""


class Snapshot:
    """One generation, open for reading."""

    def __init__(
        self,
        generation: Generation,
        embedder: Embedder,
        vocabulary: Vocabulary,
        *,
        corrections: Callable[[], Sequence[DirectoryLine]] = tuple,
        reranker: Reranker | None = None,
        served: ServedVectors | None = None,
    ) -> None:
        self.generation = generation
        self._corrections = corrections
        self._directories: dict[bool, tuple[Sequence[DirectoryLine], Directory]] = {}
        self.catalog = Catalog(generation.catalog_path)
        self._words = WordsByAudience(generation.lexical_path)
        self.similarity = Similarity(generation, embedder, self.catalog, served=served)
        self._vocabulary = vocabulary
        self._reranker = reranker
        self._texts: dict[str, str] = {}
        self._works: dict[Filters, list[tuple[str, str | None]]] = {}
        self._masks: dict[Filters, npt.NDArray[np.bool_]] = {}

    @cached_property
    def columns(self) -> FilterColumns:
        """What filters look at."""
        return self.catalog.filter_columns()

    @cached_property
    def documents(self) -> tuple[StoredDocument, ...]:
        """The documents in order of their names."""
        return tuple(self.catalog.documents())

    def index_for(self, filters: Filters) -> LexicalIndex:
        """Return the channels of what the audience may see; rows are those of all passages."""
        return self._words.of(filters).index

    def _visible(self, filters: Filters) -> npt.NDArray[np.bool_]:
        """Return which rows the filters let through, (passages,); not to be changed."""
        visible = self._masks.get(filters)
        if visible is None:
            visible = self.columns.mask(filters)
            if len(self._masks) >= MAX_CACHED_MASKS:
                self._masks = {}
            self._masks[filters] = visible
        return visible

    def municipalities(self, filters: Filters) -> list[str]:
        """Return the municipalities that visible documents are of, in order of their names."""
        return sorted(
            {
                document.municipality
                for document in self.documents
                if document.municipality
                and (filters.include_staff or document.audience == "public")
            }
        )

    def directory(self, filters: Filters) -> Directory:
        """Return the departments that visible documents and the corrections name."""
        staff, corrections = filters.include_staff, self._corrections()
        known = self._directories.get(staff)
        if known is None or known[0] != corrections:
            said = self.catalog.directory_lines()
            known = (corrections, visible_directory(said, corrections, staff=staff))
            self._directories[staff] = known
        return known[1]

    def works(self, filters: Filters) -> list[tuple[str, str | None]]:
        """Return (title, municipality) of every visible work; one file may hold several."""
        if filters not in self._works:
            visible = self._visible(filters)
            rows = [int(row) for row in self._first_rows_of_works if visible[row]]
            self._works[filters] = [
                (passage.title, passage.municipality)
                for passage in self.catalog.passages_by_rows(rows)
            ]
        return self._works[filters]

    @cached_property
    def _first_rows_of_works(self) -> list[int]:
        return self.catalog.first_rows_of_works()

    def source_text(self, document: str) -> str:
        """Return a document's extracted text.

        Raises:
            KnowledgeBaseError: no such document.
        """
        if document not in self._texts:
            source = self.catalog.source_text(document)
            if source is None:
                raise KnowledgeBaseError(f"資料「{document}」は登録されていません。")
            self._texts[document] = source.text
        return self._texts[document]

    def close(self) -> None:
        """Let go of files; the snapshot is not used afterwards."""
        self.catalog.close()

    def passages(self, document: str | None = None) -> Iterator[Passage]:
        """Yield the passages of one document or of all, in reading order."""
        return self.catalog.passages(document)

    def search(
        self,
        text: str,
        *,
        filters: Filters,
        limit: int = 10,
        context: str = "",
        prefer_kinds: frozenset[str] = frozenset(),
    ) -> Found:
        """Return the passages that fit a question best.

        Args:
            text: the question or search words.
            filters: what may be seen.
            limit: how many passages at most.
            context: earlier turns of the conversation that the question leans on.
            prefer_kinds: kinds of passages that are put forward a little.
        """
        query, ranking = self.rank(
            text,
            filters=filters,
            limit=max(limit, RERANKED) if self._reranker else limit,
            context=context,
            prefer_kinds=prefer_kinds,
        )
        hits = self._hits(ranking)
        if self._reranker is not None:
            hits = rerank(query.searched, hits, self._reranker)[:limit]
        return Found(query, hits, tuple(ranking.names))

    def rank(
        self,
        text: str,
        *,
        filters: Filters,
        limit: int = 10,
        context: str = "",
        prefer_kinds: frozenset[str] = frozenset(),
    ) -> tuple[Query, Ranking]:
        """Return what ``search`` goes by, before passages are read; see there."""
        said = self._words.of(filters)
        spelled = said.speller.spell(text)
        query = replace(
            analyse_query(spelled.text, self._vocabulary, context=context),
            readings=spelled.readings,
            repairs=spelled.repairs,
        )
        visible = self._visible(filters)
        known = shipped_examples()
        # A follow-up is about what was asked before: じゃあ電話番号は？.
        asked = words.content_words(query.tokens) + words.content_words(context)
        ranking = rank(
            query,
            said.index,
            visible=visible,
            dense=lambda candidates: self.similarity.scores(
                query.searched, filters=filters, visible=visible, candidates=candidates
            ),
            aligned=lambda rows: said.aligned(query, rows),
            limit=limit,
            examples=known.near(asked),
            vectors_of=self.similarity.matrix.vectors_of
            if self.similarity.model == known.model
            else None,
            preferred=self._of_kinds(prefer_kinds),
            quoted=[self._rows_holding(term, filters) for term in query.quoted],
        )
        return query, ranking

    def _of_kinds(self, kinds: frozenset[str]) -> npt.NDArray[np.bool_] | None:
        return self._visible(Filters(include_staff=True, kinds=kinds)) if kinds else None

    def passages_containing(
        self, phrase: str, *, filters: Filters, most: int = 50
    ) -> list[Passage]:
        """Return visible passages whose label or text holds a phrase to the letter (NFKC)."""
        rows = self.index_for(filters).channel("bigrams").rows_of_all(words.bigrams(phrase))
        visible = self._visible(filters)
        form = name_form(phrase)
        candidates = self.catalog.passages_by_rows([int(row) for row in rows if visible[row]])
        return [p for p in candidates if form in name_form(f"{p.label}\n{p.text}")][:most]

    def _rows_holding(self, term: str, filters: Filters) -> npt.NDArray[np.int32]:
        """Return the rows of passages that hold a term to the letter, as far as can be checked."""
        rows = self.index_for(filters).channel("bigrams").rows_of_all(words.bigrams(term))
        if len(rows) > MAX_CHECKED:
            return rows
        form = name_form(term)
        passages = self.catalog.passages_by_rows([int(row) for row in rows])
        texts = (name_form("\n".join([p.label, *p.path, *p.departments, p.text])) for p in passages)
        return rows[[form in text for text in texts]]

    def similarity_to(self, question: str) -> Callable[[Sequence[str]], Sequence[float]]:
        """Return a function from texts to their cosine similarity to a question."""
        return self.similarity.to_texts(question)

    def _hits(self, ranking: Ranking) -> tuple[Hit, ...]:
        rows = [int(row) for row in ranking.rows]
        passages = self.catalog.passages_by_rows(rows)
        return tuple(
            Hit(passage, float(ranking.scores[row]), explain(ranking, row))
            for passage, row in zip(passages, rows, strict=True)
        )
