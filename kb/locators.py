"""Numbers by which people cite: 第24条第2項, 経2-1, 段階3, 第2章 第1節, 附則."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from ingest.records import Passage

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_NUMBER = r"(?:\d+|[〇零一二三四五六七八九十百千]+)"
_ARTICLE = re.compile(
    rf"第?(?P<article>{_NUMBER})条(?P<branch>(?:の{_NUMBER})*)"
    rf"(?:第?(?P<paragraph>{_NUMBER})項)?(?:第?(?P<item>{_NUMBER})号)?"
)
_PART = re.compile(rf"(?P<ordinal>第?)(?P<number>{_NUMBER})(?P<unit>項|号|章|節|款|編)")
_STAGE = re.compile(rf"(?:段階|ステップ|フェーズ)(?P<after>{_NUMBER})|第(?P<before>{_NUMBER})段階")
_CODE = re.compile(
    r"(?<![0-9A-Za-z\-.])(?P<code>[一-龥A-Za-z]?\d{1,2}(?:\.\d{1,2})*(?:-\d{1,2}){1,3})(?![\d\-])"
)


@dataclass(frozen=True)
class Locator:
    """A place in a document, as a question names it."""

    key: str
    """Canonical key that passages are indexed under: 条24, 条3の2, 段階3, 経2-1, 章2."""
    paragraph: int | None = None
    """項, where one is named."""
    item: int | None = None
    """号, where one is named."""
    text: str = ""
    """The words of the question."""


def to_int(number: str) -> int:
    """Return the value of arabic, full-width or kanji digits (二十四, 二四, 24).

    Raises:
        ValueError: the text is no number.
    """
    number = unicodedata.normalize("NFKC", number)
    if number.isdigit():
        return int(number)
    if not any(unit in number for unit in _UNITS):
        return int("".join(str(_DIGITS[c]) for c in number)) if number else _no_number(number)
    total = current = 0
    for character in number:
        if character in _UNITS:
            total += (current or 1) * _UNITS[character]
            current = 0
        elif character in _DIGITS:
            current = _DIGITS[character]
        else:
            return _no_number(number)
    return total + current


def _no_number(text: str) -> int:
    raise ValueError(f"not a number: {text!r}")


def find_locators(text: str) -> list[Locator]:
    """Return the places that a question or a heading names, in order of appearance."""
    text = unicodedata.normalize("NFKC", text)
    dashed = re.sub(r"(?<=\d)[‐‑‒–—―−ー]+(?=\d)", "-", text)
    found: list[tuple[int, Locator]] = []
    for match in _ARTICLE.finditer(text):
        branch = "".join(f"の{to_int(part)}" for part in match["branch"].split("の") if part)
        found.append(
            (
                match.start(),
                Locator(
                    key=f"条{to_int(match['article'])}{branch}",
                    paragraph=_optional(match["paragraph"]),
                    item=_optional(match["item"]),
                    text=match.group(),
                ),
            )
        )
    covered = [match.span() for match in _ARTICLE.finditer(text)]
    for match in _PART.finditer(text):
        if any(start <= match.start() < end for start, end in covered):
            continue
        if match["unit"] in "項号":
            # 「2項は?」 alone is a paragraph of the article under discussion.
            number = to_int(match["number"])
            place = {"paragraph": number} if match["unit"] == "項" else {"item": number}
            found.append((match.start(), Locator(key="", text=match.group(), **place)))
        elif match["ordinal"]:
            key = f"{match['unit']}{to_int(match['number'])}"
            found.append((match.start(), Locator(key=key, text=match.group())))
    for match in _STAGE.finditer(text):
        key = f"段階{to_int(match['after'] or match['before'])}"
        found.append((match.start(), Locator(key=key, text=match.group())))
    for match in _CODE.finditer(dashed):
        found.append((match.start(), Locator(key=match["code"].upper(), text=match["code"])))
    for word in ("附則", "前文"):
        if word in text:
            found.append((text.index(word), Locator(key=word, text=word)))
    return [locator for _, locator in sorted(found, key=lambda pair: pair[0])]


def passage_keys(passage: Passage) -> set[str]:
    """Return the canonical keys under which a passage is found exactly."""
    keys = {locator.key for locator in find_locators(passage.locator) if locator.key}
    if passage.kind == "supplementary":
        # The articles of supplementary provisions number from 1 again.
        keys = {"附則"}
    if passage.kind == "preamble":
        keys.add("前文")
    for heading in passage.path:
        keys |= {
            locator.key
            for locator in find_locators(heading)
            if locator.key and not locator.key.startswith("条")
        }
    return keys


def _optional(number: str | None) -> int | None:
    return None if number is None else to_int(number)
