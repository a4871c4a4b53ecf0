from dataclasses import replace
from pathlib import Path

import pytest

from ingest.assembly import make_document
from ingest.errors import SettingsError
from ingest.read import ReadFile, make_source
from ingest.records import Audience
from kb.directory import Directory, visible_directory
from kb.directory_corrections import Corrections, read_corrections
from kb.directory_lines import DirectoryLine, directory_lines

RULES = """汐野市組織規則
令和5年4月1日規則第3号

（課の設置）
第1条　次の部及び課を置く。
(1) 市民部
市民課　戸籍係　年金係
環境課
(2) 福祉部
介護課
（市民課の分掌事務）
第2条　市民課の分掌事務は、次のとおりとする。
(1) 戸籍に関すること。
(2) 住民基本台帳に関すること。
（介護課の分掌事務）
第3条　介護課（旧高齢課）は、次に掲げる事務をつかさどる。
(1) 介護保険に関すること。
附　則
この規則は、令和5年4月1日から施行する。
"""
CONTACTS = """汐野市くらしの便利帳

問い合わせ先

ごみのことは環境課（電話 0123-45-1111）へ。
福祉部 介護課 電話0123-45-2222

市民課
電話　0123-45-3333
"""
PROCEDURES = """汐野市手続一覧

| 手続名 | 担当課 | 窓口 | 電話 |
|---|---|---|---|
| 転入届 | 市民課 | 1階2番 | 0123-45-3333 |
| 転出届 | 市民課 | 1階2番 | 0123-45-3333 |
"""


def lines(*texts: str, audience: Audience = "public") -> list[DirectoryLine]:
    found: list[DirectoryLine] = []
    for number, text in enumerate(texts):
        document = make_document(
            ReadFile(make_source(text, f"{number}.txt")),
            origin="x",
            sha256="0",
            audience=audience,
        )
        found += directory_lines(document.passages)
    return found


def test_departments_stand_under_those_above_them_in_the_documents_order() -> None:
    directory = Directory(lines(RULES))
    assert [department.name for department in directory.departments] == [
        "市民部",
        "市民部 市民課",
        "市民部 市民課 戸籍係",
        "市民部 市民課 年金係",
        "市民部 環境課",
        "福祉部",
        "福祉部 介護課",
    ]


def test_a_division_has_its_duties_with_their_source() -> None:
    found = Directory(lines(RULES)).find("市民課", "汐野市")
    assert found is not None
    [duty] = found.of("duty")
    assert duty.value == "戸籍に関すること。 住民基本台帳に関すること。"
    assert duty.label == "汐野市組織規則 第2条 市民課"
    assert found.source == duty


def test_numbers_belong_to_the_department_that_they_stand_beside() -> None:
    directory = Directory(lines(RULES, CONTACTS, PROCEDURES))
    contacts = {d.name: d.contact.value for d in directory.departments if d.contact}
    assert contacts == {
        "市民部 市民課": "0123-45-3333",
        "市民部 環境課": "0123-45-1111",
        "福祉部 介護課": "0123-45-2222",
    }
    found = directory.find("市民課")
    assert found is not None
    assert found.window is not None
    assert (found.window.value, found.window.label) == ("1階2番", "汐野市手続一覧 転入届")


def test_a_former_name_leads_to_the_present_department() -> None:
    found = Directory(lines(RULES)).find("高齢課", "汐野市")
    assert found is not None
    assert found.name == "福祉部 介護課"


def test_a_name_that_several_departments_have_is_not_guessed_at() -> None:
    text = RULES.replace("介護課　", "").replace("介護課\n", "介護課　年金係\n")
    directory = Directory(lines(text))
    assert directory.find("年金係") is None
    assert directory.find("福祉部 介護課 年金係") is not None
    assert directory.find("市民部市民課年金係") is not None


def test_what_only_staff_may_see_is_not_in_the_citizens_directory() -> None:
    said = [*lines(RULES), *lines(CONTACTS, audience="staff")]
    citizen = visible_directory(said, staff=False).find("環境課")
    staff = visible_directory(said, staff=True).find("環境課")
    assert citizen is not None
    assert citizen.contact is None
    assert staff is not None
    assert staff.contact is not None
    assert staff.contact.value == "0123-45-1111"


def test_of_several_numbers_the_most_sources_decide() -> None:
    said = lines(PROCEDURES)
    other = replace(next(line for line in said if line.kind == "contact"), value="0123-45-9999")
    found = Directory([other, *said]).find("市民課")
    assert found is not None
    assert found.contact is not None
    assert found.contact.value == "0123-45-3333"


def corrections(folder: Path, text: str) -> list[DirectoryLine]:
    path = folder / "部署.csv"
    path.write_text(text, encoding="cp932")
    return read_corrections(path)


def test_a_table_of_corrections_wins_over_the_documents(tmp_path: Path) -> None:
    table = corrections(
        tmp_path,
        "自治体,部署,電話,別名,削除\n"
        "汐野市,市民課,0123-45-7777,なんでも窓口,\n"
        "汐野市,環境課,,,○\n"
        "汐野市,福祉部 地域課,0123-45-8888,,\n",
    )
    directory = Directory(lines(RULES, CONTACTS), table)
    found = directory.find("なんでも窓口")
    assert found is not None
    assert (found.name, [line.value for line in found.of("contact")]) == (
        "市民部 市民課",
        ["0123-45-7777"],
    )
    assert found.contact is not None
    assert found.contact.label == "部署の表「部署.csv」2行目"
    assert directory.find("環境課") is None
    assert directory.find("地域課") is not None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("部署,電話\n市民課,1\n", "列「自治体」がありません"),
        ("自治体,部署,住所\n汐野市,市民課,x\n", "列「住所」は使えません"),
        ("自治体,部署,対象\n汐野市,市民課,みんな\n", "対象「みんな」は使えません"),
        ("自治体,部署\n汐野市,\n", "2行目に部署の名前がありません"),
    ],
)
def test_a_table_that_cannot_be_used_says_why(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        corrections(tmp_path, text)


def test_a_changed_table_takes_effect_at_once_and_a_faulty_one_does_not(tmp_path: Path) -> None:
    path = tmp_path / "部署.csv"
    path.write_text("自治体,部署,電話\n汐野市,市民課,1\n", encoding="utf-8")
    table = Corrections(path)
    first = table()
    assert table() is first
    path.write_text("自治体,部署,電話\n汐野市,市民課,22\n", encoding="utf-8")
    changed = table()
    assert [line.value for line in changed if line.kind == "contact"] == ["22"]
    path.write_text("部署,電話\n市民課,333\n", encoding="utf-8")
    assert table() is changed


def test_a_mayors_office_stands_beside_departments_where_there_are_no_bureaus() -> None:
    text = (
        "汐野市組織規則\n\n（組織）\n第１条　部に次の課を置く。\n市長公室　秘書課\n"
        "総務部　総務課　職員課\n\n（補則）\n第２条　必要な事項は別に定める。\n"
    )
    paths = {line.path for line in lines(text)}
    assert {"市長公室 秘書課", "総務部 総務課"} <= paths
    assert not any("公室 総務部" in path for path in paths)
