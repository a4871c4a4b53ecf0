"""What the bot gives back; the JSON of the command line, the batch and the HTTP API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.frames.table import Language
from bot.furigana import Ruby
from ingest.records import Passage
from kb.records import Hit

Status = Literal["answered", "not_found", "refused", "clarify", "error"]


@dataclass(frozen=True)
class Citation:
    """A quoted place in a document."""

    number: int
    """1-based, as in the text's marks."""
    passage: Passage
    label: str
    """The passage's label, or more exact: the one paragraph or item that was asked for."""
    locator: str
    quote: str
    """Verbatim words of the source, white space and line breaks aside."""
    start: int
    """Span of the quote in the document's extracted text."""
    end: int

    def to_json(self) -> dict[str, Any]:
        """Return the citation as CONTRACT names its fields."""
        passage = self.passage
        return {
            "number": self.number,
            "label": self.label,
            "document": passage.document,
            "title": passage.title,
            "municipality": passage.municipality,
            "locator": self.locator,
            "page": passage.page,
            "date": passage.date,
            "quote": self.quote,
            "text": passage.text,
            "start": self.start,
            "end": self.end,
            "passage_id": passage.passage_id,
        }


@dataclass(frozen=True)
class ResponsibleDepartment:
    """A department that an answer names, the responsible one first."""

    name: str
    municipality: str | None
    contact: str | None
    citation: int
    """Number of the citation that says so."""


@dataclass(frozen=True)
class Sentence:
    """A sentence that a language model wrote and that its sources carry, with its marks."""

    text: str


@dataclass(frozen=True)
class Answer:
    """One answer, refusal or request to choose."""

    question: str
    status: Status
    text: str
    """What the person reads, with marks [1], [2]."""
    reason: str | None = None
    """Why there is no answer: no_evidence, out_of_scope, personal_data, injection, …"""
    citations: tuple[Citation, ...] = ()
    departments: tuple[ResponsibleDepartment, ...] = ()
    hits: tuple[Hit, ...] = ()
    """The ten best retrieved, best first, whatever the status."""
    notices: tuple[str, ...] = ()
    """Sentences of the text that warn of the sources: that they are old or out of date."""
    suggestions: tuple[str, ...] = ()
    """Questions that the documents do answer."""
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    model: str = "extractive"
    confidence: float | None = None
    """Estimated probability that the retrieved passages carry the question, 0–1; None where it
    was decided without them."""
    """Who wrote the text: extractive, or openai:… or ollama:… and checked."""
    language: Language = "ja"
    """Of the bot's own words; quotes stay in the language of the documents."""
    ruby: tuple[Ruby, ...] = ()
    """The text in runs with readings, quotes included; only in やさしい日本語."""

    def to_json(self) -> dict[str, Any]:
        """Return the answer as the contract of commands and API describes it."""
        return {
            "question": self.question,
            "status": self.status,
            "reason": self.reason,
            "text": self.text,
            "citations": [citation.to_json() for citation in self.citations],
            "departments": [
                {
                    "name": department.name,
                    "municipality": department.municipality,
                    "contact": department.contact,
                    "citation": department.citation,
                }
                for department in self.departments
            ],
            "passages": [
                {
                    "passage_id": hit.passage.passage_id,
                    "document": hit.passage.document,
                    "label": hit.passage.label,
                    "text": hit.passage.text,
                    "score": round(hit.score, 4),
                }
                for hit in self.hits
            ],
            "notices": list(self.notices),
            "suggestions": list(self.suggestions),
            "timings_ms": {name: round(value, 2) for name, value in self.timings_ms.items()},
            "model": self.model,
            "confidence": None if self.confidence is None else round(self.confidence, 4),
            "language": self.language,
            "ruby": [{"text": run.text, "reading": run.reading} for run in self.ruby],
        }


def passage_to_json(passage: Passage) -> dict[str, Any]:
    """Return a passage as ``madoguchi passages --json`` prints it."""
    return {
        "passage_id": passage.passage_id,
        "document": passage.document,
        "title": passage.title,
        "municipality": passage.municipality,
        "date": passage.date,
        "audience": passage.audience,
        "kind": passage.kind,
        "locator": passage.locator,
        "label": passage.label,
        "heading": passage.heading,
        "path": list(passage.path),
        "departments": list(passage.departments),
        "text": passage.text,
        "page": passage.page,
        "start": passage.start,
        "end": passage.end,
    }
