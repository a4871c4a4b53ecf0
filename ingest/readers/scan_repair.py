"""What recognition takes for something else, put right where Japanese leaves no doubt.

Two sources of correction, neither of which knows what a document is about: what the
document itself says elsewhere, where Tesseract was unsure; and how Japanese is written.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from ingest.cleaning import JAPANESE
from ingest.readers.boxes import DOUBT
from ingest.readers.pages import Page
from ingest.readers.scan_numbers import repair_numbers

_LEAST = 2
"""Times that the document must say something elsewhere."""
_SHARE = 0.8
"""Share of what it says elsewhere in the same place that must agree."""
_NUMERALS = "0123456789０１２３４５６７８９一二三四五六七八九十百千〇元"
_J = rf"[{JAPANESE}、。，．・「」『』（）〔〕【】：；％〜～－―…／]"
_KANJI = r"[㐀-鿿々]"
_KATAKANA = r"[ァ-ヶー]"
_YEAR = r"(?=\s?(?:元|[0-9０-９]{1,3}|[一二三四五六七八九十]{1,3})\s?(?:年|[~〜～・.．て<]))"
_COUNTED = (
    r"(?=\s?(?:人|円|件|世帯|戸|本|台|回|千|万|億|名|冊|部|か所|箇所|立方|平方|トン|時間|㎡|m))"
)
_LOOK_ALIKE = str.maketrans("ーニハロカエタト", "一二八口力工夕卜")
_NUMBER_LIKE = str.maketrans("ーニハ三人入", "一二八三八八")


def _in_bracket(found: re.Match[str]) -> str:
    return f"（{unicodedata.normalize('NFKC', found[0])}"


_RULES: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    # Of all eras only 令和 and 昭和 end so; 令 has two shapes and is what goes wrong.
    (re.compile(rf"(?<!{_KANJI})[^昭\s]和{_YEAR}"), "令和"),
    (re.compile(rf"[信金久念今守合全会人多令]{{1,2}}和{_YEAR}"), "令和"),
    (re.compile(r"(?<=[法政省訓])[信金久念](?=[にのでをがは等上（、。]|$)"), "令"),
    # Of what is counted by 第, only articles look like these; an ordinance is 条例.
    (
        re.compile(
            r"(第\s?(?:[0-9０-９]+|[一二三四五六七八九十百ーニ]+))\s?[祭休奈朱余米采栄薬]"
            r"(?=[\s　、。・ーのにかをで中）)（(一―第]|$)"
        ),
        r"\1条",
    ),
    (
        re.compile(
            r"^(第\s?(?:[0-9]+|[一二三四五六七八九十百]+))\s?[^\s条章節款項号編回次期種級位部課版刷弾0-9一二三四五六七八九十百]"
            r"(?=[ 　](?!\s*(?:平成|令和|昭和)))"
        ),
        r"\1条",
    ),
    (re.compile(r"^(第\s?(?:[0-9]+|[一二三四五六七八九十百]+))\s(?=[条章節])"), r"\1"),
    (re.compile(r"^ー(?=[ 　])"), "一"),
    (re.compile(r"^ニ(?=[ 　])"), "二"),
    (re.compile(r"分[堂学党常]事務"), "分掌事務"),
    (re.compile(r"[祭休奈朱]例"), "条例"),
    (re.compile(r"(?<=[条章節])\s?[一ー\-]\s?(?=第)"), "―"),
    (re.compile(r"(?<=[0-9０-９年度月日])\s?[て<]\s?(?=(?:令和|平成|[0-9０-９]))"), "～"),
    (re.compile(r"(?<=[窓人入出戸])ロ"), "口"),
    (re.compile(r"(?<![0-9０-９])人日(?!数)"), "人口"),
    (re.compile(r"店舎"), "庁舎"),
    (re.compile(r"(?<=年度)[未示](?!満)"), "末"),
    (re.compile(r"(?<=[0-9０-９]月)[未示](?=[現時日までに）)、])"), "末"),
    # A figure has one sign behind it.
    (re.compile(r"(?<=[0-9])%%+"), "%"),
    (re.compile(r"(?<=[0-9])(?:,\.|\.,)(?=[0-9]{3})"), ","),
    (re.compile(r"(?<=[0-9]):\.|(?<=[0-9])\.:"), ":"),
    (re.compile(rf"(?<![0-9.,])([1-9][0-9]{{0,2}})\.([0-9]{{3}})(?![0-9]){_COUNTED}"), r"\1,\2"),
    # Full-width forms are what stands beside Japanese.
    (re.compile(rf"\((?=\s?{_J})|(?<={_J})\s?\("), "（"),
    (re.compile(rf"(?<={_J})\s?\)|\)(?=\s?{_J})"), "）"),
    (re.compile(rf"(?<={_J}):(?=\s?\S)"), "："),
    (re.compile(rf"(?<={_J})\s?,\s?(?={_J})"), "、"),
    (re.compile(rf"(?<={_J})\s?[.．](?=\s*$)"), "。"),
    (re.compile(r"\((?=[^()（）]{1,30}）)"), "（"),
    (re.compile(r"(?<=（)([^()（）]{1,30})\)"), r"\1）"),
    (re.compile(r"(?<=[^\s（(])[①-⑨](?=[^（()\s]{1,8}）)"), _in_bracket),
    # A bullet's disc at the beginning of a line, and the code of a heading.
    (re.compile(rf"^[人◎]?[@＠]\s*(?={_J}|[0-9])"), "● "),
    (re.compile(rf"^・\s+(?={_J}|[0-9])"), "・"),
    (re.compile(rf"^({_KANJI}?[0-9]{{1,2}}(?:[.-][0-9]{{1,2}})+)(?=[{JAPANESE}])"), r"\1 "),
    # Circles that tick a column are no kanji noughts.
    (re.compile(r"(?<![一二三四五六七八九十〇])〇(?=[〇O○]*(?:\s|$))"), "○"),
    (re.compile(r"(?<=○)[〇O]"), "○"),
    # One katakana among kanji is the kanji that looks like it, and the other way round.
    (re.compile(rf"(?<={_KATAKANA})[一\-](?={_KATAKANA})"), "ー"),
    (re.compile(rf"(?<={_KATAKANA})口(?={_KATAKANA})"), "ロ"),
    (re.compile(rf"(?<={_KATAKANA})力(?={_KATAKANA})"), "カ"),
    # Frames and stains beside a line.
    (re.compile(r"^[|｜\s]+|[|｜\s]+$"), ""),
)
_AMONG_KANJI = re.compile(
    rf"(?<={_KANJI})[ロカエニ](?={_KANJI}|[ぁ-ん、。（）]|$)|(?<![ァ-ヶー])[エカ](?={_KANJI})"
)
_NUMBERED = re.compile(r"(?<=第)[一二三四五六七八九十百千ーニハ]{1,6}(?=[条項号章節款編次])")
_BRACKETED = re.compile(r"(?<=[（(])[一二三四五六七八九十ーニハ]{1,3}(?=[）)])")
_BULLET = re.compile(rf"^ー(?=[{JAPANESE}0-9])")
_ERA_CUT = re.compile(r"[信金久念今守多](?=\n和\s?(?:[0-9]|元))")
_ONE = re.compile(r"^ー(?=[覧般部定人時方体度回番日括切律級])")


def repair_pages(pages: Sequence[Page]) -> None:
    """Repair the lines and cells of recognized pages, in place."""
    known = _Elsewhere(list(_texts(pages)))
    for page in pages:
        if not page.scanned:
            continue
        before = ""
        whole = "\n".join(known.settle(line.text) for line in page.lines)
        texts = _ERA_CUT.sub("令", whole).split("\n")
        for number, line in enumerate(page.lines):
            text = _repair(texts[number], before=before)
            page.lines[number] = dataclasses.replace(line, text=text)
            before = text
        for table in page.tables.values():
            for row in table.rows:
                row[:] = [
                    "\n".join(_repair(part) for part in known.settle(cell).split("\n"))
                    for cell in row
                ]
    _repair_numbers(pages)


def _repair_numbers(pages: Sequence[Page]) -> None:
    """Repair the numbers of articles over all pages."""
    lines = [(page, at) for page in pages if page.scanned for at in range(len(page.lines))]
    texts = repair_numbers([page.lines[at].text for page, at in lines])
    for (page, at), text in zip(lines, texts, strict=True):
        page.lines[at] = dataclasses.replace(page.lines[at], text=text)


def repair_line(text: str) -> str:
    """Return a line, repaired by how Japanese is written; twice changes nothing more."""
    for pattern, written in _RULES:
        text = pattern.sub(written, text)
    text = _AMONG_KANJI.sub(lambda found: found[0].translate(_LOOK_ALIKE), text)
    for pattern in (_NUMBERED, _BRACKETED):
        text = pattern.sub(lambda found: found[0].translate(_NUMBER_LIKE), text)
    return text.strip()


def _repair(text: str, *, before: str = "") -> str:
    """Return a line repaired; a long vowel cannot begin it unless the line before goes on."""
    line = repair_line(text)
    goes_on = before and re.search(rf"{_KATAKANA}$", before)
    return line if goes_on else _BULLET.sub("－", _ONE.sub("一", line))


def _texts(pages: Sequence[Page]) -> Iterator[str]:
    for page in pages:
        if page.scanned:
            yield from (line.text for line in page.lines)
            for table in page.tables.values():
                yield from (cell for row in table.rows for cell in row)


class _Elsewhere:
    """What stands between the same neighbours where Tesseract was sure."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._found: dict[tuple[str, str], Counter[str]] = {}
        for text in texts:
            characters, doubtful = _split(text)
            for at in doubtful:
                for place in _places(characters, at):
                    self._found.setdefault(place, Counter())
        if not self._found:
            return
        for text in texts:
            characters, doubtful = _split(text)
            unsure = set(doubtful)
            for at, character in enumerate(characters):
                if at not in unsure:
                    for place in _places(characters, at):
                        if place in self._found:
                            self._found[place][character] += 1

    def settle(self, text: str) -> str:
        """Return the text without marks of doubt, corrected where the document is clear."""
        if DOUBT not in text:
            return text
        characters, doubtful = _split(text)
        out = list(characters)
        for at in doubtful:
            votes: Counter[str] = Counter()
            for place in _places(characters, at):
                votes.update(self._found.get(place, {}))
            if not votes or characters[at] in _NUMERALS:
                continue
            best, count = votes.most_common(1)[0]
            clear = count >= _LEAST and count >= _SHARE * votes.total()
            if clear and best not in _NUMERALS and votes[characters[at]] == 0:
                out[at] = best
        return "".join(out)


def _split(text: str) -> tuple[str, list[int]]:
    """Return the characters and the positions of the doubtful ones."""
    characters: list[str] = []
    doubtful: list[int] = []
    for character in text:
        if character == DOUBT:
            doubtful.append(len(characters) - 1)
        else:
            characters.append(character)
    return "".join(characters), doubtful


def _places(text: str, at: int) -> Iterator[tuple[str, str]]:
    """Yield the neighbours of a character: three on the two sides together."""
    if not re.match(rf"[{JAPANESE}]", text[at]):
        return
    for left, right in ((2, 1), (1, 2), (3, 0), (0, 3), (2, 2)):
        if at >= left and at + right < len(text):
            before, after = text[at - left : at], text[at + 1 : at + 1 + right]
            if re.fullmatch(rf"[{JAPANESE}]+", before + after):
                yield before, after
