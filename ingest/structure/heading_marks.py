"""Which lines of an unknown document are headings, and how deep."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.lines import Line, cut_pages, ends_sentence, starts_item
from ingest.normalize import KANJI_NUMERAL, NUMBER, match_form
from ingest.structure.layout import without_marks

_STYLES: tuple[tuple[str, int, str], ...] = (
    ("編", 10, rf"第\s*{NUMBER}\s*[編部](?=[\s　:：]|$)"),
    ("章", 20, rf"(?:第\s*{NUMBER}\s*章|{NUMBER}章)"),
    ("節", 30, rf"第\s*{NUMBER}\s*[節款]"),
    ("資料", 20, r"(?:参考)?資料\s*(?:編|[0-9０-９]+)?(?=[\s　:：]|$)"),
    (
        "柱",
        30,
        r"(?:基本目標|基本方針|基本施策|重点施策|施策|政策|目標|方針|議題|議案|日程)"
        rf"\s*{NUMBER}(?=[\s　:：.．]|$)",
    ),
    ("ローマ", 40, r"[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]+[\s　.．、]|(?:I{1,3}|IV|VI{0,3}|IX|X)[\s　.．]+(?=\S)"),
    ("漢数字", 42, rf"[{KANJI_NUMERAL}]{{1,3}}[\s　.．、](?=\S)"),
    ("枝", 52, r"[0-9０-９]{1,2}(?:\s*[.．\-－‐]\s*[0-9０-９]{1,2})+(?![0-9０-９年月])[\s　.．]*"),
    ("数字", 46, r"[0-9０-９]{1,2}(?:[.．、][\s　]*|[\s　]+)(?=[^\s0-9０-９])"),
    ("括弧", 60, r"[(（][0-9０-９]{1,2}[)）]|[⑴-⒇]"),
    ("カナ", 70, r"[ア-ン][\s　.．、](?=\S)|[(（][ア-ン][)）]"),
    ("丸", 74, r"[①-⑳]"),
)
_BRACKETS = re.compile(
    r"(?:【[^【】]{1,40}】|〔[^〔〕]{1,40}〕|〈[^〈〉]{1,40}〉|＜[^＜＞]{1,40}＞|《[^《》]{1,40}》)$"
)
_SYMBOL = re.compile(r"[■□◆◇▼▽★☆◎](?=\s*\S)")
_QUESTION = re.compile(
    r"(?:[QＱ](?:[\s　]*[0-9０-９]{1,3}[\s　.．:：、)）]*|[\s　.．:：、]+)"
    r"|(?:問|質問)[\s　]*[0-9０-９]{0,3}[\s　.．:：、]+)(?=\S)"
)
_ASKS = re.compile(
    r".{4,150}(?:[？?]|(?:です|ます|でしょう|ません|でした|ました|ない|たい|よい|いい)(?:の|ん(?:です)?)?か[。.]?)"
    r"(?:[(（][^()（）]{1,30}[)）])?",
    re.DOTALL,
)
_ANSWER = re.compile(
    r"(?:[AＡ][\s　]*[0-9０-９]{0,3}[\s　.．:：、)）]+|(?:答|回答)[\s　]*[0-9]{0,3}[\s　.．:：、]+)"
)
_PAGE_NUMBER = re.compile(
    r"(?:[-‐－–—]\s*)?(?:P\.?|ｐ\.?)?\s*[0-9０-９]{1,4}(?:\s*[/／]\s*[0-9０-９]{1,4})?(?:\s*[-‐－–—])?"
    r"(?:\s*ページ)?"
)
_LEADER = re.compile(r"(?:[.．…・‥]\s*){3,}\s*(?:P|Ｐ|p)?[\s.．]*[0-9０-９]*\s*\|?\s*$")
_CONTENTS = re.compile(r"(?:#+\s*)?(?:もくじ|目\s*次|CONTENTS|Contents)$")
_PLAIN = 90
_MAX_HEADING = 45
_MANY_QUESTIONS = 2


@dataclass(frozen=True)
class Heading:
    """A line that heads what follows."""

    line: Line
    """Without Markdown marks."""
    level: int
    """Smaller is higher; comparable within one document."""
    style: str
    """編, 章, 数字 …, 括, 記号, 問 for a question, 無 without a mark."""
    label: str = ""
    """Its number as written, without spaces: 第1章, (2); empty without one."""

    @property
    def rank(self) -> int:
        """Place of its kind of number among the kinds, 0 without a number."""
        if not self.label:
            return 0
        return next((rank for style, rank, _ in _STYLES if style == self.style), 0)

    @property
    def aside(self) -> bool:
        """Whether it is a heading in brackets or a note, which ends no numbered section."""
        return self.style in ("括", "注")

    @property
    def name(self) -> str:
        """Text of the heading, its number left out."""
        text = self.line.text.strip()
        rest = text[len(text) - len(_after(text, self)) :]
        return rest.strip(" 　:：.．、【】〔〕〈〉＜＞《》■□◆◇▼▽★☆◎") or text


def _after(text: str, heading: Heading) -> str:
    if heading.style == "問":
        found = _QUESTION.match(text)
        return text[found.end() :] if found else text
    for style, _, pattern in _STYLES:
        if style == heading.style and (found := re.match(pattern, text)):
            return text[found.end() :]
    return text


def find_headings(lines: Sequence[Line]) -> dict[int, Heading]:
    """Return the headings by the index of their line."""
    markdown = sum(1 for line in lines if re.match(r"#{1,6}\s+\S", line.text)) >= 2
    candidates: dict[int, Heading] = {}
    for index, line in enumerate(lines):
        if line.blank or line.text.startswith("|"):
            continue
        heading = _markdown_heading(line) if line.text.startswith("#") else None
        if heading is None:
            heading = _plain_heading(lines, index, markdown=markdown)
        if heading:
            candidates[index] = heading
    _mark_questions(candidates)
    return {
        i: h for i, h in candidates.items() if h.level < 10 or not _in_list(lines, candidates, i)
    }


def _mark_questions(headings: dict[int, Heading]) -> None:
    """Take headings that ask for questions, where sisters of them ask too.

    A single one (「なぜ計画が必要ですか」) heads a chapter like any other.
    """
    marked = {at: h for at, h in headings.items() if h.level < 10}
    asking = {at: h for at, h in marked.items() if not h.rank and asks(h.line.text)}
    for at, heading in asking.items():
        if sum(other.level == heading.level for other in asking.values()) >= _MANY_QUESTIONS:
            headings[at] = replace(heading, style="問")


def asks(text: str) -> bool:
    """Return whether a heading is a question, marked as one or by the way it ends."""
    return _QUESTION.match(text.strip()) is not None or _ASKS.fullmatch(text.strip()) is not None


def _markdown_heading(line: Line) -> Heading | None:
    found = re.match(r"(#{1,6})\s+", line.text)
    plain = without_marks(line)
    if not found or plain.blank:
        return None
    if _QUESTION.match(plain.text):
        return Heading(plain, len(found[1]), "問")
    for style, _, pattern in _STYLES:
        if match := re.match(pattern, plain.text):
            label = re.sub(r"[\s　]", "", match.group()).rstrip(".．、")
            return Heading(plain, len(found[1]), style, label)
    style = "括" if _BRACKETS.fullmatch(plain.text) or plain.text[0] in "【〈＜" else "無"
    return Heading(plain, len(found[1]), "注" if plain.text[0] == "※" else style)


def _plain_heading(lines: Sequence[Line], index: int, *, markdown: bool) -> Heading | None:
    plain = without_marks(lines[index])
    text = plain.text
    if _QUESTION.match(text) and len(text) <= 200:
        return Heading(plain, 80, "問")
    if len(text) > _MAX_HEADING or text.endswith(("。", "、", "，", ",")) or "\t" in text:
        return None
    if _BRACKETS.fullmatch(text):
        return Heading(plain, 78, "括")
    if _SYMBOL.match(text) and not starts_item(text[1:].strip()):
        return Heading(plain, 76, "記号")
    if markdown:
        bold = lines[index].text.startswith("**") and lines[index].text.endswith("**")
        return Heading(plain, _PLAIN, "無") if bold and not starts_item(text) else None
    for style, level, pattern in _STYLES:
        match = re.match(pattern, text)
        if match and not re.match(r"[のにをはがでと、]", text[match.end() :]):
            if level >= 40 and not text[match.end() :].strip():
                return None
            depth = level + len(re.findall(r"[.．\-－‐]", match.group())) * (style == "枝")
            label = re.sub(r"[\s　]", "", match.group()).rstrip(".．、")
            return Heading(plain, depth, style, label)
    return Heading(plain, _PLAIN, "無") if _stands_alone(lines, index) else None


def _stands_alone(lines: Sequence[Line], index: int) -> bool:
    """Return whether a short line without a mark has a blank line above and text below it."""
    text = lines[index].text
    if len(text) > 25 or len(text) < 2 or starts_item(text) or re.search(r"[:：]|[0-9]{3}|@", text):
        return False
    if ends_sentence(text) or text.startswith(("（", "(", "※", "・", "「")):
        return False
    before = lines[index - 1] if index else None
    above = next((line for line in reversed(lines[:index]) if not line.blank), None)
    after = next((line for line in lines[index + 1 :] if not line.blank), None)
    if (before is not None and not before.blank) or after is None:
        return False
    if above is not None and not ends_sentence(above.text) and len(above.text) > 25:
        return False
    return len(after.text) > 25 or starts_item(after.text)


def _in_list(lines: Sequence[Line], candidates: dict[int, Heading], index: int) -> bool:
    """Return whether the candidate is an entry of a list: its sisters stand right beside it."""
    heading = candidates[index]
    if heading.style in ("編", "章", "節", "括", "問", "無"):
        return False
    for step in (1, -1):
        at = index + step
        while 0 <= at < len(lines) and lines[at].blank:
            at += step
        near = candidates.get(at)
        if near and near.style == heading.style:
            return True
    after = next((i for i in range(index + 1, len(lines)) if not lines[i].blank), None)
    return after is None


def find_noise(lines: Sequence[Line]) -> set[int]:
    """Return the indexes of lines that are no text: page numbers and headers, contents, rules."""
    noise = {i for i, line in enumerate(lines) if line.text and set(line.text) <= set("-=_*─━―－ ")}
    noise |= _front_matter(lines)
    noise |= _contents(lines)
    numbers = {line.start: i for i, line in enumerate(lines)}
    pages = [[line for line in page if not line.blank] for page in cut_pages(lines)]
    edges: dict[str, list[int]] = {}
    for page in pages:
        for line in {*page[:2], *page[-2:]}:
            if len(pages) > 1 and _PAGE_NUMBER.fullmatch(line.text):
                noise.add(numbers[line.start])
            key = re.sub(r"[0-9]+", "0", match_form(line.text))
            edges.setdefault(key, []).append(numbers[line.start])
    for key, found in edges.items():
        if len(found) >= 3 and len(found) * 2 >= len(pages) and len(key) < 60:
            noise.update(found)
    noise |= {
        i
        for i, line in enumerate(lines)
        if re.fullmatch(r"[-‐－–—]\s*[0-9０-９]{1,4}\s*[-‐－–—]", line.text)
    }
    return noise


def _front_matter(lines: Sequence[Line]) -> set[int]:
    if not lines or lines[0].text != "---":
        return set()
    for index in range(1, min(len(lines), 40)):
        if lines[index].text in ("---", "..."):
            return set(range(index + 1))
        if lines[index].text and not re.match(r"[\w-]+\s*:|-\s", lines[index].text):
            break
    return set()


def _contents(lines: Sequence[Line]) -> set[int]:
    found = {i for i, line in enumerate(lines) if _LEADER.search(line.text)}
    for index, line in enumerate(lines):
        if not _CONTENTS.fullmatch(line.text):
            continue
        found.add(index)
        seen: set[str] = set()
        for below in range(index + 1, len(lines)):
            text = lines[below].text
            key = re.sub(r"[0-9]+$", "", match_form(_LEADER.sub("", text)))
            entry = _LEADER.search(text) or re.search(r"[\s　][0-9０-９]{1,3}\s*\|?$", text)
            if text and not entry:
                rule = set(text) <= set("|-: ")
                numbered = any(re.match(p, text) for _, _, p in _STYLES) and len(text) <= 40
                if not rule and (not numbered or key in seen):
                    break
            seen.add(key)
            found.add(below)
    return found
