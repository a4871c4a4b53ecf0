"""Tables of questions and answers: one entry a row, as lists in JSON are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.builder import PassageBuilder
from ingest.normalize import map_radicals, match_form
from ingest.structure.layout import fold
from ingest.structure.parser import Draft
from ingest.structure.tables import TableRow, write_cell

_QUESTION = re.compile(
    r"(?:よくある)?[ごお御]?質問(?:内容|事項|文)?|問い?|q|question"
    r"|(?:提出された)?[ごお御]?意見(?:の?(?:概要|要旨|内容|趣旨))?"
)
_ANSWER = re.compile(
    r"(?:[ごお御]?回答|答え?)(?:内容|文)?|a|answer"
    r"|(?:意見に(?:対する)?)?(?:本?[市町村区県]|計画策定者|委員会)?の?(?:考え方?|見解|回答|対応)(?:（案）)?"
)
_ORDINAL = re.compile(r"(?:(?:質問|faq)?(?:no\.?|番号|id)|項番|連番|通番|#)")


def find_question_columns(names: Sequence[str]) -> tuple[int, int] | None:
    """Return the columns of the questions and of their answers, None in any other table."""
    plain = [match_form(name).lower() for name in names]
    asked = next((at for at, name in enumerate(plain) if _QUESTION.fullmatch(name)), None)
    told = next((at for at, name in enumerate(plain) if _ANSWER.fullmatch(name)), None)
    return None if asked is None or told is None else (asked, told)


def draft_question(
    source: str,
    row: TableRow,
    names: Sequence[str],
    *,
    columns: tuple[int, int],
    path: tuple[str, ...],
    departments: tuple[str, ...],
) -> Draft | None:
    """Return the entry of a row: question, answer, then the other columns behind their names.

    None where the row has no question or no answer.
    """
    if max(columns) >= len(row.cells) or any(row.cells[at].blank for at in columns):
        return None
    others = [at for at in range(len(row.cells)) if at not in columns]
    builder = PassageBuilder(source)
    for at in (*columns, *others):
        caption = "" if at in columns or at >= len(names) else names[at]
        write_cell(builder, source, row.cells[at], caption=caption)
    text, pieces = builder.build()
    question = fold(map_radicals(row.cells[columns[0]].text))
    number = _number(row, names)
    locator = f"問{number}" if number else question[:40]
    return Draft(
        kind="faq",
        locator=locator,
        heading=question,
        text=text,
        pieces=pieces,
        start=row.filled[0].start,
        end=row.filled[-1].end,
        path=(*path, question),
        departments=departments,
        label_suffix=f"{locator} {question[:40]}" if number else locator,
    )


def _number(row: TableRow, names: Sequence[str]) -> str:
    """Return the number that a column of numbers gives the row, empty without one."""
    for name, cell in zip(names, row.cells, strict=False):
        if _ORDINAL.fullmatch(match_form(name).lower()) and not cell.blank:
            return fold(cell.text)
    return ""
