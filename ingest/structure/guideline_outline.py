"""The tree of headings of a guideline: 1, (1), ア, 【…】, 〈…〉, ●, ◆ and headings without a mark.

The depth of ``#`` that extraction gives is unreliable, so the form of the heading and its
number decide where it belongs, and the depth only where the form says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.lines import Line
from ingest.structure.layout import (
    cite,
    fold,
    heading_depth,
    joined,
    squeeze,
    without_list_mark,
    without_marks,
)
from ingest.structure.tables import is_table_line

_FORMS: tuple[tuple[str, int, re.Pattern[str]], ...] = tuple(
    (name, rank, re.compile(pattern))
    for name, rank, pattern in (
        (
            "appendix",
            8,
            r"(?P<label>(?:資料|別紙|別表|様式|付録|参考資料?)\s*(?P<number>[0-9]+))(?:[\s:].*)?",
        ),
        ("chapter", 9, r"(?P<label>第\s?(?P<number>[0-9]+)\s?[章部編]?)[\s:].+"),
        ("number", 10, r"(?P<label>(?P<number>[0-9]{1,2}))[\s.、)]\s*[^\s0-9].*"),
        ("bracket", 20, r"(?P<label>\((?P<number>[0-9]{1,2})\))\s*\S.*"),
        ("kana", 30, r"(?P<label>(?P<number>[ア-ン]))[\s.)、]\s*\S.*"),
        ("disc", 30, r"(?P<number>)[●■]\s*\S.*"),
        ("date", 36, r"(?P<number>)(?:明治|大正|昭和|平成|令和)\s?[0-9元]+\s?年.{0,5}月.{0,4}日.*"),
        ("lozenge", 40, r"(?P<number>)[◆◇]\s*\S.*"),
        ("note", 40, r"(?P<number>)※\s*\S.*"),
        ("square", 40, r"(?P<number>)【.{1,60}[】」]"),
        ("angle", 50, r"(?P<number>)[〈<《].{1,40}[〉>》]"),
    )
)
_FIGURE = re.compile(r"(?:イメージ図?|との関係|概念図|体系図|フロー図?)$")
_STANDARD = re.compile(r"はじめに|おわりに|まえがき|目次|用語集")
_APPENDICES = re.compile(r"(?:資料|参考|付属|巻末)(?:資料)?編?|附属資料")
_CONTENTS = re.compile(r"目\s*次|もくじ|CONTENTS", re.IGNORECASE)
CONTACT = re.compile(r"問い?合わ?せ|連絡先|担当(?:部署|課|窓口)?[】\]]?$|発行|編集")
_GROUP = 38
_KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワ"


@dataclass(frozen=True)
class Heading:
    """A heading with its place in the order of forms."""

    lines: tuple[Line, ...]
    form: str
    """Name of its form; ``plain`` for a Markdown heading without a mark."""
    rank: int
    number: int
    depth: int
    label: str
    """1, (1), ア; empty where the form has no number."""

    @property
    def text(self) -> str:
        """Text as it is cited."""
        return cite(joined(self.lines))


@dataclass
class Node:
    """A heading with the text down to the next one."""

    heading: Heading | None
    parent: Node | None
    body: list[Line] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)

    @property
    def path(self) -> list[Heading]:
        """Headings from the top to this one."""
        above = self.parent.path if self.parent else []
        return [*above, self.heading] if self.heading else above

    @property
    def empty(self) -> bool:
        """Whether no text stands under the heading itself."""
        return all(line.blank for line in self.body)


def read_tree(lines: Sequence[Line], *, title: str, opens: bool) -> list[Node]:
    """Return the nodes in reading order, the first without a heading.

    Args:
        lines: Lines in source order.
        title: Title of the document; where it comes again as a heading, a part ends.
        opens: Whether the lines open the document, so that a heading without number on
            the first of them is the title.
    """
    root = Node(None, None)
    nodes, stack = [root], [root]
    markdown = any(heading_depth(line) for line in lines)
    contents = False
    at, title = 0, squeeze(title)
    first_at = next((n for n, line in enumerate(lines) if not line.blank), 0)
    while at < len(lines):
        line = lines[at]
        heading = read_heading(lines, at, markdown=markdown)
        first = at == first_at
        if heading is None:
            if not (contents or re.fullmatch(r"-{3,}|\*{3,}|_{3,}", line.text)):
                stack[-1].body.append(line)
            at += 1
            continue
        at += len(heading.lines)
        text = squeeze(joined(heading.lines))
        contents = _CONTENTS.fullmatch(text) is not None
        if opens and first and heading.form == "plain" and not _STANDARD.fullmatch(text):
            title = text
            continue
        if contents or _is_figure(heading):
            continue
        if text == title:
            stack = [root]
            continue
        stack = _place(
            stack, heading, next_is_heading=_heading_follows(lines, at, markdown=markdown)
        )
        node = Node(heading, stack[-1])
        stack[-1].children.append(node)
        stack.append(node)
        nodes.append(node)
    return nodes


def read_heading(lines: Sequence[Line], at: int, *, markdown: bool) -> Heading | None:
    """Return the heading that begins at the line, or None."""
    line = lines[at]
    if line.blank or is_table_line(line):
        return None
    depth = heading_depth(line)
    marked = without_marks(line)
    if marked.blank:
        return None
    if depth:
        return _form(marked, (marked,), depth)
    item = without_list_mark(line)
    text = squeeze(item.text)
    if re.match(r"[◆◇]", text):
        return _lozenge(lines, at)
    bold = line.text.startswith("**") and line.text.endswith("**")
    alone = (at == 0 or lines[at - 1].blank) and (at + 1 >= len(lines) or lines[at + 1].blank)
    if not bold and re.fullmatch(r"【[^】]{1,40}】|[〈<《][^〉>》]{1,30}[〉>》]", text) and alone:
        return None if re.fullmatch(r"</?[A-Za-z].*>", text) else _form(line, (line,), 0)
    if bold and re.fullmatch(r"【[^】]{1,60}】", squeeze(marked.text)):
        return _form(marked, (marked,), 0)
    return _plain_heading(lines, at) if alone and not markdown else None


def _form(line: Line, taken: tuple[Line, ...], depth: int) -> Heading:
    text = fold(line.text)
    for name, rank, pattern in _FORMS:
        found = pattern.fullmatch(text)
        if found:
            number = found["number"]
            value = _KANA.find(number) + 1 if name == "kana" else int(number or 0)
            label = found["label"] if "label" in found.re.groupindex else ""
            return Heading(taken, name, rank, value, depth, label.replace(" ", ""))
    if depth and _APPENDICES.fullmatch(squeeze(text)):
        return Heading(taken, "plain", 5, 0, 1, "")
    if depth and _STANDARD.fullmatch(squeeze(text)):
        return Heading(taken, "plain", 10, 0, depth, "")
    return Heading(taken, "plain", 11 + depth, 0, depth, "")


def _lozenge(lines: Sequence[Line], at: int) -> Heading | None:
    """Return the heading ◆…, which may be broken over lines, if items follow it."""
    taken = [without_list_mark(lines[at])]
    ahead = at + 1
    while ahead < len(lines) and not lines[ahead].blank and len(taken) < 4:
        text = lines[ahead].text
        if re.match(r"[・◆◇●-]", text):
            break
        taken.append(lines[ahead])
        ahead += 1
    follows = ahead < len(lines) and re.match(r"[・-]", lines[ahead].text) is not None
    whole = joined(taken)
    if len(whole) > 60 or whole.endswith("。") or not follows:
        return None
    return _form(Line(whole, taken[0].start, taken[-1].end), tuple(taken), 0)


def _plain_heading(lines: Sequence[Line], at: int) -> Heading | None:
    """Return a numbered heading without ``#``: short, no sentence, text after it."""
    line = lines[at]
    text = fold(line.text)
    if len(text) > 35 or text.endswith(("。", "、")) or line.text.startswith(("-", "*", "・")):
        return None
    heading = _form(line, (line,), 0)
    if heading.form not in ("chapter", "number", "bracket", "kana"):
        return None
    after = next((other for other in lines[at + 1 :] if not other.blank), None)
    body = after is not None and (len(after.text) > 35 or after.text.endswith("。"))
    return heading if body or (after and _form(after, (after,), 0).rank > heading.rank) else None


def _is_figure(heading: Heading) -> bool:
    """Return whether the heading only names a figure that left no text behind."""
    text = squeeze(joined(heading.lines)).strip("【】〈〉<>")
    return heading.form in ("square", "angle") and _FIGURE.search(text) is not None


def _heading_follows(lines: Sequence[Line], at: int, *, markdown: bool) -> bool:
    while at < len(lines) and lines[at].blank:
        at += 1
    return at < len(lines) and read_heading(lines, at, markdown=markdown) is not None


def _place(stack: list[Node], heading: Heading, *, next_is_heading: bool) -> list[Node]:
    """Return the nodes that stay open above the heading."""
    if heading.form == "square" and CONTACT.search(heading.text):
        return stack[:1]
    if heading.form == "plain":
        return [n for n in stack if n.heading is None or 0 < n.heading.depth < heading.depth]
    last = stack[-1].heading
    if heading.number:
        for at, node in enumerate(stack):
            other = node.heading
            if other and other.form == heading.form and 0 < other.number < heading.number:
                return stack[:at]
        if heading.number == 1 and last and last.form == "plain" and last.depth < heading.depth:
            # The numbering begins again below a heading without a number.
            return list(stack)
    if last and last.form == heading.form and stack[-1].empty and heading.depth > last.depth:
        return list(stack)
    # 〈考え方〉 right before a heading opens a group of headings.
    rank = _GROUP if heading.form == "angle" and next_is_heading else heading.rank
    return [node for node in stack if _stays_open(node, heading, rank)]


def _stays_open(node: Node, heading: Heading, rank: int) -> bool:
    above = node.heading
    if above is None:
        return True
    if above.form == "angle" and node.empty:
        return rank > _GROUP
    if above.form == heading.form and node.empty and node.children:
        # A heading with nothing but headings of its own form below it: 【…の理念】.
        return heading.depth > above.depth
    return above.rank < rank
