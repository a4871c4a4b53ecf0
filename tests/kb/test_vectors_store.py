from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from pathlib import Path

import numpy as np
import pytest
from stored_samples import LetterEmbedder, make_passage

from ingest.errors import KnowledgeBaseError
from ingest.records import Passage
from kb import vector_writer
from kb.records import Filters
from kb.vector_writer import VectorSummary, VectorWriter
from kb.vectors import Group, VectorMatch, VectorStore, open_copy, open_store

CITIZENS = make_passage("a.txt", 1, "市民は参加できます。")
MANUAL = make_passage("b.txt", 1, "窓口で受け付けます。", audience="staff")
GOAL = make_passage("c.txt", 1, "緑を増やします。", municipality="やま市", kind="goal")
NOWHERE = make_passage("d.txt", 1, "市民が決めます。", municipality=None)
ALL = (CITIZENS, MANUAL, GOAL, NOWHERE)


def views(passage: Passage) -> list[str]:
    return [passage.heading, *passage.text.split("\n")]


def fill(
    folder: Path, embedder: LetterEmbedder, *passages: Passage, expected: int | None = None
) -> VectorSummary:
    writer = VectorWriter(folder, embedder=embedder)
    for passage in passages:
        writer.add(passage, views(passage))
    sample = [(passage.passage_id, 1) for passage in passages]
    count = sum(len(views(passage)) for passage in passages) if expected is None else expected
    return writer.finish(sample, expected=count)


def found(store: VectorStore, text: str, filters: Filters, limit: int = 10) -> set[str]:
    vector = LetterEmbedder().embed_queries([text])[0]
    matches = store.search(vector, limit=limit, filters=filters)
    return {match.passage_id for match in matches}


def digest(folder: Path) -> dict[str, str]:
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "chroma"


def test_a_group_is_visible_to_its_audience() -> None:
    staff, public = Group(is_staff=True), Group(is_staff=False)
    assert not staff.is_visible(Filters())
    assert staff.is_visible(Filters(include_staff=True))
    assert public.is_visible(Filters())
    assert public.is_visible(Filters(include_staff=True))


@pytest.mark.integration
def test_the_nearest_view_comes_first_with_its_cosine(
    folder: Path, embedder: LetterEmbedder
) -> None:
    fill(folder, embedder, *ALL)
    query, other = embedder.embed_queries(["窓口で受け付けます。", "緑を増やします。"])
    with open_store(folder, embedder=embedder, expected=8) as store:
        matches = store.search(query, limit=8, filters=Filters(include_staff=True))
    assert matches[0] == VectorMatch(MANUAL.passage_id, 1, pytest.approx(1.0, abs=1e-5))
    similarities = {(m.passage_id, m.view): m.similarity for m in matches}
    assert similarities[GOAL.passage_id, 1] == pytest.approx(float(query @ other), abs=1e-5)
    assert len(similarities) == 8


@pytest.mark.integration
def test_the_audience_holds_inside_the_search(folder: Path, embedder: LetterEmbedder) -> None:
    fill(folder, embedder, *ALL)
    with open_store(folder, embedder=embedder, expected=8) as store:
        public = found(store, MANUAL.text, Filters(), limit=6)
        staff = found(store, MANUAL.text, Filters(include_staff=True), limit=1)
    assert public == {CITIZENS.passage_id, GOAL.passage_id, NOWHERE.passage_id}
    assert staff == {MANUAL.passage_id}


@pytest.mark.integration
def test_langchain_finds_the_same(folder: Path, embedder: LetterEmbedder) -> None:
    fill(folder, embedder, *ALL)
    with open_store(folder, embedder=embedder, expected=8) as store:
        (langchain,) = store.langchain_stores(Filters())
        (document,) = langchain.similarity_search(GOAL.text, k=1)
    assert document.id == f"{GOAL.passage_id}#1"
    assert document.metadata == {"document": "c.txt", "kind": "goal"}


@pytest.mark.integration
def test_replacing_a_document_leaves_no_vector_of_the_old_one(
    folder: Path, embedder: LetterEmbedder
) -> None:
    longer = make_passage("a.txt", 1, "一文。\n二文。\n三文。")
    fill(folder, embedder, longer, MANUAL)
    writer = VectorWriter(folder, embedder=embedder)
    writer.remove(longer.passage_id, is_staff=False, views=4)
    writer.remove(MANUAL.passage_id, is_staff=True, views=2)
    writer.add(MANUAL, views(MANUAL))
    writer.add(CITIZENS, views(CITIZENS))
    summary = writer.finish([], expected=4)
    assert summary == VectorSummary(4, 4, 0.0, 1.0)
    with open_store(folder, embedder=embedder, expected=4) as store:
        everything = found(store, longer.text, Filters(include_staff=True))
    assert everything == {MANUAL.passage_id, CITIZENS.passage_id}


@pytest.mark.integration
def test_equal_texts_are_embedded_once(folder: Path, embedder: LetterEmbedder) -> None:
    twin = make_passage("z.txt", 1, CITIZENS.text)
    fill(folder, embedder, CITIZENS, twin)
    assert sorted(embedder.embedded) == sorted([CITIZENS.heading, CITIZENS.text])
    with open_store(folder, embedder=embedder, expected=4) as store:
        assert found(store, CITIZENS.text, Filters(), limit=2) == {
            CITIZENS.passage_id,
            twin.passage_id,
        }


@pytest.mark.integration
def test_the_similarity_of_unrelated_sentences_is_measured(
    folder: Path, embedder: LetterEmbedder
) -> None:
    summary = fill(folder, embedder, CITIZENS, MANUAL, GOAL)
    vectors = LetterEmbedder().embed_passages([CITIZENS.text, MANUAL.text, GOAL.text])
    pairs = [vectors[0] @ vectors[1], vectors[0] @ vectors[2], vectors[1] @ vectors[2]]
    assert summary.similarity_mean == pytest.approx(float(np.mean(pairs)), abs=1e-5)
    assert summary.similarity_deviation == pytest.approx(float(np.std(pairs)), abs=1e-5)


@pytest.mark.integration
def test_many_batches_end_in_one_whole_graph_on_disk(
    folder: Path, embedder: LetterEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vector_writer, "_BATCH", 7)
    monkeypatch.setattr(vector_writer, "_STORE_AT", 8)
    passages = [make_passage("a.txt", number, f"文{number}番。") for number in range(1, 40)]
    fill(folder, embedder, *passages)
    database = sqlite3.connect(folder / "chroma.sqlite3")
    (waiting,) = database.execute("SELECT count(*) FROM embeddings_queue").fetchone()
    database.close()
    assert waiting <= 1
    with open_store(folder, embedder=embedder, expected=78) as store:
        assert found(store, "文7番。", Filters(), limit=1) == {passages[6].passage_id}


@pytest.mark.integration
def test_a_full_collection_is_followed_by_the_next(
    folder: Path, embedder: LetterEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vector_writer, "_BATCH", 5)
    monkeypatch.setattr(vector_writer, "_FULL", 10)
    passages = [make_passage("a.txt", number, f"文{number}番。") for number in range(1, 12)]
    fill(folder, embedder, *passages)
    # Of the first collection, of the second, and one that is new.
    added = make_passage("b.txt", 1, "別の文。")
    writer = VectorWriter(folder, embedder=embedder)
    for passage in (passages[0], passages[6], passages[10]):
        vectors = writer.vectors_of(passage.passage_id, is_staff=False, views=2)
        assert vectors == pytest.approx(embedder.embed_passages(views(passage)))
        writer.remove(passage.passage_id, is_staff=False, views=2)
    writer.add(passages[6], ["条", "変わった文。"])
    writer.add(added, views(added))
    assert writer.finish([], expected=20).deleted == 4
    with open_store(folder, embedder=embedder, expected=20) as store:
        assert {(group.collection, c.count()) for group, c in store._collections.items()} == {
            ("public", 8),
            ("public-1", 10),
            ("public-2", 2),
        }
        assert found(store, "変わった文。", Filters(), limit=1) == {passages[6].passage_id}
        assert found(store, "文3番。", Filters(), limit=1) == {passages[2].passage_id}
        assert found(store, added.text, Filters(), limit=1) == {added.passage_id}
        assert len(store.langchain_stores(Filters())) == 3


@pytest.mark.integration
def test_a_store_with_more_deleted_than_living_vectors_is_written_anew(
    folder: Path, embedder: LetterEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vector_writer, "_BATCH", 5)
    monkeypatch.setattr(vector_writer, "_DELETED_TOLERATED", 3)
    passages = [make_passage("a.txt", number, f"文{number}番。") for number in range(1, 12)]
    fill(folder, embedder, *passages)
    embedder.embedded.clear()
    writer = VectorWriter(folder, embedder=embedder)
    for passage in passages[6:]:
        writer.remove(passage.passage_id, is_staff=False, views=2)
    assert writer.finish([], expected=12, deleted_before=3).deleted == 0
    assert embedder.embedded == []
    assert [path.name for path in folder.parent.iterdir()] == ["chroma"]
    with open_store(folder, embedder=embedder, expected=12) as store:
        assert found(store, "文3番。", Filters(), limit=1) == {passages[2].passage_id}


@pytest.mark.integration
def test_an_empty_store_finds_nothing(folder: Path, embedder: LetterEmbedder) -> None:
    fill(folder, embedder)
    with open_store(folder, embedder=embedder, expected=0) as store:
        assert found(store, "何か", Filters()) == set()


@pytest.mark.integration
def test_reading_changes_no_byte_and_the_copy_goes(
    folder: Path, embedder: LetterEmbedder, own_temporary_folder: Path
) -> None:
    fill(folder, embedder, *ALL)
    before = digest(folder)
    with open_store(folder, embedder=embedder, expected=8) as store:
        assert found(store, GOAL.text, Filters(), limit=1) == {GOAL.passage_id}
        assert len(list(own_temporary_folder.iterdir())) == 1
    assert digest(folder) == before
    assert list(own_temporary_folder.iterdir()) == []


@pytest.mark.integration
def test_copies_of_killed_readers_go_and_those_of_living_ones_stay(
    folder: Path, embedder: LetterEmbedder, own_temporary_folder: Path
) -> None:
    fill(folder, embedder, *ALL)
    abandoned = own_temporary_folder / "madoguchi-vectors-abandoned"
    abandoned.mkdir()
    (abandoned / "in-use.lock").touch()
    living = open_copy(folder, embedder=embedder, expected=8)
    for lock in own_temporary_folder.glob("*/in-use.lock"):
        os.utime(lock, (0, 0))
    with open_store(folder, embedder=embedder, expected=8):
        assert not abandoned.exists()
    assert found(living, GOAL.text, Filters(), limit=1) == {GOAL.passage_id}
    living.close()
    assert list(own_temporary_folder.iterdir()) == []


@pytest.mark.integration
@pytest.mark.parametrize("damage", ["no graph", "no database", "garbage", "other count"])
def test_a_damaged_store_is_refused(
    folder: Path, embedder: LetterEmbedder, damage: str, own_temporary_folder: Path
) -> None:
    fill(folder, embedder, *ALL)
    database = folder / "chroma.sqlite3"
    expected = 8
    if damage == "no graph":
        shutil.rmtree(next(path for path in folder.iterdir() if path.is_dir()))
    elif damage == "no database":
        database.unlink()
    elif damage == "garbage":
        database.write_bytes(b"x" * 5000)
    else:
        expected = 9
    with pytest.raises(KnowledgeBaseError, match="ベクトル索引が使えません"):
        open_copy(folder, embedder=embedder, expected=expected)
    assert list(own_temporary_folder.iterdir()) == []
