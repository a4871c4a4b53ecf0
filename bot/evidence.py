"""How well sentences and passages carry what a question asks about."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from bot.citations import Quote
from ingest.records import Passage
from kb import words
from kb.lexical import Channel
from kb.names import name_form
from kb.query import Query
from kb.sentences import Sentence, split_sentences

# What a word that stands only as a synonym or an everyday expansion counts.
SYNONYM_CREDIT = 0.7
EXPANSION_CREDIT = 0.6
KANJI_CREDIT = 0.5
INSIDE_CREDIT = 0.9
# Verbs and adjectives vary more than nouns do: they say less about the topic.
VERB_SHARE = 0.5
# What nearness in meaning and the expected kind of fact add to a sentence's coverage.
SIMILARITY_SHARE = 0.4
EXPECTED = 0.2
# … one in the form in which such a thing is said,
FORM = 0.25
# What a sentence gains that holds what the question quotes, word for word.
QUOTED = 0.4
# A word that stands only in the headings above a sentence.
HEADING_SHARE = 0.5
FIELD_SHARE = 0.9
_FIELD_NAME = 12

Similarity = Callable[[Sequence[str]], Sequence[float]]
"""Texts → cosine similarity to the question, one each."""

_HEADING = re.compile(
    r"【[^】]*】|[<＜〈《][^>＞〉》]*[>＞〉》]|[#◆■□●○※\s]*[^。、]{1,20}[:：]|[◆■□▪#][^。]{1,40}"
)


@dataclass(frozen=True)
class ScoredSentence:
    """A sentence with the share of the question that it carries."""

    quote: Quote
    coverage: float
    """0–1: share of the question's idf-weighted words."""
    score: float
    """Coverage with nearness in meaning and the expected kind of fact added."""
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
    expansions: Mapping[str, tuple[frozenset[str], ...]]
    """word → the administrative terms it stands for, each as the set of its words."""
    nouns: frozenset[str]
    """The words that name things; what a question is about."""

    @property
    def total(self) -> float:
        """Sum of the weights."""
        return sum(self.weights.values())


def question_terms(query: Query, channel: Channel) -> Terms:
    """Return the words by which sentences are judged."""
    nouns = {
        token.normalized_form
        for token in query.tokens
        if token.is_content and token.part_of_speech[0] in ("名詞", "接尾辞", "接頭辞")
    }
    nouns |= query.words.keys() - {token.normalized_form for token in query.tokens}
    weights = {
        word: weight * channel.idf(word) * (1.0 if word in nouns else VERB_SHARE)
        for word, weight in query.words.items()
    }
    groups: dict[str, frozenset[int]] = {}
    for token in query.tokens:
        if token.normalized_form in weights:
            known = groups.get(token.normalized_form, frozenset())
            groups[token.normalized_form] = known | {
                *token.synonym_group_ids,
                *token.compound_group_ids,
            }
    expansions: dict[str, tuple[frozenset[str], ...]] = {}
    for expansion in query.expansions:
        term = frozenset(words.content_words(expansion.term))
        for word in words.content_words(expansion.everyday):
            if word in weights and term:
                expansions[word] = (*expansions.get(word, ()), term)
    return Terms(
        weights,
        groups,
        expansions,
        frozenset(nouns & weights.keys()),
    )


@lru_cache(maxsize=50_000)
def _read(text: str) -> tuple[frozenset[str], frozenset[int], frozenset[str], str]:
    """Return a text's words, synonym groups, ideographs and letters; passages come again."""
    tokens = words.tokens(text)
    return (
        frozenset(words.content_words(tokens)),
        frozenset(words.synonym_groups(tokens)),
        frozenset(words.kanji(text)),
        unicodedata.normalize("NFKC", text),
    )


def credit(terms: Terms, text: str) -> dict[str, float]:
    """Return for each word of the question how surely the text carries it, 0–1."""
    present, groups, ideographs, folded = _read(text)
    found: dict[str, float] = {}
    for word in terms.weights:
        if word in present:
            found[word] = 1.0
        elif terms.groups.get(word, frozenset()) & groups:
            found[word] = SYNONYM_CREDIT
        elif any(term <= present for term in terms.expansions.get(word, ())):
            found[word] = EXPANSION_CREDIT
        elif len(word) > 1 and word in folded:
            # Cut elsewhere: ライフ in ライフサイクルコスト.
            found[word] = INSIDE_CREDIT
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


def answer_start(passage: Passage) -> int:
    """Return where an entry's answer begins behind its question, 0 in all other passages."""
    is_entry = passage.kind == "faq" and passage.text.startswith(passage.heading)
    return len(passage.heading) if is_entry and passage.text != passage.heading else 0


def is_field_name(line: str) -> bool:
    """Return whether a line is a short name that the next lines belong to: 目指す姿.

    A line of two words (今後の方向性 拡充) tells something itself.
    """
    return len(line) <= _FIELD_NAME and not re.search(r"[。、：:（(\d・]|\S\s\S", line)


@dataclass(frozen=True)
class Judge:
    """Scores the sentences of passages for one question."""

    terms: Terms
    similarity: Similarity
    expects: re.Pattern[str] | None = None
    """What the answer must hold, where the question says: a price, a number, a year."""
    quoted: tuple[str, ...] = ()
    """What stands in quotation marks in the question, as names are compared."""
    forms: tuple[re.Pattern[str], ...] = ()
    """Forms in which a work says what is asked: してはならない of what is not allowed."""
    _scored: dict[str, list[ScoredSentence]] = field(default_factory=dict)

    def sentences(self, passage: Passage) -> list[ScoredSentence]:
        """Return the passage's sentences in reading order with what each carries.

        A line that only repeats a heading is left out where the passage has others.
        """
        if passage.passage_id not in self._scored:
            self._scored[passage.passage_id] = self._judge(passage)
        return self._scored[passage.passage_id]

    def _judge(self, passage: Passage) -> list[ScoredSentence]:
        headings = {name_form(text) for text in (passage.heading, passage.locator, *passage.path)}
        sentences = split_sentences(passage.text)
        answer = answer_start(passage)
        telling = [
            s
            for s in sentences
            if s.start >= answer
            and not (name_form(s.text) in headings or _HEADING.fullmatch(s.text))
        ]
        sentences = telling or sentences
        near = self.similarity([sentence.text for sentence in sentences])
        above = "\n".join([passage.title, *passage.path, *passage.departments])
        scored: list[ScoredSentence] = []
        local = ""
        for sentence, similarity in zip(sentences, near, strict=True):
            if passage.kind != "stage" and is_field_name(sentence.text):
                # 「目指す姿」 alone on a line says what the next lines are.
                local = sentence.text
                continue
            scored.append(self._score(passage, sentence, similarity, above, local))
        return scored or [self._score(passage, sentence, 0.0, above, "") for sentence in sentences]

    def _score(
        self,
        passage: Passage,
        sentence: Sentence,
        similarity: float,
        headings: str,
        field_name: str,
    ) -> ScoredSentence:
        found = credit(self.terms, sentence.text)
        above = credit(self.terms, headings)
        named = credit(self.terms, field_name)
        total = self.terms.total or 1.0
        carried = (
            sum(
                weight * max(found[word], HEADING_SHARE * above[word], FIELD_SHARE * named[word])
                for word, weight in self.terms.weights.items()
            )
            / total
        )
        bonus = EXPECTED if self.holds_fact(sentence.text) else 0.0
        bonus += FORM if any(form.search(sentence.text) for form in self.forms) else 0.0
        if self.quoted:
            form = name_form(sentence.text)
            bonus += QUOTED * sum(term in form for term in self.quoted) / len(self.quoted)
        return ScoredSentence(
            Quote(passage, sentence.start, sentence.end),
            carried,
            carried + SIMILARITY_SHARE * max(0.0, similarity) + bonus,
            frozenset(word for word, value in found.items() if value >= 0.5),
        )

    def best(
        self, scored: Sequence[ScoredSentence], *, most: int, gain: float, near: float
    ) -> list[ScoredSentence]:
        """Return the sentences that together carry most of the question, in reading order.

        Args:
            scored: the sentences of one passage.
            most: how many sentences at most.
            gain: share of the question that a further sentence must add.
            near: a sentence that scores at most so much less than the best is taken too:
                which of them answers is not told by their words.
        """
        if not scored:
            return []
        chosen = [max(scored, key=lambda sentence: (sentence.score, -sentence.quote.at))]
        while len(chosen) < most:
            covered = frozenset().union(*(sentence.covered for sentence in chosen))
            added = {
                position: self._share(sentence.covered - covered)
                for position, sentence in enumerate(scored)
                if sentence not in chosen
            }
            position = max(added, key=lambda p: (added[p], scored[p].score), default=None)
            if position is None or added[position] < gain:
                break
            chosen.append(scored[position])
        if self.expects and not any(self.holds_fact(sentence.text) for sentence in chosen):
            holding = [sentence for sentence in scored if self.holds_fact(sentence.text)]
            if holding:
                chosen = [chosen[0], max(holding, key=lambda sentence: sentence.score)]
        best = max(sentence.score for sentence in chosen)
        close = [s for s in scored if s not in chosen and s.score > best - near]
        close.sort(key=lambda sentence: -sentence.score)
        chosen += close[: max(0, most - len(chosen))]
        return sorted(chosen, key=lambda sentence: sentence.quote.at)

    def holds_fact(self, text: str) -> bool:
        """Return whether a text holds the kind of fact that the question asks for."""
        return bool(self.expects and self.expects.search(unicodedata.normalize("NFKC", text)))

    def _share(self, words_: frozenset[str]) -> float:
        return sum(self.terms.weights[word] for word in words_) / (self.terms.total or 1.0)
