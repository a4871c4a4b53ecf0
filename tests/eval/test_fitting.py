from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from eval.cli import main
from eval.fit_confidence import FEATURES, Asked, confidence_markdown, fit_confidence
from eval.fit_weights import FEATURES as CHANNELS
from eval.fit_weights import leave_one_out, ndcg, weights_markdown
from eval.fitting import (
    Candidates,
    area_under_curve,
    cross_validated,
    fit_logistic,
    fit_ranking,
)
from ingest.pipeline import read_document
from kb import update
from kb.embedding import load_embedder


def question(values: list[list[float]], relevant: int, *, given: float = 0.0) -> Candidates:
    is_relevant = np.arange(len(values)) == relevant
    return Candidates(np.array(values), np.where(is_relevant, 0.0, given), is_relevant)


def test_the_feature_that_tells_relevant_passages_gets_the_weight() -> None:
    # The first feature is 1 where the passage is right, the second one is noise.
    random = np.random.default_rng(1)
    group = []
    for right in [0, 1, 2, 3] * 5:
        noises = random.normal(size=4)
        group.append(question([[float(row == right), x] for row, x in enumerate(noises)], right))
    told, noise = fit_ranking({"a": group})
    assert told > 5.0
    assert abs(noise) < 0.2 * told


def test_what_is_given_to_others_has_to_be_outweighed() -> None:
    free = fit_ranking({"a": [question([[1.0], [0.0]], 0)]}, decay=0.05)
    outweighed = fit_ranking({"a": [question([[1.0], [0.0]], 0, given=2.0)]}, decay=0.05)
    assert outweighed[0] > free[0] > 0.0


def test_a_logistic_regression_finds_the_curve_it_was_drawn_from() -> None:
    random = np.random.default_rng(2)
    features = random.normal(size=(6000, 2))
    chance = 1 / (1 + np.exp(-(0.5 + 2.0 * features[:, 0])))
    model = fit_logistic(features, random.random(6000) < chance, decay=0.0)
    assert model.intercept == pytest.approx(0.5, abs=0.15)
    assert model.weights == pytest.approx([2.0, 0.0], abs=0.15)


def test_noise_is_worth_nothing_on_rows_that_were_not_seen() -> None:
    random = np.random.default_rng(3)
    features, truth = random.normal(size=(400, 30)), random.random(400) < 0.5
    seen = area_under_curve(fit_logistic(features, truth, decay=0.0).probabilities(features), truth)
    assert seen > 0.6
    assert area_under_curve(cross_validated(features, truth), truth) < 0.57


def test_the_area_counts_pairs_in_the_right_order_and_ties_half() -> None:
    truth = np.array([True, True, False, False])
    assert area_under_curve(np.array([0.9, 0.5, 0.5, 0.1]), truth) == (1 + 1 + 0.5 + 1) / 4


def test_a_group_is_measured_by_weights_of_the_others() -> None:
    def row(place: int) -> list[float]:
        return [float(number == place) for number in range(len(CHANNELS))]

    # In group a the first channel tells, in group b the second one.
    groups = {
        "a": [question([row(0), row(1)], 0)] * 3,
        "b": [question([row(0), row(1)], 1)] * 3,
    }
    a, b = leave_one_out(groups)
    assert a.fitted == b.fitted == pytest.approx(1 / np.log2(3))
    assert (a.group, a.questions, a.shipped) == ("a", 3, 1.0)
    assert ndcg(groups["a"], fit_ranking({"a": groups["a"]})) == 1.0
    text = weights_markdown([a, b], np.zeros(len(CHANNELS)))
    assert "| a | 3 | 1.000 | 0.631 |" in text


def test_thresholds_count_what_they_refuse() -> None:
    sure, unsure = [1.0] * len(FEATURES), [0.0] * len(FEATURES)
    asked = [
        *[Asked(sure, is_answerable=True, is_found=True)] * 20,
        *[Asked(unsure, is_answerable=True, is_found=False)] * 5,
        *[Asked(unsure, is_answerable=False, is_found=False)] * 25,
    ]
    fit = fit_confidence(asked)
    (choice,) = [each for each in fit.choices if each.threshold == 0.3]
    assert (fit.questions, fit.area) == (50, 1.0)
    assert (choice.answerable_refused, choice.found_refused) == (0.2, 0.0)
    assert choice.others_caught == 1.0
    assert "| 0.30 | 20.0% | 0.0% | 100.0% |" in confidence_markdown(fit)


@pytest.mark.integration
def test_weights_are_fitted_to_sets_of_a_real_knowledge_base(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = {"ごみの収集": "火曜日に集めます", "水道の料金": "二か月ごとに納めます"}
    text = "".join(f"# {head}\n\n{head}は、{body}。\n\n" for head, body in lines.items())
    document = tmp_path / "案内.md"
    document.write_text(text, encoding="utf-8")
    kb = tmp_path / "kb"
    update.apply(kb, [read_document(document, name="案内.md")], embedder=load_embedder())
    pairs = []
    common = {"audience": "citizen", "language": "ja", "split": "dev"}
    for name in ("one", "two"):
        cases: list[dict[str, object]] = [
            {
                **common,
                "id": f"{name}{number}",
                "question": f"{head}は？",
                "answerable": True,
                "kind": "procedure",
                "evidence": [[body]],
                "facts": [[body]],
                "document": ["案内.md"],
            }
            for number, (head, body) in enumerate(lines.items())
        ]
        unanswerable = {"question": "犬の登録は？", "answerable": False, "kind": "unanswerable"}
        cases.append({**common, "id": f"{name}u", **unanswerable})
        path = tmp_path / f"{name}.jsonl"
        path.write_text("\n".join(json.dumps(case) for case in cases), encoding="utf-8")
        pairs.append(f"{kb}={path}")

    assert main(["fit-weights", *pairs]) == 0
    told = capsys.readouterr().out
    assert "| one | 2 | 1.000 |" in told
    assert all(f"| {channel} |" in told for channel in CHANNELS)
    assert main(["fit-confidence", *pairs]) == 0
    assert capsys.readouterr().out.startswith("6 問。")
    assert main(["fit-weights", pairs[0]]) == 1
    assert "2つ以上" in capsys.readouterr().err
