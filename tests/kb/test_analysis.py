from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from stored_samples import make_passage

from kb.analysis import CHANNELS, Analysed, analyse, read_passage, views
from kb.words import ReadText, content_words

PASSAGE = make_passage(
    "条例.txt",
    24,
    "市は、住民投票を行う。\n結果を公開する。",
    heading="住民投票",
    path=("第2章 参加",),
    departments=("総務局 企画部",),
)


def test_a_passage_has_terms_in_every_channel() -> None:
    terms = Analysed.from_bytes(analyse(PASSAGE)).terms
    assert tuple(terms) == CHANNELS
    assert terms["words"] == {
        "heading": ["住民", "投票", "24", "条"],
        "path": ["港", "市", "自治", "基本", "条例", "2", "章", "参加"],
        "departments": ["総務", "局", "企画", "部"],
        "text": ["市", "住民", "投票", "行う", "結果", "公開"],
    }
    assert terms["locators"] == {"text": ["条24", "章2"]}
    assert terms["names"] == {
        "text": [
            "みなと市自治基本条例",
            "企画部",
            "総務局",
            "総務局企画部",
            "自治基本条例",
        ]
    }
    assert terms["kanji"]["heading"] == ["住", "民", "投", "票", "第", "条"]
    assert terms["bigrams"]["departments"] == ["総務", "務局", "企画", "画部"]
    assert "ジュウミントウヒョウ|住民投票" in terms["readings"]["text"]


def test_fields_without_text_have_no_terms() -> None:
    bare = make_passage("条例.txt", 1, "定める。", departments=())
    assert "departments" not in Analysed.from_bytes(analyse(bare)).terms["words"]


def test_the_headings_are_embedded_then_the_whole_and_then_every_sentence() -> None:
    assert views(PASSAGE) == [
        "第2章 参加 総務局 企画部",
        "第2章 参加 総務局 企画部\n市は、住民投票を行う。\n結果を公開する。",
        "市は、住民投票を行う。",
        "結果を公開する。",
    ]


def test_a_passage_without_headings_is_embedded_under_its_label() -> None:
    bare = make_passage("条例.txt", 1, "一\n定める。", path=(), departments=())
    label = "みなと市自治基本条例 第1条"
    assert views(bare) == [label, f"{label}\n一\n定める。", "定める。"]


def test_sentences_bring_the_words_that_they_are_embedded_by() -> None:
    heading, *sentences = read_passage(PASSAGE).views
    assert [heading, *sentences] == views(PASSAGE)
    for sentence in sentences:
        assert isinstance(sentence, ReadText)
        assert sentence.content_words == content_words(str(sentence))


@given(
    st.dictionaries(
        st.sampled_from(CHANNELS),
        st.dictionaries(st.text(max_size=5), st.lists(st.text(max_size=5))),
    )
)
def test_terms_survive_being_stored(terms: dict[str, dict[str, list[str]]]) -> None:
    assert Analysed.from_bytes(Analysed(terms).to_bytes()) == Analysed(terms)
