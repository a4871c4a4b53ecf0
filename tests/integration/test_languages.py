from __future__ import annotations

import re

import pytest
from contract import Commands

pytestmark = pytest.mark.integration

QUESTION = "住民投票の条文は第何条？"


def test_an_english_question_has_an_english_frame_around_the_japanese_quote(
    sample: Commands,
) -> None:
    answer = sample.ask(QUESTION, "--language", "en")
    japanese = sample.ask(QUESTION)
    assert answer["language"] == "en"
    assert answer["text"].startswith("It is laid down in ")
    assert answer["citations"] == japanese["citations"]
    assert answer["citations"][0]["quote"] in answer["text"]


def test_easy_japanese_has_readings_in_the_frame_and_leaves_the_quote(sample: Commands) -> None:
    answer = sample.ask(QUESTION, "--language", "easy")
    assert "書(か)いてあります" in answer["text"]
    assert answer["citations"][0]["quote"] in answer["text"]
    plain = "".join(run["text"] for run in answer["ruby"])
    assert answer["citations"][0]["quote"] in plain
    assert re.search(r"[一-龥]\([ぁ-ん]+\)", plain) is None


def test_a_question_in_english_is_answered_in_english_unasked(sample: Commands) -> None:
    answer = sample.ask("Please write me a poem about the sea")
    assert answer["language"] == "en"
    assert answer["reason"] == "out_of_scope"
    assert answer["text"].startswith("This is nothing that can be helped with here.")


def test_a_false_premise_is_told_in_the_language_asked_for(sample: Commands) -> None:
    answer = sample.ask("まちづくり基本条例の第99条は何を定めていますか", "--language", "en")
    assert answer["reason"] == "false_premise"
    assert answer["text"] == "汐野市まちづくり基本条例 ends with 第66条; there is no 第99条."
