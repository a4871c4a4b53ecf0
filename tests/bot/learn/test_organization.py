from __future__ import annotations

from passages import passage

from bot.learn.organization import Statement, Unit, make_organization
from ingest.records import Passage
from kb.directory import CORRECTED, Directory
from kb.directory_lines import DirectoryLine, directory_lines

GOAL = passage(
    "公園を月に1回点検します。", kind="goal", departments=("都市局 公園部",), locator="a",
    label="目標 公園部",
)  # fmt: skip
DUTY = passage(
    "公園部\n一　公園の管理に関すること。\n二　遊具の点検に関すること。", kind="duty",
    departments=("都市局 公園部 緑地課",), locator="b", label="規則 緑地課",
)  # fmt: skip
PROCEDURE = passage(
    "電話：099-000-0001", kind="procedure", heading="公園の使用", departments=("緑地課",),
    locator="c", label="手続 公園の使用",
)  # fmt: skip
MEASURE = passage(
    "木を植える", kind="measure", heading="街路樹", departments=("緑地課",),
    locator="d", label="計画 街路樹",
)  # fmt: skip


def organization(*passages: Passage, corrections: tuple[DirectoryLine, ...] = ()) -> object:
    directory = Directory(directory_lines(passages), corrections)
    return make_organization(directory, passages, municipality="みなと市")


def test_a_bureau_holds_its_departments_and_they_their_divisions_with_sources() -> None:
    duties = Statement(
        "公園部\n一　公園の管理に関すること。\n二　遊具の点検に関すること。", "規則 緑地課", "b"
    )
    assert organization(GOAL, DUTY, PROCEDURE, MEASURE) == (
        Unit("都市局", "都市局", units=(
            Unit("公園部", "都市局 公園部",
                 goals=(Statement("公園を月に1回点検します。", "目標 公園部", "a"),),
                 units=(
                     Unit("緑地課", "都市局 公園部 緑地課",
                          contacts=(Statement("099-000-0001", "手続 公園の使用", "c"),),
                          duties=(duties,),
                          procedures=(Statement("公園の使用", "手続 公園の使用", "c"),),
                          measures=(Statement("街路樹", "計画 街路樹", "d"),)),
                 )),
        )),
    )  # fmt: skip


def test_what_only_a_name_is_known_of_says_where_it_is_named() -> None:
    sets_up = passage("第3条　市長の下に次の局を置く。\n港湾局", locator="3", label="規則 第3条")

    assert organization(sets_up) == (
        Unit("港湾局", "港湾局", mentioned=(Statement("", "規則 第3条", "3"),)),
    )


def test_the_name_above_the_duties_is_left_out_and_a_correction_has_no_passage() -> None:
    duty = passage("緑地課\n一　木に関すること。", kind="duty", departments=("緑地課",))
    said = DirectoryLine(
        "みなと市", "緑地課", "contact", "099-1", CORRECTED, "", "部署の表 2行目", None, "public"
    )
    (unit,) = organization(duty, corrections=(said,))  # type: ignore[misc]

    assert unit.duties[0].text == "一　木に関すること。"
    assert unit.contacts == (Statement("099-1", "部署の表 2行目", ""),)


def test_other_cities_are_left_out() -> None:
    other = passage("別", kind="duty", municipality="やま市", departments=("総務局 人事部",))

    assert organization(other) == ()
