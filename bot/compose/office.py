"""The goals of an office that has several departments: 緑区役所, 環境局."""

from __future__ import annotations

from collections.abc import Sequence

from bot.citations import Quote
from bot.compose.draft import Draft, quoted, short_label
from bot.question import Question
from ingest.records import Passage
from kb import words
from kb.knowledge_base import Snapshot
from kb.names import department_names, name_form
from kb.query import QUESTION_WORDS
from kb.records import Filters

MOST_SHOWN = 12
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
