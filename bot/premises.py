"""Places and documents that a question takes for granted and that do not exist."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from bot.frames.choose import frames_for
from bot.frames.table import Frames
from bot.question import Question
from kb import words
from kb.knowledge_base import Found, Snapshot
from kb.names import find_names, name_form, title_names
from kb.records import Filters

_NAMED_DOCUMENT = re.compile(
    r"(?P<name>[^、。「」『』\s?]{3,40}?(?:条例|規則|規程|要綱|要領|法律|基本法|政令|省令))(?:の|、|における)?"
    r"(?:第)?[\d一二三四五六七八九十百]+条"
)
_DEMONSTRATIVE = re.compile(r"^(?:この|その|本|同|当該|上記の?|市の|町の|村の)")
_QUOTED_DEPARTMENT = re.compile(r"「(?P<name>[^」]{2,16}(?:課|部|局|室|係|センター))」")
_WARD_OFFICE = re.compile(r"[一-龥]{1,4}区役所")
_MIN_TITLE = 5


@dataclass(frozen=True)
class Premise:
    """Why a question cannot be answered as it is put."""

    reason: Literal["false_premise", "no_evidence"]
    text: str


def check_premises(
    question: Question, found: Found, snapshot: Snapshot, filters: Filters
) -> Premise | None:
    """Return what the question wrongly takes for granted, or None."""
    everywhere = Filters(include_staff=filters.include_staff)
    return (
        _unknown_document(question, snapshot, everywhere)
        or _title_of_another_city(question, snapshot, everywhere)
        or _missing_place(question, snapshot, filters)
        or _unknown_ward(question, snapshot, filters)
        or _unknown_department(question, snapshot, filters)
    )


def _titles(snapshot: Snapshot, filters: Filters) -> dict[str, set[str | None]]:
    """Return short and full names of visible works → municipalities that have one."""
    names: dict[str, set[str | None]] = {}
    for title, municipality in snapshot.works(filters):
        for name in title_names(title, municipality):
            names.setdefault(name, set()).add(municipality)
    return names


def _unknown_document(question: Question, snapshot: Snapshot, filters: Filters) -> Premise | None:
    match = _NAMED_DOCUMENT.search(question.text)
    if not match:
        return None
    name = name_form(match["name"])
    if _DEMONSTRATIVE.match(name) or name in ("条例", "規則"):
        return None
    titles = _titles(snapshot, filters)
    if any(title in name or name in title for title in titles):
        return None
    return Premise(
        "no_evidence",
        frames_for(question.language).document_unknown.format(name=match["name"]),
    )


def _title_of_another_city(
    question: Question, snapshot: Snapshot, filters: Filters
) -> Premise | None:
    city = question.named_municipality
    if city is None:
        return None
    titles = _titles(snapshot, filters)
    for name in find_names(question.text, titles):
        owners = titles[name]
        if len(name) >= _MIN_TITLE and city not in owners and None not in owners:
            own = replace(filters, municipality=city)
            if snapshot.passages_containing(f"{city}{name}", filters=own, most=1):
                # The city has a work of this name too; its documents speak of it.
                continue
            owner = "、".join(sorted(owner for owner in owners if owner))
            title = next(title for title, _ in snapshot.works(filters) if name in name_form(title))
            return Premise(
                "false_premise",
                frames_for(question.language).document_of_another_city.format(
                    title=title, owner=owner, city=city
                ),
            )
    return None


def _missing_place(question: Question, snapshot: Snapshot, filters: Filters) -> Premise | None:
    visible = snapshot.columns.mask(filters)
    channel, names = snapshot.index.channel("locators"), snapshot.index.channel("names")
    titles = [
        name
        for name in find_names(question.text, _titles(snapshot, filters))
        if name in names.vocabulary
    ]
    scope = visible.copy()
    if titles:
        mask = np.zeros_like(visible)
        for name in titles:
            mask[names.rows(name)] = True
        scope &= mask
    for locator in question.locators:
        key = locator.key
        if not (key.startswith(("条", "段階", "別表")) or "-" in key or "." in key):
            continue
        if scope[channel.rows(key)].any():
            continue
        siblings = _siblings(key, [k for k in channel.vocabulary if scope[channel.rows(k)].any()])
        if siblings:
            title = _title_of(snapshot, scope, siblings[-1])
            frames = frames_for(question.language)
            return Premise("false_premise", _missing_text(key, siblings, title, frames))
    return None


def _unknown_ward(question: Question, snapshot: Snapshot, filters: Filters) -> Premise | None:
    """西野区役所: a ward office that no document knows, where documents know of others."""
    names = snapshot.index.channel("names").vocabulary
    if not any(name.endswith("区役所") for name in names):
        return None
    for match in _WARD_OFFICE.finditer(question.text):
        name = match.group()
        # さいたま市北区役所: a known office may stand at the end of the run.
        ends = {name_form(name[start:]) for start in range(len(name) - 3)}
        if any(end in names for end in ends):
            continue
        if snapshot.passages_containing(name, filters=filters, most=1):
            continue
        return Premise(
            "false_premise", frames_for(question.language).department_unknown.format(name=name)
        )
    return None


def _unknown_department(question: Question, snapshot: Snapshot, filters: Filters) -> Premise | None:
    """「くらし応援課」: a division that no visible document knows, not even in passing."""
    names = snapshot.index.channel("names").vocabulary
    for name in department_words(question.text):
        form = name_form(name)
        if form in names or find_names(form, names):
            continue
        if snapshot.passages_containing(name, filters=filters, most=1):
            continue
        return Premise(
            "false_premise",
            frames_for(question.language).department_unknown.format(name=name),
        )
    return None


def department_words(text: str) -> list[str]:
    """Return what is written like a department's name: 「くらし応援課」, 生活応援課."""
    found = [match["name"] for match in _QUOTED_DEPARTMENT.finditer(text)]
    run: list[str] = []
    for token in [*words.tokens(text), None]:
        if token is not None and token.part_of_speech[0] in ("名詞", "接頭辞", "接尾辞"):
            run.append(token.surface)
            continue
        if len(run) > 1 and run[-1] in ("課", "局", "係", "部", "事務所") and len("".join(run)) > 3:
            found.append("".join(run))
        run = []
    return found


def _siblings(key: str, known: list[str]) -> list[str]:
    """Return the known keys of the same shape in order: 条1 … 条34, 経1-1 … 経3-3."""
    prefix = next((word for word in ("条", "段階", "別表") if key.startswith(word)), None)
    if prefix:
        same = [k for k in known if k.startswith(prefix)]
    else:
        shape = re.sub(r"\d+", "0", key)
        same = [k for k in known if re.sub(r"\d+", "0", k) == shape]
    return sorted(same, key=lambda k: [int(n) for n in re.findall(r"\d+", k)])


def _title_of(snapshot: Snapshot, scope: npt.NDArray[np.bool_], key: str) -> str:
    rows = [int(row) for row in snapshot.index.channel("locators").rows(key) if scope[row]]
    return snapshot.catalog.passages_by_rows(rows[:1])[0].title


def _missing_text(key: str, siblings: list[str], title: str, frames: Frames) -> str:
    last = siblings[-1]
    if key.startswith("条"):
        number, of, branch = key.removeprefix("条").partition("の")
        end = last.removeprefix("条").partition("の")[0]
        return frames.article_missing.format(
            title=title, last=end, number=number, branch=of + branch
        )
    if key.startswith("別表"):
        return frames.annex_missing.format(
            title=title, last=last.removeprefix("別表"), number=key.removeprefix("別表")
        )
    if key.startswith("段階"):
        return frames.stage_missing.format(title=title, count=len(siblings), name=key)
    return frames.code_missing.format(title=title, first=siblings[0], last=last, name=key)
