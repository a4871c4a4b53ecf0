from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from stored_samples import LetterAnalyser, LetterEmbedder, make_document

from ingest.errors import KnowledgeBaseError
from ingest.files import UnchangedFile
from ingest.records import Document, Passage
from kb.catalog import Catalog
from kb.dense import DenseMatrix
from kb.generations import Generation, current_name, open_generation
from kb.records import Filters
from kb.stored import stored_documents
from kb.update import DocumentUpdate, UpdateReport, apply
from kb.vectors import open_store

pytestmark = pytest.mark.integration

ORDINANCE = make_document("b.txt", "市民は参加できます。\n市は公開します。", "市長は定めます。")
MANUAL = make_document("a.txt", "窓口で受け付けます。", audience="staff")
NEW_ORDINANCE = make_document("b.txt", "市民は提案できます。", "市長は定めます。")


class KnowledgeBaseFolder:
    """A folder with the embedder and analyser that it is updated with."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.embedder = LetterEmbedder()
        self.analyser = LetterAnalyser()

    def update(self, *documents: Document, remove: tuple[str, ...] = ()) -> UpdateReport:
        self.embedder.embedded.clear()
        self.analyser.analysed.clear()
        return apply(
            self.path,
            documents,
            remove=remove,
            embedder=self.embedder,
            analyser=self.analyser,
        )

    def contents(self) -> dict[str, object]:
        """Return what readers see, after checking that all parts agree."""
        generation = open_generation(self.path)
        manifest = generation.manifest
        catalog = Catalog(generation.catalog_path)
        passages = list(catalog.passages())
        terms = json.loads((generation.lexical_path / "terms.json").read_text(encoding="utf-8"))
        assert terms == [sorted(passage.text) for passage in passages]
        assert manifest.passages == len(passages) == len(catalog)
        expected = {
            f"{passage.passage_id}#{view}"
            for passage in passages
            for view in range(len(self.analyser.views(passage)))
        }
        assert manifest.vectors == len(expected)
        with open_store(
            generation.chroma_path, embedder=self.embedder, expected=manifest.vectors
        ) as store:
            everything = store.langchain_stores(Filters(include_staff=True))
            stored = [identifier for one in everything for identifier in one.get()["ids"]]
            assert sorted(stored) == sorted(expected)
        self._check_matrix(generation, passages)
        return {document.name: document.sha256 for document in catalog.documents()}

    def _check_matrix(self, generation: Generation, passages: list[Passage]) -> None:
        matrix = DenseMatrix(generation.dense_path)
        assert len(matrix) == generation.manifest.vectors
        for row, passage in enumerate(passages):
            heading, *sentences = LetterEmbedder().embed_passages(self.analyser.views(passage))
            best, of_heading, _ = matrix.similarities(heading, np.array([row]))
            assert of_heading == pytest.approx([1.0], abs=0.01)
            wanted = max(float(heading @ sentence) for sentence in sentences)
            assert best == pytest.approx([wanted], abs=0.01)


@pytest.fixture
def folder(kb_path: Path) -> KnowledgeBaseFolder:
    return KnowledgeBaseFolder(kb_path)


def hashes(*documents: Document) -> dict[str, str]:
    return {document.name: document.sha256 for document in documents}


def digest(folder: Path) -> dict[str, tuple[str, int]]:
    return {
        str(path.relative_to(folder)): (
            hashlib.sha256(path.read_bytes()).hexdigest(),
            path.stat().st_mtime_ns,
        )
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_an_unchanged_file_stands_for_what_is_stored(folder: KnowledgeBaseFolder) -> None:
    folder.update(ORDINANCE, MANUAL)
    file = UnchangedFile(MANUAL.name, "/elsewhere/manual.txt", MANUAL.sha256)
    seen: list[DocumentUpdate] = []
    report = apply(
        folder.path,
        [file],
        embedder=folder.embedder,
        analyser=folder.analyser,
        progress=seen.append,
    )
    assert (report.unchanged, report.is_new_generation) == ((MANUAL.name,), False)
    assert seen == [DocumentUpdate(MANUAL.name, "unchanged", len(MANUAL.passages))]
    assert folder.contents() == hashes(ORDINANCE, MANUAL)


def test_an_unchanged_file_is_indexed_again_for_another_model(folder: KnowledgeBaseFolder) -> None:
    folder.update(ORDINANCE, MANUAL)
    folder.analyser = LetterAnalyser("letters-2")
    file = UnchangedFile(MANUAL.name, MANUAL.origin, MANUAL.sha256)
    report = apply(folder.path, [file], embedder=folder.embedder, analyser=folder.analyser)
    assert (report.unchanged, report.is_new_generation) == ((MANUAL.name,), True)
    assert folder.contents() == hashes(ORDINANCE, MANUAL)


def test_a_file_is_not_taken_for_unchanged_when_another_is_stored(
    folder: KnowledgeBaseFolder,
) -> None:
    folder.update(ORDINANCE)
    with pytest.raises(ValueError, match="not stored as it is"):
        apply(
            folder.path,
            [UnchangedFile(ORDINANCE.name, ORDINANCE.origin, "another")],
            embedder=folder.embedder,
            analyser=folder.analyser,
        )
    assert folder.contents() == hashes(ORDINANCE)


def test_documents_are_stored_and_reported(folder: KnowledgeBaseFolder) -> None:
    assert folder.update(ORDINANCE, MANUAL) == UpdateReport(
        added=("b.txt", "a.txt"),
        changed=(),
        unchanged=(),
        removed=(),
        missing=(),
        notes=(),
        generation="g000001",
        documents=2,
        passages=3,
        vectors_embedded=7,
        is_new_generation=True,
    )
    assert folder.contents() == hashes(ORDINANCE, MANUAL)
    stored = stored_documents(folder.path)
    assert {name: kept.sha256 for name, kept in stored.items()} == hashes(ORDINANCE, MANUAL)


def test_a_second_run_touches_nothing(folder: KnowledgeBaseFolder) -> None:
    folder.update(ORDINANCE, MANUAL)
    before = digest(folder.path)
    report = folder.update(ORDINANCE, replace(MANUAL, origin="/elsewhere/a.txt"))
    assert report.unchanged == ("b.txt", "a.txt")
    assert not report.is_new_generation
    assert (folder.embedder.embedded, folder.analyser.analysed) == ([], [])
    assert digest(folder.path) == before


def test_only_what_changed_is_analysed_and_embedded(folder: KnowledgeBaseFolder) -> None:
    folder.update(ORDINANCE, MANUAL)
    report = folder.update(MANUAL, NEW_ORDINANCE)
    assert (report.changed, report.unchanged) == (("b.txt",), ("a.txt",))
    assert folder.analyser.analysed == [NEW_ORDINANCE.passages[0].text]
    assert MANUAL.text not in folder.embedder.embedded
    assert report.vectors_embedded == 2
    assert folder.contents() == hashes(NEW_ORDINANCE, MANUAL)


def test_documents_not_mentioned_stay(folder: KnowledgeBaseFolder) -> None:
    folder.update(ORDINANCE)
    folder.update(MANUAL)
    assert folder.contents() == hashes(ORDINANCE, MANUAL)


def test_documents_are_taken_out(folder: KnowledgeBaseFolder) -> None:
    folder.update(ORDINANCE, MANUAL)
    report = folder.update(remove=("a.txt", "z.txt"))
    assert (report.removed, report.missing) == (("a.txt",), ("z.txt",))
    assert folder.contents() == hashes(ORDINANCE)
    folder.update(remove=("b.txt",))
    assert folder.contents() == {}


def test_readers_change_no_byte_after_the_last_document_of_a_group_is_gone(
    folder: KnowledgeBaseFolder,
) -> None:
    folder.update(ORDINANCE, MANUAL)
    folder.update(remove=("a.txt",))  # the only one for staff
    before = digest(folder.path)
    for _ in range(2):
        generation = open_generation(folder.path)
        with open_store(
            generation.chroma_path,
            embedder=folder.embedder,
            expected=generation.manifest.vectors,
        ) as store:
            query = folder.embedder.embed_queries([MANUAL.text])[0]
            assert store.search(query, limit=3, filters=Filters(include_staff=True))
    assert digest(folder.path) == before
    folder.update(MANUAL)
    assert folder.contents() == hashes(ORDINANCE, MANUAL)


def test_a_removal_of_nothing_makes_nothing(folder: KnowledgeBaseFolder) -> None:
    report = folder.update(remove=("z.txt",))
    assert (report.missing, report.generation) == (("z.txt",), None)
    assert not folder.path.exists()


def test_a_document_removed_and_given_in_one_update_is_replaced(
    folder: KnowledgeBaseFolder,
) -> None:
    folder.update(ORDINANCE, MANUAL)
    report = folder.update(NEW_ORDINANCE, remove=("b.txt",))
    assert (report.changed, report.removed) == (("b.txt",), ())
    assert folder.contents() == hashes(NEW_ORDINANCE, MANUAL)


def test_a_document_of_the_same_name_from_elsewhere_replaces_with_a_note(
    folder: KnowledgeBaseFolder,
) -> None:
    elsewhere = replace(NEW_ORDINANCE, origin="/elsewhere/b.txt")
    report = folder.update(ORDINANCE, elsewhere)
    assert report.added == ("b.txt",)
    assert report.notes == (
        "同じ名前の文書「b.txt」を置き換えました"
        "(これまで: /documents/b.txt、今回: /elsewhere/b.txt)。",
    )
    assert folder.contents() == hashes(elsewhere)


def test_the_result_does_not_depend_on_the_way_to_it(
    folder: KnowledgeBaseFolder, tmp_path: Path
) -> None:
    folder.update(ORDINANCE, make_document("c.txt", "消える文書。"))
    folder.update(MANUAL, NEW_ORDINANCE, remove=("c.txt",))
    at_once = KnowledgeBaseFolder(tmp_path / "at once")
    at_once.update(NEW_ORDINANCE, MANUAL)
    assert folder.contents() == at_once.contents()
    lexical = [
        (open_generation(kb.path).lexical_path / "terms.json").read_bytes()
        for kb in (folder, at_once)
    ]
    assert lexical[0] == lexical[1]


def test_progress_names_each_document_and_what_became_of_it(folder: KnowledgeBaseFolder) -> None:
    folder.update(ORDINANCE, MANUAL)
    seen: list[DocumentUpdate] = []
    apply(
        folder.path,
        [NEW_ORDINANCE],
        remove=["a.txt"],
        embedder=folder.embedder,
        analyser=folder.analyser,
        progress=seen.append,
    )
    assert seen == [DocumentUpdate("a.txt", "removed", 0), DocumentUpdate("b.txt", "changed", 2)]


def test_documents_are_consumed_one_at_a_time(folder: KnowledgeBaseFolder) -> None:
    finished: list[str] = []

    def documents() -> Iterator[Document]:
        for number in range(3):
            assert len(finished) == number
            yield make_document(f"{number}.txt", f"{number}番の文書です。")

    apply(
        folder.path,
        documents(),
        embedder=folder.embedder,
        analyser=folder.analyser,
        progress=lambda update: finished.append(update.name),
    )
    assert finished == ["0.txt", "1.txt", "2.txt"]


@pytest.mark.parametrize("part", ["embedder", "analyser"])
def test_with_another_model_everything_stored_is_indexed_again(
    folder: KnowledgeBaseFolder, part: str
) -> None:
    folder.update(ORDINANCE, MANUAL)
    if part == "embedder":
        folder.embedder = LetterEmbedder("letters-2")
        with pytest.raises(KnowledgeBaseError, match="別の埋め込みモデル"):
            open_generation(folder.path, embedder_fingerprint="letters-2")
    else:
        folder.analyser = LetterAnalyser("letters-2")
    report = folder.update(ORDINANCE)
    assert (report.unchanged, report.changed, report.documents) == (("b.txt",), (), 2)
    assert report.vectors_embedded == 7
    assert "索引を作り直しました" in report.notes[0]
    assert open_generation(folder.path, embedder_fingerprint=folder.embedder.fingerprint)
    assert folder.contents() == hashes(ORDINANCE, MANUAL)
    assert not folder.update(ORDINANCE).is_new_generation


@pytest.mark.parametrize(
    "damage", ["chroma/chroma.sqlite3", "lexical/terms.json", "dense/vectors.npy"]
)
def test_a_damaged_index_is_made_again_from_the_catalog(
    folder: KnowledgeBaseFolder, damage: str
) -> None:
    folder.update(ORDINANCE, MANUAL)
    part = open_generation(folder.path).folder / damage
    part.write_bytes(part.read_bytes()[:-1])
    with pytest.raises(KnowledgeBaseError, match="壊れています"):
        open_generation(folder.path)
    folder.update(remove=("a.txt",))
    assert folder.contents() == hashes(ORDINANCE)


def test_an_index_made_again_keeps_what_documents_say_of_themselves(
    folder: KnowledgeBaseFolder,
) -> None:
    document = replace(MANUAL, page_starts=(0, 3), warnings=("注意。",), date=None)
    folder.update(document)
    folder.embedder = LetterEmbedder("letters-2")
    folder.update()
    catalog = Catalog(open_generation(folder.path).catalog_path)
    stored, source = catalog.document("a.txt"), catalog.source_text("a.txt")
    assert stored is not None
    assert source is not None
    assert (stored.page_starts, stored.warnings, stored.origin) == (
        (0, 3),
        ("注意。",),
        document.origin,
    )
    assert source.text == document.text
    assert tuple(catalog.passages()) == document.passages


def test_an_error_in_the_documents_leaves_the_old_state(folder: KnowledgeBaseFolder) -> None:
    folder.update(ORDINANCE)
    before = digest(folder.path)

    def documents() -> Iterator[Document]:
        yield MANUAL
        raise RuntimeError

    with pytest.raises(RuntimeError):
        apply(folder.path, documents(), embedder=folder.embedder, analyser=folder.analyser)
    assert digest(folder.path) == before
    assert [path.name for path in (folder.path / "generations").iterdir()] == ["g000001"]


def test_a_reader_keeps_its_answers_while_the_next_generation_is_switched(
    folder: KnowledgeBaseFolder,
) -> None:
    folder.update(ORDINANCE, MANUAL)
    old = open_generation(folder.path)
    catalog = Catalog(old.catalog_path)
    query = folder.embedder.embed_queries([MANUAL.text])[0]
    with open_store(
        old.chroma_path, embedder=folder.embedder, expected=old.manifest.vectors
    ) as store:
        before = store.search(query, limit=7, filters=Filters(include_staff=True))
        folder.update(NEW_ORDINANCE, remove=("a.txt",))
        folder.update(make_document("c.txt", "三つ目の世代。"))
        assert current_name(folder.path) == "g000003"
        assert not old.folder.exists()
        assert store.search(query, limit=7, filters=Filters(include_staff=True)) == before
        assert catalog.document("a.txt") is not None
        assert list(catalog.passages()) == [*MANUAL.passages, *ORDINANCE.passages]


def test_a_second_writer_is_refused_while_the_first_goes_on(folder: KnowledgeBaseFolder) -> None:
    folder.update(ORDINANCE)
    started, may_end = threading.Event(), threading.Event()

    def slow_documents() -> Iterator[Document]:
        started.set()
        assert may_end.wait(60)
        yield MANUAL

    first = threading.Thread(
        target=apply,
        args=(folder.path, slow_documents()),
        kwargs={"embedder": folder.embedder, "analyser": folder.analyser},
    )
    first.start()
    assert started.wait(60)
    with pytest.raises(KnowledgeBaseError, match="ほかのプロセスが"):
        apply(folder.path, [MANUAL], embedder=LetterEmbedder(), analyser=LetterAnalyser())
    may_end.set()
    first.join()
    assert folder.contents() == hashes(ORDINANCE, MANUAL)
