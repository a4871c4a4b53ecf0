"""Plots as inline SVG; colours come from the page's style sheet, so that dark mode works."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from eval.calibration import Bin
from eval.intervals import Estimate

_ROW = 22
_LEFT, _RIGHT = 110, 330
"""Where the scale begins and ends."""
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


def share_plot(title: str, rows: Sequence[tuple[str, Estimate]]) -> str:
    """Return a dot with its 95% interval for each group, on one scale from 0 to 100%."""
    if not rows:
        return ""
    height = _ROW * len(rows) + 30

    def x(share: float) -> float:
        return _LEFT + share * (_RIGHT - _LEFT)

    parts = [
        f'<line class="grid" x1="{x(tick):.0f}" x2="{x(tick):.0f}" y1="4" y2="{height - 22}"/>'
        f'<text class="tick" x="{x(tick):.0f}" y="{height - 6}" text-anchor="middle">'
        f"{tick * 100:.0f}%</text>"
        for tick in _TICKS
    ]
    for number, (name, estimate) in enumerate(rows):
        y = 4 + _ROW * number + _ROW / 2
        parts.append(
            f'<text x="{_LEFT - 8}" y="{y + 4:.0f}" text-anchor="end">{escape(name)}</text>'
            f'<line class="span" x1="{x(estimate.low):.1f}" x2="{x(estimate.high):.1f}" '
            f'y1="{y:.0f}" y2="{y:.0f}"/>'
            f'<circle class="dot" cx="{x(estimate.value):.1f}" cy="{y:.0f}" r="4.5"/>'
            f'<text class="value" x="{_RIGHT + 12}" y="{y + 4:.0f}">'
            f"{estimate.value * 100:.1f}%（{estimate.count}問）</text>"
        )
    return _svg(title, _RIGHT + 120, height, parts)


def calibration_plot(title: str, bins: Sequence[Bin]) -> str:
    """Return confidence against what came of it; on the diagonal both are the same."""
    if not bins:
        return ""
    size, left, top = 260, 46, 8

    def x(share: float) -> float:
        return left + share * size

    def y(share: float) -> float:
        return top + (1 - share) * size

    parts = [
        f'<line class="grid" x1="{x(0)}" x2="{x(1)}" y1="{y(t):.0f}" y2="{y(t):.0f}"/>'
        f'<text class="tick" x="{left - 6}" y="{y(t) + 4:.0f}" text-anchor="end">'
        f"{t * 100:.0f}%</text>"
        f'<text class="tick" x="{x(t):.0f}" y="{top + size + 16}" text-anchor="middle">'
        f"{t * 100:.0f}%</text>"
        for t in _TICKS
    ]
    parts.append(f'<line class="ideal" x1="{x(0)}" y1="{y(0)}" x2="{x(1)}" y2="{y(1)}"/>')
    most = max(bin_.carried.count for bin_ in bins)
    for bin_ in bins:
        radius = 3 + 7 * math.sqrt(bin_.carried.count / most)
        parts.append(
            f'<line class="span" x1="{x(bin_.confidence):.1f}" x2="{x(bin_.confidence):.1f}" '
            f'y1="{y(bin_.carried.low):.1f}" y2="{y(bin_.carried.high):.1f}"/>'
            f'<circle class="dot" cx="{x(bin_.confidence):.1f}" '
            f'cy="{y(bin_.carried.value):.1f}" r="{radius:.1f}">'
            f"<title>{bin_.carried.count}問</title></circle>"
        )
    parts.append(
        f'<text class="tick" x="{left + size / 2:.0f}" y="{top + size + 34}" '
        'text-anchor="middle">確信度</text>'
        f'<text class="tick" x="{left + 6}" y="{top + 14}">根拠が検索結果にあった割合</text>'
    )
    return _svg(title, left + size + 24, top + size + 42, parts)


def histogram(title: str, values: Sequence[float], *, unit: str, limit: float | None = None) -> str:
    """Return how often each size occurs, on a logarithmic scale of twelve steps.

    Args:
        title: for those who cannot see it.
        values: positive numbers.
        unit: behind the numbers of the axis.
        limit: where a line is drawn, if it lies within the scale.
    """
    if not values:
        return ""
    low = math.log10(max(0.1, min(values)))
    high = max(low + 0.3, math.log10(max(values)))
    steps = 12
    counts = [0] * steps
    for value in values:
        place = (math.log10(max(0.1, value)) - low) / (high - low)
        counts[min(steps - 1, int(place * steps))] += 1
    width, height, left = 420, 120, 10
    bar = width / steps
    parts = [
        f'<rect class="column" x="{left + bar * n:.1f}" width="{bar - 2:.1f}" '
        f'y="{height * (1 - count / max(counts)) + 14:.1f}" '
        f'height="{height * count / max(counts):.1f}"><title>{count}</title></rect>'
        for n, count in enumerate(counts)
    ]
    for n in (0, 3, 6, 9, 12):
        size = 10 ** (low + (high - low) * n / steps)
        parts.append(
            f'<text class="tick" x="{left + bar * n:.0f}" y="{height + 32}" '
            f'text-anchor="{"start" if n == 0 else "middle"}">{_rounded(size)}{escape(unit)}</text>'
        )
    if limit and low < math.log10(limit) < high:
        place = left + width * (math.log10(limit) - low) / (high - low)
        parts.append(
            f'<line class="limit" x1="{place:.1f}" x2="{place:.1f}" y1="6" y2="{height + 14}"/>'
        )
    return _svg(title, width + left + 40, height + 40, parts)


def _rounded(size: float) -> str:
    return f"{size:,.0f}" if size >= 10 else f"{size:.2g}"


def _svg(title: str, width: float, height: float, parts: Sequence[str]) -> str:
    return (
        f'<figure><figcaption>{escape(title)}</figcaption><svg class="plot" role="img" '
        f'aria-label="{escape(title)}" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}">{"".join(parts)}</svg></figure>'
    )
