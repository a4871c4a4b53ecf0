"""Which further passages may be meant as well as the first one.

How near their scores are says little alone: a passage is told as well where it carries more of
the question than the first one does, or where the first one carries it badly.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.case import Case
from bot.evidence import credit
from kb.records import Hit

# Logistic regression of "the evidence stands there and not in the first passage" on 802 first and
# second passages of 21 question sets, over the weight of the scores' difference, rounded.
_WEIGHTS: Mapping[str, float] = {
    "score": 1.0,
    "nouns": 10.0,
    "sentence": 5.0,
    "whole": 3.5,
    "fact": 5.5,
}
_OWN_SENTENCE = 2.0
# At most so far off is a second passage, and a third one. Of the 88 second ones that are needed
# 80 are told, and 46 of 100 are told at all; by the difference of scores alone 79 and 56.
FURTHEST = (6.0, 2.0)


def further_hits(case: Case, *, cited: frozenset[str]) -> list[Hit]:
    """Return the passages that are about as likely to be meant as the first one, at most two.

    Args:
        case: whose first passage is told already.
        cited: ids of the passages that are quoted already.
    """
    first, *others = case.found.hits
    # Of each other city the best passage is there already.
    own = [hit for hit in others if hit.passage.municipality == first.passage.municipality]
    rest = [hit for hit in own if hit.passage.passage_id not in cited]
    best = _carried(first, case)
    chosen: list[Hit] = []
    for most in FURTHEST[max(0, len(cited) - 1) :]:
        near = next((hit for hit in rest if _distance(_carried(hit, case), best) <= most), None)
        if near is None:
            break
        rest.remove(near)
        chosen.append(near)
    return chosen


def _distance(carried: Mapping[str, float], best: Mapping[str, float]) -> float:
    """Return how much less likely a passage is to be meant, in units of scores."""
    behind = sum(weight * (best[name] - carried[name]) for name, weight in _WEIGHTS.items())
    return behind + _OWN_SENTENCE * best["sentence"]


def _carried(hit: Hit, case: Case) -> dict[str, float]:
    """Return what a passage carries of the question, in the parts that weights are for."""
    passage, terms, judge = hit.passage, case.terms, case.judge
    nouns = terms.nouns or terms.weights.keys()
    found = credit(
        terms, "\n".join([passage.label, *passage.path, *passage.departments, passage.text])
    )
    total = sum(terms.weights[noun] for noun in nouns) or 1.0
    sentences = judge.sentences(passage)
    holds = not judge.expects or any(judge.holds_fact(s.text) for s in sentences)
    return {
        "score": hit.score,
        "nouns": sum(terms.weights[noun] * found[noun] for noun in nouns) / total,
        "sentence": max((sentence.score for sentence in sentences), default=0.0),
        "whole": hit.channels.get("whole", 0.0),
        "fact": float(holds),
    }
