from __future__ import annotations

from dataclasses import replace

import pytest
from tiny_city import make_case, make_passage

from bot.case import Case
from bot.further import further_hits

FIRST = make_passage("図書館は、本を貸す。")
BOTH = make_passage("図書館の自習室は、夜まで開く。")
OTHER = make_passage("道路は、夜に直す。")
THIRD = make_passage("公園は、朝に開く。")


def _scored(case: Case, *scores: float) -> Case:
    hits = tuple(
        replace(hit, score=score, channels={})
        for hit, score in zip(case.found.hits, scores, strict=True)
    )
    return replace(case, found=replace(case.found, hits=hits))


@pytest.mark.parametrize(("behind", "is_told"), [(2.0, True), (40.0, False)])
def test_a_passage_that_carries_more_nouns_is_told_from_further_off(
    behind: float, is_told: bool
) -> None:
    case = _scored(make_case("図書館の自習室は夜も開く？", FIRST, BOTH), 20.0, 20.0 - behind)
    told = [hit.passage for hit in further_hits(case, cited=frozenset([FIRST.passage_id]))]
    assert told == ([BOTH] if is_told else [])


def test_a_passage_of_something_else_is_not_told_though_its_score_is_near() -> None:
    case = _scored(make_case("図書館は本を何冊貸す？", FIRST, OTHER), 20.0, 19.5)
    assert further_hits(case, cited=frozenset([FIRST.passage_id])) == []


def test_what_is_quoted_already_is_not_told_again_and_takes_a_place() -> None:
    case = _scored(make_case("図書館の自習室は夜も開く？", FIRST, BOTH, THIRD), 20.0, 19.9, 1.0)
    cited = frozenset([FIRST.passage_id, BOTH.passage_id])
    assert further_hits(case, cited=cited) == []
