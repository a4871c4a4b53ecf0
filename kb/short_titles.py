"""Works called by a short name: 個人情報保護法 for 個人情報の保護に関する法律."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from kb.names import name_form

# A kind of work ends a name; 施行規則 is none of the law that it belongs to.
_KINDS = (
    "施行規則",
    "施行細則",
    "施行令",
    "施行規程",
    "条例",
    "規則",
    "細則",
    "規程",
    "要綱",
    "要領",
    "憲章",
    "憲法",
    "法律",
    "組織令",
    "手数料令",
    "法",
)
_MUNICIPALITY = re.compile(r"^.{1,6}?[市区町村都道府県](?=..)")
# 方法 and 命令 end so and are no works; 法人, 法的 and 法令 go on.
_NO_WORK = re.compile(
    r"(?:方|手|用|作|司|立|文|寸|合|違|不|無|適|遵|技|療|製|解|話|税|刑|民|商|悪|同|本|該|国際|労働|食事|運動|"
    r"一番|最終|対処|解決|予防|使用|保存|計算|申請|納付|支払)法$"
)
_MENTIONED = re.compile(
    r"(?P<name>[一-龥々ァ-ヶー・]{0,40}?(?:" + "|".join(_KINDS) + r"))"
    r"(?![人律令的定務案制規学曹廷])(?!施行)"
)
_PIECE = 2


def mentioned_works(text: str) -> list[str]:
    """Return what is written like a work's name, without what stands before in kana.

    マイナンバー法の第9条 → マイナンバー法; 条例 alone and 方法 name none.
    """
    found = (match["name"] for match in _MENTIONED.finditer(unicodedata.normalize("NFKC", text)))
    return [
        name
        for name in dict.fromkeys(found)
        if name not in _KINDS and not _NO_WORK.search(name) and len(name) > _PIECE
    ]


def is_short_for(name: str, title: str) -> bool:
    """Return whether a name may be short for a title: the same kind, its parts in their order.

    Parts are two characters or longer: 手話条例 is 汐野市手話言語条例, 空地条例 also
    水路及び空地の環境保全に関する条例, 会館規則 also 会館条例施行規則.
    """
    said, full = _parted(name), _parted(title)
    if said is None or full is None or not full[1].endswith(said[1]):
        return False
    return bool(said[0]) and _in_order(said[0], full[0])


def same_kind(name: str, title: str) -> bool:
    """Return whether a name is of the kind of work that a title is of: both 条例."""
    said, full = _parted(name), _parted(title)
    return said is not None and full is not None and full[1].endswith(said[1])


def works_called(name: str, titles: Iterable[str]) -> Sequence[str]:
    """Return the titles that a name may be short for, also with its municipality before it."""
    titles = list(titles)
    bare = _MUNICIPALITY.sub("", name)
    return [t for t in titles if is_short_for(name, t) or (bare != name and is_short_for(bare, t))]


def _parted(name: str) -> tuple[str, str] | None:
    """Return stem and kind of a name, or None where it is none of a work."""
    form = name_form(name).replace("法律", "法")
    kind = next((kind for kind in _KINDS if form.endswith(kind)), None)
    return (form.removesuffix(kind), kind) if kind else None


def _in_order(stem: str, whole: str) -> bool:
    """Return whether a stem is made of parts of the whole, in their order."""
    if not stem or (stem == "法" and stem in whole):
        return True
    for length in range(len(stem), _PIECE - 1, -1):
        at = whole.find(stem[:length])
        if at >= 0 and _in_order(stem[length:], whole[at + length :]):
            return True
    return False
