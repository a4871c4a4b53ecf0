from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.locators import Locator
from kb.query import CONTEXT_WEIGHT, QUESTION_WORDS, analyse_query, clean_question
from kb.vocabulary import Entry, Expansion, Vocabulary

NONE = Vocabulary([])
WASTE = Vocabulary([Entry("ごみ", ("一般廃棄物", "ごみ収集"), "ごみ", 0.8)])


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("　ゴミ　", "ゴミ"),
        ("第２４条", "第24条"),
        ("届出(とどけで)は", "届出は"),
        ("届出（とどけで）は", "届出は"),
        ("市民（案）は", "市民(案)は"),
        ("わたしは どこに いけば いいですか", "わたしはどこにいけばいいですか"),
        ("南区 緑区 何日", "南区 緑区 何日"),
    ],
)
def test_furigana_and_spaces_between_phrases_are_left_out(typed: str, cleaned: str) -> None:
    assert clean_question(typed) == cleaned


@given(st.text(max_size=60))
def test_cleaning_leaves_no_white_space_around(text: str) -> None:
    assert clean_question(text) == clean_question(text).strip()


def test_words_of_asking_are_not_searched() -> None:
    query = analyse_query("住民投票とは何か教えてください", NONE)
    assert query.words == {"住民": 1.0, "投票": 1.0}
    assert not set(query.words) & QUESTION_WORDS


def test_every_channel_has_the_terms_of_the_question() -> None:
    query = analyse_query("第24条の公開", NONE)
    assert query.words == {"24": 1.0, "条": 1.0, "公開": 1.0}
    assert query.kanji == {"第": 1.0, "条": 1.0, "公": 1.0, "開": 1.0}
    assert query.bigrams == dict.fromkeys(["第2", "24", "4条", "条の", "の公", "公開"], 1.0)
    assert query.locators == [Locator("条24", text="第24条")]


def test_everyday_words_bring_administrative_ones_that_were_not_typed() -> None:
    query = analyse_query("ごみの日", WASTE)
    assert query.expansions == [
        Expansion("ごみ", "一般廃棄物", 0.8),
        Expansion("ごみ", "ごみ収集", 0.8),
    ]
    assert query.expanded == {"一般": 0.8, "廃棄": 0.8, "収集": 0.8}


def test_words_of_the_conversation_count_less_than_typed_ones() -> None:
    query = analyse_query("目標は", NONE, context="耐震の目標を教えて")
    assert query.words == {"耐震": CONTEXT_WEIGHT, "目標": 1.0}
    assert CONTEXT_WEIGHT < 1.0


def test_an_english_question_is_searched_in_japanese() -> None:
    query = analyse_query("How can I join the library?", NONE)
    assert query.is_english
    assert "図書館" in query.searched
    assert query.text == "How can I join the library?"
    assert query.expansions == []


def test_an_english_word_in_a_japanese_question_is_expanded() -> None:
    query = analyse_query("みなと市のlibraryはどこ", NONE)
    assert not query.is_english
    assert query.searched == query.text
    assert Expansion("library", "図書館", 1.0) in query.expansions


def test_english_without_a_known_word_is_searched_as_it_is() -> None:
    query = analyse_query("hello world", NONE)
    assert (query.is_english, query.searched) == (True, "hello world")


def test_an_empty_question_has_no_terms() -> None:
    query = analyse_query("", NONE)
    assert (query.words, query.bigrams, query.locators) == ({}, {}, [])


def test_english_questions_name_places_as_the_documents_do() -> None:
    text = clean_question("What does Article 24, paragraph 2 say about stage 3?")
    assert text == "What does 第24条第2項 say about 段階3?"


def test_english_words_of_asking_are_not_what_is_looked_for() -> None:
    asked = analyse_query("Which department handles nursery schools?", NONE)
    assert asked.searched == "保育所 保育園"
    assert analyse_query("the department", NONE).searched != "the department"
    asked = analyse_query("Who is in charge of nursery schools, and when?", NONE)
    assert asked.searched == "保育所 保育園"


def test_an_english_question_is_searched_for_what_it_names_in_japanese_too() -> None:
    asked = analyse_query("Where is the 市民ギャラリー in the library?", NONE)
    assert asked.is_english
    assert asked.searched == "図書館 市民ギャラリー"
    assert not analyse_query("WHOの基準は", NONE).is_english
