"""The gate: figures that must not fall below a threshold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from eval.metrics import METRIC_BY_NAME
from eval.score import Figure, Summary
from ingest.errors import MadoguchiError


class ThresholdError(MadoguchiError):
    """Thresholds cannot be used."""


def parse_requirements(text: str) -> dict[str, float]:
    """Read thresholds from ``correct=0.85,handled=0.85``.

    Raises:
        ThresholdError: a name or a value cannot be used.
    """
    thresholds = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _, value = part.partition("=")
        try:
            thresholds[name.strip()] = float(value)
        except ValueError as error:
            raise ThresholdError(
                f"しきい値「{part}」が読めません。correct=0.85 のように書いてください。"
            ) from error
    return _checked(thresholds)


def read_thresholds(path: Path) -> dict[str, float]:
    """Read thresholds from a JSON file: ``{"correct": 0.85, "latency_ms": 50}``.

    Raises:
        ThresholdError: the file, a name or a value cannot be used.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        thresholds = {str(name): float(value) for name, value in data.items()}
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise ThresholdError(
            f"しきい値のファイル「{path}」が読めません（{error}）。"
            '{"correct": 0.85} の形にしてください。'
        ) from error
    return _checked(thresholds)


def _checked(thresholds: dict[str, float]) -> dict[str, float]:
    unknown = [name for name in thresholds if name.rsplit("/", 1)[-1] not in METRIC_BY_NAME]
    if unknown:
        raise ThresholdError(
            f"指標「{'、'.join(unknown)}」はありません。"
            f"使えるのは {'、'.join(METRIC_BY_NAME)} です。"
        )
    return thresholds


def failures(summary: Summary, thresholds: Mapping[str, float]) -> list[str]:
    """Return a sentence for each figure that does not reach its threshold.

    A share must be at least, a figure that is better when lower at most the threshold;
    for lengths and times it is the median that counts. A figure that no question has
    fails.

    Args:
        summary: of a run.
        thresholds: by name of metric, of the whole run (``correct``) or of one of its groups
            (``set/sample_core/correct``, ``kind/department/correct``).
    """
    sentences = []
    for name, threshold in thresholds.items():
        metric, figure = METRIC_BY_NAME[name.rsplit("/", 1)[-1]], _figure(summary, name)
        if figure is None:
            sentences.append(f"{name}（{metric.title}）: 該当する質問がありません。")
            continue
        shown = f"{name}（{metric.title}）: {figure.value:.4g} は"
        if metric.better == "higher" and figure.value < threshold:
            sentences.append(f"{shown}下限 {threshold:g} に届きません。")
        if metric.better == "lower" and figure.value > threshold:
            sentences.append(f"{shown}上限 {threshold:g} を超えています。")
    return sentences


def _figure(summary: Summary, name: str) -> Figure | None:
    group, _, metric = name.rpartition("/")
    if not group:
        return summary.figures.get(metric)
    grouping, _, member = group.partition("/")
    return summary.groups.get(grouping, {}).get(member, {}).get(metric)
