from __future__ import annotations

import pytest
from passages import passage

from bot.learn.terms import find_terms

DEFINITIONS = """第2条　この条例において、次の各号に掲げる用語の意義は、次のとおりとする。
(1)　市民　次のいずれかに該当するものをいう。
ア　市内に住所を有する者
イ　市内で働く者
(2)　協働　対等な立場で力を合わせることをいう。"""


def terms(text: str, **fields: object) -> list[tuple[str, str]]:
    return [(term.name, term.meaning) for term in find_terms([passage(text, **fields)])]


def test_an_article_of_definitions_gives_each_item_with_its_parts() -> None:
    assert terms(DEFINITIONS, heading="定義") == [
        ("協働", "対等な立場で力を合わせることをいう。"),
        (
            "市民",
            "次のいずれかに該当するものをいう。\nア　市内に住所を有する者\nイ　市内で働く者",
        ),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("「協働」とは、力を合わせることをいう。", [("協働", "力を合わせることをいう。")]),
        ("前の文。協働とは、力を合わせることです。", []),
        ("協働とは、力を合わせることをいいます。", [("協働", "力を合わせることをいいます。")]),
        ("協働とは何か。", []),
    ],
)
def test_a_sentence_that_says_what_a_word_means_defines_it(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert terms(text, kind="section") == expected


def test_a_glossary_defines_a_term_a_line() -> None:
    text = "案内票：訪ねる窓口を書いた紙。\n続きの説明だけの行"

    assert terms(text, kind="section", path=("手引", "用語集")) == [
        ("案内票", "訪ねる窓口を書いた紙。")
    ]
    assert terms(text, kind="section", path=("手引", "応対")) == []


def test_a_work_defines_a_term_once() -> None:
    first = passage("「協働」とは、一つめをいう。", locator="1")
    second = passage("「協働」とは、二つめをいう。", locator="2")

    assert [term.passage for term in find_terms([first, second])] == [first]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "第1条　この条例は、港まつり条例（昭和50年条例第3号。以下「条例」という。）に基づく。",
            ("条例", "港まつり条例（昭和50年条例第3号）"),
        ),
        (
            "2　市は、市内に住み、働き、又は学ぶ者（以下この条において「市民等」という。）に示す。",
            ("市民等", "市内に住み、働き、又は学ぶ者"),
        ),
        (
            "町内会、自治会その他の団体（規約のあるものに限る。）の連合体（以下「連合会」といいます。）",
            ("連合会", "町内会、自治会その他の団体（規約のあるものに限る。）の連合体"),
        ),
        (
            "長（法（昭和22年法律第67号。以下「自治法」という。）の長をいう。）は、働く。",
            ("自治法", "法（昭和22年法律第67号）"),
        ),
    ],
)
def test_a_name_that_a_text_goes_on_with_stands_for_the_words_before_it(
    text: str, expected: tuple[str, str]
) -> None:
    assert terms(text) == [expected]
    assert all(term.is_short for term in find_terms([passage(text)]))


def test_a_definition_comes_before_a_shorter_name() -> None:
    short = passage("港を守る会（以下「会」という。）", locator="1")
    defined = passage("「会」とは、港を守る人の集まりをいう。", locator="2")

    assert [term.passage for term in find_terms([short, defined])] == [defined]
