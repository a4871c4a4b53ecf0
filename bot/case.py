"""A question with what was found for it: what an answer is judged and composed from."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.evidence import Judge, Terms, question_terms
from bot.facts import expected_fact
from bot.legal_forms import asked_forms
from bot.question import Question
from kb import words
from kb.names import name_form
from kb.records import Filters, Hit
from kb.snapshot import Found, Snapshot

# How many hits are read sentence by sentence, and what the best sentence adds.
REREAD = 5
SENTENCE_SHARE = 0.2
# What a passage loses that holds nothing of the kind of fact that is asked for.
WITHOUT_FACT = 0.2
# いつ is told by a date alone, and few passages hold one: more are read, and one without a date
# loses as much of its score as a neighbour lies apart.
REREAD_FOR_DATE = 10
WITHOUT_DATE = 5.0


@dataclass(frozen=True)
class Case:
    """Everything an answer is composed from."""

    question: Question
    found: Found
    judge: Judge
    snapshot: Snapshot
    filters: Filters
    is_settled: bool = False
    """Whether the first passage is known to be the one that is meant, not just the nearest."""

    @property
    def terms(self) -> Terms:
        """The question's words."""
        return self.judge.terms

    @property
    def with_city(self) -> bool:
        """Whether answers have to say which city they speak of."""
        several = len(self.snapshot.municipalities(self.filters)) > 1
        return several and self.question.municipality is None


def make_case(question: Question, found: Found, snapshot: Snapshot, filters: Filters) -> Case:
    """Return a case with the question's terms weighted by the knowledge base."""
    judge = judge_for(found, snapshot, filters, question)
    # A list is found by its heading; its single items say little of the question.
    dated = question.answer_type == "when"
    read = found if question.wanted == "list" else reread(found, judge, dated=dated)
    return Case(question, read, judge, snapshot, filters)


def reread(found: Found, judge: Judge, *, dated: bool = False) -> Found:
    """Return the hits with the first few ordered by what their best sentence says as well.

    Args:
        found: best first.
        judge: scores sentences for the question.
        dated: whether the question asks when something is or was.
    """
    hits = found.hits
    if not hits or hits[0].score <= 0:
        return found
    most = REREAD_FOR_DATE if dated else REREAD
    loss = WITHOUT_DATE / hits[0].score if dated else WITHOUT_FACT

    def value(hit: Hit) -> float:
        sentences = judge.sentences(hit.passage)
        best = max((sentence.score for sentence in sentences), default=0.0)
        lacks = judge.expects and not any(judge.holds_fact(s.text) for s in sentences)
        return hit.score / hits[0].score + SENTENCE_SHARE * best - (loss if lacks else 0.0)

    read = sorted(hits[:most], key=value, reverse=True)
    return replace(found, hits=(*read, *hits[most:]))


def judge_for(
    found: Found, snapshot: Snapshot, filters: Filters, question: Question | None = None
) -> Judge:
    """Return who judges sentences by the words that a search went by."""
    terms = question_terms(found.query, snapshot.index_for(filters).channel("words"))
    if question and question.named_municipality:
        # Every passage of a city holds its name: it says nothing of the topic.
        city = set(words.content_words(question.named_municipality))
        terms = replace(terms, nouns=terms.nouns - city or terms.nouns)
    return Judge(
        terms,
        snapshot.similarity_to(found.query.searched),
        expected_fact(question.text) if question else None,
        tuple(name_form(term) for term in found.query.quoted),
        asked_forms(question.text) if question else (),
    )
