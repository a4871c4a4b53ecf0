import os
from pathlib import Path

import pytest

from ingest.files import FailedFile, UnchangedFile, find_files, unique_names
from ingest.manifest import Entry, FileManifest
from ingest.pipeline import Limits, read_documents
from ingest.records import Document, SourceText
from ingest.structure import detect
from ingest.structure.detect import Work

ORDINANCE = """汐野市見本条例
（目的）
第1条　この条例は、見本を示す。
（委任）
第2条　規則で定める。
附則
この条例は、令和5年4月1日から施行する。
"""


def write(folder: Path, name: str, text: str = ORDINANCE) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def documents(*paths: Path) -> list[Document]:
    return [found for found in read_documents(paths) if isinstance(found, Document)]


def test_a_document_knows_title_city_date_kind_and_its_labels(tmp_path: Path) -> None:
    [document] = documents(write(tmp_path, "a.txt"))
    assert (document.title, document.municipality, document.date, document.kind) == (
        "汐野市見本条例",
        "汐野市",
        "2023-04-01",
        "ordinance",
    )
    assert [p.label for p in document.passages] == [
        "汐野市見本条例 第1条",
        "汐野市見本条例 第2条",
        "汐野市見本条例 附則",
    ]
    assert document.passages[0].path == ("汐野市見本条例", "第1条 目的")


def test_a_work_inside_another_keeps_its_own_title(tmp_path: Path) -> None:
    text = (
        "# 窓口の手引\n\n令和6年3月改定\n\n汐野市\n\n## 1 目的\n\n"
        + "窓口の応対の質を高めるため、職員が守ることを定めます。" * 8
        + "\n\n## 2 体制\n\n各課が当たります。\n\n## 資料\n\n"
        + ORDINANCE
        + "\n# お問い合わせ\n\n市民課\n"
    )
    [document] = documents(write(tmp_path, "手引.md", text))
    labels = {p.label.split(" ")[0]: p for p in document.passages}
    assert labels["汐野市見本条例"].date == "2023-04-01"
    guide = next(p for p in document.passages if "目的" in p.label)
    assert guide.label.startswith("汐野市「窓口の手引」")
    assert (guide.title, guide.date) == ("窓口の手引", "2024-03")


def test_passage_ids_are_unique_and_stay_when_the_file_is_read_again(tmp_path: Path) -> None:
    path = write(tmp_path, "b.txt", "## 一\n\n同じ文です。\n\n## 一\n\n同じ文です。\n")
    first, second = documents(path)[0], documents(path)[0]
    ids = [p.passage_id for p in first.passages]
    assert len(set(ids)) == len(ids)
    assert ids == [p.passage_id for p in second.passages]
    assert first.sha256 == second.sha256


def test_the_audience_changes_the_hash_but_not_the_passages(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt")
    [public] = documents(path)
    [staff] = [d for d in read_documents([path], audience="staff") if isinstance(d, Document)]
    assert staff.sha256 != public.sha256
    assert {p.audience for p in staff.passages} == {"staff"}


def test_a_broken_file_does_not_stop_the_rest(tmp_path: Path) -> None:
    write(tmp_path, "1.txt")
    (tmp_path / "2.txt").write_bytes(b"")
    (tmp_path / "3.txt").write_bytes(bytes(range(256)) * 40)
    write(tmp_path, "4.txt")
    results = list(read_documents([tmp_path]))
    assert [type(r).__name__ for r in results] == [
        "Document",
        "FailedFile",
        "FailedFile",
        "Document",
    ]
    assert all(r.reason.endswith("。") for r in results if isinstance(r, FailedFile))


def test_an_unreadable_file_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "a.txt")

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    [failed] = read_documents([path])
    assert isinstance(failed, FailedFile)
    assert "読む権限がありません" in failed.reason


def test_hidden_files_are_passed_over_and_other_formats_reported(tmp_path: Path) -> None:
    write(tmp_path, ".hidden.txt")
    write(tmp_path, "図面.dwg")
    write(tmp_path, "b/a.txt")
    found = find_files([tmp_path])
    assert [(type(f).__name__, f.name) for f in found] == [
        ("FoundFile", "a.txt"),
        ("FailedFile", "図面.dwg"),
    ]
    assert [f.skipped for f in found if isinstance(f, FailedFile)] == [True]


def test_a_folder_without_documents_and_a_missing_path_are_failures(tmp_path: Path) -> None:
    empty = tmp_path / "空"
    empty.mkdir()
    results = list(read_documents([empty, tmp_path / "ない"]))
    assert [isinstance(r, FailedFile) and not r.skipped for r in results] == [True, True]


def test_files_of_one_name_get_their_folders_in_front(tmp_path: Path) -> None:
    paths = [tmp_path / "甲" / "a.txt", tmp_path / "乙" / "a.txt", tmp_path / "b.txt"]
    assert list(unique_names(paths).values()) == ["甲/a.txt", "乙/a.txt", "b.txt"]


def test_the_same_file_named_twice_is_read_once(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt")
    assert len(list(read_documents([path, tmp_path]))) == 1


def test_limits_are_parameters(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt")
    [failed] = read_documents([path], limits=Limits(max_bytes=10))
    assert isinstance(failed, FailedFile)
    assert "大きすぎます" in failed.reason


def test_a_stored_file_keeps_its_name_when_another_of_the_name_comes(tmp_path: Path) -> None:
    first = write(tmp_path, "東/一覧.txt")
    second = write(tmp_path, "西/一覧.txt", ORDINANCE + "\n2 その他。\n")
    stored = {"一覧.txt": str(first.resolve())}
    names = {found.name for found in find_files([tmp_path], stored=stored)}
    assert names == {"一覧.txt", "西/一覧.txt"}
    assert [found.name for found in find_files([second], stored=stored)] == ["西/一覧.txt"]


def test_a_file_that_was_stored_under_a_longer_name_keeps_it(tmp_path: Path) -> None:
    path = write(tmp_path, "東/一覧.txt")
    stored = {"東/一覧.txt": str(path.resolve())}
    assert [found.name for found in find_files([path], stored=stored)] == ["東/一覧.txt"]


def test_a_moved_or_copied_file_takes_the_name_that_it_had(tmp_path: Path) -> None:
    original = write(tmp_path, "前/一覧.txt")
    copy = write(tmp_path, "後/一覧.txt")
    stored = {"一覧.txt": str(original.resolve())}
    assert [found.name for found in find_files([copy], stored=stored)] == ["一覧.txt"]
    copy.write_text("変わりました。", encoding="utf-8")
    original.unlink()
    assert [found.name for found in find_files([copy], stored=stored)] == ["一覧.txt"]


def test_a_path_that_cannot_be_looked_at_costs_no_other(tmp_path: Path) -> None:
    good = write(tmp_path, "a.txt")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    (tmp_path / "lost.txt").symlink_to(tmp_path / "nowhere.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    bad = [tmp_path / ("長" * 300), "a\0.txt", tmp_path / "loop.txt", tmp_path / "pipe.txt"]
    outcomes = list(read_documents([*bad, good, tmp_path]))
    assert [o.name for o in outcomes if isinstance(o, Document)] == ["a.txt"]
    failed = [o for o in outcomes if isinstance(o, FailedFile)]
    assert len(failed) == 7
    assert all("「" in o.reason for o in failed)


def test_a_parser_that_fails_on_one_file_costs_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def find_works(source: SourceText) -> list[Work]:
        if source.name == "a.txt":
            raise ZeroDivisionError("見本")
        return detect.find_works(source)

    monkeypatch.setattr("ingest.assembly.find_works", find_works)
    outcomes = list(read_documents([write(tmp_path, "a.txt"), write(tmp_path, "b.txt")]))
    assert isinstance(outcomes[0], FailedFile)
    assert "ZeroDivisionError" in outcomes[0].reason
    assert isinstance(outcomes[1], Document)


def test_a_name_in_the_bytes_of_windows_is_read() -> None:
    raw = "手続一覧.txt".encode("cp932").decode("utf-8", "surrogateescape")
    assert unique_names([Path("/x") / raw]) == {Path("/x") / raw: "手続一覧.txt"}


def test_a_file_with_the_known_hash_is_not_parsed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, "a.txt")
    [document] = documents(path)
    hashes = {"a.txt": document.sha256}
    monkeypatch.setattr("ingest.pipeline.make_document", None)
    assert list(read_documents([path], hashes=hashes)) == [
        UnchangedFile("a.txt", str(path), document.sha256)
    ]


def test_bytes_audience_and_manifest_each_make_a_known_file_another(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt")
    [document] = documents(path)
    hashes = {"a.txt": document.sha256}
    manifest = FileManifest({"a.txt": Entry(title="別の題名")})
    write(tmp_path, "b/a.txt", ORDINANCE.replace("見本を", "例を"))
    outcomes = [
        *read_documents([path], hashes=hashes, audience="staff"),
        *read_documents([path], hashes=hashes, manifest=manifest),
        *read_documents([tmp_path / "b" / "a.txt"], hashes=hashes),
    ]
    read = [outcome for outcome in outcomes if isinstance(outcome, Document)]
    assert len({document.sha256, *(each.sha256 for each in read)}) == 4
