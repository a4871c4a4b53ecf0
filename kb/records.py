"""What the knowledge base gives back: filters in, hits out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt

from ingest.records import Passage

FloatMatrix = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Filters:
    """Which passages a search may see; applied inside every channel, before ranking."""

    municipality: str | None = None
    include_staff: bool = False
    documents: frozenset[str] = frozenset()
    """Names of documents; empty for all."""
    kinds: frozenset[str] = frozenset()
    """Kinds of passages; empty for all."""
    since: str | None = None
    """Earliest date, ISO 8601: YYYY, YYYY-MM or YYYY-MM-DD; passages without a date are
    left out where this or ``until`` is given."""
    until: str | None = None
    """Latest date, inclusive: 2024 means to the end of that year."""

    @property
    def only_audience(self) -> bool:
        """Whether nothing but the audience decides what may be seen."""
        return self == Filters(include_staff=self.include_staff)


@dataclass(frozen=True)
class Hit:
    """One ranked passage."""

    passage: Passage
    score: float
    """Fused score; comparable within one search only."""
    channels: Mapping[str, float] = field(default_factory=dict)
    """What each channel gave, normalized, before its weight."""


class Embedder(Protocol):
    """Turns texts into unit vectors; the only door to an embedding model."""

    @property
    def fingerprint(self) -> str:
        """Identity of model and prompts; an index made under another one is refused."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    def embed_passages(self, texts: Sequence[str]) -> FloatMatrix:
        """Return (texts, dimension), float32, unit length."""

    def embed_queries(self, texts: Sequence[str]) -> FloatMatrix:
        """Return (texts, dimension), float32, unit length."""
