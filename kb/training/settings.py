"""Everything that decides what a training makes, in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

OWN_TEXTS = Path(__file__).parent / "texts"

_PASSES = {
    "jaquad_qa": 1.0,
    "jaquad_sentence": 1.0,
    "jaquad_title": 1.0,
    "law_cap": 1.0,
    "law_sentence": 0.5,
    "policy": 2.0,
    "syn": 1.0,
    "jsts": 1.0,
    "jcqa": 1.0,
    "own_text": 3.0,
    "own_sentence": 0.8,
    "own_question": 2.0,
    "vocabulary": 2.0,
}


@dataclass(frozen=True)
class Settings:
    """Settings of a training; the model card repeats them."""

    seed: int = 20261120
    dimensions: int = 256
    max_tokens: int = 40_000
    """Rows of the model: words, ideographs, bigrams and the unknown token."""
    max_parts: int = 2_000
    """Of these, bigrams of kana and letters for unknown words."""
    min_count: float = 2.0
    """Weighted occurrences that a token needs."""
    count_weights: Mapping[str, float] = field(
        default_factory=lambda: MappingProxyType(
            {"law_cap": 0.3, "own_text": 3.0, "own_question": 3.0, "vocabulary": 3.0}
        )
    )
    """How much an occurrence in a source counts for the vocabulary; 1 where not named."""
    window: int = 6
    """Words on each side that count as neighbours."""
    context_smoothing: float = 0.75
    min_pmi: float = 0.3
    frequency_damping: float = 1e-3
    """A start vector of a token with relative frequency p is as long as a / (a + p)."""
    batch_size: int = 1024
    epochs: int = 3
    learning_rate: float = 0.005
    scale: float = 20.0
    """Factor on the cosines, the inverse of the temperature."""
    reverse_weight: float = 0.5
    alignment_weight: float = 1.0
    """Share of the loss of ``kb.alignment`` beside that of whole texts; 0 leaves it out."""
    alignment_batch: int = 192
    """Pairs of a batch that it is measured on."""
    alignment_scale: float = 20.0
    matryoshka: tuple[int, ...] = (256, 64)
    query_dropout: float = 0.2
    """Share of a query's words left out at random."""
    document_dropout: float = 0.0
    piece_dropout: float = 0.05
    """Share of known words that are given as if unknown, which trains their parts."""
    max_document_words: int = 64
    """Longer documents are cut to a random run of this length in training."""
    passes: Mapping[str, float] = field(default_factory=lambda: MappingProxyType(_PASSES))
    """How often an epoch goes through the pairs of a source; 0 leaves it out."""
    holdout: float = 0.1
    """Share of the project's own texts kept for evaluation."""
