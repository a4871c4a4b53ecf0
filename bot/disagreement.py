"""Two documents of a municipality that tell different figures for what is asked."""

from __future__ import annotations

import re
import unicodedata

from bot.case import Case
from bot.citations import Quote
from bot.compose.draft import Draft, quoted, short_label
from bot.currency import spoken_date
from bot.evidence import KANJI_CREDIT, ScoredSentence, credit
from bot.facts import asking_words, counted_fact, fact_kind, fact_pattern
from ingest.records import Passage
from kb.names import department_names, name_form
from kb.sentences import split_sentences

# Kinds of facts of which a matter has but one.
_ONE_OF_A_KIND = frozenset(
    ["money", "deadline", "clock", "capacity", "term", "rate", "population", "size", "age", "phone"]
)
_LOOKED_AT = 8
# Share of the question's nouns that a sentence about the same thing carries.
_MIN_TOPIC = 0.8
_YEAR = re.compile(r"(?:令和|平成|昭和) ?(?:元|\d+)年|(?:19|20)\d\d年|今年度|来年度|現状|目標")
_FIGURE = re.compile(
    r"\d[\d,.:]*|[一二三四五六七八九十百千万億]+(?=円|日|人|名|年|か月|時|割|条)|無料"
)


def add_difference(draft: Draft, case: Case) -> None:
    """Quote another document of the same municipality that tells another figure, with dates.

    Which of the two holds is not for the program to say; that they differ is.
    """
    if not draft.citations or case.question.cities:
        return
    first = draft.citations[0].passage
    if case.question.wanted == "department":
        _add_department(draft, first, case)
    holds = _asked_figure(case)
    if holds is None:
        return
    told = _telling(first, case, holds)
    if told is None or told.quote.text not in draft.text.replace("\n", " "):
        return
    for hit in case.found.hits[:_LOOKED_AT]:
        other = hit.passage
        if (
            "goal" in (first.kind, other.kind)
            or other.document == first.document
            or other.municipality != first.municipality
        ):
            continue
        rival = _telling(other, case, holds)
        if rival is None or not _is_of_the_same(told, rival, case):
            continue
        if figures(told.text, holds) & figures(rival.text, holds):
            continue
        if _add(draft, first, rival.quote):
            return


def _add_department(draft: Draft, first: Passage, case: Case) -> None:
    """Quote another document that gives the same matter to another department."""
    own = department_names(first.departments)
    for hit in case.found.hits[:_LOOKED_AT]:
        other = hit.passage
        if other.document == first.document or other.municipality != first.municipality:
            continue
        same = first.heading and name_form(first.heading) == name_form(other.heading)
        theirs = department_names(other.departments)
        if not (same and own and theirs) or own & theirs:
            continue
        at = other.text.find(other.departments[0].split()[-1])
        line = next((s for s in split_sentences(other.text) if s.start <= at < s.end), None)
        if line is not None and _add(draft, first, Quote(other, line.start, line.end)):
            return


def _add(draft: Draft, first: Passage, quote: Quote) -> bool:
    citation = draft.cite(quote)
    if citation is None:
        return False
    draft.parts.append(
        draft.frames.differs.format(
            first=_dated(first, draft),
            mark=f"[{draft.citations[0].number}]",
            second=_dated(quote.passage, draft),
            place=short_label(quote.passage),
            quote=quoted(citation),
        )
    )
    return True


def _asked_figure(case: Case) -> re.Pattern[str] | None:
    kind = fact_kind(case.question.text)
    if kind in _ONE_OF_A_KIND:
        return fact_pattern(kind)
    return counted_fact(case.question.text) if kind is None else None


def figures(text: str, holds: re.Pattern[str]) -> set[str]:
    """Return the figures of the kind that is asked for in a text, without separators."""
    folded = unicodedata.normalize("NFKC", text)
    found: set[str] = set()
    for match in holds.finditer(folded):
        found |= {figure.replace(",", "").rstrip(".") for figure in _FIGURE.findall(match.group())}
    return found


def _telling(passage: Passage, case: Case, holds: re.Pattern[str]) -> ScoredSentence | None:
    """Return the passage's sentence that tells a figure of the kind and most of the question."""
    sentences = [
        sentence for sentence in case.judge.sentences(passage) if figures(sentence.text, holds)
    ]
    return max(sentences, key=lambda sentence: sentence.score, default=None)


def _is_of_the_same(told: ScoredSentence, rival: ScoredSentence, case: Case) -> bool:
    """Return whether both sentences tell the figure of one thing at one time.

    Each carries most of the question, the rarest noun too, and neither names a year that the
    other does not: the targets of two years do not contradict each other.
    """
    asking = asking_words(case.question.answer_type or "")
    topic = {
        word: weight
        for word, weight in case.terms.weights.items()
        if word in case.terms.nouns and word not in asking and len(word) > 1
    }
    if not topic or _years(told.text) != _years(rival.text):
        return False
    rarest = max(topic, key=lambda word: topic[word])

    def carries(sentence: ScoredSentence) -> bool:
        found = credit(case.terms, f"{sentence.text}\n{sentence.quote.passage.heading}")
        share = sum(weight * found[word] for word, weight in topic.items()) / sum(topic.values())
        return found[rarest] > KANJI_CREDIT and share >= _MIN_TOPIC

    return carries(told) and carries(rival)


def _years(text: str) -> frozenset[str]:
    return frozenset(_YEAR.findall(unicodedata.normalize("NFKC", text)))


def _dated(passage: Passage, draft: Draft) -> str:
    date = spoken_date(passage.date) if passage.date else draft.frames.date_unknown
    return f"「{passage.title}」（{date}）"
