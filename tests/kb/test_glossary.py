from __future__ import annotations

from pathlib import Path

import pytest

from ingest.errors import SettingsError
from kb.glossary import Glossary, load_glossary

GLOSSARY = Glossary(
    {
        "garbage": ("ごみ",),
        "garbage bag": ("指定袋", "ごみ袋"),
        "city": ("市",),
        "library": ("図書館",),
        "move": ("引っ越し",),
        "tax": ("税",),
    }
)


def test_the_longest_terms_are_translated_in_order() -> None:
    assert GLOSSARY.translate("Which garbage bag does the City sell?") == [
        ("garbage bag", ("指定袋", "ごみ袋")),
        ("city", ("市",)),
    ]


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("libraries", "library"),
        ("taxes", "tax"),
        ("moving", "move"),
        ("moved", "move"),
        ("garbage bags", "garbage bag"),
        ("LIBRARY", "library"),
        ("the library's books", "library"),
        ("libraries'", "library"),
    ],
)
def test_plurals_and_verb_forms_are_found(text: str, term: str) -> None:
    assert [found for found, _ in GLOSSARY.translate(text)] == [term]


def test_words_in_japanese_text_are_translated_too() -> None:
    assert GLOSSARY.translate("みなとのgarbageは？") == [("garbage", ("ごみ",))]


def test_other_words_give_nothing() -> None:
    assert GLOSSARY.translate("hello, s ing 今日は") == []


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("english,field\ngarbage,ごみ\n", "列「japanese」がありません"),
        ("english,japanese,field\ngarbage,,ごみ\n", "2行目に空の欄"),
        ("english,japanese,field\ngarbage,ごみ、,ごみ\n", "2行目に空の欄"),
    ],
)
def test_a_glossary_that_cannot_be_used_says_where(
    tmp_path: Path, table: str, message: str
) -> None:
    path = tmp_path / "用語集.csv"
    path.write_text(table, encoding="utf-8")
    with pytest.raises(SettingsError, match=message):
        load_glossary(path)


def test_a_glossary_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="読めません"):
        load_glossary(tmp_path / "ない.csv")


def test_the_shipped_glossary_is_read() -> None:
    assert ("garbage", ("ごみ", "廃棄物")) in load_glossary().translate("garbage")
