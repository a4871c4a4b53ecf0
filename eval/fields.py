"""The fields of one line of a question set, validated; what is wrong is collected."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

Groups = tuple[tuple[str, ...], ...]
"""Groups of alternatives: one of each group has to be there."""


class Fields:
    """Reads the fields of one line and collects what is wrong with them."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._data = data
        self.problems: list[str] = []
        """Japanese, for the author of the line."""

    def string(self, name: str) -> str:
        """Return a text that is not empty."""
        value = self._data.get(name)
        if isinstance(value, str) and value.strip():
            return value
        self._complain(name, "空でない文字列", value)
        return ""

    def optional(self, name: str) -> str | None:
        """Return a text or None."""
        value = self._data.get(name)
        if value is None or (isinstance(value, str) and value.strip()):
            return value
        self._complain(name, "文字列か null", value)
        return None

    def boolean(self, name: str) -> bool:
        """Return true or false."""
        value = self._data.get(name)
        if isinstance(value, bool):
            return value
        self._complain(name, "true か false", value)
        return False

    def choice(self, name: str, allowed: Sequence[str], *, default: str | None = None) -> str:
        """Return one of the allowed words, the default where the field is not there."""
        value = self._data.get(name, default)
        if isinstance(value, str) and value in allowed:
            return value
        self._complain(name, " / ".join(allowed), value)
        return ""

    def strings(self, name: str) -> tuple[str, ...]:
        """Return a list of texts, empty where the field is not there."""
        value = self._data.get(name, [])
        if _is_strings(value):
            return tuple(value)
        self._complain(name, "文字列の配列", value)
        return ()

    def groups(self, name: str) -> Groups:
        """Return a list of lists of texts, empty where the field is not there."""
        value = self._data.get(name, [])
        if isinstance(value, list) and all(_is_strings(group) and group for group in value):
            return tuple(tuple(group) for group in value)
        self._complain(name, "文字列の配列の配列", value)
        return ()

    def turns(self, name: str) -> tuple[tuple[str, str], ...]:
        """Return pairs of texts, empty where the field is not there."""
        value = self._data.get(name) or []
        if isinstance(value, list) and all(_is_strings(turn) and len(turn) == 2 for turn in value):
            return tuple((turn[0], turn[1]) for turn in value)
        self._complain(name, "[質問, 答え] の配列", value)
        return ()

    def _complain(self, name: str, wanted: str, value: object) -> None:
        if name in self._data:
            shown = json.dumps(value, ensure_ascii=False)
            shown = shown if len(shown) <= 40 else f"{shown[:40]}…"
            self.problems.append(f"{name} は {wanted} にしてください（いまは {shown}）。")
        else:
            self.problems.append(f"{name} がありません（{wanted}）。")


def _is_strings(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(v, str) and v.strip() for v in value)
