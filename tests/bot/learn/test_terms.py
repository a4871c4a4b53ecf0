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
