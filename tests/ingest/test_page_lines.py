"""What lines of a page are, told by their places and sizes."""

from ingest.readers.boxes import Box, TextLine
from ingest.readers.pdf_margins import find_margins
from ingest.readers.pdf_sizes import find_levels


def line(text: str, *, top: float = 100.0, size: float = 10.0) -> TextLine:
    return TextLine(text, Box(60.0, top, 400.0, top + size), size)


TEXT = "口座振替のほか、役場の窓口や金融機関でもお支払いいただけます。"


def test_short_lines_in_larger_letters_are_headings_by_their_size() -> None:
    lines = [
        line("下水道使用料のご案内", size=18),
        line(TEXT),
        line("支払いの方法", size=14),
        line(TEXT),
        line(TEXT),
    ]
    assert find_levels(lines) == {18.0: 2, 14.0: 3}


def test_large_sentences_large_pages_and_letters_of_no_size_make_no_headings() -> None:
    assert find_levels([line(TEXT, size=14), line(TEXT), line(TEXT)]) == {}
    assert find_levels([line("ごみの出し方", size=14), line("朝八時まで")]) == {}
    assert find_levels([line("支払いの方法", size=14), line(TEXT), line(TEXT, size=0)]) == {}


def test_two_pages_share_a_header_where_it_stands_at_one_height() -> None:
    pages = [([line("地域防災計画　資料編", top=30), line(TEXT, top=200)], 842.0) for _ in range(2)]
    assert find_margins(pages) == [set(), {0}]
    lower = ([line("地域防災計画　資料編", top=50), line(TEXT, top=200)], 842.0)
    assert find_margins([pages[0], lower]) == [set(), set()]
