"""An answer in the making: text parts and the citations they carry."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.answer import Citation, ResponsibleDepartment
from bot.citations import Quote, source_span, trim_to_pieces
from bot.departments import department_name
from bot.frames.japanese import JAPANESE
from bot.frames.table import Frames
from ingest.records import Passage

# 八つ, 九つ, 十: nothing is counted 11つ.
_MOST_FEW = 10
_MOST_OF_WORDS = 0.9


@dataclass
class Draft:
    """Collects what an answer says; every statement comes with its citation."""

    source_text: Callable[[str], str]
    """Name of a document → its extracted text."""
    frames: Frames = JAPANESE
    """The bot's own sentences, in the language of the answer."""
    parts: list[str] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    departments: list[ResponsibleDepartment] = field(default_factory=list)
    _quotes: dict[int, Quote] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The answer's text."""
        return "\n".join(part for part in self.parts if part)

    def cite(self, quote: Quote, *, label: str = "", locator: str = "") -> Citation | None:
        """Add a citation, or return the one that already quotes these words.

        None where nothing of the quote stands verbatim in the source.
        """
        trimmed = trim_to_pieces(quote, self.source_text(quote.passage.document))
        if trimmed is None:
            return None
        start, end = source_span(trimmed.passage, trimmed.at, trimmed.end)
        for citation in self.citations:
            same = citation.passage.passage_id == trimmed.passage.passage_id
            if same and (citation.start, citation.end) == (start, end):
                return citation
        citation = Citation(
            number=len(self.citations) + 1,
            passage=trimmed.passage,
            label=label or trimmed.passage.label,
            locator=locator or trimmed.passage.locator,
            quote=trimmed.text,
            start=start,
            end=end,
        )
        self.citations.append(citation)
        self._quotes[citation.number] = quote
        return citation

    def lines(self, citation: Citation) -> list[str]:
        """Return the words that were to be cited, line by line.

        More than the citation's quote where the source has marks between its lines (``- (1)``)
        that the passage leaves out: the quote is one run of the source, its passage holds all.
        """
        quote = self._quotes[citation.number]
        text = quote.passage.text[quote.at : quote.end]
        return [line.strip() for line in text.split("\n") if line.strip()]

    def is_cut(self, citation: Citation) -> bool:
        """Return whether a citation's quote is not all of the words that were to be cited."""
        return len(citation.quote) < _MOST_OF_WORDS * sum(map(len, self.lines(citation)))

    def shown(self, citations: Sequence[Citation]) -> str:
        """Return what was to be cited: in quotation marks, line by line where a quote is cut."""
        if not any(map(self.is_cut, citations)):
            return "".join(map(quoted, citations))
        return "\n".join(
            "\n".join(self.lines(citation)) + f"[{citation.number}]" for citation in citations
        )

    def counted(self, number: int) -> str:
        """Return a number of things as it stands before あります: 8つ, 13."""
        return self.frames.few.format(count=number) if number < _MOST_FEW else str(number)

    def name_department(self, passage: Passage, citation: Citation, contact: str | None) -> None:
        """Add the passage's department, once."""
        if not passage.departments:
            return
        name = department_name(passage)
        known = {(department.name, department.municipality) for department in self.departments}
        if (name, passage.municipality) not in known:
            self.departments.append(
                ResponsibleDepartment(name, passage.municipality, contact, citation.number)
            )


def quoted(citation: Citation) -> str:
    """Return the citation's words in quotation marks with its mark: 「…」[1]."""
    words = citation.quote
    if "「" in words and words.count("「") == words.count("」"):
        return f"『{words}』[{citation.number}]"
    return f"「{words}」[{citation.number}]"


def short_label(passage: Passage) -> str:
    """Return how a colleague refers to a passage in passing: 第24条（情報公開）."""
    if passage.kind == "article" and passage.heading:
        return f"{passage.locator}（{passage.heading.strip('()（）')}）"
    if passage.kind in ("goal", "duty"):
        return passage.locator
    if passage.heading and passage.heading not in passage.locator:
        return f"{passage.locator} {passage.heading}".strip()
    return passage.locator or passage.heading or passage.title
