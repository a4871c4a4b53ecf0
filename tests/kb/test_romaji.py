from __future__ import annotations

import pytest

from kb.romaji import short_form, to_katakana


@pytest.mark.parametrize(
    ("typed", "katakana"),
    [
        ("gomi", "ゴミ"),
        ("hikkoshi", "ヒッコシ"),
        ("shiyakusho", "シヤクショ"),
        ("siyakusyo", "シヤクショ"),
        ("jūminhyō", "ジュウミンヒョウ"),
        ("zyuminhyo", "ジュミンヒョ"),
        ("kin'en", "キンエン"),
        ("nenkin", "ネンキン"),
        ("shimbun", "シンブン"),
        ("matcha", "マッチャ"),
        ("Tetsuzuki", "テツズキ"),
        ("paatii", "パアチイ"),
    ],
)
def test_hepburn_and_kunrei_are_read(typed: str, katakana: str) -> None:
    assert to_katakana(typed) == katakana


@pytest.mark.parametrize("typed", ["garbage", "tax", "ward", "SDGs", "pay", "x"])
def test_english_is_not_read(typed: str) -> None:
    assert to_katakana(typed) is None


def test_long_vowels_that_are_left_out_make_no_difference() -> None:
    forms = ("ジュウミンヒョウ", "ジュミンヒョ", "ジューミンヒョー")
    assert {short_form(form) for form in forms} == {"ジュミンヒョ"}
    assert short_form("テツヅキ") == short_form("テツズキ")
    assert short_form("トオリ") == "トリ"
    assert short_form("イウ") == "イウ"
