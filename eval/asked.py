"""Questions that people asked and that were not answered, as a set to be completed.

Reads any export of questions: JSON lines or CSV with a column ``question``, and where
there are such columns ``status``, ``audience`` and ``city``.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.cases import AUDIENCES, QuestionSetError
from eval.matching import form
from kb.records import Hit

Find = Callable[[str], Sequence[Hit]]
_CANDIDATES = 3


@dataclass(frozen=True)
class AskedQuestion:
    """A question of a log."""

    question: str
    audience: str
    city: str | None
    count: int
    """How often it was asked, in these words."""


def read_asked(path: Path) -> list[AskedQuestion]:
    """Return the questions of a log that were not answered, the most frequent first.

    Where the log has no column ``status``, all of its questions.

    Raises:
        QuestionSetError: the file cannot be read, or has no questions.
    """
    counted: dict[tuple[str, str, str | None], AskedQuestion] = {}
    for row in _rows(path):
        # Exports guard against formulas with an apostrophe.
        question = str(row.get("question") or "").strip().removeprefix("'")
        if not question or row.get("status") in ("answered", "error"):
            continue
        audience = str(row.get("audience") or "")
        audience = audience if audience in AUDIENCES else "citizen"
        city = str(row.get("city") or "").strip() or None
        key = (form(question), audience, city)
        before = counted.get(key)
        count = before.count + 1 if before else 1
        first = before.question if before else question
        counted[key] = AskedQuestion(first, audience, city, count)
    return sorted(counted.values(), key=lambda asked: -asked.count)


def draft_asked(asked: Iterable[AskedQuestion], find: Find) -> list[dict[str, Any]]:
    """Return a line for each question, with what its author has to decide left open.

    ``answerable`` and ``kind`` are null, which ``check`` names until they are filled in;
    ``candidates`` are the passages that may hold the answer.
    """
    return [
        {
            "id": f"asked{number:03d}",
            "question": question.question,
            "audience": question.audience,
            "kind": None,
            "answerable": None,
            "city": question.city,
            "document": [],
            "evidence": [],
            "label": [],
            "facts": [],
            "asked": question.count,
            "candidates": [
                {
                    "document": hit.passage.document,
                    "label": hit.passage.label,
                    "text": hit.passage.text,
                }
                for hit in find(question.question)[:_CANDIDATES]
            ],
        }
        for number, question in enumerate(asked, 1)
    ]


def _rows(path: Path) -> list[Mapping[str, Any]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionSetError(
            f"質問の記録「{path}」が読めません。"
            "UTF-8 の CSV か JSON の行のファイルを指定してください。"
        ) from error
    try:
        rows: list[Mapping[str, Any]] = (
            list(csv.DictReader(text.splitlines(keepends=True)))
            if path.suffix.lower() == ".csv"
            else [json.loads(line) for line in text.split("\n") if line.strip()]
        )
    except ValueError as error:
        raise QuestionSetError(
            f"質問の記録「{path}」に JSON として読めない行があります（{error}）。"
        ) from error
    if not any(isinstance(row, dict) and row.get("question") for row in rows):
        raise QuestionSetError(f"質問の記録「{path}」に question という列がありません。")
    return rows
