from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.furigana import (
    Ruby,
    annotated,
    annotated_outside,
    ruby,
    ruby_html,
    without_readings,
)


def test_readings_stand_over_kanji_alone() -> None:
    assert ruby("申し込む人") == [
        Ruby("申", "もう"),
        Ruby("し"),
        Ruby("込", "こ"),
        Ruby("む"),
        Ruby("人", "ひと"),
    ]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("市役所に聞いてください。", "市(し)役所(やくしょ)に聞(き)いてください。"),
        ("ごみのだしかた", "ごみのだしかた"),
        ("今日の担当[1]", "今日(きょう)の担当(たんとう)[1]"),
    ],
)
def test_text_has_readings_in_brackets(text: str, read: str) -> None:
    assert annotated(text) == read


def test_quotes_are_left_as_they_are() -> None:
    text = "書いてあります：「市は、計画を定める。」[1]"
    assert annotated_outside(text, ["市は、計画を定める。"]) == (
        "書(か)いてあります：「市は、計画を定める。」[1]"
    )


def test_html_of_the_text_is_escaped() -> None:
    assert ruby_html("<b>市</b>") == (
        "&lt;b&gt;<ruby>市<rp>(</rp><rt>し</rt><rp>)</rp></ruby>&lt;/b&gt;"
    )


@given(
    st.text(alphabet=st.sampled_from("市役所申し込む大人２人アに「」。\n[1] a々㊤"), max_size=40)
)
def test_the_runs_together_are_the_text(text: str) -> None:
    assert "".join(run.text for run in ruby(text)) == text


@given(st.text(alphabet=st.sampled_from("市役所申し込む大人に「」。[1]"), max_size=40))
def test_readings_can_be_taken_out_again(text: str) -> None:
    assert without_readings(annotated(text)) == text
