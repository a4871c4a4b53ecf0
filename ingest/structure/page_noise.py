"""What is no text: page numbers, headers, footers, lists of contents, rules."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from ingest.lines import Line, cut_lines, cut_pages, forget_cuts
from ingest.normalize import match_form
from ingest.structure.heading_styles import STYLES

_PAGE_NUMBER = re.compile(
    r"(?:[-‐－–—]\s*)?(?:P\.?|ｐ\.?)?\s*[0-9０-９]{1,4}(?:\s*[/／]\s*[0-9０-９]{1,4})?(?:\s*[-‐－–—])?"
    r"(?:\s*ページ)?"
)
_DASHED = re.compile(r"[-‐－–—]\s*[0-9０-９]{1,4}\s*[-‐－–—]")
_LEADER = re.compile(r"(?:[.．…・‥]\s*){3,}\s*(?:P|Ｐ|p)?[\s.．]*[0-9０-９]*\s*\|?\s*$")
_CONTENTS = re.compile(r"(?:#+\s*)?(?:もくじ|目\s*次|CONTENTS|Contents)$")
_LEAST_REPEATED = 3
_LONGEST = 60


def find_page_noise(lines: Sequence[Line], *, but_first: bool = False) -> set[int]:
    """Return the indexes of page numbers, and of headers and footers that most pages carry.

    Args:
        lines: Lines of a document.
        but_first: Whether a header is text where it stands first: it may be the title.
    """
    noise = {i for i, line in enumerate(lines) if _DASHED.fullmatch(line.text)}
    numbers = {line.start: i for i, line in enumerate(lines)}
    pages = [[line for line in page if not line.blank] for page in cut_pages(lines)]
    edges: dict[str, list[int]] = {}
    for page in pages if len(pages) > 1 else []:
        for line in {*page[:2], *page[-2:]}:
            if _PAGE_NUMBER.fullmatch(line.text):
                noise.add(numbers[line.start])
            key = re.sub(r"[0-9]+", "0", match_form(line.text))
            edges.setdefault(key, []).append(numbers[line.start])
    for key, found in edges.items():
        enough = len(found) >= _LEAST_REPEATED and len(found) * 2 >= len(pages)
        if enough and len(key) < _LONGEST:
            noise.update(found[1:] if but_first else found)
    return noise


def cut_clean_lines(text: str, start: int = 0, end: int | None = None) -> list[Line]:
    """Return the lines of ``text[start:end]``, those that only its pages repeat as blank ones."""
    noise = noise_starts(text)
    lines = cut_lines(text, start, end)
    if not noise:
        return lines
    return [
        Line("", line.start, line.start, 0, line.page) if line.start in noise else line
        for line in lines
    ]


# The same text is cut when statutes are looked for, and once for each of them.
@lru_cache(maxsize=2)
def noise_starts(text: str) -> frozenset[int]:
    """Return where the page noise of a whole text begins."""
    if "\f" not in text:
        return frozenset(line.start for line in cut_lines(text) if _DASHED.fullmatch(line.text))
    lines = cut_lines(text)
    return frozenset(
        lines[i].start for i in find_page_noise(lines, but_first=True) if not lines[i].blank
    )


def forget_pages() -> None:
    """Let go of the texts that were cut last."""
    noise_starts.cache_clear()
    forget_cuts()


def find_noise(lines: Sequence[Line]) -> set[int]:
    """Return the indexes of lines that are no text: page numbers and headers, contents, rules."""
    noise = {i for i, line in enumerate(lines) if line.text and set(line.text) <= set("-=_*─━―－ ")}
    noise |= _front_matter(lines)
    noise |= _contents(lines)
    noise |= find_page_noise(lines)
    return noise


def _front_matter(lines: Sequence[Line]) -> set[int]:
    if not lines or lines[0].text != "---":
        return set()
    for index in range(1, min(len(lines), 40)):
        if lines[index].text in ("---", "..."):
            return set(range(index + 1))
        if lines[index].text and not re.match(r"[\w-]+\s*:|-\s", lines[index].text):
            break
    return set()


def _contents(lines: Sequence[Line]) -> set[int]:
    found = {i for i, line in enumerate(lines) if _LEADER.search(line.text)}
    for index, line in enumerate(lines):
        if not _CONTENTS.fullmatch(line.text):
            continue
        found.add(index)
        seen: set[str] = set()
        for below in range(index + 1, len(lines)):
            text = lines[below].text
            key = re.sub(r"[0-9]+$", "", match_form(_LEADER.sub("", text)))
            entry = _LEADER.search(text) or re.search(r"[\s　][0-9０-９]{1,3}\s*\|?$", text)
            if text and not entry:
                rule = set(text) <= set("|-: ")
                numbered = any(re.match(p, text) for _, _, p in STYLES) and len(text) <= 40
                if not rule and (not numbered or key in seen):
                    break
            seen.add(key)
            found.add(below)
    return found
