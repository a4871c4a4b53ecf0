"""What the page and the HTTP API need of an assistant, and nothing more.

``bot.chain.Assistant`` fits these protocols; tests use a predictable stand-in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Literal, Protocol, TypedDict, Unpack

from bot.answer import Answer, Sentence
from bot.frames.table import Language
from ingest.records import Passage
from kb.catalog import StoredDocument
from kb.directory import Directory
from kb.records import Filters, Hit

AskedAs = Literal["citizen", "onboarding", "counter"]
AUDIENCES: tuple[AskedAs, ...] = ("citizen", "onboarding", "counter")

MAX_QUESTION_CHARACTERS = 1_000


class Found(Protocol):
    """The outcome of a search."""

    @property
    def hits(self) -> tuple[Hit, ...]:
        """Best first."""


class Catalog(Protocol):
    """Documents by name, passages by identifier."""

    def document(self, name: str) -> StoredDocument | None:
        """Return one document, or None where there is none of this name."""

    def passage(self, passage_id: str) -> Passage | None:
        """Return one passage, or None where there is none of this identifier."""

    def neighbours(
        self, passage_id: str, *, before: int = 1, after: int = 1
    ) -> tuple[list[Passage], list[Passage]]:
        """Return the passages before and after one in its document."""


class Snapshot(Protocol):
    """One state of the knowledge base."""

    @property
    def catalog(self) -> Catalog:
        """Passages by identifier."""

    @property
    def documents(self) -> Sequence[StoredDocument]:
        """The documents in order of their names."""

    def municipalities(self, filters: Filters) -> list[str]:
        """Return the municipalities that visible documents are of."""

    def directory(self, filters: Filters) -> Directory:
        """Return the departments that the documents which the filters show tell of."""

    def passages(self, document: str | None = None) -> Iterable[Passage]:
        """Return the passages of one document or of all, in reading order."""

    def source_text(self, document: str) -> str:
        """Return a document's extracted text; KnowledgeBaseError where there is none."""

    def search(self, text: str, *, filters: Filters, limit: int = 10) -> Found:
        """Return the passages that fit a question best."""


class KnowledgeBase(Protocol):
    """Documents on disk, always seen in their newest complete state."""

    def snapshot(self) -> Snapshot:
        """Return the newest state; KnowledgeBaseError where there is none."""


class Asking(TypedDict, total=False):
    """What is said with a question."""

    city: str | None
    """Municipality; None, as without it, for all."""
    audience: AskedAs
    """Who asks; a citizen without it."""
    history: Sequence[tuple[str, str]]
    """Earlier turns, oldest first."""
    language: Language | None
    """Of the answer; None, as without it, for the question's own."""
    within: Filters | None
    """Documents, kinds and dates to look within."""


class Asks(Protocol):
    """Answers questions."""

    def ask(self, question: str, **asking: Unpack[Asking]) -> Answer:
        """Return the answer to one question."""


class Desk(Asks, Protocol):
    """Answers questions from a knowledge base."""

    @property
    def knowledge_base(self) -> KnowledgeBase:
        """Where the answers come from."""

    def stream(self, question: str, **asking: Unpack[Asking]) -> Iterator[Sentence | Answer]:
        """Yield sentences as they are written, if any are, and the whole answer at last."""

    def examples(self, *, city: str | None, audience: AskedAs, most: int = 6) -> list[str]:
        """Return example questions that the loaded documents answer."""


def may_see(audience: str, *, of: AskedAs) -> bool:
    """Return whether somebody who asks as ``of`` may see a document of this audience."""
    return audience == "public" or of != "citizen"


def filters_for(
    audience: AskedAs, *, city: str | None = None, within: Filters | None = None
) -> Filters:
    """Return the filters under which a search for this audience runs.

    Args:
        audience: who asks.
        city: municipality, None for all.
        within: documents, kinds and dates to look within.
    """
    return replace(
        within or Filters(), municipality=city or None, include_staff=audience != "citizen"
    )
