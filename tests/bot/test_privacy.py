from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy import Kind, is_card_number, is_individual_number, mask

# 12345678901 and its check digit, by hand: Σ = 1·2+0·3+9·4+8·5+7·6+6·7 + 5·2+4·3+3·4+2·5+1·6
# = 212, 212 mod 11 = 3, 11 − 3 = 8.
NUMBER = "123456789018"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (f"番号は{NUMBER}です", "番号は［個人番号］です"),
        ("番号は１２３４ ５６７８ ９０１８です", "番号は［個人番号］です"),
        ("番号は1234-5678-9018です", "番号は［個人番号］です"),
        ("番号は1234\u200b5678\u200b9018です", "番号は［個人番号］です"),
        ("番号は一二三四五六七八九〇一八です", "番号は［個人番号］です"),
        ("090-1234-5678に連絡を", "［電話番号］に連絡を"),
        ("０９０ー１２３４ー５６７８に連絡を", "［電話番号］に連絡を"),
        ("09012345678に連絡を", "［電話番号］に連絡を"),
        ("(03)1234-5678に連絡を", "(［電話番号］に連絡を"),
        ("＋81 90 1234 5678に連絡を", "［電話番号］に連絡を"),
        ("taro.yamada@example.co.jpに送って", "［メールアドレス］に送って"),
        ("ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐに送って", "［メールアドレス］に送って"),
        ("汐野市港町3丁目4番5号に転居", "［住所］に転居"),
        ("汐野市港町３－４－５に転居", "［住所］に転居"),
        ("カード4111 1111 1111 1111で払えますか", "カード［カード番号］で払えますか"),
        ("免許証番号301234567890をなくした", "免許証番号［免許証番号］をなくした"),
        ("基礎年金番号1234-567890の人", "基礎年金番号［基礎年金番号］の人"),
        ("普通口座 1234567に振込", "普通口座 ［口座番号］に振込"),
        ("1980年3月4日生まれです", "［生年月日］生まれです"),
    ],
)
def test_personal_data_are_masked_in_every_spelling(text: str, masked: str) -> None:
    assert mask(text).text == masked


@pytest.mark.parametrize(
    "text",
    [
        "法人番号は1234567890123です",
        "予算は123,456,789,012円です",
        "第3条の2第1項",
        "経2-1と暮1-1の違い",
        "汐野市の経2-1は何ですか",
        "令和7年4月1日から令和8年3月31日まで",
        "2025-04-01の資料",
        "人口412380人",
        "2-3歳児の保育料",
        "9:00-17:00の間",
        "123456789012",
        "条例第12号",
        "市役所の住所はどこですか",
        "本町区と汐浜区の担当",
        "令和7-11年度の計画",
    ],
)
def test_what_only_looks_alike_is_left_alone(text: str) -> None:
    assert mask(text).text == text
    assert mask(text).kinds == ()


def test_what_is_searched_for_has_nothing_in_the_place_of_personal_data() -> None:
    masked = mask(f"{NUMBER} の転入の手続き")
    assert masked.bare == "の転入の手続き"
    assert masked.kinds == ("individual_number",)


def test_a_phone_that_documents_give_is_no_personal_datum() -> None:
    text = "099-900-8053はどの課ですか"
    assert mask(text, is_public=lambda words: words == "099-900-8053").text == text
    assert mask(text).text == "［電話番号］はどの課ですか"


@pytest.mark.parametrize("digits", [NUMBER, "987654321093"])
def test_the_check_digit_of_an_individual_number_is_known(digits: str) -> None:
    assert is_individual_number(digits)
    for digit in "0123456789":
        assert is_individual_number(digits[:-1] + digit) is (digit == digits[-1])


def test_the_check_of_cards_is_luhns() -> None:
    assert is_card_number("4111111111111111")
    assert not is_card_number("4111111111111112")


PLANTED: list[tuple[Kind, str]] = [
    ("individual_number", NUMBER),
    ("phone", "090-1234-5678"),
    ("mail", "a.b@example.jp"),
]


@given(st.sampled_from(PLANTED), st.text(alphabet="あいう市の、。はが ", max_size=20))
def test_masking_twice_masks_nothing_more(planted: tuple[Kind, str], around: str) -> None:
    kind, words = planted
    once = mask(f"{around} {words} {around}")
    assert kind in once.kinds
    assert words not in once.text
    assert mask(once.text).text == once.text
