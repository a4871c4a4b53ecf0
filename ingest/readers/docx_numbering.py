"""Numbers that Word computes while it shows a document: 第1条, 1-2, (ア), ①.

They stand nowhere in the file as text: a paragraph names a list and a level, and the
number follows from the paragraphs before it (ECMA-376 part 1, 17.9).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS = 9
_KANJI = "〇一二三四五六七八九"
_AIUEO = (
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
)
_IROHA = (
    "イロハニホヘトチリヌルヲワカヨタレソツネナラムウ"
    "ヰノオクヤマケフコエテアサキユメミシヱヒモセスン"
)
_WIDE_FIGURES = str.maketrans("0123456789", "０１２３４５６７８９")


@dataclass
class _Level:
    start: int = 1
    form: str = "decimal"
    text: str = ""
    restart: int | None = None
    """Level whose numbers make this one begin again; any higher one where None."""
    suffix: str = "　"
    style: str | None = None
    """Paragraph style that is numbered with this level."""


@dataclass
class _List:
    abstract: str
    levels: dict[int, _Level] = field(default_factory=dict)


class Numbering:
    """Counts the numbers of a document's paragraphs, in their order."""

    def __init__(self, root: Any | None) -> None:
        """Read the lists.

        Args:
            root: Element of ``word/numbering.xml``; None where the document has none.
        """
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._by_style: dict[str, tuple[str, int]] = {}
        if root is None:
            return
        abstracts = {
            element.get(f"{W}abstractNumId"): _read_levels(element)
            for element in root.iter(f"{W}abstractNum")
        }
        for number in root.iter(f"{W}num"):
            link = number.find(f"{W}abstractNumId")
            name, key = number.get(f"{W}numId"), link.get(f"{W}val") if link is not None else None
            if name is None or key is None or key not in abstracts:
                continue
            levels = dict(abstracts[key])
            for override in number.iter(f"{W}lvlOverride"):
                at = _integer(override.get(f"{W}ilvl"), 0)
                begin = override.find(f"{W}startOverride")
                own = override.find(f"{W}lvl")
                if own is not None:
                    levels[at] = _read_level(own)
                elif begin is not None and at in levels:
                    levels[at] = _Level(**{**vars(levels[at]), "start": _value(begin, 1)})
            # A number that overrides its start counts for itself.
            restarted = number.find(f"{W}lvlOverride") is not None
            self._lists[name] = _List(f"{key}/{name}" if restarted else key, levels)
            for at, level in levels.items():
                if level.style:
                    self._by_style.setdefault(level.style, (name, at))

    def of_style(self, style: str) -> tuple[str, int] | None:
        """Return list and level that are tied to a paragraph style."""
        return self._by_style.get(style)

    def next(self, number: str, level: int) -> str:
        """Return the number of the next paragraph of a list, with the space behind it.

        Empty where the list has none; a bullet is ・.
        """
        listed = self._lists.get(number)
        own = listed.levels.get(level) if listed else None
        if listed is None or own is None:
            return ""
        counts = self._counts.setdefault(listed.abstract, [None] * _LEVELS)
        before = counts[level]
        counts[level] = own.start if before is None else before + 1
        for below in range(level + 1, _LEVELS):
            lower = listed.levels.get(below)
            if lower is None or lower.restart is None or lower.restart > level:
                counts[below] = None
        if own.form == "bullet":
            return "・"
        if own.form == "none":
            return ""

        def show(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            other = listed.levels.get(at, own)
            value = counts[at] if counts[at] is not None else other.start
            return format_number(value or 0, other.form)

        text = re.sub(r"%([1-9])", show, own.text)
        return text.rstrip() + own.suffix if text else ""


def format_number(value: int, form: str) -> str:
    """Return a number in one of Word's forms (ST_NumberFormat); figures where it has no table."""
    formatter = _FORMS.get(form)
    return formatter(value) if formatter else str(value)


def _read_levels(element: Any) -> dict[int, _Level]:
    return {
        _integer(level.get(f"{W}ilvl"), 0): _read_level(level) for level in element.iter(f"{W}lvl")
    }


def _read_level(element: Any) -> _Level:
    def child(name: str) -> Any | None:
        return element.find(f"{W}{name}")

    start, form, text = child("start"), child("numFmt"), child("lvlText")
    restart, suffix, style = child("lvlRestart"), child("suff"), child("pStyle")
    behind = suffix.get(f"{W}val") if suffix is not None else "tab"
    return _Level(
        start=_value(start, 1) if start is not None else 1,
        form=(form.get(f"{W}val") or "decimal") if form is not None else "decimal",
        text=(text.get(f"{W}val") or "") if text is not None else "",
        restart=_value(restart, 0) if restart is not None else None,
        suffix={"nothing": "", "space": " "}.get(behind, "　"),
        style=style.get(f"{W}val") if style is not None else None,
    )


def _value(element: Any, default: int) -> int:
    return _integer(element.get(f"{W}val"), default)


def _integer(text: str | None, default: int) -> int:
    try:
        return int(text) if text is not None else default
    except ValueError:
        return default


def _kanji(value: int) -> str:
    if value <= 0 or value >= 1000:
        return str(value)
    parts = []
    for unit, name in ((100, "百"), (10, "十"), (1, "")):
        figure, value = divmod(value, unit)
        if figure:
            parts.append(("" if figure == 1 and name else _KANJI[figure]) + name)
    return "".join(parts)


def _roman(value: int) -> str:
    if not 0 < value < 4000:
        return str(value)
    text = ""
    for number, letters in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    ):
        count, value = divmod(value, number)
        text += letters * count
    return text


def _circled(value: int) -> str:
    return chr(0x2460 + value - 1) if 1 <= value <= 20 else f"({value})"


def _of(letters: str) -> Callable[[int], str]:
    return lambda value: letters[(value - 1) % len(letters)] if value > 0 else str(value)


def _repeated(first: str) -> Callable[[int], str]:
    def show(value: int) -> str:
        if value <= 0:
            return str(value)
        turns, at = divmod(value - 1, 26)
        return chr(ord(first) + at) * (turns + 1)

    return show


_FORMS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda value: f"{value:02}",
    "decimalFullWidth": lambda value: str(value).translate(_WIDE_FIGURES),
    "decimalFullWidth2": lambda value: str(value).translate(_WIDE_FIGURES),
    "decimalHalfWidth": str,
    "japaneseCounting": _kanji,
    "japaneseDigitalTenThousand": lambda value: "".join(_KANJI[int(c)] for c in str(value)),
    "japaneseLegal": _kanji,
    "ideographDigital": lambda value: "".join(_KANJI[int(c)] for c in str(value)),
    "chineseCounting": _kanji,
    "aiueo": _of(_AIUEO),
    "aiueoFullWidth": _of(_AIUEO),
    "iroha": _of(_IROHA),
    "irohaFullWidth": _of(_IROHA),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": lambda value: f"({value})",
    "decimalEnclosedFullstop": lambda value: f"{value}.",
    "upperRoman": _roman,
    "lowerRoman": lambda value: _roman(value).lower(),
    "upperLetter": _repeated("A"),
    "lowerLetter": _repeated("a"),
}
