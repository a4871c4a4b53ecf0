"""Tables with one passage a row: lists of procedures, windows, facilities, budgets.

Rows of Markdown tables, and lines cut by tabs or ｜, each cell behind its column's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from ingest.lines import Line, PassageBuilder, cut_inline, trim_line
from ingest.normalize import map_radicals, match_form
from ingest.records import PassageKind, SourceText
from ingest.structure.layout import fold
from ingest.structure.parser import Draft
from ingest.structure.question_rows import draft_question, find_question_columns
from ingest.structure.tables import Table, TableRow, is_table_line, read_table

_COLUMNS = {
    "name": r"(?:手続き?|届出?|申請|届け出|事務|業務|サービス|証明書?|制度|事業|相談|講座|施設)"
    r"等?の?(?:名[称前]?|種類|内容|項目)?|名称|項目|件名|区分|内容|主な手続",
    "department": r"(?:担当|所管|主管|所属|取扱)(?:部署|部局|課所?|課室|部課|窓口|課名|係)?(?:名)?"
    r"|課名?|部署名?|主管課名?|問い?合わ?せ(?:先|窓口)?|どこ(?:で|へ|に)|担当課等|部局",
    "window": r"(?:受付|取扱)?窓口(?:番号|名)?|受付場所|場所|フロア|階",
    "phone": r"電話(?:番号)?|TEL|内線(?:番号)?|連絡先|直通",
    "who": r"対象(?:者|となる方|の方)?|届出人|申請者|申請できる(?:人|方)|資格|届出ができる人"
    r"|(?:だれ|誰)が",
    "when": r"(?:届出|申請|受付|提出)?(?:期限|期間|時期|時間)|いつまでに?|受付日時",
    "bring": r"必要な?(?:もの|物|書類|持ち物)|(?:持って|もって)(?:くる|いく)(?:もの|物)"
    r"|用意する(?:もの|物)|持ち物|提出書類|添付書類|持参するもの|必要書類等",
    "fee": r"手数料額?|料金|費用|金額|単価|いくら",
    "basis": r"根拠(?:法令|条文|規定|条例)?(?:等)?|関係法令",
    "note": r"備考欄?|注意事項?|その他|説明",
}
_ORDINAL = re.compile(r"(?:No\.?|NO\.?|番号|項番|#|連番|通番|№)", re.IGNORECASE)
_SEPARATOR = re.compile(r"\t+|[｜│]")
_TELLING = 0.6
"""Share of the rows that a column must tell apart to name them."""
_ENOUGH = 5
"""Rows from which that share says something."""
_UNIT = re.compile(r"[(〔\[]?単位\s*[:：]?\s*((?:百|千|十)?[万億]?円)[)〕\]]?$")
_AMOUNT = re.compile(
    r"額|費|財源|予算|決算|金|支出|収入|歳[入出]|債|増減|比較|合計|計$|年度|当初|補正|要求|査定"
)
_BARE = re.compile(r"[△▲+\-−－]?\s*[0-9][0-9,.]*|[-―－—・…]+|皆増|皆減")
_MANY = re.compile(r"<br\s*/?>|[、，,／/]|\s*・\s*")


class RowsParser:
    """Lists that are mostly tables."""

    kind = "procedures"

    def score(self, lines: Sequence[Line]) -> float:
        """Return 0.9 where most lines are rows under known columns, 0.6 under others."""
        kept = [line for line in lines if not line.blank]
        groups = find_tables(kept)
        in_tables = sum(len(group) for group in groups)
        if len(kept) < 3 or in_tables < 0.5 * len(kept):
            return 0.0
        known = max((len(_known(group[0].text)) for group in groups), default=0)
        return 0.9 if known >= 2 else 0.6

    def parse(self, source: SourceText, start: int, end: int) -> list[Draft]:
        """Return a draft for each row, and for the text around the tables."""
        # Tables stand under headings, which the general parser reads.
        from ingest.structure.headings import HeadingsParser

        return HeadingsParser().parse(source, start, end)


def find_tables(lines: Sequence[Line]) -> list[list[Line]]:
    """Return the runs of at least two neighbouring lines that are rows of one table."""
    groups: list[list[Line]] = []
    kind: int | None = None
    for line in lines:
        cells = 0 if line.blank else _separators(line)
        if cells and groups and kind is not None and (kind == -1) == (cells == -1):
            groups[-1].append(line)
        elif cells:
            groups.append([line])
        kind = cells or None
    return [group for group in groups if len(group) >= 2]


def find_unit(lines: Iterable[Line]) -> str:
    """Return the unit that the last line of its own above a table gives: 千円 of （単位：千円）."""
    unit = ""
    for line in lines:
        if found := _UNIT.search(fold(line.text)):
            unit = found[1]
    return unit


def draft_table(
    source: str, lines: Sequence[Line], *, path: tuple[str, ...], unit: str = ""
) -> list[Draft]:
    """Return one draft for each row of the table that the lines are.

    Args:
        source: The document's text.
        lines: Neighbouring lines of one table.
        path: Headings above the table.
        unit: Of the amounts in it, empty where none is given for all of them.
    """
    table = read_rows(source, lines)
    names = [_plain(table.column(number)) for number in range(_width(table))]
    if unit:
        names = [_with_unit(table, number, name, unit) for number, name in enumerate(names)]
    roles = [_role(name) for name in names]
    kind: PassageKind = "procedure" if _lists_procedures(names, roles) else "row"
    own = _name_column(names, roles, table.rows)
    asked = find_question_columns(names)
    drafts: list[Draft] = []
    above = ""
    header = match_form("".join(names))
    for row in table.rows:
        if not row.filled or _repeats(row, header):
            continue
        cell = _plain(map_radicals(row.cells[own].text)) if own < len(row.cells) else ""
        above = cell or above
        departments = _departments(row, roles)
        if asked and (
            entry := draft_question(
                source, row, names, columns=asked, path=path, departments=departments
            )
        ):
            drafts.append(entry)
            continue
        drafts.append(
            _draft_row(
                source,
                row,
                names,
                kind=kind,
                name=cell or above,
                path=path,
                departments=departments,
            )
        )
    return drafts


def _with_unit(table: Table, number: int, name: str, unit: str) -> str:
    """Return a column's name with the unit, where it holds bare amounts.

    Who reads one row alone sees 2,400 and not the line above the table that says 千円.
    """
    if not _AMOUNT.search(name) or re.search(r"[円人%％数率件]", name):
        return name
    cells = [fold(row.cells[number].text) for row in table.rows if number < len(row.cells)]
    bare = all(_BARE.fullmatch(cell) for cell in cells if cell)
    return f"{name}（{unit}）" if bare and any(cells) else name


def _repeats(row: TableRow, header: str) -> bool:
    """Return whether the row is the column names once more."""
    first = match_form(row.filled[0].text)
    return header.startswith(first) and match_form("".join(row.texts)) == header


def _draft_row(
    source: str,
    row: TableRow,
    names: Sequence[str],
    *,
    kind: PassageKind,
    name: str,
    path: tuple[str, ...],
    departments: tuple[str, ...],
) -> Draft:
    builder = PassageBuilder(source)
    for number, cell in enumerate(row.cells):
        parts = cut_inline(source, cell.start, cell.end) if "<" in cell.text else [cell]
        for order, part in enumerate(parts):
            if part.blank:
                continue
            caption = names[number] if number < len(names) else ""
            if order == 0 and caption:
                builder.insert_line(f"{caption}: ")
                builder.join(part.start, part.end)
            else:
                builder.line(part.start, part.end)
    text, pieces = builder.build()
    short = name if len(name) <= 40 else f"{name[:39]}…"
    section = path[-1] if path else ""
    label = f"{section} {short}".strip() if section else short
    return Draft(
        kind=kind,
        locator=short,
        heading=short,
        text=text,
        pieces=pieces,
        start=row.filled[0].start,
        end=row.filled[-1].end,
        path=(*path, short) if short else path,
        departments=departments,
        label_suffix=label,
    )


def read_rows(source: str, lines: Sequence[Line]) -> Table:
    """Return the table that neighbouring lines are, its head told by its words."""
    if is_table_line(lines[0]):
        table = read_table(source, lines)
        rows = [row for row in table.rows if row.filled]
        if table.head or not rows:
            return Table(table.head, tuple(rows))
        return _with_head(rows)
    rows = []
    for line in lines:
        edges = [line.start]
        for found in _SEPARATOR.finditer(line.text):
            edges += [line.start + found.start(), line.start + found.end()]
        edges.append(line.end)
        pairs = list(pairwise(edges))[::2]
        rows.append(TableRow(tuple(trim_line(source, a, b) for a, b in pairs)))
    return _with_head([row for row in rows if row.filled])


def _with_head(rows: Sequence[TableRow]) -> Table:
    """Return the rows as a table whose first row is its head, where it reads like one."""
    if rows and (len(_known("\t".join(rows[0].texts))) >= 2 or _short(rows[0])) and len(rows) > 1:
        return Table((rows[0],), tuple(rows[1:]))
    return Table((), tuple(rows))


def _short(row: TableRow) -> bool:
    texts = [text for text in row.texts if text]
    return (
        len(texts) == len(row.cells)
        and all(len(text) <= 10 for text in texts)
        and not any(re.search(r"[0-9]{2,}|。", text) for text in texts)
    )


def _separators(line: Line) -> int:
    """Return -1 for a Markdown row, the number of separators of another row, 0 for text."""
    if is_table_line(line):
        return -1
    count = len(_SEPARATOR.findall(line.text))
    return count if count >= 2 or "\t" in line.text else 0


def _known(header: str) -> set[str]:
    cells = [_plain(cell) for cell in re.split(r"[|\t｜│]", header)]
    return {role for cell in cells if (role := _role(cell))}


def _role(name: str) -> str:
    plain = re.sub(r"^[おご御]", "", match_form(re.sub(r"[(（].*?[)）]", "", name)))
    for role, pattern in _COLUMNS.items():
        if re.fullmatch(pattern, plain):
            return role
    return ""


def _lists_procedures(names: Sequence[str], roles: Sequence[str]) -> bool:
    telling = {"window", "who", "when", "bring", "fee", "basis"} & set(roles)
    procedure = any(re.search(r"手続|届|申請|証明|サービス", name) for name in names)
    return bool(telling) and (procedure or len(telling) >= 2) and len(set(roles) - {""}) >= 3


def _name_column(names: Sequence[str], roles: Sequence[str], rows: Sequence[TableRow]) -> int:
    """Return the column that names the rows: by its caption, or by its words."""
    for number, (name, role) in enumerate(zip(names, roles, strict=True)):
        if role == "name" and not re.fullmatch(r"区分|分類|種別|内容", name):
            telling = _distinct(rows, number)
            if telling >= _TELLING or number + 1 == len(names):
                return number
    if len(names) > 1 and _ORDINAL.fullmatch(names[0]):
        return 1
    if len(rows) >= _ENOUGH and _distinct(rows, 0) < _TELLING:
        return next((n for n in range(1, len(names)) if _distinct(rows, n) >= _TELLING), 0)
    return 0


def _distinct(rows: Sequence[TableRow], number: int) -> float:
    """Return the share of the rows that have words of their own in a column, figures aside."""
    texts = [fold(row.cells[number].text) for row in rows if number < len(row.cells)]
    words = {text for text in texts if text and not re.fullmatch(r"[0-9.,%\-]+", text)}
    return len(words) / len(rows) if rows else 0.0


def _departments(row: TableRow, roles: Sequence[str]) -> tuple[str, ...]:
    names: list[str] = []
    for cell, role in zip(row.cells, roles, strict=False):
        if role != "department" or cell.blank:
            continue
        for part in _MANY.split(map_radicals(cell.text)):
            name = re.sub(r"[(（].*?[)）]|[0-9０-９\-－‐()（）]{8,}|\*\*", "", part).strip()
            if re.search(r"(?:課|室|部|局|係|所|センター|館|署|会|窓口|担当|班|庁)$", name):
                names.append(" ".join(name.split()))
    return tuple(dict.fromkeys(names))


def _width(table: Table) -> int:
    return max((len(row.cells) for row in (*table.head, *table.rows)), default=0)


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^<>]{1,40}>|\*\*", "", text)).strip()
