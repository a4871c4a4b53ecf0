"""Where in a text an ordinance, regulation or law begins and ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.cleaning import clean_text
from ingest.lines import ends_sentence
from ingest.normalize import NUMBER
from ingest.structure.ordinance_marks import (
    Mark,
    Number,
    follows,
    leads_to_text,
    next_content,
    previous_content,
    read_marks,
)
from ingest.structure.page_noise import cut_clean_lines

_TITLE = re.compile(
    rf"(?:(?:資料|別紙|別添|参考(?:資料)?|議案)\s*第?(?:{NUMBER})?号?[\s　:：]+)?[○◎]?[\s　]*"
    r"(?P<title>[^。「」『』|：:;；\t]{1,70}?(?:条例|規則|規程|要綱|要領|規約|細則|法律|法|政令|省令"
    r"|府令|令|訓令)(?:施行(?:規則|細則|令))?)"
    r"[\s　]*(?P<draft>[(（](?:素?案|仮称)[)）])?"
    r"(?:[\s　]*(?:の|[(（【])?(?:逐条)?(?:解説書?|の?手引き?|逐条)[)）】]?)?"
    r"(?:[\s　]*(?:[(（](?:明治|大正|昭和|平成|令和)[^。()（）]*[)）]"
    r"|(?:明治|大正|昭和|平成|令和)[^。()（）]{2,30}))?"
)
_NOT_A_TITLE = re.compile(
    r"^(?:この|その|当該|[前次各同本]|[前次各同本][条項号]の|他の)?"
    r"(?:条例|規則|規程|要綱|要領|規約|細則|法律|法|政令|省令|府令|令|訓令)$"
    r"|、(?:条例|規則|規程|法律|政令|省令)$|^[のにをはがと、）)]|は、|[法命指司]令$|[方手]法$"
)
_ENACTED = re.compile(r"ここに、?(?P<title>[^。、「」]{2,40}?条例)を制定")
_FOREIGN = re.compile(
    r"[【■□●◆◇◎★☆▼▲❖❏➤]|[QＱ]\s*[0-9０-９.．:：]|提案(?:の)?理由|(?:制定|改正)(?:の)?理由|"
    r"理\s*由$|お?問い?合わ?せ|条項目次|体系情報|沿革(?:情報)?$|(?:この)?ページの(?:先頭|トップ)|"
    r"参考(?:資料)?(?:$|[\s　:：])|資料\s*[0-9０-９]|議案第|-{3,}\s*$"
)
_FARTHEST = 40
"""Lines without tables that may stand between two supplementary provisions."""
_MAX_JUMP = 30
"""Numbers that may be missing between two articles (repealed, or an excerpt)."""


@dataclass(frozen=True)
class OrdinanceSpan:
    """One ordinance, regulation or law in a text."""

    start: int
    """First character: its title where it has one."""
    end: int
    """One past the last character of its last provision or annex."""
    title: str | None
    """As it stands on its own line, or as its preamble names it."""
    body: int
    """First character of the first article, its caption or the heading above it."""


def find_ordinances(text: str, start: int = 0, end: int | None = None) -> list[OrdinanceSpan]:
    """Return the ordinances in ``text[start:end]``, in order, without overlap.

    An ordinance has at least two articles in sequence, or one article with a title
    above it or a supplementary provision below.
    """
    marks = read_marks(text, cut_clean_lines(text, start, end))
    spans: list[OrdinanceSpan] = []
    floor = 0
    index = 0
    while index < len(marks):
        mark = marks[index]
        if mark.role != "article" or not is_article(marks, index, ()) or mark.number[0] != 1:
            index += 1
            continue
        first, body, title = _walk_up(marks, index, floor)
        stop, articles, supplement = _walk_down(marks, index)
        told = title is not None or supplement
        # 第１ 監査の概要, 第２ 監査の結果: chapters of a report, without 条.
        if not told and (articles < 2 or mark.spaced):
            index += 1
            continue
        if _is_menu(marks[index:stop], articles):
            floor = index = stop
            continue
        begin = marks[first].line.start
        if title is None:
            title = _enacted_title(text[begin : mark.line.start])
        spans.append(OrdinanceSpan(begin, _end(marks, stop), title, marks[body].line.start))
        floor = index = stop
    return spans


def title_of(mark: Mark) -> str | None:
    """Return the title of an ordinance that is all the line says, or None."""
    if mark.role != "text":
        return None
    found = _TITLE.fullmatch(clean_text(mark.line.text))
    if found is None or _NOT_A_TITLE.search(found["title"]):
        return None
    return found["title"].strip() + (found["draft"] or "")


def title_at(marks: Sequence[Mark], index: int) -> str | None:
    """Return the title of an ordinance that stands at the index, or None.

    A law's name that a line break cut out of a sentence is not one.
    """
    title = title_of(marks[index])
    after = next_content(marks, index)
    if title is None or after is None:
        return title
    if after.role == "text" and (after.line.text[0] in "（(" or Mark("text", after.line).refers):
        return None
    before = previous_content(marks, index)
    if before and before.role in ("text", "item", "paragraph") and len(before.line.text) > 25:
        return title if ends_sentence(before.line.text) else None
    return title


def is_article(marks: Sequence[Mark], index: int, current: Number) -> bool:
    """Return whether the article mark opens an article, rather than refers to one.

    Args:
        marks: Marks of the statute.
        index: Where the mark stands.
        current: Number of the article before it; empty at the start.
    """
    mark = marks[index]
    before = previous_content(marks, index)
    captioned = before is not None and before.role == "caption"
    if mark.spaced:
        if not follows(mark.number, current, jump=_MAX_JUMP):
            return False
    elif (
        mark.refers and not captioned and not _begins_with_reference(mark, before)
    ) or not follows(mark.number, current, jump=_MAX_JUMP if captioned else 1):
        return False
    if before is None or before.role in ("caption", "heading", "supplement", "issue", "contents"):
        return True
    if not ends_sentence(before.line.text) and not follows(mark.number, current, jump=1):
        return False
    if mark.bare:
        after = next_content(marks, index)
        broken = after is not None and after.role == "text" and after.line.indent == 0
        return not (broken and after is not None and Mark("text", after.line).refers)
    return mark.spaced or ends_sentence(before.line.text)


def _begins_with_reference(mark: Mark, before: Mark | None) -> bool:
    """Return whether the article's own words begin with another article's number."""
    finished = before is not None and ends_sentence(before.line.text)
    return finished and re.match(r"第\S", mark.rest) is not None


def starts_ordinance(marks: Sequence[Mark], index: int) -> bool:
    """Return whether the title at the index has an ordinance below it."""
    if title_at(marks, index) is None:
        return False
    prose = 0
    for below in range(index + 1, len(marks)):
        mark = marks[below]
        if mark.role == "article":
            return mark.number == (1,) and is_article(marks, below, ())
        if mark.role == "row" or (mark.role == "text" and title_of(mark)):
            return False
        if mark.role == "supplement" and leads_to_text(marks, below):
            return False
        prose += mark.role == "text"
        if prose > 60:
            return False
    return False


def is_foreign(mark: Mark) -> bool:
    """Return whether the line cannot belong to an ordinance."""
    if mark.role in ("text", "issue") and _FOREIGN.match(mark.line.text):
        return True
    return mark.markdown_heading and mark.role in ("text", "row", "paragraph", "item")


def _walk_up(marks: Sequence[Mark], index: int, floor: int) -> tuple[int, int, str | None]:
    """Return where the ordinance begins, where its body begins, and its title."""
    first = body = index
    prose, in_body = 0, True
    for above in range(index - 1, floor - 1, -1):
        mark = marks[above]
        if mark.role == "blank":
            continue
        title = title_at(marks, above)
        if title:
            return above, body, title
        if mark.role == "row" or is_foreign(mark):
            break
        if mark.role in ("caption", "heading") and in_body:
            first = body = above
        elif mark.role in ("heading", "contents", "contents_entry", "preamble", "supplement"):
            first, in_body = above, False
        else:
            prose, in_body = prose + 1, False
            if prose > 60:
                break
    return first, body, None


def _walk_down(marks: Sequence[Mark], index: int) -> tuple[int, int, bool]:
    """Return where the ordinance ends, its main articles, whether it has 附則."""
    current, articles, last = marks[index].last, 1, index
    part = "main"
    before = marks[index]
    comments: set[str] = set()
    for below in range(index + 1, len(marks)):
        mark = marks[below]
        if mark.role == "blank":
            continue
        if starts_ordinance(marks, below):
            break
        if is_foreign(mark):
            # 【解説】 below each article of a commentary, the last one too.
            known = mark.line.text in comments and mark.line.text.startswith("【")
            if not known and (part != "main" or not _resumes(marks, below, current)):
                break
            comments.add(mark.line.text)
        if mark.role == "supplement":
            part, current = "supplement", ()
        elif mark.role == "annex" and part != "main":
            part = "annex"
        elif mark.role == "article" and is_article(marks, below, current):
            current = mark.last
            articles += part == "main"
        elif (
            part == "supplement"
            and _is_leftover(mark, before)
            and not _supplement_goes_on(marks, below, current)
        ):
            break
        last, before = below, mark
    return last + 1, articles, part != "main"


def _resumes(marks: Sequence[Mark], index: int, current: Number) -> bool:
    """Return whether the articles go on after the mark."""
    for below in range(index + 1, min(index + 80, len(marks))):
        mark = marks[below]
        if mark.role == "supplement" and not mark.markdown_heading:
            return True
        if mark.role == "article" and is_article(marks, below, current):
            return mark.number[0] <= current[0] + 2
    return False


def _is_leftover(mark: Mark, before: Mark) -> bool:
    """Return whether the line is a heading of something else after a finished provision."""
    if mark.role == "row":
        return True
    short = mark.role == "text" and len(mark.line.text) < 25
    return short and not ends_sentence(mark.line.text) and ends_sentence(before.line.text)


def _supplement_goes_on(marks: Sequence[Mark], index: int, current: Number) -> bool:
    """Return whether supplementary provisions follow what stands between them: tables, notes."""
    seen = 0
    for below in range(index + 1, len(marks)):
        mark = marks[below]
        if mark.role in ("blank", "row"):
            continue
        seen += 1
        if seen > _FARTHEST or is_foreign(mark) or starts_ordinance(marks, below):
            return False
        if mark.role == "supplement" and not mark.markdown_heading:
            return True
        if mark.role == "article" and current and is_article(marks, below, current):
            return True
    return False


def _is_menu(marks: Sequence[Mark], articles: int) -> bool:
    """Return whether the articles are a list of links or of numbers, without words."""
    words = sum(len(m.rest) if m.label_end else len(m.line.text) for m in marks)
    sentences = any("。" in m.line.text for m in marks)
    return words < (4 if sentences else 15) * articles


def _enacted_title(text: str) -> str | None:
    found = _ENACTED.search(re.sub(r"\s", "", text))
    return found["title"] if found else None


def _end(marks: Sequence[Mark], stop: int) -> int:
    return marks[stop - 1].line.end
