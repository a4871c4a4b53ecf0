"""Labels of a form with their values: 総合評価 Ａ and 今後の方向性 拡充 of one line."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

from ingest.lines import Line, trim_line
from ingest.structure.layout import fold, squeeze
from ingest.structure.ordinance_parts import cut_cells
from ingest.structure.tables import is_table_line

SEPARATOR = re.compile(r"[\s　:：]+|\|")


def cells_of(line: Line) -> list[str]:
    """Return the words of a line that white space, colons or bars set apart."""
    return [cell for cell in SEPARATOR.split(fold(line.text).strip("| ")) if cell]


def first_cell(line: Line) -> str:
    """Return the first of them, empty for a blank line."""
    return next(iter(cells_of(line)), "")


def cut_entries(source: str, line: Line, labels: Collection[str]) -> list[list[Line]]:
    """Return the cells of a line, each label with its value: 総合評価 Ａ, 今後の方向性 拡充."""
    if is_table_line(line):
        cells = cut_cells(source, line)
    else:
        spans = [found.span() for found in re.finditer(r"[^\s　]+", line.text)]
        cells = [trim_line(source, line.start + a, line.start + b) for a, b in spans]
    starts = [0]
    for number, cell in enumerate(cells):
        # What stands right beside a label is its value, however many forms say the same.
        if number - starts[-1] > 1 and fold(cell.text).rstrip(":") in labels:
            starts.append(number)
    edges = [*starts, len(cells)] if cells else []
    return [cells[a:b] for a, b in pairwise(edges)]


def whole_entry(cells: Sequence[Line]) -> Line:
    """Return the cells as one line, a space between them, for reading and not for quoting."""
    return Line("　".join(cell.text for cell in cells), cells[0].start, cells[-1].end)


def set_apart(source: str, lines: Sequence[Line], labels: set[str]) -> list[Line]:
    """Return the lines, a blank one before each label and after a label that stands alone."""
    result: list[Line] = []
    for whole in lines:
        if whole.blank or is_table_line(whole):
            parts = [whole]
        else:
            entries = cut_entries(source, whole, labels)
            parts = [
                trim_line(source, entry[0].start, entry[-1].end, page=whole.page)
                for entry in entries
            ]
            parts = parts if len(parts) > 1 else [whole]
        result += _apart(parts, labels)
    return result


def _apart(lines: Sequence[Line], labels: set[str]) -> list[Line]:
    result: list[Line] = []
    for line in lines:
        blank = Line("", line.start, line.start, 0, line.page)
        if line.blank or first_cell(line) not in labels:
            result.append(line)
        else:
            result += [blank, line, blank] if squeeze(line.text) in labels else [blank, line]
    return result
