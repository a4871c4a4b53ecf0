"""The weights of the confidence, fitted to questions that are answered and that are not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from bot.case import make_case
from bot.confidence import INTERCEPT, THRESHOLD, WEIGHTS
from bot.question import understand
from bot.steps import case_confidence
from eval.cases import Case
from eval.fitting import Floats, Logistic, area_under_curve, cross_validated, fit_logistic
from eval.matching import first_covering_rank
from kb.records import Filters
from kb.snapshot import Snapshot

FEATURES = tuple(WEIGHTS)
_READ = 5
"""Passages among which the evidence has to be for a question to count as found."""
_THRESHOLDS = (0.15, 0.2, 0.25, 0.3, 0.4)
# What is told by other means than the confidence.
_TOLD_OTHERWISE = {
    "injection",
    "privacy",
    "out_of_scope",
    "emergency",
    "sensitive",
    "false_premise",
    "typed",
    "harmless",
}


@dataclass(frozen=True)
class Asked:
    """One question asked of one knowledge base."""

    features: Sequence[float]
    """In the order of ``FEATURES``."""
    is_answerable: bool
    is_found: bool
    """Whether the best passages hold all evidence."""


@dataclass(frozen=True)
class Choice:
    """What a threshold does, by regressions that never saw the question."""

    threshold: float
    answerable_refused: float
    """Share, 0–1."""
    found_refused: float
    """Share of the answerable ones whose passage was found."""
    others_caught: float
    """Share of those that are not answered by the knowledge base."""


def ask(
    snapshot: Snapshot, cases: Sequence[Case], *, is_own: bool, progress: Callable[[], None]
) -> list[Asked]:
    """Return the features of questions asked of a knowledge base.

    Args:
        snapshot: the knowledge base.
        cases: the questions; follow-ups and those that are refused otherwise are left out.
        is_own: whether the knowledge base is the one that they were written for. Of another
            one, those that name a city are left out: the name alone would tell.
        progress: called after each question.
    """
    municipalities = snapshot.municipalities(Filters(include_staff=True))
    asked = []
    for case in cases:
        progress()
        if case.history or case.kind in _TOLD_OTHERWISE or (not is_own and case.city):
            continue
        question = understand(case.question, city=case.city, municipalities=municipalities)
        city = question.municipality if question.municipality in municipalities else None
        filters = Filters(municipality=city, include_staff=case.audience != "citizen")
        found = snapshot.search(question.topic if city else question.text, filters=filters)
        sure = case_confidence(make_case(question, found, snapshot, filters))
        if not sure.features:
            continue
        texts = [f"{hit.passage.label}\n{hit.passage.text}" for hit in found.hits[:_READ]]
        is_answerable = is_own and case.answerable
        asked.append(
            Asked(
                [float(sure.features[name]) for name in FEATURES],
                is_answerable,
                is_answerable and first_covering_rank(case.evidence, texts) is not None,
            )
        )
    return asked


@dataclass(frozen=True)
class Fit:
    """A fitted confidence."""

    questions: int
    area: float
    """Area under the curve, cross-validated."""
    area_shipped: float
    """The same of the product's weights, which may have seen the questions."""
    model: Logistic
    choices: Sequence[Choice]


def fit_confidence(asked: Sequence[Asked]) -> Fit:
    """Return the regression of "the best passages carry the question" on the features.

    Answerable questions whose passage is not found are neither true nor false in the fit;
    they count where thresholds are compared.
    """
    features = np.array([each.features for each in asked])
    found = np.array([each.is_found for each in asked])
    answerable = np.array([each.is_answerable for each in asked])
    used = found | ~answerable
    probabilities = np.empty(len(asked))
    probabilities[used] = cross_validated(features[used], found[used])
    model = fit_logistic(features[used], found[used])
    probabilities[~used] = model.probabilities(features[~used])
    shipped = Logistic(INTERCEPT, np.array([WEIGHTS[name] for name in FEATURES]))
    return Fit(
        questions=len(asked),
        area=area_under_curve(probabilities[used], found[used]),
        area_shipped=area_under_curve(shipped.probabilities(features[used]), found[used]),
        model=model,
        choices=[_choice(t, probabilities, answerable, found) for t in _THRESHOLDS],
    )


def _choice(threshold: float, sure: Floats, answerable: np.ndarray, found: np.ndarray) -> Choice:
    def share(of: np.ndarray) -> float:
        return float(np.mean(sure[of] < threshold)) if of.any() else 0.0

    return Choice(threshold, share(answerable), share(found), share(~answerable))


def confidence_markdown(fit: Fit) -> str:
    """Return the fit as tables."""
    lines = [
        f"{fit.questions} 問。曲線下の面積: 交差検証 {fit.area:.3f}、"
        f"いまの重み {fit.area_shipped:.3f}(いまのしきい値 {THRESHOLD:g})",
        "",
        "| 特徴 | いまの重み | 決めた重み |",
        "|---|---|---|",
        f"| (切片) | {INTERCEPT:g} | {fit.model.intercept:.2f} |",
    ]
    lines += [
        f"| {name} | {WEIGHTS[name]:g} | {weight:.2f} |"
        for name, weight in zip(FEATURES, fit.model.weights, strict=True)
    ]
    lines += [
        "",
        "| しきい値 | 答えられるのに断る | うち箇所を見つけたもの | ほかを断る |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {c.threshold:.2f} | {c.answerable_refused:.1%} | {c.found_refused:.1%} "
        f"| {c.others_caught:.1%} |"
        for c in fit.choices
    ]
    return "\n".join(lines) + "\n"
