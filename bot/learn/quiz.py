"""Quiz questions made from what the documents say; every one knows its passage."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.learn.terms import find_terms
from ingest.records import Passage

QuizKind = Literal["goal", "duty", "article", "term", "procedure"]

OPTIONS = 4
PROMPT_CHARACTERS = 180

# Duties that every division has, and what only points at others, tell nobody apart.
_EVERYWHERE = re.compile(r"庶務|属しない|他の?[課係部室]|前(?:各)?号|その他")
_ITEM = re.compile(
    r"^[ 　]*(?:[(（]?[0-9０-９一二三四五六七八九十]+[)）.．]?[ 　]+|[・○●①-⑳][ 　]*)"
    r"(?P<duty>\S.*?)。?$",
    re.MULTILINE,
)
_ARTICLE_NUMBER = re.compile(r"^第[^\s　]{1,10}条(?:の[0-9一二三四五六七八九十]+)*[\s　]*")


@dataclass(frozen=True)
class QuizQuestion:
    """A question with several options, one of which the passage says."""

    kind: QuizKind
    prompt: str
    """Words of the passage that are asked about."""
    options: tuple[str, ...]
    answer: int
    """Index of the right option."""
    passage: Passage


@dataclass(frozen=True)
class _Fact:
    kind: QuizKind
    prompt: str
    answer: str
    passage: Passage
    pool: str
    """Wrong options come from facts of the same pool."""


def make_quiz(passages: Iterable[Passage], *, seed: int, most: int = 5) -> list[QuizQuestion]:
    """Return up to ``most`` questions, of different kinds in turn; the same for the same seed.

    Args:
        passages: what the questions are about; those of one municipality.
        seed: decides which facts are asked and how options are mixed.
        most: how many questions at most.
    """
    chance = random.Random(seed)
    facts = _facts(list(passages))
    by_kind: dict[QuizKind, list[_Fact]] = {}
    for fact in facts:
        by_kind.setdefault(fact.kind, []).append(fact)
    for kept in by_kind.values():
        chance.shuffle(kept)
    kinds = list(by_kind)
    chance.shuffle(kinds)
    questions: list[QuizQuestion] = []
    while any(by_kind[kind] for kind in kinds) and len(questions) < most:
        for kind in kinds:
            if by_kind[kind] and len(questions) < most:
                question = _question(by_kind[kind].pop(), facts, chance)
                if question is not None:
                    questions.append(question)
    return questions


def _question(fact: _Fact, facts: Sequence[_Fact], chance: random.Random) -> QuizQuestion | None:
    # An option that would be right too, by another passage, is none.
    right = {other.answer for other in facts if other.prompt == fact.prompt}
    wrong = sorted(
        {
            other.answer
            for other in facts
            if other.kind == fact.kind and other.pool == fact.pool and other.answer not in right
        }
    )
    if len(wrong) < OPTIONS - 1:
        return None
    options = [fact.answer, *chance.sample(wrong, OPTIONS - 1)]
    chance.shuffle(options)
    return QuizQuestion(
        fact.kind, fact.prompt, tuple(options), options.index(fact.answer), fact.passage
    )


def _facts(passages: list[Passage]) -> list[_Fact]:
    makers: Sequence[Callable[[list[Passage]], Iterable[_Fact]]] = (
        _goals, _duties, _articles, _terms, _procedures,
    )  # fmt: skip
    facts = [fact for make in makers for fact in make(passages)]
    said = Counter((fact.kind, fact.prompt) for fact in facts)
    return [
        fact
        for fact in facts
        if said[fact.kind, fact.prompt] == 1 and not _gives_away(fact.prompt, fact.answer)
    ]


def _gives_away(prompt: str, answer: str) -> bool:
    """Return whether the question already holds its answer."""
    name = re.sub(r"(?:課|部|局|室)$", "", answer.split()[-1])
    return len(name) > 1 and name in prompt


def _goals(passages: list[Passage]) -> Iterable[_Fact]:
    for passage in passages:
        if passage.kind == "goal" and len(passage.departments) == 1:
            text = " ".join(passage.text.split())
            if len(text) <= PROMPT_CHARACTERS:
                yield _Fact("goal", text, passage.departments[0], passage, passage.document)


def _duties(passages: list[Passage]) -> Iterable[_Fact]:
    for passage in passages:
        if passage.kind == "duty" and len(passage.departments) == 1:
            for match in _ITEM.finditer(passage.text):
                duty = match["duty"]
                if not _EVERYWHERE.search(duty) and 6 <= len(duty) <= PROMPT_CHARACTERS:
                    yield _Fact("duty", duty, passage.departments[0], passage, passage.document)


def _articles(passages: list[Passage]) -> Iterable[_Fact]:
    for passage in passages:
        heading = passage.heading.strip("（）() ")
        if passage.kind != "article" or not heading or re.search("趣旨|定義|委任", heading):
            continue
        body = _ARTICLE_NUMBER.sub("", passage.text.strip())
        sentence = re.match(r"[^\n]+?。", body)
        # A full stop inside brackets ends no sentence.
        whole = sentence and len(re.findall("[(（]", sentence.group())) == len(
            re.findall("[)）]", sentence.group())
        )
        if sentence and whole and len(sentence.group()) <= PROMPT_CHARACTERS:
            name = f"{passage.locator}（{heading}）"
            yield _Fact("article", sentence.group(), name, passage, passage.title)


def _terms(passages: list[Passage]) -> Iterable[_Fact]:
    for term in find_terms(passages):
        meaning = " ".join(term.meaning.split())
        if not term.is_short and len(meaning) <= PROMPT_CHARACTERS:
            yield _Fact("term", meaning, term.name, term.passage, "")


def _procedures(passages: list[Passage]) -> Iterable[_Fact]:
    for passage in passages:
        if passage.kind == "procedure" and passage.heading and len(passage.departments) == 1:
            yield _Fact(
                "procedure", passage.heading, passage.departments[0], passage, passage.document
            )
