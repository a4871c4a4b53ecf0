"""Appendices that a list announces and whose heading extraction lost."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.lines import Line
from ingest.structure.guideline_outline import Heading, Node
from ingest.structure.layout import bigrams, fold, squeeze
from ingest.structure.tables import is_table_line

_ENTRY = re.compile(
    r"(?P<label>(?:資料|別紙|別表|付録|参考)\s*(?P<number>[0-9]+))\s+(?P<title>\S.*)"
)


def name_tables(nodes: list[Node]) -> None:
    """Give the tables after an appendix to the next one where only that one's heading is missing.

    The list of appendices (資料1 …, 資料2 …) says which there are; the tables have to
    speak of what the missing title says.
    """
    entries = _announced(nodes)
    if not entries:
        return
    found: dict[int, int] = {}
    for number, (_, title) in entries.items():
        for at, node in enumerate(nodes):
            if node.heading and _same(node.heading, number, title):
                found[number] = at
    for number, (line, title) in entries.items():
        before = found.get(number - 1)
        if number in found or before is None:
            continue
        later = [at for other, at in found.items() if at > before and other > number]
        stop = min(later, default=len(nodes))
        holder = next(
            (node for node in reversed(nodes[before:stop]) if _tables(node.body)),
            None,
        )
        if holder is None or not _speaks_of(title, holder.body):
            continue
        label = f"資料{number}" if line.text.startswith("資料") else fold(line.text).split()[0]
        heading = Heading((line,), "appendix", 8, number, 1, label)
        node = Node(heading, None, body=_tables(holder.body))
        holder.body = [other for other in holder.body if not is_table_line(other)]
        nodes.insert(nodes.index(holder) + 1, node)


def _announced(nodes: Sequence[Node]) -> dict[int, tuple[Line, str]]:
    """Return number → line and title of the entries of the longest list of appendices."""
    best: dict[int, tuple[Line, str]] = {}
    for node in nodes:
        entries = {
            int(match["number"]): (line, match["title"])
            for line in node.body
            if (match := _ENTRY.fullmatch(fold(line.text)))
        }
        if len(entries) >= 2 and len(entries) > len(best):
            best = entries
    return best


def _same(heading: Heading, number: int, title: str) -> bool:
    text = squeeze(heading.text)
    if heading.form == "appendix":
        return heading.number == number
    return text == squeeze(title)


def _tables(body: Sequence[Line]) -> list[Line]:
    return [
        line if is_table_line(line) else Line("", line.start, line.start)
        for at, line in enumerate(body)
        if is_table_line(line) or (at and is_table_line(body[at - 1]))
    ]


def _speaks_of(title: str, body: Sequence[Line]) -> bool:
    pairs = bigrams(title)
    text = bigrams("".join(line.text for line in body if is_table_line(line)))
    return bool(pairs) and len(pairs & text) >= 0.4 * len(pairs)
