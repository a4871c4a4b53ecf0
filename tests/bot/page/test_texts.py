from __future__ import annotations

from dataclasses import fields

import pytest

from bot.page.texts import ENGLISH, JAPANESE, Texts, readable_date, texts_for


def test_both_languages_have_the_same_places_to_fill_in() -> None:
    for field in fields(Texts):
        japanese, english = getattr(JAPANESE, field.name), getattr(ENGLISH, field.name)
        for place in ("{most}", "{length}", "{number}", "{label}", "{page}"):
            assert (place in japanese) == (place in english), field.name


def test_an_unknown_language_is_japanese() -> None:
    assert texts_for(None) is JAPANESE
    assert texts_for("fr") is JAPANESE
    assert texts_for("en") is ENGLISH


@pytest.mark.parametrize(
    ("iso", "japanese", "english"),
    [
        (None, "", ""),
        ("2023", "2023年", "2023"),
        ("2023-04", "2023年4月", "April 2023"),
        ("2005-04-01", "2005年4月1日", "1 April 2005"),
        ("令和5年", "令和5年", "令和5年"),
        ("2023-13", "2023-13", "2023-13"),
        ("2023-1-1-1", "2023-1-1-1", "2023-1-1-1"),
    ],
)
def test_dates_are_written_as_people_write_them(
    iso: str | None, japanese: str, english: str
) -> None:
    assert readable_date(iso, JAPANESE) == japanese
    assert readable_date(iso, ENGLISH) == english
