import re
import shutil
from pathlib import Path

import pytest
from bad_files import BAD_FILES, ORDINANCE, BadFile, make_docx, make_zip

from ingest.errors import ReadError
from ingest.files import FailedFile
from ingest.isolation import FileReader
from ingest.pipeline import read_documents
from ingest.reading import Limits
from ingest.records import Document

LIMITS = Limits(
    max_bytes=6_000_000,
    max_seconds=60,
    max_memory_bytes=1_500_000_000,
    max_unpacked_bytes=50_000_000,
    max_pages=500,
    max_rows=100_000,
)


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Document | FailedFile]:
    """What comes of all bad files in one ingest, with a good file behind each of them."""
    folder = tmp_path_factory.mktemp("bad")
    for bad in BAD_FILES:
        (folder / bad.name).write_bytes(bad.content())
    (folder / "良い条例.txt").write_text(ORDINANCE, encoding="utf-8")
    (folder / "良い規程.docx").write_bytes(make_docx("沖浜町見本規程\n第1条 見本を置く。"))
    found = read_documents([folder], limits=LIMITS)
    result = {o.name: o for o in found if isinstance(o, Document | FailedFile)}
    shutil.rmtree(folder)
    return result


def test_there_are_sixty_of_them() -> None:
    assert len(BAD_FILES) >= 60
    assert len({bad.name for bad in BAD_FILES}) == len(BAD_FILES)


@pytest.mark.parametrize("bad", BAD_FILES, ids=lambda bad: bad.name)
def test_each_bad_file_is_told_in_japanese(
    outcomes: dict[str, Document | FailedFile], bad: BadFile
) -> None:
    [outcome] = [o for name, o in outcomes.items() if name.split("/")[0] == bad.name]
    if bad.read:
        assert isinstance(outcome, Document), outcome.reason
        assert bad.told in " ".join(outcome.warnings)
        assert ".." not in outcome.name
    else:
        assert isinstance(outcome, FailedFile)
        assert re.search(bad.told, outcome.reason)
        assert re.search(r"[ぁ-ん）]。", outcome.reason)
        assert bad.name in outcome.reason or "の中" in outcome.reason or "/" in outcome.name


def test_none_of_them_stops_the_others(outcomes: dict[str, Document | FailedFile]) -> None:
    assert isinstance(outcomes["良い条例.txt"], Document)
    assert isinstance(outcomes["良い規程.docx"], Document)


def test_no_script_becomes_text(outcomes: dict[str, Document | FailedFile]) -> None:
    for name in ("スクリプト.html", "取得.html", "動作.pdf"):
        document = outcomes[name]
        assert isinstance(document, Document)
        assert "192.0.2.1" not in document.text
        assert "alert" not in document.text


def test_a_reader_that_hangs_is_ended_and_the_next_file_is_read(tmp_path: Path) -> None:
    slow = FileReader(Limits(max_seconds=-4.9))
    with slow as reader, pytest.raises(ReadError, match="秒たっても読み終わりませんでした"):
        reader.read(make_docx(), name="遅い.docx")
    with FileReader(Limits()) as reader:
        assert "第1条" in reader.read(make_docx(), name="次.docx").source.text


def test_a_reader_that_dies_is_told_and_the_next_file_gets_another() -> None:
    with FileReader(Limits()) as reader:
        reader.read(make_docx(), name="一.docx")
        assert reader._worker is not None
        reader._worker.kill()
        reader._worker.wait()
        with pytest.raises(ReadError, match="止まりました"):
            reader.read(make_docx(), name="二.docx")
        assert "第1条" in reader.read(make_docx(), name="三.docx").source.text


def test_a_file_that_needs_more_memory_than_it_may_have_is_refused() -> None:
    small = FileReader(Limits(max_memory_bytes=100_000_000))
    with small as reader, pytest.raises(ReadError, match="メモリ"):
        reader.read(("見本," * 5_000_000).encode(), name="重い.csv")


def test_members_of_an_archive_are_documents_with_names_that_stay_inside(tmp_path: Path) -> None:
    path = tmp_path / "資料.zip"
    path.write_bytes(
        make_zip(
            ("例規/見本条例.txt", ORDINANCE.encode("cp932")),
            ("..\\..\\外.txt", ORDINANCE.encode()),
            ("図.dwg", b"x"),
            ("__MACOSX/._x.txt", b"x"),
        )
    )
    outcomes = list(read_documents([path]))
    assert [outcome.name for outcome in outcomes] == [
        "資料.zip/例規/見本条例.txt",
        "資料.zip/外.txt",
        "資料.zip/図.dwg",
    ]
    assert [type(outcome) for outcome in outcomes] == [Document, Document, FailedFile]
    assert outcomes[0].origin == str(path / "例規" / "見本条例.txt")
    assert list(tmp_path.iterdir()) == [path]
