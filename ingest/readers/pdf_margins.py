"""Headers, footers and page numbers of a PDF: lines at the edges that come again and again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ingest.normalize import match_form
from ingest.readers.boxes import TextLine

_MARGIN = 0.1
"""Share of the page's height above and below that may hold a header or footer."""
_PAGE_NUMBER = re.compile(
    r"[\s　]*(?:[-‐－–—―~〜･・]\s*)?(?:P\.?|ｐ\.?|p\.?|Page\s*)?\s*[0-9０-９ivx]{1,4}"
    r"(?:\s*[/／]\s*[0-9０-９]{1,4})?(?:\s*[-‐－–—―~〜･・])?(?:\s*ページ)?[\s　]*"
)
_NUMBERS = re.compile(r"[0-9]+")
_REPEATS = 3
_LEVEL = 3.0
"""Points by which two lines of one height may differ."""


def find_margins(pages: Sequence[tuple[Sequence[TextLine], float]]) -> list[set[int]]:
    """Return for each page which of its lines are no text.

    A header that says what nothing else in the document says stays once: it may be the
    only place that names the city.

    Args:
        pages: Lines and height of each page.
    """
    keys: list[dict[int, str]] = []
    for lines, height in pages:
        at_edge = {
            number: _key(line.text)
            for number, line in enumerate(lines)
            if line.box is not None
            and (line.box.bottom < _MARGIN * height or line.box.top > (1 - _MARGIN) * height)
        }
        keys.append(at_edge)
    counts = Counter(key for page in keys for key in set(page.values()))
    # What stands at the same height of two pages is a header too, where there are no more.
    enough = _REPEATS if len(pages) > 2 or not _same_heights(pages, keys) else 2
    body = "".join(
        _NUMBERS.sub("", match_form(line.text))
        for (lines, _), edge in zip(pages, keys, strict=True)
        for number, line in enumerate(lines)
        if number not in edge
    )
    # A footer in the midst of what goes on overleaf would tear it: the last one stays.
    last = {key: n for n, page in enumerate(keys) for key in page.values()}
    dropped: list[set[int]] = []
    kept: set[str] = set()
    for page, ((lines, height), edge) in enumerate(zip(pages, keys, strict=True)):
        gone: set[int] = set()
        for number, key in edge.items():
            text = lines[number].text
            if _PAGE_NUMBER.fullmatch(text):
                gone.add(number)
            elif counts[key] >= enough and len(text) <= 80:
                told = _NUMBERS.sub("", match_form(text)) in body
                box = lines[number].box
                early = box is not None and box.top > height / 2 and page < last[key]
                if key not in kept and not told and not early and re.search(r"[一-鿿]", text):
                    kept.add(key)
                else:
                    gone.add(number)
        dropped.append(gone)
    return dropped


def _same_heights(
    pages: Sequence[tuple[Sequence[TextLine], float]], keys: Sequence[dict[int, str]]
) -> bool:
    """Return whether all that two pages repeat at their edges stands at the same height."""
    places: dict[str, list[float]] = {}
    for (lines, _), edge in zip(pages, keys, strict=True):
        for number, key in edge.items():
            if box := lines[number].box:
                places.setdefault(key, []).append(box.top)
    return all(max(tops) - min(tops) < _LEVEL for tops in places.values())


def _key(text: str) -> str:
    return _NUMBERS.sub("0", match_form(text))
