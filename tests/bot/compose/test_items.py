from __future__ import annotations

import pytest
from tiny_city import make_passage

from bot.compose.items import branches, list_items


def names(text: str, **values: object) -> list[str]:
    return [item.name for item in list_items(make_passage(text, **values))]


def test_headings_in_brackets_go_before_numbers_and_numbers_before_bullets() -> None:
    mixed = "【参加】\n・市民\n【公開】\n1 情報\n2 会議"
    assert names(mixed) == ["参加", "公開"]
    assert names("・市民\n1 情報\n2 会議\n・議会") == ["情報", "会議"]
    assert names("・市民\n・議会\n1 情報") == ["市民", "議会"]


@pytest.mark.parametrize(
    "text",
    [
        "1 参加\n2 公開",
        "（１）参加\n（２）公開",
        "(1) 参加\n(2) 公開",
        "１．参加\n２．公開",
        "一　参加\n二　公開",
        "ア　参加\nイ　公開",
        "①参加\n②公開",
        "・参加\n・公開",
        "　● 参加\n　● 公開",
        "- 参加\n- 公開",
    ],
)
def test_every_usual_mark_makes_an_item(text: str) -> None:
    assert names(text) == ["参加", "公開"]


def test_the_name_of_an_item_stands_before_its_explanation() -> None:
    text = "1 参加の原則　市民が参加する。\n2 公開…会議を公開する。\n3 協働：市と市民"
    assert names(text) == ["参加の原則", "公開", "協働"]


def test_a_heading_that_repeats_the_passages_own_is_no_item() -> None:
    text = "【理念】\n【参加】\n【公開】"
    assert names(text, heading="理念") == ["参加", "公開"]


def test_one_item_is_no_list() -> None:
    assert names("1 参加") == []
    assert names("市は、参加を進める。") == []


def test_an_item_says_where_its_name_stands() -> None:
    passage = make_passage("次による。\n(1) 参加：市民が行う。\n(2) 公開")
    items = list_items(passage)
    assert [passage.text[item.at : item.end] for item in items] == ["参加", "公開"]


def test_circled_numbers_in_one_line_are_items() -> None:
    assert names("視点は三つ\n①市民 ②財政\n③職員 の視点") == ["市民", "財政", "職員"]
    assert names("①市民の声（②を除く）") == []


def test_a_bullet_has_what_stands_below_it() -> None:
    found = branches(make_passage("・ごみ対策\n　・分別\n　・減量\n・緑化\n　・植樹"))
    assert [(branch.head, [item.name for item in branch.items]) for branch in found] == [
        ("・ごみ対策", ["分別", "減量"])
    ]
