from __future__ import annotations

import pytest
from tiny_city import make_draft, make_judge, make_passage

from bot.compose.compare import compared, compose_common_sentence, compose_comparison

SOUTH = make_passage("南区は、三日以内に現地を確認します。", heading="南区")
NORTH = make_passage("北区は、五日以内に現地を確認します。", heading="北区")
BOTH = make_passage("転入届と転出届は、届け出る時期が違います。", heading="届出")


@pytest.mark.parametrize(
    ("question", "pair"),
    [
        ("南区と北区の違いは?", ("南区", "北区")),
        ("転入届と転出届ではどう違いますか", ("転入届", "転出届")),
        ("住民票と戸籍は何が違うの", ("住民票", "戸籍")),
        ("署名の数、50分の1と6分の1で何が違うの", ("50分の1", "6分の1")),
        ("「住民票」と「戸籍」のちがい", ("住民票", "戸籍")),
        ("転入届と転出届の期限をくらべて", ("転入届", "転出届")),
        ("届出と受付のまちがいを防ぐ", None),
        ("ごみの日はいつですか", None),
    ],
)
def test_the_two_things_that_a_question_compares_are_found(
    question: str, pair: tuple[str, str] | None
) -> None:
    assert compared(question) == pair


def test_the_sentence_that_speaks_of_both_things_answers() -> None:
    draft = make_draft(BOTH, SOUTH)
    judge = make_judge("転入届と転出届の違い", BOTH, SOUTH)
    assert compose_common_sentence(draft, ("転入届", "転出届"), [SOUTH, BOTH], judge)
    assert draft.text == "届出：「転入届と転出届は、届け出る時期が違います。」[1]"


def test_sentences_on_one_thing_each_are_none_on_both() -> None:
    draft = make_draft(SOUTH, NORTH)
    judge = make_judge("南区と北区の違い", SOUTH, NORTH)
    assert not compose_common_sentence(draft, ("南区", "北区"), [SOUTH, NORTH], judge)
    assert draft.citations == []


def test_each_side_is_quoted_under_its_name() -> None:
    draft = make_draft(SOUTH, NORTH)
    sides = [
        ("南区", [SOUTH], make_judge("南区", SOUTH, NORTH)),
        ("北区", [NORTH], make_judge("北区", SOUTH, NORTH)),
    ]
    assert compose_comparison(draft, sides)
    first, second = draft.text.split("\n")
    assert first.startswith("南区：「南区は、三日以内に現地を確認します。」[1]")
    assert second.startswith("北区：「北区は、五日以内に現地を確認します。」[2]")


def test_a_side_without_passages_makes_no_comparison() -> None:
    sides = [("南区", [SOUTH], make_judge("南区", SOUTH)), ("北区", [], make_judge("北区", SOUTH))]
    assert not compose_comparison(make_draft(SOUTH), sides)


def test_a_case_and_its_opposite_are_no_two_things() -> None:
    assert compared("代理人の場合とそうでない場合で、書類はどう違う?") is None
