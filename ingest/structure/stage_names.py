"""How roadmaps name their stages: 段階1, 第２期, 令和7年度, 短期."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.lines import Line
from ingest.structure.layout import fold, without_marks

_UNIT = (
    r"(?:(?:段階|ステップ|STEP|Step|ステージ|フェーズ|Phase|PHASE|期間)\s?[0-9]+"
    r"|第\s?[0-9一二三四五]+\s?(?:段階|期|ステップ|フェーズ|ステージ|年次)|[0-9]+\s?年目"
    r"|(?:令和|平成)\s?(?:[0-9]+|元)\s?年度?(?:\s?[~〜-]\s?(?:令和)?\s?[0-9]+\s?年度?)?"
    r"|20[0-9]{2}\s?年度?(?:\s?[~〜-]\s?(?:20)?[0-9]{2}\s?年度?)?|[RH][0-9]{1,2}(?:年度)?"
    r"|[短中長前後]期|初年度|今年度|来年度)(?:以降|まで)?\s?(?:\([^()]*\))?"
)
_HEAD = re.compile(rf"(?:(?!{_UNIT})\S{{1,8}}\s)?(?P<stages>{_UNIT}(?:(?:\s|(?<=\))){_UNIT})+)")
_SINGLE = re.compile(rf"[【\[<〈■◆●◇]?\s?(?P<stages>{_UNIT})\s?[】\]>〉]?")
_ONE = re.compile(_UNIT)


@dataclass(frozen=True)
class Stage:
    """A column of the roadmap."""

    name: str
    """段階1"""
    note: str
    """すぐに; empty where the head gives none."""

    @property
    def full(self) -> str:
        """Name with its note in brackets."""
        return f"{self.name}（{self.note}）" if self.note else self.name


def read_stages(line: Line) -> tuple[Stage, ...]:
    """Return the stages that a line names side by side, or nothing."""
    plain = fold(without_marks(line).text)
    found = _HEAD.fullmatch(plain)
    return _stages(found["stages"]) if found else ()


def names_stages(text: str) -> bool:
    """Return whether two stages are named anywhere in a line."""
    found = _ONE.finditer(fold(text))
    return next(found, None) is not None and next(found, None) is not None


def read_single_stage(line: Line) -> Stage | None:
    """Return the stage that a line names alone, or None."""
    found = _SINGLE.fullmatch(fold(without_marks(line).text))
    return _stages(found["stages"])[0] if found else None


def _stages(text: str) -> tuple[Stage, ...]:
    stages = []
    for found in _ONE.finditer(text):
        name, _, note = found.group().partition("(")
        stages.append(Stage(name.replace(" ", ""), note.rstrip(") ").strip()))
    return tuple(stages)
