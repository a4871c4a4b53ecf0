"""Pictures of scanned pages: set straight, and their ruled lines found and taken out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

Grey = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]

_MAX_SKEW_DEGREES = 4.0
_LEAST_SKEW_DEGREES = 0.08
"""Turning blurs: what is as straight as this stays."""
_SKEW_SIDE = 1_400
"""Pixels of the longer side on which the angle is measured."""
_INK = 0.7
"""Share of the paper's brightness below which a pixel is ink."""
_FAINT = 0.86
"""The same for hairlines, which scanning makes grey."""
_LINE_INCHES = 0.3
"""Shortest ruled line; strokes of ordinary letters are shorter."""
_FILLED = 0.95
"""Share of a ruled line's pixels that are ink; scanners lose some."""
_THICK_INCHES = 0.05
"""From here on a bar is a filled area, of which the two sides are lines."""
_MAX_RUNS = 60_000
"""Pieces of lines from which on a page is a photograph or a pattern."""


@dataclass(frozen=True)
class Rule:
    """A ruled line, in pixels; its long side tells which way it runs."""

    x0: int
    top: int
    x1: int
    bottom: int


def straighten(image: Image.Image) -> Image.Image:
    """Return a grey page turned by the few degrees by which it was scanned askew.

    The lines of a straight page lie in rows: of all angles the right one gives the
    sharpest changes from row to row (Postl's projection profiles).
    """
    scale = min(1.0, _SKEW_SIDE / max(image.size))
    small = image.resize((max(1, round(image.width * scale)), max(1, round(image.height * scale))))
    ink = Image.fromarray(find_ink(np.asarray(small)) * np.uint8(255))
    best, step = 0.0, 0.5
    angles = [float(a) for a in np.arange(-_MAX_SKEW_DEGREES, _MAX_SKEW_DEGREES + step, step)]
    while step > 0.03:
        best = max(angles, key=lambda angle: _sharpness(ink, angle))
        step /= 3
        angles = [best - step, best, best + step]
    if abs(best) < _LEAST_SKEW_DEGREES or abs(best) >= _MAX_SKEW_DEGREES:
        return image
    paper = int(np.median(np.asarray(small)))
    return image.rotate(best, resample=Image.Resampling.BICUBIC, fillcolor=paper)


def _sharpness(ink: Image.Image, angle: float) -> float:
    turned = np.asarray(ink.rotate(angle, resample=Image.Resampling.BILINEAR), dtype=np.float32)
    rows = turned.mean(axis=1)
    return float(np.square(np.diff(rows)).sum())


def find_ink(page: Grey, share: float = _INK) -> Mask:
    """Return which pixels are darker than a share of the paper's brightness."""
    paper = float(np.median(page[::4, ::4])) if page.size else 255.0
    return page < share * max(paper, 80.0)


def find_rules(page: Grey, *, dots_per_inch: float) -> list[Rule]:
    """Return the horizontal and vertical ruled lines of a page, and the sides of shades.

    Args:
        page: A straight page.
        dots_per_inch: Its resolution.
    """
    shortest = max(20, round(_LINE_INCHES * dots_per_inch))
    thick = max(4, round(_THICK_INCHES * dots_per_inch))
    rules: list[Rule] = []
    for share in (_INK, _FAINT):  # a line within a shade is seen by the first only
        ink = find_ink(page, share)
        for y0, y1, x0, x1 in _group(_runs(ink, shortest), thick):
            rules.append(Rule(x0, y0, x1, y1))
        for x0, x1, y0, y1 in _group(_runs(ink.T, shortest), thick):
            rules.append(Rule(x0, y0, x1, y1))
    return rules


def erase(page: Grey, rules: Sequence[Rule]) -> Grey:
    """Return the page with the lines painted over as paper."""
    out = page.copy()
    paper = int(np.median(page[::4, ::4]))
    for rule in rules:
        out[max(0, rule.top - 2) : rule.bottom + 3, max(0, rule.x0 - 2) : rule.x1 + 3] = paper
    return out


def _runs(ink: Mask, shortest: int) -> list[tuple[int, int, int]]:
    """Return row, start and end of each run of ink that is long enough, row by row."""
    width = ink.shape[1]
    if width <= shortest:
        return []
    # A line that is not quite level steps from row to row.
    wide = ink.copy()
    wide[1:] |= ink[:-1]
    wide[:-1] |= ink[1:]
    needed = int(_FILLED * shortest)
    found: list[tuple[int, int, int]] = []
    rows = np.flatnonzero(wide.sum(axis=1) >= needed)
    for row in rows:
        total = np.concatenate([[0], np.cumsum(wide[row], dtype=np.int32)])
        full = (total[shortest:] - total[:-shortest]) >= needed
        if not full.any():
            continue
        change = np.flatnonzero(np.diff(np.concatenate([[0], full.view(np.int8), [0]])))
        for start, end in zip(change[::2], change[1::2], strict=True):
            found.append((int(row), int(start), int(end) + shortest - 1))
        if len(found) > _MAX_RUNS:
            return []
    return found


def _group(runs: Sequence[tuple[int, int, int]], thick: int) -> list[tuple[int, int, int, int]]:
    """Return runs of neighbouring rows as lines: first and last row, start and end."""
    lines: list[list[int]] = []
    open_: list[list[int]] = []
    for row, start, end in runs:
        open_ = [line for line in open_ if row - line[1] <= 2]
        for line in open_:
            if start <= line[3] and end >= line[2]:
                line[1], line[2], line[3] = row, min(line[2], start), max(line[3], end)
                break
        else:
            lines.append([row, row, start, end])
            open_.append(lines[-1])
    found: list[tuple[int, int, int, int]] = []
    for first, last, start, end in lines:
        if last - first < thick:
            found.append((first, last, start, end))
        else:
            found += [(first, first, start, end), (last, last, start, end)]
    return found
