"""A record as the metrics look at it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from eval.cases import Case
from eval.claims import Claim, is_carried, provisos, split_claims
from eval.matching import first_covering_rank, form, group_in
from eval.records import Record

MARK = re.compile(r"\[(\d{1,3})\]")
_QUOTED = re.compile(r"「([^「」]+)」|『([^『』]+)』")
_SHORTEST_QUOTED_LINE = 12
"""Characters; a shorter line that stands in the source may well be the bot's own."""


@dataclass(frozen=True)
class Outcome:
    """One question, its gold and what came of it."""

    record: Record

    @property
    def case(self) -> Case:
        """The question and its gold."""
        return self.record.case

    @property
    def status(self) -> str:
        """The answer's status."""
        return str(self.record.answer.get("status", "error"))

    @property
    def reason(self) -> str | None:
        """The answer's reason."""
        return self.record.answer.get("reason")

    @property
    def text(self) -> str:
        """What the person reads."""
        return str(self.record.answer.get("text") or "")

    @property
    def is_answered(self) -> bool:
        """Whether the status is ``answered``."""
        return self.status == "answered"

    @cached_property
    def citations(self) -> list[dict[str, Any]]:
        """The answer's citations."""
        return list(self.record.answer.get("citations") or ())

    @cached_property
    def cited_texts(self) -> list[str]:
        """The whole text of each cited passage."""
        return [str(citation["text"]) for citation in self.citations]

    @cached_property
    def passages(self) -> list[dict[str, Any]]:
        """The retrieved passages, best first."""
        return list(self.record.answer.get("passages") or ())

    @cached_property
    def departments(self) -> list[str]:
        """The names of the departments, the responsible one first."""
        return [str(d["name"]) for d in self.record.answer.get("departments") or ()]

    @cached_property
    def covering_rank(self) -> int | None:
        """The rank at which the retrieved passages first hold all groups of evidence."""
        texts = [str(passage["text"]) for passage in self.passages]
        return first_covering_rank(self.case.evidence, texts)

    @cached_property
    def covers(self) -> list[bool]:
        """For each citation, whether its passage holds a group of evidence."""
        return [
            any(group_in(group, [text]) for group in self.case.evidence)
            for text in self.cited_texts
        ]

    @cached_property
    def quotes_verbatim(self) -> list[bool]:
        """For each citation, whether its quote stands in the source at its span."""
        checks = []
        for number, citation in enumerate(self.citations):
            source = self.record.sources[number] if number < len(self.record.sources) else None
            quote = form(str(citation.get("quote") or ""))
            checks.append(bool(quote) and source is not None and quote in form(source))
        return checks

    @cached_property
    def marks(self) -> set[int]:
        """The numbers of the marks in the text."""
        return {int(number) for number in MARK.findall(self.text)}

    @cached_property
    def claims(self) -> list[Claim]:
        """What the text states, sentence by sentence; empty where nothing was answered."""
        if not self.is_answered:
            return []
        # A warning that a document is old speaks of its date, not of what its passages say.
        text = self.text
        for notice in self.record.answer.get("notices") or ():
            text = text.replace(notice, "")
        return split_claims(text)

    @cached_property
    def cited_sources(self) -> dict[int, str]:
        """By number of the citation: what it says.

        Its label, the whole text of its passage, and the departments that the answer takes
        from its heading; whether they are the right ones is for the figures of departments.
        """
        sources = {
            int(c["number"]): f"{c['label']}\n{c.get('title') or ''}\n{c['text']}"
            for c in self.citations
        }
        for department in self.record.answer.get("departments") or ():
            number = int(department.get("citation") or 0)
            if number in sources:
                sources[number] += f"\n{department['name']}"
        return sources

    @cached_property
    def carried(self) -> list[bool]:
        """For each claim, whether the passages that it cites carry it."""
        return [is_carried(claim, self.cited_sources) for claim in self.claims]

    @cached_property
    def provisos(self) -> list[str]:
        """The sentences of the cited passages that limit what is quoted of them."""
        return [
            proviso
            for citation in self.citations
            for proviso in provisos(str(citation.get("quote") or ""), str(citation["text"]))
        ]

    @property
    def shown(self) -> str:
        """What a person can read: the text and the quotes of its citations."""
        return "\n".join([self.text, *(str(c.get("quote") or "") for c in self.citations)])

    @property
    def confidence(self) -> float | None:
        """How sure the bot was that the documents answer, 0–1; None where it does not say."""
        value = self.record.answer.get("confidence")
        return float(value) if isinstance(value, int | float) else None

    @property
    def is_written_by_a_model(self) -> bool:
        """Whether a language model wrote the text."""
        return str(self.record.answer.get("model") or "extractive") != "extractive"

    def tokens(self, name: str) -> float | None:
        """Return how many tokens a language model read or wrote.

        Args:
            name: ``input_tokens`` or ``output_tokens``, as LangChain counts them.
        """
        usage = self.record.answer.get("usage")
        value = usage.get(name) if isinstance(usage, dict) else None
        return float(value) if isinstance(value, int | float) else None

    @cached_property
    def own_words(self) -> str:
        """The text without marks, white space and quotes.

        A quote is what stands between 「」 or 『』 and in a cited passage, or a whole line
        of at least 12 characters that stands in one.
        """
        sources = [form(text) for text in self.cited_texts]
        kept = []
        for line in MARK.sub("", self.text).split("\n"):
            content = form(line)
            if len(content) >= _SHORTEST_QUOTED_LINE and any(content in s for s in sources):
                continue
            kept.append(
                _QUOTED.sub(
                    lambda match: (
                        "" if any(form(match[1] or match[2]) in s for s in sources) else match[0]
                    ),
                    line,
                )
            )
        return re.sub(r"\s+", "", "".join(kept))
