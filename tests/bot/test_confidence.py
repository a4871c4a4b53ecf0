from __future__ import annotations

from tiny_city import make_case, make_passage

from bot.case import Case
from bot.confidence import Confidence, confidence
from kb.records import Hit

VOTE = make_passage("住民投票は、市長が市民の請求により実施する。")
WASTE = make_passage("ごみの収集は、環境局が週に二回行う。")
ROADS = make_passage("道路の占用には、許可を受ける。")


def sure(case: Case) -> Confidence:
    return confidence(case.found.hits, case.judge)


def test_nothing_found_is_no_confidence_at_all() -> None:
    case = make_case("住民投票の請求", others=[VOTE])
    assert sure(case).value == 0.0
    assert {"住民", "投票"} <= set(sure(case).missing)


def test_a_question_without_words_is_no_confidence_at_all() -> None:
    assert sure(make_case("どこですか", VOTE)).value == 0.0


def test_a_passage_that_carries_the_question_is_surer_than_one_that_does_not() -> None:
    question = "住民投票の請求を市民がするとき"
    right = sure(make_case(question, VOTE, WASTE, others=[ROADS]))
    wrong = sure(make_case(question, WASTE, VOTE, others=[ROADS]))
    assert 0.0 < wrong.value < right.value < 1.0


def test_nouns_that_the_best_passage_lacks_are_named_with_the_rarest_first() -> None:
    case = make_case("パスポートの収集と道路", VOTE, others=[WASTE, ROADS, ROADS])
    missing = sure(case).missing
    assert missing[0] == "パスポート"
    assert set(missing) >= {"パスポート", "道路"}
    weights = [case.terms.weights[word] for word in missing]
    assert weights == sorted(weights, reverse=True)


def test_a_clear_first_place_is_surer_than_a_close_one() -> None:
    case = make_case("住民投票の請求", VOTE, WASTE, others=[ROADS])
    close = (Hit(VOTE, 8.0), Hit(WASTE, 7.9))
    assert confidence(close, case.judge).value < sure(case).value
