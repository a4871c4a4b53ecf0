from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st

from kb import words


def test_content_words_are_normalized_and_leave_out_form() -> None:
    assert words.content_words("子ども医療費の助成を受けることができる場合は、次のとおり。") == [
        "子供",
        "医療",
        "費",
        "助成",
        "受ける",
        "次",
    ]


def test_numerals_units_and_affixes_are_content() -> None:
    assert words.content_words("未申告の方は第24条により３,０００円") == [
        "未",
        "申告",
        "24",
        "条",
        "3000",
        "円",
    ]


def test_spelling_variants_have_one_form() -> None:
    forms = {words.content_words(text)[0] for text in ("引越", "引っ越し", "引越し")}
    assert forms == {"引っ越し"}


def test_radicals_are_read_as_ideographs_and_surfaces_stay_as_given() -> None:
    tokens = words.tokens("⼦育て⽀援")
    assert [token.normalized_form for token in tokens] == ["子育て", "支援"]
    assert [token.surface for token in tokens] == ["⼦育て", "⽀援"]


def test_half_width_kana_is_read_at_its_own_offsets() -> None:
    tokens = words.tokens("ﾊﾟｿｺﾝの廃棄")
    assert (tokens[0].normalized_form, tokens[0].begin, tokens[0].end) == ("パソコン", 0, 5)


def test_long_units_share_the_groups_of_their_synonyms() -> None:
    shared = set(words.synonym_groups("保育所")) & set(words.synonym_groups("保育園"))
    assert shared


def test_words_of_form_bring_no_synonym_groups() -> None:
    assert words.synonym_groups("どこですか。") == []


def test_reading_is_katakana_without_symbols() -> None:
    assert words.reading("住民票、 の写し") == "ジュウミンヒョウノウツシ"


def test_kanji_are_the_ideographs_in_order() -> None:
    assert words.kanji("⼦どもの㈱々𠮷 ABC") == ["子", "株", "々", "𠮷"]


def test_bigrams_do_not_cross_symbols() -> None:
    assert words.bigrams("ごみ の、出し方 Ａ") == ["ごみ", "の", "出し", "し方", "a"]


def test_a_token_list_gives_what_its_text_gives() -> None:
    text = "保育所の入所申込み"
    tokens = words.tokens(text)
    assert words.content_words(tokens) == words.content_words(text)
    assert words.synonym_groups(tokens) == words.synonym_groups(text)
    assert words.reading(tokens) == words.reading(text)


def test_texts_above_sudachis_limit_are_cut() -> None:
    for text in ("市民の声。" * 20_000, "市" * 60_000, "ﷺ" * 10_000, "𠮷" * 20_000):
        assert "".join(token.surface for token in words.tokens(text)) == text


def test_empty_text_has_no_words() -> None:
    assert words.tokens("") == []
    assert words.content_words(" 　\n") == []


def test_threads_do_not_disturb_each_other() -> None:
    texts = [f"第{number}条 市民の参加" for number in range(200)]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(words.content_words, texts)) == [
            words.content_words(text) for text in texts
        ]


@given(st.text(max_size=200))
def test_tokens_lie_in_order_and_give_back_their_surface(text: str) -> None:
    tokens = words.tokens(text)
    ends = [0] + [token.end for token in tokens]
    assert all(token.begin >= end for token, end in zip(tokens, ends, strict=False))
    assert all(text[token.begin : token.end] == token.surface for token in tokens)
