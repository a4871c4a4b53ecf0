from __future__ import annotations

import pytest
from tiny_city import make_passage

from bot.conversation import (
    Resolved,
    ask_instead,
    is_follow_up,
    is_said,
    resolve,
    spoken_places,
)

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


@pytest.mark.parametrize(
    ("question", "asked", "instead"),
    [
        ("緑区は?", "南区役所くらし室 現場確認 何日以内", "緑区役所くらし室 現場確認 何日以内"),
        ("緑区役所は?", "南区の目標は何ですか", "緑区の目標は何ですか"),
        (
            "じゃあ健康福祉部は?",
            "緑区役所区民生活部の目標は何ですか",
            "緑区役所健康福祉部の目標は何ですか",
        ),
        ("防災課の場合は?", "市民局 生活課の電話番号は", "市民局 防災課の電話番号は"),
        ("横浜市はどうですか?", "川崎市のごみの目標は?", "横浜市のごみの目標は?"),
        ("横浜市は?", "ごみの目標は?", "横浜市のごみの目標は?"),
        ("緑区は?", "ごみの目標は?", None),
        ("電話番号は?", "南区の目標は?", None),
    ],
)
def test_the_question_before_is_asked_of_another_place(
    question: str, asked: str, instead: str | None
) -> None:
    assert ask_instead(question, asked) == instead


def test_who_asks_for_others_does_not_get_the_same_again() -> None:
    resolved = resolve("ほかには？", [("ごみの取組みは？", "「分別を細かくします」[1]")])
    assert resolved == Resolved("ごみの取組みは？", said="「分別を細かくします」[1]")


def test_a_passage_was_said_where_its_heading_or_a_beginning_stands_in_the_answer() -> None:
    said = "「市は、ごみの分別を更に細かくして、資源を増やします。」[1]"
    assert is_said(make_passage("市は、ごみの分別を更に細かくして、資源を増やします。"), said)
    assert not is_said(make_passage("市は、公園の緑を増やすため、木を植えます。"), said)
    heading = make_passage("木を植えます。", heading="みどりの街づくりの推進")
    assert is_said(heading, "みどりの街づくりの推進[1]")


def test_the_places_spoken_of_are_those_of_the_last_answer() -> None:
    history = [("投票は?", "第31条です"), ("認定は?", "第37条第2項。経2-1にも。")]
    assert spoken_places(history) == {"条37", "経2-1"}
    assert spoken_places([]) == frozenset()


@pytest.mark.parametrize(
    "question",
    ["もっと詳しく", "全文を見せて", "詳細を教えてください", "その本文は？", "続きを読みたい"],
)
def test_who_asks_for_more_gets_the_whole_of_what_was_spoken_of(question: str) -> None:
    history = [("情報公開の決まりは？", "第24条（情報公開）です。")]
    assert resolve(question, history) == Resolved("情報公開の決まりは？", whole=True)
    assert resolve(question, []) == Resolved(question)


def test_a_topic_beside_more_is_a_question_of_its_own() -> None:
    history = [("情報公開の決まりは？", "第24条（情報公開）です。")]
    assert not resolve("保育所の申込みについて詳しく教えて", history).whole
