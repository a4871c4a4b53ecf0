from __future__ import annotations

from pathlib import Path

import pytest
from contract import Commands, Outcome

pytestmark = pytest.mark.integration

ORDINANCE = """沖浜町見本条例

（目的）
第1条　この条例は、町の見本について必要な事項を定めることを目的とする。

（見本の展示）
第2条　町長は、毎年10月に見本を展示するものとする。
"""


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "よい資料.txt"
    path.write_text(ORDINANCE, encoding="utf-8")
    return path


def check_only(outcome: Outcome, bad: Path, *said: str) -> None:
    """Fail unless one file failed with a message that names it, and the other was stored."""
    outcome.check_refusal(bad.name, *said)
    result = outcome.json
    assert [failed["file"] for failed in result["failed"]] == [bad.name]
    assert bad.name in result["failed"][0]["reason"]
    assert result["added"] == ["よい資料.txt"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("空.txt", b"", "空のファイル"),
        ("空白.txt", b"\xef\xbb\xbf \r\n\n\x00", "空のファイル"),
        ("画像.txt", bytes(range(256)) * 40, "文字として読めません"),
        ("写真.md", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00\xff" * 900, "文字として"),
        ("表.exe", b"MZ", "取り込めない形式"),
        ("名前だけ", b"x", "取り込めない形式"),
        ("壊れ.json", b'[{"question": ', "壊れ.json"),
    ],
)
def test_a_file_that_is_no_document_costs_no_other(
    empty: Commands, tmp_path: Path, good: Path, name: str, content: bytes, said: str
) -> None:
    bad = tmp_path / name
    bad.write_bytes(content)
    check_only(empty.run("ingest", bad, good, "--json"), bad, said)
    assert [row["document"] for row in empty.run("documents", "--json").json] == [good.name]


def test_a_file_of_100_mb_is_refused_unread(empty: Commands, tmp_path: Path, good: Path) -> None:
    bad = tmp_path / "巨大.txt"
    with bad.open("wb") as file:
        file.truncate(100 << 20)
    check_only(empty.run("ingest", bad, good, "--json"), bad, "大きすぎ", "分割")


def test_a_file_without_permission_costs_no_other(
    empty: Commands, tmp_path: Path, good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = tmp_path / "秘密.txt"
    bad.write_text(ORDINANCE, encoding="utf-8")
    read_bytes = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == bad.name:
            raise PermissionError(13, "Permission denied")
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    check_only(empty.run("ingest", bad, good, "--json"), bad, "権限")


def test_a_path_that_does_not_exist_costs_no_other(
    empty: Commands, tmp_path: Path, good: Path
) -> None:
    bad = tmp_path / "ありません"
    check_only(empty.run("ingest", bad, good, "--json"), bad, "見つかりません")


@pytest.mark.parametrize("inside", [None, "写真.png", ".隠れ.txt"])
def test_a_folder_without_documents_is_said_and_leaves_nothing(
    empty: Commands, tmp_path: Path, inside: str | None
) -> None:
    folder = tmp_path / "資料なし"
    folder.mkdir()
    if inside:
        (folder / inside).write_bytes(b"x")
    empty.run("ingest", folder).check_refusal(inside if inside == "写真.png" else "資料なし")
    assert not empty.kb.exists()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932", "euc_jp", "utf-16", "iso2022_jp"])
def test_files_in_the_encodings_of_cities_are_read(
    empty: Commands, tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(ORDINANCE.replace("\n", "\r\n").encode(encoding))
    outcome = empty.run("ingest", path, "--json")
    assert outcome.status == 0
    assert outcome.json["files"][0]["title"] == "沖浜町見本条例"
    assert "毎年10月に見本を展示" in empty.run("passages").out


def test_two_files_of_one_name_are_two_documents(empty: Commands, tmp_path: Path) -> None:
    for number, place in enumerate(("東", "西", "南")):
        (tmp_path / place).mkdir()
        text = ORDINANCE.replace("10月", f"{number + 1}月")
        (tmp_path / place / "一覧.txt").write_text(text, encoding="utf-8")
    assert empty.run("ingest", tmp_path / "東", tmp_path / "西").status == 0
    later = empty.run("ingest", tmp_path / "南", "--json")
    assert (later.status, later.json["documents"]) == (0, 3)
    names = [row["document"] for row in empty.run("documents", "--json").json]
    assert sorted(names) == ["一覧.txt", "東/一覧.txt", "西/一覧.txt"]
    again = empty.run("ingest", tmp_path, "--json").json
    assert (len(again["unchanged"]), again["documents"]) == (3, 3)
    passages = empty.run("passages").out
    assert all(f"毎年{number}月" in passages for number in (1, 2, 3))


def test_a_file_that_broke_does_not_cost_what_was_stored(empty: Commands, good: Path) -> None:
    assert empty.run("ingest", good).status == 0
    good.write_bytes(b"")
    empty.run("ingest", good).check_refusal("空のファイル")
    assert "毎年10月" in empty.run("passages").out


def test_a_setting_that_cannot_be_used_is_said(
    sample: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MADOGUCHI_VOCABULARY", "/nowhere/vocabulary.csv")
    sample.run("ask", "ごみ").check_refusal("MADOGUCHI_VOCABULARY")
    monkeypatch.delenv("MADOGUCHI_VOCABULARY")
    monkeypatch.setenv("MADOGUCHI_MODEL", "/nowhere/model")
    sample.run("ask", "ごみ").check_refusal()
