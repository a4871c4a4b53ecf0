from __future__ import annotations

from passages import passage

from bot.learn.organization import Bureau, Unit, make_organization

GOAL = passage("目標", kind="goal", departments=("環境局 資源部",), locator="a")
DUTY = passage("分掌", kind="duty", departments=("環境局 ごみ課",), locator="b")
OFFICE = passage("区", kind="duty", departments=("北区役所",), locator="c")
PROCEDURE = passage("粗大ごみ", kind="procedure", departments=("ごみ課",), locator="d")
MEASURE = passage("減量", kind="measure", departments=("ごみ課", "知らない課"), locator="e")


def test_bureaus_hold_their_departments_with_goals_and_duties() -> None:
    assert make_organization([GOAL, DUTY, OFFICE]) == (
        Bureau("環境局", (Unit("資源部", goals=(GOAL,)), Unit("ごみ課", duties=(DUTY,)))),
        Bureau("北区役所", (Unit("北区役所", duties=(OFFICE,)),)),
    )


def test_what_names_a_department_without_its_bureau_is_added_where_one_alone_bears_the_name() -> (
    None
):
    (bureau,) = make_organization([DUTY, PROCEDURE, MEASURE])
    assert bureau.units == (
        Unit("ごみ課", duties=(DUTY,), procedures=(PROCEDURE,), measures=(MEASURE,)),
    )

    other = passage("分掌", kind="duty", departments=("港湾局 ごみ課",), locator="f")
    both = make_organization([DUTY, other, PROCEDURE])
    assert all(not unit.procedures for bureau in both for unit in bureau.units)


def test_measures_alone_make_no_organization() -> None:
    assert make_organization([MEASURE]) == ()
