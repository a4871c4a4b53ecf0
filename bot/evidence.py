"""How well sentences and passages carry what a question asks about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.citations import Quote
from ingest.records import Passage
from kb import words
from kb.lexical import Channel
from kb.query import Query
from kb.sentences import split_sentences

# What a word that stands only as a synonym or an everyday expansion counts.
SYNONYM_CREDIT = 0.7
EXPANSION_CREDIT = 0.6
KANJI_CREDIT = 0.5


@dataclass(frozen=True)
class ScoredSentence:
    """A sentence with the share of the question that it carries."""

    quote: Quote
    coverage: float
    """0–1: share of the question's idf-weighted words."""
    covered: frozenset[str]
    """The question's words that it carries in any form."""

    @property
    def text(self) -> str:
        """The sentence."""
        return self.quote.text


@dataclass(frozen=True)
class Terms:
    """The question's words with their weight and every form in which they count."""

    weights: Mapping[str, float]
    """word → idf."""
    groups: Mapping[str, frozenset[int]]
    """word → Sudachi synonym groups."""
    expansions: Mapping[str, frozenset[str]]
    """word → words of the administrative terms it stands for."""

    @property
    def total(self) -> float:
        """Sum of the weights."""
        return sum(self.weights.values())


def question_terms(query: Query, channel: Channel) -> Terms:
    """Return the words by which sentences are judged."""
    weights = {word: weight * channel.idf(word) for word, weight in query.words.items()}
    groups: dict[str, frozenset[int]] = {}
    for token in query.tokens:
        if token.normalized_form in weights:
            known = groups.get(token.normalized_form, frozenset())
            groups[token.normalized_form] = known | {
                *token.synonym_group_ids,
                *token.compound_group_ids,
            }
    expansions: dict[str, set[str]] = {}
    for expansion in query.expansions:
        terms = words.content_words(expansion.term)
        for word in words.content_words(expansion.everyday):
            if word in weights:
                expansions.setdefault(word, set()).update(terms)
    return Terms(weights, groups, {word: frozenset(terms) for word, terms in expansions.items()})


def credit(terms: Terms, text: str) -> dict[str, float]:
    """Return for each word of the question how surely the text carries it, 0–1."""
    tokens = words.tokens(text)
    present = set(words.content_words(tokens))
    groups = set(words.synonym_groups(tokens))
    ideographs = set(words.kanji(text))
    found: dict[str, float] = {}
    for word in terms.weights:
        if word in present:
            found[word] = 1.0
        elif terms.groups.get(word, frozenset()) & groups:
            found[word] = SYNONYM_CREDIT
        elif terms.expansions.get(word, frozenset()) & present:
            found[word] = EXPANSION_CREDIT
        else:
            own = set(words.kanji(word))
            shared = len(own & ideographs) / len(own) if own else 0.0
            found[word] = KANJI_CREDIT * shared if shared >= 0.5 else 0.0
    return found


def coverage(terms: Terms, text: str) -> float:
    """Return the share of the question's weighted words that a text carries, 0–1."""
    if not terms.total:
        return 0.0
    found = credit(terms, text)
    return sum(terms.weights[word] * value for word, value in found.items()) / terms.total


def score_sentences(passage: Passage, terms: Terms) -> list[ScoredSentence]:
    """Return the passage's sentences in reading order with what each carries."""
    scored: list[ScoredSentence] = []
    for sentence in split_sentences(passage.text):
        found = credit(terms, sentence.text)
        weight = sum(terms.weights[word] * value for word, value in found.items())
        scored.append(
            ScoredSentence(
                Quote(passage, sentence.start, sentence.end),
                weight / terms.total if terms.total else 0.0,
                frozenset(word for word, value in found.items() if value >= 0.5),
            )
        )
    return scored


def best_sentences(
    scored: Sequence[ScoredSentence], terms: Terms, *, most: int, gain: float
) -> list[ScoredSentence]:
    """Return the sentences that together carry most of the question, in reading order.

    Args:
        scored: the sentences of one passage.
        terms: the question's words.
        most: how many sentences at most.
        gain: share of the question that a further sentence must add.
    """
    chosen: list[ScoredSentence] = []
    covered: set[str] = set()
    while len(chosen) < most:
        rest = [sentence for sentence in scored if sentence not in chosen]
        if not rest:
            break

        def added(sentence: ScoredSentence) -> float:
            new = sentence.covered - covered  # noqa: B023 read at once, in this round
            return sum(terms.weights[word] for word in new) / (terms.total or 1.0)

        best = max(rest, key=lambda s: (added(s), s.coverage, -s.quote.at))
        if chosen and added(best) < gain:
            break
        chosen.append(best)
        covered |= best.covered
    return sorted(chosen, key=lambda sentence: sentence.quote.at)
