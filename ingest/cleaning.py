"""What a passage leaves out of the source: letter spacing, indents, marks and tags."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.normalize import KANJI_NUMERAL, map_radicals

JAPANESE = "぀-ヿ㐀-䶿一-鿿豈-﫿々〆〇ー⺀-⿕"
"""Kana, ideographs and radicals, for character classes."""

_UNITS = "年月日時分秒条項号章節款編回度件人円歳期版次"
_SINGLE = rf"[{JAPANESE}A-Za-z0-9Ａ-Ｚａ-ｚ０-９、。・（）()「」+＋]"
# 附 則, 資　料　編, 氏 名: single characters with one space between each.
_LETTER_SPACED = re.compile(
    rf"(?<!\S)(?:{_SINGLE}(?:[ 　]{_SINGLE}){{2,}}|[{JAPANESE}][ 　][{JAPANESE}])(?!\S)"
)
_SPACED_CAPITALS = re.compile(r"(?<![A-Za-z])[A-Z](?: [A-Z]){2,}(?![A-Za-z])")
# 平成 24 年 3 月, 第 24 条; but not 1 人権 or 2 日常, which are numbered headings.
_SPACED_NUMBER = re.compile(
    rf"(?P<before>[ 　]*)(?P<number>[0-9０-９]+|元)(?P<after>[ 　]+)?(?P<unit>[{_UNITS}])"
)
_NUMBER_LEADS = ("第", "平成", "令和", "昭和", "大正", "明治", "年", "月")
_TAG = re.compile(
    r"</?(?:a|b|i|u|em|strong|span|sup|sub|font|ul|ol|li|p|div|table|tbody|thead|td|th|tr|img|h[1-6]"
    r"|center|small|fieldset|legend|ruby|rb|rt|rp)\b[^<>]*>",
    re.IGNORECASE,
)
_LINK = re.compile(r"!?\[([^\[\]\n]+)\]\([^()\s]*\)")
_LABEL = re.compile(rf"[ア-ンイロハニホヘト{KANJI_NUMERAL}0-9０-９]")
BREAK_TAG = re.compile(r"<br\s*/?>|</?(?:li|p|ul|ol|div)\b[^<>]*>", re.IGNORECASE)
_EMPHASIS = re.compile(r"\*\*|__(?=\S)|(?<=\S)__")
_SPACE = re.compile(r"\s+")
_PLAIN = re.compile(r"[^\s<\[*_]*")
"""Text in which there is nothing to leave out."""
# The mark of a Markdown heading, or of a list entry that has its own bullet or number.
_MARKDOWN = re.compile(r"\s*(?:#{1,6}\s+|[-*+]\s+(?=[・●○◆■①-⑳(（]))+")


def clean_text(text: str) -> str:
    """Return the text as a passage would show it on one line."""
    parts = (f"{gap}{map_radicals(text[a:b])}" for a, b, gap in clean_runs(text, 0, len(text)))
    return "".join(parts)


def clean_runs(
    source: str, start: int, end: int, *, noise: Sequence[tuple[int, int]] = ()
) -> list[tuple[int, int, str]]:
    """Return (start, end, separator) of the runs of a source range that are text.

    Left out are the white space around it, the noise ranges, letter spacing,
    Markdown's marks and tags. ``separator`` is what a builder puts before the run: a space
    where other white space than a single space stood, otherwise nothing.
    """
    raw = source[start:end]
    if not noise and _PLAIN.fullmatch(raw):
        return [(start, end, "")] if raw else []
    drops: list[tuple[int, int, str]] = []
    first = len(raw) - len(raw.lstrip())
    for match in [*_LETTER_SPACED.finditer(raw), *_SPACED_CAPITALS.finditer(raw)]:
        run = match.group()
        # ア 市: an item's mark and a word of one character. 1 2 3: figures of a table.
        marked = len(run) == 3 and match.start() == first and _LABEL.match(run) is not None
        if marked or sum(1 for c in run if c.isdigit()) * 2 > len(run.split()):
            continue
        drops += [
            (match.start() + m.start(), match.start() + m.end(), "") for m in _SPACE.finditer(run)
        ]
    if mark := _MARKDOWN.match(raw):
        drops.append((*mark.span(), ""))
    drops += [(*span, "") for span in _number_gaps(raw)]
    if "<" in raw:  # few lines have a tag, and every line is asked
        drops += [(*m.span(), "") for m in _TAG.finditer(raw)]
        drops += [(*m.span(), " ") for m in BREAK_TAG.finditer(raw)]
    if "[" in raw:
        for link in _LINK.finditer(raw):
            drops += [(link.start(), link.start(1), ""), (link.end(1), link.end(), "")]
    if "*" in raw or "_" in raw:
        drops += [(*m.span(), "") for m in _EMPHASIS.finditer(raw)]
    drops += [
        (max(a, start) - start, min(b, end) - start, "") for a, b in noise if a < end and b > start
    ]
    drops += [(*m.span(), " ") for m in _SPACE.finditer(raw) if m.group() not in " 　"]
    runs: list[tuple[int, int, str]] = []
    at, separator = 0, ""
    for drop_start, drop_end, space in sorted(drops):
        if drop_start > at:
            runs.append((start + at, start + drop_start, separator))
            separator = ""
        at = max(at, drop_end)
        separator = space or separator
    if at < len(raw):
        runs.append((start + at, end, separator))
    return _trim_runs(source, runs)


def _number_gaps(raw: str) -> list[tuple[int, int]]:
    """Return the ranges of white space between a number and what it belongs to."""
    gaps: list[tuple[int, int]] = []
    for match in _SPACED_NUMBER.finditer(raw):
        led = raw[: match.start()].endswith(_NUMBER_LEADS)
        following = raw[match.end() : match.end() + 1]
        if led and match["before"]:
            gaps.append(match.span("before"))
        if match["after"] and (led or not re.match(r"[一-鿿々]", following)):
            gaps.append(match.span("after"))
    return gaps


def _trim_runs(source: str, runs: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Return the runs without white space at the two ends and none doubled between them."""
    kept: list[tuple[int, int, str]] = []
    for start, end, separator in runs:
        before = source[kept[-1][1] - 1] if kept else " "
        if separator or before.isspace():
            while start < end and source[start].isspace():
                start += 1
        if start < end:
            kept.append((start, end, "" if before.isspace() else separator))
    while kept:
        start, end, separator = kept.pop()
        while end > start and source[end - 1].isspace():
            end -= 1
        if end > start:
            kept.append((start, end, separator))
            break
    return kept
