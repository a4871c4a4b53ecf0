"""The words that one audience's passages are searched by."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from kb import alignment
from kb.alignment import Alignment
from kb.embedding import shipped_model
from kb.generations import public_path
from kb.lexical import LexicalIndex
from kb.query import Query
from kb.records import Filters
from kb.search import Rows, Scores
from kb.spelling import Speller


class Words:
    """Channels, spelling and counterparts of one set of passages; safe to share by threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.index = LexicalIndex(folder)
        self.speller = Speller(self.index)

    @cached_property
    def _alignment(self) -> Alignment:
        return Alignment(self._folder / alignment.FOLDER, shipped_model())

    def aligned(self, query: Query, rows: Rows) -> Scores:
        """Return the share of a question that some passages carry; see ``kb.alignment``."""
        return self._alignment.coverage(
            query,
            rows,
            typed=self.index.channel("words"),
            synonyms=self.index.channel("synonyms"),
        )


class WordsByAudience:
    """Citizens are answered by what public documents say, and by nothing that is not there."""

    def __init__(self, folder: Path) -> None:
        self._all = Words(folder)
        public = public_path(folder)
        self._public = Words(public) if public.is_dir() else self._all

    def of(self, filters: Filters) -> Words:
        """Return the words of the audience's passages."""
        return self._all if filters.include_staff else self._public
