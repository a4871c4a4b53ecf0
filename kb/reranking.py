"""A second look at the best passages by a model that reads question and passage together."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from ingest.errors import SettingsError
from kb.records import Hit

RERANKED = 30
"""Passages that are looked at again."""
WEIGHT = 1.0
"""Deviations of the fused score that one deviation of the model's score is worth."""
# What is found exactly stays in front: these count neither in the mean nor in the deviation.
_EXACT = ("places", "quoted")


class Reranker(Protocol):
    """Judges how well passages answer a question."""

    def score(self, question: str, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return (texts,), higher for better, on a scale of the model's own."""


class CrossEncoderReranker:
    """A cross-encoder of sentence-transformers, from a folder or the hub's local cache."""

    def __init__(self, name: str) -> None:
        """Load a model; nothing is fetched unless the environment sets ``HF_HUB_OFFLINE=0``.

        Raises:
            SettingsError: the package or the model is not there.
        """
        offline = os.environ.setdefault("HF_HUB_OFFLINE", "1") not in ("0", "false", "no", "off")
        path = Path(name).expanduser()
        try:
            from sentence_transformers import CrossEncoder
        except ImportError as error:
            raise SettingsError(
                f"並べ替えモデル「{name}」にはsentence-transformersが要ります。"
                "`pip install 'madoguchi[models]'` で入れてください。"
            ) from error
        try:
            self._model: Any = CrossEncoder(
                str(path) if path.is_dir() else name, local_files_only=offline
            )
        except Exception as error:  # transformers raises many kinds for one cause
            raise SettingsError(
                f"並べ替えモデル「{name}」を読み込めません。MADOGUCHI_RERANKER に書いたフォルダーの"
                "場所か、手元に保存済みのモデル名かを確かめてください"
                "（ネットワークからは取得しません）。"
            ) from error

    def score(self, question: str, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return (texts,), higher for better."""
        if not texts:
            return np.empty(0, dtype=np.float32)
        scores = self._model.predict([(question, text) for text in texts], show_progress_bar=False)
        return np.asarray(scores, dtype=np.float32).reshape(len(texts))


def rerank(question: str, hits: Sequence[Hit], reranker: Reranker) -> tuple[Hit, ...]:
    """Return the hits in the order of both scores, those after the first ``RERANKED`` as they were.

    The model's scores are normalized and added in deviations of the fused scores, so that
    they stay comparable with each other.
    """
    first = list(hits[:RERANKED])
    if len(first) < 2:
        return tuple(hits)
    given = reranker.score(question, [f"{hit.passage.label}\n{hit.passage.text}" for hit in first])
    spread = float(given.std())
    if spread == 0.0:
        return tuple(hits)
    fused = np.array(
        [hit.score - sum(hit.channels.get(name, 0.0) for name in _EXACT) for hit in first]
    )
    gains = WEIGHT * float(fused.std()) * (given - given.mean()) / spread
    judged = [
        replace(
            hit,
            score=hit.score + float(gain),
            channels={**hit.channels, "reranker": round(float(gain), 3)},
        )
        for hit, gain in zip(first, gains, strict=True)
    ]
    judged.sort(key=lambda hit: -hit.score)
    # None of the others may seem better than what was looked at.
    lowest = judged[-1].score
    rest = [replace(hit, score=min(hit.score, lowest)) for hit in hits[RERANKED:]]
    return (*judged, *rest)


def load_reranker(setting: str | None) -> Reranker | None:
    """Return the reranker of a setting, None where there is none.

    Raises:
        SettingsError: the model cannot be loaded.
    """
    return CrossEncoderReranker(setting) if setting else None
