"""Which sections are one passage, which stand alone, and how they are cited."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.lines import Line
from ingest.structure.layout import find_units, fold
from ingest.structure.sections import Section, has_question

_UNIT = re.compile(r".*(?:[局部課室係]|事務局|本部)")
_OF_DEPARTMENT = re.compile(r"(?P<name>[^()、。]{2,24}?)(?:\s*\((?P<above>[^()、。]{2,12})\))?")
_SMALL_TOKENS = 130
"""A section without a number is small up to this size."""
_SMALL_NUMBERED_TOKENS = 45
"""A section with a number, which people cite by it, is small up to this size."""
_ANSWER_TOKENS = 600
"""A question with all that answers it is one passage up to this size."""


def headed(sections: Sequence[Section]) -> tuple[str, ...]:
    """Return the department that a section's heading is: 中央保健所（健康福祉部）."""
    if len(sections) != 1 or sections[0].heading is None:
        return ()
    found = _OF_DEPARTMENT.fullmatch(fold(sections[0].heading.name))
    if found is None:
        return ()
    # 市民部長: who heads it speaks for it.
    names = [*(found["above"] or "").split(), *found["name"].removesuffix("長").split()]
    told = all(len(find_units([Line(name, 0, 0)])) == 1 for name in names)
    unit = found["above"] or (names and _UNIT.fullmatch(names[-1]))
    return (" ".join(names),) if told and unit else ()


def is_answered_whole(section: Section) -> bool:
    """Return whether the section is a question and what stands below it, its answer."""
    if section.heading is None or section.heading.style != "問":
        return False
    below = any(has_question(child) for child in section.children)
    return not below and (not section.children or section.tokens <= _ANSWER_TOKENS)


def only_holds(section: Section) -> bool:
    """Return whether it is a word in brackets above numbered sections: 【施策の方向】 施策1-1."""
    if section.heading is None or not section.heading.aside or not section.children:
        return False
    numbered = all(child.heading and child.heading.rank for child in section.children)
    return numbered and all(line.blank for line in section.lines)


def is_rubric(section: Section) -> bool:
    """Return whether it is a word in brackets above notices: 【催し】 ■ 産業まつり."""
    styles = {child.heading.style for child in section.children if child.heading}
    return section.heading is not None and section.heading.aside and styles == {"記号"}


def is_cited(section: Section) -> bool:
    """Return whether people cite it by its number, and it says something: 二 指定の期日."""
    numbered = section.heading is not None and section.heading.rank
    return bool(numbered) and any(not line.blank for line in section.lines)


def is_small(section: Section) -> bool:
    """Return whether neither the section nor one below it has to be cited for itself."""
    numbered = section.heading is not None and section.heading.rank
    limit = _SMALL_NUMBERED_TOKENS if numbered else _SMALL_TOKENS
    return section.tokens <= limit and all(map(is_small, section.children))


def spaced(section: Section) -> list[Line]:
    """Return the section's lines, a blank one before and after each heading."""
    lines: list[Line] = []
    if section.heading:
        line = section.heading.line
        blank = Line("", line.start, line.start, 0, line.page)
        lines += [blank, line, blank] if section.children == [] else [line, blank]
    lines += section.lines
    for child in section.children:
        lines += spaced(child)
    return lines


def place_of(path: Sequence[str]) -> str:
    """Return the numbers of the headings, else the last heading: 第1章 第2節, 5 (1), はじめに."""
    labels = []
    for title in path:
        found = re.match(
            r"(第\S+?[編部章節款]|[0-9]+(?:[.\-][0-9]+)*|\([0-9]+\)|[ア-ン]|[①-⑳])(?:\s|$)", title
        )
        if found:
            labels.append(found[1])
    if path and not re.match(r"第|[0-9(ア-ン①-⑳]", path[-1]):
        return " ".join([*labels, path[-1]][-3:])
    return " ".join(labels[-4:]) or (path[-1] if path else "")
