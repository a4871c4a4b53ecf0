"""Finding the sheets of a collection: codes, the labels of their form, pages that come twice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.lines import Line
from ingest.structure.layout import bigrams, fold, squeeze

_CODE = re.compile(
    r"(?:施策\s?番号|施策コード|コード|No\.?)?[\s:]*(?P<code>[【\[(]?(?:施策|取組|事業|柱)\s?[0-9]+(?:-[0-9]+)*[】\])]?"
    r"|[【\[(]?(?:[A-Z]{1,3}|[\u4e00-\u9fff]{1,3}|[ア-ン]{1,3})?\s?[0-9]{1,3}(?:-[0-9]{1,3}){1,3}[】\])]?"
    # 環１, 福２: one letter of the theme and the sheet's number
    r"|[A-Z]-[0-9]{1,3}|(?![第図表注約問答別全計各毎月年日条項号款節章編式様甲乙丙最])[\u4e00-\u9fff][0-9]{1,2})(?:\s|:)\s*(?P<name>[^\s0-9(（].{1,48})"
)
_DASH = re.compile(r"(?<=[0-9A-Z])\s*[-‐‑–—−ーｰ－]\s*(?=[0-9])")
_LEADER = re.compile(r"\s*(?:[・.…‥･]\s*){3,}.*$|\s+[Pp]\.?\s*[0-9]{1,3}$")
_PAGE_NUMBER = re.compile(r"[-‐―–—\s]*[0-9]{1,4}[-‐―–—\s]*|[Pp]\.?\s?[0-9]{1,4}|#+")
_LABELS = {
    "issues": r"現[状況](?:と|・|や|及び)?課題|現[状況]|課題|背景(?:と課題)?",
    "aim": r"(?:施策の)?(?:目指す姿|めざす姿|将来像|目標|ねらい)|(?:[0-9]+年後の|将来の)姿",
    "sdgs": r"(?:関連(?:する|の深い)?)?SDGs(?:に向けた|との?)?"
    r"(?:方向性?|関連性?|ゴール|の?視点|の目標)?",
    "rows": r"施策実現のための取組み?|(?:主[なに要]*|具体的な|今後の)?取組み?(?:の?内容|一覧)?"
    r"|取組み?名.*内容.*|行革の視点.*取組み?内容|行革の視点|取組み?名",
    "plans": r"関連(?:する)?(?:個別)?計画(?:等)?|個別計画|根拠(?:法令|計画)",
    "responsible": r"(?:主な)?(?:担当|所管|主管|関係)(?:課室?|部署|部局|部|課等)(?:名)?",
    "terms": r"用語(?:説明|解説|の説明)",
    "indicators": r"(?:成果|目標|評価|進捗)?指標|数値目標|目標値",
    "form": r"(?:基本)?方針|施策(?:の柱|名|番号|コード|の概要)?|政策(?:名)?|基本目標"
    r"|写真・データ|写真|データ|グラフ|図表|概要",
}
_LABEL = {kind: re.compile(pattern) for kind, pattern in _LABELS.items()}
_OWN_TEXT = re.compile(r"^[①-⑳●・]|。$")
"""What several sheets may say in the same words without its being part of the form."""
_BRACKETED = re.compile(r"[【〔\[](?P<label>[^】〕\]]{2,20})[】〕\]]\s*(?P<rest>.*)")


@dataclass(frozen=True)
class Code:
    """The line that gives a sheet its code and name."""

    code: str
    """経2-1, half-width and without spaces."""
    name: str


@dataclass(frozen=True)
class SheetText:
    """The lines of one sheet, page numbers left out."""

    code: Code
    lines: list[Line]


def read_code(line: Line) -> Code | None:
    """Return the code and name that stand alone on a line, or None."""
    plain = _DASH.sub("-", fold(line.text))
    found = _CODE.fullmatch(plain)
    if found is None or plain.endswith("。") or found["name"].startswith("、"):
        return None
    code = found["code"].strip("【】[]() ").replace(" ", "")
    return Code(code, found["name"].strip())


def contents_entry(line: Line) -> Code | None:
    """Return the code and name of a line of the list of contents, or None."""
    plain = fold(line.text)
    short = _LEADER.sub("", plain)
    if short == plain:
        return None
    return read_code(Line(short, line.start, line.end))


def label_kind(line: Line) -> str | None:
    """Return which label of a form the line is, or None."""
    plain = squeeze(line.text).strip("【】〔〕[]■□●◆◇<>《》「」:")
    for kind, pattern in _LABEL.items():
        if pattern.fullmatch(plain):
            return kind
    return None


def label_with_text(line: Line) -> tuple[str, Line] | None:
    """Return label and rest of a line such as 【用語説明】 三郷…, or None."""
    found = _BRACKETED.fullmatch(line.text)
    if found is None or not found["rest"]:
        return None
    label = Line(found["label"], line.start, line.end)
    kind = label_kind(label)
    at = line.start + found.start("rest")
    return None if kind is None else (kind, Line(found["rest"], at, line.end))


def is_page_number(line: Line) -> bool:
    """Return whether nothing but a page number stands on the line."""
    # A circled number alone is a mark in a table; folding would make it a page number.
    circled = re.search("[①-⑳]", line.text) is not None
    return not line.blank and not circled and bool(_PAGE_NUMBER.fullmatch(fold(line.text)))


def cut_sheets(lines: Sequence[Line]) -> tuple[list[SheetText], list[Line]]:
    """Return each sheet once, and the lines before the first.

    Where a sheet comes twice the fuller one is kept; a page without a code goes on with
    the sheet before it unless it repeats one.
    """
    kept = [line for line in lines if not is_page_number(line)]
    segments = _cut_segments(kept)
    front = segments[0]
    pages: list[tuple[Code | None, list[Line]]] = [
        (next((code for line in segment if (code := _sheet_code(line))), None), segment)
        for segment in segments[1:]
    ]
    known = {id(segment): _body(segment) for _, segment in pages}
    sheets: dict[str, SheetText] = {}
    order: list[str] = []
    for code, segment in sorted(
        ((code, segment) for code, segment in pages if code),
        key=lambda page: -len(known[id(page[1])]),
    ):
        assert code is not None
        sheet = sheets.get(code.code)
        if sheet is None:
            sheets[code.code] = SheetText(code, list(segment))
        elif not _repeats(known[id(segment)], _body(sheet.lines)):
            sheet.lines.extend(_new_lines(segment, sheet.lines))
    last: str | None = None
    for code, segment in pages:
        if code:
            last = code.code
            if last not in order:
                order.append(last)
        elif not any(_repeats(known[id(segment)], _body(s.lines)) for s in sheets.values()):
            (sheets[last].lines if last else front).extend(segment)
    return [sheets[code] for code in order], front


def form_lines(sheets: Sequence[SheetText]) -> frozenset[str]:
    """Return the lines, squeezed, that most sheets share: labels, running headers, legends."""
    counts: Counter[str] = Counter()
    for sheet in sheets:
        counts.update(
            {squeeze(line.text) for line in sheet.lines if not _OWN_TEXT.search(line.text)}
        )
    enough = max(3, round(0.6 * len(sheets)))
    return frozenset(text for text, count in counts.items() if count >= enough and text)


def _sheet_code(line: Line) -> Code | None:
    return None if contents_entry(line) else read_code(line)


def _cut_segments(lines: Sequence[Line]) -> list[list[Line]]:
    """Return what stands before the first sheet, then the pages of the sheets.

    A page begins with the line of the form that comes once to every code, the earliest
    of such lines where there are several; without one it begins with the code.
    """
    codes = [at for at, line in enumerate(lines) if _sheet_code(line)]
    positions: dict[str, list[int]] = {"": codes}
    for at, line in enumerate(lines):
        if not line.blank and len(line.text) <= 40 and at not in codes:
            positions.setdefault(squeeze(line.text), []).append(at)
    best, best_score = codes, 0
    for starts in sorted(positions.values(), key=lambda found: found[:1]):
        if len(starts) < 0.6 * len(codes) or not starts:
            continue
        edges = [*starts, len(lines)]
        score = sum(
            sum(first <= code < end for code in codes) == 1 for first, end in pairwise(edges)
        )
        if score > best_score:
            best, best_score = starts, score
    edges = [0, *best, len(lines)]
    return [list(lines[a:b]) for a, b in pairwise(edges)]


def _body(lines: Sequence[Line]) -> set[str]:
    """Return the bigrams of the lines' text, line breaks aside."""
    return bigrams("".join(line.text for line in lines))


def _repeats(page: set[str], other: set[str]) -> bool:
    return bool(page) and len(page & other) >= 0.85 * len(page)


def _new_lines(lines: Sequence[Line], known: Sequence[Line]) -> list[Line]:
    text = squeeze("".join(line.text for line in known))
    return [line for line in lines if line.blank or squeeze(line.text) not in text]
