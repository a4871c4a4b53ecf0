"""What the parsers of laid-out documents share: blocks, headings without marks, drafts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from ingest.builder import PassageBuilder
from ingest.lines import JAPANESE, Line, display_width, trim_line
from ingest.normalize import map_radicals
from ingest.records import PassageKind
from ingest.structure.parser import Draft

_HASHES = re.compile(r"#{1,6}(?:[ 　]+|(?=[^#\s]))")
_LETTER_SPACED = re.compile(rf"[{JAPANESE}] [{JAPANESE}]|(?:\S ){{2,}}\S")
_SPACES = re.compile(r"[ 　\t]+")
_ENTRY = re.compile(r"[▽▼▷▶◇◆](?=[^\s＝=：:▽▼▷▶◇◆]{1,12}[\s　]*[＝=：:])")
_TAGS = re.compile(r"</?[A-Za-z][^<>]{0,60}>|\*\*")


# Every parser asks the same lines when their scores are compared; see forget_lines.
@lru_cache(maxsize=16_384)
def fold(text: str) -> str:
    """Return the text in NFKC, radicals as ideographs, runs of spaces as one, tags left out."""
    plain = unicodedata.normalize("NFKC", map_radicals(_TAGS.sub("", text)))
    return _SPACES.sub(" ", plain).strip()


def cite(text: str) -> str:
    """Return the text on one line as it is cited: tags and letter spacing left out, no NFKC."""
    plain = re.sub(r"\s+", " ", map_radicals(_TAGS.sub("", text))).strip()
    return plain.replace(" ", "") if _LETTER_SPACED.fullmatch(plain) else plain


@lru_cache(maxsize=16_384)
def squeeze(text: str) -> str:
    """Return the folded text without any white space, for comparing lines."""
    return "".join(fold(text).split())


def without_marks(line: Line) -> Line:
    """Return the line without the ``#`` of a Markdown heading and the ``**`` around it."""
    start, text = line.start, line.text
    if text and text[0] not in "#*":
        return line
    hashes = _HASHES.match(text)
    if hashes:
        start += hashes.end()
        text = text[hashes.end() :]
    elif text.strip("#") == "":
        return Line("", line.start, line.start, line.indent, line.page)
    if text.startswith("**") and text.endswith("**") and len(text) > 4:
        start += 2
        text = text[2:-2]
    inner = trim_line(text, 0, len(text))
    return Line(inner.text, start + inner.start, start + inner.end, line.indent, line.page)


def without_list_mark(line: Line) -> Line:
    """Return the line without the ``-`` of a Markdown list."""
    found = re.match(r"[-*+]\s+", line.text)
    if found is None:
        return line
    at = found.end()
    return Line(line.text[at:], line.start + at, line.end, line.indent, line.page)


def cut_entries(line: Line) -> list[Line]:
    """Return the parts of a line of a notice that ▽ opens: ▽とき＝…▽ところ＝…, each by itself."""
    cuts = [found.start() for found in _ENTRY.finditer(line.text)]
    edges = sorted({0, *cuts, len(line.text)})
    if len(edges) <= 2:
        return [line]
    return [
        # The column counts, for it tells whether the part goes on in the next line.
        Line(
            line.text[a:b].rstrip(),
            line.start + a,
            line.start + a + len(line.text[a:b].rstrip()),
            line.indent + display_width(line.text[:a]),
            line.page,
        )
        for a, b in pairwise(edges)
    ]


def heading_depth(line: Line) -> int:
    """Return the number of ``#`` before a Markdown heading, 0 for any other line."""
    found = re.match(r"(#{1,6})(?=[ 　])", line.text)
    return len(found.group(1)) if found else 0


def is_page_start(line: Line, before: Line | None) -> bool:
    """Return whether a page begins with the line.

    Extraction joins pages with a single space or a form feed; nothing else leaves a
    line that is indented by one column.
    """
    return not line.blank and (
        line.indent == 1 or (before is not None and before.page != line.page)
    )


def cut_blocks(lines: Iterable[Line]) -> list[list[Line]]:
    """Return the lines grouped by the blank lines between them."""
    blocks: list[list[Line]] = [[]]
    for line in lines:
        if line.blank:
            if blocks[-1]:
                blocks.append([])
        else:
            blocks[-1].append(line)
    return [block for block in blocks if block]


def joined(lines: Iterable[Line]) -> str:
    """Return the lines' text as one string, radicals as ideographs."""
    parts: list[str] = []
    for line in lines:
        text = map_radicals(line.text)
        if parts and parts[-1][-1:].isascii() and text[:1].isascii():
            parts.append(" ")
        parts.append(text)
    return "".join(parts)


def bigrams(text: str) -> set[str]:
    """Return the pairs of neighbouring characters of a text."""
    plain = squeeze(text)
    return {plain[at : at + 2] for at in range(len(plain) - 1)}


def finish(
    builder: PassageBuilder,
    *,
    kind: PassageKind,
    locator: str,
    heading: str,
    path: Sequence[str] = (),
    departments: Sequence[str] = (),
    label_suffix: str | None = None,
) -> Draft | None:
    """Return what was built as a draft that spans its pieces, or None where it is empty."""
    text, pieces = builder.build()
    if not pieces:
        return None
    return Draft(
        kind=kind,
        locator=locator,
        heading=heading,
        text=text,
        pieces=pieces,
        start=min(piece.start for piece in pieces),
        end=max(piece.start + piece.length for piece in pieces),
        path=tuple(path),
        departments=tuple(departments),
        label_suffix=label_suffix,
    )


_RESPONSIBLE = re.compile(
    r"[・●■○◎▶]?\s*[【\[〔(（<＜]?(?:主な?|事業|実施|制度)?"
    r"(?:担当|所管|主管|関係|お?問い?合わ?せ先?|届け?出先|申請先|相談先|申込先|申し?込み先)"
    r"(?:部署|部局|所属|課室|窓口|課所?|室|局|部課?)?(?:名|等)?"
    r"(?:[】\]〕)）>＞]\s*[:：]?|\s*[:：\s])\s*(?P<names>\S.*)"
    # 問農政課☎55-1151, as newsletters write it.
    r"|(?:申[・/]?)?問(?:[・/]?申)?\s*[:：]?\s*(?P<asked>\S.*(?:☎|℡|電話|TEL|内線|直通).*)"
)
# 防犯カメラの増設 【地域安全課】 8,800千円, as budgets write them
_BOXED = re.compile(r"[^【】。]{3,}【([^【】]{1,30}(?:課|室|局|センター))】[\s0-9,.百万億千円]*$")
_REACHED = re.compile(
    r"\s*[(（]?(?:電話|TEL|Tel|☎|℡|直通|代表|内線|FAX|ファクス)[^、。]*", re.IGNORECASE
)
_UNIT = re.compile(
    r"\S*(?:局|部|課|室|署|所|センター|館|園|学校|役所|事務局|委員会|本部|支所|係|班|担当)"
)


def find_departments(paragraphs: Iterable[Sequence[Line]]) -> tuple[str, ...]:
    """Return the departments that a line such as 担当課：防災課、各区総務課 names."""
    names: list[str] = []
    for paragraph in paragraphs:
        text = fold(joined(paragraph))
        found = _RESPONSIBLE.fullmatch(text)
        if found is None:
            if boxed := _BOXED.search(text):
                names += [n for n in split_departments(boxed[1]) if n not in names]
            continue
        told = found["names"] or found["asked"]
        names += [name for name in split_departments(told) if name not in names]
    return tuple(names)


def split_departments(text: str) -> tuple[str, ...]:
    """Return the departments that a list such as 防災課、各区総務課 names."""
    # 生活環境課 電話:…, 環境保全課(内線…): what follows the name is how to reach it.
    names = _REACHED.sub("、", fold(text))
    names = re.sub(r"\([0-9][^()]*\)", "", names)  # 市民課（11）, the number of a measure
    parts = [part.strip(" 。()（）") for part in re.split(r"[、,，・/／]|及び", names)]
    return tuple(part for part in parts if _UNIT.fullmatch(part.replace(" ", "")))


def find_units(lines: Iterable[Line]) -> tuple[str, ...]:
    """Return the lines that are names of departments, in order, each once."""
    names: list[str] = []
    for line in lines:
        name = fold(line.text)
        if 3 <= len(name) <= 40 and _UNIT.fullmatch(name.replace(" ", "")) and name not in names:
            names.append(name)
    return tuple(names)
