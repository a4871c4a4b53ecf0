"""The check of a question set against the documents that it asks about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from eval.cases import Case, Problem, examine_set
from eval.matching import form, group_in, holds
from ingest.normalize import KANJI_NUMERAL, parse_number
from ingest.records import Passage
from kb.catalog import Catalog
from kb.generations import open_generation

_RUN = re.compile(rf"[0-9][0-9,.]*|[{KANJI_NUMERAL}]+|[一-龥々]+|[ァ-ヶー]+|[a-z]+", re.IGNORECASE)
_KANJI_NUMBER = re.compile(rf"[{KANJI_NUMERAL}]+")


@dataclass(frozen=True)
class Library:
    """The passages of a knowledge base."""

    passages: tuple[Passage, ...]
    cities: frozenset[str]

    @cached_property
    def documents(self) -> frozenset[str]:
        """Names of the documents."""
        return frozenset(passage.document for passage in self.passages)

    def seen_by(self, case: Case) -> list[Passage]:
        """Return the passages of the case's documents that its asker may see."""
        return [
            passage
            for passage in self.passages
            if passage.document in case.documents
            and (passage.audience == "public" or case.audience != "citizen")
            and (case.city is None or passage.municipality == case.city)
        ]


def read_library(kb_path: Path) -> Library:
    """Return the passages of a knowledge base.

    Raises:
        KnowledgeBaseError: there is no usable one.
    """
    catalog = Catalog(open_generation(kb_path).catalog_path)
    try:
        cities = frozenset(d.municipality for d in catalog.documents() if d.municipality)
        return Library(tuple(catalog.passages()), cities)
    finally:
        catalog.close()


def check_set(path: Path, library: Library) -> list[Problem]:
    """Return what is wrong with a question set, line by line.

    Lines that cannot be read; evidence that no passage holds which the asker may see;
    facts that neither stand in the passages of the evidence nor could be made of what
    stands there; labels that none of these passages bears; departments that they do not
    name; the same question twice.

    Raises:
        QuestionSetError: the file cannot be read.
    """
    questions, problems = examine_set(path)
    for case in questions.cases:
        problems += [Problem(path.name, case.line, m) for m in check_case(case, library)]
    problems += [
        Problem(path.name, line, message) for line, message in _duplicates(questions.cases)
    ]
    return sorted(problems, key=lambda problem: problem.line)


def check_case(case: Case, library: Library) -> list[str]:
    """Return what is wrong with one question, in Japanese."""
    if not case.answerable:
        return []
    messages = []
    if case.city and case.city not in library.cities:
        messages.append(f"市「{case.city}」の文書は知識ベースにありません。")
    if not case.documents:
        messages.append("答えられる質問には document（文書のファイル名）が要ります。")
    missing = [name for name in case.documents if name not in library.documents]
    messages += [f"文書「{name}」は知識ベースにありません。" for name in missing]
    seen = library.seen_by(case)
    if missing or not seen:
        return messages
    holding: list[Passage] = []
    for group in case.evidence:
        found = [passage for passage in seen if holds(passage.text, group)]
        if not found:
            messages.append(_missing_evidence(case, group, library))
        holding += [passage for passage in found if passage not in holding]
    if not holding:
        return messages
    texts = [_full_text(passage) for passage in holding]
    for group in case.facts:
        if not group_in(group, texts) and not any(_is_plausible(f, texts) for f in group):
            messages.append(f"facts {_shown(group)} は根拠のある箇所に見あたりません。")
    if case.labels and not any(holds(passage.label, case.labels) for passage in holding):
        labels = "、".join(f"「{passage.label}」" for passage in holding[:3])
        messages.append(
            f"label {_shown(case.labels)} を含む表示が根拠のある箇所にありません"
            f"（実際は {labels}）。"
        )
    if case.department and not _names_department(case.department, texts, library):
        messages.append(f"department「{case.department}」は根拠のある箇所に見あたりません。")
    return messages


def _missing_evidence(case: Case, group: Sequence[str], library: Library) -> str:
    elsewhere = [passage for passage in library.passages if holds(passage.text, group)]
    if not elsewhere:
        return (
            f"evidence {_shown(group)} はどの箇所にもありません"
            "（箇所をまたいでいないか確かめてください）。"
        )
    if case.documents and all(passage.document not in case.documents for passage in elsewhere):
        return (
            f"evidence {_shown(group)} は別の文書（{elsewhere[0].document}）にあります。"
            "document を確かめてください。"
        )
    return f"evidence {_shown(group)} のある箇所は、この質問の audience と city からは見えません。"


def _full_text(passage: Passage) -> str:
    parts: Iterable[str] = (
        passage.text,
        passage.label,
        passage.heading,
        *passage.path,
        *passage.departments,
    )
    return "\n".join(parts)


def _names_department(department: str, texts: Sequence[str], library: Library) -> bool:
    """Return whether the texts name a department, in full or as it is called for short.

    A list of procedures names a division alone; its bureau stands in another document.
    """
    full, short = form(department), form(department.split()[-1])
    if any(all(form(part) in form(text) for part in department.split()) for text in texts):
        return True
    known = {form(name) for passage in library.passages for name in passage.departments}
    return full in known and any(short in form(text) for text in texts)


def _is_plausible(fact: str, texts: Sequence[str]) -> bool:
    """Return whether a fact can be made of one of the texts.

    Each of its runs of digits, kanji, katakana and letters stands in the text, a number
    in digits or in kanji; a fact in hiragana alone (はい, できません) always can.
    """
    runs = _RUN.findall(form(fact))
    return any(all(_run_in(run, text) for run in runs) for text in texts)


def _run_in(run: str, text: str) -> bool:
    compared = form(text)
    if run.lower() in compared.lower():
        return True
    number = parse_number(run.replace(",", ""))
    if number is None:
        return False
    written = {parse_number(found) for found in _KANJI_NUMBER.findall(compared)}
    written |= {parse_number(n.replace(",", "")) for n in re.findall(r"[0-9][0-9,]*", compared)}
    return number in written


def _duplicates(cases: Sequence[Case]) -> list[tuple[int, str]]:
    """Return (line, message) of each question that stands further up in the set too."""
    first: dict[tuple[object, ...], Case] = {}
    found = []
    for case in cases:
        key = (form(case.question), case.audience, case.city, case.history)
        if key in first:
            found.append((case.line, f"{first[key].line} 行目と同じ質問です。"))
        else:
            first[key] = case
    return found


def _shown(group: Sequence[str]) -> str:
    return " / ".join(f"「{text if len(text) <= 30 else text[:30] + '…'}」" for text in group)
