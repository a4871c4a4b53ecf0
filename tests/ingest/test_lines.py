import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.builder import PassageBuilder
from ingest.lines import cut_inline, cut_lines, join_paragraphs
from ingest.normalize import map_radicals

JAPANESE_TEXT = st.text(
    alphabet=st.sampled_from(
        "市民第1２三条年月（）。、 　\t\n\f○・-#*|<br>AbﾊｶﾞアイA⺠⽤をに附則<b></b>"
    )
)


def build(text: str) -> str:
    builder = PassageBuilder(text)
    builder.paragraphs(join_paragraphs(cut_lines(text)))
    return builder.build()[0]


@given(JAPANESE_TEXT)
def test_every_piece_is_the_source_run_radicals_aside(source: str) -> None:
    builder = PassageBuilder(source)
    builder.paragraphs(join_paragraphs(cut_lines(source)))
    text, pieces = builder.build()
    at = 0
    for piece in pieces:
        run = source[piece.start : piece.start + piece.length]
        assert text[piece.at : piece.at + piece.length] == map_radicals(run)
        assert piece.at >= at
        assert text[at : piece.at].strip() == ""
        at = piece.at + piece.length
    assert at == len(text)


@given(JAPANESE_TEXT)
def test_lines_are_substrings_at_their_offsets(source: str) -> None:
    for line in cut_lines(source):
        assert source[line.start : line.end] == line.text
        assert line.text == line.text.strip()


@given(JAPANESE_TEXT)
def test_cleaning_a_line_twice_changes_nothing(source: str) -> None:
    line = " ".join(source.replace("#", "").replace("*", "").split())
    builder = PassageBuilder(line)
    builder.line(0, len(line))
    once = builder.build()[0]
    again = PassageBuilder(once)
    again.line(0, len(once))
    if "<" not in once:
        assert again.build()[0] == once


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("平成 24 年 3 月改定版", "平成24年3月改定版"),
        ("第 24 条 市は", "第24条 市は"),
        ("附 則", "附則"),
        ("資　料　編", "資料編"),
        ("手 話 言 語 条 例", "手話言語条例"),
        ("P D C Aサイクル", "PDCAサイクル"),
        ("1 人権の尊重", "1 人権の尊重"),
        ("2 日常生活の支援", "2 日常生活の支援"),
        ("環境局 資源循環部", "環境局 資源循環部"),
        ("(1) 市民 市内に住む人", "(1) 市民 市内に住む人"),
        ("1 2 3 4", "1 2 3 4"),
        ("**重要** な<b>こと</b>", "重要 なこと"),
        ("## 見出し", "見出し"),
        ("[窓口の案内](https://example.jp/a)を見る", "窓口の案内を見る"),
        ("- ・ 項目", "・ 項目"),
    ],
)
def test_letter_spacing_and_marks_go_and_words_stay_apart(source: str, text: str) -> None:
    assert build(source) == text


def test_a_sentence_broken_by_the_line_end_is_joined() -> None:
    source = "　市は、すべての人が安心して暮らせるまち\nづくりを進める。\nまた、次を行う。"
    assert (
        build(source) == "市は、すべての人が安心して暮らせるまちづくりを進める。\nまた、次を行う。"
    )


def test_ascii_words_keep_a_space_where_lines_are_joined() -> None:
    builder = PassageBuilder("open\ndata の\n公開")
    builder.paragraph(cut_lines("open\ndata の\n公開"))
    assert builder.build()[0] == "open data の公開"


def test_bullets_and_numbers_begin_lines_of_their_own() -> None:
    source = (
        "・窓口で受け付けた申請書を確認し、受付印を押してから\n　控えを渡す\n"
        "・電話に出る\n(1) 名乗る\nア　課名を言う"
    )
    assert build(source).split("\n") == [
        "・窓口で受け付けた申請書を確認し、受付印を押してから控えを渡す",
        "・電話に出る",
        "(1) 名乗る",
        "ア　課名を言う",
    ]


def test_noise_never_becomes_text() -> None:
    source = "目標を達成します。 ○ ○"
    builder = PassageBuilder(source, noise=[(9, 13)])
    builder.line(0, len(source))
    assert builder.build()[0] == "目標を達成します。"


def test_a_form_feed_ends_a_line_and_begins_a_page() -> None:
    assert [(line.text, line.page) for line in cut_lines("一枚目\f二枚目\n終わり")] == [
        ("一枚目", 0),
        ("二枚目", 1),
        ("終わり", 1),
    ]


def test_a_table_cell_is_cut_at_its_break_tags() -> None:
    cell = "受付<br>・確認<ul><li>交付</li></ul>"
    assert [line.text for line in cut_inline(cell, 0, len(cell))] == ["受付", "・確認", "交付"]
