from __future__ import annotations

import pytest
from tiny_city import make_article, make_draft, make_judge, make_passage

from bot.compose.clause import MissingPartError
from bot.compose.ordinal import asked_ordinal, compose_ordinal

VALUES = make_passage(
    "職員は、次の心がけを持つ。\n(1)　笑顔　来た人を笑顔で迎える。\n(2)　傾聴　話を最後まで聞く。\n"
    "(3)　迅速　待たせない。",
    heading="心がけ",
)


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("心がけの2番目は何ですか", 2),
        ("三つ目の心がけを教えて", 3),
        ("４個目って何", 4),
        ("2番目に多い区は", None),
        ("8番目までは覚えました", None),
        ("心がけは何ですか", None),
    ],
)
def test_a_place_in_a_list_is_told_from_a_rank(question: str, number: int | None) -> None:
    assert asked_ordinal(question) == number


def test_the_item_at_the_place_is_quoted_with_its_mark() -> None:
    draft = make_draft(VALUES)
    judge = make_judge("心がけの2番目は何ですか", VALUES)
    assert compose_ordinal(draft, [VALUES], judge, number=2)
    assert [citation.quote for citation in draft.citations] == ["(2)　傾聴　話を最後まで聞く。"]


def test_the_last_item_ends_with_the_passage_and_none_comes_after_it() -> None:
    draft = make_draft(VALUES)
    judge = make_judge("心がけの3番目は何ですか", VALUES)
    assert compose_ordinal(draft, [VALUES], judge, number=3)
    assert draft.citations[0].quote == "(3)　迅速　待たせない。"
    with pytest.raises(MissingPartError, match="3件で、4番目はありません"):
        compose_ordinal(make_draft(VALUES), [VALUES], judge, number=4)


def test_without_a_list_there_is_no_place() -> None:
    single = make_article(1, "目的", "この条例は、自治の基本を定める。")
    draft = make_draft(single)
    judge = make_judge("目的の2番目は", single)
    assert not compose_ordinal(draft, [single], judge, number=2)
    assert draft.citations == []
