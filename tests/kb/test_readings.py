from __future__ import annotations

import pytest

from kb import words
from kb.readings import reading_terms, restore_kanji, surfaces_by_reading

SURFACES = {
    "ショウカ": "消火",
    "マショウ": "魔性",
    "トウヒョウ": "投票",
    "ジュウミントウヒョウ": "住民投票",
    "ミナトク": "港区",
    "シンギカイ": "審議会",
}


def test_runs_of_nouns_are_indexed_with_how_they_are_read() -> None:
    assert reading_terms(words.tokens("住民投票は市長が")) == [
        "ジュウミン|住民",
        "ジュウミントウヒョウ|住民投票",
        "トウヒョウ|投票",
        "シチョウ|市長",
    ]


def test_nouns_written_in_hiragana_are_not_indexed() -> None:
    assert reading_terms(words.tokens("ごみとリサイクル")) == ["リサイクル|リサイクル"]


def test_the_form_written_in_most_passages_stands_for_a_reading() -> None:
    assert surfaces_by_reading({"シチョウ|市長": 9, "シチョウ|視聴": 2, "シンギ|審議": 1}) == {
        "シチョウ": "市長",
        "シンギ": "審議",
    }


@pytest.mark.parametrize(
    ("typed", "restored"),
    [
        ("じゅうみんとうひょうは誰が", "住民投票は誰が"),
        ("ジュウミントウヒョウは誰が", "住民投票は誰が"),
        ("みなと区の窓口", "港区の窓口"),
        ("しんぎ会とは", "審議会とは"),
        ("ごみの出し方", "ごみの出し方"),
        ("", ""),
    ],
)
def test_words_typed_in_kana_are_written_as_the_knowledge_base_writes_them(
    typed: str, restored: str
) -> None:
    assert restore_kanji(typed, SURFACES) == restored


@pytest.mark.parametrize(
    "question", ["担当はどこでしょうか", "すててもいいでしょうか", "いっしょにやりましょう"]
)
def test_words_of_grammar_are_not_taken_for_nouns(question: str) -> None:
    assert restore_kanji(question, SURFACES) == question


def test_a_noun_before_words_of_grammar_is_still_restored() -> None:
    assert restore_kanji("とうひょうでしょうか", SURFACES) == "投票でしょうか"
