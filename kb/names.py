"""Names that are found exactly: departments, wards, titles, and how they are shortened."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

from ingest.records import Passage

MAX_NAME_LENGTH = 40
_MIN_HEADING = 3
_BRACKETS = re.compile(r"[「」『』【】《》〈〉\"'“”]")
_TAIL = re.compile(r"(?:[(（][^()（）]*[)）]|一覧表?|の?一覧)$")


def name_form(text: str) -> str:
    """Return the form in which names are compared: NFKC, lower case, no white space, no quotes."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return _BRACKETS.sub("", re.sub(r"\s+", "", text))


def department_names(departments: tuple[str, ...]) -> set[str]:
    """Return every form by which the departments may be called.

    環境局 資源循環推進部 is called so, 環境局, 資源循環推進部; 北区役所 also 北区.
    """
    names: set[str] = set()
    for department in departments:
        parts = department.split()
        names.add(name_form(department))
        names |= {name_form(part) for part in parts}
        names |= {name_form(part.removesuffix("役所")) for part in parts if part.endswith("区役所")}
        if len(parts) > 1:
            # 浦和区 健康福祉部, said without 役所.
            names.add(name_form(department.replace("区役所", "区")))
    return {name for name in names if len(name) > 1}


def title_names(title: str, municipality: str | None) -> set[str]:
    """Return a title with its short forms: without municipality, brackets and (案)."""
    full = name_form(title)
    names = {full}
    if municipality:
        names.add(full.removeprefix(name_form(municipality)))
    for name in list(names):
        short = name
        while (shorter := _TAIL.sub("", short)) != short:
            short = shorter
            names.add(short)
    return {name for name in names if len(name) > 3}


def heading_names(passage: Passage) -> set[str]:
    """Return the passage's own heading, without number and brackets, where it is telling."""
    heading = re.sub(r"^[(（]|[)）]$", "", passage.heading.strip())
    heading = re.sub(r"^[\d０-９.．\-()（） 　①-⑳※◆■●○]+", "", heading)
    name = name_form(heading)
    return {name} if len(name) >= _MIN_HEADING else set()


def passage_names(passage: Passage) -> set[str]:
    """Return the names under which a passage is found exactly."""
    return department_names(passage.departments) | title_names(passage.title, passage.municipality)


def find_names(text: str, gazetteer: Container[str]) -> list[str]:
    """Return the longest names of the gazetteer in a text, left to right, not overlapping."""
    text = name_form(text)
    found: list[str] = []
    position = 0
    while position < len(text):
        for end in range(min(len(text), position + MAX_NAME_LENGTH), position + 1, -1):
            if text[position:end] in gazetteer:
                found.append(text[position:end])
                position = end
                break
        else:
            position += 1
    return found
