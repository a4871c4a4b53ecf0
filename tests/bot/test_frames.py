from __future__ import annotations

from dataclasses import fields
from string import Formatter

import pytest

from bot.frames.choose import frames_for, language_of
from bot.frames.japanese import JAPANESE
from bot.frames.table import LANGUAGES, Frames, Language
from bot.refusals import RULES


def values(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_every_sentence_with_the_same_values(language: Language) -> None:
    frames = frames_for(language)
    for field in fields(Frames):
        own, japanese = getattr(frames, field.name), getattr(JAPANESE, field.name)
        if isinstance(japanese, str):
            assert own
            assert values(own) == values(japanese), field.name
        else:
            assert own.keys() == japanese.keys(), field.name
            assert all(own.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_has_its_words(language: Language) -> None:
    assert {rule.reason for rule in RULES} == frames_for(language).refusals.keys()


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Where can I get a residence certificate?", "en"),
        ("粗大ごみの出し方", "ja"),
        ("How do I apply for 児童手当?", "ja"),
        ("gomi no hi wo oshiete", "ja"),
        ("24", "ja"),
        ("A", "ja"),
        ("", "ja"),
    ],
)
def test_a_question_without_japanese_is_english(question: str, language: Language) -> None:
    assert language_of(question) == language
