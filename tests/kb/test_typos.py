from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.typos import Replacement, TypoIndex, differs_by_a_typo, find_typos

TERMS = {
    "固定資産税": 3,
    "国民健康保険": 5,
    "北区役所": 9,
    "ボランティア": 2,
    "マイナンバーカード": 2,
    "くらし応援室": 4,
    "介護保険料": 3,
    "国民健康": 1,
}
READINGS = {"カイゴホケンリョウ": "介護保険料", "コテイシサンゼイ": "固定資産税"}


def mended(text: str, terms: Mapping[str, int] = TERMS) -> list[tuple[str, str]]:
    found = find_typos(
        text,
        lambda: TypoIndex(terms),
        surfaces=lambda: READINGS,
        is_written=lambda typed: any(typed in term for term in terms),
    )
    return [(typo.typed, typo.meant) for typo in found]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("固定資算税", "固定資産税"),
        ("国民健康保倹", "国民健康保険"),
        ("ボランテイア", "ボランティア"),
        ("マイナンバーカド", "マイナンバーカード"),
        ("くらし応授室", "くらし応援室"),
        ("介護保健料", "介護保険料"),
    ],
)
def test_a_wrong_letter_is_mended_where_it_stands(typed: str, meant: str) -> None:
    assert mended(f"{typed}はどこですか") == [(typed, meant)]


@pytest.mark.parametrize(
    "text",
    [
        "固定資産税はどこですか",
        "南区役所はどこですか",
        "国民健康保険の窓口",
        "公園で遊びたい",
        "国民年金の手続",
        "パスポートの手数料",
        "固定資産の税",
        "ボランティ",
        "",
    ],
)
def test_right_words_other_names_and_words_of_other_things_stay(text: str) -> None:
    assert mended(text) == []


def test_two_typos_are_mended_in_order() -> None:
    assert mended("固定資算税と国民健康保倹") == [
        ("固定資算税", "固定資産税"),
        ("国民健康保倹", "国民健康保険"),
    ]


def test_of_several_terms_the_most_frequent_is_meant() -> None:
    assert TypoIndex({"資源循環課": 2, "資源循還課": 5}).nearest("資源循関課") == "資源循還課"


def test_nothing_is_loaded_where_every_word_is_written() -> None:
    def fail() -> TypoIndex:
        raise AssertionError("loaded")

    def fail_too() -> Mapping[str, str]:
        raise AssertionError("loaded")

    assert find_typos("市民税の減免", fail, surfaces=fail_too, is_written=lambda _: True) == []


@given(st.sampled_from(sorted(TERMS)), st.integers(0, 20), st.sampled_from("ヱ鬱凸"))
def test_one_letter_anywhere_is_a_typo_two_are_not(term: str, place: int, letter: str) -> None:
    place %= len(term)
    changed = term[:place] + letter + term[place + 1 :]
    assert differs_by_a_typo(changed, term) == (term[place] not in "北")
    assert not differs_by_a_typo(letter + letter + term[2:], term)
    assert not differs_by_a_typo(term, term)
    if place > 0:
        assert differs_by_a_typo(term[:place] + letter + term[place:], term)
    assert TypoIndex({term: 1}).nearest(changed) in (term, None)


def test_a_replacement_says_what_was_typed_and_meant() -> None:
    assert Replacement("保倹", "保険").typed == "保倹"
