"""How well the check of a model's sentences tells supported from unsupported ones.

One JSON object a line: ``id``, ``passage`` (words that stand in one passage only),
``sentence``, ``supported``, ``kind`` of the change made to it, ``half`` (tuning or locked).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.verify.check import check_sentence
from ingest.errors import MadoguchiError
from ingest.normalize import match_form
from ingest.records import Passage


@dataclass(frozen=True)
class Checked:
    """One sentence and what the check said of it."""

    case_id: str
    half: str
    kind: str
    sentence: str
    supported: bool
    """The author's judgement."""
    passed: bool
    reason: str
    """The check that failed."""

    @property
    def is_right(self) -> bool:
        """Whether the check agrees with the author."""
        return self.supported == self.passed


def check_file(path: Path, passages: Sequence[Passage]) -> list[Checked]:
    """Return what the check says of every sentence of a file.

    Raises:
        MadoguchiError: the file cannot be read, or a passage of it is not there.
    """
    texts = [(match_form(passage.text), passage) for passage in passages]
    checked = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        rows = [json.loads(line) for line in lines if line.strip()]
    except (OSError, ValueError) as error:
        raise MadoguchiError(f"「{path}」が読めません（{error}）。") from error
    for row in rows:
        words = match_form(row["passage"])
        passage = next((passage for text, passage in texts if words in text), None)
        if passage is None:
            raise MadoguchiError(
                f"{row['id']} の箇所「{row['passage']}」が知識ベースにありません。"
                "見本の市を取り込んだ知識ベースを --kb で指定してください。"
            )
        verdict = check_sentence(row["sentence"], passage)
        checked.append(
            Checked(
                row["id"],
                row["half"],
                row["kind"],
                row["sentence"],
                row["supported"],
                verdict.supported,
                verdict.reason,
            )
        )
    return checked


def figures(checked: Sequence[Checked]) -> str:
    """Return the figures of each half as lines of text."""
    lines = []
    for half in sorted({item.half for item in checked}):
        own = [item for item in checked if item.half == half]
        false = [item for item in own if not item.supported]
        true = [item for item in own if item.supported]
        let_through = sum(item.passed for item in false)
        dropped = sum(not item.passed for item in true)
        lines.append(
            f"{half}: 根拠のない文を通した {let_through}/{len(false)}、"
            f"根拠のある文を落とした {dropped}/{len(true)}"
        )
    return "\n".join(lines)
