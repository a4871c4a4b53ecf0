"""Fusion worked out by hand on channels whose weights are given."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from kb.lexical import Channel, LexicalIndex
from kb.locators import Locator
from kb.query import Query
from kb.search import (
    BACKGROUND,
    CLAUSE_BONUS,
    FIGURE_BONUS,
    KIND_BONUS,
    NAME_BONUS,
    PLACE_BONUS,
    QUOTED_BONUS,
    DenseScores,
    Ranking,
    explain,
    rank,
)

CHANNELS = (
    "words",
    "synonyms",
    "kanji",
    "bigrams",
    "locators",
    "names",
    "abbreviations",
    "headings",
    "figures",
)
NOBODY = np.empty(0, dtype=np.int64)
NOTHING = np.empty(0, dtype=np.float32)
NO_DENSE = DenseScores(NOBODY, NOTHING, NOTHING, NOTHING, floor=0.0, mean=0.0, deviation=1.0)


def channel(name: str, postings: Mapping[str, Mapping[int, float]], *, size: int) -> Channel:
    """Return a channel from term → row → weight."""
    rows = [sorted(found.items()) for found in postings.values()]
    flat = [pair for found in rows for pair in found]
    return Channel(
        name=name,
        vocabulary={term: number for number, term in enumerate(postings)},
        indptr=np.cumsum([0, *(len(found) for found in rows)]),
        indices=np.array([row for row, _ in flat], dtype=np.int32),
        weights=np.array([weight for _, weight in flat], dtype=np.float32),
        size=size,
    )


def index(size: int, **postings: Mapping[str, Mapping[int, float]]) -> LexicalIndex:
    channels = {name: channel(name, postings.get(name, {}), size=size) for name in CHANNELS}
    return cast(LexicalIndex, SimpleNamespace(channel=channels.__getitem__))


def query(text: str = "", **terms: Any) -> Query:
    channels = ("words", "expanded", "synonyms", "kanji", "bigrams")
    values: dict[str, Any] = {name: {} for name in channels}
    values |= {"tokens": [], "expansions": [], "locators": [], **terms}
    return Query(text=text, searched=text, is_english=False, **values)


def search(asked: Query, of: LexicalIndex, *, visible: list[bool], **options: Any) -> Ranking:
    values: dict[str, Any] = {
        "dense": lambda _: NO_DENSE,
        "aligned": lambda rows: np.zeros(len(rows), dtype=np.float32),
        "limit": 10,
        **options,
    }
    return rank(asked, of, visible=np.array(visible), **values)


def test_channels_are_shares_of_the_question_and_summed_with_their_weights() -> None:
    of = index(
        3,
        words={"ごみ": {0: 0.9, 1: 0.3}},
        kanji={"市": {2: 0.6}},
    )
    asked = query(words={"ごみ": 1.0, "桜": 1.0}, kanji={"市": 1.0})
    found = search(asked, of, visible=[True] * 3, weights={"words": 2.0, "kanji": 0.5})
    # idf = ln(1 + (3 − n + 0.5) / (n + 0.5)); 桜 is nowhere and counts as missing.
    possible = np.log(1 + 1.5 / 2.5) + np.log(1 + 3.5 / 0.5)
    words = np.array([0.9, 0.3, 0.0]) / possible
    kanji = np.array([0.0, 0.0, 0.6]) / np.log(1 + 2.5 / 1.5)
    assert found.channels["words"] == pytest.approx(words, abs=1e-6)
    assert found.scores + BACKGROUND == pytest.approx(2 * words + 0.5 * kanji, abs=1e-5)
    assert found.rows.tolist() == [0, 2, 1]


def test_everyday_expansions_are_looked_up_among_the_words() -> None:
    of = index(2, words={"廃棄": {1: 0.5}})
    found = search(query(expanded={"廃棄": 1.0}), of, visible=[True, True], weights={"expanded": 1})
    assert found.channels["expanded"] == pytest.approx([0.0, 0.5 / np.log(1 + 1.5 / 1.5)])


def test_what_filters_hide_does_not_rank_and_changes_no_score() -> None:
    of = index(3, words={"ごみ": {0: 100.0, 1: 2.0}})
    asked = query(words={"ごみ": 1.0})
    everything = search(asked, of, visible=[True] * 3)
    found = search(asked, of, visible=[False, True, True])
    assert found.rows.tolist() == [1, 2]
    assert found.scores.tolist() == [-np.inf, *everything.scores.tolist()[1:]]


def test_nothing_is_found_where_nothing_is_visible() -> None:
    of = index(2, words={"ごみ": {0: 1.0}})
    assert search(query(words={"ごみ": 1.0}), of, visible=[False, False]).rows.tolist() == []


def test_no_more_rows_are_given_than_asked_for_and_equals_keep_their_order() -> None:
    assert search(query(), index(5), visible=[True] * 5, limit=3).rows.tolist() == [0, 1, 2]


def test_similarities_are_told_in_deviations_from_unrelated_texts() -> None:
    dense = DenseScores(
        np.array([0, 1]),
        np.array([0.5, 0.2], dtype=np.float32),
        np.array([0.1, 0.3], dtype=np.float32),
        np.array([0.3, 0.3], dtype=np.float32),
        floor=0.2,
        mean=0.1,
        deviation=0.2,
    )
    found = search(
        query(),
        index(3),
        visible=[True] * 3,
        dense=lambda _: dense,
        weights={"dense": 1.0, "heading": 0.5, "whole": 1.0},
    )
    # Row 2 was not compared: it is taken to be as near as such a passage can be at most,
    # and none that was compared is put behind it.
    assert found.channels["dense"] == pytest.approx([2.0, 0.5, 0.5], abs=1e-6)
    assert found.channels["heading"] == pytest.approx([0.5, 1.0, 0.5], abs=1e-6)
    assert found.channels["whole"] == pytest.approx([1.0, 1.0, 0.5], abs=1e-6)
    assert found.scores + BACKGROUND == pytest.approx([3.25, 2.0, 1.25], abs=1e-6)


def test_what_the_other_channels_put_first_is_compared_too() -> None:
    of = index(3, words={"ごみ": {2: 3.0, 0: 1.0}})
    given: list[list[int]] = []

    def dense(candidates: np.ndarray) -> DenseScores:
        given.append(candidates.tolist())
        return NO_DENSE

    search(query(words={"ごみ": 1.0}), of, visible=[True, False, True], dense=dense)
    assert given == [[2, 0]]


def test_words_are_aligned_in_what_was_compared() -> None:
    dense = DenseScores(
        np.array([0, 2]), *[np.zeros(2, dtype=np.float32)] * 3, floor=0.0, mean=0.0, deviation=1.0
    )
    found = search(
        query(),
        index(3),
        visible=[True] * 3,
        dense=lambda _: dense,
        aligned=lambda rows: np.array([0.25, 0.75], dtype=np.float32),
        weights={"aligned": 2.0},
    )
    assert found.channels["aligned"].tolist() == [0.25, 0.0, 0.75]
    assert (found.scores + BACKGROUND).tolist() == [0.5, 0.0, 1.5]


def test_a_clause_comes_first_whatever_the_words_say() -> None:
    of = index(
        3,
        words={"ごみ": {0: 1.0}},
        locators={"条24": {2: 1.0}, "章2": {1: 1.0}},
    )
    asked = query(words={"ごみ": 1.0}, locators=[Locator("条24"), Locator("章2"), Locator("")])
    found = search(asked, of, visible=[True] * 3)
    assert found.channels["places"].tolist() == [0.0, PLACE_BONUS, CLAUSE_BONUS]
    assert found.rows[0] == 2


def test_a_name_that_many_passages_bear_counts_less() -> None:
    of = index(4, names={"北区役所": {0: 1.0}, "環境局": {1: 1.0, 2: 1.0}})
    found = search(query("北区役所と環境局の窓口"), of, visible=[True] * 4)
    assert found.names == ["北区役所", "環境局"]
    rare, common = NAME_BONUS * 0.75**2, NAME_BONUS * 0.5**2
    assert found.channels["names"] == pytest.approx([rare, common, common, 0.0])


def test_a_short_name_counts_by_how_often_it_means_the_department() -> None:
    of = index(
        6,
        abbreviations={"資源循環": {0: 1.0}, "市民": {1: 1.0}},
        bigrams={
            **{pair: {0: 1.0, 2: 1.0} for pair in ("資源", "源循", "循環")},
            "市民": dict.fromkeys(range(6), 1.0),
        },
    )
    found = search(query("資源循環と市民"), of, visible=[True] * 6, weights={})
    assert found.channels["names"] == pytest.approx([NAME_BONUS / 2, NAME_BONUS / 6, 0, 0, 0, 0])


def test_a_figure_is_found_and_counts_less_where_many_passages_have_it() -> None:
    of = index(4, figures={"850g": {2: 1.0}, "2023年": {0: 1.0, 1: 1.0}})
    found = search(query(figures=frozenset({"850g", "2023年", "1円"})), of, visible=[True] * 4)
    rare, common = FIGURE_BONUS * 0.75**2, FIGURE_BONUS * 0.5**2
    assert found.channels["figures"] == pytest.approx([common, common, rare, 0.0])
    assert found.rows[0] == 2


def test_terms_in_quotation_marks_come_first_the_rarer_the_surer() -> None:
    of = index(4, words={"ごみ": {0: 1.0}})
    quoted = [np.array([2, 3], dtype=np.int32), np.array([3], dtype=np.int32)]
    found = search(query(words={"ごみ": 1.0}), of, visible=[True] * 4, quoted=quoted)
    common = QUOTED_BONUS * (1.0 - np.log(2) / np.log(5))
    assert found.channels["quoted"] == pytest.approx([0.0, 0.0, common, common + QUOTED_BONUS])
    assert found.rows.tolist() == [3, 2, 0, 1]


def test_passages_of_the_preferred_kind_are_put_forward() -> None:
    found = search(query(), index(2), visible=[True, True], preferred=np.array([False, True]))
    assert (found.scores + BACKGROUND).tolist() == [0.0, KIND_BONUS]
    assert found.rows.tolist() == [1, 0]


def test_a_ranking_explains_what_each_channel_gave() -> None:
    of = index(2, words={"ごみ": {0: 0.5}})
    found = search(query(words={"ごみ": 1.0}), of, visible=[True, True])
    given = {name: value for name, value in explain(found, 0).items() if value}
    assert given == {"words": round(0.5 / np.log(2), 3), "background": -BACKGROUND}
    assert explain(found, 0).keys() >= {"words", "dense", "whole", "heading", "aligned", "places"}
