"""What a kind of fact is."""

from __future__ import annotations

import re
from dataclasses import dataclass

NOTHING = re.compile(r"$^")
"""Held by no sentence: a fact that is told by other means."""


@dataclass(frozen=True)
class FactKind:
    """A kind of fact that an answer must hold: without a price no sentence tells a price."""

    name: str
    asks: re.Pattern[str]
    """How a question asks for it, in lower case."""
    holds: re.Pattern[str]
    """What a sentence holds that tells it."""
    asking: frozenset[str] = frozenset()
    """Words that ask for it and are not what is asked about, in normalized forms."""
    likely: bool = False
    """Whether a passage about the matter mostly tells it somewhere: it must be there, not close
    to the matter."""
