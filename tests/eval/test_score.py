"""Figures of a set, and the report of a run with planted faults."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from planted import (
    GARBAGE,
    GARBAGE_CASE,
    PASSPORT_CASE,
    WATER,
    make_citation,
    make_header,
    record_of,
    refusal,
    right_answer,
)

from bot.answer import Answer, ResponsibleDepartment
from eval.cases import Case
from eval.gate import ThresholdError, failures, parse_requirements, read_thresholds
from eval.page import report_page
from eval.report import misses_text, report_json, report_markdown, summary_text
from eval.score import FAULTS, Judgement, judge, refusal_rates, summarize

SWAPPED = ResponsibleDepartment("水道局 給水部", "虹野市", None, 1)


def planted_run() -> list[Judgement]:
    """Return a right answer, and one answer for every kind of fault."""
    right = right_answer()
    invented = make_citation(right.citations[0].passage, "ごみは毎日集めます。")
    mislabelled = replace(right.citations[0], label="虹野市くらしの規則 第9条")
    planted: dict[str, tuple[Case, Answer | Exception]] = {
        "right": (GARBAGE_CASE, right),
        "wrong_citation": (
            GARBAGE_CASE,
            replace(right, citations=(make_citation(WATER, "水道料金"),)),
        ),
        "missing_condition": (GARBAGE_CASE, replace(right, text="週2回です[1]。")),
        "false_refusal": (replace(GARBAGE_CASE, kind="list"), refusal()),
        "swapped_department": (GARBAGE_CASE, replace(right, departments=(SWAPPED,))),
        "invented_quote": (GARBAGE_CASE, replace(right, citations=(invented,))),
        "dropped_exception": (
            GARBAGE_CASE,
            replace(
                right,
                text="週2回です[1]。祝日は休みです。",
                citations=(make_citation(GARBAGE, "ごみは週２回集めます。"),),
            ),
        ),
        "slow": (GARBAGE_CASE, right),
        "wrong_label": (GARBAGE_CASE, replace(right, citations=(mislabelled,))),
        "wrong_marks": (GARBAGE_CASE, replace(right, text="週2回。祝日は除きます。")),
        "raised": (GARBAGE_CASE, RuntimeError("<b>壊れた</b>")),
        "handled": (PASSPORT_CASE, refusal()),
        "answered": (PASSPORT_CASE, right),
        "wrong_reason": (PASSPORT_CASE, refusal("injection")),
    }
    records = [
        record_of(replace(case, case_id=case_id), answer)
        for case_id, (case, answer) in planted.items()
    ]
    return [
        judge(replace(record, wall_ms=1_200.0) if record.case.case_id == "slow" else record)
        for record in records
    ]


def test_every_planted_fault_is_counted() -> None:
    summary = summarize(planted_run())

    assert summary.faults == {
        "failed": 1,
        "answered_unanswerable": 1,
        "wrong_reason": 1,
        "false_refusal": 1,
        "not_retrieved": 1,
        "missing_evidence": 1,
        "missing_facts": 1,
        "wrong_label": 1,
        "wrong_department": 1,
        "invented_quote": 1,
        "unsupported_claim": 3,  # beside the wrong citation, the swapped department, no marks
        "missing_condition": 1,
        "wrong_marks": 1,
        "slow": 1,
    }
    assert set(summary.faults) == set(FAULTS)


def test_the_figures_of_a_set_are_means_over_the_questions_that_have_a_value() -> None:
    summary = summarize(planted_run())
    shares = {
        name: f"{figure.mean.value * figure.mean.count:g}/{figure.mean.count}"
        for name, figure in summary.figures.items()
        if figure.metric.unit == "share"
    }

    assert shares == {
        "right": "9/14",
        "correct": "7/11",
        "handled": "2/3",
        "facts": "8.5/11",  # the failure and the refusal have none, one answer half
        "items": "0/1",
        "conditions": "7/8",
        "evidence": "8/11",
        "citation_precision": "8/9",
        "claims_carried": "8/10",
        "citations_needed": "8/9",
        "label": "6/7",
        "department@1": "8/11",
        "department@3": "8/11",
        "verbatim": "9/10",
        "marked": "9/10",
        "false_refusal": "1/11",
        "failed": "1/14",
        "refusal_precision": "2/3",
        "refusal_reason": "1/2",
        "recall@1": "1/11",
        "recall@3": "10/11",
        "recall@5": "10/11",
        "recall@10": "10/11",
        "mrr": "5.5/11",
        "ndcg@10": "6.67837/11",  # nine times the second place, once the first
        "slow": "1/13",
    }


def test_groups_are_told_apart() -> None:
    groups = summarize(planted_run()).groups

    assert list(groups["kind"]) == ["list", "number", "unanswerable"]
    assert groups["kind"]["list"]["correct"].value == 0.0
    assert groups["kind"]["number"]["correct"].value == 7 / 10
    assert "correct" not in groups["audience"]["counter"]
    assert list(groups["city"]) == ["虹野市", "（選択なし）"]
    assert groups["document"]["規則.txt"]["correct"].mean.count == 11
    assert list(groups["set"]) == ["small"]


def test_lengths_and_times_are_medians() -> None:
    judgements = [
        judge(replace(record_of(PASSPORT_CASE, refusal()), wall_ms=wall_ms))
        for wall_ms in (10.0, 20.0, 90.0)
    ]

    figure = summarize(judgements).figures["latency_ms"]

    assert (figure.value, figure.p95) == (20.0, 83.0)


def test_reasons_are_tabled_by_what_was_wanted() -> None:
    summary = summarize(planted_run())

    assert summary.refusals == {
        "answer": {"answered": 9, "exception": 1, "no_evidence": 1},
        "no_evidence": {"answered": 1, "injection": 1, "no_evidence": 1},
    }
    rates = refusal_rates(summary.refusals)
    assert {
        reason: tuple(e and (round(e.value, 2), e.count) for e in (rate.precision, rate.recall))
        for reason, rate in rates.items()
    } == {
        "exception": ((0.0, 1), None),
        "injection": ((0.0, 1), None),
        "no_evidence": ((0.5, 2), (0.33, 3)),
    }


def test_the_gate_names_each_figure_that_is_too_low() -> None:
    summary = summarize(planted_run())

    assert failures(summary, {"handled": 0.66, "false_refusal": 0.2}) == []
    assert failures(summary, {"correct": 0.85, "failed": 0.01, "length": 5.0}) == [
        "correct（正答（答えられる質問））: 0.6364 は下限 0.85 に届きません。",
        "failed（失敗）: 0.07143 は上限 0.01 を超えています。",
        "length（文の長さ（引用を除く））: 21 は上限 5 を超えています。",
    ]
    assert failures(summary, {"kind/number/correct": 0.7, "set/small/correct": 0.6}) == []
    assert failures(summary, {"kind/list/correct": 0.5, "set/other/correct": 0.5}) == [
        "kind/list/correct（正答（答えられる質問））: 0 は下限 0.5 に届きません。",
        "set/other/correct（正答（答えられる質問））: 該当する質問がありません。",
    ]
    assert failures(summarize([]), {"correct": 0.1}) == [
        "correct（正答（答えられる質問））: 該当する質問がありません。"
    ]


def test_thresholds_are_read_and_refused(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("gate") / "thresholds.json"
    path.write_text('{"correct": 0.85}', encoding="utf-8")

    assert read_thresholds(path) == {"correct": 0.85}
    assert parse_requirements("correct=0.85, handled=0.8,") == {"correct": 0.85, "handled": 0.8}
    with pytest.raises(ThresholdError, match="「correct」が読めません"):
        parse_requirements("correct")
    with pytest.raises(ThresholdError, match="指標「corect」はありません"):
        parse_requirements("corect=1")
    path.write_text("[]", encoding="utf-8")
    with pytest.raises(ThresholdError, match="しきい値のファイル"):
        read_thresholds(path)


def test_every_fault_is_in_every_report() -> None:
    judgements = planted_run()
    summary = summarize(judgements)
    page = report_page(make_header(), summary, judgements)
    markdown = report_markdown(make_header(), summary, judgements)
    data = report_json(make_header(), summary, judgements)

    for fault, title in FAULTS.items():
        assert f"<li>{title}</li>" in page
        count = summary.faults[fault]
        assert f"### {title} `{fault}`（{count}）" in markdown
        assert any(fault in question["faults"] for question in data["questions"])
        assert fault in summary_text(summary, judgements)
    assert "small/false_refusal" in misses_text(judgements)
    assert "small/right" not in misses_text(judgements)


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.urls: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.urls += [value or "" for name, value in attrs if name in ("src", "href")]


def test_the_page_escapes_everything_and_loads_nothing() -> None:
    hostile = '<img src=x onerror="alert(1)">'
    case = replace(
        GARBAGE_CASE,
        case_id=f"{hostile}1",
        question=hostile,
        facts=((hostile,),),
        labels=(hostile,),
        history=((hostile, hostile),),
        documents=(hostile,),
    )
    passage = replace(right_answer().citations[0].passage, text=hostile, label=hostile)
    answer = replace(
        right_answer(), text=hostile, citations=(make_citation(passage, hostile),), reason=hostile
    )
    judgements = [judge(record_of(case, answer)), judge(record_of(PASSPORT_CASE, refusal(hostile)))]

    page = report_page(make_header(), summarize(judgements), judgements)

    parsed = Tags()
    parsed.feed(page)
    assert "img" not in parsed.tags
    assert all(url.startswith("#q") for url in parsed.urls)
    assert hostile not in page
    assert "default-src 'none'" in page
