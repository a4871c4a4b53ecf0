from __future__ import annotations

import math
from dataclasses import replace

import pytest
from tiny_city import make_article, make_channels, make_judge, make_passage

from bot.evidence import (
    EXPANSION_CREDIT,
    HEADING_SHARE,
    SYNONYM_CREDIT,
    VERB_SHARE,
    Terms,
    coverage,
    credit,
    question_terms,
)
from kb.query import analyse_query
from kb.vocabulary import Entry, Vocabulary

WASTE = make_passage("ごみの減量を進める。")
ROADS = make_passage("道路の工事を進める。")
BUDGET = make_passage("予算を定める。")


def test_words_weigh_what_they_are_rare_and_verbs_weigh_less() -> None:
    channel = make_channels([WASTE, ROADS, BUDGET]).channel("words")
    terms = question_terms(analyse_query("ごみを進める", Vocabulary([])), channel)
    waste, go_on = (word for word in terms.weights)
    # One of three passages holds ごみ, two hold 進める: ln(1 + 2.5/1.5) and ln(1 + 1.5/2.5).
    assert terms.weights[waste] == pytest.approx(math.log(8 / 3))
    assert terms.weights[go_on] == pytest.approx(VERB_SHARE * math.log(1.6))
    assert terms.nouns == {waste}


def test_coverage_is_the_share_of_the_weights_that_a_text_carries() -> None:
    terms = Terms({"住民": 3.0, "投票": 1.0}, {}, {}, frozenset({"住民", "投票"}))
    assert coverage(terms, "住民投票を行う。") == 1.0
    assert coverage(terms, "住民が集まる。") == 0.75
    assert coverage(terms, "道路") == 0.0
    assert coverage(Terms({}, {}, {}, frozenset()), "住民") == 0.0


def test_synonyms_and_everyday_words_count_less_than_the_word_itself() -> None:
    channel = make_channels([WASTE]).channel("words")
    vocabulary = Vocabulary([Entry("ごみ", ("一般廃棄物",), "", 1.0)])
    query = analyse_query("保育園とごみ", vocabulary)
    terms = question_terms(query, channel)
    garden, waste = "保育", next(word for word in terms.weights if word not in ("保育", "園"))
    assert credit(terms, "保育園のごみ")[garden] == 1.0
    assert credit(terms, "一般廃棄物の処理")[waste] == EXPANSION_CREDIT
    # A part of the administrative term is not the term.
    assert credit(terms, "一般の方")[waste] == 0.0
    assert SYNONYM_CREDIT < 1.0
    assert EXPANSION_CREDIT < 1.0


def test_lines_that_repeat_the_headings_are_left_out() -> None:
    passage = make_passage(
        "【窓口】\n住民投票\n市民は投票を請求できる。",
        heading="住民投票",
        path=("参加", "住民投票"),
    )
    judge = make_judge("住民投票", passage)
    assert [s.text for s in judge.sentences(passage)] == ["市民は投票を請求できる。"]


def test_a_passage_of_headings_alone_keeps_them() -> None:
    passage = make_passage("住民投票", heading="住民投票")
    assert [s.text for s in make_judge("投票", passage).sentences(passage)] == ["住民投票"]


def test_a_word_of_the_headings_counts_half_for_every_sentence() -> None:
    passage = make_article(2, "住民投票", "市長が行う。議会も請求できる。")
    judge = make_judge("住民投票", passage)
    assert [s.coverage for s in judge.sentences(passage)] == [HEADING_SHARE, HEADING_SHARE]


def test_a_sentence_with_the_fact_asked_for_scores_higher() -> None:
    passage = make_passage("手数料を納める。手数料は300円とする。")
    scored = make_judge("手数料", passage, expects=r"\d円").sentences(passage)
    assert scored[0].coverage == scored[1].coverage
    assert scored[0].score < scored[1].score


def test_the_best_sentences_carry_different_parts_and_stand_in_reading_order() -> None:
    passage = make_passage("議会は審議する。市長は公開を行う。公開は市長が行う。市民は投票する。")
    judge = make_judge("市民の投票と市長の公開", passage, WASTE)
    best = judge.best(judge.sentences(passage), most=2, gain=0.1, near=0.0)
    assert [s.text for s in best][-1] == "市民は投票する。"
    assert "公開" in best[0].text
    assert len(best) == 2


def test_a_further_sentence_must_add_something() -> None:
    passage = make_passage("市民は投票する。投票は市民が行うものである。")
    judge = make_judge("市民の投票", passage, WASTE)
    assert len(judge.best(judge.sentences(passage), most=3, gain=0.15, near=0.0)) == 1
    assert judge.best([], most=3, gain=0.15, near=0.0) == []


def test_a_sentence_that_is_about_as_near_as_the_best_is_taken_too() -> None:
    passage = make_passage("市民は投票する。市民の投票である。議会は審議する。")
    judge = make_judge("市民の投票", passage, WASTE)
    best = judge.best(judge.sentences(passage), most=3, gain=0.5, near=0.15)
    assert [s.text for s in best] == ["市民は投票する。", "市民の投票である。"]


def test_a_line_of_two_words_tells_something_itself() -> None:
    passage = make_passage("評価\n今後の方向性 拡充\n案内を増やす。")
    scored = make_judge("今後の方向性", passage).sentences(passage)
    assert [s.text for s in scored] == ["今後の方向性 拡充", "案内を増やす。"]


def test_the_sentence_that_holds_the_quoted_words_goes_before_others() -> None:
    passage = make_passage("予算を長い目で考える。予算は「あれもこれも」ではなく選ぶ。")
    question = "予算の「あれもこれも」とは"
    judge = replace(make_judge(question, passage, ROADS), quoted=("あれもこれも",))
    (best,) = judge.best(judge.sentences(passage), most=1, gain=0.5, near=0.0)
    assert best.text == "予算は「あれもこれも」ではなく選ぶ。"
