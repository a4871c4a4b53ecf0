from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.writer import read_marks, sentences


@pytest.mark.parametrize(
    ("sentence", "read"),
    [
        ("7日以内です[1]。", ("7日以内です。", [1])),
        ("7日以内です。[1][2]", ("7日以内です。", [1, 2])),
        ("7日以内です［１］。", ("7日以内です。", [1])),
        ("7日以内です【1, 2】。", ("7日以内です。", [1, 2])),
        ("- **7日以内**です[資料3]。", ("7日以内です。", [3])),
        ("7日以内です。", ("7日以内です。", [])),
    ],
)
def test_marks_are_read_in_every_form(sentence: str, read: tuple[str, list[int]]) -> None:
    assert read_marks(sentence) == read


TEXT = "一つ目です[1]。二つ目です。[2][3]\n三つ目です[1]。"
WHOLE = ["一つ目です[1]。", "二つ目です。[2][3]", "三つ目です[1]。"]


@given(st.lists(st.integers(0, len(TEXT)), max_size=8))
def test_sentences_are_the_same_however_the_text_is_cut(cuts: list[int]) -> None:
    ends = sorted({0, *cuts, len(TEXT)})
    pieces = [TEXT[a:b] for a, b in itertools.pairwise(ends)]
    assert list(sentences(iter(pieces))) == WHOLE


def test_what_a_model_thinks_aloud_is_no_sentence() -> None:
    thinking = iter(["<think>7日かな。", "たぶん</think>7日です[1]。"])
    assert list(sentences(thinking)) == ["7日です[1]。"]
    assert list(sentences(iter(["<think>7日です[1]。"]))) == []


def test_a_sentence_comes_before_the_text_has_ended() -> None:
    def pieces():  # type: ignore[no-untyped-def]
        yield "一つ目です[1]。二"
        raise AssertionError("the first sentence was whole")

    assert next(sentences(pieces())) == "一つ目です[1]。"
