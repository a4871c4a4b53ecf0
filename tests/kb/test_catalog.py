from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from stored_samples import make_document, make_passage

from ingest.errors import KnowledgeBaseError
from ingest.records import Document, Piece, SourceText
from kb.catalog import Catalog
from kb.catalog_writer import (
    CatalogWriter,
    Counts,
    RemovedPassage,
    content_of,
    stored_identities,
)
from kb.records import Filters


def write(path: Path, *documents: Document, remove: tuple[str, ...] = ()) -> Counts:
    writer = CatalogWriter(path)
    for name in remove:
        writer.remove(name)
    for document in documents:
        terms = [passage.text.encode() for passage in document.passages]
        writer.add(document, analysed=terms, views=[3] * len(document.passages))
    counts = writer.finish()
    writer.close()
    return counts


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "目録 #1?.sqlite"


ORDINANCE = make_document("b.txt", "市民は参加できます。", "市は公開します。", "市長は定めます。")
MANUAL = make_document("a.txt", "窓口で受け付けます。", audience="staff", municipality=None)


def test_a_passage_comes_back_with_every_field(path: Path) -> None:
    passage = make_passage(
        "x.txt",
        1,
        "前段。\n後段。",
        municipality=None,
        date=None,
        page=3,
        path=("第1章 総則", "見出し"),
        departments=("総務局 企画部", "港区役所"),
        pieces=(Piece(0, 10, 3), Piece(4, 20, 3)),
    )
    document = make_document("x.txt", passages=(passage,))
    write(path, document)
    assert list(Catalog(path).passages()) == [passage]


def test_a_document_comes_back_with_its_text_pages_and_warnings(path: Path) -> None:
    document = make_document(
        "x.txt", "一頁。", "二頁。", page_starts=(0, 4), warnings=("年月日がありません。",)
    )
    counts = write(path, document)
    catalog = Catalog(path)
    stored = catalog.document("x.txt")
    assert counts == Counts(documents=1, passages=2, views=6)
    assert stored is not None
    assert (stored.page_starts, stored.warnings) == ((0, 4), ("年月日がありません。",))
    assert (stored.characters, stored.passages, stored.views) == (7, 2, 6)
    assert catalog.source_text("x.txt") == SourceText("x.txt", "一頁。\n二頁。", (0, 4))


def test_what_is_not_there_is_none(path: Path) -> None:
    write(path, ORDINANCE)
    catalog = Catalog(path)
    assert catalog.document("z.txt") is None
    assert catalog.source_text("z.txt") is None
    assert catalog.passage("z") is None
    assert catalog.neighbours("z") == ([], [])
    assert list(catalog.passages("z.txt")) == []
    assert catalog.rows_of(["z"]) == {}


def test_rows_follow_document_names_and_positions_whatever_the_order_of_storing(
    path: Path,
) -> None:
    write(path, ORDINANCE, MANUAL)
    catalog = Catalog(path)
    in_order = [*MANUAL.passages, *ORDINANCE.passages]
    assert list(catalog.passages()) == in_order
    assert catalog.passages_by_rows([3, 0, 1, 3]) == [in_order[row] for row in (3, 0, 1, 3)]
    assert catalog.rows_of([p.passage_id for p in in_order]) == {
        p.passage_id: row for row, p in enumerate(in_order)
    }
    assert [d.first_row for d in catalog.documents()] == [0, 1]
    assert len(catalog) == 4


def test_many_rows_are_read_in_one_call(path: Path) -> None:
    document = make_document("x.txt", *(f"{number}番の文です。" for number in range(1200)))
    write(path, document)
    catalog = Catalog(path)
    assert catalog.passages_by_rows(range(1199, -1, -1)) == list(reversed(document.passages))
    assert len(catalog.rows_of([p.passage_id for p in document.passages])) == 1200


@pytest.mark.parametrize("row", [-1, 4])
def test_a_row_outside_is_an_error(path: Path, row: int) -> None:
    write(path, ORDINANCE, MANUAL)
    with pytest.raises(ValueError, match=f"row {row} "):
        Catalog(path).passages_by_rows([row])


def test_neighbours_stay_inside_the_document(path: Path) -> None:
    write(path, ORDINANCE, MANUAL)
    first, second, third = ORDINANCE.passages
    catalog = Catalog(path)
    assert catalog.neighbours(first.passage_id) == ([], [second])
    assert catalog.neighbours(second.passage_id, before=5, after=5) == ([first], [third])
    assert catalog.neighbours(MANUAL.passages[0].passage_id) == ([], [])


def test_filters_mask_rows(path: Path) -> None:
    other = make_document(
        "c.txt",
        passages=(make_passage("c.txt", 1, "別の市。", municipality="やま市", kind="goal"),),
    )
    write(path, ORDINANCE, MANUAL, other)
    mask = Catalog(path).filter_columns().mask
    assert mask(Filters()).tolist() == [False, True, True, True, True]
    assert mask(Filters(include_staff=True)).all()
    assert mask(Filters(municipality="やま市")).tolist() == [False] * 4 + [True]
    assert not mask(Filters(municipality="うみ市")).any()
    assert mask(Filters(documents=frozenset({"b.txt", "z"}))).sum() == 3
    assert mask(Filters(kinds=frozenset({"goal"}))).tolist() == [False] * 4 + [True]


def test_filters_on_dates_take_a_partial_date_for_any_day_that_it_may_mean(path: Path) -> None:
    dates = (None, "2022", "2023-04", "2023-04-15", "2024-01-01", "いつか")
    passages = tuple(
        make_passage("d.txt", number, "定める。", date=date) for number, date in enumerate(dates)
    )
    write(path, make_document("d.txt", passages=passages))
    mask = Catalog(path).filter_columns().mask

    def seen(**values: str) -> list[str | None]:
        return [date for date, here in zip(dates, mask(Filters(**values)), strict=True) if here]

    assert seen(since="2023") == ["2023-04", "2023-04-15", "2024-01-01"]
    assert seen(since="2023-04-20") == ["2023-04", "2024-01-01"]
    assert seen(until="2023") == ["2022", "2023-04", "2023-04-15"]
    assert seen(until="2023-04-14") == ["2022", "2023-04"]
    assert seen(since="2023-04-15", until="2023-12-31") == ["2023-04", "2023-04-15"]


def test_a_filter_on_a_date_that_is_none_is_a_mistake(path: Path) -> None:
    write(path, ORDINANCE)
    with pytest.raises(ValueError, match="令和"):
        Catalog(path).filter_columns().mask(Filters(since="令和5年"))


def test_an_empty_catalog_has_no_rows(path: Path) -> None:
    assert write(path) == Counts(0, 0, 0)
    catalog = Catalog(path)
    assert catalog.documents() == []
    assert catalog.filter_columns().mask(Filters()).shape == (0,)


def test_a_document_without_passages_is_listed(path: Path) -> None:
    write(path, make_document("0.txt"), ORDINANCE)
    catalog = Catalog(path)
    assert [d.name for d in catalog.documents()] == ["0.txt", "b.txt"]
    assert catalog.passages_by_rows([0]) == [ORDINANCE.passages[0]]
    assert catalog.filter_columns().mask(Filters(documents=frozenset({"b.txt"}))).all()


def test_a_catalog_changed_step_by_step_reads_like_one_written_at_once(
    path: Path, tmp_path: Path
) -> None:
    new = make_document("b.txt", "市民は提案できます。", "市は公開します。")
    late = make_document("aa.txt", "新しい文書です。")
    write(path, ORDINANCE, MANUAL)
    write(path, new, late, remove=("b.txt",))
    write(path, remove=("a.txt", "nothing.txt"))
    at_once = tmp_path / "at-once.sqlite"
    write(at_once, late, new)
    changed, whole = Catalog(path), Catalog(at_once)
    assert list(changed.passages()) == list(whole.passages())
    assert changed.passages_by_rows(range(3)) == whole.passages_by_rows(range(3))
    columns, expected = changed.filter_columns(), whole.filter_columns()
    assert np.array_equal(columns.document, expected.document)
    assert columns.documents == expected.documents
    assert stored_identities(path) == stored_identities(at_once)


def test_the_first_row_of_every_work_is_known(path: Path) -> None:
    titles = ("みなと市指針", "みなと市指針", "みなと市条例", "みなと市条例")
    passages = tuple(
        make_passage("c.txt", number, f"{number}番。", title=title)
        for number, title in enumerate(titles)
    )
    write(path, ORDINANCE, make_document("c.txt", passages=passages), MANUAL)
    assert Catalog(path).first_rows_of_works() == [0, 1, 4, 6]


def test_terms_come_in_row_order(path: Path) -> None:
    write(path, ORDINANCE, MANUAL)
    writer = CatalogWriter(path)
    assert [terms.decode() for terms in writer.analysed()] == [
        passage.text for passage in Catalog(path).passages()
    ]
    writer.close()


def test_the_sample_names_sentences_of_different_passages(path: Path) -> None:
    write(path, ORDINANCE, MANUAL)
    writer = CatalogWriter(path)
    sample = writer.sample_views(2)
    assert len(sample) == len({passage_id for passage_id, _ in sample}) == 2
    assert {view for _, view in sample} == {2}
    writer.close()


def test_removing_tells_which_passages_were_there(path: Path) -> None:
    write(path, ORDINANCE)
    writer = CatalogWriter(path)
    assert writer.remove("b.txt") == [
        RemovedPassage(passage.passage_id, 3, "public", content_of(passage), passage.text.encode())
        for passage in ORDINANCE.passages
    ]
    assert writer.remove("b.txt") == []
    writer.close()


def test_two_passages_with_one_identifier_are_refused(path: Path) -> None:
    twice = make_document("x.txt", passages=(ORDINANCE.passages[0],) * 2)
    with pytest.raises(ValueError, match=r"x\.txt"):
        write(path, twice)


def test_threads_read_at_the_same_time(path: Path) -> None:
    write(path, ORDINANCE, MANUAL)
    catalog = Catalog(path)
    counts: list[int] = []
    threads = [
        threading.Thread(target=lambda: counts.append(len(list(catalog.passages()))))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == [4] * 8


def test_reading_changes_no_byte_and_leaves_no_file(path: Path) -> None:
    write(path, ORDINANCE, MANUAL)
    before = (path.read_bytes(), path.stat().st_mtime_ns, sorted(path.parent.iterdir()))
    catalog = Catalog(path)
    list(catalog.passages())
    catalog.filter_columns()
    catalog.close()
    assert (path.read_bytes(), path.stat().st_mtime_ns, sorted(path.parent.iterdir())) == before


@pytest.mark.parametrize("content", [b"", b"not a database" * 100, None])
def test_a_damaged_file_is_said_to_be_damaged(path: Path, content: bytes | None) -> None:
    write(path, ORDINANCE)
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    with pytest.raises(KnowledgeBaseError, match="壊れています"):
        Catalog(path)
