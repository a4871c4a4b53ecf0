"""Rules on the division of duties: each division with its duties is one draft."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.lines import Line, starts_item, trim_line
from ingest.records import SourceText
from ingest.structure.ordinance import parse_ordinance, read_parts
from ingest.structure.ordinance_marks import Mark, read_mark
from ingest.structure.ordinance_parts import DEPARTMENT, Group, Part, unit_rank
from ingest.structure.ordinance_span import find_ordinances
from ingest.structure.page_noise import cut_clean_lines
from ingest.structure.parser import Draft

_UNIT = r"(?:課|室|係|局|部|科|所|センター|館|署|班|担当|官房|事務局|本部|区役所|支所|出張所|園)"
_NAME = rf"[^\s。、,，（）()「」]{{1,20}}?{_UNIT}"
_DUTY_WORD = r"(?:分掌事務|所掌事務|事務分掌|分担事務|分掌|所掌|事務)"
_CAPTION = re.compile(rf"(?P<name>{_NAME}(?:[、及び・]+{_NAME})*)の{_DUTY_WORD}(?:等)?$")
_OPENING = re.compile(
    rf"(?:(?P<above>{_NAME})[にの]?(?:属する|置く)?[\s　]*)??(?P<name>{_NAME})"
    r"(?:[(（][^()（）]*[)）])?"
    rf"(?:の{_DUTY_WORD}は|は[、，](?:次|左)|は[、，]?[^。]{{4,400}}(?:に関する|の)事務[^。]{{0,200}}(?:つかさどる|分掌する|所掌する|処理する)|に(?:おいて|おける)は?[、，]?次|において(?:は[、，])?(?:つかさど|分掌)|の分掌する事務は)"
)
_GENERIC = re.compile(r"^(?:各|内部部局|本庁|本局|局等|部等|課等)|の")
# 各課の事務 is about no division of its own.
_SOME = re.compile(r"[各当本同]|次|他の|内部")
_HANDLES = re.compile(r"(?:つかさど|分掌|所掌|処理|担当)(?:る|する|し、)")
# ・住民係：戸籍、住民票に関すること
_INLINE = re.compile(
    r"[・●○◆■]?[\s　]*(?P<name>[^\s　：:、。]{1,12}(?:係|班|担当|グループ|課|室))[\s　]*[：:]"
    r"[\s　]*(?P<duty>\S.{3,})"
)
_REACHED = re.compile(r"(?:電話|TEL|☎|内線|FAX|ファクス)[\s　:：]*[(（]?[0-9０-９]")
_ENDS_IN_DUTY = re.compile(r"(?:こと|事務|事項)(?:[（(][^（）()]*[)）])?[。.]?$")


_SHARE = 0.5
"""Share of the lines of a text without articles that must name divisions or duties."""
# 次の局及び室を置く: what else stands below a bureau stands beside it.
_BESIDE = re.compile(r"([局部課])(?:及び|並びに|、|・)室")


@dataclass
class _Division:
    names: tuple[str, ...]
    groups: list[Group]


class DutiesParser:
    """Cuts rules and lists by the divisions whose duties they give."""

    kind = "duties"

    def score(self, lines: Sequence[Line]) -> float:
        """Return 0.95 where two or more divisions have lists of duties, else 0.0."""
        names, duties, articles, kept = 0, 0, 0, 0
        above = ""
        for line in lines:
            if line.blank:
                continue
            mark = read_mark(line)
            kept += 1
            articles += mark.role == "article"
            text = mark.rest.strip() if mark.role == "article" else mark.line.text
            if mark.role == "caption":
                names += _CAPTION.match(mark.words) is not None
            elif DEPARTMENT.fullmatch(text):
                above = text
            elif _ENDS_IN_DUTY.search(text) and mark.role in ("item", "paragraph", "text"):
                duties += 1
                names += bool(above)
                above = ""
            elif opening := _OPENING.match(text):
                named = not _SOME.match(opening["name"])
                names += named
                duties += named and _HANDLES.search(text) is not None
        # A plan that says somewhere what each group does is no list of duties.
        mostly = articles > 0 or names + duties >= _SHARE * kept
        return 0.95 if names >= 2 and duties >= 2 and mostly else 0.0

    def parse(self, source: SourceText, start: int, end: int) -> list[Draft]:
        """Return a draft for each division, and for the articles that are about others."""
        drafts: list[Draft] = []
        spans = find_ordinances(source.text, start, end)
        for span in spans:
            found = parse_ordinance(source.text, span.start, span.end, title=span.title)
            articles = {draft.start: draft for draft in found}
            for part in read_parts(source.text, span.start, span.end):
                draft = articles.pop(part.start, None)
                if draft is not None:
                    drafts += _cut_article(source.text, part, draft)
            drafts += articles.values()  # rows of annexes
        return drafts or _cut_list(source.text, start, end)


def _cut_article(source: str, part: Part, draft: Draft) -> list[Draft]:
    if part.kind not in ("article", "section"):
        return [draft]
    if opened := [n for n, group in enumerate(part.groups) if n and _opened(group)]:
        # An article whose number was lost, as recognition of scans leaves them.
        edges = [0, *opened, len(part.groups)]
        first, *others = [part.groups[a:b] for a, b in pairwise(edges)]
        whole = _cut_article(source, _part(part, first), _redraft(source, draft, part, first))
        above = _above(part.path[:-1])
        for groups in others:
            names = (*above, _opened(groups[0]))
            whole.append(_finish(_redraft(source, draft, part, groups), names, part.locator))
        return whole
    above = _above(part.path[:-1])
    divisions = _divisions(part.groups, above or _above([part.heading]))
    if divisions:
        lead = part.groups[: _first(part.groups)]
        head = Part(part.kind, part.locator, part.heading, part.path, part.start, part.number, lead)
        text, pieces = head.build(source)
        kept = [Draft(**{**draft.__dict__, "text": text, "pieces": pieces, "end": head.end})]
        return kept + [_draft(source, part, draft, division) for division in divisions]
    name = _named(part) if part.kind == "article" else None
    if name is None:
        return [draft]
    names = (*above, name) if not above or above[-1] != name else above
    return [_finish(draft, names, part.locator)]


def _opened(group: Group) -> str:
    """Return the division whose duties a sentence announces, empty for any other group."""
    opening = _OPENING.match("".join(line.text for line in group.lines))
    return opening["name"] if opening and DEPARTMENT.fullmatch(opening["name"]) else ""


def _part(part: Part, groups: list[Group]) -> Part:
    start = groups[0].lines[0].start
    return Part(part.kind, part.locator, part.heading, part.path, start, part.number, groups)


def _redraft(source: str, draft: Draft, part: Part, groups: list[Group]) -> Draft:
    """Return the draft of some of the groups of an article."""
    own = _part(part, groups)
    text, pieces = own.build(source)
    changed = {"text": text, "pieces": pieces, "start": own.start, "end": own.end}
    return Draft(**{**draft.__dict__, **changed})


def _named(part: Part) -> str | None:
    """Return the division that the whole article is about, or None."""
    first = "".join(line.text for line in part.groups[0].lines)
    caption = _CAPTION.fullmatch(part.heading)
    if caption and _SOME.match(caption["name"]):
        caption = None
    listed = sum(1 for g in part.groups[1:] if _ENDS_IN_DUTY.search(g.lines[-1].text))
    handles = any(_HANDLES.search("".join(line.text for line in g.lines)) for g in part.groups)
    if not listed and not handles and not _ENDS_IN_DUTY.search(first):
        return None
    body = re.sub(r"^第\S+?条(?:の\S+?)?[\s　]*(?:[（(][^（）()]*[)）][\s　]*)?", "", first)
    opening = _OPENING.match(body)
    # A caption stands for the articles below it too that have none of their own.
    if opening and not _SOME.match(opening["name"]):
        return opening["name"]
    return caption["name"] if caption else None


def _divisions(groups: Sequence[Group], above: tuple[str, ...]) -> list[_Division]:
    """Return the divisions that stand as lines of their own above lists of duties."""
    stack = list(above)
    divisions: list[_Division] = []
    beside = _BESIDE.search("".join(line.text for line in groups[0].lines))
    for group in groups[1:]:
        name = _department(group)
        if name:
            rank = unit_rank(beside[1] if beside and name.endswith("室") else name)
            while stack and unit_rank(stack[-1]) >= rank:
                stack.pop()
            stack.append(name)
            divisions.append(_Division(tuple(stack), [group]))
        elif divisions:
            divisions[-1].groups.append(group)
    found = [d for d in divisions if len(d.groups) > 1]
    # 「総務課に次の係を置く」 is a list of names without a duty.
    return found if any(_has_duty(division) for division in found) else []


def _has_duty(division: _Division) -> bool:
    return any(_ENDS_IN_DUTY.search(group.lines[-1].text) for group in division.groups[1:])


def _first(groups: Sequence[Group]) -> int:
    return next((i for i, group in enumerate(groups) if i and _department(group)), len(groups))


def _department(group: Group) -> str:
    if len(group.lines) != 1:
        return ""
    mark = read_mark(group.lines[0])
    text = mark.rest.strip() if mark.label_end else mark.line.text
    text = re.sub(r"[（(][^（）()]*[)）]$", "", text).strip("【】〔〕<>〈〉■●○・ 　")
    return text if DEPARTMENT.fullmatch(text) else ""


def _above(path: Sequence[str]) -> tuple[str, ...]:
    """Return the departments that the headings above name: 第2章 市民部 gives 市民部."""
    names = [re.sub(r"^第\S+?[編章節款目][\s　]*", "", title) for title in path]
    names = [re.sub(rf"の{_DUTY_WORD}(?:等)?$", "", name) for name in names]
    return tuple(n for n in names if DEPARTMENT.fullmatch(n) and not _GENERIC.search(n))


def _draft(source: str, part: Part, article: Draft, division: _Division) -> Draft:
    draft = _redraft(source, article, part, division.groups)
    return _finish(draft, division.names, part.locator)


def _finish(draft: Draft, names: tuple[str, ...], locator: str) -> Draft:
    department = " ".join(names)
    place = f"{locator} {department}".strip()
    return Draft(
        **{
            **draft.__dict__,
            "kind": "duty",
            "locator": place,
            "heading": names[-1],
            "departments": tuple(" ".join((*names[:-1], name)) for name in _each(names[-1])),
            "path": (*draft.path[:-1], place),
            "label_suffix": place,
        }
    )


def _each(name: str) -> list[str]:
    """Return the departments of which one article gives the duties: 北支所及び南支所."""
    parts = re.split(r"及び|並びに|、|・", name)
    return parts if all(DEPARTMENT.fullmatch(part) for part in parts) else [name]


def _cut_list(source: str, start: int, end: int) -> list[Draft]:
    """Return the divisions of a list without articles: a name, then its duties."""
    drafts: list[Draft] = []
    stack: list[str] = []
    groups: list[Group] = []

    def close() -> None:
        if stack and len(groups) > 1:
            first = groups[0].lines[0].start
            part = Part("duty", "", "", (), first, (), list(groups))
            text, pieces = part.build(source)
            blank = Draft("duty", "", "", text, pieces, first, part.end, path=("",))
            drafts.append(_finish(blank, tuple(stack), ""))

    for line in _units_apart(source, cut_clean_lines(source, start, end)):
        if line.blank:
            continue
        mark = read_mark(line)
        group = Group([mark.line])
        opening = _OPENING.match(mark.line.text) if mark.role == "text" else None
        name = opening["name"] if opening else _department(group)
        if name:
            close()
            while stack and unit_rank(stack[-1]) >= unit_rank(name):
                stack.pop()
            stack.append(name)
            groups = [group]
        elif _goes_on(mark, groups):
            groups[-1].lines.append(mark.line)
        elif groups:
            groups.append(group)
    close()
    return drafts


def _goes_on(mark: Mark, groups: Sequence[Group]) -> bool:
    """Return whether the line is the rest of the duty before it."""
    if mark.role != "text" or len(groups) < 2 or starts_item(mark.line.text):
        return False
    return not groups[-1].finished and not _REACHED.search(groups[-1].lines[-1].text)


def _units_apart(source: str, lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines, 住民係：戸籍に関すること as one for the unit and one for its duties."""
    for line in lines:
        found = _INLINE.fullmatch(line.text)
        if found is None or not DEPARTMENT.fullmatch(found["name"]):
            yield line
            continue
        for part in ("name", "duty"):
            a, b = found.span(part)
            yield trim_line(source, line.start + a, line.start + b, page=line.page)
