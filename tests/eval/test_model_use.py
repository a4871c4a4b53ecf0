from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from planted import GARBAGE_CASE, PlantedBot, make_set, record_of, right_answer, source_text

from bot.model import ModelError
from eval.model_use import MeteredModel, Price, ask_judge, parse_price, verdicts_text
from eval.run import run_sets
from eval.score import judge
from ingest.errors import MadoguchiError
from ingest.tokens import count_tokens


class Parrot:
    """Says what it was told to, and remembers what it was asked."""

    label = "openai:parrot"

    def __init__(self, reply: str | ModelError) -> None:
        self.reply = reply
        self.asked: list[str] = []

    def stream(self, system: str, user: str) -> Iterator[str]:
        self.asked.append(user)
        if isinstance(self.reply, ModelError):
            raise self.reply
        yield from self.reply


def test_tokens_are_counted_until_they_are_taken() -> None:
    model = MeteredModel(Parrot("はい。"))

    assert model.take_usage() is None
    assert "".join(model.stream("案内係です。", "ごみは？")) == "はい。"
    assert model.take_usage() == {
        "input_tokens": count_tokens("案内係です。") + count_tokens("ごみは？"),
        "output_tokens": count_tokens("はい。"),
    }
    assert model.take_usage() is None


def test_a_run_writes_down_the_tokens_of_each_question() -> None:
    bot = PlantedBot({GARBAGE_CASE.question: right_answer()})
    used = iter([None, {"input_tokens": 9, "output_tokens": 2}])

    [record] = run_sets(
        bot, [make_set(GARBAGE_CASE)], source_text=source_text, take_usage=lambda: next(used)
    )

    judgement = judge(record)
    assert judgement.values["input_tokens"] == 9.0
    assert Price(1_000.0, 10_000.0).cost([judgement]) == pytest.approx(0.029)


def test_a_price_that_cannot_be_read_is_said() -> None:
    assert parse_price("0.15,0.6") == Price(0.15, 0.6)
    with pytest.raises(MadoguchiError, match="価格「安い」が読めません"):
        parse_price("安い")


def test_the_judge_stands_beside_the_rule_and_gets_masked_questions() -> None:
    case = replace(GARBAGE_CASE, question="ごみは？ 電話は090-1234-5678です")
    parrot = Parrot('判定: {"right": false, "why": "条件が足りない。"}')

    verdict = ask_judge(record_of(case, right_answer()), parrot)

    assert (verdict.is_right, verdict.agrees) == (False, False)
    assert "090-1234-5678" not in parrot.asked[0]
    assert "規則による採点と一致 0.0%" in verdicts_text([verdict])
    assert "条件が足りない。" in verdicts_text([verdict])


@pytest.mark.parametrize(
    "reply", ["分かりません", '{"right": "たぶん"}', ModelError("止まりました。")]
)
def test_an_opinion_that_cannot_be_read_is_none(reply: str | ModelError) -> None:
    verdict = ask_judge(record_of(GARBAGE_CASE, right_answer()), Parrot(reply))

    assert (verdict.is_right, verdict.agrees) == (None, None)
