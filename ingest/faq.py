"""Lists of questions and answers in JSON: one passage an entry."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from ingest.builder import PassageBuilder
from ingest.errors import ReadError
from ingest.lines import cut_lines
from ingest.structure.parser import Draft

_QUESTION = ("question", "q", "title", "質問", "問い", "問", "件名")
_ANSWER = ("answer", "a", "text", "回答", "答え", "答")
_LOCATOR = ("id", "no", "number", "番号", "No", "ID")
_DEPARTMENT = ("department", "担当課", "所管課", "担当", "課")
_OTHER = {"url": "URL", "category": "分類", "contact": "連絡先", "updated": "更新日"}

# 市民課, こども給付課; not 各課, 担当課, which are any.
_DIVISION = re.compile(
    r"(?:(?:障がい|こども|くらし|まちづくり|まち|ごみ|みどり|いきいき|ふるさと)[一-鿿]{1,8}?"
    r"|(?<![一-鿿])[一-鿿ァ-ヶー・]{1,10}?)課(?![一-鿿])"
)
# Not 保全課, 基本課, though 全課 and 本課 are any.
_ANY_DIVISION = re.compile(r"(?:各|担当|所管|主管|関係|他の?)課$|^(?:当|同|本|全|課)課$|・課$")


def read_faq(text: str, name: str) -> tuple[str, list[Draft]]:
    """Return the document's text made of the entries, and a draft for each.

    Accepts a list of objects, or an object whose only list is one.

    Raises:
        ReadError: It is no JSON, or no entry has a question and an answer.
    """
    try:
        data = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ReadError(f"「{name}」は JSON として読めません。書式を確かめてください。") from error
    if isinstance(data, Mapping):
        lists = [value for value in data.values() if isinstance(value, list)]
        data = lists[0] if len(lists) == 1 else []
    entries = [e for e in data if isinstance(e, Mapping)] if isinstance(data, list) else []
    blocks: list[tuple[int, int, Mapping[str, object]]] = []
    written = ""
    for entry in entries:
        question, answer = _pick(entry, _QUESTION), _pick(entry, _ANSWER)
        if not question or not answer:
            continue
        question = " ".join(question.split())
        start = len(written)
        written += f"{question}\n{answer}\n"
        for key, caption in _OTHER.items():
            if value := _pick(entry, (key, caption)):
                written += f"{caption}: {value}\n"
        blocks.append((start, len(written), {**entry, "question": question}))
        written += "\n"
    if not blocks:
        raise ReadError(
            f"「{name}」に question と answer を持つ項目がありません。"
            '[{"question": …, "answer": …}] の形にしてください。'
        )
    return written, [_draft(written, *block, number=n) for n, block in enumerate(blocks, 1)]


def _draft(text: str, start: int, end: int, entry: Mapping[str, object], *, number: int) -> Draft:
    builder = PassageBuilder(text)
    for line in cut_lines(text, start, end):
        if not line.blank:
            builder.line(line.start, line.end)
    built, pieces = builder.build()
    question = str(entry["question"])
    locator = f"問{_pick(entry, _LOCATOR) or number}"
    department = _pick(entry, _DEPARTMENT) or answering_division(built)
    category = _pick(entry, ("category", "分類"))
    return Draft(
        kind="faq",
        locator=locator,
        heading=question,
        text=built,
        pieces=pieces,
        start=start,
        end=end,
        path=(*((category,) if category else ()), question),
        departments=(department,) if department else (),
        label_suffix=f"{locator} {question}",
    )


def _pick(entry: Mapping[str, object], names: tuple[str, ...]) -> str:
    for name in names:
        value = entry.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()
    return ""


def answering_division(answer: str) -> str:
    """Return the only division that an answer names, else an empty text.

    Lists of questions often leave the division out of their columns, while the answer says
    where to go; of several divisions none is known to be the responsible one.
    """
    named = {match[0] for match in _DIVISION.finditer(answer)}
    named = {name for name in named if not _ANY_DIVISION.search(name)}
    return named.pop() if len(named) == 1 else ""
