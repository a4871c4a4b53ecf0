from __future__ import annotations

import pytest
from tiny_city import make_passage

from bot.numbered_parts import MissingPart, missing_part

PLAN = [
    make_passage("力を合わせる。", title="みなと市計画", path=("基本方針１ つながり",)),
    make_passage("町を磨く。", title="みなと市計画", path=("基本方針２ 魅力",)),
    make_passage("資料3を見よ。", title="みなと市計画"),
]


def test_a_part_beyond_the_last_is_missing() -> None:
    assert missing_part("基本方針5の内容を要約して", PLAN) == MissingPart(
        "基本方針5", "みなと市計画", "基本方針1", "基本方針2"
    )


@pytest.mark.parametrize(
    "question",
    [
        "基本方針２の内容は",  # it is there
        "資料9を見たい",  # one number alone tells no series
        "目標5件の内訳は",  # an amount
        "重点目標3は",  # the plan has none of this name
    ],
)
def test_what_is_there_or_no_series_is_not_missing(question: str) -> None:
    assert missing_part(question, PLAN) is None


def test_any_word_with_a_number_is_a_part_where_headings_are_called_so() -> None:
    plan = [
        make_passage(text, title="環境計画", path=(heading,))
        for heading, text in (("環1 脱炭素", "約束7を果たす。"), ("環２ 資源", "減らす。"))
    ]
    assert missing_part("「環６」の目指す姿は", plan) == MissingPart(
        "環6", "環境計画", "環1", "環2"
    )
    assert missing_part("環２の目指す姿は", plan) is None
    assert missing_part("約束9は", plan) is None  # said in a text, no heading
