import json
from pathlib import Path

import pytest

from ingest.decoding import decode
from ingest.errors import ReadError
from ingest.read import read_file
from ingest.reading import Limits

TEXT = "汐野市の窓口案内\n市民課は１階です。ｱｲｳ\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp932", "euc_jp", "utf-16", "utf-16-le", "iso2022_jp"]
)
def test_japanese_encodings_are_told_apart(encoding: str) -> None:
    text = TEXT.replace("ｱｲｳ", "") if encoding == "iso2022_jp" else TEXT
    assert decode(text.encode(encoding), "案内.txt") == text


def test_line_ends_become_line_feeds_and_control_characters_go() -> None:
    assert decode("一\r\n二\r三\x00\x07\n".encode(), "a.txt") == "一\n二\n三\n"


def test_form_feeds_begin_pages(tmp_path: Path) -> None:
    path = tmp_path / "二枚.txt"
    path.write_text("表紙\n\f本文\n\f", encoding="utf-8")
    file, _ = read_file(path, name="二枚.txt")
    assert file.source.page_starts == (0, 4)
    assert file.source.page_of(4) == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空のファイル"),
        (b"\xef\xbb\xbf \n", "空のファイル"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "文字として読めません"),
        (b"MZ\x90\x00" + b"\x00\x01\xff\xfe" * 500, "文字として読めません"),
    ],
)
def test_what_is_no_text_is_refused_in_plain_words(
    tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "壊れ.txt"
    path.write_bytes(content)
    with pytest.raises(ReadError, match=words):
        read_file(path, name="壊れ.txt")


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "大きい.txt"
    path.write_text("あ" * 100, encoding="utf-8")
    with pytest.raises(ReadError, match="大きすぎます"):
        read_file(path, name="大きい.txt", limits=Limits(max_bytes=10))


def test_a_missing_file_and_an_unknown_format_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="見つかりません"):
        read_file(tmp_path / "ない.txt", name="ない.txt")
    with pytest.raises(ReadError, match="取り込めない形式"):
        read_file(tmp_path / "図面.dwg", name="図面.dwg")


def test_a_few_broken_bytes_do_not_lose_the_document() -> None:
    content = ("市民課は一階にあります。" * 50).encode("cp932") + b"\xff"
    assert decode(content, "a.txt").startswith("市民課は一階にあります。")


def test_a_list_of_questions_and_answers_is_one_passage_an_entry(tmp_path: Path) -> None:
    path = tmp_path / "faq.json"
    entries = [
        {
            "question": "印鑑登録は\nどこで？",
            "answer": "市民課です。\n1階です。",
            "担当課": "市民課",
        },
        {"question": "答えがない", "answer": ""},
    ]
    path.write_text(json.dumps(entries, ensure_ascii=False), encoding="utf-8")
    file, _ = read_file(path, name="faq.json")
    assert file.drafts is not None
    [draft] = file.drafts
    assert (draft.kind, draft.heading, draft.departments) == (
        "faq",
        "印鑑登録は どこで？",
        ("市民課",),
    )
    assert draft.text == "印鑑登録は どこで？\n市民課です。\n1階です。"


@pytest.mark.parametrize("content", ["{", "[]", '[{"a": 1}]', "3"])
def test_json_that_holds_no_questions_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ReadError):
        read_file(path, name="x.json")
