"""Lines and places on a page, whichever reader found them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

DOUBT = "\ue000"
"""Stands behind a recognized character that is doubtful, until the page is repaired."""


class Box(NamedTuple):
    """A place on the page as it is seen: points from its upper left corner."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True)
class TextLine:
    """A line of a page."""

    text: str
    box: Box | None
    """None where the reader gives no place."""
    size: float = 0.0
    """Of its letters as the file says, points; 0 where it says none."""
