"""Whether the documents answer at all."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.evidence import Judge, credit
from kb.query import Query
from kb.records import Hit

# Logistic regression on 5,000 questions asked of the knowledge base that answers them, of one that
# does not, and of the right one with the passage that answers hidden; docs/retrieval.md has the
# sets and the choice of the threshold.
INTERCEPT = -2.26
WEIGHTS: Mapping[str, float] = {
    "missing": -1.3,
    "carried": 1.25,
    "near": 3.41,
    "whole": 0.74,
    "lead": 0.07,
}
THRESHOLD = 0.19
THRESHOLD_OF_FOLLOW_UPS = 0.12
# Below it a department is called the nearest one.
SURE = 0.45
# A noun with less credit than this in the best passage is missing from it.
_MISSING = 0.3
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
    total = sum(terms.weights.values()) or 1.0
    features = {
        "missing": len(missing) / len(named),
        "carried": sum(weight * found[word] for word, weight in terms.weights.items()) / total,
        # What a sentence has beside the question's words: meaning, the kind of fact.
        "near": max(
            (s.score - s.coverage for hit in hits[:2] for s in judge.sentences(hit.passage)),
            default=0.0,
        ),
        "whole": hits[0].channels.get("whole", 0.0),
        "lead": hits[0].score - hits[min(2, len(hits) - 1)].score,
    }
    score = INTERCEPT + sum(WEIGHTS[name] * value for name, value in features.items())
    return Confidence(
        1.0 / (1.0 + math.exp(-score)),
        features,
        tuple(sorted(missing, key=lambda word: -terms.weights[word])),
    )
