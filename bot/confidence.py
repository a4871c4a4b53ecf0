"""Whether the documents answer at all."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.evidence import Judge, credit
from kb.query import Query
from kb.records import Hit

# Logistic regression on questions asked of the knowledge base that answers them and of
# another one that does not; the score beside it on 2,957 questions, of which 1,888 everyday ones
# are of no document; docs/retrieval.md has the sets and the choice of the threshold.
INTERCEPT = -3.1
WEIGHTS: Mapping[str, float] = {
    "missing": -1.47,
    "margin": 0.66,
    "nouns": -0.94,
    "sentence": 0.21,
    "aligned": 1.79,
    "dense": 0.29,
    "whole": 0.28,
    "score": 0.24,
}
THRESHOLD = 0.22
# Below it a department is called the nearest one: 4 of 65 right ones on the sets, 1 of 5 wrong.
SURE = 0.6
# A noun with less credit than this in the best passage is missing from it.
_MISSING = 0.3
_MANY_NOUNS = 5
# 名前も教えて, 条例で決まっている, 市役所の: nouns that ask for what there is of a topic, or
# that say where it is looked for.
_ASKING_WORDS = """
名前 名称 事項 項目 内訳 一覧 詳細 概要 全体 中身 種類 個数 件数 関係 決まり 規定 定め ルール 条文
条例 規則 計画 方針 指針 話 感じ 役所 市役所 役場 役所 市 町 村 区 一般 普通 皆 人 達
"""
_ASKING = frozenset(_ASKING_WORDS.split())


@dataclass(frozen=True)
class Confidence:
    """How sure it is that the best passages carry the question."""

    value: float
    """Estimated probability, 0–1."""
    features: Mapping[str, float]
    missing: tuple[str, ...]
    """Nouns of the question that the best passage lacks, the rarest first."""


def says_nothing(query: Query) -> bool:
    """Return whether a question has no word of a topic: ってどこの町, what is masked aside."""
    return not (query.words.keys() - _ASKING or query.locators)


def confidence(hits: Sequence[Hit], judge: Judge) -> Confidence:
    """Return how well the retrieved passages carry the question.

    Args:
        hits: best first.
        judge: the question's words, and who scores sentences.
    """
    terms = judge.terms
    if not hits or not terms.weights:
        return Confidence(0.0, {}, tuple(terms.weights))
    best = hits[0].passage
    found = credit(terms, "\n".join([best.label, *best.path, *best.departments, best.text]))
    named = terms.nouns - _ASKING or terms.nouns or terms.weights.keys()
    missing = [word for word in named if found[word] < _MISSING]
    features = {
        "missing": len(missing) / len(named),
        "margin": math.log1p(max(0.0, hits[0].score - min(hit.score for hit in hits))),
        "nouns": min(1.0, len(terms.nouns) / _MANY_NOUNS),
        "sentence": max(
            (s.score for hit in hits[:2] for s in judge.sentences(hit.passage)), default=0.0
        ),
        # A name in the question says less of the matter than the rest.
        "score": hits[0].score - hits[0].channels.get("names", 0.0) / 2,
        **{name: hits[0].channels.get(name, 0.0) for name in ("aligned", "dense", "whole")},
    }
    score = INTERCEPT + sum(WEIGHTS[name] * value for name, value in features.items())
    return Confidence(
        1.0 / (1.0 + math.exp(-score)),
        features,
        tuple(sorted(missing, key=lambda word: -terms.weights[word])),
    )
