"""What a language model is given and gives, counted; and its opinion, as an option.

Both stand beside the other figures and change none of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.model import ChatModel, ModelError
from bot.privacy import mask
from eval.records import Record
from eval.score import Judgement, judge
from ingest.errors import MadoguchiError
from ingest.tokens import count_tokens

_PROMPT = """あなたは市役所の案内の採点者です。質問、正解、資料の文言、採点する回答を読みます。
回答が正解の事実を過不足なく述べ、条件や例外を落とさず、資料にないことを加えていなければ true、
そうでなければ false とします。答えられない質問では、答えずに断っていれば true です。
次の形の JSON だけを返します。{"right": true, "why": "理由を一文で"}"""
_JSON = re.compile(r"\{.*\}", re.DOTALL)


class MeteredModel:
    """A model whose tokens are counted, in the project's own encoding.

    A server's bill counts in its model's encoding; for Japanese the two differ by some
    tens of percent.
    """

    def __init__(self, model: ChatModel) -> None:
        self._model = model
        self._usage: dict[str, int] | None = None

    @property
    def label(self) -> str:
        """As answers name it."""
        return self._model.label

    def stream(self, system: str, user: str) -> Iterator[str]:
        """Yield the reply in pieces; see ``bot.model.ChatModel``."""
        usage = self._usage or {"input_tokens": 0, "output_tokens": 0}
        self._usage = usage
        usage["input_tokens"] += count_tokens(system) + count_tokens(user)
        written = []
        try:
            for piece in self._model.stream(system, user):
                written.append(piece)
                yield piece
        finally:
            usage["output_tokens"] += count_tokens("".join(written))

    def take_usage(self) -> dict[str, int] | None:
        """Return the tokens since the last call, None where the model was not asked."""
        usage, self._usage = self._usage, None
        return usage


@dataclass(frozen=True)
class Price:
    """What a provider asks, per million tokens, in any currency."""

    input: float
    output: float

    def cost(self, judgements: Sequence[Judgement]) -> float:
        """Return what the answers of a run cost."""
        read = sum(j.values["input_tokens"] or 0.0 for j in judgements)
        written = sum(j.values["output_tokens"] or 0.0 for j in judgements)
        return (read * self.input + written * self.output) / 1_000_000


def parse_price(text: str) -> Price:
    """Read a price from ``0.15,0.60``.

    Raises:
        MadoguchiError: it cannot be read.
    """
    try:
        read, written = (float(part) for part in text.split(","))
    except ValueError as error:
        raise MadoguchiError(
            f"価格「{text}」が読めません。百万トークン当たりの入力と出力を 0.15,0.60 のように"
            "書いてください。"
        ) from error
    return Price(read, written)


@dataclass(frozen=True)
class Verdict:
    """A model's opinion of one answer."""

    key: str
    is_right: bool | None
    """None where it gave none that could be read."""
    why: str
    agrees: bool | None
    """Whether the program's rule says the same."""

    def to_json(self) -> dict[str, Any]:
        """Return the verdict as a line."""
        return {"key": self.key, "right": self.is_right, "why": self.why, "agrees": self.agrees}


def ask_judge(record: Record, model: ChatModel) -> Verdict:
    """Return what a model makes of an answer; questions go out masked, as the bot's do.

    A model as judge prefers long and fluent answers (Zheng et al. 2023): where it and the
    rule disagree, a person has to look.
    """
    case = record.case
    gold = "／".join(" または ".join(group) for group in case.facts) or case.why or "（なし）"
    evidence = "／".join(" または ".join(group) for group in case.evidence) or "（なし）"
    user = (
        f"質問: {mask(case.question).text}\n答えられる質問か: {case.answerable}\n正解: {gold}\n"
        f"資料の文言: {evidence}\n"
        f"回答（{record.answer.get('status')}）: {record.answer.get('text')}"
    )
    try:
        reply = "".join(model.stream(_PROMPT, user))
    except ModelError as error:
        return Verdict(record.key, None, str(error), None)
    found = _JSON.search(reply)
    try:
        verdict = json.loads(found[0]) if found else None
    except ValueError:
        verdict = None
    if not isinstance(verdict, dict) or not isinstance(verdict.get("right"), bool):
        return Verdict(record.key, None, "読める判定がありません。", None)
    agrees = verdict["right"] == judge(record).is_right
    return Verdict(record.key, verdict["right"], str(verdict.get("why") or ""), agrees)


def verdicts_text(verdicts: Sequence[Verdict]) -> str:
    """Return the share of right answers by the model, and where it and the rule disagree."""
    given = [verdict for verdict in verdicts if verdict.is_right is not None]
    lines = [f"判定 {len(given)}問（読めなかったもの {len(verdicts) - len(given)}問）"]
    if given:
        right = sum(bool(verdict.is_right) for verdict in given) / len(given)
        same = sum(bool(verdict.agrees) for verdict in given) / len(given)
        lines.append(f"  正しい {right * 100:.1f}%、規則による採点と一致 {same * 100:.1f}%")
        lines += [
            f"  {verdict.key} {'○' if verdict.is_right else '×'} {verdict.why}"
            for verdict in given
            if not verdict.agrees
        ]
    return "\n".join(lines)
