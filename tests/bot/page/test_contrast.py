"""Colours that stand on each other, as WCAG 2.2 counts their contrast (1.4.3, 1.4.11)."""

from __future__ import annotations

import re

import pytest

from bot.page.frame import ASSETS

TEXT, GRAPHIC = 4.5, 3.0
PAIRS = [
    *((ink, ground, TEXT) for ink in ("ink", "soft", "accent") for ground in ("paper", "sheet")),
    ("ink", "calm", TEXT),
    ("soft", "calm", TEXT),
    ("ink", "accent-soft", TEXT),
    ("soft", "accent-soft", TEXT),
    ("accent", "accent-soft", TEXT),
    ("on-accent", "accent", TEXT),
    ("on-found", "found", TEXT),
    # Borders of boxes to write into, of buttons; the ring of the focus is the accent.
    ("edge", "paper", GRAPHIC),
    ("edge", "sheet", GRAPHIC),
]


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, 0 to 1 (WCAG 2.2, definitions)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.fixture(scope="module")
def colours() -> dict[str, tuple[str, str]]:
    style = (ASSETS / "page.css").read_text(encoding="utf-8")
    found = re.findall(r"--([a-z-]+): light-dark\((#\w{6}), (#\w{6})\)", style)
    return {name: (light, dark) for name, light, dark in found}


def test_black_on_white_has_the_highest_contrast() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_colours_that_stand_on_each_other_can_be_told_apart(
    colours: dict[str, tuple[str, str]], ink: str, ground: str, least: float, scheme: int
) -> None:
    assert contrast(colours[ink][scheme], colours[ground][scheme]) >= least
