"""What each passage says of departments: names, duties, goals, telephone, window, renaming."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from ingest.records import Audience, Passage
from ingest.structure.ordinance_parts import DEPARTMENT, unit_rank

LineKind = Literal[
    "unit", "duty", "goal", "procedure", "contact", "window", "alias", "formerly", "removed"
]

PHONE = re.compile(
    r"(?<![\d０-９-])[0０][\d０-９]{1,4}[-‐－―(（][\d０-９]{1,4}[-‐－―)）][\d０-９]{3,4}(?![\d０-９])"
)
_MOST = 160
"""Characters of a value that are kept; the passage has the rest."""
_FARTHEST = 16
"""Characters between a department and its telephone number: 直通, 電話番号, 内線 12."""
_CAPTIONED = re.compile(r"(?P<name>[^:：\n]{1,16})[:：][\s　]*(?P<value>\S.*)")
_WINDOW = re.compile(r"(?:受付|取扱)?窓口(?:番号|名)?|受付場所|場所|フロア|階")
_DUTY = re.compile(r"(?:こと|事務|事項)(?:[（(][^（）()]*[)）])?[。.]?$")
# A name, as far as punctuation and particles (ごみのことは環境課へ) do not belong to it.
_TOKEN = re.compile(r"[^\s　、，,。・:：;；（）()「」『』【】〔〕|｜→⇒/／のをにはがへもで]+")
_ITEM = re.compile(r"^[\s　]*(?:[(（][0-9０-９]+[)）]|[0-9０-９]+[\s　.．、]|[①-⑳・])[\s　]*")
_BUREAU = re.compile(r"(?<!事務)局(?![長員])")
_SETS_UP = re.compile(
    r"(?:課|係|部|室|局|組織|センター|班)[^。]{0,30}?を?(?:置く|設ける|とおりとする)"
)
_UNDER = re.compile(r"(?P<name>\S{1,20})に[、，]?次の")
_RENAMED = (
    re.compile(r"「(?P<old>[^「」]{2,16})」を「(?P<new>[^「」]{2,16})」に改め"),
    re.compile(
        r"(?P<new>[^\s、。（）()「」]{2,16})[（(]旧[\s　:：]*(?P<old>[^\s（）()]{2,16})[)）]"
    ),
    re.compile(
        r"(?P<old>[^\s、。（）()「」はがを]{2,16})[をは][、，]?(?P<new>[^\s、。（）()「」]{2,16})に"
        r"(?:改称|名称(?:を)?変更|名称が変わ|再編|統合)"
    ),
)
_ALIAS = re.compile(
    r"(?P<full>[^\s、。（）()「」]{2,24})[（(]以下(?:単に)?「(?P<alias>[^「」]{2,14})」という"
)
_GENERIC = re.compile(
    r"各|(?:当該|本|同|この|その|他の?|関係|所管|担当|主管|次の|全)(?:局|部|課|室|係|所|署)?$"
)


@dataclass(frozen=True)
class DirectoryLine:
    """One thing that one passage says of one department."""

    municipality: str | None
    path: str
    """環境局 資源循環推進部; as much of the path as the passage tells."""
    kind: LineKind
    value: str
    """A telephone number, a window, a duty; empty for a mere mention."""
    passage_id: str
    """Empty where a table of corrections says it."""
    document: str
    label: str
    """As the source is cited."""
    date: str | None
    audience: Audience


def directory_lines(passages: Iterable[Passage]) -> list[DirectoryLine]:
    """Return what the passages say of departments, each thing once a passage."""
    found: dict[DirectoryLine, None] = {}
    for passage in passages:
        for path, kind, value in _said(passage):
            line = DirectoryLine(
                passage.municipality,
                unicodedata.normalize("NFKC", path),
                kind,
                value if len(value) <= _MOST else f"{value[: _MOST - 1]}…",
                passage.passage_id,
                passage.document,
                passage.label,
                passage.date,
                passage.audience,
            )
            found[line] = None
    return list(found)


def is_department(name: str) -> bool:
    """Return whether the words are the name of one department, not of any (各課, 担当課)."""
    return DEPARTMENT.fullmatch(name) is not None and _GENERIC.match(name) is None


def _said(passage: Passage) -> Iterator[tuple[str, LineKind, str]]:
    paths = [path for name in passage.departments if (path := _path(name))]
    for path in paths:
        yield path, "unit", ""
    if paths and passage.kind == "duty":
        yield paths[0], "duty", _duties(passage.text)
    elif paths and passage.kind == "goal":
        yield paths[0], "goal", " ".join(passage.text.split())
    elif passage.kind in ("procedure", "row", "faq"):
        for path in paths:
            yield path, "procedure", passage.heading
    yield from _contacts(passage, paths)
    if passage.kind in ("article", "section", "duty", "preamble"):
        yield from _structure(passage.text)
        yield from _renamings(passage.text)


def _path(name: str) -> str:
    """Return a department's name as a path, empty where it is none."""
    parts = unicodedata.normalize("NFKC", name).split()
    return " ".join(parts) if parts and len(parts) <= 5 and is_department(parts[-1]) else ""


def _duties(text: str) -> str:
    lines = [_ITEM.sub("", line).strip() for line in text.split("\n")]
    duties = [line for line in lines[1:] if _DUTY.search(line)]
    plain = [line for line in lines[1:] if not _CAPTIONED.match(line)]
    return " ".join(duties or plain[-1:] or lines[-1:])


def _contacts(passage: Passage, paths: list[str]) -> Iterator[tuple[str, LineKind, str]]:
    """Yield numbers that stand beside a department, or are the only one of the only one."""
    beside = False
    above = ""
    for line in passage.text.split("\n"):
        for found in PHONE.finditer(line):
            path = _before(line[: found.start()]) or (above if found.start() <= _FARTHEST else "")
            if path:
                beside = True
                yield path, "contact", _digits(found.group())
        tokens = [token.group() for token in _TOKEN.finditer(line)]
        above = " ".join(tokens) if tokens and all(map(is_department, tokens)) else ""
        caption = _CAPTIONED.fullmatch(line)
        if caption and len(paths) == 1 and _WINDOW.fullmatch(caption["name"].strip()):
            yield paths[0], "window", caption["value"].strip()
    numbers = {_digits(found.group()) for found in PHONE.finditer(passage.text)}
    if not beside and len(paths) == 1 and len(numbers) == 1:
        yield paths[0], "contact", numbers.pop()


def _before(text: str) -> str:
    """Return the department whose name ends right before a number: 福祉部 介護課（電話 …."""
    tokens = list(_TOKEN.finditer(text))
    last = next((i for i in reversed(range(len(tokens))) if is_department(tokens[i].group())), None)
    if last is None or len(text) - tokens[last].end() > _FARTHEST:
        return ""
    if "。" in text[tokens[last].end() :]:
        return ""
    first = last
    while (
        first
        and is_department(tokens[first - 1].group())
        and not text[tokens[first - 1].end() : tokens[first].start()].strip()
        and unit_rank(tokens[first - 1].group()) < unit_rank(tokens[first].group())
    ):
        first -= 1
    return " ".join(token.group() for token in tokens[first : last + 1])


def _digits(number: str) -> str:
    plain = unicodedata.normalize("NFKC", number)
    return re.sub(r"[‐―()]", "-", plain)


def _structure(text: str) -> Iterator[tuple[str, LineKind, str]]:
    """Yield the departments that an article sets up, each under the one above it."""
    lead, *lines = text.split("\n")
    if not _SETS_UP.search(lead):
        return

    def rank(name: str) -> int:
        # 市長公室 stands beside 部 where there are no 局.
        beside = name.endswith("公室") and _BUREAU.search(text) is None
        return unit_rank("部" if beside else name)

    stack: list[str] = []
    under = _UNDER.search(lead)
    name = re.sub(r"^第\S+?条(?:の\S+?)?[\s　]*", "", under["name"]) if under else ""
    if is_department(name):
        stack.append(name)
    for line in lines:
        tokens = [token.group() for token in _TOKEN.finditer(_ITEM.sub("", line))]
        if not tokens or not all(is_department(token) for token in tokens):
            continue
        for token in tokens:
            while stack and rank(stack[-1]) >= rank(token):
                stack.pop()
            stack.append(token)
            yield " ".join(stack), "unit", ""


def _renamings(text: str) -> Iterator[tuple[str, LineKind, str]]:
    for pattern in _RENAMED:
        for found in pattern.finditer(text):
            if is_department(found["old"]) and is_department(found["new"]):
                yield found["new"], "formerly", found["old"]
    for found in _ALIAS.finditer(text):
        if is_department(found["full"]) and is_department(found["alias"]):
            yield found["full"], "alias", found["alias"]
