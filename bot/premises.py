"""Places and documents that a question takes for granted and that do not exist."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from bot.department_words import department_words, is_department
from bot.frames.choose import frames_for
from bot.frames.table import Frames
from bot.named_works import titles_called, unknown_work, works_like
from bot.numbered_parts import missing_part, names_part
from bot.question import Question
from kb.lexical import Channel
from kb.locators import Locator, passage_keys
from kb.names import find_names, name_form, title_names
from kb.records import Filters
from kb.snapshot import Found, Snapshot

_WARD_OFFICE = re.compile(r"[一-龥]{1,4}区役所")
_MIN_TITLE = 5
# Places that are numbered through a work, and headings, of which parsers may miss one.
_NUMBERED = ("条", "段階", "別表")
_HEADINGS = ("章", "節", "款", "編")
_KINDS_OF_WORKS = ("条例", "規則", "要綱")
_LETTERED = re.compile(r"[一-龥A-Z]\d{1,2}(?:-\d{1,2})+")


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
        or _missing_place(question, found, snapshot, filters)
        or _missing_part(question, found, snapshot)
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
    titles = list(dict.fromkeys(title for title, _ in snapshot.works(filters)))
    name = unknown_work(question.text, titles)
    if name is None:
        return None
    frames = frames_for(question.language)
    text = frames.document_unknown.format(name=name)
    if known := works_like(titles, name=name):
        text = f"{text}\n{frames.works_known.format(titles=frames.separator.join(known))}"
    return Premise("no_evidence", text)


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


def _missing_place(
    question: Question, found: Found, snapshot: Snapshot, filters: Filters
) -> Premise | None:
    visible = snapshot.columns.mask(filters)
    index = snapshot.index_for(filters)
    channel, names = index.channel("locators"), index.channel("names")
    said = find_names(question.text, _titles(snapshot, filters))
    works = [title for title, _ in snapshot.works(filters)]
    said = said or [name_form(title) for title in titles_called(question.text, works)]
    titles = [name for name in said if name in names.vocabulary]
    scope = visible.copy()
    if titles:
        mask = np.zeros_like(visible)
        for name in titles:
            mask[names.rows(name)] = True
        scope &= mask
    else:
        scope &= _of_kind(question, found, snapshot, filters)
    frames = frames_for(question.language)
    within = scope
    for number, locator in enumerate(question.locators):
        key = locator.key
        if not (key.startswith((*_NUMBERED, *_HEADINGS)) or "-" in key or "." in key):
            continue
        if not (number and _stand_together(question, number)):
            within = scope
        here = within & _rows(key, channel)
        if here.any():
            within = here
            continue
        siblings = _siblings(key, [k for k in channel.vocabulary if within[channel.rows(k)].any()])
        if key.startswith(_HEADINGS):
            # A heading may have been missed, and stand in the text all the same.
            numbers = [int(re.sub(r"\D", "", k)) for k in siblings]
            spoken_of = snapshot.passages_containing(locator.text, filters=filters)
            if any(
                _is_of(passage.title, passage.municipality, titles)
                and key not in passage_keys(passage)
                for passage in spoken_of
            ):
                continue
            if not numbers and within is not scope:
                named = question.locators[number - 1].text + locator.text
                return Premise("false_premise", frames.place_unknown.format(name=named))
            if not numbers or int(re.sub(r"\D", "", key)) < max(numbers):
                continue
        if siblings:
            title = _title_of(snapshot, channel.rows(siblings[-1]), within)
            return Premise("false_premise", _missing_text(key, siblings, title, frames))
        if unknown := _place_of_nothing(question, locator, titles, snapshot, filters):
            return Premise("false_premise", frames.place_unknown.format(name=unknown))
    return None


def _missing_part(question: Question, found: Found, snapshot: Snapshot) -> Premise | None:
    """Return that a numbered part does not exist: 経営方針5 where there are three."""
    if not found.hits or not names_part(question.text):
        return None
    document = found.hits[0].passage.document
    missing = missing_part(question.text, tuple(snapshot.passages(document)))
    if missing is None:
        return None
    text = frames_for(question.language).code_missing.format(
        title=missing.title, first=missing.first, last=missing.last, name=missing.name
    )
    return Premise("false_premise", text)


def _of_kind(
    question: Question, found: Found, snapshot: Snapshot, filters: Filters
) -> npt.NDArray[np.bool_]:
    """Return the passages of ordinances where the question speaks of one (in any language)."""
    said = f"{question.text} {found.query.searched}"
    names = snapshot.index_for(filters).channel("names")
    rows = np.zeros(names.size, dtype=bool)
    for kind in (kind for kind in _KINDS_OF_WORKS if kind in said):
        for title, municipality in snapshot.works(Filters(include_staff=True)):
            for name in title_names(title, municipality) & names.vocabulary.keys():
                if name.endswith(kind):
                    rows[names.rows(name)] = True
    return rows if rows.any() else ~rows


def _rows(key: str, channel: Channel) -> npt.NDArray[np.bool_]:
    rows = np.zeros(channel.size, dtype=bool)
    rows[channel.rows(key)] = True
    return rows


def _stand_together(question: Question, number: int) -> bool:
    """Return whether a place is named within the one before it: 第2章第9節."""
    before, place = question.locators[number - 1].text, question.locators[number].text
    return bool(re.search(rf"{re.escape(before)}[の、\s]*{re.escape(place)}", question.text))


def _is_of(title: str, municipality: str | None, names: Sequence[str]) -> bool:
    return not names or bool(title_names(title, municipality) & set(names))


def _place_of_nothing(
    question: Question,
    locator: Locator,
    titles: Sequence[str],
    snapshot: Snapshot,
    filters: Filters,
) -> str | None:
    """Return what is named that no document has anything like; None where it may be there.

    A code such as 基9-9 where no measure begins with 基; an article of a work without articles.
    """
    spoken_of = snapshot.passages_containing(locator.text, filters=filters)
    if any(_is_of(passage.title, passage.municipality, titles) for passage in spoken_of):
        return None
    if _LETTERED.fullmatch(locator.key):
        known = snapshot.index_for(filters).channel("locators").vocabulary
        return locator.text if any(_LETTERED.fullmatch(key) for key in known) else None
    match = re.search(rf"の{re.escape(locator.text)}", question.text)
    if locator.key.startswith(_NUMBERED) and match:
        before = name_form(question.text[: match.start()])
        title = next((name for name in titles if before.endswith(name)), None)
        return f"{title}の{locator.text}" if title else None
    return None


def _unknown_ward(question: Question, snapshot: Snapshot, filters: Filters) -> Premise | None:
    """西野区役所: a ward office that no document knows, where documents know of others."""
    names = snapshot.index_for(filters).channel("names").vocabulary
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
    names = snapshot.index_for(filters).channel("names").vocabulary
    for name in department_words(question.text):
        form = name_form(name)
        known = find_names(form, names)
        # 水道局浄水部: a bureau that there is, and a department of it that there is not.
        below = form.partition(known[0])[2] if known else form
        if form in names or (known and not is_department(below)):
            continue
        if known and snapshot.passages_containing(below, filters=filters, most=1):
            continue
        if snapshot.passages_containing(name, filters=filters, most=1):
            continue
        return Premise(
            "false_premise",
            frames_for(question.language).department_unknown.format(name=name),
        )
    return None


def _siblings(key: str, known: list[str]) -> list[str]:
    """Return the known keys of the same shape in order: 条1 … 条34, 経1-1 … 経3-3."""
    prefix = next((word for word in (*_NUMBERED, *_HEADINGS) if key.startswith(word)), None)
    if prefix:
        same = [k for k in known if k.startswith(prefix)]
    else:
        shape = re.sub(r"\d+", "0", key)
        same = [k for k in known if re.sub(r"\d+", "0", k) == shape]
    return sorted(same, key=lambda k: [int(n) for n in re.findall(r"\d+", k)])


def _title_of(snapshot: Snapshot, rows: npt.NDArray[np.int32], scope: npt.NDArray[np.bool_]) -> str:
    return snapshot.catalog.passages_by_rows([int(row) for row in rows if scope[row]][:1])[0].title


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
    if key.startswith(_HEADINGS):
        first, last, key = (f"第{place[1:]}{place[0]}" for place in (siblings[0], last, key))
        return frames.code_missing.format(title=title, first=first, last=last, name=key)
    return frames.code_missing.format(title=title, first=siblings[0], last=last, name=key)
