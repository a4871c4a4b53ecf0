"""What the columns of a table hold, told by their captions and by their cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from ingest.lines import Line
from ingest.normalize import NUMBER, map_radicals, match_form
from ingest.structure.layout import fold
from ingest.structure.ordinance_parts import unit_rank
from ingest.structure.tables import Table, TableRow

_COLUMNS = {
    "name": r"(?:手続き?|届出?|申請|届け出|事務|業務|サービス|証明書?|制度|事業|相談|講座|施設)"
    r"等?の?(?:名[称前]?|種類|内容|項目)?|(?:取組み?|施策)(?:名|項目)?|名称|項目|件名|区分|内容"
    r"|主な手続",
    "department": r"(?:主な?|主たる)?(?:担当|所管|主管|所属|取扱)"
    r"(?:部署|部局|部|局|課所?|課室|部課|窓口|課名|係)?(?:名)?"
    r"|(?:部局|部|局|課|係|班)(?:名|等)?|室等?|部署名?|主管課名?|問い?合わ?せ(?:先|窓口)?|どこ(?:で|へ|に)|担当課等|部局",
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
_TELLING = 0.6
"""Share of the rows that a column must tell apart to name them."""
_ENOUGH = 5
"""Rows from which that share says something."""
_UNIT = re.compile(r"[(〔\[]?単位\s*[:：]?\s*((?:百|千|十)?[万億]?円)[)〕\]]?$")
_AMOUNT = re.compile(
    r"額|費|財源|予算|決算|金|支出|収入|歳[入出]|債|増減|比較|合計|計$|年度|当初|補正|要求|査定"
)
_BARE = re.compile(r"[△▲+\-−－]?\s*[0-9][0-9,.]*|[-―－—・…]+|皆増|皆減")
_FIGURE = re.compile(r"[0-9.,%\-]+|[〇一二三四五六七八九十百千万億、,]+円|[0-9,.]+円")
_MOST_GROUPS = 3
_LEAST_GROUPS = 2
_LONGEST_GROUP = 20
_MARKS = re.compile(r"<[^<>]{1,40}>|\*\*")
_REACHED = re.compile(r"[(（].*?[)）]|[0-9０-９\-－‐()（）]{8,}|\*\*")
_UNITS = (*"課室部局係所館署会班庁", "センター", "窓口", "担当")
_VERSION = re.compile(r"(?:改正|変更|見直し)(?:後|前|案|部分)?|現行|新|旧|改定(?:後|前|案)")
_ARTICLE = re.compile(
    rf"^(?P<caption>[(（][^()（）]{{1,30}}[)）])?[\s　]*(?P<article>第{NUMBER}条(?:の{NUMBER})*)"
)
_MANY = re.compile(r"<br\s*/?>|[、，,／/]|\s*・\s*")


def plain(text: str) -> str:
    """Return a cell's text on one line, without tags."""
    return " ".join((_MARKS.sub("", text) if "<" in text or "*" in text else text).split())


def role_of(name: str) -> str:
    """Return what a column of this caption holds: name, department, phone …; empty if unknown."""
    caption = re.sub(r"^[おご御]", "", match_form(re.sub(r"[(（].*?[)）]", "", name)))
    for role, pattern in _COLUMNS.items():
        if re.fullmatch(pattern, caption):
            return role
    return ""


def known_roles(header: str) -> set[str]:
    """Return the roles of the columns that a table's first line names."""
    cells = [plain(cell) for cell in re.split(r"[|\t｜│]", header)]
    return {role for cell in cells if (role := role_of(cell))}


def lists_procedures(names: Sequence[str], roles: Sequence[str]) -> bool:
    """Return whether the rows are of procedures: by when, with what, at which window."""
    telling = {"window", "who", "when", "bring", "fee", "basis"} & set(roles)
    procedure = any(re.search(r"手続|届|申請|証明|サービス", name) for name in names)
    return bool(telling) and (procedure or len(telling) >= 2) and len(set(roles) - {""}) >= 3


def name_column(names: Sequence[str], roles: Sequence[str], rows: Sequence[TableRow]) -> int:
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


def name_rows(names: Sequence[str], rows: Sequence[TableRow], own: int) -> list[str]:
    """Return what each row is called: its naming cell, and what tells it from its neighbours.

    An empty naming cell takes the name above it; rows of a comparison of two versions are
    called by their articles.
    """
    called: list[str] = []
    for row in rows:
        cell = plain(map_radicals(row.cells[own].text)) if own < len(row.cells) else ""
        called.append(cell or (called[-1] if called else ""))
    called = _below_groups(called, names, rows, own)
    if sum(_VERSION.fullmatch(match_form(name)) is not None for name in names) >= 2:
        return [_article_of(name) for name in called]
    again = [one == two != "" for one, two in pairwise(called)]
    if not any(again):
        return called
    alike = [any(again[max(0, at - 1) : at + 1]) for at in range(len(called))]
    same = [row for row, shared in zip(rows, alike, strict=True) if shared]
    telling = next((n for n in range(own + 1, len(names)) if _distinct(same, n) > _TELLING), None)
    if telling is None:
        shared_names = [name for name, shared in zip(called, alike, strict=True) if shared]
        telling = next(
            (n for n in range(own + 1, len(names)) if _tells_apart(shared_names, same, n)), None
        )
    if telling is None:
        return _with_groups(called, rows, own)
    return [
        f"{name} {plain(map_radicals(row.cells[telling].text))}".strip()
        if shared and telling < len(row.cells)
        else name
        for name, row, shared in zip(called, rows, alike, strict=True)
    ]


def _below_groups(
    called: Sequence[str], names: Sequence[str], rows: Sequence[TableRow], own: int
) -> list[str]:
    """Return the names behind the group that the column before them gives: 火葬場 十二歳以上."""
    if own == 0 or _ORDINAL.fullmatch(names[own - 1]):
        return list(called)
    cells = [fold(row.cells[own - 1].text) if own - 1 < len(row.cells) else "" for row in rows]
    figures = any(_FIGURE.fullmatch(cell) or len(cell) > _LONGEST_GROUP for cell in cells)
    if figures or len(set(cells)) > _TELLING * len(cells) or len(set(cells)) < _LEAST_GROUPS:
        return list(called)
    return [f"{cell} {name}".strip() for cell, name in zip(cells, called, strict=True)]


def _with_groups(called: Sequence[str], rows: Sequence[TableRow], own: int) -> list[str]:
    """Return the names with the next cells of words, as far as these tell the rows apart.

    火葬場, 十二歳以上, 村外者 are three columns that only together say what is paid for.
    """
    names = list(called)
    width = max(len(row.cells) for row in rows)
    for number in range(own + 1, min(width, own + _MOST_GROUPS + 1)):
        cells = [fold(row.cells[number].text) if number < len(row.cells) else "" for row in rows]
        if any(_FIGURE.fullmatch(cell) or len(cell) > _LONGEST_GROUP for cell in cells):
            break
        longer = [f"{name} {cell}".strip() for name, cell in zip(names, cells, strict=True)]
        names = longer if len(set(longer)) > len(set(names)) else names
    return names if len(set(names)) > len(set(called)) else list(called)


def _tells_apart(called: Sequence[str], rows: Sequence[TableRow], number: int) -> bool:
    """Return whether a column has other words in each row of one name: 令和５年度 中央図書館."""
    cells = [fold(row.cells[number].text) if number < len(row.cells) else "" for row in rows]
    if any(not cell or re.fullmatch(r"[0-9.,%\-]+", cell) for cell in cells):
        return False
    return len(set(zip(called, cells, strict=True))) == len(cells)


def _article_of(name: str) -> str:
    found = _ARTICLE.search(name)
    if found is None:
        return name
    return f"{found['article']}{found['caption'] or ''}"


def _distinct(rows: Sequence[TableRow], number: int) -> float:
    """Return the share of the rows that have words of their own in a column, figures aside."""
    texts = [fold(row.cells[number].text) for row in rows if number < len(row.cells)]
    words = {text for text in texts if text and not _FIGURE.fullmatch(text)}
    return len(words) / len(rows) if rows else 0.0


def row_departments(row: TableRow, roles: Sequence[str]) -> tuple[str, ...]:
    """Return the departments that the row names; of 部, 課 and 係 side by side, one path."""
    names: list[str] = []
    cells = 0
    for cell, role in zip(row.cells, roles, strict=False):
        if role != "department" or cell.blank:
            continue
        cells += 1
        for part in _MANY.split(map_radicals(cell.text)):
            name = _REACHED.sub("", part).strip()
            if name.endswith(_UNITS):
                names.append(" ".join(name.split()))
    ranks = [unit_rank(name) for name in names]
    if len(names) == cells > 1 and all(above < below for above, below in pairwise(ranks)):
        return (" ".join(names),)
    return tuple(dict.fromkeys(names))


def find_unit(lines: Iterable[Line]) -> str:
    """Return the unit that the last line of its own above a table gives: 千円 of （単位：千円）."""
    unit = ""
    for line in lines:
        if found := _UNIT.search(fold(line.text)):
            unit = found[1]
    return unit


def with_unit(table: Table, number: int, name: str, unit: str) -> str:
    """Return a column's name with the unit, where it holds bare amounts.

    Who reads one row alone sees 2,400 and not the line above the table that says 千円.
    """
    if not _AMOUNT.search(name) or re.search(r"[円人%％数率件]", name):
        return name
    cells = [fold(row.cells[number].text) for row in table.rows if number < len(row.cells)]
    bare = all(_BARE.fullmatch(cell) for cell in cells if cell)
    return f"{name}（{unit}）" if bare and any(cells) else name


def table_width(table: Table) -> int:
    """Return the number of columns."""
    return max((len(row.cells) for row in (*table.head, *table.rows)), default=0)
