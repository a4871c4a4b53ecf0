"""Which lines of an unknown document are headings, and how deep."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.lines import Line, ends_sentence, starts_item
from ingest.structure.heading_lists import LABELLED, in_list, listed_candidates
from ingest.structure.heading_styles import STYLES
from ingest.structure.layout import without_marks

_BRACKETS = re.compile(
    r"(?:【[^【】]{1,40}】|〔[^〔〕]{1,40}〕|〈[^〈〉]{1,40}〉|＜[^＜＞]{1,40}＞|《[^《》]{1,40}》)$"
)
# （子育て・教育） between the paragraphs of a speech.
_ROUND = re.compile(r"[(（][^()（）:：。0-9０-９]{2,20}[)）]")
# ▽料金＝無料: an entry of a notice; and what goes on after a full stop is a sentence.
_ENTRY = re.compile(r"[■□◆◇▼▽★☆◎][\s　]*[^\s＝=：:]{1,12}[\s　]*[＝=：:]|[^。]*。.")
# 松下　由美　議員 below what a member asks about in a council's newsletter.
_MEMBER = re.compile(
    r"(?:[◆◎○]\s*)?[^\s　。]{1,6}[\s　]+[^\s　。]{1,6}[\s　]*(?:議員)?"
    r"(?:(?<=議員)|[(（][^()（）]{1,10}[)）])"
)
# 問農政課☎55-1151: the last line of a notice.
_CONTACT = re.compile(
    r".*(?:☎|℡|電話|TEL|内線)[\s　:：]*[(（]?[0-9０-９][-‐－0-9０-９()（）]{3,}.{0,12}"
)
# ○　防犯カメラの増設（拡充）　【地域安全課】　8,800千円
_PROJECT = re.compile(
    r"[○●◎◇◆■□・★☆][\s　]*[^。、【】]{3,40}[\s　]*"
    r"【[^【】]{1,30}(?:課|室|部|局|センター|所|館|署)】"
    r"[\s　]*[0-9０-９,，．.百万億千円]*$"
)
# 柏葉市長　西村　誠: who signs heads nothing.
_SIGNED = re.compile(
    r"[^\s、。]{1,12}(?:[都道府県市区町村]長|知事|管理者|教育長|議長|理事長)(?:職務代理者)?"
    r"(?:[\s　]+[一-龥々ぁ-んァ-ヶ]{1,4}){1,4}(?:[\s　]+印)?"
)
# 【修正可決】市営駐車場条例の一部改正
_DECIDED = re.compile(r"【[^【】]{2,8}】[^。、:：\s0-9０-９][^。:：]{3,38}$")
# １　休日の臨時開庁, typed in a document that marks only its other headings.
_TYPED_NUMBER = re.compile(r"[0-9０-９]{1,2}　\S")
_NUMBERED_MARKED = re.compile(r"#{1,6}\s+[0-9０-９]{1,2}[\s　.．、]")
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
_ANSWER = re.compile(r"(?:[AＡ][\s　]*[0-9０-９]{0,3}|答え?|回答)[\s　.．:：、)）（(]")
# （１）に掲げる and 第2章の規定 refer to a heading; （１）にぎわい and 1 はじめに are one.
_GOES_ON = re.compile(
    r"の(?![びりぞ])|に(?:掲|規定|定|よ|つ|お|係|該当|基|準|対|関|示)|を|は(?![じぐたば])|が(?![んけ])"
    r"|で(?![んき])|と(?![きもりく])|、"
)
_PLAIN = 90
_ASKED_ABOUT = 72
"""Level of what a member asks about, above the questions."""
_NUMBERED_LISTS = 36
"""Level of headings from which on a number may as well be an item's of a list."""
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
        return next((rank for style, rank, _ in STYLES if style == self.style), 0)

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
    for style, _, pattern in STYLES:
        if style == heading.style and (found := re.match(pattern, text)):
            return text[found.end() :]
    return text


def find_headings(lines: Sequence[Line]) -> dict[int, Heading]:
    """Return the headings by the index of their line."""
    markdown = sum(1 for line in lines if re.match(r"#{1,6}\s+\S", line.text)) >= 2
    typed = markdown and not any(_NUMBERED_MARKED.match(line.text) for line in lines)
    candidates: dict[int, Heading] = {}
    for index, line in enumerate(lines):
        if line.blank or line.text.startswith("|"):
            continue
        heading = _markdown_heading(line) if line.text.startswith("#") else None
        if heading is None:
            heading = _plain_heading(lines, index, markdown=markdown, typed=typed)
        if heading:
            candidates[index] = heading
    if not markdown:
        candidates |= _round_headings(lines)
    _mark_questions(candidates)
    listed = listed_candidates(lines, candidates)
    headings = {
        i: h
        for i, h in candidates.items()
        if h.level < 10 or not (i in listed or in_list(lines, candidates, i))
    }
    return headings | _rubrics(lines, headings)


def _rubrics(lines: Sequence[Line], headings: dict[int, Heading]) -> dict[int, Heading]:
    """Return the headings in brackets that hold notices, above these: 【催し】 ■ 産業まつり."""
    found: dict[int, Heading] = {}
    for above, below in pairwise(sorted(headings)):
        first, second = headings[above], headings[below]
        if (first.style, second.style) == ("括", "記号") and all(
            line.blank for line in lines[above + 1 : below]
        ):
            found[above] = replace(first, level=second.level - 1)
    return found


def _round_headings(lines: Sequence[Line]) -> dict[int, Heading]:
    """Return the lines in round brackets that head paragraphs, where there are several."""
    found: dict[int, Heading] = {}
    for index, line in enumerate(lines):
        if not _ROUND.fullmatch(line.text) or (index and not lines[index - 1].blank):
            continue
        after = next((other for other in lines[index + 1 :] if not other.blank), None)
        if after is not None and (len(after.text) > 25 or after.text.endswith("。")):
            found[index] = Heading(line, 78, "括")
    return found if len(found) > 1 else {}


def _mark_questions(headings: dict[int, Heading]) -> None:
    """Take headings that ask for questions, where sisters of them ask too.

    A single one (「なぜ計画が必要ですか」) heads a chapter like any other.
    """
    marked = {at: h for at, h in headings.items() if h.level < 10}
    asking = {at: h for at, h in marked.items() if not h.rank and asks(h.line.text)}
    for at, heading in asking.items():
        if sum(other.level == heading.level for other in asking.values()) >= _MANY_QUESTIONS:
            headings[at] = replace(heading, style="問")


def starts_answer(line: Line) -> bool:
    """Return whether the answer to a question begins on the line."""
    return _ANSWER.match(line.text) is not None


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
    for style, _, pattern in STYLES:
        if match := re.match(pattern, plain.text):
            label = re.sub(r"[\s　]", "", match.group()).rstrip(".．、")
            return Heading(plain, len(found[1]), style, label)
    style = "括" if _BRACKETS.fullmatch(plain.text) or plain.text[0] in "【〈＜" else "無"
    return Heading(plain, len(found[1]), "注" if plain.text[0] == "※" else style)


def _plain_heading(
    lines: Sequence[Line], index: int, *, markdown: bool, typed: bool
) -> Heading | None:
    plain = without_marks(lines[index])
    text = plain.text
    if _QUESTION.match(text) and len(text) <= 200 and not _CONTACT.fullmatch(text):
        return Heading(plain, 80, "問")
    if (
        len(" ".join(text.split())) > _MAX_HEADING
        or text.endswith(("。", "、", "，", ","))
        or "\t" in text
    ):
        return None
    if _BRACKETS.fullmatch(text):
        return Heading(plain, 78, "括")
    if _ENTRY.match(text) or LABELLED.match(text):
        return None
    if _PROJECT.match(text):
        return Heading(plain, 76, "記号")
    if _SYMBOL.match(text) and not starts_item(text[1:].strip()):
        return Heading(plain, 76, "記号")
    if _DECIDED.match(text) and _is_decision(lines, index):
        return Heading(plain, 78, "括")
    numbered = typed and _TYPED_NUMBER.match(text) is not None
    if markdown and not numbered and not _stands_apart(lines, index, text):
        bold = lines[index].text.startswith("**") and lines[index].text.endswith("**")
        return Heading(plain, _PLAIN, "無") if bold and not starts_item(text) else None
    for style, level, pattern in STYLES:
        match = re.match(pattern, text)
        if match and not _GOES_ON.match(text[match.end() :]):
            if level >= 40 and not text[match.end() :].strip():
                return None
            depth = level + len(re.findall(r"[.．\-－‐]", match.group())) * (style == "枝")
            label = re.sub(r"[\s　]", "", match.group()).rstrip(".．、")
            return Heading(plain, depth, style, label)
    above = next((line for line in reversed(lines[:index]) if not line.blank), None)
    after = next((line for line in lines[index + 1 :] if not line.blank), None)
    if above and ends_sentence(above.text) and "議員" in text and _MEMBER.fullmatch(text):
        return Heading(plain, _ASKED_ABOUT - 1, "無")
    led = above is not None and "議員" in above.text and _MEMBER.fullmatch(above.text)
    if led and after and _QUESTION.match(after.text):
        return Heading(plain, _ASKED_ABOUT, "無")
    if not _stands_alone(lines, index, above, after):
        return None
    asked = after is not None and _MEMBER.fullmatch(after.text)
    return Heading(plain, _ASKED_ABOUT if asked else _PLAIN, "無")


def _is_decision(lines: Sequence[Line], index: int) -> bool:
    """Return whether a paragraph stands below 【可決】議員定数条例の一部改正, no label's sister."""
    after = next((line for line in lines[index + 1 :] if not line.blank), None)
    return after is not None and not after.text.startswith("【") and len(after.text) >= 15


def _stands_apart(lines: Sequence[Line], index: int, text: str) -> bool:
    """Return whether a line of its own has a number of parts and measures: 施策１－１ 学校教育.

    Extraction marks headings by the size of their letters, and these may be as large as text.
    """
    found = any(level < _NUMBERED_LISTS and re.match(p, text) for _, level, p in STYLES)
    above = index == 0 or lines[index - 1].blank
    below = index + 1 == len(lines) or lines[index + 1].blank
    return found and above and below


def _stands_alone(
    lines: Sequence[Line], index: int, above: Line | None, after: Line | None
) -> bool:
    """Return whether a short line without a mark has a blank line above and text below it."""
    text = lines[index].text
    if len(text) > 25 or len(text) < 2 or starts_item(text) or re.search(r"[:：]|[0-9]{3}|@", text):
        return False
    if (
        _SIGNED.fullmatch(text)
        or text[-1] in "。！？!?」』"
        or text.startswith(("（", "(", "※", "・", "「"))
    ):
        return False
    before = lines[index - 1] if index and not _CONTACT.fullmatch(lines[index - 1].text) else None
    if (before is not None and not before.blank) or after is None:
        return False
    finished = above is None or ends_sentence(above.text) or _CONTACT.fullmatch(above.text)
    if not finished and above is not None and len(above.text) > 25:
        return False
    return (
        len(after.text) > 25 or starts_item(after.text) or _MEMBER.fullmatch(after.text) is not None
    )
