"""What each line of an ordinance, regulation or law is, told by its own characters.

A mark is a candidate: whether 「2」 opens a paragraph or 「第三条」 an article is
decided by the sequence, in ``ordinance.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from ingest.lines import Line, trim_line
from ingest.normalize import KANJI_NUMERAL, NUMBER, parse_number

Role = Literal[
    "blank",
    "heading",
    "caption",
    "article",
    "paragraph",
    "item",
    "supplement",
    "preamble",
    "contents",
    "contents_entry",
    "annex",
    "issue",
    "row",
    "text",
]

Number = tuple[int, ...]
"""Number with its branches: 第3条の2 is (3, 2)."""

_PREFIX = re.compile(
    rf"(?:#{{1,6}}\s+|>\s*|[-*+]\s+(?=[(（0-9０-９①-⑳ア-ン第○{KANJI_NUMERAL}]))*(?:\*\*)?\s*"
)
_BRANCH = rf"(?:\s*の\s*{NUMBER})*"
_ARTICLE = re.compile(
    rf"(?>第\s*(?P<n>{NUMBER})\s*条(?P<branch>{_BRANCH}))(?!\s*第?\s*{NUMBER}\s*[項号])"
    rf"(?P<to>\s*(?:から|及び|、)\s*第\s*(?P<m>{NUMBER})\s*条{_BRANCH}(?:まで)?"
    rf"(?=[\s　]*[(（]?削除))?"
)
# 第１　この要綱は、…: guidelines of administrations number their articles without 条.
_POINT = re.compile(rf"第\s*(?P<n>{NUMBER})(?P<branch>{_BRANCH})(?=[\s　]+\S)")
_LEAST_POINT = 30
"""Characters from which words behind such a number are no heading."""
_HEADING = re.compile(
    rf"第\s*(?P<n>{NUMBER})\s*(?P<level>編|章|節|款|目)(?P<branch>{_BRANCH})"
    r"(?:[\s　]+(?P<title>[^。]*)|(?P<close>[^\s。、のにを]{2,40})|)$"
)
_CONTENTS_ENTRY = re.compile(
    rf"[(（]\s*第\s*{NUMBER}\s*条[^。]*[)）]\s*$|[.…・．]{{3,}}\s*[0-9０-９]*\s*$"
)
_SUPPLEMENT = re.compile(
    r"附[\s　]*則(?P<note>[\s　]*[(（〔][^)）〕]*[)）〕])?(?:[\s　]*抄)?(?=$|[\s　])"
)
_ANNEX = re.compile(
    rf"(?:別\s*[表記図紙]|(?:別記)?様\s*式|第\s*{NUMBER}\s*号(?:の{NUMBER})?\s*様\s*式)"
    rf"(?:[\s　]*第?\s*{NUMBER}(?:の{NUMBER})?号?)?(?:様式)?"
    r"(?:[\s　]*[(（][^。]*[)）])?[^。]{0,12}$"
)
_CAPTION = re.compile(r"[(（](?P<words>[^()（）]*(?:[(（][^()（）]*[)）][^()（）]*)*)[)）]")
_LAW_NUMBER = re.compile(
    r"[(（〔\[]?\s*(?:明治|大正|昭和|平成|令和)[^。]{1,40}?"
    r"(?:第\s*[0-9０-９〇一二三四五六七八九十百千]+\s*号|[0-9０-９元一二三四五六七八九十]\s*日)"
)
_ISSUE = re.compile(
    rf"(?!.*第\s*{NUMBER}\s*条)"
    r"[(（〔\[]?(?:改\s*正|最終改正|沿革|公\s*布|施\s*行|制\s*定|議決|全部改正)?[\s　:：]*"
    rf"(?:(?:明治|大正|昭和|平成|令和)[^。]{{2,120}}|[^。\s]{{0,16}}?"
    rf"(?:条例|規則|規程|告示|訓令|要綱|訓令甲|教育委員会規則)第\s*{NUMBER}\s*号)[)）〕\]]?$"
)
# (平20条例22・一部改正), (令3規則4・追加): the history of the provision above it.
_AMENDED = re.compile(
    r"[(（](?:[明大昭平令](?:元|[0-9０-９〇一二三四五六七八九十]+)|旧|本条|本項)[^()（）。]{0,200}?"
    r"(?:改正|追加|繰[上下]|削除?|改称|全改|加|修正|移)[^()（）。]{0,60}[)）]"
)
_NOTE = re.compile(r"[注※][\s　:：]*.{0,40}(?:改正|経過|沿革).{0,40}")
_REFERENCE = re.compile(
    r"(?:の|及び|又は|並びに|若しくは|、|から|まで|に|を|中|で|と|が|は|各|ただし書|前段|後段"
    r"|本文|第)"
)
_PARAGRAPH = re.compile(
    r"○?(?P<n>[0-9０-９]{1,2})(?P<gap>[\s　]+|[.．、](?=\D)|$|(?=[^\s0-9０-９]))"
)
_CIRCLED = re.compile(r"[①-⑳]")
_ITEM = re.compile(
    rf"(?:[(（]\s*(?P<digits>[0-9０-９]{{1,3}})\s*[)）](?P<digits_branch>(?:の[0-9０-９]+)*)|[⑴-⒇]"
    rf"|(?P<kanji>[{KANJI_NUMERAL}]{{1,4}})(?P<kanji_branch>(?:の[{KANJI_NUMERAL}]{{1,3}})*)"
    r"(?=[\s　]|$)"
    r"|(?P<kana>[ア-ン])(?=[\s　]|$)|[イロハニホヘトチリヌルヲワカヨタレソツネナラム](?=[\s　]|$)"
    rf"|[(（][ア-ンa-zivx{KANJI_NUMERAL}]{{1,3}}[)）]|(?P<circled>[①-⑳])|[a-z][\s　.．])"
)


@dataclass(frozen=True)
class Mark:
    """One line of a statute and what it may be."""

    role: Role
    line: Line
    """The line without Markdown marks before and after it."""
    label_end: int = 0
    """Characters of ``line.text`` that are the number or label."""
    number: Number = ()
    last: Number = ()
    """Last number where the label is a range: 第5条から第8条まで 削除."""
    words: str = ""
    """Words of a caption, title of a heading, note of a supplementary provision."""
    level: str = ""
    """編, 章, 節, 款 or 目 of a heading; digits, kanji, kana or other of an item; point of
    an article that is numbered without 条."""
    markdown_heading: bool = False

    @property
    def label(self) -> str:
        """The number or label as it stands in the source."""
        return self.line.text[: self.label_end]

    @property
    def rest(self) -> str:
        """What follows the label."""
        return self.line.text[self.label_end :]

    @property
    def bare(self) -> bool:
        """Whether the label stands alone on its line."""
        return not self.rest.strip()

    @property
    def spaced(self) -> bool:
        """Whether white space, a bracket, 削除 or nothing follows the label."""
        return self.bare or self.rest[0] in " 　\t(（" or self.rest.strip() == "削除"

    @property
    def refers(self) -> bool:
        """Whether the words after the label make it a reference (第3条の規定により)."""
        return _REFERENCE.match(self.rest) is not None


def read_marks(text: str, lines: Iterable[Line]) -> list[Mark]:
    """Return the marks of the lines, a caption and the article behind it as two marks."""
    marks: list[Mark] = []
    for line in lines:
        mark = read_mark(line)
        if mark.role == "text" and (found := _CAPTION.match(mark.line.text)):
            after = mark.line.text[found.end() :]
            if _ARTICLE.match(after.lstrip()):
                at = mark.line.start
                head = trim_line(text, at, at + found.end(), page=line.page)
                tail = trim_line(text, at + found.end(), mark.line.end, page=line.page)
                marks += [Mark("caption", head, words=found["words"]), read_mark(tail)]
                continue
        marks.append(_point(mark, marks) or mark)
    return marks


def _point(mark: Mark, before: Sequence[Mark]) -> Mark | None:
    """Return the mark of an article that is numbered without 条, None for any other line."""
    found = _POINT.match(mark.line.text) if mark.role == "text" else None
    if found is None:
        return None
    above = next((each for each in reversed(before) if each.role != "blank"), None)
    captioned = above is not None and above.role == "caption"
    rest = mark.line.text[found.end() :].strip()
    if not captioned and "。" not in rest and len(rest) < _LEAST_POINT:
        return None
    number = _number(found["n"], found["branch"])
    return Mark("article", mark.line, found.end(), number, number, level="point")


# A line is asked when ordinances are looked for, when parsers are compared, and by its parser.
@lru_cache(maxsize=16_384)
def read_mark(line: Line) -> Mark:
    """Return what a line may be by its own characters."""
    if line.blank:
        return Mark("blank", line)
    if line.text.startswith("|"):
        return Mark("row", line)
    plain = _without_markdown(line)
    text = plain.text
    heading = line.text.startswith("#")
    if not text or set(text) <= set("-=_*─━－ "):
        return Mark("blank", line)
    if text.count("|") >= 2:
        return Mark("row", plain)
    mark = _named(plain, text) or _numbered(plain, text) or Mark("text", plain)
    return Mark(**{**mark.__dict__, "markdown_heading": heading}) if heading else mark


def _named(line: Line, text: str) -> Mark | None:
    """Return the mark of a line that is a heading, caption, or other named part."""
    squeezed = re.sub(r"[\s　]", "", text)
    if squeezed == "前文":
        return Mark("preamble", line)
    if squeezed == "目次":
        return Mark("contents", line)
    if found := _SUPPLEMENT.match(text):
        note = (found["note"] or "").strip(" 　()（）〔〕")
        if found.end() == len(text) or "。" in text[found.end() :] or text[found.end() :].isspace():
            return Mark("supplement", line, found.end(), words=note)
        if re.fullmatch(r"[\s　.…・]*[0-9]*", text[found.end() :]):
            return Mark("contents_entry", line)
    if found := _HEADING.match(text):
        number = _number(found["n"], found["branch"])
        title = (found["title"] or found["close"] or "").strip()
        if _CONTENTS_ENTRY.search(text):
            return Mark("contents_entry", line)
        end = found.end("branch")
        return Mark("heading", line, end, number, words=title, level=found["level"])
    if _AMENDED.fullmatch(text) or _NOTE.fullmatch(text):
        return Mark("issue", line)
    if (found := _CAPTION.fullmatch(text)) and len(text) <= 120:
        if _LAW_NUMBER.match(text):
            return Mark("issue", line)
        if not re.fullmatch(rf"{NUMBER}|[ア-ンa-z]", found["words"].strip()):
            return Mark("caption", line, words=found["words"].strip())
    if _ISSUE.fullmatch(text):
        return Mark("issue", line)
    return Mark("annex", line) if len(text) <= 60 and _ANNEX.match(text) else None


def _numbered(line: Line, text: str) -> Mark | None:
    """Return the mark of a line that begins with the number of an article, paragraph or item."""
    if found := _ARTICLE.match(text):
        number = _number(found["n"], found["branch"])
        last = _number(found["m"], "") if found["m"] else number
        return Mark("article", line, found.end(), number, last)
    if (found := _PARAGRAPH.match(text)) and (n := parse_number(found["n"])):
        return Mark("paragraph", line, found.end("n"), (n,), level=found["gap"])
    if found := _ITEM.match(text):
        for kind in ("digits", "kanji"):
            if found[kind]:
                number = _number(found[kind], found[f"{kind}_branch"])
                return Mark("item", line, found.end(), number, level=kind)
        kind = found.lastgroup or "other"
        written = found.group().strip("()（） 　")
        circled = (ord(written) - ord("①") + 1,) if _CIRCLED.fullmatch(written) else ()
        return Mark("item", line, found.end(), circled, level=kind)
    return None


def _without_markdown(line: Line) -> Line:
    found = _PREFIX.match(line.text)
    skip = found.end() if found else 0
    text = line.text[skip:]
    stripped = re.sub(r"\s*(?:\*\*|#+)\s*$", "", text) if skip else text
    return Line(
        stripped, line.start + skip, line.start + skip + len(stripped), line.indent, line.page
    )


def _number(number: str, branch: str | None) -> Number:
    first = parse_number(re.sub(r"\s", "", number)) or 0
    rest = [parse_number(part.strip()) or 0 for part in re.split("の", branch or "")[1:]]
    return (first, *rest)


def follows(number: Number, current: Number, *, jump: int) -> bool:
    """Return whether an article number can come after the current one.

    第3条の2 and 第4条 come after 第3条; ``jump`` numbers may be left out.
    """
    if not current:
        return True
    return number > current and number[0] - current[0] <= jump


def next_content(marks: Sequence[Mark], index: int) -> Mark | None:
    """Return the next mark that is not blank after the index, or None."""
    # By index: a slice would copy the rest of the statute for each of its lines.
    below = (marks[at] for at in range(index + 1, len(marks)))
    return next((mark for mark in below if mark.role != "blank"), None)


def previous_content(marks: Sequence[Mark], index: int) -> Mark | None:
    """Return the last mark that is not blank before the index, or None."""
    above = (marks[at] for at in range(index - 1, -1, -1))
    return next((mark for mark in above if mark.role != "blank"), None)


def leads_to_text(marks: Sequence[Mark], index: int) -> bool:
    """Return whether a supplementary provision's own words follow, not the body.

    A 附則 of a list of contents is followed by the first heading or article.
    """
    if marks[index].words:
        return True
    after = next_content(marks, index)
    return after is not None and (after.role == "paragraph" or "施行" in after.line.text)
