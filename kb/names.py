"""Names that are found exactly: departments, wards, titles, and how they are shortened."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

from ingest.records import Passage

MAX_NAME_LENGTH = 40
_MIN_HEADING = 3
_LATIN = re.compile(r"[A-Za-z]+")
_JAPANESE = re.compile(r"[\u3041-\u30ff\u3400-\u9fff]")
_MIN_LATIN = 5
_BRACKETS = re.compile(r"[「」『』【】《》〈〉\"'“”]")
_UNIT = re.compile(r"(?:局|部|課|室|係|所|センター|事務所|事務局|本部|支所|出張所)$")
_TASK = re.compile(r"(?:推進|管理|対策|企画|調整|総務|支援|振興|整備|政策)$")
_PERIOD = re.compile(
    r"第?[0-9一二三四五六七八九十]+(?:次|期|版|回)|改訂版?|"
    r"(?:令和|平成|昭和)?(?:元|[0-9]{1,4}|[一二三四五六七八九十]+)年度?(?:版|[~〜～-].*)?"
)
_ABOUT = re.compile(r"に関する(?=(?:基本)?(?:条例|規則|要綱|規程|法律|計画|指針|方針)$)")
_OPEN_END = re.compile(r"(?:等|など|について|に関する(?:事項|こと))$")
_TAIL = re.compile(r"(?:[(（][^()（）]*[)）]|一覧表?|の?一覧)$")


def name_form(text: str) -> str:
    """Return the form in which names are compared: NFKC, lower case, no white space, no quotes."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return _BRACKETS.sub("", re.sub(r"\s+", "", text))


def department_names(departments: tuple[str, ...]) -> set[str]:
    """Return every form by which the departments may be called.

    環境局 資源循環推進部 is called so, 環境局, 資源循環推進部; 北区役所 also 北区.
    """
    names: set[str] = set()
    for department in departments:
        parts = department.split()
        names.add(name_form(department))
        names |= {name_form(part) for part in parts}
        names |= {name_form(part.removesuffix("役所")) for part in parts if part.endswith("区役所")}
        if len(parts) > 1:
            # 浦和区 健康福祉部, said without 役所.
            names.add(name_form(department.replace("区役所", "区")))
    return {name for name in names if len(name) > 1}


def abbreviated_names(departments: tuple[str, ...]) -> set[str]:
    """Return how departments are called for short.

    資源循環推進部 is 資源循環推進 and 資源循環, 市民課 市民, 港区役所 港. Such a word may
    mean something else; ``kb.search`` weighs it by how often it means the department.
    """
    short: set[str] = set()
    for part in (part for department in departments for part in department.split()):
        stem = _UNIT.sub("", name_form(part).removesuffix("区役所"))
        short |= {stem, _TASK.sub("", stem)}
        short.discard(name_form(part))
    return {name for name in short if len(name) > 1}


def title_names(title: str, municipality: str | None) -> set[str]:
    """Return a title with its short forms.

    第3次みなと市総合計画「しおさいプラン」 前期基本計画 is also 総合計画, しおさいプラン and
    前期基本計画; みなと市個人情報の保護に関する条例 also 個人情報保護条例; (案) is left out.
    """
    full = name_form(title)
    city = name_form(municipality or "")
    names = {full, full.removeprefix(city)}
    for part in re.split(r"[\s「」『』【】《》〈〉]+", title):
        plain = name_form(_PERIOD.sub("", unicodedata.normalize("NFKC", part)))
        names |= {name_form(part), plain, plain.removeprefix(city)}
    names |= {_ABOUT.sub("", name).replace("の", "") for name in names if _ABOUT.search(name)}
    for name in list(names):
        short = name
        while (shorter := _TAIL.sub("", short)) != short:
            short = shorter
            names.add(short)
    return {name for name in names if len(name) > 3}


def heading_names(passage: Passage) -> set[str]:
    """Return the passage's own heading, without number and brackets, where it is telling.

    (行政運営の基本等) is also asked for as 行政運営の基本.
    """
    heading = re.sub(r"^[(（]|[)）]$", "", passage.heading.strip())
    heading = re.sub(r"^[\d０-９.．\-()（） 　①-⑳※◆■●○]+", "", heading)
    name = name_form(heading)
    return {form for form in (name, _OPEN_END.sub("", name)) if len(form) >= _MIN_HEADING}


def passage_names(passage: Passage) -> set[str]:
    """Return the names under which a passage is found exactly."""
    return department_names(passage.departments) | title_names(passage.title, passage.municipality)


def find_names(text: str, gazetteer: Container[str]) -> list[str]:
    """Return the longest names of the gazetteer in a text, left to right, not overlapping.

    A name in Latin letters counts as a whole word alone, and a short one in an English
    sentence only in capitals: and is no code there.
    """
    typed = set(_LATIN.findall(unicodedata.normalize("NFKC", text)))
    if typed:
        whole = {word.casefold() for word in typed}
        is_english = not _JAPANESE.search(text)
        return [
            name
            for name in _find_names(text, gazetteer)
            if not (name.isascii() and name.isalpha())
            or name.upper() in typed
            or (name in whole and not (is_english and len(name) < _MIN_LATIN))
        ]
    return _find_names(text, gazetteer)


def _find_names(text: str, gazetteer: Container[str]) -> list[str]:
    text = name_form(text)
    found: list[str] = []
    position = 0
    while position < len(text):
        for end in range(min(len(text), position + MAX_NAME_LENGTH), position + 1, -1):
            if text[position:end] in gazetteer:
                found.append(text[position:end])
                position = end
                break
        else:
            position += 1
    return found
