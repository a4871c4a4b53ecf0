from __future__ import annotations

import pytest
from tiny_city import make_article, make_draft

from bot.compose.clause import (
    MissingPartError,
    compose_clause,
    compose_whole,
)
from kb.locators import Locator

COMPLAINTS = make_article(
    18,
    "（苦情への措置）",
    "第18条　市に、苦情を処理する機関を置きます。\n"
    "２　市は、次に掲げる措置を講じます。\n"
    "(1) 調査\n"
    "(2) 公表",
)


def test_an_article_is_quoted_whole_under_its_number_and_caption() -> None:
    draft = make_draft(COMPLAINTS)
    assert compose_clause(draft, COMPLAINTS, Locator("条18"))
    assert draft.text == (f"みなと市自治基本条例 第18条（苦情への措置）[1]\n{COMPLAINTS.text}")
    (citation,) = draft.citations
    assert (citation.locator, citation.label) == ("第18条", "みなと市自治基本条例 第18条")
    assert (citation.start, citation.end) == (0, len(COMPLAINTS.text))


def test_a_paragraph_alone_is_quoted_under_its_own_label() -> None:
    draft = make_draft(COMPLAINTS)
    assert compose_clause(draft, COMPLAINTS, Locator("条18", paragraph=2))
    (citation,) = draft.citations
    assert citation.label == "みなと市自治基本条例 第18条第2項"
    assert citation.locator == "第18条第2項"
    assert COMPLAINTS.text[citation.start : citation.end].startswith("２　市は")
    assert "苦情を処理する機関" not in draft.text


def test_an_item_alone_is_quoted_under_its_own_label() -> None:
    draft = make_draft(COMPLAINTS)
    assert compose_clause(draft, COMPLAINTS, Locator("条18", paragraph=2, item=1))
    (citation,) = draft.citations
    assert citation.locator == "第18条第2項第1号"
    assert citation.quote == "(1) 調査"


@pytest.mark.parametrize(
    ("locator", "message"),
    [
        (Locator("条18", paragraph=3), "第18条は第2項までで、第3項はありません"),
        (Locator("条18", paragraph=2, item=3), "第2項は第2号までで、第3号はありません"),
        (Locator("条18", item=1), "号に分かれておらず、第1号はありません"),
    ],
)
def test_a_part_that_is_not_there_is_told_with_what_there_is(
    locator: Locator, message: str
) -> None:
    draft = make_draft(COMPLAINTS)
    with pytest.raises(MissingPartError, match=message):
        compose_clause(draft, COMPLAINTS, locator)
    assert draft.citations == []


def test_a_passage_is_shown_as_a_whole_under_its_label() -> None:
    passage = make_article(
        24, "（情報公開）", "第24条 市は、情報を公開する。\n2 市民は、開示を求める。"
    )
    draft = make_draft(passage)
    assert compose_whole(draft, passage)
    assert draft.text == f"{passage.label}（情報公開）[1]\n{passage.text}"
    assert draft.citations[0].quote.endswith("開示を求める。")
