from __future__ import annotations

from pathlib import Path, PurePath

import pytest

from ingest.errors import SettingsError
from ingest.manifest import NOTHING, Entry, FileManifest, read_manifest
from ingest.pipeline import read_documents
from ingest.records import Document

ORDINANCE = """汐野市見本条例
（目的）
第1条　この条例は、見本を示す。
（委任）
第2条　規則で定める。
附則
この条例は、令和5年4月1日から施行する。
"""
GUIDE = (
    "# 窓口の手引\n\n令和6年3月改定\n\n汐野市\n\n## 1 目的\n\n"
    + "窓口の応対の質を高めるため、職員が守ることを定めます。" * 8
    + "\n\n## 2 体制\n\n各課が当たります。\n\n## 資料\n\n"
    + ORDINANCE
)
SAID = Entry(
    title="条例の見本",
    municipality="沖浜町",
    date="2024-01",
    audience="staff",
    url="https://example.jp/a",
    licence="CC BY 4.0",
)


def write(folder: Path, name: str, text: str, *, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding=encoding)
    return path


def read_one(path: Path, entry: Entry) -> Document:
    [document] = read_documents([path], manifest=FileManifest({path.name: entry}))
    assert isinstance(document, Document)
    return document


def test_a_toml_table_says_everything_of_a_file(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "m.toml",
        '["a.txt"]\ntitle = "条例の見本"\nmunicipality = "沖浜町"\ndate = "令和6年1月"\n'
        'audience = "staff"\nurl = "https://example.jp/a"\nlicence = "CC BY 4.0"\n',
    )
    assert read_manifest(path).entry_for(PurePath("/x/a.txt")) == SAID


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
@pytest.mark.parametrize(
    "header",
    [
        "file,title,municipality,date,audience,url,licence",
        "ファイル名,題名,自治体,日付,対象,ＵＲＬ,ライセンス",
    ],
)
def test_a_csv_row_says_everything_of_a_file(tmp_path: Path, header: str, encoding: str) -> None:
    row = "a.txt,条例の見本,沖浜町,令和6年1月,職員用,https://example.jp/a,CC BY 4.0"
    path = write(tmp_path, "m.csv", f"{header}\n{row}\n,,,,,,\n", encoding=encoding)
    assert read_manifest(path).entry_for(PurePath("/x/a.txt")) == SAID


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ('"2025"', "2025"),
        ("2025", "2025"),
        ('"2025-04"', "2025-04"),
        ("2025-04-01", "2025-04-01"),
        ('"令和元年5月1日"', "2019-05-01"),
        ('"平成２０年３月"', "2008-03"),
    ],
)
def test_a_date_may_be_written_in_several_ways(tmp_path: Path, written: str, iso: str) -> None:
    path = write(tmp_path, "m.toml", f'["a.txt"]\ndate = {written}\n')
    assert read_manifest(path).entry_for(PurePath("a.txt")) == Entry(date=iso)


def test_folders_in_front_of_a_name_tell_two_files_apart() -> None:
    east, west, other = Entry(title="東"), Entry(title="西"), Entry(title="ほか")
    manifest = FileManifest({"東区/一覧.md": east, "西区\\一覧.md": west, "一覧.md": other})
    paths = [PurePath(f"/資料/{place}/一覧.md") for place in ("東区", "西区", "南区")]
    assert [manifest.entry_for(path) for path in paths] == [east, west, other]
    assert manifest.entry_for(PurePath("/資料/二覧.md")) is NOTHING
    assert manifest.unused(paths[1:]) == ["東区/一覧.md"]


def test_a_name_matches_however_its_kana_are_composed() -> None:
    manifest = FileManifest({"ガイド.md": SAID})
    assert manifest.entry_for(PurePath("カ\u3099イト\u3099.md")) == SAID


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("m.toml", "題名", "TOMLとして読めません"),
        ("m.toml", 'title = "x"', "見出しの下に"),
        ("m.toml", '[a.txt]\ntitle = "x"', "引用符で囲み"),
        ("m.toml", '["a.txt"]\nauthor = "x"', "「author」は使えません"),
        ("m.toml", '["a.txt"]\ntitle = 1', "文字列で"),
        ("m.toml", '["a.txt"]\ndate = "去年"', "日付「去年」"),
        ("m.toml", '["a.txt"]\ndate = "2025-13"', "日付「2025-13」"),
        ("m.toml", '["a.txt"]\naudience = "all"', "対象「all」"),
        ("m.csv", "title\nx\n", "列「file」がありません"),
        ("m.csv", "file,author\na.txt,x\n", "2行目の項目「author」"),
        ("m.csv", "file,title\na.txt,x,y\n", "2行目の欄の数"),
        ("m.csv", "file,title\na.txt\n", "2行目の欄の数"),
        ("m.csv", "file,title\na.txt,x\na.txt,y\n", "3行目の「a.txt」は2回"),
        ("m.csv", "file,title\n,x\n", "2行目にファイル名がありません"),
        ("m.xlsx", "x", ".toml か .csv"),
        ("m.csv", "", "読めません"),
    ],
)
def test_an_entry_that_cannot_be_used_is_named(
    tmp_path: Path, name: str, text: str, said: str
) -> None:
    with pytest.raises(SettingsError, match=said):
        read_manifest(write(tmp_path, name, text))


def test_a_missing_manifest_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"ない\.toml.*読めません"):
        read_manifest(tmp_path / "ない.toml")


def test_what_is_said_wins_over_what_was_recognized(tmp_path: Path) -> None:
    document = read_one(write(tmp_path, "a.txt", ORDINANCE), SAID)
    assert (
        document.title,
        document.municipality,
        document.date,
        document.audience,
        document.url,
        document.licence,
    ) == ("条例の見本", "沖浜町", "2024-01", "staff", "https://example.jp/a", "CC BY 4.0")
    assert [passage.label for passage in document.passages] == [
        "沖浜町「条例の見本」第1条",
        "沖浜町「条例の見本」第2条",
        "沖浜町「条例の見本」附則",
    ]
    assert {
        (passage.title, passage.municipality, passage.date, passage.audience)
        for passage in document.passages
    } == {("条例の見本", "沖浜町", "2024-01", "staff")}
    assert document.passages[0].path == ("条例の見本", "第1条 目的")


def test_what_is_not_said_stays_as_recognized(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", ORDINANCE)
    plain = read_one(path, NOTHING)
    dated = read_one(path, Entry(date="2024"))
    assert (dated.title, dated.municipality, dated.date, dated.audience) == (
        plain.title,
        plain.municipality,
        "2024",
        "public",
    )
    assert [p.label for p in dated.passages] == [p.label for p in plain.passages]


def test_a_work_inside_another_keeps_its_own_title_and_date(tmp_path: Path) -> None:
    document = read_one(write(tmp_path, "手引.md", GUIDE), Entry(title="手引書", date="2020"))
    works = {(passage.title, passage.date) for passage in document.passages}
    assert works == {("手引書", "2020"), ("汐野市見本条例", "2023-04-01")}


def test_a_change_of_what_is_said_makes_the_document_another(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", ORDINANCE)
    entries = [NOTHING, Entry(title="題"), Entry(municipality="題"), Entry(licence="CC0")]
    assert len({read_one(path, entry).sha256 for entry in entries}) == len(entries)
    assert read_one(path, Entry()).sha256 == read_one(path, NOTHING).sha256
