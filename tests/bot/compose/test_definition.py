from __future__ import annotations

import pytest
from tiny_city import make_article, make_draft, make_judge, make_passage

from bot.citations import Quote
from bot.compose.definition import compose_definition

USES = make_passage("市は、協働を進める。協働によるまちづくりを行う。", heading="まちづくり")


@pytest.mark.parametrize(
    "line",
    [
        "協働とは、市民と市が協力することをいう。",
        "(2)　協働　市民と市が協力することをいう。",
        "協働：市民と市の協力",
    ],
)
def test_the_line_that_defines_the_term_is_quoted(line: str) -> None:
    passage = make_passage(f"この条例において用いる言葉は次による。\n{line}", heading="定義")
    draft = make_draft(USES, passage)
    judge = make_judge("協働とは", USES, passage)
    assert compose_definition(draft, "協働", [USES, passage], judge)
    (citation,) = draft.citations
    assert citation.quote == Quote(passage, passage.text.index(line), len(passage.text)).text
    assert draft.text.startswith("協働：")
    assert draft.text.endswith("[1]（定義）")


def test_a_term_is_found_in_another_spelling() -> None:
    passage = make_passage("子どもの居場所とは、放課後を過ごす場所をいう。", heading="定義")
    draft = make_draft(passage)
    judge = make_judge("子供の居場所とは", passage)
    assert compose_definition(draft, "子供の居場所", [passage], judge)


def test_a_sentence_that_only_uses_the_term_defines_nothing() -> None:
    draft = make_draft(USES)
    assert not compose_definition(draft, "協働", [USES], make_judge("協働とは", USES))
    assert draft.citations == []


@pytest.mark.parametrize(
    "line",
    [
        "市は、協働(市民と市が協力することをいいます。以下同じ。)を進めます。",
        "市民と市が協力すること(以下「協働」という。)を進める。",
    ],
)
def test_a_definition_in_brackets_is_one(line: str) -> None:
    passage = make_passage(line)
    draft = make_draft(USES, passage)
    judge = make_judge("協働とは", USES, passage)
    assert compose_definition(draft, "協働", [USES, passage], judge)
    assert draft.citations[0].passage == passage


def test_a_definition_by_a_list_comes_with_its_items() -> None:
    passage = make_passage(
        "第一条　整理番号とは、次に掲げる数字をいう。\n一　八けたの数字\n二　一けたの検査数字",
        heading="番号",
    )
    draft = make_draft(passage)
    judge = make_judge("整理番号とは", passage)
    assert compose_definition(draft, "整理番号", [passage], judge)
    assert draft.text == (
        "整理番号（番号）[1]\n第一条　整理番号とは、次に掲げる数字をいう。\n"
        "一　八けたの数字\n二　一けたの検査数字"
    )


def test_the_item_of_another_term_that_names_it_defines_it_not() -> None:
    own = "(1)　市民　市内に住む人及び働く人をいう。"
    other = "(2)　協働　市民及び市が、市民のために協力することをいう。"
    passage = make_passage(f"この条例における用語の意義は次による。\n{own}\n{other}")
    draft = make_draft(passage)
    judge = make_judge("市民のための協力をする市民の定義", passage)
    assert compose_definition(draft, "市民", [passage], judge)
    assert draft.citations[0].quote == own


def test_a_rule_about_a_term_and_another_is_no_definition() -> None:
    rule = make_article(9, "尊重", "2 市民及び市は、参加を尊重するものとします。")
    meaning = make_article(3, "定義", "(1) 市民 市内に住む人をいいます。")
    draft = make_draft(rule, meaning)
    judge = make_judge("市民とは", rule, meaning)
    assert compose_definition(draft, "市民", [rule, meaning], judge)
    assert draft.citations[0].passage == meaning


def test_the_definition_of_a_longer_term_is_none_of_the_term_in_it() -> None:
    longer = "第二条　この規則において「登録図書目録」とは、登録された図書の目録をいう。"
    own = "第三条　この規則において「図書目録」とは、図書の一覧をいう。"
    passage = make_passage(f"{longer}\n{own}")
    draft = make_draft(passage)
    judge = make_judge("図書目録とは", passage)
    assert compose_definition(draft, "図書目録", [passage], judge)
    assert draft.citations[0].quote == own


def test_an_item_that_asks_what_a_term_is_defines_nothing() -> None:
    agenda = make_passage("② 窓口サービスとはなにか")
    own = make_passage("窓口サービスとは、窓口で行う業務とします。")
    draft = make_draft(agenda, own)
    judge = make_judge("窓口サービスとは", agenda, own)
    assert compose_definition(draft, "窓口サービス", [agenda, own], judge)
    assert draft.citations[0].passage == own
