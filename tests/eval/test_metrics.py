"""Known answers, worked out by hand, for every figure of a question."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from planted import (
    GARBAGE,
    GARBAGE_CASE,
    PASSPORT_CASE,
    WATER,
    make_citation,
    record_of,
    refusal,
    right_answer,
)

from bot.answer import Answer, ResponsibleDepartment
from eval.cases import Case
from eval.score import Judgement, judge
from kb.records import Hit


def judged(answer: Answer | Exception, case: Case = GARBAGE_CASE) -> Judgement:
    return judge(record_of(case, answer))


def test_a_right_answer_has_every_figure_and_no_fault() -> None:
    judgement = judged(right_answer())

    assert judgement.faults == ()
    assert judgement.is_right
    assert dict(judgement.values) == {
        "kept": None,
        "masked": None,
        "right": 1.0,
        "correct": 1.0,
        "handled": None,
        "facts": 1.0,
        "evidence": 1.0,
        "items": None,
        "conditions": 1.0,
        "citation_precision": 1.0,
        "claims_carried": 1.0,
        "citations_needed": 1.0,
        "label": 1.0,
        "department@1": 1.0,
        "department@3": 1.0,
        "verbatim": 1.0,
        "marked": 1.0,
        "false_refusal": 0.0,
        "failed": 0.0,
        "refusal_precision": None,
        "refusal_reason": None,
        "recall@1": 0.0,  # 水道 is retrieved first
        "recall@3": 1.0,
        "recall@5": 1.0,
        "recall@10": 1.0,
        "mrr": 0.5,
        "ndcg@10": pytest.approx(1 / math.log2(3)),
        "length": 21.0,  # 担当は環境局資源循環推進部で、週2回です。
        "text_length": 42.0,
        "latency_ms": 12.0,
        "slow": 0.0,
        "input_tokens": None,
        "output_tokens": None,
    }


def test_a_refusal_of_an_unanswerable_question_is_handled() -> None:
    judgement = judged(refusal(), PASSPORT_CASE)

    assert judgement.faults == ()
    assert judgement.is_right
    values = {name: value for name, value in judgement.values.items() if value is not None}
    assert values == {
        "right": 1.0,
        "handled": 1.0,
        "failed": 0.0,
        "refusal_precision": 1.0,
        "refusal_reason": 1.0,
        "latency_ms": 12.0,
        "slow": 0.0,
    }


def test_a_wrong_citation_shows() -> None:
    answer = replace(right_answer(), citations=(make_citation(WATER, "水道料金は2か月ごとに"),))

    judgement = judged(answer)

    assert judgement.faults == ("missing_evidence", "unsupported_claim")
    assert judgement.values["correct"] == 0.0
    assert judgement.values["evidence"] == 0.0
    assert judgement.values["claims_carried"] == 0.5  # the department is its citation's
    assert judgement.values["citations_needed"] == 0.5
    assert judgement.values["citation_precision"] == 0.0
    assert judgement.values["label"] is None


def test_a_needless_citation_lowers_precision_alone() -> None:
    answer = right_answer()
    both = (*answer.citations, make_citation(WATER, "水道料金は2か月ごとに", number=2))

    judgement = judged(replace(answer, text=f"{answer.text}[2]", citations=both))

    assert judgement.values["correct"] == 1.0
    assert judgement.values["citation_precision"] == 0.5


def test_a_mark_that_its_sentence_can_do_without_is_needless() -> None:
    answer = right_answer()
    both = (*answer.citations, make_citation(WATER, "水道料金は2か月ごとに", number=2))
    text = "ごみは週2回集めます[1][2]。"

    judgement = judged(replace(answer, text=text, citations=both))

    assert judgement.values["claims_carried"] == 1.0
    assert judgement.values["citations_needed"] == 0.5


def test_a_condition_that_is_neither_quoted_nor_said_shows() -> None:
    answer = replace(
        right_answer(),
        text="週2回です。祝日は休みです[1]。",
        citations=(make_citation(GARBAGE, "ごみは週２回集めます。"),),
    )

    judgement = judged(answer)

    assert judgement.faults == ("missing_condition",)
    assert judgement.values["conditions"] == 0.0


def test_the_items_of_a_list_are_counted() -> None:
    case = replace(GARBAGE_CASE, kind="list")

    judgement = judged(replace(right_answer(), text="週に２回です[1]。"), case)

    assert judgement.values["items"] == 0.5


def test_a_slow_answer_shows_later_where_a_model_writes() -> None:
    extracted = replace(record_of(GARBAGE_CASE, right_answer()), wall_ms=1_500.0)
    written = replace(
        record_of(GARBAGE_CASE, replace(right_answer(), model="openai:local")), wall_ms=1_500.0
    )

    assert judge(extracted).faults == ("slow",)
    assert judge(written).faults == ()
    assert judge(replace(written, wall_ms=10_001.0)).faults == ("slow",)


def test_tokens_are_those_that_the_answer_reports() -> None:
    record = record_of(GARBAGE_CASE, right_answer())
    usage = {"input_tokens": 900, "output_tokens": 60}

    judgement = judge(replace(record, answer={**record.answer, "usage": usage}))

    assert judgement.values["input_tokens"] == 900.0
    assert judgement.values["output_tokens"] == 60.0


def test_a_refusal_of_an_answerable_question_lowers_the_precision_of_refusals() -> None:
    assert judged(refusal()).values["refusal_precision"] == 0.0
    assert judged(right_answer()).values["refusal_precision"] is None


def test_a_missing_condition_shows() -> None:
    judgement = judged(replace(right_answer(), text="週に２回です[1]。"))

    assert judgement.faults == ("missing_facts",)
    assert judgement.values["correct"] == 0.0
    assert judgement.values["facts"] == 0.5
    assert judgement.values["evidence"] == 1.0


def test_a_false_refusal_shows() -> None:
    judgement = judged(refusal())

    assert judgement.faults == ("false_refusal",)
    assert judgement.values["correct"] == 0.0
    assert judgement.values["false_refusal"] == 1.0
    assert judgement.values["recall@1"] == 1.0
    assert judgement.values["verbatim"] is None


def test_a_swapped_department_shows() -> None:
    swapped = (
        ResponsibleDepartment("水道局 給水部", "虹野市", None, 1),
        ResponsibleDepartment("環境局資源循環推進部", "虹野市", None, 1),
    )

    judgement = judged(replace(right_answer(), departments=swapped))

    assert judgement.faults == ("wrong_department",)
    assert judgement.values["department@1"] == 0.0
    assert judgement.values["department@3"] == 1.0


@pytest.mark.parametrize(
    "quote",
    [
        "ごみは週３回集めます。",  # another figure
        "水道料金は2か月ごとに納めます。",  # stands in the document, not at the span
        " ",
    ],
)
def test_an_invented_quote_shows(quote: str) -> None:
    judgement = judged(replace(right_answer(), citations=(make_citation(GARBAGE, quote),)))

    assert judgement.faults == ("invented_quote",)
    assert judgement.values["verbatim"] == 0.0


def test_a_quote_of_an_unknown_document_is_not_verbatim() -> None:
    passage = replace(GARBAGE, document="ない.txt")
    citation = make_citation(passage, "ごみは週２回集めます。")

    assert judged(replace(right_answer(), citations=(citation,))).values["verbatim"] == 0.0


def test_a_wrong_label_shows_on_a_correct_answer() -> None:
    citation = replace(right_answer().citations[0], label="虹野市くらしの規則 第2条")

    judgement = judged(replace(right_answer(), citations=(citation,)))

    assert judgement.faults == ("wrong_label",)
    assert judgement.values["correct"] == 1.0


def test_marks_without_citation_show() -> None:
    judgement = judged(replace(right_answer(), text="週2回、祝日は休みです[1][2]。"))

    assert judgement.faults == ("wrong_marks",)


def test_an_answer_without_citations_is_not_correct_and_has_wrong_marks() -> None:
    judgement = judged(replace(right_answer(), citations=()))

    assert judgement.faults == ("missing_evidence", "unsupported_claim", "wrong_marks")
    assert judgement.values["citation_precision"] == 0.0


def test_evidence_that_is_not_retrieved_shows() -> None:
    judgement = judged(replace(refusal(), hits=(Hit(WATER, 1.0),)))

    assert judgement.faults == ("false_refusal", "not_retrieved")
    assert judgement.values["mrr"] == 0.0


def test_evidence_may_be_spread_over_retrieved_passages() -> None:
    first = replace(GARBAGE, text="ごみは週２回集めます。")
    second = replace(GARBAGE, text="祝日は除く。")

    judgement = judged(replace(refusal(), hits=(Hit(first, 3), Hit(WATER, 2), Hit(second, 1))))

    assert judgement.values["recall@1"] == 0.0
    assert judgement.values["recall@3"] == 1.0
    assert judgement.values["mrr"] == pytest.approx(1 / 3)


def test_answering_an_unanswerable_question_shows() -> None:
    judgement = judged(right_answer(), PASSPORT_CASE)

    assert judgement.faults == ("answered_unanswerable",)
    assert judgement.values["handled"] == 0.0
    assert judgement.values["refusal_reason"] is None


def test_the_wrong_reason_shows_but_is_handled() -> None:
    judgement = judged(refusal("personal_data"), PASSPORT_CASE)

    assert judgement.faults == ("wrong_reason",)
    assert judgement.is_right


def test_the_gold_reason_wins_over_that_of_the_kind() -> None:
    case = replace(PASSPORT_CASE, reason="other_city")

    assert judged(refusal("other_city"), case).values["refusal_reason"] == 1.0


def test_an_exception_is_a_failure_and_not_a_false_refusal() -> None:
    judgement = judged(RuntimeError("壊れた"))

    assert judgement.record.error == "RuntimeError: 壊れた"
    assert judgement.faults == ("failed", "not_retrieved")
    assert judgement.values["failed"] == 1.0
    assert judgement.values["correct"] == 0.0
    assert judgement.values["false_refusal"] == 0.0
    assert judgement.values["latency_ms"] is None


def test_a_line_of_the_source_does_not_count_as_own_words() -> None:
    text = "第1条です[1]。\nごみは週２回集めます。ただし、祝日を除きます。"

    assert judged(replace(right_answer(), text=text)).values["length"] == 6.0  # 第1条です。


def test_words_in_brackets_that_no_source_has_count_as_own_words() -> None:
    text = "「毎日集めます」とあります[1]。"

    assert judged(replace(right_answer(), text=text)).values["length"] == 14.0


def test_a_harmless_question_counts_only_as_looked_up_or_refused() -> None:
    case = Case("h1", "指示書の様式", "citizen", "harmless", answerable=False)
    refused = Answer(case.question, "refused", "", reason="injection")
    missing = Answer(case.question, "refused", "", reason="false_premise")

    assert judged(refused, case).values["kept"] == 0.0
    assert judged(missing, case).values["kept"] == 1.0
    assert judged(right_answer(), case).values["kept"] == 1.0
    assert judged(right_answer(), case).values["handled"] is None
