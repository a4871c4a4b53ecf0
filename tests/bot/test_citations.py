from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tiny_city import make_passage

from bot.citations import Quote, source_span, trim_to_pieces, verbatim
from ingest.records import Passage, Piece

LETTERS = "市民の声を聞き、ごみ⼦減量す２。 "


@st.composite
def passages(draw: st.DrawFn) -> tuple[str, Passage]:
    """Return a source and a passage made of runs of it, with separators between them."""
    source, text = "", ""
    pieces: list[Piece] = []
    for run in draw(st.lists(st.text(LETTERS, min_size=1, max_size=8), min_size=1, max_size=5)):
        source += draw(st.text("＃\n頁", max_size=4))
        text += draw(st.sampled_from(["", "\n", "／", "列："]))
        pieces.append(Piece(len(text), len(source), len(run)))
        source, text = source + run, text + run
    return source, make_passage(text, pieces=tuple(pieces), start=pieces[0].start, end=len(source))


@st.composite
def quotes(draw: st.DrawFn) -> tuple[str, Quote]:
    source, passage = draw(passages())
    at = draw(st.integers(0, len(passage.text)))
    return source, Quote(passage, at, draw(st.integers(at, len(passage.text))))


@given(passages(), st.data())
def test_any_run_inside_a_piece_stands_in_the_source_at_its_span(
    made: tuple[str, Passage], data: st.DataObject
) -> None:
    source, passage = made
    piece = data.draw(st.sampled_from(passage.pieces))
    first = data.draw(st.integers(0, piece.length - 1))
    last = data.draw(st.integers(first + 1, piece.length))
    start, end = source_span(passage, piece.at + first, piece.at + last)
    assert source[start:end] == passage.text[piece.at + first : piece.at + last]
    quote = Quote(passage, piece.at + first, piece.at + last)
    assert verbatim(source, start, end, quote.text)
    assert trim_to_pieces(quote, source) == quote


@given(quotes())
def test_what_is_left_of_any_quote_stands_in_the_source(made: tuple[str, Quote]) -> None:
    source, quote = made
    trimmed = trim_to_pieces(quote, source)
    if trimmed is not None:
        assert quote.at <= trimmed.at <= trimmed.end <= quote.end
        span = source_span(trimmed.passage, trimmed.at, trimmed.end)
        assert verbatim(source, *span, trimmed.text)


@given(quotes())
def test_every_span_lies_in_the_passages_own(made: tuple[str, Quote]) -> None:
    _, quote = made
    passage = quote.passage
    start, end = source_span(passage, quote.at, quote.end)
    assert passage.start <= start <= end <= passage.end


def test_a_quote_is_shown_without_line_breaks_and_indents() -> None:
    passage = make_passage(" 市は、\n　　参加を進める。\n")
    assert Quote(passage, 0, len(passage.text)).text == "市は、 参加を進める。"


def test_width_white_space_and_marks_of_tables_make_no_difference() -> None:
    source = "| **第２条** | 市は、\n公開する。 |"
    assert verbatim(source, 0, len(source), "第2条市は、公開する。")


def test_words_that_stand_elsewhere_are_not_verbatim() -> None:
    source = "市は公開する。議会は審議する。"
    assert not verbatim(source, 0, 7, "議会は審議する。")
    assert not verbatim(source, 0, len(source), "市は審議する。")


def test_a_quote_across_the_columns_of_a_row_is_cut_to_its_longest_cell() -> None:
    source = "市民課,本人確認書類\n"
    text = "担当：市民課\n持ち物：本人確認書類"
    passage = make_passage(text, pieces=(Piece(3, 0, 3), Piece(11, 4, 6)), start=0, end=len(source))
    trimmed = trim_to_pieces(Quote(passage, 0, len(text)), source)
    assert trimmed is not None
    assert trimmed.text == "本人確認書類"
    assert source_span(passage, trimmed.at, trimmed.end) == (4, 10)


def test_nothing_is_left_of_a_quote_that_is_a_columns_name_alone() -> None:
    passage = make_passage("担当：市民課", pieces=(Piece(3, 0, 3),), start=0, end=3)
    assert trim_to_pieces(Quote(passage, 0, 3), "市民課") is None


def test_a_run_in_separators_alone_has_the_passages_span() -> None:
    passage = make_passage("担当：市民課", pieces=(Piece(3, 5, 3),), start=5, end=8)
    assert source_span(passage, 0, 2) == (5, 8)
