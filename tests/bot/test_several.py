from __future__ import annotations

import pytest
from tiny_city import make_passage

from bot.answer import Answer, Citation
from bot.several import answered_together, split_questions
from ingest.records import Passage

TAX = make_passage("市税の納期限は、6月30日です。")
WASTE = make_passage("粗大ごみは、収集課が受け付ける。")
QUESTIONS = ["粗大ごみの担当は?", "市税の納期限はいつですか。"]


def answer(*passages: Passage, text: str = "") -> Answer:
    citations = tuple(
        Citation(n, p, p.label, p.locator, p.text, 0, len(p.text))
        for n, p in enumerate(passages, start=1)
    )
    told = text or "".join(f"「{c.quote}」[{c.number}]" for c in citations)
    return Answer(
        "", "answered" if passages else "not_found", told or "ありません。", citations=citations
    )


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("粗大ごみの担当は？また、市税の納期限はいつですか。", QUESTIONS),
        ("第3条は何ですか。第5条は何ですか。", ["第3条は何ですか。", "第5条は何ですか。"]),
        ("住民票の担当はどこですか。手数料も知りたいです。", []),
        ("先週引っ越しました。届けはいつまでですか。", []),
        ("つどいって成人式のこと？どこの課？", []),
        ("市税の納期限はいつですか。", []),
        (
            "区分コードで既婚は何番ですか。離別とはどういう状態を言うのか確認したいです。",
            [
                "区分コードで既婚は何番ですか。",
                "離別とはどういう状態を言うのか確認したいです。",
            ],
        ),
        ("また、よろしくお願いします。", []),
    ],
)
def test_a_text_is_split_where_each_part_asks_for_something_more(
    text: str, questions: list[str]
) -> None:
    assert split_questions(text) == questions


def test_two_questions_get_two_answers_with_marks_numbered_through() -> None:
    both = answered_together(QUESTIONS, [answer(WASTE), answer(TAX)], answer(WASTE))
    assert both.text == f"「{WASTE.text}」[1]\n「{TAX.text}」[2]"
    assert [(c.number, c.passage) for c in both.citations] == [(1, WASTE), (2, TAX)]


def test_an_answer_to_one_of_two_questions_says_what_was_not_found() -> None:
    both = answered_together(QUESTIONS, [answer(WASTE), answer()], answer(WASTE))
    assert both.status == "answered"
    assert both.text == f"「{WASTE.text}」[1]\nありません。"


def test_one_answer_that_tells_both_is_kept() -> None:
    whole = answer(WASTE, TAX)
    assert answered_together(QUESTIONS, [answer(WASTE), answer(TAX)], whole) is whole


def test_a_follow_up_of_another_passage_is_no_answer() -> None:
    whole = answer(WASTE)
    questions = [QUESTIONS[0], "期限はいつですか。"]
    assert answered_together(questions, [answer(WASTE), answer(TAX)], whole) is whole


@pytest.mark.parametrize("whole", [answer(), answer(TAX)])
def test_without_an_answer_to_any_part_the_whole_is_kept(whole: Answer) -> None:
    assert answered_together(QUESTIONS, [answer(), answer()], whole) is whole


def test_each_of_two_things_is_asked_for() -> None:
    assert split_questions("議会の役割と、議員の責務をそれぞれ教えて") == [
        "議会の役割を教えて",
        "議員の責務を教えて",
    ]


def test_things_that_the_same_is_asked_of_are_answered_for_one_by_one() -> None:
    # The whole is about something else: of one question with two parts it would stay.
    whole = answer(make_passage("市の窓口は、平日に開く。"))
    parts = [answer(TAX), answer(WASTE)]
    joined = answered_together(QUESTIONS, parts, whole, each=True)
    assert [c.passage for c in joined.citations] == [TAX, WASTE]
    assert answered_together(QUESTIONS, parts, whole) == whole
    both = answer(TAX, WASTE)
    assert answered_together(QUESTIONS, [answer(TAX), answer(WASTE)], both, each=True) == both
