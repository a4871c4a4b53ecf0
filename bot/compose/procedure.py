"""A row of a table, and the cells that were asked for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from bot.citations import Quote
from bot.compose.draft import Draft, short_label
from bot.facts import expected_facts
from bot.question import Question
from ingest.records import Passage
from kb.figures import find_figures

_CELL = re.compile(r"(?P<column>[^:：\n]{1,30})[:：][ 　]*(?P<value>[^\n]*)")
_NAMES = re.compile(r"[一-龥々ァ-ヶー]{2,}")
# What open data number and place things by, and nobody asks for unless by its name.
_CODES = re.compile(r"コード$|^(?:ID|NO\.?|No\.?)$|地方公共団体名|カナ$|緯度|経度")

# What people ask about → words in the names of columns that tell it.
_ASPECTS: Sequence[tuple[re.Pattern[str], tuple[str, ...]]] = (
    (
        re.compile(
            r"いつまで|期限|締め?切|何(?:日|週間|か月)(?:以内|前|後)|何日まで|までに|期間|いつから|いつ(?:出|申|届|行|す)|"
            r"deadline|by when"
        ),
        ("期限", "期間", "受付", "時期", "締切"),
    ),
    (
        re.compile(
            r"持ち物|必要(?:な(?:もの|書類|物))?|持って(?:いく|行く|い)|何が(?:いる|要る)|書類|添付|"
            r"何を(?:出[せしす]|提出|用意|持|添え|付け)|bring|need"
        ),
        ("必要", "持ち物", "書類", "添付"),
    ),
    (
        re.compile(r"いくら|手数料|料金|費用|値段|お金|何円|無料|有料|金額|how much|fee|cost"),
        ("手数料", "料金", "費用", "金額", "額"),
    ),
    (re.compile(r"電話|連絡先|tel|phone|番号", re.IGNORECASE), ("電話", "連絡", "内線", "問")),
    (
        re.compile(r"対象|誰が|だれが|条件|資格|何歳|どんな人|who can|eligible"),
        ("対象", "資格", "要件"),
    ),
    (re.compile(r"根拠|条例|法令|何条"), ("根拠", "法令", "例規")),
    (
        re.compile(r"どこ(?!まで)|窓口|担当|何番|どの(?:課|部)|何課|場所|where|which"),
        ("担当", "窓口", "所管", "課", "場所"),
    ),
)
_SHORT_ROW = 120
_MOST_SAYING = 2
_WHERE = ("担当", "窓口", "所管", "電話")


@dataclass(frozen=True)
class Cell:
    """A cell of a table row with the name of its column."""

    column: str
    value: str
    at: int
    """Span of the value in the passage's text."""
    end: int


def cells(passage: Passage) -> list[Cell]:
    """Return the cells of a row's passage, in order of the columns."""
    found: list[Cell] = []
    at = 0
    for line in passage.text.split("\n"):
        match = _CELL.fullmatch(line)
        if match and match["value"].strip():
            found.append(
                Cell(
                    match["column"].strip(),
                    match["value"].strip(),
                    at + match.start("value"),
                    at + match.end("value"),
                )
            )
        at += len(line) + 1
    return found


def is_cells_alone(passage: Passage) -> bool:
    """Return whether every line of a row is one cell; where one goes on, its lines tell more."""
    lines = [line for line in passage.text.split("\n") if line.strip()]
    return all(map(_CELL.fullmatch, lines))


def asked_columns(question: str) -> list[tuple[str, ...]]:
    """Return the words for columns that a question asks about; empty for the row as a whole."""
    return [columns for pattern, columns in _ASPECTS if pattern.search(question)]


def compose_row(draft: Draft, passage: Passage, question: Question, *, brief: bool = False) -> bool:
    """Give the asked cells of a row, then who is responsible; False where it has none of them.

    In brief who is responsible is named, and not how to reach them.
    """
    row = cells(passage)
    # 窓口の混雑緩和 in the name of a row asks for no counter.
    aspects = asked_columns(question.text.replace(passage.heading or "\n", " "))
    wanted = [cell for cell in row if any(_is(cell, columns) for columns in aspects)]
    # 何冊まで and 受付時間 may be told in any cell.
    for expected in expected_facts(question.text):
        wanted += [c for c in row if c not in wanted and expected.search(c.value)]
    of_year = _of_years(row, question.text)
    wanted += [cell for cell in of_year if cell not in wanted]
    said = _saying(row, question.text, passage)
    if aspects and not (wanted or said):
        return False
    wanted = wanted or _named(row, question.text, passage.heading)
    wanted += [cell for cell in said if cell not in wanted]
    where = [cell for cell in row if _is(cell, _WHERE)]
    if not wanted:
        rest = [cell for cell in row if cell not in where and cell.value != passage.heading]
        wanted = ([cell for cell in rest if not _CODES.search(cell.column)] or rest)[:3]
    if not wanted:
        return False
    # One citation for the row: its passage holds every cell that is told.
    citation = draft.cite(Quote(passage, wanted[0].at, wanted[0].end))
    if citation is None:
        return False
    mark = f"[{citation.number}]"
    phone = next((cell.value for cell in row if "電話" in cell.column), None)
    draft.name_department(passage, citation, phone)
    if question.wanted == "department" and passage.departments:
        draft.parts.append(draft.frames.department.format(name=passage.departments[0], mark=mark))
    draft.parts.append(f"{passage.heading or passage.locator}{mark}")
    where = where[:1] if brief else where
    told = wanted + [cell for cell in where if cell not in wanted]
    draft.parts.extend(f"{cell.column}：{cell.value}" for cell in told)
    return True


def _named(row: Sequence[Cell], question: str, heading: str) -> list[Cell]:
    """Return the cells of columns that the question names: 設置位置, 小児対応."""
    asked = unicodedata.normalize("NFKC", question).replace(heading, " ")
    words = [word for word in _NAMES.findall(asked) if word not in heading]
    return [c for c in row if c.value != heading and any(word in c.column for word in words)]


def _of_years(row: Sequence[Cell], question: str) -> list[Cell]:
    """Return the cells of columns of a year that the question names: R7 is 令和7年度."""
    years = {figure for figure in find_figures(question) if figure.endswith("年")}
    return [cell for cell in row if years & find_figures(cell.column)] if years else []


def _saying(row: Sequence[Cell], question: str, passage: Passage) -> list[Cell]:
    """Return the cells that alone hold a word of the question: 兄弟姉妹の分は不可."""
    known = f"{passage.title}{passage.heading}{passage.municipality}{''.join(passage.departments)}"
    columns = "".join(cell.column for cell in row)
    asked = unicodedata.normalize("NFKC", question)
    found: list[Cell] = []
    for word in dict.fromkeys(_NAMES.findall(asked)):
        if word in known or word in columns:
            continue
        holding = [cell for cell in row if word in unicodedata.normalize("NFKC", cell.value)]
        if len(holding) == 1 and holding[0] not in found:
            found += holding
    return found[:_MOST_SAYING]


def compose_cells(draft: Draft, passage: Passage, *, most: int = _SHORT_ROW) -> bool:
    """Give all cells of a row with the names of their columns; False for one that is longer."""
    row = cells(passage)
    if not row or len(passage.text) > most:
        return False
    citation = draft.cite(Quote(passage, row[0].at, row[0].end))
    if citation is None:
        return False
    draft.name_department(passage, citation, None)
    draft.parts.append(f"{short_label(passage)}[{citation.number}]")
    draft.parts.extend(f"{cell.column}：{cell.value}" for cell in row)
    return True


def _is(cell: Cell, words: tuple[str, ...]) -> bool:
    return any(word in cell.column for word in words)
