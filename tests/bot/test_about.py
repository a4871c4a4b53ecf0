from __future__ import annotations

import pytest
from tiny_city import CITY, make_article, make_draft, make_passage

from bot.about import (
    asks_for_age,
    asks_for_documents,
    compose_document,
    topic_of,
    works_with_clause,
)
from bot.question import Question, understand

ORDINANCE = make_article(5, "原則", "第5条　市は、参加を進める。")
RULE = make_article(5, "報告", "第5条　課長は、報告する。", title="みなと市事務分掌規則")


def ask(text: str) -> Question:
    return understand(text, city=None, municipalities=[CITY])


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("どんな資料がありますか", True),
        ("登録されている資料を教えて", True),
        ("資料の一覧", True),
        ("Which documents do you have?", True),
        ("どんな資料を公表しますか", False),
        ("申請に必要な資料は", False),
    ],
)
def test_who_asks_which_documents_there_are_is_told(question: str, about: bool) -> None:
    assert asks_for_documents(question) == about


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("いつの資料?", True),
        ("それはいつの情報ですか", True),
        ("いつの会議で決まりましたか", False),
    ],
)
def test_who_asks_how_old_a_document_is_is_told(question: str, about: bool) -> None:
    assert asks_for_age(question) == about


def test_a_document_is_told_with_city_title_and_date() -> None:
    undated = make_passage("ごみを減らす。", title="ごみ計画", date=None)
    draft = make_draft(ORDINANCE, undated)
    assert compose_document(draft, ORDINANCE)
    assert compose_document(draft, undated)
    assert draft.text == (
        "・みなと市 みなと市自治基本条例（2020-04-01）[1]\n・みなと市 ごみ計画（日付の記載なし）[2]"
    )


def test_an_article_alone_is_one_of_several_works() -> None:
    both = [ORDINANCE, RULE]
    assert works_with_clause(ask("第5条は？"), both) == [
        ("みなと市自治基本条例", "第5条"),
        ("みなと市事務分掌規則", "第5条"),
    ]
    assert works_with_clause(ask("第5条は？"), [ORDINANCE]) == []


@pytest.mark.parametrize(
    "question", ["自治基本条例の第5条は？", "参加の第5条は？", "ごみの目標は？"]
)
def test_an_article_with_a_title_or_a_topic_is_clear(question: str) -> None:
    assert works_with_clause(ask(question), [ORDINANCE, RULE]) == []


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("パスポートの手数料はいくらですか", "パスポートの手数料"),
        ("印鑑登録 手数料", "印鑑登録、手数料"),
        ("犬を飼うときの届出はどうすればいいの", "犬を飼うときの届出"),
        ("それはいつですか", None),
        ("どうすればいいですか", None),
        ("困っています", None),
        ("税金払えなくて困ってる", None),
        ("一般廃棄物はどう捨てる", "一般廃棄物"),
        ("夏に他界した祖母の分、いつもらえるの", None),
        ("使うときはいくらですか", None),
        ("77は何もない?", None),
        ("64歳は実費?", None),
        ("役所は何時までですか", None),
    ],
)
def test_the_topic_is_cut_out_of_the_question(question: str, topic: str | None) -> None:
    assert topic_of(question) == topic
