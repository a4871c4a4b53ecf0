from __future__ import annotations

import pytest

from bot.conversation import Resolved, is_follow_up, resolve

HISTORY = [
    ("ごみの目標は？", "ごみを減らします[1]。"),
    ("住民投票の条文は？", "みなと市自治基本条例の第31条（住民投票）です[1]。"),
]


@pytest.mark.parametrize(
    "question",
    ["その担当は？", "それはいつからですか", "2項は？", "じゃあ、電話番号は？", "対象は？"],
)
def test_a_question_that_points_back_is_a_follow_up(question: str) -> None:
    assert is_follow_up(question)


@pytest.mark.parametrize(
    "question",
    [
        "水道管の耐震化率の目標は令和5年度末で何パーセントですか",
        "自治基本条例の第18条第2項を教えてください",
        "粗大ごみの収集を申し込む窓口と電話番号を教えてください",
    ],
)
def test_a_question_with_a_topic_of_its_own_stands_alone(question: str) -> None:
    assert not is_follow_up(question)
    assert resolve(question, HISTORY) == Resolved(question)


def test_without_turns_before_nothing_is_taken_over() -> None:
    assert resolve("その担当は？", []) == Resolved("その担当は？")


def test_a_follow_up_takes_over_the_last_turn_without_its_marks() -> None:
    resolved = resolve("その担当は？", HISTORY)
    assert resolved.text == "その担当は？"
    assert "住民投票の条文は" in resolved.context
    assert "第31条" in resolved.context
    assert "ごみ" not in resolved.context
    assert "[1]" not in resolved.context


@pytest.mark.parametrize(
    ("question", "said", "text"),
    [
        ("２項は？", "みなと市自治基本条例の第31条（住民投票）です[1]。", "第31条第2項は?"),
        ("じゃあ第2項は？", "第31条第1項です", "じゃあ第31条第2項は?"),
        ("2項は？", "第三条の二です", "第3条の2第2項は?"),
        ("3号は？", "附則ではなく、第4条です", "第4条第3号は?"),
    ],
)
def test_a_paragraph_alone_is_one_of_the_article_spoken_of(
    question: str, said: str, text: str
) -> None:
    assert resolve(question, [("住民投票は？", said)]).text == text


def test_a_paragraph_of_no_article_stays_as_it_is() -> None:
    assert resolve("2項は？", [("ごみの日は？", "月曜日です。")]).text == "2項は？"


def test_a_long_answer_is_cut() -> None:
    resolved = resolve("その担当は？", [("目標は？", "ごみ" * 500)])
    assert len(resolved.context) < 400
