from __future__ import annotations

import errno
import hashlib
import json
import sqlite3
from pathlib import Path

import pytest

from ingest.errors import KnowledgeBaseError
from kb.generation_writer import Writer, writer
from kb.generations import (
    DamagedGenerationError,
    Generation,
    catalog_path,
    current_name,
    open_generation,
)
from kb.manifest import SCHEMA, Manifest


def describe(name: str, *, schema: int = SCHEMA) -> Manifest:
    return Manifest(
        generation=name,
        embedder="model-1",
        analyser="terms-1",
        dimension=64,
        documents=1,
        passages=2,
        vectors=4,
        deleted_vectors=0,
        similarity_mean=0.2,
        similarity_deviation=0.1,
        made_at="2026-11-20T00:00:00+00:00",
        schema=schema,
    )


def build(held: Writer, content: str) -> Generation:
    folder = held.start()
    catalog_path(folder).write_text(content, encoding="utf-8")
    (folder / "lexical").mkdir()
    (folder / "lexical" / "terms").write_text(content, encoding="utf-8")
    return held.publish(describe)


def publish(kb_path: Path, content: str) -> Generation:
    with writer(kb_path) as held:
        return build(held, content)


def content_of(generation: Generation) -> str:
    return generation.catalog_path.read_text(encoding="utf-8")


def digest(folder: Path) -> dict[str, tuple[str, int]]:
    return {
        str(path.relative_to(folder)): (
            hashlib.sha256(path.read_bytes()).hexdigest(),
            path.stat().st_mtime_ns,
        )
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_what_is_published_is_what_is_opened(kb_path: Path) -> None:
    published = publish(kb_path, "一")
    opened = open_generation(kb_path, embedder_fingerprint="model-1")
    assert opened == published
    assert (opened.name, content_of(opened)) == ("g000001", "一")
    assert set(opened.manifest.parts) == {"catalog.sqlite", "lexical/terms"}


def test_a_manifest_reads_back_as_it_was_written() -> None:
    manifest = describe("g000007")
    assert Manifest.from_json(manifest.to_json()) == manifest


def test_the_last_two_generations_stay(kb_path: Path) -> None:
    for content in "一二三":
        publish(kb_path, content)
    assert sorted(path.name for path in (kb_path / "generations").iterdir()) == [
        "g000002",
        "g000003",
    ]
    assert content_of(open_generation(kb_path)) == "三"


def test_a_reader_keeps_its_generation_while_the_next_is_switched(kb_path: Path) -> None:
    publish(kb_path, "一")
    reader = open_generation(kb_path)
    publish(kb_path, "二")
    assert content_of(reader) == "一"
    assert current_name(kb_path) == "g000002"


def test_a_reader_whose_generation_went_while_it_opened_takes_the_new_one(
    kb_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(kb_path, "一")
    names = iter(["g000000", "g000001", "g000001"])
    monkeypatch.setattr("kb.generations.current_name", lambda _: next(names))
    assert content_of(open_generation(kb_path)) == "一"


def test_a_missing_or_empty_folder_is_said_to_be_missing(kb_path: Path) -> None:
    for _ in range(2):
        with pytest.raises(KnowledgeBaseError, match="ありません。先に madoguchi ingest"):
            open_generation(kb_path)
        kb_path.mkdir(exist_ok=True)


def test_another_folder_or_a_file_is_not_a_knowledge_base(kb_path: Path, tmp_path: Path) -> None:
    kb_path.mkdir()
    (kb_path / "写真.jpg").write_bytes(b"x")
    file = tmp_path / "file"
    file.write_bytes(b"x")
    for path in (kb_path, file):
        with pytest.raises(KnowledgeBaseError, match="知識ベースではありません"):
            open_generation(path)
        with pytest.raises(KnowledgeBaseError, match="知識ベースではありません"):
            publish(path, "一")
    assert list(kb_path.iterdir()) == [kb_path / "写真.jpg"]


def test_a_first_build_that_stopped_is_said_to_be_half_written_and_can_be_repeated(
    kb_path: Path,
) -> None:
    (kb_path / "generations" / ".building-0123").mkdir(parents=True)
    with pytest.raises(KnowledgeBaseError, match="書きかけです"):
        open_generation(kb_path)
    publish(kb_path, "一")
    assert content_of(open_generation(kb_path)) == "一"
    assert [path.name for path in (kb_path / "generations").iterdir()] == ["g000001"]


def test_a_build_that_stopped_before_the_switch_leaves_the_old_state(kb_path: Path) -> None:
    publish(kb_path, "一")
    publish(kb_path, "二")
    (kb_path / "current").write_text("g000001\n", encoding="utf-8")
    assert content_of(open_generation(kb_path)) == "一"
    publish(kb_path, "三")
    assert content_of(open_generation(kb_path)) == "三"
    assert [path.name for path in sorted((kb_path / "generations").iterdir())] == [
        "g000001",
        "g000002",
    ]


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe", b"../../etc", b"g1"])
def test_without_a_readable_current_a_writer_starts_from_the_newest_complete_state(
    kb_path: Path, content: bytes | None
) -> None:
    publish(kb_path, "一")
    publish(kb_path, "二")
    current = kb_path / "current"
    current.unlink()
    if content is not None:
        current.write_bytes(content)
    with pytest.raises(KnowledgeBaseError, match="書きかけです"):
        open_generation(kb_path)
    with writer(kb_path) as held:
        assert held.live is not None
        assert content_of(held.live) == "二"
        held.adopt()
    assert content_of(open_generation(kb_path)) == "二"


def test_an_error_while_building_leaves_everything_as_it_was(kb_path: Path) -> None:
    publish(kb_path, "一")
    before = digest(kb_path)
    with pytest.raises(RuntimeError), writer(kb_path) as held:  # noqa: PT012
        held.start()
        raise RuntimeError
    assert digest(kb_path) == before
    assert [path.name for path in (kb_path / "generations").iterdir()] == ["g000001"]


def test_a_folder_made_for_nothing_is_removed(kb_path: Path) -> None:
    with writer(kb_path):
        pass
    assert not kb_path.exists()


def test_another_model_is_refused(kb_path: Path) -> None:
    publish(kb_path, "一")
    with pytest.raises(KnowledgeBaseError, match="別の埋め込みモデル") as refusal:
        open_generation(kb_path, embedder_fingerprint="model-2")
    assert "model-1" in str(refusal.value)
    assert open_generation(kb_path).name == "g000001"


def test_words_of_another_analyser_are_refused(kb_path: Path) -> None:
    publish(kb_path, "一")
    with pytest.raises(KnowledgeBaseError, match="文を言葉に分ける方法") as refusal:
        open_generation(kb_path, embedder_fingerprint="model-1", analyser_fingerprint="terms-2")
    assert "madoguchi ingest" in str(refusal.value)
    opened = open_generation(
        kb_path, embedder_fingerprint="model-1", analyser_fingerprint="terms-1"
    )
    assert opened.name == "g000001"


def test_another_schema_is_refused_and_kept(kb_path: Path) -> None:
    with writer(kb_path) as held:
        held.start()
        held.publish(lambda name: describe(name, schema=SCHEMA + 1))
    manifest = kb_path / "generations" / "g000001" / "manifest.json"
    values = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps({"schema": SCHEMA + 1, "new": values}), encoding="utf-8")
    before = digest(kb_path)
    with pytest.raises(KnowledgeBaseError, match="別の版"):
        open_generation(kb_path)
    with pytest.raises(KnowledgeBaseError, match="別の版"):
        publish(kb_path, "二")
    assert digest(kb_path) == before


@pytest.mark.parametrize("damage", ["missing", "shorter", "changed"])
def test_a_damaged_catalog_is_refused_and_the_generation_before_named(
    kb_path: Path, damage: str
) -> None:
    publish(kb_path, "一一")
    catalog = publish(kb_path, "二二").catalog_path
    if damage == "missing":
        catalog.unlink()
    else:
        catalog.write_text("二" if damage == "shorter" else "ニニ", encoding="utf-8")
    with pytest.raises(DamagedGenerationError, match=r"catalog\.sqlite") as refusal:
        open_generation(kb_path)
    assert "g000001 に書き換える" in str(refusal.value)
    with pytest.raises(DamagedGenerationError):
        publish(kb_path, "三")
    (kb_path / "current").write_text("g000001", encoding="utf-8")
    assert content_of(open_generation(kb_path)) == "一一"


def test_a_damaged_index_is_refused_to_readers_and_shown_to_writers(kb_path: Path) -> None:
    publish(kb_path, "一")
    (kb_path / "generations" / "g000001" / "lexical" / "terms").unlink()
    with pytest.raises(DamagedGenerationError, match="madoguchi ingest をもう一度"):
        open_generation(kb_path)
    with writer(kb_path) as held:
        assert held.live is not None
        assert held.damaged == ["lexical/terms"]


@pytest.mark.parametrize("content", [None, "", "{", "[]", f'{{"schema": {SCHEMA}}}'])
def test_a_damaged_manifest_is_refused(kb_path: Path, content: str | None) -> None:
    publish(kb_path, "一")
    manifest = kb_path / "generations" / "g000001" / "manifest.json"
    manifest.unlink()
    if content is not None:
        manifest.write_text(content, encoding="utf-8")
    with pytest.raises(DamagedGenerationError, match=r"manifest\.json"):
        open_generation(kb_path)


def test_a_second_writer_is_refused(kb_path: Path) -> None:
    with writer(kb_path) as held:
        build(held, "一")
        with (
            pytest.raises(KnowledgeBaseError, match="書き込んでいます"),
            writer(kb_path),
        ):
            pass
        assert content_of(open_generation(kb_path)) == "一"
    publish(kb_path, "二")


def test_a_full_disk_is_explained_and_nothing_is_lost(kb_path: Path) -> None:
    publish(kb_path, "一")
    before = digest(kb_path)
    for error in (
        OSError(errno.ENOSPC, "No space left on device"),
        sqlite3.OperationalError("database or disk is full"),
    ):
        with (  # noqa: PT012
            pytest.raises(KnowledgeBaseError, match="ディスクに空きがない"),
            writer(kb_path) as held,
        ):
            held.start()
            raise error
    assert digest(kb_path) == before


def test_a_read_only_folder_is_explained(kb_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(kb_path, "一")

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr("filelock.FileLock.acquire", refuse)
    with pytest.raises(KnowledgeBaseError, match=r"書き込めません.*Read-only"):
        publish(kb_path, "二")
    assert content_of(open_generation(kb_path)) == "一"


def test_opening_changes_nothing(kb_path: Path) -> None:
    publish(kb_path, "一")
    before = digest(kb_path)
    open_generation(kb_path, embedder_fingerprint="model-1")
    assert digest(kb_path) == before
