from __future__ import annotations

from dataclasses import replace

import pytest
from tiny_city import make_article, make_case, make_draft

from bot.compose.penalty import compose_penalties
from bot.penalties import asks_for_penalty, asks_what_follows, penal_clauses

WORK = {"document": "空地条例.txt", "title": "みなと市空地条例"}
DUTY = make_article(5, "届出", "第五条　所有者は、空地を町長に届け出なければならない。", **WORK)
ORDER = make_article(8, "命令", "第八条　市長は、雑草の刈取りを命ずることができる。", **WORK)
FINE = make_article(
    19,
    "罰則",
    "第十九条　次の各号のいずれかに該当する者は、五万円以下の過料に処する。\n"
    "一　第五条の規定による届出をしなかった者\n"
    "二　第八条の規定による命令に違反した者",
    **WORK,
)
BARRED = make_article(20, "欠格", "第二十条　罰金の刑に処せられた者は、委員となれない。", **WORK)
EVERYTHING = (DUTY, FINE, BARRED)


def test_a_clause_is_found_by_the_words_of_the_article_that_it_refers_to() -> None:
    case = make_case("雑草を刈らないと罰金ですか", ORDER, others=EVERYTHING)
    (clause,) = penal_clauses(case)
    assert [quote.text for quote in clause.quotes] == [
        "第十九条　次の各号のいずれかに該当する者は、五万円以下の過料に処する。",
        "二　第八条の規定による命令に違反した者",
    ]
    assert clause.refers_to is not None
    assert clause.refers_to.passage == ORDER


def test_a_clause_is_told_with_its_penalty_and_the_item_that_is_meant() -> None:
    case = make_case("届出をしないと罰金ですか", DUTY, others=(ORDER, FINE))
    clauses = [replace(clause, refers_to=None) for clause in penal_clauses(case)]
    draft = make_draft(FINE)
    assert compose_penalties(draft, clauses)
    # The first item stands right behind the sentence; each is quoted for itself.
    assert draft.text == (
        "第19条（罰則）："
        "「第十九条　次の各号のいずれかに該当する者は、五万円以下の過料に処する。」[1]"
        "「一　第五条の規定による届出をしなかった者」[2]"
    )


def test_what_is_done_something_to_must_be_the_clauses() -> None:
    smoke = make_article(6, "禁止", "第六条　路上において喫煙をしてはならない。", **WORK)
    penalty = make_article(
        13, "過料", "第十三条　第六条の規定に違反した者は、過料に処する。", **WORK
    )
    asked = make_case("路上で酒を飲んだら過料ですか", penalty, others=(smoke,))
    assert penal_clauses(asked) == []


def test_what_the_work_does_not_threaten_has_no_clause() -> None:
    assert penal_clauses(make_case("騒音を出すと罰金ですか", ORDER, others=EVERYTHING)) == []


def test_all_clauses_are_told_where_the_work_alone_is_named() -> None:
    case = make_case("空地条例の罰則を教えて", DUTY, others=(ORDER, FINE, BARRED))
    assert [clause.passage.locator for clause in penal_clauses(case)] == ["第19条", "第19条"]


@pytest.mark.parametrize(
    "question",
    [
        "無届の過料の額",
        "勝手に名乗ったらいくら取られるの",
        "断ったら捕まりますか",
        "どんな罰がありますか",
        "What is the fine?",
    ],
)
def test_a_penalty_is_asked_for_in_many_words(question: str) -> None:
    assert asks_for_penalty(question)


@pytest.mark.parametrize(
    "question",
    ["受賞した人", "捕まえた犬の世話", "逮捕された人は何人ですか", "過料を科された人の名前"],
)
def test_how_many_met_it_and_other_catching_ask_for_none(question: str) -> None:
    assert not asks_for_penalty(question)


def test_what_follows_may_be_a_penalty() -> None:
    assert asks_what_follows("立入調査を断るとどうなるの")
    assert asks_what_follows("消さなかったらどうなりますか")
    assert not asks_for_penalty("罰則はいつから施行されますか")
    assert not asks_what_follows("会議はどうなるの")
