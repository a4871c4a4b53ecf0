from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kb.sentences import Sentence, split_sentences

ANY = st.text(alphabet="あ市。！？!?「」（）\n 　1", max_size=60)


def texts(text: str) -> list[str]:
    return [sentence.text for sentence in split_sentences(text)]


def test_sentences_end_after_full_stops_and_at_line_ends() -> None:
    assert split_sentences("第1条　定める。 次の とおり\n 一　公開！ ") == [
        Sentence("第1条　定める。", 0, 8),
        Sentence("次の とおり", 9, 15),
        Sentence("一　公開！", 17, 22),
    ]


def test_a_full_stop_inside_brackets_ends_nothing() -> None:
    assert texts("市は「参加します。」と言う（例外。を除く）。次です。") == [
        "市は「参加します。」と言う（例外。を除く）。",
        "次です。",
    ]


def test_a_bracket_that_never_closes_ends_with_its_line() -> None:
    assert texts("市は「参加します。次に\n公開します。終わり。") == [
        "市は「参加します。次に",
        "公開します。",
        "終わり。",
    ]


def test_a_bracket_that_never_opened_is_no_bracket() -> None:
    assert texts("一）公開。二）参加。") == ["一）公開。", "二）参加。"]


def test_a_text_of_white_space_has_no_sentences() -> None:
    assert split_sentences(" \n　\n") == []


@given(ANY)
def test_a_sentence_is_what_stands_at_its_place(text: str) -> None:
    for sentence in split_sentences(text):
        assert text[sentence.start : sentence.end] == sentence.text == sentence.text.strip()
        assert "\n" not in sentence.text


@given(ANY)
def test_sentences_leave_out_nothing_but_white_space(text: str) -> None:
    sentences = split_sentences(text)
    ends = [0, *(sentence.end for sentence in sentences)]
    starts = [*(sentence.start for sentence in sentences), len(text)]
    between = [text[end:start] for end, start in zip(ends, starts, strict=True)]
    assert all(not gap.strip() for gap in between)
