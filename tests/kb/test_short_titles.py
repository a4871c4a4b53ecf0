from __future__ import annotations

import pytest

from kb.short_titles import is_short_for, mentioned_works, works_called

LAW = "海岸情報の保護に関する法律"
ORDINANCE = "みなと市水路及び空地の環境保全に関する条例"
RULES = "みなと市民会館条例施行規則"


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("海岸情報保護法", LAW),
        ("水路条例", ORDINANCE),
        ("空地条例", ORDINANCE),
        ("会館規則", RULES),
        ("会館条例施行規則", RULES),
    ],
)
def test_a_name_of_the_same_kind_made_of_parts_of_the_title_is_short_for_it(
    name: str, title: str
) -> None:
    assert is_short_for(name, title)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("道路法", LAW),
        ("海岸情報保護条例", LAW),
        ("会館条例", RULES),
        ("保護海岸法", LAW),
        ("条例", ORDINANCE),
    ],
)
def test_another_kind_another_order_and_no_name_at_all_are_not(name: str, title: str) -> None:
    assert not is_short_for(name, title)


def test_works_are_read_from_a_question_without_what_stands_before_them() -> None:
    assert mentioned_works("会社が守る道路法の第9条は") == ["道路法"]
    assert mentioned_works("この条例の申請の方法と法人の登記") == []


def test_a_municipality_may_stand_before_a_short_name() -> None:
    assert works_called("みなと市空地条例", [LAW, ORDINANCE]) == [ORDINANCE]
    assert works_called("みなと市空家条例", [LAW, ORDINANCE]) == []
