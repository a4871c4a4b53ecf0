"""The marks of a statute in sequence: which of them open articles, paragraphs, annexes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.cleaning import clean_text
from ingest.lines import Line
from ingest.records import PassageKind
from ingest.structure.ordinance_marks import Mark, Number, next_content
from ingest.structure.ordinance_parts import DEPARTMENT, Group, Part, cut_cells
from ingest.structure.ordinance_span import is_article, title_at

_LEVELS = "編章節款目"
_UNIT = re.compile(r"[年月日条項号人件週時分歳回点％%つ箇か割階以]|か月|ヶ月")


class StatuteReader:
    """Decides by the sequence of marks what each of them is."""

    def __init__(self, source: str, marks: Sequence[Mark]) -> None:
        self.parts: list[Part] = []
        self._source = source
        self._marks = marks
        self._headings: list[tuple[str, str]] = []
        self._untitled: Mark | None = None
        self._caption: Mark | None = None
        self._shared = ""
        self._fresh_heading = False
        self._current: Number = ()
        self._paragraph = 0
        self._items: dict[str, int] = {}
        self._supplement: str | None = None
        self._supplements = 0
        self._gap = False
        self._page = 0

    def read(self, index: int) -> None:
        """Add the mark at the index to the part it belongs to, or begin a new part."""
        mark = self._marks[index]
        if mark.role == "blank":
            self._gap = True
            return
        # The blank lines around a page's end stand inside sentences too.
        self._gap = self._gap and mark.line.page == self._page
        self._place(index, mark)
        self._gap, self._page = False, mark.line.page

    def _place(self, index: int, mark: Mark) -> None:
        if mark.role == "heading" and self._is_heading(index):
            self._open_heading(mark)
        elif mark.role == "supplement":
            self._open_supplement(mark)
        elif mark.role == "article" and is_article(self._marks, index, self._current):
            self._open_article(mark)
        elif mark.role == "caption" and self._is_caption(index):
            self._caption = mark
            if self._supplement is not None and not self._leads_to_article(index):
                self._add(Group([mark.line]))
                self._caption = None
        elif mark.role == "annex" and self._is_annex(index):
            self._open_annex(mark)
        elif not self._current and self._supplement is None:
            self._read_front(index, mark)
        elif not self._title_of_heading(mark):
            self._read_body(mark)

    def _is_heading(self, index: int) -> bool:
        """Return whether the text before it is finished, so that 第2節 is not its next word."""
        part = self.parts[-1] if self.parts else None
        group = part.groups[-1] if part and part.groups else None
        return group is None or group.finished or self._gap or self._marks[index].markdown_heading

    def _open_heading(self, mark: Mark) -> None:
        rank = _LEVELS.index(mark.level)
        self._headings = [h for h in self._headings if _LEVELS.index(h[0]) < rank]
        label = re.sub(r"[\s　]", "", mark.label)
        self._headings.append((mark.level, f"{label} {mark.words}".strip()))
        self._untitled = None if mark.words else mark
        self._shared, self._fresh_heading = mark.words, True

    def _title_of_heading(self, mark: Mark) -> bool:
        """Take the line as the title of a heading whose number stood alone."""
        if self._untitled is None:
            return False
        level, label = self._headings[-1]
        self._untitled = None
        if mark.role != "text" or len(mark.line.text) > 30 or "。" in mark.line.text:
            return False
        self._headings[-1] = (level, f"{label} {mark.line.text}")
        self._shared = mark.line.text
        return True

    def _open_article(self, mark: Mark) -> None:
        caption = self._caption
        rest = mark.rest.lstrip()
        after = re.match(r"[（(]([^（）()]{1,40})[)）]", rest)
        if caption:
            self._shared = caption.words
        elif after and (after.end() == len(rest) or rest[after.end()] in " 　\t"):
            self._shared = after[1]
        before = self.parts[-1] if self.parts else None
        if before and before.locator == self._supplement and len(before.groups) == 1:
            self.parts.pop()
        self._begin(
            "supplementary" if self._supplement is not None else "article",
            _article_locator(mark),
            self._shared,
            caption.line.start if caption else mark.line.start,
            mark.number,
        )
        self._add(Group([mark.line], bare=mark.bare))
        self._current = mark.last
        self._paragraph, self._items = 1, {}
        self._caption, self._fresh_heading, self._untitled = None, False, None

    def _open_supplement(self, mark: Mark) -> None:
        self._supplements += 1
        name = f"附則（{mark.words}）" if mark.words else "附則"
        if not mark.words and self._supplements > 1:
            name = f"附則{self._supplements}"
        self._supplement = name
        self._headings = []
        self._shared, self._caption, self._current = "附則", None, ()
        self._paragraph, self._items = 0, {}
        self._begin("supplementary", name, "附則", mark.line.start)
        self._add(Group([mark.line]))
        self.parts[-1].groups[-1].marked = True

    def _open_annex(self, mark: Mark) -> None:
        label = re.split(r"[（(]", mark.line.text)[0]
        self._begin("section", re.sub(r"[\s　]", "", label), mark.line.text, mark.line.start)
        self._add(Group([mark.line], marked=True))
        self._current = self._current or (1,)
        self._caption = None

    def _read_front(self, index: int, mark: Mark) -> None:
        """Read what stands before the first article: title, date, enacting words, preamble."""
        if mark.role == "preamble":
            self._begin("preamble", "前文", "前文", mark.line.start)
            return
        title = not self.parts and title_at(self._marks, index) is not None
        if title or mark.role in ("issue", "contents", "contents_entry"):
            return
        part = self.parts[-1] if self.parts else None
        if part is None or part.kind != "preamble":
            name = _front_name(self._front(index))
            self._begin("preamble", name, name, mark.line.start)
        self._join_or_add(mark.line)

    def _front(self, index: int) -> str:
        words = []
        for mark in self._marks[index:]:
            if mark.role in ("article", "caption", "heading", "contents"):
                break
            if mark.role != "blank":
                words.append(mark.line.text)
        return "".join(words)[:400] if len(words) < 12 else ""

    def _read_body(self, mark: Mark) -> None:
        if mark.role == "row":
            cells = cut_cells(self._source, mark.line)
            if cells:
                self._add(Group(cells, row=True))
        elif mark.role == "paragraph" and self._is_paragraph(mark):
            self._paragraph = mark.number[0]
            self._items = {}
            self._add(Group([mark.line], bare=mark.bare, marked=True))
        elif mark.role in ("item", "paragraph") and self._is_item(mark):
            if mark.number:
                self._items[mark.level] = mark.number[0]
            self._add(Group([mark.line], bare=mark.bare, marked=True))
        else:
            self._join_or_add(mark.line)

    def _is_paragraph(self, mark: Mark) -> bool:
        part = self.parts[-1]
        first = mark.number[0] == 1 and (
            self._paragraph == 0 or (len(part.groups) == 1 and part.groups[0].bare)
        )
        if not first and mark.number[0] != self._paragraph + 1:
            return False
        if mark.spaced or mark.level != "":
            return True
        return part.groups[-1].finished and not _UNIT.match(mark.rest)

    def _is_item(self, mark: Mark) -> bool:
        if mark.role == "paragraph":
            return mark.level != "" and not _UNIT.match(mark.rest.lstrip())
        if mark.level == "kanji":
            before = self._items.get("kanji", 0)
            return mark.number[0] == 1 or 0 <= mark.number[0] - before <= 3
        return mark.spaced or not mark.refers

    def _is_caption(self, index: int) -> bool:
        """Return whether the next words are an article or, in 附則, a paragraph."""
        after = next_content(self._marks, index)
        if after is None:
            return False
        if self._leads_to_article(index):
            return True
        group = self.parts[-1].groups[-1] if self.parts and self.parts[-1].groups else None
        in_supplement = self._supplement is not None and after.role in ("paragraph", "text")
        return in_supplement and (group is None or group.finished or group.marked)

    def _is_annex(self, index: int) -> bool:
        """Return whether the articles are over, so that 別表 is not a word of one of them."""
        if self._supplement is not None:
            return True
        later = range(index + 1, len(self._marks))
        return bool(self._current) and not any(
            self._marks[i].role == "article" and is_article(self._marks, i, self._current)
            for i in later
        )

    def _leads_to_article(self, index: int) -> bool:
        for below in range(index + 1, len(self._marks)):
            if self._marks[below].role == "article":
                return is_article(self._marks, below, self._current)
            if self._marks[below].role != "blank":
                return False
        return False

    def _begin(
        self, kind: PassageKind, locator: str, heading: str, start: int, number: Number = ()
    ) -> None:
        path = tuple(title for _, title in self._headings)
        if self._supplement is not None and number:
            path = (self._supplement,)
            locator = f"{self._supplement} {locator}"
            own = locator.removeprefix(f"{self._supplement} ")
        else:
            own = locator
        if heading and heading != own:
            own = f"{own} {heading}"
        self.parts.append(Part(kind, locator, heading, (*path, own), start, number))

    def _add(self, group: Group) -> None:
        if not self.parts:
            self._begin("preamble", "前文", "前文", group.lines[0].start)
        self.parts[-1].groups.append(group)

    def _join_or_add(self, line: Line) -> None:
        """Add a line without a mark: to the sentence before it while that is not finished."""
        part = self.parts[-1]
        group = part.groups[-1] if part.groups else None
        head = len(part.groups) == 1 and part.locator == self._supplement
        alone = head or part.kind == "section"
        if group is None or group.row or alone or (group.finished and not group.open_bracket):
            self._add(Group([line]))
        elif group.bare and len(group.lines) == 1:
            group.lines.append(line)
        elif _stands_apart(group, line) or (self._gap and len(group) < 30):
            if group.open_bracket:
                group.lines.append(line)
            else:
                self._add(Group([line]))
        else:
            group.lines.append(line)


def _front_name(words: str) -> str:
    """Return what the words before the first article are."""
    if re.search(r"の一部を(?:次のように)?改正する|を次のように改める", words):
        return "改正規定"
    if re.search(
        r"の規定(?:に基づ|により)|次のように(?:定め|制定)|を?ここに公布する|の全部を改正する", words
    ):
        return "制定文"
    return "前文"


def _stands_apart(group: Group, line: Line) -> bool:
    """Return whether the line, or the one before, is a department or a table row by itself."""
    before = group.lines[-1].text if len(group.lines) == 1 else ""
    texts = (line.text, before)
    return any(DEPARTMENT.fullmatch(text) or _is_columns(text) for text in texts)


def _is_columns(text: str) -> bool:
    """Return whether the line is a row of a table whose cells white space sets apart."""
    cells = clean_text(text).split()
    return len(cells) >= 3 and "。" not in text and all(len(cell) <= 20 for cell in cells)


def _article_locator(mark: Mark) -> str:
    unit = "" if mark.level == "point" else "条"
    locator = f"第{mark.number[0]}{unit}" + "".join(f"の{n}" for n in mark.number[1:])
    if mark.last != mark.number:
        locator += f"から第{mark.last[0]}条まで"
    return locator
