from __future__ import annotations

from pathlib import Path

import pytest

from ingest.errors import SettingsError
from kb import words
from kb.vocabulary import BUILT_IN, Entry, Expansion, Vocabulary, load_vocabulary, read_vocabulary

TABLE = """日常語,行政用語,分野,重み,備考
粗大ごみ,大型ごみ、粗大ごみ収集,ごみ,0.9,
ごみ,廃棄物,ごみ,1,
家賃が払えない,住居確保給付金,福祉,0.8,
"""


@pytest.fixture
def vocabulary(tmp_path: Path) -> Vocabulary:
    return load_vocabulary(write(tmp_path, TABLE))


def write(folder: Path, table: str) -> Path:
    path = folder / "語彙.csv"
    path.write_text(table, encoding="utf-8")
    return path


def expand(vocabulary: Vocabulary, question: str) -> list[Expansion]:
    return vocabulary.expand(words.tokens(question))


def test_an_everyday_word_stands_for_each_of_its_terms(vocabulary: Vocabulary) -> None:
    assert expand(vocabulary, "ごみはどこへ") == [Expansion("ごみ", "廃棄物", 1.0)]


def test_the_longest_entry_wins(vocabulary: Vocabulary) -> None:
    assert expand(vocabulary, "粗大ごみの出し方") == [
        Expansion("粗大ごみ", "大型ごみ", 0.9),
        Expansion("粗大ごみ", "粗大ごみ収集", 0.9),
    ]


@pytest.mark.parametrize(
    "question", ["家賃が払えません", "家賃払えない", "家賃、払えないんです", "家賃を払えず困る"]
)
def test_particles_and_forms_of_not_make_no_difference(
    vocabulary: Vocabulary, question: str
) -> None:
    assert expand(vocabulary, question) == [Expansion("家賃が払えない", "住居確保給付金", 0.8)]


def test_what_can_be_paid_is_not_what_cannot(vocabulary: Vocabulary) -> None:
    assert expand(vocabulary, "家賃を払える") == []


def test_rows_are_read_with_terms_after_nfkc(tmp_path: Path) -> None:
    table = "\ufeff日常語,行政用語,分野,重み,備考\nスマホ,ｽﾏｰﾄﾌｫﾝ、 携帯電話 ,通信,0.5,\n"
    assert list(read_vocabulary(write(tmp_path, table))) == [
        Entry("スマホ", ("スマートフォン", "携帯電話"), "通信", 0.5)
    ]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("日常語,行政用語\nごみ,廃棄物\n", "列「分野、重み、備考」がありません"),
        ("日常語,行政用語,分野,重み,備考\nごみ,廃棄物,,高い,\n", "2行目の重み「高い」"),
        ("日常語,行政用語,分野,重み,備考\nごみ,廃棄物,,2,\n", "2行目に空の欄があるか"),
        ("日常語,行政用語,分野,重み,備考\nごみ,廃棄物,,1,\n ,廃棄物,,1,\n", "3行目に空の欄"),
        ("日常語,行政用語,分野,重み,備考\nごみ,、,,1,\n", "2行目に空の欄"),
    ],
)
def test_a_table_that_cannot_be_used_says_where(tmp_path: Path, table: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        list(read_vocabulary(write(tmp_path, table)))


def test_a_table_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="読めません"):
        load_vocabulary(tmp_path / "ない.csv")


def test_every_row_of_the_shipped_table_can_be_found() -> None:
    entries = list(read_vocabulary(BUILT_IN))
    missed = [
        entry.everyday
        for entry in entries
        if not {e.term for e in expand(load_vocabulary(), entry.everyday)}
        >= set(entry.administrative)
    ]
    assert missed == []
