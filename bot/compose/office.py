"""An office that has several departments, 緑区役所, 環境局: its goals, and what they are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from bot.citations import Quote
from bot.compose.draft import Draft, quoted, short_label
from bot.compose.listing import compose_names
from bot.question import Question
from ingest.records import Passage
from kb import words
from kb.names import department_names, name_form
from kb.query import QUESTION_WORDS
from kb.records import Filters
from kb.sentences import split_sentences
from kb.snapshot import Snapshot

MOST_SHOWN = 12
MOST_UNITS = 30
_KINDS = ("課", "室", "係", "署", "センター", "部")
# 環境局にはどんな課がありますか, 市長公室の部署一覧
_ASKS_UNITS = re.compile(
    r"(?:には?|の(?:中|下)に?は?|は|って)、?(?:全部で)?"
    r"(?:どんな|どのような|どういう|何という|なんて|何の|いくつの|何|どの)(?:部署|課|部|局|室|係|組織|センター)"
    r"[^。?]{0,6}?(?:ある|あり|置|入って|含|属|分かれ|構成|教え|\?|$)|"
    r"(?:部署|課|部|室|係|組織)の?(?:一覧|構成|内訳)|"
    r"の(?:部署|課|部|室|係)を(?:すべて|全て|全部)?(?:教え|知り|挙げ|見せ)|"
    r"(?:部署|課|部|室|係)(?:は|が|って)、?(?:全部で)?(?:いくつ|何と何|何がある|何があり)|"
    r"にある(?:部署|課|部|室|係)(?:は|を|って|の名前)"
)
# Words beside an office's name that ask for its goals as they stand.
_GOAL_WORDS = """
目標 行動 目指す 取り組み 取組 一覧 全て 総て 全部 それぞれ 夫々 各 部 課 掲げる 挙げる 年度
達成 設定 頑張る 立てる
"""
_GENERIC = frozenset(_GOAL_WORDS.split()) | QUESTION_WORDS


def goals_of_office(
    question: Question, names: Sequence[str], snapshot: Snapshot, filters: Filters
) -> list[Passage]:
    """Return the goals of every department of the office that a question names.

    Empty where it names a department or a matter, or where the office has but one goal.
    """
    if question.wanted not in ("goal", "list", "statement") or not _asks_goals(question):
        return []
    for name in names:
        if not _asks_no_more(question, name):
            continue
        found = [
            passage
            for passage in snapshot.passages_containing(name, filters=filters, most=200)
            if passage.kind == "goal" and passage.departments and _is_above(name, passage)
        ]
        if len(found) > 1:
            return found
    return []


def compose_goals(draft: Draft, passages: Sequence[Passage]) -> bool:
    """Give the goals one below the other, each with its department, and say what is left out."""
    for passage in passages[:MOST_SHOWN]:
        citation = draft.cite(Quote(passage, 0, len(passage.text)))
        if citation is None:
            continue
        draft.parts.append(f"・{short_label(passage)}：{quoted(citation)}")
        draft.name_department(passage, citation, None)
    if len(passages) > MOST_SHOWN:
        draft.parts.append(draft.frames.list_more.format(count=len(passages) - MOST_SHOWN))
    return bool(draft.citations)


def units_of_office(
    question: Question, names: Sequence[str], snapshot: Snapshot, filters: Filters
) -> list[tuple[str, Passage]]:
    """Return the departments below the office whose departments a question asks for.

    Those of the kind that it asks for (課), each with a passage that names it; empty for another
    question, or where there is but one.
    """
    asked = _ASKS_UNITS.search(unicodedata.normalize("NFKC", question.text))
    if asked is None:
        return []
    for name in names:
        units: dict[str, Passage] = {}
        for passage in snapshot.passages_containing(name, filters=filters, most=300):
            for department in passage.departments:
                parts = department.split()
                above = next((n for n, p in enumerate(parts) if _is_called(p, name)), None)
                for part in parts[above + 1 :] if above is not None else ():
                    units.setdefault(part, passage)
        kind = next((kind for kind in _KINDS if kind in asked.group()), "")
        below = {unit: passage for unit, passage in units.items() if unit.endswith(kind)}
        if len(below or units) > 1:
            return list((below or units).items())
    return []


def compose_units(draft: Draft, units: Sequence[tuple[str, Passage]], office: str) -> bool:
    """Name the departments of an office, each with the passage that names it."""
    named = []
    for name, passage in units:
        sentence = split_sentences(passage.text)[0]
        named.append((name, Quote(passage, sentence.start, sentence.end)))
    return compose_names(draft, named, place=office, most=MOST_UNITS)


def office_name(names: Sequence[str], units: Sequence[tuple[str, Passage]]) -> str:
    """Return the office's name as its departments' passages write it."""
    parts = [part for _, p in units for d in p.departments for part in d.split()]
    return next((part for name in names for part in parts if _is_called(part, name)), "")


def _is_called(part: str, name: str) -> bool:
    return name in department_names((part,))


def _is_above(name: str, passage: Passage) -> bool:
    """Return whether a name is that of the office above the passage's department."""
    above, _, own = passage.departments[0].partition(" ")
    return bool(own) and name in department_names((above,))


def _asks_goals(question: Question) -> bool:
    return "目標" in question.text or "目指" in question.text or "goal" in question.text.lower()


def _asks_no_more(question: Question, name: str) -> bool:
    known = {token.normalized_form for token in words.tokens(name)} | _GENERIC | {"役所"}
    city = question.municipality or ""
    known |= {token.normalized_form for token in words.tokens(city)}
    return name in name_form(question.text) and all(
        token.normalized_form in known
        or token.part_of_speech[0] not in ("名詞", "動詞", "形容詞")
        or token.part_of_speech[1] in ("数詞", "非自立可能")
        for token in words.tokens(question.text)
        if token.is_content
    )
