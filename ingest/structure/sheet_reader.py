"""One measure sheet read into the fields of its form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.lines import Line, starts_item, text_width
from ingest.structure.layout import cut_blocks, fold, joined, squeeze
from ingest.structure.sheet_forms import (
    Code,
    SheetText,
    contents_entry,
    label_kind,
    label_with_text,
    read_code,
)
from ingest.structure.sheet_rows import is_name_line
from ingest.structure.tables import is_table_line

_POLICY = re.compile(
    r"(?P<policy>\S{0,12}?(?:方針|目標|政策|の柱)\s?[0-9]{1,2}[\s:].*?"
    r"|[\u4e00-\u9fffA-Z]{1,3}[0-9]{1,2}\s.{3,40}?)(?P<label>\s+SDGs\S*)?"
)
TERM = re.compile(
    r"(?:用語\s*[:：]\s*|※\s*[0-9０-９]*\s*)[「『]?(?P<term>[^」』:：]{2,40})[」』:：].*"
)
_PLAN = re.compile(
    r".*(?:計画|方針|プラン|ビジョン|戦略|指針|構想|報告|大綱|条例|要綱|マップ)"
    r"(?:[」』）)]|[（(「『].*?[」』）)])*"
)
_ABOUT_FORM = re.compile(r"目指す姿|現状と課題|課題を解決するため|SDGsの関連|個別計画")
_HALF = re.compile(r"\W*(?:現[状況]|課題|背景)\W*")
_RESPONSIBLE = re.compile(r"[（(【]?(?:主な)?(?:担当|所管|主管)(?:課|部署|部局|部)?")


@dataclass
class Sheet:
    """What is written into the form."""

    code: Code
    head: list[Line] = field(default_factory=list)
    policy: str = ""
    labels: dict[str, Line] = field(default_factory=dict)
    """First line of the source that is the label."""
    aim: list[Line] = field(default_factory=list)
    pillar: list[Line] = field(default_factory=list)
    sdgs: list[Line] = field(default_factory=list)
    plans: list[list[Line]] = field(default_factory=list)
    issues: list[Line] = field(default_factory=list)
    responsible: list[Line] = field(default_factory=list)
    terms: list[list[Line]] = field(default_factory=list)
    other: dict[str, list[Line]] = field(default_factory=dict)
    """Text under labels that have no field of their own."""
    rows: list[list[Line]] = field(default_factory=lambda: [[]])
    tables: list[Line] = field(default_factory=list)
    """Lines of Markdown tables."""
    width: int = 0
    """Columns at which its lines were broken."""
    notes: list[Line] = field(default_factory=list)
    """What explains the form and is no part of the sheet."""

    @property
    def name(self) -> str:
        """Code and name."""
        return f"{self.code.code} {self.code.name}"


class SheetReader:
    """Sorts the blocks of a sheet into the fields of the form."""

    def __init__(self, text: SheetText, form: frozenset[str]) -> None:
        self._sheet = Sheet(text.code, width=text_width(text.lines))
        self._form = form
        self._field = ""
        self._source = text.lines
        self._fresh = True

    def read(self) -> Sheet:
        """Return the sheet."""
        blocks = cut_blocks(self._source)
        for at, block in enumerate(blocks):
            after = blocks[at + 1] if at + 1 < len(blocks) else []
            if self._explains_form(block, blocks[at:]):
                self._sheet.notes = [line for rest in blocks[at:] for line in rest]
                break
            self._fresh = True
            for line in block:
                self._line(line, block, after)
                self._fresh = False
        return self._sheet

    def _line(self, line: Line, block: list[Line], after: list[Line]) -> None:
        sheet = self._sheet
        code = read_code(line)
        if code is not None and contents_entry(line) is None and code.code == sheet.code.code:
            if not sheet.head:
                sheet.head = [line]
                self._settle_pillar()
            self._field = "aim"
            return
        if self._label(line):
            return
        if is_table_line(line):
            sheet.tables.append(line)
            return
        policy = _POLICY.fullmatch(fold(line.text))
        if policy and not sheet.policy and not line.text.endswith("。"):
            sheet.policy = policy["policy"].strip()
            self._field = "sdgs" if policy["label"] else self._field
            return
        if _RESPONSIBLE.match(line.text) and re.search("[:：]", line.text):
            sheet.responsible.append(line)
            self._field = "responsible" if not line.text.endswith(("）", ")")) else "aim"
            return
        if TERM.fullmatch(line.text):
            sheet.terms.append([line])
            self._field = "term"
            return
        if squeeze(line.text) in self._form:
            self._unknown_label(line)
            return
        self._text(line, block, after)

    def _label(self, line: Line) -> bool:
        found = label_with_text(line)
        kind = found[0] if found else label_kind(line)
        if kind is None:
            return False
        self._sheet.labels.setdefault(kind, line)
        if kind == "issues" and self._sheet.head and _HALF.fullmatch(squeeze(line.text)):
            self._sheet.issues.append(line)
        if kind == "rows":
            # The head of the table: what follows begins with a whole row again.
            self._sheet.rows.append([])
        if kind not in ("form", "aim", "terms", "responsible") or self._sheet.head:
            self._field = kind
        if found:
            self._plan_or_row([found[1]])
        return True

    def _unknown_label(self, line: Line) -> None:
        """Open a field for a line that most sheets have and no label of ours fits."""
        label = fold(line.text).strip("【】〔〕[]■●◆◇<>《》 ")
        plain = len(label) <= 12 and re.search(r"[\s。:：0-9]", label) is None
        if plain and self._sheet.head and self._source[0].start != line.start:
            self._sheet.labels.setdefault(label, line)
            self._field = label

    def _text(self, line: Line, block: list[Line], after: list[Line]) -> None:
        sheet = self._sheet
        if self._fresh:
            self._turn(block, after)
        match self._field:
            case "aim":
                sheet.aim.append(line)
            case "sdgs":
                sheet.sdgs.append(line)
            case "issues":
                sheet.issues.append(line)
            case "term":
                sheet.terms[-1].append(line)
            case "responsible":
                sheet.responsible.append(line)
            case "plans":
                sheet.plans.append([line])
            case kind if kind in ("indicators", "terms") or (
                kind in sheet.labels
                and kind
                not in (
                    "rows",
                    "form",
                    "pillar",
                )
            ):
                sheet.other.setdefault(kind, []).append(line)
            case _:
                if self._fresh and len(block) == 1 and _is_plan(block):
                    sheet.plans.append([line])
                    return
                if self._fresh:
                    sheet.rows[-1].append(Line("", line.start, line.start))
                sheet.rows[-1].append(line)

    def _turn(self, block: list[Line], after: list[Line]) -> None:
        """Leave the current field where a new block cannot belong to it."""
        sheet = self._sheet
        if self._field == "aim" and sheet.aim:
            goes_on = not is_name_line(block[0]) and not _is_view(after)
            self._field = "aim" if goes_on and not starts_item(block[0].text) else "rows"
        elif self._field == "issues" and sheet.issues:
            bullet_lost = starts_item(sheet.issues[0].text) and not starts_item(block[0].text)
            if bullet_lost or _is_view(block) or is_name_line(block[0]):
                self._field = "rows"
        else:
            full = self._field == "sdgs" and bool(sheet.sdgs)
            unfit = self._field == "plans" and not _is_plan(block)
            if full or unfit or self._field in ("term", "indicators", "terms", "form", ""):
                self._field = "rows"

    def _plan_or_row(self, lines: list[Line]) -> None:
        if _is_plan(lines):
            self._sheet.plans.append(lines)
        else:
            self._sheet.rows[-1] += [Line("", lines[0].start, lines[0].start), *lines]

    def _settle_pillar(self) -> None:
        """Take the text between policy and code for the pillar where the form has one."""
        sheet = self._sheet
        label = sheet.labels.get("form")
        if label and sheet.sdgs and any("柱" in line.text for line in self._source):
            sheet.pillar, sheet.sdgs = sheet.sdgs, []

    def _explains_form(self, block: list[Line], rest: Sequence[list[Line]]) -> bool:
        """Return whether the block is a note about the form that lies over the sheet."""
        text = fold(joined(block))
        return (
            bool(self._sheet.head)
            and len(block) == 1
            and len(text) >= 8
            and not text.endswith("。")
            and not starts_item(text)
            and label_kind(block[0]) is None
            and _ABOUT_FORM.search(text) is not None
            and not any(_is_view(later) and len(later) == 1 for later in rest)
        )


def _is_plan(block: Sequence[Line]) -> bool:
    text = fold(joined(block))
    parts = [part for part in re.split(r"[、,]\s*(?![^(（]*[)）])", text) if part]
    return bool(parts) and all(_PLAN.fullmatch(part) for part in parts) and "。" not in text


def _is_view(block: Sequence[Line]) -> bool:
    return bool(block) and re.match(r"[①-⑳]", block[0].text) is not None
