"""Numbers by which people cite: 第24条第2項, 経2-1, 段階3, 第2章 第1節, 附則."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from ingest.normalize import KANJI_NUMERAL, NUMBER, parse_number
from ingest.records import Passage

# 百条委員会, 三条市, 三条件 and 2条約 are no articles, nor is the 2つ of 第3条の2つの原則 a branch.
_ARTICLE = re.compile(
    rf"(?:第(?P<article>{NUMBER})条|(?!三条市)(?P<bare>{NUMBER})条(?![例件約]|委員会))"
    rf"(?P<branch>(?:の{NUMBER}(?![0-9{KANJI_NUMERAL}つ個点項号]))*)"
    rf"(?:[の\s]?第?(?P<paragraph>{NUMBER})項(?!目))?(?:[の\s]?第?(?P<item>{NUMBER})号)?"
)
# 3項目, 102号室, 台風19号 and 条例第24号 are no paragraphs and no items.
_PART = re.compile(
    rf"(?<![0-9{KANJI_NUMERAL}第例則律示令道風])(?P<ordinal>第?)(?P<number>{NUMBER})"
    r"(?P<unit>項(?!目)|号(?![室館車線機棟店])|章|節|款|編)"
)
_STAGE = re.compile(rf"(?:段階|ステップ|フェーズ)(?P<after>{NUMBER})|第(?P<before>{NUMBER})段階")
# 3-5歳 and 4-6月 are amounts.
_CODE = re.compile(
    r"(?<![0-9A-Za-z\-.])"
    r"(?P<code>[一-龥A-Za-z]?[0-9]{1,2}(?:\.[0-9]{1,2})*(?:-[0-9]{1,2}){1,3})"
    r"(?![0-9\-歳才年月日時分週回人名円割%度])"
)
_ANNEX = re.compile(rf"別表第?(?P<number>{NUMBER})")
# 2.4 is a heading where it stands alone; 2.4日 and 54.1% are amounts.
_DOTTED = re.compile(
    r"(?:^|(?<=[\s画表章節「]))(?P<code>[0-9]{1,2}\.[0-9]{1,2})(?=[\sのはにを、」]|$)", re.MULTILINE
)
# 第9 of a guideline whose articles are numbered without 条; 第1、第3木曜 and 第2次 are none.
_POINT = re.compile(
    rf"第(?P<number>{NUMBER})(?P<branch>(?:の{NUMBER})*)"
    rf"(?=$|\s|第{NUMBER}項|(?:の(?:規定|内容)|とは|は(?:何|なに|どう|、))|[?？])"
)
# 駅前文化センター holds no preamble.
_WHOLE = re.compile(r"附則|(?<![以駅午])前文(?![化書字学])")


@dataclass(frozen=True)
class Locator:
    """A place in a document, as a question names it."""

    key: str
    """Canonical key that passages are indexed under: 条24, 条3の2, 段階3, 経2-1, 章2."""
    paragraph: int | None = None
    """項, where one is named."""
    item: int | None = None
    """号, where one is named."""
    text: str = ""
    """The words of the question."""


def find_locators(text: str) -> list[Locator]:
    """Return the places that a question or a heading names, in order of appearance."""
    text = unicodedata.normalize("NFKC", text)
    dashed = re.sub(r"(?<=\d)[‐‑‒–—―−ー]+(?=\d)", "-", text)
    articles = list(_ARTICLE.finditer(text))
    found = [(match.start(), _article(match)) for match in articles]
    for match in _PART.finditer(text):
        if any(article.start() <= match.start() < article.end() for article in articles):
            continue
        number, unit, words = _value(match["number"]), match["unit"], match.group()
        # 「2項は?」 alone is a paragraph of the article under discussion.
        if unit == "項":
            found.append((match.start(), Locator(key="", paragraph=number, text=words)))
        elif unit == "号":
            found.append((match.start(), Locator(key="", item=number, text=words)))
        elif match["ordinal"]:
            found.append((match.start(), Locator(key=f"{unit}{number}", text=words)))
    for match in _STAGE.finditer(text):
        key = f"段階{_value(match['after'] or match['before'])}"
        found.append((match.start(), Locator(key=key, text=match.group())))
    for match in _CODE.finditer(dashed):
        found.append((match.start(), Locator(key=match["code"].upper(), text=match["code"])))
    for match in _DOTTED.finditer(text):
        found.append((match.start(), Locator(key=match["code"], text=match["code"])))
    for match in _ANNEX.finditer(text):
        key = f"別表{_value(match['number'])}"
        found.append((match.start(), Locator(key=key, text=match.group())))
    for match in _POINT.finditer(text):
        branches = [number for number in match["branch"].split("の") if number]
        numbers = [match["number"], *branches]
        key = "第" + "の".join(str(_value(number)) for number in numbers)
        found.append((match.start(), Locator(key=key, text=match.group())))
    for match in _WHOLE.finditer(text):
        found.append((match.start(), Locator(key=match.group(), text=match.group())))
    return [locator for _, locator in sorted(found, key=lambda pair: pair[0])]


def _article(match: re.Match[str]) -> Locator:
    numbers = [match["article"] or match["bare"], *match["branch"].split("の")[1:]]
    return Locator(
        key="条" + "の".join(str(_value(number)) for number in numbers),
        paragraph=_value(match["paragraph"]) if match["paragraph"] else None,
        item=_value(match["item"]) if match["item"] else None,
        text=match.group(),
    )


def _value(number: str) -> int:
    value = parse_number(number)
    if value is None:
        raise ValueError(f"not a number: {number!r}")
    return value


def passage_keys(passage: Passage) -> set[str]:
    """Return the canonical keys under which a passage is found exactly."""
    keys = {locator.key for locator in find_locators(passage.locator) if locator.key}
    if passage.kind == "supplementary":
        # The articles of supplementary provisions number from 1 again.
        keys = {"附則"}
    if passage.kind == "preamble":
        keys.add("前文")
    for heading in passage.path:
        keys |= {
            locator.key
            for locator in find_locators(heading)
            if locator.key and not locator.key.startswith("条")
        }
    return keys
