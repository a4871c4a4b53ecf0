"""The row of a table of codes that a question names, to the letter or not at all.

合同会社 法人種別コード asks for the row whose name is just that, not for one that mentions it;
where a table has スーダン共和国 alone, it says nothing of 南スーダン.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.case import Case
from bot.compose.procedure import Cell, cells
from ingest.records import Passage
from kb import words
from kb.names import name_form
from kb.records import Hit

_CODE = re.compile(
    r"コード|(?<!電話)(?<!郵便)(?<!個人)番号|何番(?!窓口)|記号|略号|区分(?:は|$)|アルファベット",
    re.IGNORECASE,
)
_RUN = re.compile(r"[一-龥々ァ-ヶーA-Za-z0-9・()]+")
_QUOTED = re.compile(r"[「『]([^」』]{1,40})[」』]")
_ABOUT = re.compile(r"説明|備考|摘要|注|解説|remarks?|description", re.IGNORECASE)
_ASKING = re.compile(
    r"(?:一覧|番号|コード|区分|記号|何番|何|入力|文字|数字|アルファベット\d*文字?|値|名称)+"
)
# 博物館 施設種別コード, 博物館の施設種別コード
_KEYWORDS = re.compile(r"[^ぁ-ん]*(?:の[^ぁ-ん]*)?(?:は[?？]?)?")
_MAX_NAME = 30
_LOOKED_AT = 3
_MOST = 60
LONGEST_ROW = 600
"""Characters of a row that is given as a whole."""
_EXACT, _BEGINS, _SHORT = 3, 2, 1


@dataclass(frozen=True)
class NamedRow:
    """What a question for a code comes to."""

    outcome: Literal["none", "found", "absent"]
    """None: no row is named. Absent: one is that the table does not have."""
    case: Case
    """With the row first where one is found."""


def named_row(case: Case) -> NamedRow:
    """Return the row that a question for a code names."""
    nothing = NamedRow("none", case)
    text = unicodedata.normalize("NFKC", case.question.text)
    hits = case.found.hits
    if not _CODE.search(text) or not any(hit.passage.kind == "row" for hit in hits[:_LOOKED_AT]):
        return nothing
    runs = _runs(text)
    rows = _rows(runs, case)
    shared = _shared(rows)
    fits = [
        _Fit(row, run, fit, sum(name_form(o) in name_form(row.text) for o in runs if o != run))
        for row in rows
        for run in runs
        if (fit := max((_fit(run, name) for name in _names(row, shared)), default=0))
    ]
    if chosen := _chosen(fits):
        known = next((hit for hit in hits if hit.passage == chosen), None)
        first = known or Hit(chosen, hits[0].score)
        rest = tuple(hit for hit in hits if hit is not first)
        return NamedRow("found", replace(case, found=replace(case.found, hits=(first, *rest))))
    top = hits[0].passage
    if top.kind != "row":
        return nothing
    beyond = any(_goes_beyond(run, name) for run in runs for name in _names(top, shared))
    if beyond or (_KEYWORDS.fullmatch(text) and _is_nowhere(runs, rows)):
        return NamedRow("absent", case)
    return nothing


@dataclass(frozen=True)
class _Fit:
    """A row that a run of the question may name."""

    row: Passage
    run: str
    strength: int
    others: int
    """How many other runs of the question the row holds: the name of its list."""


def _chosen(fits: Sequence[_Fit]) -> Passage | None:
    """Return the row that is meant; None where a run that is no whole name fits several."""
    if not fits:
        return None
    best = max(fits, key=lambda fit: (fit.strength, fit.others))
    same = [
        fit
        for fit in fits
        if (fit.run, fit.strength, fit.others) == (best.run, best.strength, best.others)
    ]
    return best.row if best.strength == _EXACT or len(same) == 1 else None


def _runs(text: str) -> list[str]:
    """Return the words of a question that may name a row: between kana, quoted first."""
    quoted = [match[1] for match in _QUOTED.finditer(text)]
    rest = _QUOTED.sub(" ", text)
    runs = [run for run in _RUN.findall(rest) if not _ASKING.fullmatch(run)]
    return list(dict.fromkeys([*quoted, *runs]))


def _rows(runs: Sequence[str], case: Case) -> list[Passage]:
    """Return the rows that may be meant: those found, then those that hold a run's characters."""
    found = {h.passage.passage_id: h.passage for h in case.found.hits if h.passage.kind == "row"}
    documents = {passage.document for passage in found.values()}
    visible = case.snapshot.columns.mask(case.filters)
    channel = case.snapshot.index_for(case.filters).channel("kanji")
    for run in runs:
        others = case.snapshot.passages_containing(run, filters=case.filters, most=_MOST)
        if len(words.kanji(run)) > 1:
            rows = [int(row) for row in channel.rows_of_all(words.kanji(run)) if visible[row]]
            others += case.snapshot.catalog.passages_by_rows(rows[:_MOST])
        for passage in others:
            if passage.kind == "row" and passage.document in documents:
                found.setdefault(passage.passage_id, passage)
    return list(found.values())


def _shared(rows: Sequence[Passage]) -> frozenset[tuple[str, str]]:
    """Return the cells that several rows have in common: the name of the list they are of."""
    count = Counter((cell.column, cell.value) for row in rows for cell in cells(row))
    return frozenset(pair for pair, number in count.items() if number > 1)


def _names(row: Passage, shared: frozenset[tuple[str, str]]) -> list[str]:
    """Return the cells that name the row: short, its own, in words."""
    return [cell.value for cell in cells(row) if _is_name(cell, shared)]


def _is_name(cell: Cell, shared: frozenset[tuple[str, str]]) -> bool:
    value = unicodedata.normalize("NFKC", cell.value)
    return (
        len(value) <= _MAX_NAME
        and "。" not in value
        and not value.isascii()
        and (cell.column, cell.value) not in shared
        and not _ABOUT.search(cell.column)
    )


def _fit(run: str, name: str) -> int:
    """Return how well a run of the question names a row; 0 where it does not.

    韓国 is short for 大韓民国: its characters in their order, the last one the same.
    """
    said, full = name_form(run), name_form(name)
    if said == full:
        return _EXACT
    if len(said) < 2:
        return 0
    if full.startswith(said):
        return _BEGINS
    if said in full:
        return 0
    at = 0
    for character in said:
        at = full.find(character, at) + 1
        if not at:
            return 0
    is_kanji = len(words.kanji(said)) == len(said)
    return _SHORT if is_kanji and said[-1] == full[-1] else 0


def _is_nowhere(runs: Sequence[str], rows: Sequence[Passage]) -> bool:
    """Return whether no row holds a word of what is asked for beside its table's name."""
    texts = [name_form(row.text) for row in rows]
    # What most rows hold is the name of the table or of a column.
    own = [run for run in runs if 2 * sum(name_form(run) in text for text in texts) < len(texts)]
    parts = [
        name_form(token.surface)
        for run in own
        for token in words.tokens(run)
        if len(token.surface) > 1 and not _ASKING.fullmatch(token.surface)
    ]
    return bool(parts) and not any(part in text for part in parts for text in texts)


def _goes_beyond(run: str, name: str) -> bool:
    """Return whether a run says more than a name that it shares its main part with: 南スーダン."""
    said, full = name_form(run), name_form(name)
    if len(said) < 3 or said in full:
        return False
    # One character before or behind tells them apart: 南スーダン, 南東浜 beside 北東浜.
    return said[1:] in full or said[:-1] in full
